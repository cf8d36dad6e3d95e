//! From the IR to a Rust model: names, presence, boxes, features, files.
//!
//! In comes an [`Api`], out goes a [`Model`] that [`emit`](crate::emit) only has to write down.

pub mod account;
mod boxes;
mod empty;
mod equality;
mod items;
mod links;
mod lists;
pub mod model;
mod naming;
mod places;
mod resolve;
mod resources;
mod usage;
mod uses;

pub use account::{Account, account};
pub use links::{Links, Target};
pub use model::Model;

use crate::ir::{Api, Area, Identity};
use crate::names::plain;
use model::{Areas, ResourceItem, TypeItem};
use resolve::Types;

/// Decides on everything.
pub fn lower(api: &Api) -> Model<'_> {
    let types = Types::new(api);
    let usages = usage::find(api, &types);
    let names = naming::type_names(api, &types, &usages);
    let mut items = items::lower(api, &types, &usages, &names);
    let resources = resources::lower(api, &types, &items);
    uses::note(api, &types, &mut items, &resources, &usages);
    Model {
        api,
        type_files: places::place(&items, &resources, &usages),
        links: links(api, &types, &items, &resources),
        types: items,
        areas: [Area::Store, Area::Admin].map(|area| resources::area(api, area)),
        resources,
        resolved: types,
    }
}

fn links(
    api: &Api,
    types: &Types<'_>,
    items: &[Option<TypeItem<'_>>],
    resources: &[ResourceItem<'_>],
) -> Links {
    let mut links = Links::default();
    for id in api.type_ids() {
        let Some(item) = &items[types.canonical(id).index()] else {
            continue;
        };
        for identity in &api[id].identities {
            if let Identity::Link(stem) = identity {
                let path = format!("crate::types::{}", item.name);
                let areas = item.usage.areas;
                links.add(stem, None, Target { path, areas });
            }
        }
    }
    for resource in resources {
        let areas = Areas::only(resource.area);
        let path = resource.path();
        for method in &resource.methods {
            let path = format!("{path}::{}", plain(&method.name));
            let target = Target { path, areas };
            links.add(&resource.ir.name, Some(&method.ir.name), target);
        }
        links.add(&resource.ir.name, None, Target { path, areas });
    }
    links
}
