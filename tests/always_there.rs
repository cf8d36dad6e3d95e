//! No field is left optional that the documentation says is always sent and that every recording shows.

use medusa_codegen::ir::{Api, Field, Shape, Type, TypeDef, TypeId};
use medusa_codegen::pipeline;
use medusa_tests::recordings::{self, Exchange};
use medusa_tests::{shared, workspace};
use serde_json::Value;
use std::collections::BTreeMap;

/// How often a field must have been seen to be called always there.
const ENOUGH: usize = 5;

#[test]
fn optional_fields_are_absent_sometimes() {
    let Some(shared) = shared("optional_fields_are_absent_sometimes") else {
        return;
    };
    let run = pipeline::read(&[workspace().join("spec")]);
    let api = run.api.expect("the reference can be read");
    let mut seen = Seen {
        api: &api,
        fields: BTreeMap::new(),
    };
    for folder in [
        shared.join("recordings"),
        workspace().join("tests/recordings"),
    ] {
        for file in recordings::files(&folder) {
            for exchange in recordings::read(&file).expect("recordings can be read") {
                seen.take(&exchange);
            }
        }
    }
    // The same without the fixups.
    let spec =
        ["js-client", "openapi", "types"].map(|folder| workspace().join("spec").join(folder));
    let documented = pipeline::read(&spec)
        .api
        .expect("the reference can be read");
    let found = seen.always_there(&documented);
    assert!(
        found.is_empty(),
        "{} fields:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[derive(Default)]
struct Count {
    objects: usize,
    values: usize,
}

struct Seen<'a> {
    api: &'a Api,
    fields: BTreeMap<(TypeId, &'a str), Count>,
}

impl<'a> Seen<'a> {
    fn take(&mut self, exchange: &Exchange) {
        let is_it = |operation: &str| {
            let mut all = self.api.operations.iter();
            all.find(|known| format!("{} {}", known.verb.as_str(), known.path) == operation)
        };
        let operation = exchange
            .success()
            .filter(|_| !exchange.is_partial())
            .and_then(is_it);
        if let Some((ty, value)) = operation
            .and_then(|known| known.response.ty.as_ref())
            .zip(exchange.response_json.as_ref())
        {
            self.walk(ty, value);
        }
    }

    fn walk(&mut self, ty: &'a Type, value: &Value) {
        match (ty, value) {
            (Type::Ref(id), value) => self.walk_type(*id, value),
            (Type::Array(item), Value::Array(values)) => {
                values.iter().for_each(|value| self.walk(item, value));
            }
            (Type::Map(inner), Value::Object(values)) => {
                values.values().for_each(|value| self.walk(inner, value));
            }
            (Type::Nullable(inner), value) => self.walk(inner, value),
            _ => {}
        }
    }

    fn walk_type(&mut self, id: TypeId, value: &Value) {
        let api = self.api;
        match (&api[id].shape, value) {
            (Shape::Alias(ty), value) => self.walk(ty, value),
            (Shape::Object(object), Value::Object(values)) => {
                for field in &object.fields {
                    let count = self.fields.entry((id, &field.name)).or_default();
                    count.objects += 1;
                    if let Some(value) = values.get(&field.name) {
                        count.values += usize::from(!value.is_null());
                        self.walk(&field.ty, value);
                    }
                }
            }
            // Which member of a union it is, only decoding tells.
            _ => {}
        }
    }

    /// Fields that `documented` has as required, that became optional all the same, and that were never missing.
    fn always_there(&self, documented: &Api) -> Vec<String> {
        let fields = (self.fields.iter())
            .filter(|(_, count)| count.objects >= ENOUGH && count.values == count.objects);
        fields
            .filter_map(|((id, name), count)| {
                let identity = self.api[*id].identities.first()?;
                let before = documented
                    .types
                    .iter()
                    .find(|def| def.identities.contains(identity))?;
                let is_always_sent = |field: &Field| field.required && !field.nullable;
                let is_documented = is_always_sent(field(before, name)?);
                let now = field(&self.api[*id], name)?;
                let is_optional = now.expandable || !is_always_sent(now);
                (is_documented && is_optional)
                    .then(|| format!("{identity:?} {name}: {} times", count.objects))
            })
            .collect()
    }
}

fn field<'d>(def: &'d TypeDef, name: &str) -> Option<&'d Field> {
    let Shape::Object(object) = &def.shape else {
        return None;
    };
    object.fields.iter().find(|field| field.name == name)
}
