//! Writing a spec folder: only what differs, and only where it is ours to write.

use super::folder::DOCUMENTS;
use super::links::{CLASSES, TYPES};
use super::manifest::MARKER;
use crate::output::at;
use crate::source::{FIXUPS, MANIFEST};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::{fs, io};

/// What a write changed, as paths in the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new.
    pub new: Vec<String>,
    /// Files that are different now.
    pub changed: Vec<String>,
    /// Files that are gone.
    pub removed: Vec<String>,
}

impl Written {
    /// Whether the folder is as it was.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

const EMPTY_FIXUPS: &str = "\
# Corrections where the documentation and the server disagree. `cargo xtask import` leaves this file alone.
#
# [[fixup]]
# at = \"Order.display_id\"       # a type, a field, `GET /path`, `GET /path?parameter`
# type = \"Integer\"
# reason = \"always a whole number\"
# evidence = \"GET /admin/orders, recorded 2026-11\"
";

/// Refuses a folder that was not imported before, unless it holds nothing yet but corrections.
pub(super) fn refuse_foreign(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at(folder)(error)),
    };
    let mut holds_more = false;
    for entry in entries {
        let name = entry.map_err(at(folder))?.file_name();
        holds_more |= name != OsStr::new(FIXUPS) && !name.to_string_lossy().starts_with('.');
    }
    let manifest = fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
    if !holds_more || manifest.starts_with(MARKER) {
        return Ok(());
    }
    let message = format!(
        "{} is not empty and was not imported (no {MANIFEST} that begins with \"{MARKER}\"), so it is left alone",
        folder.display()
    );
    Err(io::Error::new(io::ErrorKind::AlreadyExists, message))
}

/// Makes `folder` hold `files`, and no other page or document.
pub(super) fn write(folder: &Path, files: &BTreeMap<String, String>) -> io::Result<Written> {
    let mut written = Written::default();
    // With the manifest first, a write that breaks off can be done again.
    for (path, text) in files
        .iter()
        .filter(|(path, _)| *path == MANIFEST)
        .chain(files)
    {
        let target = folder.join(path);
        match fs::read(&target) {
            Ok(known) if known == text.as_bytes() => continue,
            Ok(_) => written.changed.push(path.clone()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => written.new.push(path.clone()),
            Err(error) => return Err(at(&target)(error)),
        }
        put(&target, text)?;
    }
    for below in [CLASSES, TYPES, DOCUMENTS] {
        remove_others(folder, below, files, &mut written)?;
    }
    let fixups = folder.join(FIXUPS);
    if !fixups.exists() {
        put(&fixups, EMPTY_FIXUPS)?;
        written.new.push(FIXUPS.to_owned());
    }
    Ok(written)
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(at(parent))?;
    }
    fs::write(path, text).map_err(at(path))
}

/// Removes the files at and below `path` in `folder` that are not in `files`, and folders left empty.
fn remove_others(
    folder: &Path,
    path: &str,
    files: &BTreeMap<String, String>,
    written: &mut Written,
) -> io::Result<()> {
    let place = folder.join(path);
    let entries = match fs::read_dir(&place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at(&place)(error)),
    };
    let mut entries = entries
        .collect::<io::Result<Vec<_>>>()
        .map_err(at(&place))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{path}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(at(&entry.path()))?.is_dir() {
            remove_others(folder, &path, files, written)?;
        } else if !files.contains_key(&path) {
            fs::remove_file(entry.path()).map_err(at(&entry.path()))?;
            written.removed.push(path);
        }
    }
    if fs::read_dir(&place).map_err(at(&place))?.next().is_none() {
        fs::remove_dir(&place).map_err(at(&place))?;
    }
    Ok(())
}
