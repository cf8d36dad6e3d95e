//! A state of the reference: a folder, or what a git repository holds in a revision.

use anyhow::{Context, bail, ensure};
use medusa_codegen::diagnostic::Diagnostics;
use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A state that can be read.
pub(super) struct State {
    /// What it is called.
    pub(super) name: String,
    /// Where it can be read.
    pub(super) path: PathBuf,
    /// What that folder is shown as, where it is only a copy.
    pub(super) shown_as: Option<String>,
    /// Removes the copy.
    _copy: Option<TempDir>,
}

impl State {
    /// The folder or file `text`, or else the folder of a revision: `REV:DIR`.
    pub(super) fn find(text: &str) -> anyhow::Result<Self> {
        let path = Path::new(text);
        match text.split_once(':') {
            Some((revision, folder)) if !path.exists() && !revision.is_empty() => {
                Self::revision(revision, folder)
            }
            _ => Self::folder(path.to_owned()),
        }
    }

    pub(super) fn folder(path: PathBuf) -> anyhow::Result<Self> {
        ensure!(
            path.exists(),
            "{}: no such file or directory",
            path.display()
        );
        Ok(Self {
            name: path.display().to_string(),
            path,
            shown_as: None,
            _copy: None,
        })
    }

    /// What was said of the state, which names a file that cannot be read by its path.
    pub(super) fn shown(&self, said: &Diagnostics) -> Diagnostics {
        let mut all = Diagnostics::default();
        let path = self.path.display().to_string();
        for diagnostic in said {
            let mut diagnostic = diagnostic.clone();
            if let Some(shown) = &self.shown_as {
                diagnostic.message = diagnostic.message.replace(&path, shown);
            }
            all.push(diagnostic);
        }
        all
    }

    fn revision(revision: &str, folder: &str) -> anyhow::Result<Self> {
        let name = format!("{revision}:{folder}");
        let tree = format!("{revision}:{}", folder.trim_end_matches('/'));
        let list = git(
            &["ls-tree", "-r", "-z", "--name-only", "--full-tree", &tree],
            &[],
        )
        .with_context(|| format!("{name}{}", if_shallow()))?;
        let list = String::from_utf8(list).with_context(|| format!("{name}: file names"))?;
        let files: Vec<&str> = list.split('\0').filter(|path| !path.is_empty()).collect();
        ensure!(!files.is_empty(), "{name}: no files");
        let copy = tempfile::tempdir()?;
        write_blobs(&tree, &files, copy.path()).with_context(|| name.clone())?;
        Ok(Self {
            path: copy.path().to_owned(),
            shown_as: Some(name.clone()),
            name,
            _copy: Some(copy),
        })
    }
}

/// What may help where a clone lacks a revision.
fn if_shallow() -> &'static str {
    let shallow = git(&["rev-parse", "--is-shallow-repository"], &[]);
    match shallow.is_ok_and(|answer| answer.starts_with(b"true")) {
        true => " (this clone is shallow: `git fetch --unshallow` gets the older revisions)",
        false => "",
    }
}

/// Writes the files of a tree below a folder.
fn write_blobs(tree: &str, files: &[&str], below: &Path) -> anyhow::Result<()> {
    let separator = if tree.ends_with(':') { "" } else { "/" };
    let names: String = files
        .iter()
        .map(|file| format!("{tree}{separator}{file}\n"))
        .collect();
    let output = git(&["cat-file", "--batch"], names.as_bytes())?;
    let mut rest = output.as_slice();
    for file in files {
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .context("git cat-file broke off")?;
        let header = String::from_utf8_lossy(&rest[..end]).into_owned();
        let Some((_, size)) = header.split_once(" blob ") else {
            bail!("{file}: {header}");
        };
        let size: usize = size.parse().with_context(|| header.clone())?;
        let blob = rest
            .get(end + 1..end + 1 + size)
            .context("git cat-file broke off")?;
        // A newline follows.
        rest = rest.get(end + size + 2..).unwrap_or_default();
        let path = Path::new(file);
        ensure!(
            path.components()
                .all(|part| matches!(part, Component::Normal(_))),
            "{file}: no path in a tree"
        );
        let target = below.join(path);
        fs::create_dir_all(target.parent().unwrap_or(below))?;
        fs::write(target, blob)?;
    }
    Ok(())
}

fn git(arguments: &[&str], input: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut child = Command::new("git")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("git")?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // A git that goes away says why by itself.
            let _ = stdin.map(|mut stdin| stdin.write_all(input));
        });
        child.wait_with_output()
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "git {}: {}",
        arguments[0],
        said.trim()
    );
    Ok(output.stdout)
}
