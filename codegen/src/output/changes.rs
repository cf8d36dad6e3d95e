//! Comparing: a tree and a directory in, what differs out.

use super::{Tree, at};
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

/// How a directory differs from a [`Tree`]: relative paths, sorted, directories with a final `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files with other contents, and things of another kind where a file should be.
    pub changed: Vec<String>,
    /// Files that are not there yet.
    pub new: Vec<String>,
    /// Files, directories and symlinks that do not belong there; what such a directory holds is not
    /// listed.
    pub orphaned: Vec<String>,
}

impl Changes {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many things differ.
    pub fn len(&self) -> usize {
        self.changed.len() + self.new.len() + self.orphaned.len()
    }

    /// Adds those found in the directory `at`.
    pub(super) fn extend(&mut self, at: &str, other: Changes) {
        let below = |paths: Vec<String>| paths.into_iter().map(move |path| format!("{at}/{path}"));
        self.changed.extend(below(other.changed));
        self.new.extend(below(other.new));
        self.orphaned.extend(below(other.orphaned));
    }

    pub(super) fn sort(&mut self) {
        self.changed.sort_unstable();
        self.new.sort_unstable();
        self.orphaned.sort_unstable();
    }
}

/// One line a path: `changed   store/customers.rs`.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            ("changed", &self.changed),
            ("new", &self.new),
            ("orphaned", &self.orphaned),
        ];
        for (kind, paths) in kinds {
            for path in paths {
                writeln!(f, "{kind:<8}  {path}")?;
            }
        }
        Ok(())
    }
}

/// How the directory `root`, which need not be there, differs from `tree`.
pub(super) fn compare(tree: &Tree, root: &Path) -> io::Result<Changes> {
    let mut comparison = Comparison {
        tree,
        directories: tree.directories(),
        seen: BTreeSet::new(),
        changes: Changes::default(),
    };
    match fs::metadata(root) {
        Ok(_) => comparison.directory(root, "")?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(at(root)(error)),
    }
    let Comparison {
        seen, mut changes, ..
    } = comparison;
    let unseen = tree.files.keys().filter(|path| !seen.contains(*path));
    changes.new = unseen.cloned().collect();
    changes.sort();
    Ok(changes)
}

struct Comparison<'a> {
    tree: &'a Tree,
    directories: BTreeSet<&'a str>,
    /// The files of the tree that have something in their place.
    seen: BTreeSet<String>,
    changes: Changes,
}

impl Comparison<'_> {
    /// Compares what lies in `directory`, whose relative path with a final `/` is `prefix`.
    fn directory(&mut self, directory: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(directory).map_err(at(directory))? {
            let entry = entry.map_err(at(directory))?;
            let kind = entry.file_type().map_err(at(&entry.path()))?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if let Some(expected) = self.tree.files.get(&path) {
                let same = kind.is_file() && holds(&entry.path(), expected)?;
                if !same {
                    self.changes.changed.push(path.clone());
                }
                self.seen.insert(path);
            } else if !kind.is_dir() {
                self.changes.orphaned.push(path);
            } else if self.directories.contains(path.as_str()) {
                self.directory(&entry.path(), &(path + "/"))?;
            } else {
                self.changes.orphaned.push(path + "/");
            }
        }
        Ok(())
    }
}

/// Whether a file's contents are `expected`.
fn holds(file: &Path, expected: &str) -> io::Result<bool> {
    let length = fs::metadata(file).map_err(at(file))?.len();
    if length != expected.len() as u64 {
        return Ok(false);
    }
    let contents = fs::read(file).map_err(at(file))?;
    Ok(contents == expected.as_bytes())
}
