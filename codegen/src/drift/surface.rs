//! What a change does to the generated Rust, found out by comparing what both states become.
//!
//! Two Rust types are the same where they have the same name, or are made of types that are states of
//! the same one: that such a type has another name is a change of its own.

use super::rules::{Bump, Rule};
use super::side::Side;
use super::walk::Walk;
use crate::ir::{OperationId, TypeId};
use crate::lower::model::{
    Call, MethodItem, OperationCall, Parameter, ParameterValue, Presence, RustType, Struct,
    StructField, TypeItem, TypeKind,
};

/// Whose fields or parameters are compared.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    Types([TypeId; 2]),
    Operations([OperationId; 2]),
}

/// A difference in Rust.
pub(super) struct Difference {
    pub(super) rule: Rule,
    /// The field that it is about, if it is one.
    pub(super) field: Option<String>,
    pub(super) before: String,
    pub(super) after: String,
}

/// A part that is in both states, under these names; `None` where it is no Rust.
pub(super) fn changed(walk: &Walk<'_>, owner: Owner, names: [&str; 2]) -> Option<Bump> {
    let is_same = match owner {
        Owner::Types([old, new]) => {
            let (before, after) = (structure(&walk.old, old)?, structure(&walk.new, new)?);
            let fields = [field(before, names[0])?, field(after, names[1])?];
            is_same_field(walk, [before, after], fields)
        }
        Owner::Operations([old, new]) => {
            let (before, after) = (call(&walk.old, old)?, call(&walk.new, new)?);
            let (old, new) = (parameter(before, names[0])?, parameter(after, names[1])?);
            is_same_parameter(walk, old, new)
        }
    };
    Some(if is_same { Bump::Patch } else { Bump::Major })
}

/// A part that is new.
pub(super) fn added(walk: &Walk<'_>, owner: Owner, name: &str) -> Option<Bump> {
    let is_harmless = match owner {
        Owner::Types([old, new]) => {
            let before = structure(&walk.old, old)?;
            let after = structure(&walk.new, new)?;
            !(before.constructible && field(after, name)?.is_argument())
        }
        Owner::Operations([old, new]) => {
            let before = call(&walk.old, old)?;
            // The first thing to be set makes a request value of what was a plain request.
            before.request.is_some() && !parameter(call(&walk.new, new)?, name)?.0
        }
    };
    Some(if is_harmless {
        Bump::Minor
    } else {
        Bump::Major
    })
}

/// A part that is gone.
pub(super) fn removed(walk: &Walk<'_>, owner: Owner, name: &str) -> Option<Bump> {
    let was_there = match owner {
        Owner::Types([old, _]) => field(structure(&walk.old, old)?, name).is_some(),
        Owner::Operations([old, _]) => parameter(call(&walk.old, old)?, name).is_some(),
    };
    Some(if was_there { Bump::Major } else { Bump::Patch })
}

/// What a pair of types is called in Rust.
pub(super) fn names<'w>(walk: &'w Walk<'_>, old: TypeId, new: TypeId) -> [Option<&'w str>; 2] {
    let name = |side: &'w Side<'_>, id| item(side, id).map(|item| item.name.as_str());
    [name(&walk.old, old), name(&walk.new, new)]
}

/// Where the Rust of a pair of types differs in what both have.
pub(super) fn differences(walk: &Walk<'_>, old: TypeId, new: TypeId) -> Vec<Difference> {
    let mut differences = Vec::new();
    if let (Some(before), Some(after)) = (item(&walk.old, old), item(&walk.new, new)) {
        differences.extend(traits([before, after].map(derived)));
    }
    let (Some(before), Some(after)) = (structure(&walk.old, old), structure(&walk.new, new)) else {
        return differences;
    };
    for old in &before.fields {
        if let Some(new) = field(after, &old.ir.name)
            && !is_same_field(walk, [before, after], [old, new])
        {
            differences.push(Difference {
                rule: Rule::RustChanged,
                field: Some(old.ir.name.clone()),
                before: field_text(&walk.old, old),
                after: field_text(&walk.new, new),
            });
        }
    }
    differences.extend(constructors([before, after].map(constructor)));
    differences
}

/// What has become of `new`, beyond what follows from the fields that it asks for.
fn constructors(states: [Option<Vec<&str>>; 2]) -> Option<Difference> {
    let rule = match &states {
        [None, Some(_)] => Rule::ConstructorAdded,
        [Some(_), None] => Rule::ConstructorRemoved,
        [Some(old), Some(new)] if is_reordered(old, new) => Rule::ArgumentsReordered,
        _ => return None,
    };
    let [before, after] = states
        .map(|names| names.map_or_else(String::new, |names| format!("new({})", names.join(", "))));
    Some(Difference {
        rule,
        field: None,
        before,
        after,
    })
}

/// The traits that only one state of a type implements.
fn traits([before, after]: [Vec<&str>; 2]) -> Option<Difference> {
    let is_missing = |names: &[&str], name: &&str| !names.contains(name);
    let rule = if before.iter().any(|name| is_missing(&after, name)) {
        Rule::TraitsRemoved
    } else if after.iter().any(|name| is_missing(&before, name)) {
        Rule::TraitsAdded
    } else {
        return None;
    };
    Some(Difference {
        rule,
        field: None,
        before: before.join(", "),
        after: after.join(", "),
    })
}

/// The traits that depend on the parts of a type.
fn derived(item: &TypeItem<'_>) -> Vec<&'static str> {
    let default = match &item.kind {
        TypeKind::Struct(structure) => structure.has_default(),
        TypeKind::Union(_) => false,
        // The traits of an enum are always the same, and those of an alias are not its own.
        TypeKind::Enum(_) | TypeKind::Alias(_) => return Vec::new(),
    };
    let equality = item.has_total_equality;
    [("Default", default), ("Eq", equality), ("Hash", equality)]
        .into_iter()
        .filter_map(|(name, is_derived)| is_derived.then_some(name))
        .collect()
}

/// Whether what is in both lists is there in another order.
pub(super) fn is_reordered<T: PartialEq>(old: &[T], new: &[T]) -> bool {
    let old_common = old.iter().filter(|name| new.contains(name));
    !old_common.eq(new.iter().filter(|name| old.contains(name)))
}

/// The method that calls an operation in both states, where it differs.
pub(super) fn methods(walk: &Walk<'_>, old: OperationId, new: OperationId) -> Option<Difference> {
    let (old, new) = (method(&walk.old, old)?, method(&walk.new, new)?);
    let (before, after) = (operation_call(old)?, operation_call(new)?);
    let is_same_type = |a: Option<&RustType>, b: Option<&RustType>| match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => is_same(walk, a, b),
        _ => false,
    };
    let payload =
        |call: &'_ OperationCall<'_>| call.payload.as_ref().map(|payload| payload.ty.clone());
    let is_same_argument = |a: &Parameter<'_>, b: &Parameter<'_>| {
        a.name == b.name && is_same_value(walk, &a.value, &b.value)
    };
    let [names, new_names] = [before, after].map(|call| {
        let names = call.arguments.iter().map(|argument| argument.name.as_str());
        names.collect::<Vec<_>>()
    });
    let is_same = old.name == new.name
        && before.path.len() == after.path.len()
        && is_same_type(payload(before).as_ref(), payload(after).as_ref())
        && is_same_type(before.response.as_ref(), after.response.as_ref())
        && before.request.is_some() == after.request.is_some()
        && before.arguments.len() == after.arguments.len()
        && (before.arguments.iter())
            .all(|a| after.arguments.iter().any(|b| is_same_argument(a, b)));
    let rule = match is_reordered(&names, &new_names) {
        true => Rule::ArgumentsReordered,
        false if is_same => return None,
        false => Rule::RustChanged,
    };
    Some(Difference {
        rule,
        field: None,
        before: method_text(&walk.old, old, before),
        after: method_text(&walk.new, new, after),
    })
}

fn item<'s, 'a>(side: &'s Side<'a>, id: TypeId) -> Option<&'s TypeItem<'a>> {
    let id = side.model.resolved.canonical(id);
    side.model.types[id.index()].as_ref()
}

fn structure<'s, 'a>(side: &'s Side<'a>, id: TypeId) -> Option<&'s Struct<'a>> {
    match &item(side, id)?.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    }
}

fn field<'s, 'a>(structure: &'s Struct<'a>, name: &str) -> Option<&'s StructField<'a>> {
    structure.fields.iter().find(|field| field.ir.name == name)
}

/// The names of what `new` asks for, in order; `None` where there is no `new`.
fn constructor<'s>(structure: &'s Struct<'_>) -> Option<Vec<&'s str>> {
    let arguments = structure.fields.iter().filter(|field| field.is_argument());
    structure
        .constructible
        .then(|| arguments.map(|field| field.ir.name.as_str()).collect())
}

fn method<'s, 'a>(side: &'s Side<'a>, id: OperationId) -> Option<&'s MethodItem<'a>> {
    let operation = &side.api[id];
    let mut methods = side
        .model
        .resources
        .iter()
        .flat_map(|resource| &resource.methods);
    methods
        .find(|method| operation_call(method).is_some_and(|call| std::ptr::eq(call.ir, operation)))
}

fn operation_call<'s, 'a>(method: &'s MethodItem<'a>) -> Option<&'s OperationCall<'a>> {
    match &method.call {
        Call::Operation(call) => Some(call),
        Call::Custom(_) => None,
    }
}

fn call<'s, 'a>(side: &'s Side<'a>, id: OperationId) -> Option<&'s OperationCall<'a>> {
    operation_call(method(side, id)?)
}

/// A parameter, and whether it is an argument of the method.
fn parameter<'s, 'a>(call: &'s OperationCall<'a>, name: &str) -> Option<(bool, &'s Parameter<'a>)> {
    let arguments = call.arguments.iter().map(|parameter| (true, parameter));
    let setters = call.request.iter().flat_map(|request| &request.setters);
    let mut all = arguments.chain(setters.map(|parameter| (false, parameter)));
    all.find(|(_, parameter)| parameter.ir.name == name)
}

fn is_same_parameter(
    walk: &Walk<'_>,
    old: (bool, &Parameter<'_>),
    new: (bool, &Parameter<'_>),
) -> bool {
    old.0 == new.0 && old.1.name == new.1.name && is_same_value(walk, &old.1.value, &new.1.value)
}

fn is_same_value(walk: &Walk<'_>, old: &ParameterValue, new: &ParameterValue) -> bool {
    match (old, new) {
        (ParameterValue::Plain(a), ParameterValue::Plain(b))
        | (ParameterValue::Into(a), ParameterValue::Into(b))
        | (ParameterValue::List(a), ParameterValue::List(b)) => is_same(walk, a, b),
        _ => old == new,
    }
}

fn is_same_field(
    walk: &Walk<'_>,
    structures: [&Struct<'_>; 2],
    [old, new]: [&StructField<'_>; 2],
) -> bool {
    let is_asked_for = structures.iter().all(|structure| structure.constructible);
    old.name == new.name
        && (old.is_argument() == new.is_argument() || !is_asked_for)
        && old.boxed == new.boxed
        && wrapper(old) == wrapper(new)
        && is_same(walk, &old.ty, &new.ty)
}

/// What is around a field's type.
fn wrapper(field: &StructField<'_>) -> &'static str {
    match (field.presence, &field.ty) {
        (Presence::Always, _)
        | (Presence::Nullable | Presence::Optional | Presence::Either, RustType::Option(_)) => "",
        (Presence::Nullable | Presence::Optional | Presence::Either, _) => "Option",
        (Presence::Patch, _) => "Patch",
    }
}

fn is_same(walk: &Walk<'_>, old: &RustType, new: &RustType) -> bool {
    match (see_through(&walk.old, old), see_through(&walk.new, new)) {
        (RustType::Named(a), RustType::Named(b)) => {
            let [before, after] = names(walk, *a, *b);
            (before.is_some() && before == after) || walk.pairs.contains(&(*a, *b))
        }
        (RustType::List(a), RustType::List(b))
        | (RustType::Map(a), RustType::Map(b))
        | (RustType::Option(a), RustType::Option(b)) => is_same(walk, a, b),
        (a, b) => a == b,
    }
}

/// What a name that is only another one for a type stands for.
fn see_through<'s>(side: &'s Side<'_>, ty: &'s RustType) -> &'s RustType {
    let mut ty = ty;
    while let RustType::Named(id) = ty {
        match item(side, *id).map(|item| &item.kind) {
            Some(TypeKind::Alias(target)) => ty = target,
            _ => break,
        }
    }
    ty
}

fn field_text(side: &Side<'_>, field: &StructField<'_>) -> String {
    let ty = type_text(side, &field.ty);
    let value = if field.boxed {
        format!("Box<{ty}>")
    } else {
        ty
    };
    match wrapper(field) {
        "" => value,
        wrapper => format!("{wrapper}<{value}>"),
    }
}

fn method_text(side: &Side<'_>, method: &MethodItem<'_>, call: &OperationCall<'_>) -> String {
    let payload = call
        .payload
        .iter()
        .map(|payload| format!("payload: {}", type_text(side, &payload.ty)));
    let arguments = call
        .arguments
        .iter()
        .map(|parameter| parameter.name.clone());
    let all: Vec<String> = call
        .path
        .iter()
        .cloned()
        .chain(payload)
        .chain(arguments)
        .collect();
    let answer = call
        .response
        .as_ref()
        .map_or("()".to_owned(), |ty| type_text(side, ty));
    let returned = match &call.request {
        Some(request) => format!("{} of {answer}", request.name),
        None => format!("Request<{answer}>"),
    };
    format!("{}({}) -> {returned}", method.name, all.join(", "))
}

fn type_text(side: &Side<'_>, ty: &RustType) -> String {
    match ty {
        RustType::String => "String".to_owned(),
        RustType::Integer => "i64".to_owned(),
        RustType::Number => "f64".to_owned(),
        RustType::Boolean => "bool".to_owned(),
        RustType::Timestamp => "Timestamp".to_owned(),
        RustType::Json => "Json".to_owned(),
        RustType::JsonObject => "JsonObject".to_owned(),
        RustType::Named(id) => item(side, *id).map_or("Json", |item| &item.name).to_owned(),
        RustType::List(item) => format!("Vec<{}>", type_text(side, item)),
        RustType::Map(value) => format!("BTreeMap<String, {}>", type_text(side, value)),
        RustType::Option(inner) => format!("Option<{}>", type_text(side, inner)),
    }
}
