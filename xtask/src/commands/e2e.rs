//! `cargo xtask e2e`: a real server up, the tests against it, the server down.

use super::Outcome;
use super::backend::PORT;
use super::backend::rig::{Options, Rig, Running};
use crate::terminal;
use crate::workspace::Workspace;
use anyhow::Context;
use clap::Args;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Run the end-to-end tests against a real server
///
/// Starts the server of `cargo xtask backend` with a fresh database (one that runs is taken for it),
/// calls every operation of the generated client, and stops it. Twice: with the inventory modules,
/// and, for swaps, without. What was said is kept in target/e2e, with a table of the operations and
/// the statuses seen.
#[derive(Args)]
#[command(after_long_help = "\
Exit codes:
  0  all tests passed
  1  a test failed
  2  could not run: the server did not start, or the tests do not compile")]
pub(crate) struct E2e {
    /// Keep what was said, without secrets, as recordings in tests/recordings, which `cargo test`
    /// replays without a server, and update the table in the README
    #[arg(long)]
    record: bool,

    /// Leave the server running
    #[arg(long)]
    keep: bool,
}

impl E2e {
    pub(crate) fn run(&self) -> anyhow::Result<Outcome> {
        let workspace = Workspace::find()?;
        let folder = workspace.target().join("e2e");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("remove {}", folder.display()))?;
        }
        let rig = Rig::new(&workspace)?;
        let outcome = both(&rig, &workspace, &folder);
        if !self.keep {
            rig.down()?;
        }
        let passed = outcome?;
        if self.record && passed {
            record(&folder, &workspace.root.join("tests/recordings"))?;
            tell(&folder, &workspace.root)?;
        }
        Ok(if passed {
            Outcome::Clean
        } else {
            Outcome::Findings
        })
    }
}

/// Runs the tests with and without the inventory modules; whether all passed.
fn both(rig: &Rig, workspace: &Workspace, folder: &Path) -> anyhow::Result<bool> {
    let mut passed = true;
    for inventory in [true, false] {
        let port = PORT;
        let running = rig.reset(Options { port, inventory })?;
        terminal::report(&running.to_string())?;
        passed &= tests(rig, &running, workspace, folder)?;
    }
    Ok(passed)
}

/// The tests that need a server: for swaps without the inventory modules only the flows.
fn tests(
    rig: &Rig,
    running: &Running,
    workspace: &Workspace,
    folder: &Path,
) -> anyhow::Result<bool> {
    let mut passed = true;
    let suites: &[&str] = match running.inventory {
        true => &["e2e", "wire_parity", "load"],
        false => &["e2e"],
    };
    for suite in suites {
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "test",
                "--quiet",
                "--package",
                "medusa-tests",
                "--test",
                suite,
            ])
            .args(["--", "--nocapture"])
            .current_dir(&workspace.root)
            .env("MEDUSA_BACKEND", running.url())
            .env(
                "MEDUSA_INVENTORY",
                if running.inventory { "on" } else { "off" },
            )
            .env("MEDUSA_OUTCOME", folder)
            .env("MEDUSA_PACKAGES", rig.packages())
            .env("MEDUSA_XTASK", std::env::current_exe()?)
            .env("MEDUSA_SERVER", running.server.to_string())
            .status()
            .context("start cargo")?;
        passed &= status.success();
    }
    Ok(passed)
}

/// Takes over the recordings of a run.
fn record(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if let Some(name) = path
            .file_name()
            .filter(|_| path.extension().is_some_and(|end| end == "jsonl"))
        {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

const TABLE: [&str; 2] = ["<!-- proven: begin -->", "<!-- proven: end -->"];

/// Brings the README's table of what is proven up to date.
fn tell(folder: &Path, root: &Path) -> anyhow::Result<()> {
    let file = root.join("README.md");
    let readme = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
    let [begin, end] = TABLE;
    let parts = readme.split_once(begin);
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let (before, after) = parts.with_context(|| format!("README.md has no {begin} … {end}"))?;
    let table = table(folder, root)?;
    fs::write(&file, format!("{before}{begin}\n{table}{end}{after}"))?;
    Ok(())
}

fn table(folder: &Path, root: &Path) -> anyhow::Result<String> {
    let packages = fs::read(root.join("tests/backend/package.json"))?;
    let packages: serde_json::Value = serde_json::from_slice(&packages)?;
    let version = |name: &str| {
        packages["dependencies"][name]
            .as_str()
            .unwrap_or("?")
            .to_owned()
    };
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let mut rows = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "row") {
            rows.push(fs::read_to_string(path)?);
        }
    }
    rows.sort();
    Ok(format!(
        "\n| proven on {today} | with Medusa {}, its client {} |\n|---|---|\n{}\n",
        version("@medusajs/medusa"),
        version("@medusajs/medusa-js"),
        rows.concat()
    ))
}
