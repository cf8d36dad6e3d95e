//! What is said besides the prose, or in its place.

use super::{Docs, code_span};
use crate::ir::{Area, EnumValue, Field, Operation, Resource, Type};
use crate::lower::Model;
use crate::lower::model::{MethodItem, OperationCall, ResourceItem, TypeItem, UnionVariant};
use crate::names::plain;
use std::collections::BTreeMap;

impl Docs<'_> {
    /// A type.
    pub(crate) fn type_def(self, model: &Model<'_>, item: &TypeItem<'_>) -> Vec<String> {
        let stand_in = (item.only_holder.as_ref())
            .and_then(|holder| Some((holder, model.types[holder.owner.index()].as_ref()?)))
            .map(|(holder, owner)| {
                let owner = format!("[`{0}`](crate::types::{0})", owner.name);
                match code_span(holder.field) {
                    field if field.is_empty() => format!("What {owner} may be."),
                    field if holder.is_item => format!("One of the {field} of {owner}."),
                    field => format!("The {field} of {owner}."),
                }
            });
        let stand_in = stand_in
            .as_deref()
            .unwrap_or("Documented without a description.");
        self.compose(
            &item.ir.doc,
            stand_in,
            flag(item.ir.feature_flag.as_deref()),
        )
    }

    /// A field, or a parameter with its setter.
    pub(crate) fn field(self, model: &Model<'_>, field: &Field) -> Vec<String> {
        let stand_in = format!(
            "Documented as {}.",
            code_span(&documented(model, &field.ty))
        );
        let default =
            (field.default.as_ref()).map(|default| format!("Default: {}.", code_span(default)));
        let expand = (field.expandable).then(|| {
            let parameter = code_span(&format!("expand={}", field.name));
            format!("Some responses have it only when expanded with {parameter}.")
        });
        let facts = default.into_iter().chain(expand);
        self.compose(
            &field.doc,
            &stand_in,
            facts.chain(flag(field.feature_flag.as_deref())),
        )
    }

    /// A value of an enum.
    pub(crate) fn enum_value(self, value: &EnumValue) -> Vec<String> {
        let stand_in = match code_span(&value.value) {
            empty if empty.is_empty() => "The empty text.".to_owned(),
            value => value,
        };
        self.compose(&value.doc, &stand_in, None)
    }

    /// A variant of a union.
    pub(crate) fn variant(self, model: &Model<'_>, variant: &UnionVariant<'_>) -> Vec<String> {
        vec![match variant.tag {
            Some(tag) => format!("What is tagged {}.", code_span(tag)),
            None => format!(
                "Documented as {}.",
                code_span(&documented(model, &variant.ir.ty))
            ),
        }]
    }

    /// A resource.
    pub(crate) fn resource(self, model: &Model<'_>, resource: &ResourceItem<'_>) -> Vec<String> {
        let calls = model.accessors_to(resource).into_iter();
        let calls: String = calls.map(|name| format!(".{}()", plain(name))).collect();
        let reached = format!("Reached by {}.", code_span(&format!("medusa{calls}")));
        self.compose(&resource.ir.doc, &documented_as(resource.ir), [reached])
    }

    /// A resource, in a sentence.
    pub(crate) fn resource_summary(self, resource: &Resource) -> Vec<String> {
        let lines = self.first_sentence(&resource.doc);
        if lines.is_empty() {
            vec![documented_as(resource)]
        } else {
            lines
        }
    }

    /// A method that requests an operation.
    pub(crate) fn operation(
        self,
        model: &Model<'_>,
        method: &MethodItem<'_>,
        call: &OperationCall<'_>,
    ) -> Vec<String> {
        let operation = call.ir;
        let route = code_span(&format!("{} {}", operation.verb.as_str(), operation.path));
        let facts = [format!("{route}.")]
            .into_iter()
            .chain(sign_in(operation))
            .chain(flag(operation.feature_flag.as_deref()));
        let mut lines = self.compose(method.ir.prose(model.api), "", facts);
        self.arguments(call, &mut lines);
        self.response(operation, &mut lines);
        errors(operation, &mut lines);
        lines
    }

    /// A method that requests what the caller names.
    pub(crate) fn custom(self, method: &MethodItem<'_>, stand_in: &str) -> Vec<String> {
        self.compose(&method.ir.doc, stand_in, None)
    }

    fn arguments(self, call: &OperationCall<'_>, lines: &mut Vec<String>) {
        let path = (call.path.iter())
            .zip(&call.ir.path_parameters)
            .map(|(name, parameter)| (name, &parameter.doc));
        let payload = (call.payload.iter())
            .zip(&call.ir.body)
            .map(|(payload, body)| (&payload.name, &body.doc));
        let query = call
            .arguments
            .iter()
            .map(|argument| (&argument.name, &argument.ir.doc));
        let mut is_first = true;
        for (name, doc) in path
            .chain(payload)
            .chain(query)
            .filter(|(_, doc)| !doc.trim().is_empty())
        {
            if std::mem::take(&mut is_first) {
                lines.push(String::new());
            }
            let name = code_span(plain(name));
            let mut prose = labelled(&format!("{name}:"), self.prose(doc)).into_iter();
            lines.push(format!("- {}", prose.next().unwrap_or_default()));
            lines.extend(prose.map(|line| format!("  {line}").trim_end().to_owned()));
        }
    }

    fn response(self, operation: &Operation, lines: &mut Vec<String>) {
        let prose = self.prose(&operation.response.doc);
        if !prose.is_empty() {
            lines.push(String::new());
            lines.extend(labelled("Response:", prose));
        }
        let mut omissions = BTreeMap::<_, BTreeMap<_, Vec<_>>>::new();
        for omission in &operation.response.omissions {
            let (holder, field) = omission
                .path
                .rsplit_once('.')
                .unwrap_or(("", &omission.path));
            let by_holder = omissions.entry(&omission.selected_by).or_default();
            by_holder.entry(holder).or_default().push(code_span(field));
        }
        for (selected_by, holders) in omissions.into_iter().rev() {
            lines.push(String::new());
            lines.push(match selected_by {
                Some(parameter) => {
                    let parameter = code_span(parameter);
                    format!("Not in the response, unless selected with {parameter}:")
                }
                None => "Not in the response, although the types have these fields:".to_owned(),
            });
            lines.push(String::new());
            lines.extend(holders.into_iter().map(|(holder, fields)| match holder {
                "" => format!("- {}", fields.join(", ")),
                holder => format!("- of {}: {}", code_span(holder), fields.join(", ")),
            }));
        }
    }

    /// The prose, or what stands in for it; then the facts as a paragraph.
    fn compose(
        self,
        prose: &str,
        stand_in: &str,
        facts: impl IntoIterator<Item = String>,
    ) -> Vec<String> {
        let mut lines = self.prose(prose);
        if lines.is_empty() && !stand_in.is_empty() {
            lines.push(stand_in.to_owned());
        }
        let facts: Vec<String> = facts.into_iter().collect();
        if !facts.is_empty() {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.push(facts.join(" "));
        }
        lines
    }
}

/// Prose behind a label: on the same line, unless it begins with what must begin a line, such as a fence,
/// which would end one otherwise.
fn labelled(label: &str, mut prose: Vec<String>) -> Vec<String> {
    let number = |line: &str| {
        line.trim_start_matches(|c: char| c.is_ascii_digit())
            .starts_with(". ")
    };
    let begins_block = |line: &String| {
        let marks = ["```", "- ", "> ", "|"];
        marks.iter().any(|mark| line.starts_with(mark)) || number(line)
    };
    match prose.first_mut() {
        Some(first) if !begins_block(first) => *first = format!("{label} {first}"),
        Some(_) => drop(prose.splice(0..0, [label.to_owned(), String::new()])),
        None => prose.push(label.to_owned()),
    }
    prose
}

fn errors(operation: &Operation, lines: &mut Vec<String>) {
    let mut statuses: Vec<String> = (operation.errors.iter())
        .map(|error| code_span(&error.status.to_string()))
        .collect();
    statuses.dedup();
    let Some(last) = statuses.pop() else {
        return;
    };
    let listed = match statuses.as_slice() {
        [] => format!("status is {last}"),
        rest => format!("statuses are {} and {last}", rest.join(", ")),
    };
    let text = format!("See [`ErrorKind`](crate::ErrorKind). The documented {listed}.");
    lines.extend(["", "# Errors", "", &text].map(str::to_owned));
}

fn documented_as(resource: &Resource) -> String {
    // Operations without a tag make resources that nobody named.
    let name = Some(&resource.name).filter(|name| !name.is_empty());
    let name = name.cloned().unwrap_or_else(|| resource.path.join("."));
    format!("Documented as {}.", code_span(&name))
}

fn flag(flag: Option<&str>) -> Option<String> {
    flag.map(|flag| format!("Needs the feature flag {} on the server.", code_span(flag)))
}

fn sign_in(operation: &Operation) -> Option<String> {
    let who = match operation.area {
        Area::Store => "customer",
        Area::Admin => "admin",
    };
    (operation.authenticated || !operation.security.is_empty())
        .then(|| format!("Requires {who} authentication."))
}

/// A type in the documentation's words.
fn documented(model: &Model<'_>, ty: &Type) -> String {
    match ty {
        Type::Array(item) => format!("{}[]", documented(model, item)),
        Type::Map(_) => "object".to_owned(),
        Type::Nullable(inner) => documented(model, inner),
        _ => ty.text(&|id| match model.api[id].name.as_str() {
            "" => "object".to_owned(),
            name => name.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::labelled;

    #[test]
    fn what_must_begin_a_line_does() {
        let labelled = |first: &str| labelled("Response:", vec![first.to_owned()]).join("\n");
        assert_eq!(labelled("The lamp."), "Response: The lamp.");
        for block in ["```text", "- one", "> quoted", "1. one", "| a |"] {
            assert_eq!(labelled(block), format!("Response:\n\n{block}"));
        }
    }
}
