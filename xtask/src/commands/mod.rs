//! The commands, one module each: arguments in, output on the terminal and an [`Outcome`] out.

pub(crate) mod backend;
pub(crate) mod drift;
pub(crate) mod e2e;
pub(crate) mod import;
pub(crate) mod inspect;
pub(crate) mod regen;

use crate::terminal;
use crate::workspace::Workspace;
use clap::Args;
use medusa_codegen::diagnostic::render::{Style, render, summary};
use medusa_codegen::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Sources};
use medusa_codegen::pipeline::{self, Run};
use medusa_codegen::source::capture::Form;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How a command ended that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well: exit code 0.
    Clean,
    /// Something was found: exit code 1.
    Findings,
}

/// The arguments that say what to read.
#[derive(Args)]
pub(crate) struct Input {
    /// A folder or file with the reference to read; may be given several times [default: spec/ of
    /// this workspace]
    #[arg(long, value_name = "DIR")]
    spec: Vec<PathBuf>,

    /// Take the files named by --spec for captures of one form, instead of recognising them: the
    /// source of a page in a code browser (code-view), in one line without tags (flattened), the
    /// text of a page (rendered), or of an operation's page on a documentation site (api-site)
    #[arg(long = "as", value_name = "FORM", value_parser = form, requires = "spec")]
    form: Option<Form>,

    /// Show the notes as well, and all diagnostics where there are many of one kind
    #[arg(long, short)]
    verbose: bool,
}

impl Input {
    /// Reads the reference and reports what is to be said about it.
    fn read(&self, workspace: &Workspace) -> anyhow::Result<Run> {
        let paths = workspace.spec(&self.spec)?;
        let run = terminal::progress("reading", || pipeline::read_as(&paths, self.form));
        report(&run.diagnostics, &run.sources, self.verbose)?;
        Ok(run)
    }
}

/// The form of this name.
fn form(name: &str) -> Result<Form, String> {
    let is_it = |form: &Form| form.name() == name;
    Form::ALL.into_iter().find(is_it).ok_or_else(|| {
        let names = Form::ALL.map(Form::name);
        format!("it is one of {}", names.join(", "))
    })
}

/// How many diagnostics of one kind are shown unless all are asked for.
const SHOWN: usize = 5;

/// Reports the diagnostics, the most severe ones last, and how many there are. Unless `verbose`, nothing is
/// said about notes, and of many diagnostics of one kind only the first are shown.
fn report(diagnostics: &Diagnostics, sources: &Sources, verbose: bool) -> anyhow::Result<()> {
    let least = match verbose {
        true => Severity::Note,
        false => Severity::Warning,
    };
    let mut shown: Vec<&Diagnostic> = diagnostics.iter().collect();
    shown.retain(|diagnostic| diagnostic.severity() >= least);
    if shown.is_empty() {
        return Ok(());
    }
    // Those of one severity keep their order, by place.
    shown.sort_by_key(|diagnostic| diagnostic.severity());
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut text = String::new();
    for diagnostic in shown {
        let count = counts.entry(diagnostic.code).or_default();
        *count += 1;
        if verbose || *count <= SHOWN {
            text += &render(diagnostic, sources, Style::Coloured);
            text += "\n\n";
        }
    }
    if !verbose {
        for (code, count) in counts.iter().filter(|(_, count)| **count > SHOWN) {
            text += &format!("{} more of {code}; --verbose shows them\n", count - SHOWN);
        }
    }
    text += &summary(diagnostics, least);
    terminal::report(&text)
}
