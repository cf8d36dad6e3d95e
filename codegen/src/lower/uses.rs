//! Who sends and who returns each type, and who omits each field, for links from the types to the methods.

use super::links::Target;
use super::model::{Areas, Call, OperationCall, ResourceItem, TypeItem, TypeKind, Uses};
use super::resolve::Types;
use super::usage::{Usages, named};
use crate::ir::Api;
use crate::names::plain;

/// Notes in each type what leads to it.
pub(crate) fn note(
    api: &Api,
    types: &Types<'_>,
    items: &mut [Option<TypeItem<'_>>],
    resources: &[ResourceItem<'_>],
    usages: &Usages<'_>,
) {
    let mut all = vec![Uses::default(); items.len()];
    for resource in resources {
        let (path, areas) = (resource.path(), Areas::only(resource.area));
        for method in &resource.methods {
            let Call::Operation(call) = &method.call else {
                continue;
            };
            let target = || Target {
                path: format!("{path}::{}", plain(&method.name)),
                areas,
            };
            if let Some(id) = call.payload.as_ref().and_then(|sent| named(&sent.ty)) {
                all[id.index()].sent_by.push(target());
            }
            if let Some(id) = call.response.as_ref().and_then(named) {
                all[id.index()].returned_by.push(target());
            }
            note_omissions(api, types, items, call, &target());
        }
    }
    for (uses, holders) in all.iter_mut().zip(&usages.holders) {
        let mut owners: Vec<_> = holders.iter().map(|holder| holder.owner).collect();
        owners.dedup();
        let owner = owners
            .iter()
            .filter_map(|owner| items[owner.index()].as_ref());
        uses.part_of = owner
            .map(|owner| Target {
                path: format!("crate::types::{}", owner.name),
                areas: owner.usage.areas,
            })
            .collect();
    }
    for (item, uses) in items.iter_mut().zip(all) {
        if let Some(item) = item {
            item.uses = uses;
        }
    }
}

/// Notes in each field that the response of a call lacks which method that is; once, however many places lack it.
fn note_omissions(
    api: &Api,
    types: &Types<'_>,
    items: &mut [Option<TypeItem<'_>>],
    call: &OperationCall<'_>,
    method: &Target,
) {
    for omission in &call.ir.response.omissions {
        let Some((owner, name)) = api.field_owner(&call.ir.response, &omission.path) else {
            continue;
        };
        let item = items[types.canonical(owner).index()].as_mut();
        let Some(TypeKind::Struct(structure)) = item.map(|item| &mut item.kind) else {
            continue;
        };
        for field in structure
            .fields
            .iter_mut()
            .filter(|field| field.ir.name == name)
        {
            let methods = field
                .omitted_by
                .entry(omission.selected_by.clone())
                .or_default();
            if !methods.contains(method) {
                methods.push(method.clone());
            }
        }
    }
}
