//! The fields of two states of an object, or the parameters of two states of an operation.

use super::expressions::{self, fits};
use super::rules::{Direction, FieldRules, Rule, Wire};
use super::surface::{self, Owner};
use super::walk::{Holder, Walk};
use crate::ir::Field;
use heck::ToSnakeCase;
use strsim::osa_distance;

/// From which length on a word may differ in a letter: `colour`, `color`.
const LONG_WORD: usize = 5;
/// From which length on the beginning of a word stands for it: `min`, `minimum`.
const SHORT_WORD: usize = 3;
/// From which length on the same words are no coincidence.
const TELLING: usize = 20;

/// What to compare.
pub(super) struct Fields<'f> {
    pub(super) rules: &'static FieldRules,
    pub(super) holder: Holder,
    pub(super) subject: String,
    /// What stands between the subject and a name.
    pub(super) separator: &'static str,
    pub(super) old: Vec<&'f Field>,
    pub(super) new: Vec<&'f Field>,
    pub(super) surface: Owner,
}

pub(super) fn compare(walk: &mut Walk<'_>, fields: &Fields<'_>) {
    let mut added = fields.new.clone();
    let mut removed: Vec<&Field> = Vec::new();
    for &old in &fields.old {
        match added.iter().position(|new| new.name == old.name) {
            Some(index) => fields.pair(walk, old, added.remove(index)),
            None => removed.push(old),
        }
    }
    fields.renamed(walk, &mut removed, &mut added);
    for field in removed {
        fields.removed(walk, field);
    }
    for field in added {
        fields.added(walk, field);
    }
}

impl Fields<'_> {
    fn called(&self, field: &Field) -> String {
        format!("{}{}{}", self.subject, self.separator, field.name)
    }

    /// Whether a field always has to be there.
    fn is_demanded(&self, field: &Field) -> bool {
        field.required && !(self.rules.direction == Direction::Response && field.expandable)
    }

    /// What a change of a field that `rule` is about does to clients in use. A client reads what may be null or
    /// absent as an `Option`, and takes the one for the other.
    fn wire(&self, rule: Rule, old: &Field) -> Wire {
        let is_response = self.rules.direction == Direction::Response;
        match is_response && (!self.is_demanded(old) || old.nullable) {
            true => rule.wire().min(Wire::Compatible),
            false => rule.wire(),
        }
    }

    fn removed(&self, walk: &mut Walk<'_>, field: &Field) {
        let rule = match self.is_demanded(field) {
            true => self.rules.required_removed,
            false => self.rules.removed,
        };
        let bump = surface::removed(walk, self.surface, &field.name);
        let text = text(&walk.old.text(&field.ty), field);
        walk.note(rule, self.called(field), self.holder)
            .texts(text, "")
            .at([&field.origins, &[]])
            .wire(self.wire(rule, field))
            .bump(bump.unwrap_or(rule.bump()));
    }

    fn added(&self, walk: &mut Walk<'_>, field: &Field) {
        let rule = match self.is_demanded(field) {
            true => self.rules.required_added,
            false => self.rules.added,
        };
        let bump = surface::added(walk, self.surface, &field.name);
        let text = text(&walk.new.text(&field.ty), field);
        walk.note(rule, self.called(field), self.holder)
            .texts("", text)
            .at([&[], &field.origins])
            .bump(bump.unwrap_or(rule.bump()));
    }

    /// Takes out what has only got another name: the one field that is gone and the one that is new which
    /// agree in all facts, and in their names or words.
    fn renamed(&self, walk: &mut Walk<'_>, removed: &mut Vec<&Field>, added: &mut Vec<&Field>) {
        let mut index = 0;
        while let Some(&old) = removed.get(index) {
            let successors: Vec<_> = (0..added.len())
                .filter(|&at| is_renamed(walk, old, added[at]))
                .collect();
            let is_only = |at: usize| {
                removed
                    .iter()
                    .filter(|other| is_renamed(walk, other, added[at]))
                    .count()
                    == 1
            };
            match successors.as_slice() {
                &[only] if is_only(only) => {
                    removed.remove(index);
                    let new = added.remove(only);
                    self.pair(walk, old, new);
                    let rule = self.rules.renamed;
                    walk.note(rule, self.called(new), self.holder)
                        .texts(&old.name, &new.name)
                        .at([&old.origins, &new.origins])
                        .wire(self.wire(rule, old));
                }
                _ => index += 1,
            }
        }
    }

    fn pair(&self, walk: &mut Walk<'_>, old: &Field, new: &Field) {
        let label = match (self.separator, self.holder) {
            (".", Holder::Operation(_)) => format!("body.{}", new.name),
            (".", _) => new.name.clone(),
            (separator, _) => format!("{separator}{}", new.name),
        };
        let direction = self.rules.direction;
        let relation =
            expressions::compare(walk, [&old.ty, &new.ty], direction, self.holder, &label);
        if let Some(rule) = self.rules.ty.of(relation) {
            let texts = [walk.old.text(&old.ty), walk.new.text(&new.ty)];
            self.change(walk, rule, [old, new], texts)
                .wire(relation.wire(rule));
        }
        self.presence(walk, old, new);
        self.remarks(walk, old, new);
    }

    fn presence(&self, walk: &mut Walk<'_>, old: &Field, new: &Field) {
        let is_response = self.rules.direction == Direction::Response;
        let [before, after] = [old, new].map(|field| self.is_demanded(field));
        let mut tell = |rule: Rule, texts: [&str; 2]| {
            self.change(walk, rule, [old, new], texts.map(str::to_owned))
                .wire(self.wire(rule, old));
        };
        match (before, after) {
            (false, true) => tell(self.rules.required, ["optional", "required"]),
            (true, false) => tell(self.rules.optional, ["required", "optional"]),
            _ if is_response && old.expandable != new.expandable => {
                let texts = [old, new].map(|field| {
                    if field.expandable {
                        "to be expanded"
                    } else {
                        ""
                    }
                });
                tell(Rule::ResponseExpandable, texts);
            }
            _ => {}
        }
        match (old.nullable, new.nullable) {
            (false, true) => tell(self.rules.nullable, ["not nullable", "nullable"]),
            (true, false) => tell(self.rules.not_nullable, ["nullable", "not nullable"]),
            _ => {}
        }
    }

    fn remarks(&self, walk: &mut Walk<'_>, old: &Field, new: &Field) {
        let subject = self.called(new);
        let origins: [&[_]; 2] = [&old.origins, &new.origins];
        let plain = |default: &Option<String>| default.as_deref().map(plain_default);
        let default = match (&old.default, &new.default) {
            (before, after) if plain(before) == plain(after) => None,
            (None, _) => Some(self.rules.default_added),
            (_, None) => Some(self.rules.default_removed),
            _ => Some(self.rules.default_changed),
        };
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        if let Some(rule) = default {
            walk.note(rule, subject.as_str(), self.holder)
                .texts(or_empty(&old.default), or_empty(&new.default))
                .at(origins);
        }
        if old.feature_flag != new.feature_flag {
            let rule = match &new.feature_flag {
                Some(_) => self.rules.flag_added,
                None => self.rules.flag_removed,
            };
            walk.note(rule, subject.as_str(), self.holder)
                .texts(or_empty(&old.feature_flag), or_empty(&new.feature_flag))
                .at(origins)
                .wire(self.wire(rule, old));
        }
        let rules = [self.rules.deprecated, self.rules.undeprecated];
        let deprecated = [old.deprecated.is_some(), new.deprecated.is_some()];
        walk.deprecation(rules, &subject, self.holder, deprecated, origins);
        walk.descriptions(&subject, self.holder, [&old.doc, &new.doc], origins);
    }

    /// Notes a change of a field that is in both states. Of several changes of one field each is told with no more
    /// than its rule says: what the others do to its Rust, they say themselves.
    fn change<'w>(
        &self,
        walk: &'w mut Walk<'_>,
        rule: Rule,
        [old, new]: [&Field; 2],
        [before, after]: [String; 2],
    ) -> &'w mut super::Change {
        let bump = surface::changed(walk, self.surface, [&old.name, &new.name]);
        walk.note(rule, self.called(new), self.holder)
            .texts(before, after)
            .at([&old.origins, &new.origins])
            .bump(bump.map_or(rule.bump(), |bump| bump.min(rule.bump())))
    }
}

/// What a field is, in one line.
fn text(ty: &str, field: &Field) -> String {
    let null = if field.nullable { " | null" } else { "" };
    let presence = if field.required { "" } else { ", optional" };
    format!("{ty}{null}{presence}")
}

/// A default without the ways to write it: quoted or not, a value or the constant for it.
fn plain_default(text: &str) -> String {
    let text = text.trim_matches(['"', '\'', '`']);
    let is_name = |part: &str| part.starts_with(char::is_alphabetic);
    match text.rsplit_once('.') {
        Some((owner, constant)) if is_name(owner) && is_name(constant) => constant.to_lowercase(),
        _ => text.to_lowercase(),
    }
}

fn is_renamed(walk: &Walk<'_>, old: &Field, new: &Field) -> bool {
    let facts = |field: &Field| (field.required, field.nullable, field.expandable);
    let is_told_alike = old.doc.len() >= TELLING && old.doc == new.doc;
    facts(old) == facts(new)
        && fits(walk, &old.ty, &new.ty)
        && (is_told_alike || is_successor(&old.name, &new.name))
}

/// Whether a name is another one spelled in another way, word by word. What differs in a number is something else,
/// and so is what has a word more.
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

/// Whether a word is another one, its plural, its beginning, or is spelled with a letter less, more or other.
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

/// Takes out what is sent in another part of the request than before; gives the names.
pub(super) fn moved(
    walk: &mut Walk<'_>,
    from: &mut Fields<'_>,
    to: &mut Fields<'_>,
) -> Vec<String> {
    let has = |fields: &[&Field], name: &str| fields.iter().any(|field| field.name == name);
    let gone =
        (from.old.iter()).filter(|old| !has(&from.new, &old.name) && !has(&to.old, &old.name));
    let pairs: Vec<(&Field, &Field)> = gone
        .filter_map(|&old| Some((old, *to.new.iter().find(|new| new.name == old.name)?)))
        .collect();
    let part = |fields: &Fields<'_>| match fields.separator {
        "@" => "header",
        "." => "body",
        _ => "query",
    };
    for &(old, new) in &pairs {
        let parts = [part(from), part(to)].map(str::to_owned);
        to.pair(walk, old, new);
        to.change(walk, Rule::ParameterMoved, [old, new], parts);
        from.old.retain(|field| field.name != old.name);
        to.new.retain(|field| field.name != new.name);
    }
    pairs.iter().map(|(old, _)| old.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::is_successor;

    #[test]
    fn names_that_follow_others() {
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
