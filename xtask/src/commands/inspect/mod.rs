//! `cargo xtask inspect`: the reference in, what was understood of it out.

mod overview;
mod subject;

use super::{Input, Outcome};
use crate::terminal;
use crate::workspace::Workspace;
use clap::Args;
use medusa_codegen::ir::Api;
use medusa_codegen::pipeline::Run;
use overview::Overview;

/// Show what was understood of the reference
///
/// Without a SUBJECT: how much there is of everything, what is left out and why, what has no prose,
/// and how many diagnostics there are of each kind. With one: what each source says about it and where, which
/// fixup applies, and the Rust that comes of it.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask inspect                        the overview
  cargo xtask inspect --json | jq .left_out  what is left out, for programs
  cargo xtask inspect --missing              what has no prose yet, and where to write it
  cargo xtask inspect Customer.email         a field
  cargo xtask inspect Customer               a type
  cargo xtask inspect customers.listOrders   a method
  cargo xtask inspect 'GET /admin/apps'      an operation

Exit codes:
  0  shown
  1  errors in the reference, or nothing is called SUBJECT
  2  could not run: bad arguments, unreadable files")]
pub(crate) struct Inspect {
    #[command(flatten)]
    input: Input,

    /// Print the overview as a JSON object
    #[arg(long, conflicts_with = "subject")]
    json: bool,

    /// List everything that has no prose
    #[arg(long, conflicts_with_all = ["subject", "json"])]
    missing: bool,

    /// A type (Customer), field (Customer.email), resource (admin.customers), method
    /// (customers.listOrders), operation (GetCustomers, 'GET /admin/apps') or parameter
    /// (GetCustomers.limit)
    subject: Option<String>,
}

impl Inspect {
    pub(crate) fn run(&self) -> anyhow::Result<Outcome> {
        let workspace = Workspace::find()?;
        let run = self.input.read(&workspace)?;
        let Some(api) = &run.api else {
            return Ok(Outcome::Findings);
        };
        match &self.subject {
            Some(subject) => show(&run, api, subject),
            None if self.missing => {
                show_text(&overview::missing(&run, api))?;
                Ok(Outcome::Clean)
            }
            None => {
                let overview = Overview::of(&run, api);
                match self.json {
                    true => terminal::print(&terminal::json(&overview)?)?,
                    false => show_text(&overview.to_string())?,
                }
                Ok(Outcome::Clean)
            }
        }
    }
}

fn show(run: &Run, api: &Api, subject: &str) -> anyhow::Result<Outcome> {
    let names = subject::Names::of(api);
    let found = names.find(subject);
    if found.is_empty() {
        let mut text = format!("error: nothing is called `{subject}`");
        let similar = names.similar(subject);
        if !similar.is_empty() {
            text += &format!("\n  did you mean: {}", similar.join(", "));
        }
        terminal::report(&terminal::printable(&text))?;
        return Ok(Outcome::Findings);
    }
    let texts: Vec<String> = found
        .into_iter()
        .map(|found| subject::describe(run, api, found, subject))
        .collect();
    terminal::print(texts.join("\n").trim_end())?;
    Ok(Outcome::Clean)
}

/// Prints a text that holds names and prose of the reference.
fn show_text(text: &str) -> anyhow::Result<()> {
    terminal::print(&terminal::printable(text.trim_end()))
}
