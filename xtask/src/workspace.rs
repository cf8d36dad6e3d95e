//! Where things are: the workspace this tool belongs to, and its folders.

use anyhow::{Context, ensure};
use std::env;
use std::path::{Path, PathBuf};

/// The workspace's root directory.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
}

impl Workspace {
    /// The workspace around `CARGO_MANIFEST_DIR`, which `cargo xtask` sets, or else around the
    /// current directory.
    pub(crate) fn find() -> anyhow::Result<Self> {
        let here = env::current_dir().context("current directory")?;
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let mut starts = manifest.iter().chain([&here]);
        let root = starts
            .find_map(|start| start.ancestors().find(|folder| is_root(folder)))
            .with_context(|| {
                format!(
                    "no workspace with generated-client/ around {}",
                    here.display()
                )
            })?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// The hand-written part of the client, and the generated one in its `src/generated`.
    pub(crate) fn client(&self) -> PathBuf {
        self.root.join("generated-client")
    }

    /// Where things go that are made and not kept: `target/`.
    pub(crate) fn target(&self) -> PathBuf {
        let set = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        self.root.join(set.unwrap_or_else(|| "target".into()))
    }

    /// The folder of the reference: `spec/`.
    pub(crate) fn spec_folder(&self) -> PathBuf {
        from_here(&self.root.join("spec"))
    }

    /// The folders and files to read: those `given`, or else `spec/`.
    pub(crate) fn spec(&self, given: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
        let paths = match given {
            [] => vec![self.spec_folder()],
            given => given.to_owned(),
        };
        for path in &paths {
            ensure!(
                path.exists(),
                "{}: no such file or directory",
                path.display()
            );
        }
        Ok(paths)
    }
}

fn is_root(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file() && folder.join("generated-client/Cargo.toml").is_file()
}

/// `path` as one would type it in the current directory, where it lies below that.
fn from_here(path: &Path) -> PathBuf {
    let here = env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    below.unwrap_or_else(|| path.to_owned())
}
