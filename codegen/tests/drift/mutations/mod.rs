//! Random changes to the API of `spec/`, each of which has to be named, alone, with its rule and verdicts.
//!
//! The API is changed in memory, after merging and corrections: what the documentation says in the one place
//! or the other is the same there. Several changes in places that do not touch each other are made at
//! once, and have to be found at once.

mod documents;
mod expected;
mod fields;
mod operations;
mod pages;
mod sources;

use super::drift::{self, Aspect, Bump, Options, Rule, Wire};
use super::{assert_within_rule, surface};
use fields::{mutate_enum, mutate_field};
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
/// How many are generated, one at a time.
const GENERATED: usize = 12;
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

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Struct(TypeId),
    Enum(TypeId),
    Operation(usize),
}

fn mutate(
    facts: &Facts<'_>,
    api: &mut Api,
    place: Place,
    random: &mut Random,
) -> Option<(&'static str, Vec<Expected>)> {
    match place {
        Place::Struct(id) => mutate_field(facts, api, id, random),
        Place::Enum(id) => mutate_enum(facts, api, id, random),
        Place::Operation(index) => mutate_operation(api, index, random),
    }
}

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

    /// Something that can be changed.
    fn place(&self, random: &mut Random) -> Place {
        match random.next(10) {
            0..4 => Place::Struct(*random.pick(&self.structs)),
            4..5 => Place::Enum(*random.pick(&self.enums)),
            _ => Place::Operation(random.next(self.api.operations.len())),
        }
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

#[test]
fn every_mutation_is_named() {
    let run = pipeline::read(&["../spec".into()]);
    let api = run.api.expect("the project's own spec has no errors");
    let facts = Facts::new(&api);
    let mut random = Random(SEED);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut made = 0;
    while made < MUTATIONS {
        let mut changed = api.clone();
        let mut expected: BTreeMap<(String, String), (Wire, Option<Bump>)> = BTreeMap::new();
        let mut touched = BTreeSet::new();
        let mut at_once = 0;
        while at_once < AT_ONCE {
            let before = changed.clone();
            let place = facts.place(&mut random);
            let mutation = (!touched.contains(&place))
                .then(|| mutate(&facts, &mut changed, place, &mut random))
                .flatten();
            let Some((kind, found)) = mutation else {
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
        check(&api, &changed, expected);
    }
    println!("{made} mutations: {kinds:#?}");
    assert!(kinds.values().all(|count| *count >= 10), "{kinds:#?}");
}

fn check(api: &Api, changed: &Api, mut expected: BTreeMap<(String, String), (Wire, Option<Bump>)>) {
    for change in drift::compare(api, changed, Options::default()) {
        assert_within_rule(&change);
        let key = (change.rule.id(), change.subject.clone());
        let Some((wire, bump)) = expected.remove(&key) else {
            if is_about_traits(change.rule) {
                continue;
            }
            panic!("nothing of the kind was changed: {change:#?}\nleft: {expected:#?}");
        };
        assert_eq!(change.wire, wire, "{change:#?}");
        if let Some(bump) = bump {
            assert_eq!(change.bump, bump, "{change:#?}");
        }
    }
    assert!(expected.is_empty(), "not found: {expected:#?}");
}

/// Whether a change follows from others: the traits of a type depend on all types that it is made of. The traits in the
/// generated Rust are compared in [`mutations_do_to_rust_what_is_said`].
fn is_about_traits(rule: Rule) -> bool {
    rule.aspect == Aspect::Traits
}

/// One change at a time, and the Rust of both states generated and compared.
#[test]
fn mutations_do_to_rust_what_is_said() {
    let run = pipeline::read(&["../spec".into()]);
    let api = run.api.expect("the project's own spec has no errors");
    let facts = Facts::new(&api);
    let before = surface::surface(&api);
    let mut random = Random(SEED + 1);
    let (mut made, mut wrong) = (0, Vec::new());
    while made < GENERATED {
        let mut changed = api.clone();
        let place = facts.place(&mut random);
        let Some((kind, _)) = mutate(&facts, &mut changed, place, &mut random) else {
            continue;
        };
        made += 1;
        let changes = drift::compare(&api, &changed, Options::default());
        let predicted = changes.iter().map(|change| change.bump).max();
        let (actual, reasons) = surface::bump(&before, &surface::surface(&changed));
        if predicted != Some(actual) {
            wrong.push(format!(
                "{kind}: predicted {predicted:?}, is {actual:?}: {reasons:#?}\n{changes:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
