//! Two states of one operation: its route, parameters, bodies and what it says of itself.

use super::expressions::{self, View, view};
use super::fields::{self, Fields};
use super::operations::{route, without_names};
use super::rules::{
    Bump, Direction, PARAMETER, REQUEST_BODY, REQUEST_FIELD, RESPONSE_BODY, Rule, Wire,
};
use super::surface;
use super::walk::{Holder, Walk};
use crate::ir::{Body, Encoding, Field, Operation, OperationId, PathParameter, Shape};

pub(super) fn compare(walk: &mut Walk<'_>, index: usize, (old, new): (OperationId, OperationId)) {
    let holder = Holder::Operation(index);
    let (before, after) = (&walk.old.api[old], &walk.new.api[new]);
    let call = Call {
        holder,
        subject: route(after),
        before,
        after,
    };
    call.route(walk);
    call.access(walk);
    call.remarks(walk);
    call.request_body(walk);
    call.parameters(walk, [old, new]);
    call.response(walk);
    let is_told =
        (walk.found.iter()).any(|found| found.holder == holder && found.change.bump == Bump::Major);
    // Another order follows from nothing else that is told.
    if let Some(difference) = surface::methods(walk, old, new)
        && (difference.rule == Rule::ArgumentsReordered || !is_told)
    {
        call.note(walk, difference.rule)
            .texts(difference.before, difference.after);
    }
}

struct Call<'a> {
    holder: Holder,
    subject: String,
    before: &'a Operation,
    after: &'a Operation,
}

impl Call<'_> {
    fn note<'w>(&self, walk: &'w mut Walk<'_>, rule: Rule) -> &'w mut super::Change {
        walk.note(rule, self.subject.as_str(), self.holder)
            .at([&self.before.origins, &self.after.origins])
    }

    fn route(&self, walk: &mut Walk<'_>) {
        let (before, after) = (self.before, self.after);
        let [old, new] = [before, after].map(|operation| names(&operation.path_parameters));
        // Arguments take the places of the path in turn, so that old values go to other places.
        let is_reordered = surface::is_reordered(&old, &new);
        let is_moved = is_reordered || without_names(&before.path) != without_names(&after.path);
        if is_moved {
            // The caller sees another route only where other arguments are asked for.
            let is_alike = old.len() == new.len() && !is_reordered;
            let bump = if is_alike { Bump::Patch } else { Bump::Major };
            self.note(walk, Rule::OperationPath)
                .texts(&before.path, &after.path)
                .bump(bump);
        }
        if before.verb != after.verb {
            self.note(walk, Rule::OperationVerb)
                .texts(before.verb.as_str(), after.verb.as_str())
                .bump(Bump::Patch);
        }
        if before.id != after.id {
            self.note(walk, Rule::OperationId)
                .texts(&before.id, &after.id);
        }
        if is_moved {
            return;
        }
        for (old, new) in before.path_parameters.iter().zip(&after.path_parameters) {
            let subject = format!("{}#{}", self.subject, new.name);
            let origins: [&[_]; 2] = [&old.origins, &new.origins];
            if old.name != new.name {
                walk.note(Rule::OperationPathParameter, subject.as_str(), self.holder)
                    .texts(&old.name, &new.name)
                    .at(origins);
            }
            walk.descriptions(&subject, self.holder, [&old.doc, &new.doc], origins);
        }
    }

    fn access(&self, walk: &mut Walk<'_>) {
        let (before, after) = (self.before, self.after);
        // Where ways to be signed in were documented and none is any longer, none is asked for.
        let is_freed = !before.security.is_empty() && after.security.is_empty();
        match (before.authenticated, after.authenticated && !is_freed) {
            (false, true) => drop(self.note(walk, Rule::AuthAdded)),
            (true, false) => drop(self.note(walk, Rule::AuthRemoved)),
            _ => self.schemes(walk),
        }
        if before.feature_flag != after.feature_flag {
            let rule = match &after.feature_flag {
                Some(_) => Rule::OperationFlagAdded,
                None => Rule::OperationFlagRemoved,
            };
            let flag = |operation: &Operation| operation.feature_flag.clone().unwrap_or_default();
            self.note(walk, rule).texts(flag(before), flag(after));
        }
    }

    fn schemes(&self, walk: &mut Walk<'_>) {
        let (before, after) = (&self.before.security, &self.after.security);
        for scheme in after.iter().filter(|scheme| !before.contains(scheme)) {
            self.note(walk, Rule::AuthSchemeAdded).texts("", scheme);
        }
        for scheme in before.iter().filter(|scheme| !after.contains(scheme)) {
            let change = self.note(walk, Rule::AuthSchemeRemoved);
            change.texts(scheme, "");
            if after.is_empty() {
                // Callers may sign in, and need not.
                change.wire(Wire::Compatible);
            }
        }
    }

    fn remarks(&self, walk: &mut Walk<'_>) {
        let (before, after) = (self.before, self.after);
        let origins: [&[_]; 2] = [&before.origins, &after.origins];
        let rules = [Rule::OperationDeprecated, Rule::OperationUndeprecated];
        walk.deprecation(
            rules,
            &self.subject,
            self.holder,
            [before.deprecated, after.deprecated],
            origins,
        );
        let texts =
            [before, after].map(|operation| format!("{} {}", operation.summary, operation.doc));
        walk.descriptions(&self.subject, self.holder, [&texts[0], &texts[1]], origins);
        let name = |error: &crate::ir::ErrorResponse| {
            format!("{} {}", error.status, error.name)
                .trim_end()
                .to_owned()
        };
        for error in after
            .errors
            .iter()
            .filter(|error| !before.errors.contains(error))
        {
            self.note(walk, Rule::ErrorAdded).texts("", name(error));
        }
        for error in before
            .errors
            .iter()
            .filter(|error| !after.errors.contains(error))
        {
            self.note(walk, Rule::ErrorRemoved).texts(name(error), "");
        }
    }

    fn parameters(&self, walk: &mut Walk<'_>, ids: [OperationId; 2]) {
        let (before, after) = (self.before, self.after);
        let mut query = self.fields("?", ids, [&before.query, &after.query]);
        let mut headers = self.fields("@", ids, [&before.headers, &after.headers]);
        fields::moved(walk, &mut query, &mut headers);
        fields::moved(walk, &mut headers, &mut query);
        if let Some(mut body) = self.body_fields(walk) {
            for part in [&mut query, &mut headers] {
                let mut moved = fields::moved(walk, &mut body, part);
                moved.extend(fields::moved(walk, part, &mut body));
                walk.moved
                    .extend(moved.into_iter().map(|name| (self.holder, name)));
            }
        }
        fields::compare(walk, &query);
        fields::compare(walk, &headers);
    }

    fn fields<'f>(
        &self,
        separator: &'static str,
        ids: [OperationId; 2],
        [old, new]: [&'f [Field]; 2],
    ) -> Fields<'f> {
        Fields {
            rules: &PARAMETER,
            holder: self.holder,
            subject: self.subject.clone(),
            separator,
            old: old.iter().collect(),
            new: new.iter().collect(),
            surface: surface::Owner::Operations(ids),
        }
    }

    /// The fields of the body, where both states have it and its type is compared.
    fn body_fields<'w>(&self, walk: &Walk<'w>) -> Option<Fields<'w>> {
        let (old, new) = (self.before.body.as_ref()?, self.after.body.as_ref()?);
        let (old_api, new_api) = (walk.old.api, walk.new.api);
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
        let is_compared = walk.nodes.contains_key(&(old, new, Direction::Request));
        is_compared.then(|| Fields {
            rules: &REQUEST_FIELD,
            holder: self.holder,
            subject: walk.new.name(new).to_owned(),
            separator: ".",
            old: before.fields.iter().collect(),
            new: after.fields.iter().collect(),
            surface: surface::Owner::Types([old, new]),
        })
    }

    fn request_body(&self, walk: &mut Walk<'_>) {
        match (&self.before.body, &self.after.body) {
            (None, None) => {}
            (None, Some(body)) => {
                let rule = if body.required {
                    Rule::RequiredRequestBodyAdded
                } else {
                    Rule::RequestBodyAdded
                };
                let text = walk.new.text(&body.ty);
                self.note(walk, rule).texts("", text);
            }
            (Some(body), None) => {
                let text = walk.old.text(&body.ty);
                self.note(walk, Rule::RequestBodyRemoved).texts(text, "");
            }
            (Some(old), Some(new)) => self.bodies(walk, old, new),
        }
    }

    fn bodies(&self, walk: &mut Walk<'_>, old: &Body, new: &Body) {
        if old.encoding != new.encoding {
            self.note(walk, Rule::RequestEncoding)
                .texts(encoding(old.encoding), encoding(new.encoding));
        }
        match (old.required, new.required) {
            (false, true) => {
                let change = self.note(walk, Rule::RequestBodyRequired);
                if old.encoding == Encoding::Json {
                    // Clients always send it; only a form may have nothing in it.
                    change.wire(Wire::Compatible);
                }
            }
            (true, false) => drop(self.note(walk, Rule::RequestBodyOptional)),
            _ => {}
        }
        self.description(walk, "body", [&old.doc, &new.doc]);
        let relation = expressions::compare(
            walk,
            [&old.ty, &new.ty],
            Direction::Request,
            self.holder,
            "body",
        );
        if let Some(rule) = REQUEST_BODY.of(relation) {
            let texts = (walk.old.text(&old.ty), walk.new.text(&new.ty));
            self.note(walk, rule).texts(texts.0, texts.1);
        }
    }

    fn response(&self, walk: &mut Walk<'_>) {
        let (old, new) = (&self.before.response, &self.after.response);
        if old.status != new.status {
            self.note(walk, Rule::ResponseStatus)
                .texts(old.status.to_string(), new.status.to_string());
        }
        self.description(walk, "response", [&old.doc, &new.doc]);
        match (&old.ty, &new.ty) {
            (None, None) => {}
            (None, Some(ty)) => {
                let text = walk.new.text(ty);
                self.note(walk, Rule::ResponseBodyAdded).texts("", text);
            }
            (Some(ty), None) => {
                let text = walk.old.text(ty);
                self.note(walk, Rule::ResponseBodyRemoved).texts(text, "");
            }
            (Some(old), Some(new)) => {
                let relation = expressions::compare(
                    walk,
                    [old, new],
                    Direction::Response,
                    self.holder,
                    "response",
                );
                if let Some(rule) = RESPONSE_BODY.of(relation) {
                    let texts = (walk.old.text(old), walk.new.text(new));
                    self.note(walk, rule)
                        .texts(texts.0, texts.1)
                        .wire(relation.wire(rule));
                }
            }
        }
    }

    /// Compares what is said of a part that has no place of its own.
    fn description(&self, walk: &mut Walk<'_>, part: &str, texts: [&str; 2]) {
        let subject = format!("{} {part}", self.subject);
        let origins: [&[_]; 2] = [&self.before.origins, &self.after.origins];
        walk.descriptions(&subject, self.holder, texts, origins);
    }
}

fn names(parameters: &[PathParameter]) -> Vec<&str> {
    parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect()
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Json => "application/json",
        Encoding::Multipart => "multipart/form-data",
    }
}
