//! Random changes to what was read of `spec/`, before it is merged: to the pages, and to the documents.
//!
//! Each source is compared alone. Where both are read, one of them decides by rule, and a change in the other
//! is none of the API. What other types take over from a changed one (`Omit<…>`, `allOf`) changes with it.

use super::super::drift::{self, Options};
use super::{Facts, Random, demanded, is_consequence};
use medusa_codegen::diagnostic::Diagnostics;
use medusa_codegen::ir::{Api, Field, Identity, Shape, TypeId};
use medusa_codegen::merge;
use medusa_codegen::source::openapi::Place;
use medusa_codegen::source::{self, Spec};
use std::collections::{BTreeMap, BTreeSet};

const ROUNDS: usize = 12;
const AT_ONCE: usize = 15;
const SEED: u64 = 20_241_024;

/// What was done to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Deleted,
    Required,
    Nullable,
    Renamed,
}

fn load(folder: &str) -> Spec {
    let mut diagnostics = Diagnostics::default();
    let mut spec = source::load(&[folder.into()], &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
    spec.fixups = Default::default();
    spec
}

fn merged(spec: &Spec) -> Api {
    merge::merge(spec, &mut Diagnostics::default())
}

/// What has to be found, by rule and subject.
fn expected(facts: &Facts<'_>, id: TypeId, field: &Field, kind: Kind) -> Vec<(String, String)> {
    let name = facts.name(id);
    (facts.directions(id).into_iter())
        .map(|direction| {
            let what = if demanded(direction, field) {
                "required-field"
            } else {
                "field"
            };
            let (rule, field) = match kind {
                Kind::Deleted => (format!("{direction}.{what}.removed"), field.name.clone()),
                Kind::Renamed => (
                    format!("{direction}.field.renamed"),
                    format!("{}s", field.name),
                ),
                Kind::Required if field.required => (
                    format!("{direction}.field.required.removed"),
                    field.name.clone(),
                ),
                Kind::Required => (
                    format!("{direction}.field.required.added"),
                    field.name.clone(),
                ),
                Kind::Nullable if field.nullable => (
                    format!("{direction}.field.nullable.removed"),
                    field.name.clone(),
                ),
                Kind::Nullable => (
                    format!("{direction}.field.nullable.added"),
                    field.name.clone(),
                ),
            };
            (rule, format!("{name}.{field}"))
        })
        .collect()
}

/// Makes changes by `mutate`, which is given a type's place in a source, a field and what to do, and compares.
fn run(
    mut spec: Spec,
    places: impl Fn(&Spec, &Facts<'_>) -> Vec<(usize, TypeId)>,
    kinds: &[Kind],
    mutate: impl Fn(&mut Spec, usize, &str, Kind) -> bool,
    restore: impl Fn(&mut Spec),
) {
    let before = merged(&spec);
    let facts = Facts::new(&before);
    let places = places(&spec, &facts);
    assert!(places.len() > 2 * AT_ONCE, "{} places", places.len());
    let mut random = Random(SEED);
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let (mut wanted, mut touched, mut fields) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        while touched.len() < AT_ONCE {
            let (place, id) = *random.pick(&places);
            let Shape::Object(object) = &before[id].shape else {
                continue;
            };
            let (field, kind) = (random.pick(&object.fields).clone(), *random.pick(kinds));
            let is_fit = field.ty.target().is_none()
                && !(field.expandable && kind == Kind::Required)
                && object.fields.len() > 1;
            if !is_fit || touched.contains(&place) || !mutate(&mut spec, place, &field.name, kind) {
                continue;
            }
            touched.insert(place);
            fields.insert(field.name.clone());
            fields.insert(format!("{}s", field.name));
            wanted.extend(expected(&facts, id, &field, kind));
            *counts.entry(kind).or_default() += 1;
        }
        let after = merged(&spec);
        for change in drift::compare(&before, &after, Options::default()) {
            let is_wanted = wanted.remove(&(change.rule.id().to_owned(), change.subject.clone()));
            let field = change.subject.rsplit('.').next().unwrap_or_default();
            assert!(
                is_wanted || is_consequence(&change) || fields.contains(field),
                "nothing of the kind was changed: {change:#?}"
            );
        }
        assert!(wanted.is_empty(), "not found: {wanted:#?}");
        restore(&mut spec);
    }
    println!("{counts:#?}");
    assert!(counts.values().all(|count| *count > 5), "{counts:#?}");
}

/// The structs that have an identity of the source, each with its place there.
fn known(facts: &Facts<'_>, place: impl Fn(&Identity) -> Option<usize>) -> Vec<(usize, TypeId)> {
    let mut places = Vec::new();
    for &id in &facts.structs {
        // A type that several places describe does not change with one of them.
        let found: Vec<usize> = facts.api[id].identities.iter().filter_map(&place).collect();
        if let [only] = found.as_slice() {
            places.push((*only, id));
        }
    }
    places
}

#[test]
fn mutations_of_documents_are_named() {
    let spec = load("../spec/openapi");
    let originals: Vec<_> = spec
        .documents
        .iter()
        .map(|document| document.schemas.clone())
        .collect();
    let names: Vec<(usize, String)> = (spec.documents.iter().enumerate())
        .flat_map(|(index, document)| {
            document
                .schemas
                .iter()
                .map(move |(name, schema)| (index, name, schema))
        })
        .filter(|(_, _, schema)| schema.all_of.is_empty())
        .map(|(index, name, _)| (index, name.clone()))
        .collect();
    let places = |_: &Spec, facts: &Facts<'_>| {
        known(facts, |identity| match identity {
            Identity::Schema(schema) => names.iter().position(|(_, name)| name == schema),
            _ => None,
        })
    };
    let mutate = |spec: &mut Spec, place: usize, field: &str, kind: Kind| {
        let (document, name) = &names[place];
        let schema = &mut spec.documents[*document].schemas[name];
        let Some(property) = schema.properties.get_mut(field) else {
            return false;
        };
        match kind {
            Kind::Nullable if property.reference.is_some() => return false,
            Kind::Nullable => property.nullable = !property.nullable,
            Kind::Deleted => {
                schema.properties.shift_remove(field);
                schema.required.retain(|required| required.value != field);
            }
            Kind::Required => {
                let length = schema.required.len();
                schema.required.retain(|required| required.value != field);
                if schema.required.len() == length {
                    let span = schema.span;
                    schema
                        .required
                        .push(medusa_codegen::diagnostic::Spanned::new(
                            field.to_owned(),
                            span,
                        ));
                }
            }
            Kind::Renamed => {
                let renamed = format!("{field}s");
                if schema.properties.contains_key(&renamed) {
                    return false;
                }
                let property = schema.properties.shift_remove(field);
                schema
                    .properties
                    .extend(property.map(|property| (renamed.clone(), property)));
                for required in schema
                    .required
                    .iter_mut()
                    .filter(|required| required.value == field)
                {
                    required.value.clone_from(&renamed);
                }
            }
        }
        true
    };
    let restore = |spec: &mut Spec| {
        for (document, schemas) in spec.documents.iter_mut().zip(&originals) {
            document.schemas.clone_from(schemas);
        }
    };
    run(
        spec,
        places,
        &[Kind::Deleted, Kind::Required, Kind::Nullable, Kind::Renamed],
        mutate,
        restore,
    );
}

#[test]
fn mutations_of_pages_are_named() {
    let mut spec = load("../spec");
    // Of the documents only the routes are left, without which pages lead nowhere.
    for document in &mut spec.documents {
        document.schemas.clear();
        for operation in &mut document.operations {
            operation.body = None;
            operation
                .parameters
                .retain(|parameter| parameter.place == Place::Path);
            for response in &mut operation.responses {
                response.content.clear();
            }
        }
    }
    let originals: Vec<_> = spec
        .pages
        .iter()
        .map(|page| page.properties.clone())
        .collect();
    let places = |spec: &Spec, facts: &Facts<'_>| {
        let stem = |page: &source::mdx::Page| {
            let path = spec.sources.file(page.file).path.file_stem();
            path.map(|stem| stem.to_string_lossy().into_owned())
        };
        known(facts, |identity| match identity {
            Identity::Link(link) => spec
                .pages
                .iter()
                .position(|page| page.methods.is_empty() && stem(page).as_ref() == Some(link)),
            _ => None,
        })
    };
    let mutate = |spec: &mut Spec, place: usize, field: &str, kind: Kind| {
        let rows = &mut spec.pages[place].properties;
        let renamed = format!("{field}s");
        if rows.iter().any(|row| row.name == renamed) {
            return false;
        }
        let Some(index) = rows.iter().position(|row| row.name == field) else {
            return false;
        };
        match kind {
            Kind::Deleted => drop(rows.remove(index)),
            Kind::Required => rows[index].optional = Some(rows[index].optional == Some(false)),
            Kind::Renamed => rows[index].name = renamed,
            Kind::Nullable => return false,
        }
        true
    };
    let restore = |spec: &mut Spec| {
        for (page, rows) in spec.pages.iter_mut().zip(&originals) {
            page.properties.clone_from(rows);
        }
    };
    run(
        spec,
        places,
        &[Kind::Deleted, Kind::Required, Kind::Renamed],
        mutate,
        restore,
    );
}
