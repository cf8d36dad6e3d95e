//! `cargo xtask drift`: two states of the reference in, what has changed and whom it breaks out.

mod accept;
mod state;
mod waivers;

use super::{Outcome, report};
use crate::terminal;
use crate::workspace::Workspace;
use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use medusa_codegen::diagnostic::render::Style;
use medusa_codegen::drift::report::{self as formats, Report};
use medusa_codegen::drift::{self, Comparison, Level, Options};
use state::State;
use std::fs;
use std::path::PathBuf;
use waivers::Waivers;

/// Say what has changed in the reference, and whom it breaks
///
/// Compares two states of the reference as the generator understands them: the order of things, their
/// wording and the form of the pages are no drift. Each change follows a rule and says whether clients
/// in use go on to work (wire), and what the next version of the generated crate has to be (Rust).
/// Where both states have pages and OpenAPI, they are compared joined, as the client is generated; a
/// change in one of them that has no effect, since the other takes precedence, is reported as
/// source.overridden. Where a state has only pages or only OpenAPI, only these are compared. A state without a fixups.toml is read
/// with that of the other. Known changes are waived in drift-waivers.toml of the old state; a waiver that
/// is not needed, is about several changes or has expired is a finding.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask drift --from HEAD~1:spec             spec/ against the previous commit
  cargo xtask drift --from v1:spec --to v2:spec    two tags
  cargo xtask drift --to ../docs                   published documentation against spec/
  cargo xtask drift --to ../docs --fail-on wire    fail only where calls break
  cargo xtask drift --to ../docs --format html --output drift.html
  cargo xtask drift --to ../docs --accept && cargo xtask regen
                                                   take the new facts in

Exit codes:
  0  no changes at or above --fail-on, or with --accept: taken in
  1  changes at or above --fail-on, errors in a state, or wrong or outdated waivers
  2  could not run: bad arguments, unreadable files, states that have nothing in common")]
pub(crate) struct Drift {
    /// The old state: a folder, or REV:DIR in the git repository around the current directory
    /// [default: spec/ of this workspace]
    #[arg(long, value_name = "STATE", required_unless_present = "to")]
    from: Option<String>,

    /// The new state, given in the same way [default: spec/ of this workspace]
    #[arg(long, value_name = "STATE")]
    to: Option<String>,

    /// From what on changes are findings
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "any")]
    fail_on: FailOn,

    /// How the changes are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Write them to FILE instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// How many bytes markdown may have; what matters least is left out, and counted
    #[arg(long, value_name = "BYTES", default_value_t = 60_000)]
    longest: usize,

    /// The known changes [default: drift-waivers.toml of the old state]
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,

    /// The OpenAPI documents that say where operations are, where both states have only pages
    /// [default: spec/openapi of this workspace]
    #[arg(long, value_name = "DIR")]
    routes: Option<PathBuf>,

    /// Also tell what is described in other words
    #[arg(long)]
    descriptions: bool,

    /// Leave out the source lines in text
    #[arg(long)]
    brief: bool,

    /// Then take the facts of the new state into the spec folder, drop the waivers of what is taken in,
    /// and list what needs new prose; where the new state has only pages or only OpenAPI, the other stays
    #[arg(long)]
    accept: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    /// Calls break
    Wire,
    /// Calls or programs break
    Major,
    /// The generated crate has more or other Rust
    Minor,
    /// Anything has changed
    Any,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For terminals
    Text,
    /// For a pull request
    Markdown,
    /// For CHANGELOG.md
    Changelog,
    /// For programs
    Json,
    /// Annotations of a GitHub job
    Github,
    /// SARIF 2.1.0
    Sarif,
    /// One self-contained page
    Html,
}

impl Drift {
    pub(crate) fn run(&self) -> anyhow::Result<Outcome> {
        let state = |given: &Option<String>| match given {
            Some(given) => State::find(given),
            None => State::folder(Workspace::find()?.spec_folder()),
        };
        let (old, new) = (state(&self.from)?, state(&self.to)?);
        if let Some(routes) = &self.routes {
            ensure!(
                routes.exists(),
                "{}: no such file or directory",
                routes.display()
            );
        }
        if self.accept {
            accept::check(&old, &new)?;
        }
        let pair = self.read(&old, &new);
        for (state, run) in [(&old, &pair.old), (&new, &pair.new)] {
            if run.api.is_none() {
                report(&state.shown(&run.diagnostics), &run.sources, false)?;
                terminal::report(&format!("error: {}: errors in the reference", state.name))?;
                return Ok(Outcome::Findings);
            }
        }
        let options = Options {
            descriptions: self.descriptions,
        };
        let changes = pair.compare(options).context(
            "nothing to compare: both states need OpenAPI documents, or both pages, and --routes where neither says where operations are",
        )?;
        let states = [(&old, &pair.old), (&new, &pair.new)].map(|(state, run)| formats::State {
            name: state.name.clone(),
            sources: run.sources.clone(),
        });
        let mut report = Report::new(states, compared(&pair), changes);
        let waivers = Waivers::find(self.waivers.as_deref(), &old)?;
        let known = waivers.apply(&mut report);
        self.write(&report)?;
        // Text says so itself, and other formats where they are read.
        if !matches!(self.format, Format::Text) || self.output.is_some() {
            for fault in &report.faults {
                terminal::report(&format!("error: {}", fault.message))?;
            }
        }
        let is_finding = match self.accept {
            true => accept::accept(&old, &new)? == Outcome::Findings,
            false => (report.level()).is_some_and(|level| level >= self.fail_on.level()),
        };
        if self.accept {
            waivers.drop(&known)?;
        }
        Ok(match is_finding || !report.faults.is_empty() {
            true => Outcome::Findings,
            false => Outcome::Clean,
        })
    }

    fn read(&self, old: &State, new: &State) -> Comparison {
        let paths = [old, new].map(|state| [state.path.clone()]);
        let routes = match &self.routes {
            Some(routes) => Some(routes.clone()),
            None => Workspace::find()
                .ok()
                .map(|workspace| workspace.spec_folder().join("openapi"))
                .filter(|routes| routes.is_dir()),
        };
        let routes: Vec<PathBuf> = routes.into_iter().collect();
        let read = || drift::read_with(&paths[0], &paths[1], &routes);
        let mut pair = terminal::progress("reading", read);
        // Each may be read with files of the other.
        for run in [&mut pair.old, &mut pair.new] {
            for state in [old, new] {
                if let Some(shown) = &state.shown_as {
                    run.sources.show_as(&state.path, shown);
                }
            }
        }
        pair
    }

    fn write(&self, report: &Report) -> anyhow::Result<()> {
        let style = match self.output {
            // Where nobody is listening, colours are taken out on the way.
            None => Style::Coloured,
            Some(_) => Style::Plain,
        };
        let text = match self.format {
            Format::Text => formats::text(report, style, !self.brief),
            Format::Markdown => formats::markdown(report, self.longest),
            Format::Changelog => formats::changelog(report),
            Format::Json => terminal::json(report)?,
            Format::Github => formats::github(report),
            Format::Sarif => terminal::json(&formats::sarif(report))?,
            Format::Html => formats::html(report),
        };
        let text = text.trim_end();
        match &self.output {
            None => terminal::print(text),
            Some(file) => {
                fs::write(file, format!("{text}\n")).with_context(|| file.display().to_string())
            }
        }
    }
}

impl FailOn {
    fn level(self) -> Level {
        match self {
            Self::Wire => Level::Wire,
            Self::Major => Level::Major,
            Self::Minor => Level::Minor,
            Self::Any => Level::Any,
        }
    }
}

fn compared(pair: &Comparison) -> &'static str {
    match (pair.pages, pair.documents) {
        (true, true) => "pages and documents",
        (true, false) => "pages",
        _ => "documents",
    }
}
