//! Writing a whole crate: directories replaced one by one, files beside them too, the rest of the
//! target left alone.

use super::{Changes, Tree, at, changes, directory, workshop_prefix};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

pub(super) fn write(tree: &Tree, root: &Path) -> io::Result<Changes> {
    let parts = Parts::of(tree);
    fs::create_dir_all(root).map_err(at(root))?;
    // The files go first: the manifest among them is what tells the next run whose directory it is.
    let mut changes = compare_files(&parts.files, root)?;
    write_files(&parts.files, root, &changes)?;
    for (name, part) in &parts.directories {
        changes.extend(name, directory::replace(part, &root.join(name))?);
    }
    changes.sort();
    Ok(changes)
}

pub(super) fn check(tree: &Tree, root: &Path) -> io::Result<Changes> {
    let parts = Parts::of(tree);
    let mut changes = compare_files(&parts.files, root)?;
    for (name, part) in &parts.directories {
        changes.extend(name, changes::compare(part, &root.join(name))?);
    }
    changes.sort();
    Ok(changes)
}

/// A tree cut at its top level.
#[derive(Default)]
struct Parts {
    files: Tree,
    directories: BTreeMap<String, Tree>,
}

impl Parts {
    fn of(tree: &Tree) -> Self {
        let mut parts = Self::default();
        for (path, contents) in tree.iter() {
            match path.split_once('/') {
                Some((name, rest)) => {
                    let part = parts.directories.entry(name.to_owned()).or_default();
                    part.add(rest, contents);
                }
                None => parts.files.add(path, contents),
            }
        }
        parts
    }
}

/// How the files of `tree` differ from those in `root`, whatever else is there.
fn compare_files(tree: &Tree, root: &Path) -> io::Result<Changes> {
    let mut changes = changes::compare(tree, root)?;
    changes.orphaned.clear();
    Ok(changes)
}

/// Writes what differs, each file in one step.
fn write_files(tree: &Tree, root: &Path, changes: &Changes) -> io::Result<()> {
    directory::recover(root, root)?;
    if changes.is_empty() {
        return Ok(());
    }
    let workshop = tempfile::Builder::new()
        .prefix(&workshop_prefix(root))
        .tempdir_in(root)
        .map_err(at(root))?;
    for path in changes.changed.iter().chain(&changes.new) {
        let new = workshop.path().join(path);
        let target = root.join(path);
        fs::write(&new, &tree.files[path]).map_err(at(&new))?;
        fs::rename(&new, &target).map_err(at(&target))?;
    }
    Ok(())
}
