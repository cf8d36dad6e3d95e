//! Which file each type goes to.
//!
//! What one resource alone uses is in the resource's file. What several use has a file of its own,
//! together with what only it refers to. The folder says who can see it: `store`, `admin`, `common`.

use super::model::{ResourceItem, TypeFile, TypeItem, Usage};
use super::usage::Usages;
use crate::ir::{ResourceId, TypeId};
use crate::names::Kind;
use std::collections::BTreeMap;

/// The files and their types.
pub(crate) fn place(
    types: &[Option<TypeItem<'_>>],
    resources: &[ResourceItem<'_>],
    usages: &Usages<'_>,
) -> BTreeMap<TypeFile, Vec<TypeId>> {
    let places = Places {
        types,
        resources,
        usages,
    };
    let mut files: BTreeMap<TypeFile, Vec<TypeId>> = BTreeMap::new();
    for &id in &usages.order {
        if let Some(file) = places.file(id) {
            files.entry(file).or_default().push(id);
        }
    }
    files
}

/// The only type that another is part of, unless methods refer to it too.
fn only_owner(usages: &Usages<'_>, id: TypeId) -> Option<TypeId> {
    let holders = usages.holders[id.index()].iter();
    let mut owners = holders
        .map(|holder| holder.owner)
        .filter(|&owner| owner != id);
    let first = owners.next()?;
    (!usages.is_direct[id.index()] && owners.all(|owner| owner == first)).then_some(first)
}

struct Places<'a> {
    types: &'a [Option<TypeItem<'a>>],
    resources: &'a [ResourceItem<'a>],
    usages: &'a Usages<'a>,
}

impl Places<'_> {
    fn file(&self, id: TypeId) -> Option<TypeFile> {
        let item = self.types[id.index()].as_ref()?;
        let areas = item.usage.areas;
        if let Some(resource) = only_user(&item.usage) {
            let resource = &self.resources[resource.index()];
            let module = match resource.module.as_str() {
                "" => areas.folder(),
                module => module,
            };
            return Some(TypeFile {
                areas,
                module: module.to_owned(),
            });
        }
        match only_owner(self.usages, id) {
            Some(owner) => self.file(owner),
            None => Some(TypeFile {
                areas,
                module: Kind::Module.identifier(&item.name),
            }),
        }
    }
}

fn only_user(usage: &Usage) -> Option<ResourceId> {
    let mut users = usage.resources.iter();
    users.next().filter(|_| users.next().is_none()).copied()
}
