//! Replacing: a directory's contents exchanged for those of a tree, in one step.
//!
//! The new tree is built in a workshop, a temporary directory beside the target and so on the same
//! file system: `.<name>.regen-XXXXXX/new`. Then both change places. Without a way to exchange
//! them, the old tree goes to `old` in the workshop first; a workshop with an `old` whose target is
//! missing is what a run killed at that moment leaves, and how the next run knows.

use super::{Changes, Tree, at, changes, workshop_prefix};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const NEW: &str = "new";
const OLD: &str = "old";

/// Makes `root` hold what `tree` holds, whosever directory it is.
pub(super) fn replace(tree: &Tree, root: &Path) -> io::Result<Changes> {
    let root = &resolve(root)?;
    let Some(parent) = root.parent() else {
        return Err(at(root)(io::ErrorKind::InvalidInput.into()));
    };
    fs::create_dir_all(parent).map_err(at(parent))?;
    // Only some platforms can lock a directory; on others two runs at once can make one fail.
    let _lock = File::open(parent).and_then(|directory| directory.lock().map(|()| directory));
    recover(root, parent)?;
    let changes = changes::compare(tree, root)?;
    if changes.is_empty() {
        return Ok(changes);
    }
    let workshop = tempfile::Builder::new()
        .prefix(&workshop_prefix(root))
        .tempdir_in(parent)
        .map_err(at(parent))?;
    build(tree, root, &changes, &workshop.path().join(NEW))?;
    install(workshop, root)?;
    Ok(changes)
}

/// The absolute path of `root` with symlinks followed, so that a symlink at `root` stays one.
fn resolve(root: &Path) -> io::Result<PathBuf> {
    match root.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => std::path::absolute(root),
        result => result,
    }
    .map_err(at(root))
}

/// Removes what killed writes of `root` left in `parent`, and puts back an old tree that one had
/// renamed away.
pub(super) fn recover(root: &Path, parent: &Path) -> io::Result<()> {
    let prefix = workshop_prefix(root);
    for entry in fs::read_dir(parent).map_err(at(parent))? {
        let entry = entry.map_err(at(parent))?;
        if !entry.file_name().to_string_lossy().starts_with(&prefix) {
            continue;
        }
        let workshop = entry.path();
        let old = workshop.join(OLD);
        if !root.exists() && old.exists() {
            fs::rename(&old, root).map_err(at(&old))?;
        }
        fs::remove_dir_all(&workshop).map_err(at(&workshop))?;
    }
    Ok(())
}

/// Writes `tree` to `new`; files that are in `root` unchanged get their modification time there,
/// by which cargo decides what to build.
fn build(tree: &Tree, root: &Path, changes: &Changes, new: &Path) -> io::Result<()> {
    fs::create_dir(new).map_err(at(new))?;
    for directory in tree.directories() {
        let directory = new.join(directory);
        fs::create_dir(&directory).map_err(at(&directory))?;
    }
    let touched: BTreeSet<&String> = changes.changed.iter().chain(&changes.new).collect();
    for (path, contents) in &tree.files {
        let file = new.join(path);
        fs::write(&file, contents).map_err(at(&file))?;
        if !touched.contains(path) {
            keep_modified(&root.join(path), &file).map_err(at(&file))?;
        }
    }
    Ok(())
}

fn keep_modified(old: &Path, new: &Path) -> io::Result<()> {
    let modified = fs::metadata(old)?.modified()?;
    File::options()
        .write(true)
        .open(new)?
        .set_modified(modified)
}

/// Puts the new tree of `workshop` at `root`. The old one goes with the workshop.
fn install(workshop: TempDir, root: &Path) -> io::Result<()> {
    let result = swap(workshop.path(), root);
    if result.is_err() && !root.exists() {
        // The old tree is in the workshop and could not be put back: the next run tries again.
        let _ = workshop.keep();
    }
    result.map_err(at(root))
}

fn swap(workshop: &Path, root: &Path) -> io::Result<()> {
    let new = workshop.join(NEW);
    if !root.exists() {
        return fs::rename(new, root);
    }
    match exchange(&new, root) {
        // The kernel or the file system does not know how.
        Err(error) if is_unsupported(&error) => rename_both(workshop, root),
        result => result,
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, Unsupported};
    matches!(error.kind(), Unsupported | InvalidInput)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What [`exchange`] does, in two steps.
fn rename_both(workshop: &Path, root: &Path) -> io::Result<()> {
    let old = workshop.join(OLD);
    fs::rename(root, &old)?;
    fs::rename(workshop.join(NEW), root).inspect_err(|_| {
        let _ = fs::rename(&old, root);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workshop_beside(root: &Path) -> TempDir {
        let prefix = workshop_prefix(root);
        let builder = tempfile::Builder::new().prefix(&prefix).to_owned();
        builder.tempdir_in(root.parent().unwrap()).unwrap()
    }

    #[test]
    fn renaming_both_does_what_exchanging_does() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("generated");
        for swap in [exchange_in_workshop, rename_both] {
            let workshop = workshop_beside(&root);
            fs::create_dir_all(&root).unwrap();
            fs::write(root.join("old.rs"), "").unwrap();
            fs::create_dir(workshop.path().join(NEW)).unwrap();
            fs::write(workshop.path().join("new/new.rs"), "").unwrap();
            swap(workshop.path(), &root).unwrap();
            assert!(root.join("new.rs").exists());
            assert!(!root.join("old.rs").exists());
            fs::remove_dir_all(&root).unwrap();
        }
    }

    fn exchange_in_workshop(workshop: &Path, root: &Path) -> io::Result<()> {
        exchange(&workshop.join(NEW), root)
    }

    #[test]
    fn a_failed_rename_puts_the_old_tree_back() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("generated");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("old.rs"), "old").unwrap();
        let workshop = workshop_beside(&root);
        rename_both(workshop.path(), &root).unwrap_err();
        assert_eq!(fs::read_to_string(root.join("old.rs")).unwrap(), "old");
    }

    #[test]
    fn a_run_killed_between_the_renames_is_mended_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("generated");
        let workshop = workshop_beside(&root).keep();
        fs::create_dir_all(workshop.join(OLD)).unwrap();
        fs::create_dir_all(workshop.join(NEW)).unwrap();
        fs::write(workshop.join("old/kept.rs"), "kept").unwrap();
        recover(&root, folder.path()).unwrap();
        assert_eq!(fs::read_to_string(root.join("kept.rs")).unwrap(), "kept");
        assert!(!workshop.exists());
    }

    #[test]
    fn a_leftover_does_not_replace_a_tree_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("generated");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("current.rs"), "").unwrap();
        let workshop = workshop_beside(&root).keep();
        fs::create_dir_all(workshop.join(OLD)).unwrap();
        recover(&root, folder.path()).unwrap();
        assert!(root.join("current.rs").exists());
        assert!(!workshop.exists());
    }
}
