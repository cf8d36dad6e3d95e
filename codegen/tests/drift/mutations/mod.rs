//! Random changes to the API of `spec/`, each of which has to be named, alone, with its rule and verdicts.
//!
//! The API is changed in memory, after merging and corrections: what the documentation says in the one place
//! or the other is the same there. Several changes in places that do not touch each other are made at
//! once, and have to be found at once.

mod fields;
mod operations;
mod sources;

use super::drift::{self, Bump, Change, Options, Wire};
use fields::{demanded, mutate_enum, mutate_field};
use medusa_codegen::ir::{Api, Field, Type, TypeId};
use medusa_codegen::lower::model::{TypeItem, TypeKind};
use medusa_codegen::lower::{Model, lower};
use medusa_codegen::pipeline;
use operations::mutate_operation;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many changes are made in all.
const MUTATIONS: usize = 2400;
/// How many of them at once.
const AT_ONCE: usize = 40;
const SEED: u64 = 0x6d65_6475_7361;

/// SplitMix64: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below as u64).unwrap()
    }

    fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.next(from.len())]
    }
}

/// What has to be found: rule, subject, verdicts; no verdict on Rust where it hangs on more than the place.
type Expected = (String, String, Wire, Option<Bump>);

/// What is known of the API before it is changed.
struct Facts<'a> {
    api: &'a Api,
    model: Model<'a>,
    names: HashMap<&'a str, usize>,
    /// The structs and enums that can be changed.
    structs: Vec<TypeId>,
    enums: Vec<TypeId>,
}

impl<'a> Facts<'a> {
    fn new(api: &'a Api) -> Self {
        let model = lower(api);
        let mut names = HashMap::new();
        for def in &api.types {
            *names.entry(def.name.as_str()).or_default() += 1;
        }
        let of_kind = |is: fn(&TypeKind<'_>) -> bool| -> Vec<TypeId> {
            let is = |id: &TypeId| {
                model.types[id.index()]
                    .as_ref()
                    .is_some_and(|item| is(&item.kind))
            };
            api.type_ids().filter(is).collect()
        };
        Self {
            structs: of_kind(|kind| matches!(kind, TypeKind::Struct(_))),
            enums: of_kind(|kind| matches!(kind, TypeKind::Enum(values) if values.len() > 1)),
            api,
            names,
            model,
        }
    }

    fn item(&self, id: TypeId) -> &TypeItem<'a> {
        self.model.types[id.index()]
            .as_ref()
            .expect("only types in use are chosen")
    }

    fn name(&self, id: TypeId) -> String {
        match self.api[id].name.as_str() {
            name if !name.is_empty() && self.names[name] == 1 => name.to_owned(),
            _ => self.item(id).name.clone(),
        }
    }

    fn directions(&self, id: TypeId) -> Vec<&'static str> {
        let usage = &self.item(id).usage;
        let request = usage.is_request().then_some("request");
        request
            .into_iter()
            .chain(usage.response.then_some("response"))
            .collect()
    }

    fn is_constructible(&self, id: TypeId) -> bool {
        matches!(&self.item(id).kind, TypeKind::Struct(structure) if structure.constructible)
    }

    /// Whether a payload has `Patch` where null and absence differ.
    fn is_patched(&self, id: TypeId) -> bool {
        let usage = &self.item(id).usage;
        usage.body && !usage.query && !usage.response
    }

    /// The Rust around a field.
    fn wrapper(&self, id: TypeId, field: &Field) -> &'static str {
        let always = field.required && !(self.item(id).usage.response && field.expandable);
        match (always, field.nullable) {
            (true, false) => "",
            (false, true) if self.is_patched(id) => "Patch",
            _ => "Option",
        }
    }
}

fn new_field(required: bool) -> Field {
    Field {
        name: "quux_count".to_owned(),
        ty: Type::Boolean,
        required,
        nullable: false,
        expandable: false,
        default: None,
        example: None,
        doc: String::new(),
        deprecated: None,
        feature_flag: None,
        origins: Vec::new(),
    }
}

/// What only follows, in Rust, from a change elsewhere.
fn is_consequence(change: &Change) -> bool {
    matches!(change.rule.id(), "type.renamed" | "rust.changed")
}

#[test]
fn every_mutation_is_named() {
    let run = pipeline::read(&["../spec".into()]);
    let api = run.api.expect("the project's own spec has no errors");
    let facts = Facts::new(&api);
    let mut random = Random(SEED);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut made, mut consequences) = (0, 0);
    while made < MUTATIONS {
        let mut changed = api.clone();
        let mut expected: BTreeMap<(String, String), (Wire, Option<Bump>)> = BTreeMap::new();
        let mut touched = BTreeSet::new();
        let mut at_once = 0;
        while at_once < AT_ONCE {
            let before = changed.clone();
            let (place, mutation) = match random.next(10) {
                0..4 => {
                    let id = *random.pick(&facts.structs);
                    (
                        (0, id.index()),
                        (!touched.contains(&(0, id.index())))
                            .then(|| mutate_field(&facts, &mut changed, id, &mut random)),
                    )
                }
                4..5 => {
                    let id = *random.pick(&facts.enums);
                    (
                        (0, id.index()),
                        (!touched.contains(&(0, id.index())))
                            .then(|| mutate_enum(&facts, &mut changed, id, &mut random)),
                    )
                }
                _ => {
                    let index = random.next(api.operations.len());
                    (
                        (1, index),
                        (!touched.contains(&(1, index)))
                            .then(|| mutate_operation(&mut changed, index, &mut random)),
                    )
                }
            };
            let Some((kind, found)) = mutation.flatten() else {
                changed = before;
                continue;
            };
            touched.insert(place);
            for (rule, subject, wire, bump) in found {
                let known = expected.insert((rule.clone(), subject.clone()), (wire, bump));
                assert!(known.is_none(), "{rule} {subject} is expected twice");
            }
            *kinds.entry(kind).or_default() += 1;
            at_once += 1;
        }
        made += at_once;
        consequences += check(&api, &changed, expected);
    }
    println!("{made} mutations, {consequences} consequences in Rust: {kinds:#?}");
    assert!(kinds.values().all(|count| *count >= 10), "{kinds:#?}");
}

fn check(
    api: &Api,
    changed: &Api,
    mut expected: BTreeMap<(String, String), (Wire, Option<Bump>)>,
) -> usize {
    let mut consequences = 0;
    for change in drift::compare(api, changed, Options::default()) {
        if is_consequence(&change) {
            consequences += 1;
            continue;
        }
        let key = (change.rule.id().to_owned(), change.subject.clone());
        let Some((wire, bump)) = expected.remove(&key) else {
            panic!("nothing of the kind was changed: {change:#?}\nleft: {expected:#?}");
        };
        assert_eq!(change.wire, wire, "{change:#?}");
        if let Some(bump) = bump {
            assert_eq!(change.bump, bump, "{change:#?}");
        }
    }
    assert!(expected.is_empty(), "not found: {expected:#?}");
    consequences
}
