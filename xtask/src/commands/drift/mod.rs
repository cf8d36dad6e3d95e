//! `cargo xtask drift`: two states of the reference in, what has changed and whom it breaks out.

mod accept;
mod state;

use super::{Outcome, report};
use crate::terminal;
use crate::workspace::Workspace;
use anyhow::{Context, anyhow};
use clap::{Args, ValueEnum};
use medusa_codegen::diagnostic::render::Style;
use medusa_codegen::drift::report::{self as formats, Report};
use medusa_codegen::drift::waivers::{Date, Waivers};
use medusa_codegen::drift::{self, Level, Options, Pair};
use medusa_codegen::source::WAIVERS;
use state::State;
use std::fs;
use std::path::PathBuf;

/// Say what has changed in the reference, and whom it breaks
///
/// Compares two states of the reference as the generator understands them: the order of things, their
/// wording and the form of the pages are no drift. Each change follows a rule and says whether clients
/// in use go on to work (wire), and what the next version of the generated crate has to be (Rust).
/// What only one of the states has, pages, OpenAPI or a fixups.toml, the other is read with, too, so that
/// updated pages alone can be compared, and OpenAPI alone. Known changes are waived in
/// drift-waivers.toml of the old state; a waiver that is not needed or has expired is a finding.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask drift --to docs/2024-10-24                    updated docs against spec/
  cargo xtask drift --from v1.2.0:spec --to spec            what has changed since a tag
  cargo xtask drift --to docs --fail-on wire                fail only where calls break
  cargo xtask drift --to docs --format html --output drift.html
  cargo xtask drift --to docs --accept && cargo xtask regen and take the new facts in

Exit codes:
  0  nothing at or above --fail-on, or with --accept: taken in
  1  changes at or above --fail-on, or waivers that are not needed or have expired
  2  could not compare: bad arguments, unreadable files, errors in the reference")]
pub(crate) struct Drift {
    /// The old state: a folder, or REV:DIR in the git repository around the current directory
    /// [default: spec/ of this workspace]
    #[arg(long, value_name = "STATE")]
    from: Option<String>,

    /// The new state
    #[arg(long, value_name = "STATE")]
    to: String,

    /// From what on changes are findings
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "any")]
    fail_on: FailOn,

    /// How the changes are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Write them to FILE instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Also tell what is described in other words
    #[arg(long)]
    descriptions: bool,

    /// Leave out the source lines in text
    #[arg(long)]
    brief: bool,

    /// Then take the facts of the new state into the spec folder, and list what needs new prose
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
        let old = match &self.from {
            Some(from) => State::find(from)?,
            None => State::folder(Workspace::find()?.spec_folder())?,
        };
        let new = State::find(&self.to)?;
        let pair = self.read(&old, &new)?;
        let options = Options {
            descriptions: self.descriptions,
        };
        let changes = pair.compare(options).context("nothing to compare: both states need OpenAPI documents, or both pages and one of them documents")?;
        let states = [(&old, &pair.old), (&new, &pair.new)].map(|(state, run)| formats::State {
            name: state.name.clone(),
            sources: run.sources.clone(),
        });
        let mut report = Report::new(states, compared(&pair), changes);
        let faults = waive(&old, &mut report)?;
        self.write(&report)?;
        for fault in &faults {
            terminal::report(&format!("error: {fault}"))?;
        }
        if self.accept {
            return accept::accept(&old, &new);
        }
        let is_finding = report
            .level()
            .is_some_and(|level| level >= self.fail_on.level());
        Ok(match is_finding || !faults.is_empty() {
            true => Outcome::Findings,
            false => Outcome::Clean,
        })
    }

    fn read(&self, old: &State, new: &State) -> anyhow::Result<Pair> {
        let paths = [old, new].map(|state| [state.path.clone()]);
        let mut pair = terminal::progress("reading", || drift::read(&paths[0], &paths[1]));
        for (state, run) in [(old, &mut pair.old), (new, &mut pair.new)] {
            if let Some(shown) = &state.shown_as {
                run.sources.show_as(&state.path, shown);
            }
            if run.api.is_none() {
                report(&run.diagnostics, &run.sources, false)?;
                return Err(anyhow!("{}: errors in the reference", state.name));
            }
        }
        Ok(pair)
    }

    fn write(&self, report: &Report) -> anyhow::Result<()> {
        let style = match self.output {
            // Where nobody is listening, colours are taken out on the way.
            None => Style::Coloured,
            Some(_) => Style::Plain,
        };
        let text = match self.format {
            Format::Text => formats::text(report, style, !self.brief),
            Format::Markdown => formats::markdown(report),
            Format::Changelog => formats::changelog(report),
            Format::Json => serde_json::to_string_pretty(report)?,
            Format::Github => formats::github(report),
            Format::Sarif => serde_json::to_string_pretty(&formats::sarif(report))?,
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

fn compared(pair: &Pair) -> &'static str {
    match (pair.pages, pair.documents) {
        (true, true) => "pages and documents",
        (true, false) => "pages",
        _ => "documents",
    }
}

/// Takes known changes out, and says what is wrong with the waivers.
fn waive(old: &State, report: &mut Report) -> anyhow::Result<Vec<String>> {
    let file = old.path.join(WAIVERS);
    if !file.is_file() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let waivers = Waivers::read(&text).map_err(|fault| anyhow!("{}: {fault}", file.display()))?;
    Ok(waivers.apply(report, today()))
}

fn today() -> Date {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    // Years are those after 0, and months and days small.
    Date {
        year: today.year().unsigned_abs(),
        month: today.month().unsigned_abs(),
        day: today.day().unsigned_abs(),
    }
}
