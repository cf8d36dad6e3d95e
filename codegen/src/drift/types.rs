//! Pairs of types, one after the other, until no new ones are reached.

use super::expressions::{self, fits};
use super::fields::{self, Fields};
use super::rules::{Aspect, Bump, ChangeKind, Direction, Subject};
use super::sink::{ChangeSink, TypePair, UsageSite};
use super::state::ApiPair;
use super::surface::{self, Owner, Surfaces};
use crate::ir::{EnumValue, Field, Object, Origin, Shape, TypeId, Variant};
use std::collections::HashSet;

/// Compares all types that the operations reach.
pub(super) fn compare_reached(apis: &ApiPair<'_>, sink: &mut ChangeSink) {
    let mut index = 0;
    while let Some(types) = sink.types().get(index) {
        pair(apis, sink, index, types);
        index += 1;
    }
    rust(apis, sink);
}

/// The name of a pair: that of the new state, unless only the old state has a documented one.
fn subject(apis: &ApiPair<'_>, old: TypeId, new: TypeId) -> String {
    let is_named = !apis.new.api[new].name.is_empty() || apis.old.api[old].name.is_empty();
    if is_named {
        apis.new.name(new)
    } else {
        apis.old.name(old)
    }
    .to_owned()
}

fn pair(apis: &ApiPair<'_>, sink: &mut ChangeSink, index: usize, (old, new, direction): TypePair) {
    let site = UsageSite::Types(index);
    let subject = subject(apis, old, new);
    let (before, after) = (&apis.old.api[old], &apis.new.api[new]);
    let origins: [&[_]; 2] = [&before.origins, &after.origins];
    if let [Some(was), Some(is)] = surface::names(apis, old, new)
        && was != is
    {
        let rule = Subject::Type.rule(Aspect::Itself, ChangeKind::Renamed);
        sink.add(rule, &subject, site).texts(was, is).at(origins);
    }
    let rule = Subject::Type.rule(Aspect::Deprecated, ChangeKind::Added);
    let deprecated = [before.deprecated.is_some(), after.deprecated.is_some()];
    sink.deprecation(rule, &subject, site, deprecated, origins);
    sink.descriptions(&subject, site, [&before.doc, &after.doc], origins);
    let types = Types {
        apis,
        site,
        subject: &subject,
        direction,
    };
    match (&before.shape, &after.shape) {
        (Shape::Object(before), Shape::Object(after)) => {
            let is_here = |field: &&Field| !sink.is_moved(index, &field.name);
            let fields = Fields {
                kind: Subject::Field,
                direction,
                site,
                subject: subject.clone(),
                separator: ".",
                old: before.fields.iter().filter(is_here).collect(),
                new: after.fields.iter().filter(is_here).collect(),
                owner: Owner::Types([old, new]),
            };
            fields::compare(apis, sink, &fields);
            types.other_fields(sink, &fields, [before, after], origins);
        }
        (Shape::Enum(before), Shape::Enum(after)) => types.values(sink, before, after),
        (Shape::Union(before), Shape::Union(after)) => types.variants(sink, before, after),
        // Only types of the same shape are paired.
        _ => {}
    }
}

/// A pair of types.
struct Types<'t, 'a> {
    apis: &'t ApiPair<'a>,
    site: UsageSite,
    subject: &'t str,
    direction: Direction,
}

impl Types<'_, '_> {
    /// Compares the types of fields without a documented name.
    fn other_fields(
        &self,
        sink: &mut ChangeSink,
        fields: &Fields<'_>,
        objects: [&Object; 2],
        origins: [&[Origin]; 2],
    ) {
        let subject = format!("{}.*", self.subject);
        let [before, after] = objects.map(|object| object.additional.as_ref());
        if let Some(change) = ChangeKind::of_presence([before.is_some(), after.is_some()]) {
            let rule = (self.direction).rule(Subject::OtherFields, Aspect::Itself, change);
            let before = before.map(|ty| self.apis.old.text(ty)).unwrap_or_default();
            let after = after.map(|ty| self.apis.new.text(ty)).unwrap_or_default();
            sink.add(rule, subject, self.site)
                .texts(before, after)
                .at(origins);
        } else if let (Some(old), Some(new)) = (before, after) {
            let types = [old, new];
            let relation =
                expressions::compare(self.apis, sink, types, self.direction, self.site, "*");
            if let Some(rule) = fields.type_rule(relation) {
                let [before, after] = self.apis.texts(types);
                sink.add(rule, subject, self.site)
                    .texts(before, after)
                    .at(origins)
                    .wire(relation.wire(rule));
            }
        }
    }

    fn values(&self, sink: &mut ChangeSink, before: &[EnumValue], after: &[EnumValue]) {
        let find = |values: &'_ [EnumValue], wanted: &EnumValue| {
            values.iter().position(|value| value.value == wanted.value)
        };
        let rule = |change| (self.direction).rule(Subject::EnumValue, Aspect::Itself, change);
        for value in before {
            if let Some(index) = find(after, value) {
                let (subject, new) = (format!("{}.{}", self.subject, value.value), &after[index]);
                let origins: [&[_]; 2] = [&value.origins, &new.origins];
                sink.descriptions(&subject, self.site, [&value.doc, &new.doc], origins);
            } else {
                sink.add(rule(ChangeKind::Removed), self.subject, self.site)
                    .texts(&value.value, "")
                    .at([&value.origins, &[]]);
            }
        }
        for value in after.iter().filter(|value| find(before, value).is_none()) {
            sink.add(rule(ChangeKind::Added), self.subject, self.site)
                .texts("", &value.value)
                .at([&[], &value.origins]);
        }
    }

    fn variants(&self, sink: &mut ChangeSink, before: &[Variant], after: &[Variant]) {
        let rule = |change| (self.direction).rule(Subject::Variant, Aspect::Itself, change);
        let mut rest: Vec<&Variant> = after.iter().collect();
        for old in before {
            let has_tag = |new: &&Variant| new.tag.is_some() && new.tag == old.tag;
            let by_tag = rest.iter().position(has_tag);
            let fits = |new: &&Variant| fits(self.apis, &old.ty, &new.ty);
            match by_tag.or_else(|| rest.iter().position(fits)) {
                Some(index) => self.variant(sink, old, rest.remove(index)),
                None => {
                    sink.add(rule(ChangeKind::Removed), self.subject, self.site)
                        .texts(self.apis.old.text(&old.ty), "")
                        .at([&old.origins, &[]]);
                }
            }
        }
        for new in rest {
            sink.add(rule(ChangeKind::Added), self.subject, self.site)
                .texts("", self.apis.new.text(&new.ty))
                .at([&[], &new.origins]);
        }
    }

    /// Compares two states of a variant. Variants with the same tag may have different types.
    fn variant(&self, sink: &mut ChangeSink, old: &Variant, new: &Variant) {
        let types = [&old.ty, &new.ty];
        let relation = expressions::compare(self.apis, sink, types, self.direction, self.site, "");
        if let Some(change) = relation.change() {
            let rule = (self.direction).rule(Subject::Field, Aspect::Type, change);
            let [before, after] = self.apis.texts(types);
            sink.add(rule, self.subject, self.site)
                .texts(before, after)
                .at([&old.origins, &new.origins])
                .wire(relation.wire(rule));
        }
    }
}

/// Adds differences in Rust that follow from no reported change of the same subject.
fn rust(apis: &ApiPair<'_>, sink: &mut ChangeSink) {
    let reported: HashSet<String> = (sink.found().iter())
        .filter(|found| found.change.bump == Bump::Major)
        .map(|found| found.change.subject.clone())
        .collect();
    let mut index = 0;
    while let Some((old, new, _)) = sink.types().get(index) {
        let surfaces = Surfaces {
            apis,
            types: sink.types(),
        };
        let of_types = subject(apis, old, new);
        for difference in surfaces.differences(old, new) {
            let subject = match &difference.field {
                Some(name) => format!("{of_types}.{name}"),
                None => of_types.clone(),
            };
            if difference.field.is_some() && reported.contains(&subject) {
                continue;
            }
            sink.add(difference.rule, subject, UsageSite::Types(index))
                .texts(difference.before, difference.after)
                .at([&apis.old.api[old].origins, &apis.new.api[new].origins]);
        }
        index += 1;
    }
}
