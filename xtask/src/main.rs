//! The command line: arguments in, a command's output and an exit code out.

mod commands;
mod interrupt;
mod manifest;
mod standalone;
mod terminal;
mod workspace;

use clap::{Parser, Subcommand};
use commands::{Outcome, backend, drift, e2e, import, inspect, regen};
use std::process::ExitCode;

/// Turns Medusa's reference documentation into the client in generated-client/.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    max_term_width = 100,
    after_help = EXIT_CODES
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Regen(regen::Regen),
    Inspect(inspect::Inspect),
    Import(import::Import),
    Drift(drift::Drift),
    Backend(backend::Backend),
    E2e(e2e::E2e),
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  findings: errors in what was read, differences, failed tests, an unknown name
  2  could not run: bad arguments, a missing file or program, unwritable files";

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Regen(regen) => regen.run(),
        Command::Inspect(inspect) => inspect.run(),
        Command::Import(import) => import.run(),
        Command::Drift(drift) => drift.run(),
        Command::Backend(backend) => backend.run(),
        Command::E2e(e2e) => e2e.run(),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            // Without a standard error there is nobody left to tell.
            let _ = terminal::report(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
