//! No field is left optional that the documentation says is always sent and that every recording shows.

use medusa_codegen::ir::{Api, Field, Identity, Shape, TypeDef, TypeId};
use medusa_codegen::pipeline;
use medusa_tests::objects;
use medusa_tests::recordings::{self, Exchange};
use medusa_tests::{shared, workspace};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Fields that are absent or null only in recordings that are no part of the project, and where.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "PricedProduct.profile_id",
        "GET /store/products?expand=categories,tags,type,collection,images,options,variants",
    ),
    (
        "VariantInventory.sales_channel_availability.available_quantity",
        "GET /admin/variants/{id}/inventory of a variant that is kept nowhere",
    ),
];

#[test]
fn own_recordings() {
    let mut found = always_there(&[workspace().join("tests/recordings")]);
    for (field, place) in ELSEWHERE {
        match found.iter().position(|name| name == field) {
            Some(index) => drop(found.remove(index)),
            None => found.push(format!("{field} is listed ({place}) and need not be")),
        }
    }
    assert_none(&found);
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the shared recordings"]
fn all_recordings() {
    let own = workspace().join("tests/recordings");
    assert_none(&always_there(&[own, shared().join("recordings")]));
}

fn assert_none(found: &[String]) {
    assert!(
        found.is_empty(),
        "{} fields:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// The fields that are always there in the recordings of some folders and optional all the same.
fn always_there(folders: &[PathBuf]) -> Vec<String> {
    let run = pipeline::read(&[workspace().join("spec")]);
    let api = run.api.expect("the reference can be read");
    let mut seen = Seen {
        api: &api,
        fields: BTreeMap::new(),
    };
    for file in folders.iter().flat_map(|folder| recordings::files(folder)) {
        for exchange in recordings::read(&file).expect("recordings can be read") {
            seen.take(&exchange);
        }
    }
    // The same without the fixups.
    let spec =
        ["js-client", "openapi", "types"].map(|folder| workspace().join("spec").join(folder));
    let documented = pipeline::read(&spec)
        .api
        .expect("the reference can be read");
    seen.always_there(&documented)
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
        let api = self.api;
        let operation = exchange
            .success()
            .filter(|_| !exchange.is_partial())
            .and_then(|name| objects::operation(api, name));
        let Some((ty, value)) = operation
            .and_then(|known| known.response.ty.as_ref())
            .zip(exchange.response_json.as_ref())
        else {
            return;
        };
        for sent in objects::objects(api, ty, value) {
            for field in &sent.object.fields {
                let count = self.fields.entry((sent.id, &field.name)).or_default();
                let value = sent.fields.get(&field.name);
                count.objects += 1;
                count.values += usize::from(value.is_some_and(|value| !value.is_null()));
            }
        }
    }

    /// Fields that `documented` has as required, that became optional all the same, and that were never missing.
    fn always_there(&self, documented: &Api) -> Vec<String> {
        let fields = (self.fields.iter())
            .filter(|(_, count)| count.objects > 0 && count.values == count.objects);
        fields
            .filter_map(|((id, name), _)| {
                let identity = self.api[*id].identities.first()?;
                let before = documented
                    .types
                    .iter()
                    .find(|def| def.identities.contains(identity))?;
                let is_always_sent = |field: &Field| field.required && !field.nullable;
                let is_documented = is_always_sent(field(before, name)?);
                let now = field(&self.api[*id], name)?;
                let is_optional = now.expandable || !is_always_sent(now);
                (is_documented && is_optional).then(|| format!("{}.{name}", called(identity)))
            })
            .collect()
    }
}

fn called(identity: &Identity) -> &str {
    match identity {
        Identity::Link(name) | Identity::Schema(name) | Identity::Inline(name) => {
            name.strip_prefix("medusa.").unwrap_or(name)
        }
    }
}

fn field<'d>(def: &'d TypeDef, name: &str) -> Option<&'d Field> {
    let Shape::Object(object) = &def.shape else {
        return None;
    };
    object.fields.iter().find(|field| field.name == name)
}
