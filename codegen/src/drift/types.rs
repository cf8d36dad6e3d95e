//! Pairs of types, one after the other, until no new ones are reached.

use super::expressions::fits;
use super::fields::{self, Fields};
use super::rules::{Bump, Direction, REQUEST_FIELD, RESPONSE_FIELD, Rule};
use super::surface;
use super::walk::{Holder, Key, Walk};
use crate::ir::{EnumValue, Field, Object, Origin, Shape, TypeId, Variant};
use std::collections::HashSet;

/// Compares everything that the operations lead to.
pub(super) fn compare_reached(walk: &mut Walk<'_>) {
    let mut index = 0;
    while let Some((&key, _)) = walk.nodes.get_index(index) {
        pair(walk, Holder::Types(index), key);
        index += 1;
    }
    rust(walk);
}

/// What a pair is called: as in the new state, except for types that nobody named.
fn subject(walk: &Walk<'_>, old: TypeId, new: TypeId) -> String {
    let is_named = !walk.new.api[new].name.is_empty() || walk.old.api[old].name.is_empty();
    if is_named {
        walk.new.name(new)
    } else {
        walk.old.name(old)
    }
    .to_owned()
}

fn pair(walk: &mut Walk<'_>, holder: Holder, (old, new, direction): Key) {
    let subject = subject(walk, old, new);
    let (before, after) = (&walk.old.api[old], &walk.new.api[new]);
    let origins: [&[_]; 2] = [&before.origins, &after.origins];
    let names = surface::names(walk, old, new).map(|name| name.map(str::to_owned));
    if let [Some(was), Some(is)] = names
        && was != is
    {
        walk.note(Rule::TypeRenamed, subject.as_str(), holder)
            .texts(was, is)
            .at(origins);
    }
    let rules = [Rule::TypeDeprecated, Rule::TypeUndeprecated];
    let deprecated = [before.deprecated.is_some(), after.deprecated.is_some()];
    walk.deprecation(rules, &subject, holder, deprecated, origins);
    walk.descriptions(&subject, holder, [&before.doc, &after.doc], origins);
    match (&before.shape, &after.shape) {
        (Shape::Object(before), Shape::Object(after)) => {
            let is_here = |field: &&Field| !walk.is_told_as_moved(holder, &field.name);
            let fields = Fields {
                rules: direction.pick(&REQUEST_FIELD, &RESPONSE_FIELD),
                holder,
                subject: subject.clone(),
                separator: ".",
                old: before.fields.iter().filter(is_here).collect(),
                new: after.fields.iter().filter(is_here).collect(),
                surface: surface::Owner::Types([old, new]),
            };
            fields::compare(walk, &fields);
            others(walk, &fields, [before, after], origins);
        }
        (Shape::Enum(before), Shape::Enum(after)) => {
            values(walk, holder, &subject, direction, [before, after]);
        }
        (Shape::Union(before), Shape::Union(after)) => {
            variants(walk, holder, &subject, direction, [before, after]);
        }
        // Only types of the same shape are paired.
        _ => {}
    }
}

/// Compares what may come beside the named fields.
fn others(
    walk: &mut Walk<'_>,
    fields: &Fields<'_>,
    [before, after]: [&Object; 2],
    origins: [&[Origin]; 2],
) {
    let direction = fields.rules.direction;
    let subject = format!("{}.*", fields.subject);
    match (&before.additional, &after.additional) {
        (None, None) => {}
        (None, Some(ty)) => {
            let rule = direction.pick(Rule::RequestOthersAdded, Rule::ResponseOthersAdded);
            let text = walk.new.text(ty);
            walk.note(rule, subject, fields.holder)
                .texts("", text)
                .at(origins);
        }
        (Some(ty), None) => {
            let rule = direction.pick(Rule::RequestOthersRemoved, Rule::ResponseOthersRemoved);
            let text = walk.old.text(ty);
            walk.note(rule, subject, fields.holder)
                .texts(text, "")
                .at(origins);
        }
        (Some(old), Some(new)) => {
            let relation =
                super::expressions::compare(walk, [old, new], direction, fields.holder, "*");
            if let Some(rule) = fields.rules.ty.of(relation) {
                let texts = (walk.old.text(old), walk.new.text(new));
                walk.note(rule, subject, fields.holder)
                    .texts(texts.0, texts.1)
                    .at(origins)
                    .wire(relation.wire(rule));
            }
        }
    }
}

fn values(
    walk: &mut Walk<'_>,
    holder: Holder,
    subject: &str,
    direction: Direction,
    [before, after]: [&[EnumValue]; 2],
) {
    let find = |values: &'_ [EnumValue], wanted: &EnumValue| {
        values.iter().position(|value| value.value == wanted.value)
    };
    for value in before {
        match find(after, value) {
            Some(index) => {
                let (subject, new) = (format!("{subject}.{}", value.value), &after[index]);
                walk.descriptions(
                    &subject,
                    holder,
                    [&value.doc, &new.doc],
                    [&value.origins, &new.origins],
                );
            }
            None => {
                let rule = direction.pick(Rule::RequestValueRemoved, Rule::ResponseValueRemoved);
                walk.note(rule, subject, holder)
                    .texts(&value.value, "")
                    .at([&value.origins, &[]]);
            }
        }
    }
    for value in after.iter().filter(|value| find(before, value).is_none()) {
        let rule = direction.pick(Rule::RequestValueAdded, Rule::ResponseValueAdded);
        walk.note(rule, subject, holder)
            .texts("", &value.value)
            .at([&[], &value.origins]);
    }
}

fn variants(
    walk: &mut Walk<'_>,
    holder: Holder,
    subject: &str,
    direction: Direction,
    [before, after]: [&[Variant]; 2],
) {
    let mut rest: Vec<&Variant> = after.iter().collect();
    for old in before {
        let by_tag = rest
            .iter()
            .position(|new| new.tag.is_some() && new.tag == old.tag);
        let same = by_tag.or_else(|| rest.iter().position(|new| fits(walk, &old.ty, &new.ty)));
        match same {
            Some(index) => {
                let new = rest.remove(index);
                // By the tag it may be a type that does not look like it.
                let relation =
                    super::expressions::compare(walk, [&old.ty, &new.ty], direction, holder, "");
                let rules = direction.pick(&REQUEST_FIELD, &RESPONSE_FIELD);
                if let Some(rule) = rules.ty.of(relation) {
                    let texts = (walk.old.text(&old.ty), walk.new.text(&new.ty));
                    walk.note(rule, subject, holder)
                        .texts(texts.0, texts.1)
                        .at([&old.origins, &new.origins])
                        .wire(relation.wire(rule));
                }
            }
            None => {
                let rule =
                    direction.pick(Rule::RequestVariantRemoved, Rule::ResponseVariantRemoved);
                let text = walk.old.text(&old.ty);
                walk.note(rule, subject, holder)
                    .texts(text, "")
                    .at([&old.origins, &[]]);
            }
        }
    }
    for new in rest {
        let rule = direction.pick(Rule::RequestVariantAdded, Rule::ResponseVariantAdded);
        let text = walk.new.text(&new.ty);
        walk.note(rule, subject, holder)
            .texts("", text)
            .at([&[], &new.origins]);
    }
}

/// Notes where Rust changes and the API does not, or not so that it would be told.
fn rust(walk: &mut Walk<'_>) {
    let told: HashSet<String> = (walk.found.iter())
        .filter(|found| found.change.bump == Bump::Major)
        .map(|found| found.change.subject.clone())
        .collect();
    let keys: Vec<Key> = walk.nodes.keys().copied().collect();
    for (index, (old, new, _)) in keys.into_iter().enumerate() {
        let subject = subject(walk, old, new);
        for difference in surface::differences(walk, old, new) {
            let subject = match &difference.field {
                Some(name) => format!("{subject}.{name}"),
                None => subject.clone(),
            };
            if difference.field.is_some() && told.contains(&subject) {
                continue;
            }
            let origins: [&[_]; 2] = [&walk.old.api[old].origins, &walk.new.api[new].origins];
            walk.note(difference.rule, subject, Holder::Types(index))
                .texts(difference.before, difference.after)
                .at(origins);
        }
    }
}
