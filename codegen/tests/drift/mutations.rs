//! Random changes to the API of `spec/`, each of which has to be named, alone, with its rule and verdicts.
//!
//! The API is changed in memory, after merging and corrections: what the documentation says in the one place
//! or the other is the same there. Several changes in places that do not touch each other are made at
//! once, and have to be found at once.

use super::drift::{self, Bump, Change, Options, Wire};
use medusa_codegen::ir::{Api, EnumValue, Field, Shape, Type, TypeId, Verb};
use medusa_codegen::lower::model::{TypeItem, TypeKind};
use medusa_codegen::lower::{Model, lower};
use medusa_codegen::pipeline;
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

fn fields(api: &mut Api, id: TypeId) -> &mut Vec<Field> {
    match &mut api[id].shape {
        Shape::Object(object) => &mut object.fields,
        _ => panic!("only structs are chosen"),
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

fn demanded(direction: &str, field: &Field) -> bool {
    field.required && !(direction == "response" && field.expandable)
}

/// Changes a field of a struct, and says what has to be found; nothing where the field does not lend itself.
fn mutate_field(
    facts: &Facts<'_>,
    api: &mut Api,
    id: TypeId,
    random: &mut Random,
) -> Option<(&'static str, Vec<Expected>)> {
    use Wire::{Breaking, Compatible, Docs};
    let name = facts.name(id);
    let index = random.next(fields(api, id).len());
    let field = fields(api, id)[index].clone();
    let is_leaf = field.ty.target().is_none();
    let subject = format!("{name}.{}", field.name);
    let kind = random.next(9);
    let one = |what: &str,
               how: &str,
               subject: &str,
               wire: &dyn Fn(&str) -> Wire,
               bump: Option<Bump>|
     -> Vec<Expected> {
        let expected = |direction: &str| {
            (
                format!("{direction}.{what}.{how}"),
                subject.to_owned(),
                wire(direction),
                bump,
            )
        };
        facts.directions(id).into_iter().map(expected).collect()
    };
    let by = |request: Wire, response: Wire| {
        move |direction: &str| {
            if direction == "request" {
                request
            } else {
                response
            }
        }
    };
    // A relation that closes a circle is boxed and optional, whatever is said of it.
    let wrapped = |changed: &Field| {
        let is_same = facts.wrapper(id, &field) == facts.wrapper(id, changed);
        is_leaf.then_some(if is_same { Bump::Patch } else { Bump::Major })
    };
    Some(match kind {
        0 if is_leaf && fields(api, id).len() > 1 => {
            fields(api, id).remove(index);
            let expected = facts.directions(id).into_iter().map(|direction| {
                let is_demanded = demanded(direction, &field);
                let what = if is_demanded {
                    "required-field"
                } else {
                    "field"
                };
                let wire = if direction == "request" || is_demanded {
                    Breaking
                } else {
                    Compatible
                };
                (
                    format!("{direction}.{what}.removed"),
                    subject.clone(),
                    wire,
                    Some(Bump::Major),
                )
            });
            ("field deleted", expected.collect())
        }
        1 | 2 => {
            let is_required = kind == 2;
            fields(api, id).insert(index, new_field(is_required));
            let subject = format!("{name}.quux_count");
            let is_harmless = !(is_required && facts.is_constructible(id));
            let bump = if is_harmless {
                Bump::Minor
            } else {
                Bump::Major
            };
            let request = if is_required { Breaking } else { Compatible };
            let what = if is_required {
                "required-field"
            } else {
                "field"
            };
            (
                "field added",
                one(
                    what,
                    "added",
                    &subject,
                    &by(request, Compatible),
                    Some(bump),
                ),
            )
        }
        3 if !field.expandable => {
            let changed = &mut fields(api, id)[index];
            changed.required = !changed.required;
            let bump = wrapped(&changed.clone());
            let (how, request, response) = match field.required {
                true => (
                    "required.removed",
                    Compatible,
                    if field.nullable { Compatible } else { Breaking },
                ),
                false => ("required.added", Breaking, Compatible),
            };
            (
                "required flipped",
                one("field", how, &subject, &by(request, response), bump),
            )
        }
        4 => {
            let changed = &mut fields(api, id)[index];
            changed.nullable = !changed.nullable;
            let bump = wrapped(&changed.clone());
            let is_always = demanded("response", &field);
            let (how, request, response) = match field.nullable {
                true => ("nullable.removed", Breaking, Compatible),
                false => (
                    "nullable.added",
                    Compatible,
                    if is_always { Breaking } else { Compatible },
                ),
            };
            (
                "nullable flipped",
                one("field", how, &subject, &by(request, response), bump),
            )
        }
        5 => {
            let (ty, how, request, response) = match field.ty {
                Type::String => (Type::DateTime, "narrowed", Breaking, Compatible),
                Type::DateTime => (Type::String, "widened", Compatible, Breaking),
                Type::Number => (Type::Integer, "narrowed", Breaking, Compatible),
                Type::Integer => (Type::Number, "widened", Compatible, Breaking),
                Type::Boolean => (Type::String, "changed", Breaking, Breaking),
                _ => return None,
            };
            fields(api, id)[index].ty = ty;
            (
                "type changed",
                one(
                    "field.type",
                    how,
                    &subject,
                    &by(request, response),
                    Some(Bump::Major),
                ),
            )
        }
        6 => {
            let renamed = format!("{}s", field.name);
            if fields(api, id).iter().any(|other| other.name == renamed) {
                return None;
            }
            fields(api, id)[index].name.clone_from(&renamed);
            // A map's type is called after its field.
            let subject = format!("{name}.{renamed}");
            (
                "field renamed",
                one(
                    "field",
                    "renamed",
                    &subject,
                    &by(Breaking, Breaking),
                    Some(Bump::Major),
                ),
            )
        }
        7 if field.deprecated.is_none() => {
            fields(api, id)[index].deprecated = Some("Use another.".to_owned());
            (
                "field deprecated",
                one(
                    "field.deprecated",
                    "added",
                    &subject,
                    &by(Compatible, Compatible),
                    Some(Bump::Minor),
                ),
            )
        }
        8 => {
            fields(api, id)[index].default = Some("quux".to_owned());
            let (how, request) = match field.default {
                Some(_) => ("changed", Breaking),
                None => ("added", Docs),
            };
            (
                "default changed",
                one(
                    "field.default",
                    how,
                    &subject,
                    &by(request, Docs),
                    Some(Bump::Patch),
                ),
            )
        }
        _ => return None,
    })
}

fn mutate_enum(
    facts: &Facts<'_>,
    api: &mut Api,
    id: TypeId,
    random: &mut Random,
) -> Option<(&'static str, Vec<Expected>)> {
    let Shape::Enum(values) = &mut api[id].shape else {
        return None;
    };
    let name = facts.name(id);
    let is_added = random.next(2) == 0;
    let (how, bump) = if is_added {
        ("added", Bump::Minor)
    } else {
        ("removed", Bump::Major)
    };
    if is_added {
        values.push(EnumValue {
            value: "quux".to_owned(),
            constant: None,
            doc: String::new(),
            origins: Vec::new(),
        });
    } else {
        let index = random.next(values.len());
        let value = values[index].value.clone();
        values.retain(|other| other.value != value);
        if values.is_empty() {
            return None;
        }
    }
    let expected = facts.directions(id).into_iter().map(|direction| {
        let is_breaking = direction == "request" && !is_added;
        let wire = if is_breaking {
            Wire::Breaking
        } else {
            Wire::Compatible
        };
        (
            format!("{direction}.enum-value.{how}"),
            name.clone(),
            wire,
            Some(bump),
        )
    });
    Some((
        if is_added {
            "enum value added"
        } else {
            "enum value removed"
        },
        expected.collect(),
    ))
}

fn mutate_operation(
    api: &mut Api,
    index: usize,
    random: &mut Random,
) -> Option<(&'static str, Vec<Expected>)> {
    use Wire::{Breaking, Compatible, Docs};
    let id = api.operation_ids().nth(index)?;
    let routes: BTreeSet<_> = api
        .operations
        .iter()
        .map(|operation| (operation.verb, operation.path.clone()))
        .collect();
    let operation = &mut api[id];
    let setters = operation
        .query
        .iter()
        .chain(&operation.headers)
        .filter(|field| !field.required)
        .count();
    let subject = format!("{} {}", operation.verb.as_str(), operation.path);
    let one =
        |rule: &str, subject: String, wire, bump| vec![(rule.to_owned(), subject, wire, bump)];
    let parameter = match operation.query.len() {
        0 => None,
        length => Some(random.next(length)),
    };
    Some(match (random.next(9), parameter) {
        (0, _) => {
            operation.path += "/quux";
            let subject = format!("{subject}/quux");
            (
                "route changed",
                one(
                    "operation.path.changed",
                    subject,
                    Breaking,
                    Some(Bump::Patch),
                ),
            )
        }
        (1, _) => {
            let free = [Verb::Put, Verb::Patch]
                .into_iter()
                .find(|verb| !routes.contains(&(*verb, operation.path.clone())))?;
            operation.verb = free;
            let subject = format!("{} {}", free.as_str(), operation.path);
            (
                "verb changed",
                one(
                    "operation.verb.changed",
                    subject,
                    Breaking,
                    Some(Bump::Patch),
                ),
            )
        }
        (2, _) => {
            operation.authenticated = !operation.authenticated;
            let (how, wire) = if operation.authenticated {
                ("added", Breaking)
            } else {
                ("removed", Compatible)
            };
            (
                "auth changed",
                one(
                    &format!("operation.auth.{how}"),
                    subject,
                    wire,
                    Some(Bump::Patch),
                ),
            )
        }
        (3, Some(index)) if setters > 1 && !operation.query[index].required => {
            let field = operation.query.remove(index);
            (
                "parameter deleted",
                one(
                    "request.parameter.removed",
                    format!("{subject}?{}", field.name),
                    Breaking,
                    Some(Bump::Major),
                ),
            )
        }
        (4, _) => {
            operation.query.push(new_field(false));
            let bump = if setters > 0 {
                Bump::Minor
            } else {
                Bump::Major
            };
            (
                "parameter added",
                one(
                    "request.parameter.added",
                    format!("{subject}?quux_count"),
                    Compatible,
                    Some(bump),
                ),
            )
        }
        (5, Some(index)) if setters > 1 && !operation.query[index].required => {
            operation.query[index].required = true;
            let subject = format!("{subject}?{}", operation.query[index].name);
            (
                "parameter required",
                one(
                    "request.parameter.required.added",
                    subject,
                    Breaking,
                    Some(Bump::Major),
                ),
            )
        }
        (6, Some(index))
            if operation.query[index].ty == Type::String
                && !matches!(operation.query[index].name.as_str(), "expand" | "fields") =>
        {
            let field = operation.query.remove(index);
            let subject = format!("{subject}@{}", field.name);
            operation.headers.push(field);
            (
                "parameter moved",
                one(
                    "request.parameter.moved",
                    subject,
                    Breaking,
                    Some(Bump::Patch),
                ),
            )
        }
        (7, Some(index)) => {
            let field = &mut operation.query[index];
            let renamed = format!("{}s", field.name);
            field.name.clone_from(&renamed);
            if operation
                .query
                .iter()
                .filter(|field| field.name == renamed)
                .count()
                > 1
            {
                return None;
            }
            (
                "parameter renamed",
                one(
                    "request.parameter.renamed",
                    format!("{subject}?{renamed}"),
                    Breaking,
                    Some(Bump::Major),
                ),
            )
        }
        (8, _) => {
            operation.id += "Quux";
            (
                "operation id changed",
                one("operation.id.changed", subject, Docs, Some(Bump::Patch)),
            )
        }
        _ => return None,
    })
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
                0..6 => {
                    let id = *random.pick(&facts.structs);
                    (
                        (0, id.index()),
                        (!touched.contains(&(0, id.index())))
                            .then(|| mutate_field(&facts, &mut changed, id, &mut random)),
                    )
                }
                6..8 => {
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
