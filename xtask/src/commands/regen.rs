//! `cargo xtask regen`: the reference in, the generated client out.

use super::{Input, Outcome};
use crate::standalone;
use crate::terminal;
use crate::workspace::Workspace;
use anyhow::ensure;
use clap::Args;
use medusa_codegen::output::{Changes, Tree};
use medusa_codegen::pipeline;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Generate the client, or check that it is up to date
///
/// Reads the reference, says what is wrong with it, and writes the Rust that comes of it to
/// generated-client/src/generated, whose whole contents it replaces in one step. With errors in the
/// reference, nothing is written. Where nothing changes, no file is touched.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask regen                    bring generated-client/ up to date
  cargo xtask regen --check            say what is not up to date, and change nothing
  cargo xtask regen --out /tmp/client  write a crate that builds on its own

Exit codes:
  0  generated, or with --check: up to date
  1  errors in the reference, or with --check: differences
  2  could not run: bad arguments, unreadable or unwritable files")]
pub(crate) struct Regen {
    #[command(flatten)]
    input: Input,

    /// Only compare: list what differs, and change nothing
    #[arg(long)]
    check: bool,

    /// Write a complete crate to DIR that builds outside of this workspace: the hand-written part
    /// of generated-client/ and the generated one. DIR must be new, empty, or written by this
    /// command; things such as target/ in it are left alone
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Regen {
    pub(crate) fn run(&self) -> anyhow::Result<Outcome> {
        let started = Instant::now();
        let workspace = Workspace::find()?;
        let target = Target::new(self.out.as_deref(), &workspace)?;
        let run = self.input.read(&workspace)?;
        let Some(api) = run.api.as_ref().filter(|_| !run.diagnostics.has_errors()) else {
            terminal::report("nothing is generated while there are errors")?;
            return Ok(Outcome::Findings);
        };
        let generated = terminal::progress("generating", || pipeline::generate(&run));
        let tree = target.complete(generated, &workspace)?;
        let changes = match self.check {
            true => target.check(&tree)?,
            false => target.write(&tree)?,
        };
        if self.check && !changes.is_empty() {
            terminal::print(changes.to_string().trim_end())?;
        }
        let files = tree.len();
        terminal::print(&format!(
            "{} operations, {} types → {files} files ({}) in {:.2} s",
            api.operations.len(),
            api.types.len(),
            count(&changes),
            started.elapsed().as_secs_f64(),
        ))?;
        Ok(match self.check && !changes.is_empty() {
            true => Outcome::Findings,
            false => Outcome::Clean,
        })
    }
}

/// `3 changed, 1 new, 2 orphaned`, without the zeros after the first.
fn count(changes: &Changes) -> String {
    let mut text = format!("{} changed", changes.changed.len());
    for (paths, kind) in [(&changes.new, "new"), (&changes.orphaned, "orphaned")] {
        if !paths.is_empty() {
            text += &format!(", {} {kind}", paths.len());
        }
    }
    text
}

/// Where to the output goes.
enum Target {
    /// Generated files only, to this directory.
    Generated(PathBuf),
    /// A complete crate, to this directory.
    Package(PathBuf),
}

impl Target {
    fn new(out: Option<&Path>, workspace: &Workspace) -> anyhow::Result<Self> {
        let client = workspace.client();
        let Some(out) = out.filter(|out| !is_same(out, &client)) else {
            return Ok(Self::Generated(client.join("src/generated")));
        };
        // Otherwise the next run would copy the copy.
        let inside = std::path::absolute(out)?
            .ancestors()
            .any(|folder| is_same(folder, &client));
        ensure!(
            !inside,
            "--out {}: lies inside of {}",
            out.display(),
            client.display()
        );
        Ok(Self::Package(out.to_owned()))
    }

    /// All that is to be written.
    fn complete(&self, generated: Tree, workspace: &Workspace) -> anyhow::Result<Tree> {
        match self {
            Self::Generated(_) => Ok(generated),
            Self::Package(_) => standalone::package(workspace, generated),
        }
    }

    fn check(&self, tree: &Tree) -> io::Result<Changes> {
        match self {
            Self::Generated(root) => tree.check(root),
            Self::Package(root) => tree.check_package(root),
        }
    }

    fn write(&self, tree: &Tree) -> io::Result<Changes> {
        match self {
            Self::Generated(root) => tree.write(root),
            Self::Package(root) => tree.write_package(root),
        }
    }
}

fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
