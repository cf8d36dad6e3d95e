//! Two states of one operation: its route, parameters, bodies and what it says of itself.

use super::fields::{self, Fields};
use super::operations::{route, without_names};
use super::rules::{Bump, Direction, PARAMETER, REQUEST_BODY, RESPONSE_BODY, Rule};
use super::walk::{Holder, Walk};
use super::{expressions, surface};
use crate::ir::{Body, Encoding, Field, Operation, OperationId};

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
    call.parameters(walk, [old, new]);
    call.request_body(walk);
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
        let is_moved = without_names(&before.path) != without_names(&after.path);
        if is_moved {
            // The caller sees another route only where another argument is asked for.
            let is_alike = before.path_parameters.len() == after.path_parameters.len();
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
            if old.name != new.name {
                let subject = format!("{}#{}", self.subject, new.name);
                walk.note(Rule::OperationPathParameter, subject, self.holder)
                    .texts(&old.name, &new.name)
                    .at([&old.origins, &new.origins]);
            }
        }
    }

    fn access(&self, walk: &mut Walk<'_>) {
        let (before, after) = (self.before, self.after);
        match (before.authenticated, after.authenticated) {
            (false, true) => drop(self.note(walk, Rule::AuthAdded)),
            (true, false) => drop(self.note(walk, Rule::AuthRemoved)),
            _ => self.schemes(walk),
        }
        match (&before.feature_flag, &after.feature_flag) {
            (before, after) if before == after => {}
            (before, Some(after)) => {
                let before = before.as_deref().unwrap_or_default();
                self.note(walk, Rule::OperationFlagAdded)
                    .texts(before, after);
            }
            (Some(before), None) => {
                self.note(walk, Rule::OperationFlagRemoved)
                    .texts(before, "");
            }
            (None, None) => {}
        }
    }

    fn schemes(&self, walk: &mut Walk<'_>) {
        let (before, after) = (&self.before.security, &self.after.security);
        for scheme in after.iter().filter(|scheme| !before.contains(scheme)) {
            self.note(walk, Rule::AuthSchemeAdded).texts("", scheme);
        }
        for scheme in before.iter().filter(|scheme| !after.contains(scheme)) {
            self.note(walk, Rule::AuthSchemeRemoved).texts(scheme, "");
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
            (false, true) => drop(self.note(walk, Rule::RequestBodyRequired)),
            (true, false) => drop(self.note(walk, Rule::RequestBodyOptional)),
            _ => {}
        }
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
                    self.note(walk, rule).texts(texts.0, texts.1);
                }
            }
        }
    }
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Json => "application/json",
        Encoding::Multipart => "multipart/form-data",
    }
}
