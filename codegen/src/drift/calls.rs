//! Two states of one operation: its route, parameters, bodies and annotations.

use super::change::Change;
use super::expressions::{self, View, view};
use super::fields::{self, Fields};
use super::operations::{OperationPairs, method_name, methods_of, route, without_names};
use super::rules::{Aspect, Bump, ChangeKind, Direction, Rule, Subject, Wire};
use super::sink::{ChangeSink, UsageSite};
use super::state::ApiPair;
use super::surface::{self, Owner, Surfaces};
use crate::ir::{
    Api, Body, Encoding, ErrorResponse, Field, Operation, OperationId, Origin, PathParameter,
    Shape, Type,
};

/// Adds operations without a counterpart.
pub(super) fn unpaired(apis: &ApiPair<'_>, sink: &mut ChangeSink, pairs: &OperationPairs) {
    let (old, new) = (apis.old.api, apis.new.api);
    let rule = |change| Subject::Operation.rule(Aspect::Itself, change);
    for (index, &id) in pairs.removed.iter().enumerate() {
        let site = UsageSite::Removed(index);
        sink.add(rule(ChangeKind::Removed), route(&old[id]), site)
            .texts(method_list(old, id), "")
            .at([&old[id].origins, &[]]);
    }
    for (index, &id) in pairs.added.iter().enumerate() {
        let site = UsageSite::Added(index);
        sink.add(rule(ChangeKind::Added), route(&new[id]), site)
            .texts("", method_list(new, id))
            .at([&[], &new[id].origins]);
    }
}

/// The methods that call an operation, as one text.
fn method_list(api: &Api, id: OperationId) -> String {
    let names: Vec<_> = methods_of(api, id).map(method_name).collect();
    names.join(", ")
}

pub(super) fn compare(
    apis: &ApiPair<'_>,
    sink: &mut ChangeSink,
    index: usize,
    (old, new): (OperationId, OperationId),
) {
    let site = UsageSite::Operation(index);
    let (before, after) = (&apis.old.api[old], &apis.new.api[new]);
    let call = Call {
        apis,
        site,
        subject: route(after),
        before,
        after,
    };
    call.route(sink);
    call.access(sink);
    call.annotations(sink);
    call.request_body(sink);
    call.parameters(sink, [old, new]);
    call.response(sink);
    let is_reported =
        (sink.found().iter()).any(|found| found.site == site && found.change.bump == Bump::Major);
    let surfaces = Surfaces {
        apis,
        types: sink.types(),
    };
    // No other change implies another order.
    if let Some(difference) = surfaces.methods(old, new)
        && (difference.rule.change == ChangeKind::Reordered || !is_reported)
    {
        call.add(sink, difference.rule)
            .texts(difference.before, difference.after);
    }
}

struct Call<'c, 'a> {
    apis: &'c ApiPair<'a>,
    site: UsageSite,
    subject: String,
    before: &'a Operation,
    after: &'a Operation,
}

impl<'a> Call<'_, 'a> {
    fn origins(&self) -> [&'a [Origin]; 2] {
        [&self.before.origins, &self.after.origins]
    }

    fn add<'w>(&self, sink: &'w mut ChangeSink, rule: Rule) -> &'w mut Change {
        sink.add(rule, &self.subject, self.site).at(self.origins())
    }

    /// Adds a change of an aspect of the operation itself.
    fn change<'w>(
        &self,
        sink: &'w mut ChangeSink,
        aspect: Aspect,
        change: ChangeKind,
    ) -> &'w mut Change {
        self.add(sink, Subject::Operation.rule(aspect, change))
    }

    fn route(&self, sink: &mut ChangeSink) {
        let (before, after) = (self.before, self.after);
        let [old, new] = [before, after].map(|operation| names(&operation.path_parameters));
        // Arguments fill the path in order, so old values would fill other placeholders.
        let is_reordered = surface::is_reordered(&old, &new);
        let is_moved = is_reordered || without_names(&before.path) != without_names(&after.path);
        if is_moved {
            // Callers notice another path only if it has other arguments.
            let is_alike = old.len() == new.len() && !is_reordered;
            let bump = if is_alike { Bump::Patch } else { Bump::Major };
            self.change(sink, Aspect::Path, ChangeKind::Changed)
                .texts(&before.path, &after.path)
                .bump(bump);
        }
        if before.verb != after.verb {
            self.change(sink, Aspect::Verb, ChangeKind::Changed)
                .texts(before.verb.as_str(), after.verb.as_str())
                .bump(Bump::Patch);
        }
        if before.id != after.id {
            self.change(sink, Aspect::Id, ChangeKind::Changed)
                .texts(&before.id, &after.id);
        }
        if is_moved {
            return;
        }
        for (old, new) in before.path_parameters.iter().zip(&after.path_parameters) {
            let subject = format!("{}#{}", self.subject, new.name);
            let origins: [&[_]; 2] = [&old.origins, &new.origins];
            if old.name != new.name {
                let rule = Subject::Operation.rule(Aspect::PathParameter, ChangeKind::Renamed);
                sink.add(rule, &subject, self.site)
                    .texts(&old.name, &new.name)
                    .at(origins);
            }
            sink.descriptions(&subject, self.site, [&old.doc, &new.doc], origins);
        }
    }

    fn access(&self, sink: &mut ChangeSink) {
        let (before, after) = (self.before, self.after);
        // Where security schemes were documented and none is any longer, none is required.
        let is_freed = !before.security.is_empty() && after.security.is_empty();
        let required = [before.authenticated, after.authenticated && !is_freed];
        match ChangeKind::of_presence(required) {
            Some(change) => drop(self.change(sink, Aspect::Auth, change)),
            None => self.schemes(sink),
        }
        let rule = Subject::Operation.rule(Aspect::FeatureFlag, ChangeKind::Added);
        let flags = [&before.feature_flag, &after.feature_flag];
        sink.feature_flag(rule, &self.subject, self.site, flags, self.origins());
    }

    fn schemes(&self, sink: &mut ChangeSink) {
        let (before, after) = (&self.before.security, &self.after.security);
        for scheme in after.iter().filter(|scheme| !before.contains(scheme)) {
            self.change(sink, Aspect::AuthScheme, ChangeKind::Added)
                .texts("", scheme);
        }
        for scheme in before.iter().filter(|scheme| !after.contains(scheme)) {
            let change = self.change(sink, Aspect::AuthScheme, ChangeKind::Removed);
            change.texts(scheme, "");
            if after.is_empty() {
                // Authentication is possible, but not required.
                change.wire(Wire::Compatible);
            }
        }
    }

    /// Compares deprecations, descriptions and error responses.
    fn annotations(&self, sink: &mut ChangeSink) {
        let (before, after) = (self.before, self.after);
        let rule = Subject::Operation.rule(Aspect::Deprecated, ChangeKind::Added);
        let deprecated = [before.deprecated, after.deprecated];
        sink.deprecation(rule, &self.subject, self.site, deprecated, self.origins());
        let texts =
            [before, after].map(|operation| format!("{} {}", operation.summary, operation.doc));
        let texts = [texts[0].as_str(), &texts[1]];
        sink.descriptions(&self.subject, self.site, texts, self.origins());
        let name = |error: &ErrorResponse| {
            let name = format!("{} {}", error.status, error.name);
            name.trim_end().to_owned()
        };
        let is_in = |errors: &[ErrorResponse], error: &&ErrorResponse| errors.contains(error);
        for error in (after.errors.iter()).filter(|error| !is_in(&before.errors, error)) {
            self.change(sink, Aspect::Error, ChangeKind::Added)
                .texts("", name(error));
        }
        for error in (before.errors.iter()).filter(|error| !is_in(&after.errors, error)) {
            self.change(sink, Aspect::Error, ChangeKind::Removed)
                .texts(name(error), "");
        }
    }

    fn parameters(&self, sink: &mut ChangeSink, ids: [OperationId; 2]) {
        let (apis, before, after) = (self.apis, self.before, self.after);
        let mut query = self.fields("?", ids, [&before.query, &after.query]);
        let mut headers = self.fields("@", ids, [&before.headers, &after.headers]);
        fields::moved(apis, sink, &mut query, &mut headers);
        fields::moved(apis, sink, &mut headers, &mut query);
        if let Some(mut body) = self.body_fields(sink) {
            for part in [&mut query, &mut headers] {
                let mut moved = fields::moved(apis, sink, &mut body, part);
                moved.extend(fields::moved(apis, sink, part, &mut body));
                sink.add_moved(self.site, moved);
            }
        }
        fields::compare(apis, sink, &query);
        fields::compare(apis, sink, &headers);
    }

    fn fields<'f>(
        &self,
        separator: &'static str,
        ids: [OperationId; 2],
        [old, new]: [&'f [Field]; 2],
    ) -> Fields<'f> {
        Fields {
            kind: Subject::Parameter,
            direction: Direction::Request,
            site: self.site,
            subject: self.subject.clone(),
            separator,
            old: old.iter().collect(),
            new: new.iter().collect(),
            owner: Owner::Operations(ids),
        }
    }

    /// The fields of the body, where both states have one and its types are compared.
    fn body_fields(&self, sink: &ChangeSink) -> Option<Fields<'a>> {
        let (old, new) = (self.before.body.as_ref()?, self.after.body.as_ref()?);
        let (old_api, new_api) = (self.apis.old.api, self.apis.new.api);
        let (View::Object(old), View::Object(new)) =
            (view(old_api, &old.ty), view(new_api, &new.ty))
        else {
            return None;
        };
        let (Shape::Object(before), Shape::Object(after)) =
            (&old_api[old].shape, &new_api[new].shape)
        else {
            return None;
        };
        let is_compared = sink.types().contains((old, new, Direction::Request));
        is_compared.then(|| Fields {
            kind: Subject::Field,
            direction: Direction::Request,
            site: self.site,
            subject: self.apis.new.name(new).to_owned(),
            separator: ".",
            old: before.fields.iter().collect(),
            new: after.fields.iter().collect(),
            owner: Owner::Types([old, new]),
        })
    }

    fn request_body(&self, sink: &mut ChangeSink) {
        let bodies = [&self.before.body, &self.after.body].map(Option::as_ref);
        match bodies {
            [Some(old), Some(new)] => self.request_bodies(sink, old, new),
            [_, new] => {
                let is_required = new.is_some_and(|body| body.required);
                let kind = Subject::Body.required(is_required);
                let types = bodies.map(|body| body.map(|body| &body.ty));
                self.body(sink, Direction::Request, kind, types, "body");
            }
        }
    }

    fn request_bodies(&self, sink: &mut ChangeSink, old: &'a Body, new: &'a Body) {
        let rule = |subject, aspect, change| Direction::Request.rule(subject, aspect, change);
        if old.encoding != new.encoding {
            let rule = rule(Subject::Encoding, Aspect::Itself, ChangeKind::Changed);
            self.add(sink, rule)
                .texts(encoding(old.encoding), encoding(new.encoding));
        }
        if let Some(change) = ChangeKind::of_presence([old.required, new.required]) {
            let change = self.add(sink, rule(Subject::Body, Aspect::Required, change));
            if old.encoding == Encoding::Json {
                // Clients always send a JSON body; only a form may be absent.
                change.wire(Wire::Compatible);
            }
        }
        self.description(sink, "body", [&old.doc, &new.doc]);
        let types = [Some(&old.ty), Some(&new.ty)];
        self.body(sink, Direction::Request, Subject::Body, types, "body");
    }

    fn response(&self, sink: &mut ChangeSink) {
        let (old, new) = (&self.before.response, &self.after.response);
        if old.status != new.status {
            let status = Subject::Status;
            let rule = Direction::Response.rule(status, Aspect::Itself, ChangeKind::Changed);
            self.add(sink, rule)
                .texts(old.status.to_string(), new.status.to_string());
        }
        self.description(sink, "response", [&old.doc, &new.doc]);
        let types = [old.ty.as_ref(), new.ty.as_ref()];
        self.body(sink, Direction::Response, Subject::Body, types, "response");
    }

    /// Compares the types of two states of a body.
    fn body(
        &self,
        sink: &mut ChangeSink,
        direction: Direction,
        kind: Subject,
        types: [Option<&Type>; 2],
        label: &str,
    ) {
        if let Some(change) = ChangeKind::of_presence(types.map(|ty| ty.is_some())) {
            let [old, new] = types;
            let before = old.map(|ty| self.apis.old.text(ty)).unwrap_or_default();
            let after = new.map(|ty| self.apis.new.text(ty)).unwrap_or_default();
            self.add(sink, direction.rule(kind, Aspect::Itself, change))
                .texts(before, after);
        } else if let [Some(old), Some(new)] = types {
            let types = [old, new];
            let relation =
                expressions::compare(self.apis, sink, types, direction, self.site, label);
            if let Some(change) = relation.change() {
                let rule = direction.rule(kind, Aspect::Type, change);
                let [before, after] = self.apis.texts(types);
                self.add(sink, rule)
                    .texts(before, after)
                    .wire(relation.wire(rule));
            }
        }
    }

    /// Compares the descriptions of a part that has no origins of its own.
    fn description(&self, sink: &mut ChangeSink, part: &str, texts: [&str; 2]) {
        let subject = format!("{} {part}", self.subject);
        sink.descriptions(&subject, self.site, texts, self.origins());
    }
}

fn names(parameters: &[PathParameter]) -> Vec<&str> {
    let names = parameters.iter().map(|parameter| parameter.name.as_str());
    names.collect()
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Json => "application/json",
        Encoding::Multipart => "multipart/form-data",
    }
}
