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
use medusa_codegen::diagnostic::{Diagnostics, Severity, Sources};
use medusa_codegen::pipeline::{self, Run};
use medusa_codegen::source::capture::Form;
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

    /// Show notes in full, not only their number
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

/// Reports what is to be said about the input; notes in full only if `verbose`.
fn report(diagnostics: &Diagnostics, sources: &Sources, verbose: bool) -> anyhow::Result<()> {
    let mut text = String::new();
    for diagnostic in diagnostics {
        if verbose || diagnostic.severity() > Severity::Note {
            text += &render(diagnostic, sources, Style::Coloured);
            text += "\n\n";
        }
    }
    text += &summary(diagnostics);
    if !verbose && diagnostics.count(Severity::Note) > 0 {
        text += " (--verbose shows the notes)";
    }
    terminal::report(&text)
}
