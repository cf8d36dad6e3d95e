//! The fields of two states of an object, or the parameters of two states of an operation.

use super::expressions::{self, fits};
use super::rules::{Direction, FieldRules, Rule, Wire};
use super::surface::{self, Owner};
use super::walk::{Holder, Walk};
use crate::ir::Field;
use strsim::jaro_winkler;

/// From which likeness on a name is taken for another one's successor.
const SIMILAR: f64 = 0.85;
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
                    walk.note(self.rules.renamed, self.called(new), self.holder)
                        .texts(&old.name, &new.name)
                        .at([&old.origins, &new.origins]);
                }
                _ => index += 1,
            }
        }
    }

    fn pair(&self, walk: &mut Walk<'_>, old: &Field, new: &Field) {
        let label = match self.separator {
            "." => new.name.clone(),
            separator => format!("{separator}{}", new.name),
        };
        let direction = self.rules.direction;
        let relation =
            expressions::compare(walk, [&old.ty, &new.ty], direction, self.holder, &label);
        if let Some(rule) = self.rules.ty.of(relation) {
            let texts = [walk.old.text(&old.ty), walk.new.text(&new.ty)];
            self.change(walk, rule, [old, new], texts);
        }
        self.presence(walk, old, new);
        self.remarks(walk, old, new);
    }

    fn presence(&self, walk: &mut Walk<'_>, old: &Field, new: &Field) {
        let is_response = self.rules.direction == Direction::Response;
        let [before, after] = [old, new].map(|field| self.is_demanded(field));
        // What the old client reads as an `Option` may be null or absent.
        let is_optional = is_response && (!before || old.nullable);
        let mut tell = |rule: Rule, texts: [&str; 2]| {
            let wire = if is_optional {
                rule.wire().min(Wire::Compatible)
            } else {
                rule.wire()
            };
            self.change(walk, rule, [old, new], texts.map(str::to_owned))
                .wire(wire);
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
            walk.note(self.rules.flag, subject.as_str(), self.holder)
                .texts(or_empty(&old.feature_flag), or_empty(&new.feature_flag))
                .at(origins);
        }
        let rules = [self.rules.deprecated, self.rules.undeprecated];
        let deprecated = [old.deprecated.is_some(), new.deprecated.is_some()];
        walk.deprecation(rules, &subject, self.holder, deprecated, origins);
        walk.descriptions(&subject, self.holder, [&old.doc, &new.doc], origins);
    }

    /// Notes a change of a field that is in both states.
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
            .bump(bump.unwrap_or(rule.bump()))
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
    let words = |field: &Field| field.name.replace('_', "").to_lowercase();
    facts(old) == facts(new)
        && fits(walk, &old.ty, &new.ty)
        && (is_told_alike || jaro_winkler(&words(old), &words(new)) >= SIMILAR)
}

/// Takes out the parameters that are sent in another part of the request than before.
pub(super) fn moved(walk: &mut Walk<'_>, from: &mut Fields<'_>, to: &mut Fields<'_>) {
    let has = |fields: &[&Field], name: &str| fields.iter().any(|field| field.name == name);
    let gone =
        (from.old.iter()).filter(|old| !has(&from.new, &old.name) && !has(&to.old, &old.name));
    let pairs: Vec<(&Field, &Field)> = gone
        .filter_map(|&old| Some((old, *to.new.iter().find(|new| new.name == old.name)?)))
        .collect();
    let part = |fields: &Fields<'_>| match fields.separator {
        "@" => "header",
        _ => "query",
    };
    for (old, new) in pairs {
        let parts = [part(from), part(to)].map(str::to_owned);
        to.pair(walk, old, new);
        to.change(walk, Rule::ParameterMoved, [old, new], parts);
        from.old.retain(|field| field.name != old.name);
        to.new.retain(|field| field.name != new.name);
    }
}
