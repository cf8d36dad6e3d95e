//! The effect of a change on the generated Rust, from a comparison of the Rust models of both states.
//!
//! Two Rust types are the same if they have the same name, or come from types that are counterparts: another name
//! of such a type is a change of its own.

use super::rules::{Aspect, Bump, ChangeKind, Rule, Subject};
use super::sink::TypePairs;
use super::state::{ApiPair, ApiState};
use crate::ir::{OperationId, TypeId};
use crate::lower::model::{
    Call, MethodItem, OperationCall, Parameter, ParameterValue, RustType, Struct, StructField,
    TypeItem, TypeKind,
};

/// The owner of fields or parameters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    Types([TypeId; 2]),
    Operations([OperationId; 2]),
}

/// A difference in Rust.
pub(super) struct Difference {
    pub(super) rule: Rule,
    /// The field, for a difference in a field.
    pub(super) field: Option<String>,
    pub(super) before: String,
    pub(super) after: String,
}

/// The Rust of both states.
pub(super) struct Surfaces<'s, 'a> {
    pub(super) apis: &'s ApiPair<'a>,
    /// The types that are counterparts.
    pub(super) types: &'s TypePairs,
}

impl Surfaces<'_, '_> {
    /// The difference in a part that is in both states, under these names; `None` where it is not in Rust.
    pub(super) fn changed(&self, owner: Owner, names: [&str; 2]) -> Option<Bump> {
        let (old_api, new_api) = (&self.apis.old, &self.apis.new);
        let is_same = match owner {
            Owner::Types([old, new]) => {
                let (before, after) = (structure(old_api, old)?, structure(new_api, new)?);
                let fields = [field(before, names[0])?, field(after, names[1])?];
                self.is_same_field([before, after], fields)
            }
            Owner::Operations([old, new]) => {
                let (before, after) = (call(old_api, old)?, call(new_api, new)?);
                let old = parameter(before, names[0])?;
                let new = parameter(after, names[1])?;
                old.0 == new.0 && self.is_same_parameter(old.1, new.1)
            }
        };
        Some(if is_same { Bump::Patch } else { Bump::Major })
    }

    /// The differences between a pair of types in their traits, in the fields that both have, and in `new`.
    pub(super) fn differences(&self, old: TypeId, new: TypeId) -> Vec<Difference> {
        let (old_api, new_api) = (&self.apis.old, &self.apis.new);
        let mut differences = Vec::new();
        if let (Some(before), Some(after)) = (old_api.model.item(old), new_api.model.item(new)) {
            differences.extend(traits([before, after].map(derived)));
        }
        let (Some(before), Some(after)) = (structure(old_api, old), structure(new_api, new)) else {
            return differences;
        };
        for old in &before.fields {
            if let Some(new) = field(after, &old.ir.name)
                && !self.is_same_field([before, after], [old, new])
            {
                differences.push(Difference {
                    rule: Subject::Rust.rule(Aspect::Itself, ChangeKind::Changed),
                    field: Some(old.ir.name.clone()),
                    before: field_text(old_api, old),
                    after: field_text(new_api, new),
                });
            }
        }
        differences.extend(constructors([before, after].map(constructor)));
        differences
    }

    /// The difference in the method that calls an operation in both states.
    pub(super) fn methods(&self, old: OperationId, new: OperationId) -> Option<Difference> {
        let old = method(&self.apis.old, old)?;
        let new = method(&self.apis.new, new)?;
        let (before, after) = (operation_call(old)?, operation_call(new)?);
        let names = [before, after].map(|call| {
            let names = call.arguments.iter().map(|argument| argument.name.as_str());
            names.collect::<Vec<_>>()
        });
        let is_same = old.name == new.name && self.is_same_call(before, after);
        let rule = match is_reordered(&names[0], &names[1]) {
            true => Subject::Rust.rule(Aspect::Arguments, ChangeKind::Reordered),
            false if is_same => return None,
            false => Subject::Rust.rule(Aspect::Itself, ChangeKind::Changed),
        };
        Some(Difference {
            rule,
            field: None,
            before: method_text(&self.apis.old, old, before),
            after: method_text(&self.apis.new, new, after),
        })
    }

    fn is_same_call(&self, before: &OperationCall<'_>, after: &OperationCall<'_>) -> bool {
        let payload =
            |call: &'_ OperationCall<'_>| call.payload.as_ref().map(|payload| payload.ty.clone());
        before.path.len() == after.path.len()
            && self.is_same_optional(payload(before).as_ref(), payload(after).as_ref())
            && self.is_same_optional(before.response.as_ref(), after.response.as_ref())
            && before.request.is_some() == after.request.is_some()
            && before.arguments.len() == after.arguments.len()
            && (before.arguments.iter())
                .all(|a| (after.arguments.iter()).any(|b| self.is_same_parameter(a, b)))
    }

    fn is_same_parameter(&self, old: &Parameter<'_>, new: &Parameter<'_>) -> bool {
        old.name == new.name
            && match (&old.value, &new.value) {
                (ParameterValue::Plain(a), ParameterValue::Plain(b))
                | (ParameterValue::Into(a), ParameterValue::Into(b))
                | (ParameterValue::List(a), ParameterValue::List(b)) => self.is_same(a, b),
                (a, b) => a == b,
            }
    }

    fn is_same_field(
        &self,
        structures: [&Struct<'_>; 2],
        [old, new]: [&StructField<'_>; 2],
    ) -> bool {
        let are_constructible = structures.iter().all(|structure| structure.constructible);
        old.name == new.name
            && (old.is_argument() == new.is_argument() || !are_constructible)
            && old.boxed == new.boxed
            && old.wrapper() == new.wrapper()
            && self.is_same(&old.ty, &new.ty)
    }

    fn is_same_optional(&self, old: Option<&RustType>, new: Option<&RustType>) -> bool {
        match (old, new) {
            (None, None) => true,
            (Some(old), Some(new)) => self.is_same(old, new),
            _ => false,
        }
    }

    fn is_same(&self, old: &RustType, new: &RustType) -> bool {
        match (
            without_alias(&self.apis.old, old),
            without_alias(&self.apis.new, new),
        ) {
            (RustType::Named(a), RustType::Named(b)) => {
                let [before, after] = names(self.apis, *a, *b);
                (before.is_some() && before == after) || self.types.are_counterparts(*a, *b)
            }
            (RustType::List(a), RustType::List(b))
            | (RustType::Map(a), RustType::Map(b))
            | (RustType::Option(a), RustType::Option(b)) => self.is_same(a, b),
            (a, b) => a == b,
        }
    }
}

/// The effect of a part that is new.
pub(super) fn added(apis: &ApiPair<'_>, owner: Owner, name: &str) -> Option<Bump> {
    let is_harmless = match owner {
        Owner::Types([old, new]) => {
            let before = structure(&apis.old, old)?;
            let after = structure(&apis.new, new)?;
            !(before.constructible && field(after, name)?.is_argument())
        }
        Owner::Operations([old, new]) => {
            let before = call(&apis.old, old)?;
            // The first setter turns a plain request into a request type of its own.
            before.request.is_some() && !parameter(call(&apis.new, new)?, name)?.0
        }
    };
    Some(if is_harmless {
        Bump::Minor
    } else {
        Bump::Major
    })
}

/// The effect of a part that is gone.
pub(super) fn removed(apis: &ApiPair<'_>, owner: Owner, name: &str) -> Option<Bump> {
    let was_there = match owner {
        Owner::Types([old, _]) => field(structure(&apis.old, old)?, name).is_some(),
        Owner::Operations([old, _]) => parameter(call(&apis.old, old)?, name).is_some(),
    };
    Some(if was_there { Bump::Major } else { Bump::Patch })
}

/// The Rust names of a pair of types.
pub(super) fn names<'s>(apis: &'s ApiPair<'_>, old: TypeId, new: TypeId) -> [Option<&'s str>; 2] {
    [(&apis.old, old), (&apis.new, new)]
        .map(|(state, id)| state.model.item(id).map(|item| item.name.as_str()))
}

/// The difference in `new`, beyond what follows from the fields that are its arguments.
fn constructors(states: [Option<Vec<&str>>; 2]) -> Option<Difference> {
    let constructor = |change| Subject::Rust.rule(Aspect::Constructor, change);
    let rule = match &states {
        [None, Some(_)] => constructor(ChangeKind::Added),
        [Some(_), None] => constructor(ChangeKind::Removed),
        [Some(old), Some(new)] if is_reordered(old, new) => {
            Subject::Rust.rule(Aspect::Arguments, ChangeKind::Reordered)
        }
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
    let has_all = |names: &[&str], of: &[&str]| of.iter().all(|name| names.contains(name));
    let change = match (has_all(&after, &before), has_all(&before, &after)) {
        (true, true) => return None,
        (true, false) => ChangeKind::Added,
        (false, _) => ChangeKind::Removed,
    };
    Some(Difference {
        rule: Subject::Rust.rule(Aspect::Traits, change),
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

/// Whether the items that two lists share have another order.
pub(super) fn is_reordered<T: PartialEq>(old: &[T], new: &[T]) -> bool {
    let old_common = old.iter().filter(|name| new.contains(name));
    !old_common.eq(new.iter().filter(|name| old.contains(name)))
}

fn structure<'s, 'a>(state: &'s ApiState<'a>, id: TypeId) -> Option<&'s Struct<'a>> {
    match &state.model.item(id)?.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    }
}

fn field<'s, 'a>(structure: &'s Struct<'a>, name: &str) -> Option<&'s StructField<'a>> {
    structure.fields.iter().find(|field| field.ir.name == name)
}

/// The arguments of `new`, in order; `None` where there is no `new`.
fn constructor<'s>(structure: &'s Struct<'_>) -> Option<Vec<&'s str>> {
    let arguments = structure.fields.iter().filter(|field| field.is_argument());
    structure
        .constructible
        .then(|| arguments.map(|field| field.ir.name.as_str()).collect())
}

fn method<'s, 'a>(state: &'s ApiState<'a>, id: OperationId) -> Option<&'s MethodItem<'a>> {
    let operation = &state.api[id];
    let mut methods = state
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

fn call<'s, 'a>(state: &'s ApiState<'a>, id: OperationId) -> Option<&'s OperationCall<'a>> {
    operation_call(method(state, id)?)
}

/// A parameter, and whether it is an argument of the method.
fn parameter<'s, 'a>(call: &'s OperationCall<'a>, name: &str) -> Option<(bool, &'s Parameter<'a>)> {
    let arguments = call.arguments.iter().map(|parameter| (true, parameter));
    let setters = call.request.iter().flat_map(|request| &request.setters);
    let mut all = arguments.chain(setters.map(|parameter| (false, parameter)));
    all.find(|(_, parameter)| parameter.ir.name == name)
}

/// The type that an alias stands for.
fn without_alias<'s>(state: &'s ApiState<'_>, ty: &'s RustType) -> &'s RustType {
    let mut ty = ty;
    while let RustType::Named(id) = ty {
        match state.model.item(*id).map(|item| &item.kind) {
            Some(TypeKind::Alias(target)) => ty = target,
            _ => break,
        }
    }
    ty
}

fn field_text(state: &ApiState<'_>, field: &StructField<'_>) -> String {
    let ty = state.model.text(&field.ty);
    let value = if field.boxed {
        format!("Box<{ty}>")
    } else {
        ty
    };
    match field.wrapper() {
        None => value,
        Some(wrapper) => format!("{wrapper:?}<{value}>"),
    }
}

fn method_text(state: &ApiState<'_>, method: &MethodItem<'_>, call: &OperationCall<'_>) -> String {
    let payload = call
        .payload
        .iter()
        .map(|payload| format!("payload: {}", state.model.text(&payload.ty)));
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
        .map_or("()".to_owned(), |ty| state.model.text(ty));
    let returned = match &call.request {
        Some(request) => format!("{} of {answer}", request.name),
        None => format!("Request<{answer}>"),
    };
    format!("{}({}) -> {returned}", method.name, all.join(", "))
}
