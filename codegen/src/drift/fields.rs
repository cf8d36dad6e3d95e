//! The fields of two states of an object, or the parameters of two states of an operation.

use super::change::Change;
use super::expressions::{self, Relation, fits};
use super::rules::{Aspect, ChangeKind, Direction, Rule, Subject, Wire};
use super::sink::{ChangeSink, UsageSite};
use super::state::ApiPair;
use super::surface::{self, Owner, Surfaces};
use crate::ir::Field;
use heck::ToSnakeCase;
use strsim::osa_distance;

/// The length from which on two spellings of a word may differ in a letter: `colour`, `color`.
const LONG_WORD: usize = 5;
/// The length from which on the beginning of a word is an abbreviation of it: `min`, `minimum`.
const SHORT_WORD: usize = 3;
/// The length from which on equal descriptions are not a coincidence.
const LONG_DESCRIPTION: usize = 20;

/// The fields to compare.
pub(super) struct Fields<'f> {
    /// Fields or parameters.
    pub(super) kind: Subject,
    pub(super) direction: Direction,
    pub(super) site: UsageSite,
    pub(super) subject: String,
    /// The text between the subject and a name.
    pub(super) separator: &'static str,
    pub(super) old: Vec<&'f Field>,
    pub(super) new: Vec<&'f Field>,
    pub(super) owner: Owner,
}

pub(super) fn compare(apis: &ApiPair<'_>, sink: &mut ChangeSink, fields: &Fields<'_>) {
    let mut added = fields.new.clone();
    let mut removed: Vec<&Field> = Vec::new();
    for &old in &fields.old {
        match added.iter().position(|new| new.name == old.name) {
            Some(index) => fields.pair(apis, sink, old, added.remove(index)),
            None => removed.push(old),
        }
    }
    fields.renamed(apis, sink, &mut removed, &mut added);
    for field in removed {
        fields.removed(apis, sink, field);
    }
    for field in added {
        fields.added(apis, sink, field);
    }
}

impl Fields<'_> {
    fn subject_of(&self, field: &Field) -> String {
        format!("{}{}{}", self.subject, self.separator, field.name)
    }

    fn rule(&self, aspect: Aspect, change: ChangeKind) -> Rule {
        self.direction.rule(self.kind, aspect, change)
    }

    /// The rule for a change of type.
    pub(super) fn type_rule(&self, relation: Relation) -> Option<Rule> {
        Some(self.rule(Aspect::Type, relation.change()?))
    }

    /// Whether a field is always present.
    fn is_required(&self, field: &Field) -> bool {
        field.required && !(self.direction == Direction::Response && field.expandable)
    }

    /// The effect of a change of `old` on clients in use. A client reads a field that may be null or absent as an
    /// `Option`, and does not distinguish the two.
    fn wire(&self, rule: Rule, old: &Field) -> Wire {
        let is_response = self.direction == Direction::Response;
        match is_response && (!self.is_required(old) || old.nullable) {
            true => rule.wire().min(Wire::Compatible),
            false => rule.wire(),
        }
    }

    fn removed(&self, apis: &ApiPair<'_>, sink: &mut ChangeSink, field: &Field) {
        let kind = self.kind.required(self.is_required(field));
        let rule = (self.direction).rule(kind, Aspect::Itself, ChangeKind::Removed);
        let bump = surface::removed(apis, self.owner, &field.name);
        sink.add(rule, self.subject_of(field), self.site)
            .texts(text(&apis.old.text(&field.ty), field), "")
            .at([&field.origins, &[]])
            .wire(self.wire(rule, field))
            .bump(bump.unwrap_or(rule.bump()));
    }

    fn added(&self, apis: &ApiPair<'_>, sink: &mut ChangeSink, field: &Field) {
        let kind = self.kind.required(self.is_required(field));
        let rule = (self.direction).rule(kind, Aspect::Itself, ChangeKind::Added);
        let bump = surface::added(apis, self.owner, &field.name);
        sink.add(rule, self.subject_of(field), self.site)
            .texts("", text(&apis.new.text(&field.ty), field))
            .at([&[], &field.origins])
            .bump(bump.unwrap_or(rule.bump()));
    }

    /// Takes out renamed fields: a removed and an added field that agree in all facts and have similar names or
    /// equal descriptions, if no other field does.
    fn renamed(
        &self,
        apis: &ApiPair<'_>,
        sink: &mut ChangeSink,
        removed: &mut Vec<&Field>,
        added: &mut Vec<&Field>,
    ) {
        let mut index = 0;
        while let Some(&old) = removed.get(index) {
            let successors: Vec<_> = (0..added.len())
                .filter(|&at| is_renamed(apis, old, added[at]))
                .collect();
            let is_only = |at: usize| {
                let others = removed.iter();
                others
                    .filter(|other| is_renamed(apis, other, added[at]))
                    .count()
                    == 1
            };
            match successors.as_slice() {
                &[only] if is_only(only) => {
                    removed.remove(index);
                    let new = added.remove(only);
                    self.pair(apis, sink, old, new);
                    let rule = self.rule(Aspect::Itself, ChangeKind::Renamed);
                    sink.add(rule, self.subject_of(new), self.site)
                        .texts(&old.name, &new.name)
                        .at([&old.origins, &new.origins])
                        .wire(self.wire(rule, old));
                }
                _ => index += 1,
            }
        }
    }

    fn pair(&self, apis: &ApiPair<'_>, sink: &mut ChangeSink, old: &Field, new: &Field) {
        let label = match (self.separator, self.site) {
            (".", UsageSite::Operation(_)) => format!("body.{}", new.name),
            (".", _) => new.name.clone(),
            (separator, _) => format!("{separator}{}", new.name),
        };
        let types = [&old.ty, &new.ty];
        let relation = expressions::compare(apis, sink, types, self.direction, self.site, &label);
        if let Some(rule) = self.type_rule(relation) {
            self.change(apis, sink, rule, [old, new], apis.texts(types))
                .wire(relation.wire(rule));
        }
        self.presence(apis, sink, old, new);
        self.annotations(sink, old, new);
    }

    fn presence(&self, apis: &ApiPair<'_>, sink: &mut ChangeSink, old: &Field, new: &Field) {
        let mut add = |aspect, change, texts: [&str; 2]| {
            let rule = self.rule(aspect, change);
            self.change(apis, sink, rule, [old, new], texts.map(str::to_owned))
                .wire(self.wire(rule, old));
        };
        let word = |field: &Field| match self.is_required(field) {
            true => "required",
            false => "optional",
        };
        let required = [old, new].map(|field| self.is_required(field));
        if let Some(change) = ChangeKind::of_presence(required) {
            add(Aspect::Required, change, [old, new].map(word));
        } else if self.direction == Direction::Response && old.expandable != new.expandable {
            let word = |field: &Field| {
                if field.expandable {
                    "to be expanded"
                } else {
                    ""
                }
            };
            add(
                Aspect::Expandable,
                ChangeKind::Changed,
                [old, new].map(word),
            );
        }
        let word = |field: &Field| match field.nullable {
            true => "nullable",
            false => "not nullable",
        };
        if let Some(change) = ChangeKind::of_presence([old.nullable, new.nullable]) {
            add(Aspect::Nullable, change, [old, new].map(word));
        }
    }

    /// Compares defaults, feature flags, deprecations and descriptions.
    fn annotations(&self, sink: &mut ChangeSink, old: &Field, new: &Field) {
        let subject = self.subject_of(new);
        let origins: [&[_]; 2] = [&old.origins, &new.origins];
        let [before, after] = [&old.default, &new.default];
        let plain = |default: &Option<String>| default.as_deref().map(plain_default);
        let presence = [before.is_some(), after.is_some()];
        if let Some(change) = ChangeKind::of_values(presence, plain(before) == plain(after)) {
            let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
            sink.add(self.rule(Aspect::Default, change), &subject, self.site)
                .texts(or_empty(before), or_empty(after))
                .at(origins);
        }
        let rule = self.rule(Aspect::FeatureFlag, ChangeKind::Added);
        let flags = [&old.feature_flag, &new.feature_flag];
        if let Some(change) = sink.feature_flag(rule, &subject, self.site, flags, origins) {
            change.wire(self.wire(change.rule, old));
        }
        let rule = self.rule(Aspect::Deprecated, ChangeKind::Added);
        let deprecated = [old.deprecated.is_some(), new.deprecated.is_some()];
        sink.deprecation(rule, &subject, self.site, deprecated, origins);
        sink.descriptions(&subject, self.site, [&old.doc, &new.doc], origins);
    }

    /// Adds a change of a field that is in both states. Each of several changes of one field has at most the verdict
    /// of its rule: the others report their own effects on the Rust of the field.
    fn change<'w>(
        &self,
        apis: &ApiPair<'_>,
        sink: &'w mut ChangeSink,
        rule: Rule,
        [old, new]: [&Field; 2],
        [before, after]: [String; 2],
    ) -> &'w mut Change {
        let surfaces = Surfaces {
            apis,
            types: sink.types(),
        };
        let bump = surfaces.changed(self.owner, [&old.name, &new.name]);
        sink.add(rule, self.subject_of(new), self.site)
            .texts(before, after)
            .at([&old.origins, &new.origins])
            .bump(bump.map_or(rule.bump(), |bump| bump.min(rule.bump())))
    }
}

/// A field in one line.
fn text(ty: &str, field: &Field) -> String {
    let null = if field.nullable { " | null" } else { "" };
    let presence = if field.required { "" } else { ", optional" };
    format!("{ty}{null}{presence}")
}

/// A default in one notation, whether it is quoted or not, a value or the constant for it.
fn plain_default(text: &str) -> String {
    let text = text.trim_matches(['"', '\'', '`']);
    let is_name = |part: &str| part.starts_with(char::is_alphabetic);
    match text.rsplit_once('.') {
        Some((owner, constant)) if is_name(owner) && is_name(constant) => constant.to_lowercase(),
        _ => text.to_lowercase(),
    }
}

fn is_renamed(apis: &ApiPair<'_>, old: &Field, new: &Field) -> bool {
    let facts = |field: &Field| (field.required, field.nullable, field.expandable);
    let is_described_alike = old.doc.len() >= LONG_DESCRIPTION && old.doc == new.doc;
    facts(old) == facts(new)
        && fits(apis, &old.ty, &new.ty)
        && (is_described_alike || is_successor(&old.name, &new.name))
}

/// Whether two names are spellings of one name, word by word. Names that differ in a number or in the number of words
/// are different.
fn is_successor(old: &str, new: &str) -> bool {
    let digits = |name: &str| {
        name.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let [before, after] = [old, new].map(ToSnakeCase::to_snake_case);
    let is_joined_alike = before.replace('_', "") == after.replace('_', "");
    let is_alike = |(a, b): (&str, &str)| is_same_word(a, b) || is_same_word(b, a);
    let is_same_length = before.split('_').count() == after.split('_').count();
    digits(old) == digits(new)
        && (is_joined_alike
            || is_same_length && before.split('_').zip(after.split('_')).all(is_alike))
}

/// Whether a word is equal to another one, or its plural, its beginning, or a spelling that differs in one letter.
fn is_same_word(word: &str, other: &str) -> bool {
    let is_long = |word: &str| word.len() >= LONG_WORD;
    let plurals = [
        format!("{word}s"),
        format!("{word}es"),
        format!("{}ies", word.strip_suffix('y').unwrap_or(word)),
    ];
    word == other
        || plurals.iter().any(|plural| plural == other)
        || word.len() >= SHORT_WORD && other.starts_with(word)
        || is_long(word) && is_long(other) && osa_distance(word, other) == 1
}

/// Takes out the fields that are sent in another part of the request than before; returns their names.
pub(super) fn moved(
    apis: &ApiPair<'_>,
    sink: &mut ChangeSink,
    from: &mut Fields<'_>,
    to: &mut Fields<'_>,
) -> Vec<String> {
    let has = |fields: &[&Field], name: &str| fields.iter().any(|field| field.name == name);
    let removed =
        (from.old.iter()).filter(|old| !has(&from.new, &old.name) && !has(&to.old, &old.name));
    let pairs: Vec<(&Field, &Field)> = removed
        .filter_map(|&old| Some((old, *to.new.iter().find(|new| new.name == old.name)?)))
        .collect();
    let part = |fields: &Fields<'_>| match fields.separator {
        "@" => "header",
        "." => "body",
        _ => "query",
    };
    for &(old, new) in &pairs {
        let parts = [part(from), part(to)].map(str::to_owned);
        to.pair(apis, sink, old, new);
        let rule = Direction::Request.rule(Subject::Parameter, Aspect::Itself, ChangeKind::Moved);
        to.change(apis, sink, rule, [old, new], parts);
        from.old.retain(|field| field.name != old.name);
        to.new.retain(|field| field.name != new.name);
    }
    pairs.iter().map(|(old, _)| old.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::is_successor;

    #[test]
    fn spellings_of_a_name_are_recognized() {
        for [old, new] in [
            ["colour", "color"],
            ["phone", "phones"],
            ["category", "categories"],
            ["canceled_at", "cancelled_at"],
            ["min_quantity", "minimum_quantity"],
            ["taxRate", "tax_rate"],
            ["e_mail", "email"],
        ] {
            assert!(
                is_successor(old, new) && is_successor(new, old),
                "{old} {new}"
            );
        }
        for [old, new] in [
            ["address_1", "address_3"],
            ["iso_2", "iso_3"],
            ["updated_at", "uploaded_at"],
            ["created_at", "updated_at"],
            ["shipping_total", "shipping_tax_total"],
            ["billing_address", "shipping_address"],
            ["name", "full_name"],
        ] {
            assert!(
                !is_successor(old, new) && !is_successor(new, old),
                "{old} {new}"
            );
        }
    }
}
