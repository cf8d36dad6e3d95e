//! Random changes to what was read of `spec/`, before it is merged: to the documents alone, to the pages alone, and to
//! both at once.
//!
//! Where both are read, one of them decides by rule, and a change in the other is none of the API; so what changes
//! there is written down in both. Types take over fields from others (`Omit<…>`, `allOf`): what was read from one
//! place changes everywhere.

use super::super::drift::{self, Change, Options};
use super::expected::Owner;
use super::operations::{moved, route};
use super::{
    Expected, Facts, Random, assert_within_rule, documents, expected, is_about_traits, pages,
};
use medusa_codegen::diagnostic::Diagnostics;
use medusa_codegen::ir::{Api, Field, OperationId, Origin, Shape, Source, Type, TypeId, Verb};
use medusa_codegen::merge;
use medusa_codegen::source::openapi::Document;
use medusa_codegen::source::{self, Spec};
use std::collections::{BTreeMap, BTreeSet};

/// How often changes are made, in each case.
const ROUNDS: usize = 12;
/// How many at once.
const AT_ONCE: usize = 20;
const SEED: u64 = 20_241_024;
/// Parameters that lists are known by, and that have their own way to be sent.
const SPECIAL: [&str; 4] = ["expand", "fields", "limit", "offset"];

/// What is done to a field, parameter or value, in the API's words.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    Delete,
    Require(bool),
    Nullable(bool),
    Retype(Type),
    Rename(String),
    /// From the query to the headers.
    Move,
    AddValue(String),
    RemoveValue(String),
}

impl Edit {
    fn name(&self) -> &'static str {
        match self {
            Self::Delete => "deleted",
            Self::Require(_) => "required flipped",
            Self::Nullable(_) => "nullable flipped",
            Self::Retype(_) => "type changed",
            Self::Rename(_) => "renamed",
            Self::Move => "moved",
            Self::AddValue(_) => "value added",
            Self::RemoveValue(_) => "value removed",
        }
    }
}

/// What holds a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Holder {
    Type(TypeId),
    Operation(OperationId),
}

/// What was read, and how to read it again.
struct Input {
    spec: Spec,
    /// As it was read.
    original: (Vec<source::mdx::Page>, Vec<source::openapi::Document>),
    /// The sources in which changes are made.
    sources: &'static [Source],
}

impl Input {
    fn new(folder: &str, sources: &'static [Source]) -> Self {
        let mut diagnostics = Diagnostics::default();
        let mut spec = source::load(&[folder.into()], &mut diagnostics);
        assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
        spec.fixups = Default::default();
        if sources == [Source::Pages] {
            spec.documents = spec.documents.iter().map(Document::routes).collect();
        }
        let original = (spec.pages.clone(), spec.documents.clone());
        Self {
            spec,
            original,
            sources,
        }
    }

    fn merged(&self) -> Api {
        merge::merge(&self.spec, &mut Diagnostics::default())
    }

    fn restore(&mut self) {
        self.spec.pages.clone_from(&self.original.0);
        self.spec.documents.clone_from(&self.original.1);
    }

    /// The places in the sources that are changed, if each has one.
    fn places(&self, origins: &[Origin]) -> Option<Vec<Origin>> {
        let is_in = |source: &Source| origins.iter().any(|origin| origin.source == *source);
        let places = (origins.iter()).filter(|origin| self.sources.contains(&origin.source));
        (self.sources.iter().all(is_in)).then(|| places.copied().collect())
    }

    /// Makes a change in every place; says whether that can be done in all.
    fn apply(&mut self, places: &[Origin], edit: &Edit) -> bool {
        places.iter().all(|place| match place.source {
            Source::Pages => pages::apply(&mut self.spec, place.span, edit),
            _ => documents::apply(&mut self.spec, place.span, edit),
        })
    }
}

/// What is done at once, and what has to be found.
#[derive(Default)]
struct Round {
    touched: BTreeSet<Holder>,
    expected: BTreeMap<(String, String), (drift::Wire, Option<drift::Bump>)>,
    /// What may change as well: fields that others take over in their own way.
    taken_over: BTreeSet<String>,
}

impl Round {
    fn expect(&mut self, found: Vec<Expected>) {
        for (rule, subject, wire, bump) in found {
            let known = self.expected.insert((rule, subject), (wire, bump));
            assert!(known.is_none());
        }
    }

    /// Compares; how many changes only follow, in Rust, from others.
    fn check(mut self, changes: Vec<Change>) -> usize {
        let mut consequences = 0;
        for change in changes {
            assert_within_rule(&change);
            let key = (change.rule.id(), change.subject.clone());
            match self.expected.remove(&key) {
                Some((wire, bump)) => {
                    assert_eq!(change.wire, wire, "{change:#?}");
                    assert_eq!(change.bump, bump.unwrap_or(change.bump), "{change:#?}");
                }
                None if self.taken_over.contains(&change.subject) => {}
                None if is_about_traits(change.rule) => {}
                None => {
                    assert_eq!(change.rule.id(), "rust.changed", "{change:#?}");
                    consequences += 1;
                }
            }
        }
        assert!(self.expected.is_empty(), "not found: {:#?}", self.expected);
        consequences
    }
}

/// What can be changed.
struct Targets<'f, 'a> {
    facts: &'f Facts<'a>,
    fields: Vec<(Holder, &'a Field)>,
}

impl<'f, 'a> Targets<'f, 'a> {
    fn new(facts: &'f Facts<'a>) -> Self {
        let api = facts.api;
        let mut fields = Vec::new();
        for &id in &facts.structs {
            if let Shape::Object(object) = &api[id].shape {
                fields.extend(object.fields.iter().map(|field| (Holder::Type(id), field)));
            }
        }
        for id in api.operation_ids() {
            let query = api[id].query.iter();
            fields.extend(query.map(|field| (Holder::Operation(id), field)));
        }
        Self { facts, fields }
    }

    fn owner(&self, holder: Holder) -> Owner<'f, 'a> {
        match holder {
            Holder::Type(id) => Owner::Type(self.facts, id),
            Holder::Operation(id) => Owner::Operation(route(&self.facts.api[id])),
        }
    }

    fn siblings(&self, holder: Holder) -> &'a [Field] {
        match holder {
            Holder::Type(id) => match &self.facts.api[id].shape {
                Shape::Object(object) => &object.fields,
                _ => &[],
            },
            Holder::Operation(id) => &self.facts.api[id].query,
        }
    }

    /// Something to be done to a field, if it lends itself.
    fn edit(&self, random: &mut Random, holder: Holder, field: &Field) -> Option<Edit> {
        let is_parameter = matches!(holder, Holder::Operation(_));
        let siblings = self.siblings(holder);
        if field.ty.target().is_some() || is_parameter && SPECIAL.contains(&field.name.as_str()) {
            return None;
        }
        match random.next(6) {
            0 if siblings.len() > 1 => Some(Edit::Delete),
            // What has a default need not be sent.
            1 if !field.expandable && field.default.is_none() => {
                Some(Edit::Require(!field.required))
            }
            2 => Some(Edit::Nullable(!field.nullable)),
            3 if field.default.is_none() => Some(Edit::Retype(match field.ty {
                Type::String | Type::Integer | Type::Number => Type::Boolean,
                Type::Boolean | Type::DateTime => Type::String,
                _ => return None,
            })),
            4 => {
                let name = format!("{}s", field.name);
                let is_taken = siblings.iter().any(|sibling| sibling.name == name);
                (!is_taken).then_some(Edit::Rename(name))
            }
            5 if is_parameter && !field.required => Some(Edit::Move),
            _ => None,
        }
    }

    /// Whether a type changes with one place: of several descriptions, each has all fields.
    fn is_described_once(&self, input: &Input, holder: Holder) -> bool {
        let Holder::Type(id) = holder else {
            return true;
        };
        let origins = &self.facts.api[id].origins;
        (input.sources.iter())
            .all(|source| (origins.iter().filter(|origin| origin.source == *source)).count() == 1)
    }

    /// Whether a type has other fields of `holder` and not this one. With what an `Omit<…>` leaves out changes
    /// whether it is a type of its own.
    fn is_left_out(&self, affected: &[&(Holder, &Field)], holder: Holder) -> bool {
        let origins: Vec<&Origin> = (self.siblings(holder).iter())
            .flat_map(|field| &field.origins)
            .collect();
        (self.fields.iter())
            .filter(|(other, _)| !affected.iter().any(|(known, _)| known == other))
            .any(|(_, field)| field.origins.iter().any(|origin| origins.contains(&origin)))
    }

    /// Changes a field in all that have it from the same places; says what was done.
    fn change_field(
        &self,
        input: &mut Input,
        random: &mut Random,
        round: &mut Round,
    ) -> Option<&'static str> {
        let &(holder, field) = random.pick(&self.fields);
        let edit = self.edit(random, holder, field)?;
        let places = input.places(&field.origins)?;
        // Pages know no headers.
        if matches!(edit, Edit::Move) && input.sources == [Source::Pages] {
            return None;
        }
        let is_place = |origin: &Origin| places.contains(origin);
        let affected: Vec<_> = (self.fields.iter())
            .filter(|(_, other)| other.origins.iter().any(is_place))
            .collect();
        if affected
            .iter()
            .any(|(holder, _)| round.touched.contains(holder))
        {
            return None;
        }
        if self.is_left_out(&affected, holder) || !self.is_described_once(input, holder) {
            return None;
        }
        assert!(input.apply(&places, &edit), "{edit:?} {field:#?}");
        for &&(holder, other) in &affected {
            round.touched.insert(holder);
            let changed = edited(other, &edit);
            let owner = self.owner(holder);
            let is_whole = input
                .places(&other.origins)
                .is_some_and(|all| all.iter().all(is_place));
            if !(is_whole && is_alike(field, other)) {
                let names = [&other.name, &changed.name];
                round
                    .taken_over
                    .extend(names.map(|name| owner.subject(name)));
                continue;
            }
            round.expect(match (&edit, holder) {
                (Edit::Delete, _) => owner.removed(other),
                (Edit::Move, Holder::Operation(id)) => moved(&self.facts.api[id], other),
                _ => owner.changed(other, &changed),
            });
        }
        Some(edit.name())
    }

    /// Adds or removes a value of an enum.
    fn change_value(
        &self,
        input: &mut Input,
        random: &mut Random,
        round: &mut Round,
    ) -> Option<&'static str> {
        let id = *random.pick(&self.facts.enums);
        let Shape::Enum(values) = &self.facts.api[id].shape else {
            return None;
        };
        let value = random.pick(values);
        let is_added = random.next(2) == 0;
        let edit = match is_added {
            true => Edit::AddValue("quux".to_owned()),
            false => Edit::RemoveValue(value.value.clone()),
        };
        let places = input.places(&value.origins)?;
        let affected: Vec<_> = (self.facts.enums.iter().copied())
            .filter(|other| match &self.facts.api[*other].shape {
                Shape::Enum(values) => (values.iter().flat_map(|value| &value.origins))
                    .any(|origin| places.contains(origin)),
                _ => false,
            })
            .collect();
        let is_touched = |id: &TypeId| round.touched.contains(&Holder::Type(*id));
        if affected != [id] || affected.iter().any(is_touched) || !input.apply(&places, &edit) {
            return None;
        }
        round.touched.insert(Holder::Type(id));
        round.expect(expected::of_value(self.facts, id, is_added));
        Some(edit.name())
    }

    /// Changes the path or the verb of an operation.
    fn change_route(
        &self,
        input: &mut Input,
        random: &mut Random,
        round: &mut Round,
    ) -> Option<&'static str> {
        let api = self.facts.api;
        let ids: Vec<OperationId> = api.operation_ids().collect();
        let id = *random.pick(&ids);
        let is_new = !round.touched.contains(&Holder::Operation(id));
        // Without a body a page's payload is a query.
        if !is_new || api[id].verb != Verb::Post {
            return None;
        }
        let mut changed = api[id].clone();
        let (kind, rule) = match random.next(2) {
            0 => {
                changed.path += "/quux";
                ("route changed", "operation.path.changed")
            }
            _ => {
                changed.verb = Verb::Put;
                ("verb changed", "operation.verb.changed")
            }
        };
        let at = changed.origins.first()?.span;
        documents::reroute(&mut input.spec, at, &changed.path, changed.verb);
        round.touched.insert(Holder::Operation(id));
        let (wire, bump) = (drift::Wire::Breaking, Some(drift::Bump::Patch));
        round.expect(vec![(rule.to_owned(), route(&changed), wire, bump)]);
        Some(kind)
    }
}

/// The field as it is to be afterwards.
fn edited(field: &Field, edit: &Edit) -> Field {
    let mut field = field.clone();
    match edit {
        Edit::Require(is_required) => field.required = *is_required,
        Edit::Nullable(is_nullable) => field.nullable = *is_nullable,
        Edit::Retype(ty) => field.ty = ty.clone(),
        Edit::Rename(name) => field.name.clone_from(name),
        Edit::Delete | Edit::Move | Edit::AddValue(_) | Edit::RemoveValue(_) => {}
    }
    field
}

/// Whether two fields from the same place are the same.
fn is_alike(a: &Field, b: &Field) -> bool {
    let facts = |field: &Field| {
        let marks = (field.required, field.nullable, field.expandable);
        (
            marks,
            field.name.clone(),
            field.ty.clone(),
            field.default.clone(),
        )
    };
    facts(a) == facts(b)
}

/// Makes changes and compares, again and again. There are `kinds` kinds of them, and `consequences` changes only
/// follow, in Rust, from others: a relation is no longer boxed where another one does not close a circle.
fn run(folder: &str, sources: &'static [Source], kinds: usize, consequences: usize) {
    let mut input = Input::new(folder, sources);
    let before = input.merged();
    let facts = Facts::new(&before);
    let targets = Targets::new(&facts);
    let mut random = Random(SEED);
    let (mut counts, mut followed) = (BTreeMap::new(), 0);
    for _ in 0..ROUNDS {
        let mut round = Round::default();
        let mut made = 0;
        while made < AT_ONCE {
            let kind = match random.next(10) {
                0 | 1 => targets.change_value(&mut input, &mut random, &mut round),
                2 if sources.contains(&Source::OpenApi) => {
                    targets.change_route(&mut input, &mut random, &mut round)
                }
                _ => targets.change_field(&mut input, &mut random, &mut round),
            };
            if let Some(kind) = kind {
                *counts.entry(kind).or_insert(0) += 1;
                made += 1;
            }
        }
        let after = input.merged();
        followed += round.check(drift::compare(&before, &after, Options::default()));
        input.restore();
    }
    println!("{counts:#?}");
    assert_eq!(counts.len(), kinds, "{counts:#?}");
    assert!(counts.values().all(|count| *count >= 5), "{counts:#?}");
    assert_eq!(followed, consequences);
}

#[test]
fn mutations_of_documents_are_named() {
    run("../spec/openapi", &[Source::OpenApi], 10, 0);
}

#[test]
fn mutations_of_pages_are_named() {
    run("../spec", &[Source::Pages], 7, 0);
}

#[test]
fn mutations_of_both_are_named() {
    run("../spec", &[Source::Pages, Source::OpenApi], 10, 4);
}
