//! `cargo xtask import`: a published docs tree in, its facts in the spec folder out.

use super::{Outcome, report};
use crate::terminal;
use crate::workspace::Workspace;
use anyhow::ensure;
use clap::Args;
use medusa_codegen::import::{Counts, Report, Written, import};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Take the facts of published documentation into spec/
///
/// Reads the reference pages and OpenAPI documents of one published state and writes what they say,
/// but none of their sentences and samples: the prose in spec/ is the project's own. It is kept where
/// it is about something that still exists, and else printed and dropped. Corrections in
/// spec/fixups.toml are left alone. With errors in what is read, nothing is written. Where
/// nothing changes, no file is touched. Documentation without pages, or without OpenAPI documents, leaves
/// those in spec/ as they are.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask import --from docs/2024-10-24        bring the facts in spec/ up to date
  cargo xtask inspect --missing                    and see what has no prose yet
  cargo xtask import --from docs --spec /tmp/spec  start a new spec folder

Exit codes:
  0  imported
  1  errors in the documentation or in the spec folder
  2  could not run: bad arguments, unreadable or unwritable files, a folder that is not ours")]
pub(crate) struct Import {
    /// The folder with the documentation; its name is kept as the name of the published state
    #[arg(long, value_name = "DIR")]
    from: PathBuf,

    /// The folder to write: new, empty, or written by this command [default: spec/ of this
    /// workspace]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,

    /// Show the notes as well, and all diagnostics where there are many of one kind
    #[arg(long, short)]
    verbose: bool,
}

impl Import {
    pub(crate) fn run(&self) -> anyhow::Result<Outcome> {
        let spec = match &self.spec {
            Some(spec) => spec.clone(),
            None => Workspace::find()?.spec_folder(),
        };
        take(&self.from, &spec, self.verbose)
    }
}

/// Takes the facts of the documentation in `from` into the folder `spec`.
pub(super) fn take(from: &Path, spec: &Path, verbose: bool) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    ensure!(from.is_dir(), "{}: no such directory", from.display());
    let result = terminal::progress("importing", || import(from, spec))?;
    report(&result.diagnostics, &result.sources, verbose)?;
    let Some(imported) = result.imported else {
        terminal::report("nothing is imported while there are errors")?;
        return Ok(Outcome::Findings);
    };
    let written = imported.write(spec)?;
    print_prose(&imported.report)?;
    let Counts {
        pages,
        methods,
        operations,
    } = imported.manifest.counts;
    terminal::print(&format!(
        "{pages} pages with {methods} methods, {operations} operations → {} files ({}) in {:.2} s",
        // Those and fixups.toml.
        imported.files.len() + 1,
        count(&written),
        started.elapsed().as_secs_f64(),
    ))?;
    Ok(Outcome::Clean)
}

fn print_prose(report: &Report) -> anyhow::Result<()> {
    for (subject, text) in &report.dropped {
        let text = text.replace('\n', "\n  ");
        terminal::print(&format!("dropped, for it is gone: {subject}\n  {text}"))?;
    }
    let (told, dropped) = (report.told, report.dropped.len());
    terminal::print(&format!("prose: {told} told, {dropped} dropped"))
}

/// `3 changed, 1 new, 2 removed`, without the zeros after the first.
fn count(written: &Written) -> String {
    let mut text = format!("{} changed", written.changed.len());
    for (paths, kind) in [(&written.new, "new"), (&written.removed, "removed")] {
        if !paths.is_empty() {
            text += &format!(", {} {kind}", paths.len());
        }
    }
    text
}
