//! The files to read: paths in, the files at and below them out.
//!
//! Files that git ignores are not among them: build output and downloads lie next to documentation, and
//! are not a part of it. A path that is given explicitly is always read.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder};
use std::path::{Path, PathBuf};

/// How many files a diagnostic names; the others are counted.
const NAMED: usize = 5;

/// The file that marks a folder as build output or cache, as cargo writes it.
const CACHE: &str = "CACHEDIR.TAG";

/// The files of a run.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Those to read.
    pub(super) found: Vec<PathBuf>,
    /// Symbolic links, sockets and the like.
    special: Vec<PathBuf>,
}

impl Files {
    /// The files at and below `paths`, in order. Hidden files, and those that git ignores, are left out.
    pub(super) fn of(paths: &[PathBuf], diagnostics: &mut Diagnostics) -> Self {
        let mut files = Self::default();
        for path in paths {
            match std::fs::metadata(path) {
                Ok(meta) if meta.is_dir() => files.walk(path, diagnostics),
                Ok(_) => files.found.push(path.clone()),
                Err(error) => diagnostics.push(unreadable(path, error)),
            }
        }
        files.found.sort();
        files.found.dedup();
        files.report_special(diagnostics);
        files
    }

    fn walk(&mut self, folder: &Path, diagnostics: &mut Diagnostics) {
        let mut walk = WalkBuilder::new(folder);
        // A user's own settings do not change what the documentation is.
        walk.ignore(false).git_global(false).git_exclude(false);
        walk.git_ignore(!is_ignored(folder))
            .filter_entry(is_not_cache);
        for entry in walk.build() {
            match entry {
                Ok(entry) => self.take(entry),
                Err(error) => diagnostics.push(unreadable(folder, error)),
            }
        }
    }

    fn take(&mut self, entry: DirEntry) {
        let is_root = entry.depth() == 0;
        match entry.file_type() {
            Some(kind) if kind.is_dir() || is_root => {}
            Some(kind) if kind.is_file() => self.found.push(entry.into_path()),
            // It may lead out of the folder, or in a circle, or never end.
            _ => self.special.push(entry.into_path()),
        }
    }

    fn report_special(&mut self, diagnostics: &mut Diagnostics) {
        self.special.sort();
        let [one, many] = [
            "is a symbolic link or not an ordinary file; it is not read",
            "are symbolic links or not ordinary files; they are not read",
        ];
        let help =
            "a folder of the reference holds all of it; name what is located elsewhere with --spec";
        diagnostics.extend(unknown(&self.special, [one, many], help));
    }
}

/// One diagnostic about all `files`, of which the first few are named; `verdicts` says what they are, of one
/// and of several.
pub(super) fn unknown(files: &[PathBuf], verdicts: [&str; 2], help: &str) -> Option<Diagnostic> {
    let named = files.iter().take(NAMED);
    let named: Vec<String> = named.map(|file| format!("`{}`", file.display())).collect();
    let message = match files.len() {
        0 => return None,
        1 => format!("{} {}", named[0], verdicts[0]),
        count if count <= NAMED => format!("{count} files {}: {}", verdicts[1], named.join(", ")),
        count => format!(
            "{count} files {}: {} and {} more",
            verdicts[1],
            named.join(", "),
            count - NAMED
        ),
    };
    Some(Diagnostic::new(Code::UnknownFile, message).help(help))
}

fn unreadable(path: &Path, error: impl std::fmt::Display) -> Diagnostic {
    let message = format!("`{}` cannot be read: {error}", path.display());
    Diagnostic::new(Code::UnreadableFile, message)
}

fn is_not_cache(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !entry.path().join(CACHE).is_file()
}

/// Whether git ignores a folder, by the `.gitignore` files of the folders around it.
fn is_ignored(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else {
        return false;
    };
    let around = folder.ancestors().skip(1);
    let Some(root) = folder
        .ancestors()
        .find(|around| around.join(".git").exists())
    else {
        return false;
    };
    around
        .take_while(|around| around.starts_with(root))
        .any(|around| {
            let (rules, _) = Gitignore::new(around.join(".gitignore"));
            rules.matched_path_or_any_parents(&folder, true).is_ignore()
        })
}
