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
    usages: &Usages,
) -> BTreeMap<TypeFile, Vec<TypeId>> {
    let places = Places {
        types,
        resources,
        only_holders: only_holders(usages),
    };
    let mut files: BTreeMap<TypeFile, Vec<TypeId>> = BTreeMap::new();
    for &id in &usages.order {
        if let Some(file) = places.file(id) {
            files.entry(file).or_default().push(id);
        }
    }
    files
}

/// For each type that exactly one other refers to, and no method: that other.
fn only_holders(usages: &Usages) -> Vec<Option<TypeId>> {
    let mut holders: Vec<Vec<TypeId>> = vec![Vec::new(); usages.of.len()];
    for &id in &usages.order {
        for part in &usages.parts[id.index()] {
            if *part != id && !holders[part.index()].contains(&id) {
                holders[part.index()].push(id);
            }
        }
    }
    (holders.iter().zip(&usages.is_direct))
        .map(|(holders, is_direct)| match holders.as_slice() {
            [only] if !is_direct => Some(*only),
            _ => None,
        })
        .collect()
}

struct Places<'a> {
    types: &'a [Option<TypeItem<'a>>],
    resources: &'a [ResourceItem<'a>],
    only_holders: Vec<Option<TypeId>>,
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
        match self.only_holders[id.index()] {
            Some(holder) => self.file(holder),
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
