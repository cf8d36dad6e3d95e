//! `cargo xtask e2e`: a real server up, the tests against it, the server down.

use super::Outcome;
use super::backend::rig::{Options, Rig, Running, Whom};
use super::backend::{Port, process};
use crate::interrupt;
use crate::terminal;
use crate::workspace::Workspace;
use anyhow::{Context, bail, ensure};
use clap::Args;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// Run the end-to-end tests against a real server
///
/// Starts a server as `cargo xtask backend` does, beside one that runs, calls every operation of the
/// generated client, and stops it. Twice: with the inventory modules, and, for swaps, without. What
/// was said is kept in target/e2e, with a table of the operations and the statuses seen.
#[derive(Args)]
#[command(after_long_help = "\
Exit codes:
  0  all tests passed
  1  a test failed
  2  could not run: the server did not start, or the tests do not compile")]
pub(crate) struct E2e {
    /// Keep what was said, without secrets, as recordings in tests/recordings, which `cargo test`
    /// replays without a server, with the table of the operations; and update the table in the
    /// README
    #[arg(long)]
    record: bool,

    /// Leave the server running, until `cargo xtask backend down`
    #[arg(long)]
    keep: bool,
}

impl E2e {
    pub(crate) fn run(&self) -> anyhow::Result<Outcome> {
        interrupt::catch()?;
        let workspace = Workspace::find()?;
        let rig = Rig::new(&workspace, Whom::Tests)?;
        let _lock = rig.lock_for_tests()?;
        let folder = workspace.target().join("e2e");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("remove {}", folder.display()))?;
        }
        compile(&workspace)?;
        let results = both(&rig, &workspace, &folder);
        let is_interrupted = interrupt::check().is_err();
        interrupt::clear();
        let stopped = match self.keep && !is_interrupted {
            true => Ok(()),
            false => rig.down(),
        };
        // A failure before explains one to stop.
        let results = match stopped {
            Ok(()) if is_interrupted => bail!("interrupted\nnothing is left running"),
            _ => results?,
        };
        stopped?;
        let passed = results.iter().all(|result| result.passed);
        if self.record && passed {
            record(&folder, &workspace.root.join("tests/recordings"))?;
            tell(&folder, &workspace.root)?;
        }
        if self.keep
            && let Some(running) = rig.status()?
        {
            terminal::report(&running.to_string())?;
        }
        terminal::print(&verdict(&results))?;
        Ok(match passed {
            true => Outcome::Clean,
            false => Outcome::Findings,
        })
    }
}

/// How a suite ended against one of the servers.
struct SuiteResult {
    suite: &'static str,
    inventory: bool,
    passed: bool,
}

/// The last line: all passed, or which suites failed.
fn verdict(results: &[SuiteResult]) -> String {
    let failed: Vec<_> = results.iter().filter(|result| !result.passed).collect();
    let list = |results: &[&SuiteResult]| {
        let named = results.iter().map(|result| match result.inventory {
            true => result.suite.to_owned(),
            false => format!("{} without the inventory modules", result.suite),
        });
        named.collect::<Vec<_>>().join(", ")
    };
    match failed.is_empty() {
        true => format!(
            "all passed: {}; the recordings and the table of the operations are in target/e2e",
            list(&results.iter().collect::<Vec<_>>())
        ),
        false => format!("failed: {}", list(&failed)),
    }
}

/// The suites that need a server.
const SUITES: [&str; 3] = ["e2e", "wire_parity", "load"];

/// Those that also need one without the inventory modules: the flows, for swaps.
const WITHOUT_INVENTORY: [&str; 1] = ["e2e"];

fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&workspace.root);
    command
}

/// `cargo test` with these suites. All members are selected, so that what `cargo test --workspace` has built fits: a
/// package alone would be built with other features.
fn cargo_test(workspace: &Workspace, suites: &[&str]) -> Command {
    let mut command = cargo(workspace);
    command.args(["test", "--locked", "--workspace"]);
    for suite in suites {
        command.args(["--test", suite]);
    }
    command
}

/// Runs a command to its end, or until Ctrl-C; whether it succeeded.
fn succeeds(mut command: Command) -> anyhow::Result<bool> {
    command.stdin(Stdio::null()).process_group(0);
    let mut child = command.spawn().context("start cargo")?;
    let status = process::wait(&mut child, None)?;
    Ok(status.is_some_and(|status| status.success()))
}

fn compile(workspace: &Workspace) -> anyhow::Result<()> {
    let mut compile = cargo_test(workspace, &SUITES);
    compile.arg("--no-run");
    ensure!(succeeds(compile)?, "the tests do not compile");
    compile_examples(workspace)
}

/// The examples of the client, which the flows run as programs.
fn compile_examples(workspace: &Workspace) -> anyhow::Result<()> {
    let mut compile = cargo(workspace);
    compile.args(["build", "--quiet", "--locked", "--workspace", "--examples"]);
    compile.args(["--features", "medusa-client/blocking"]);
    ensure!(succeeds(compile)?, "the examples do not compile");
    Ok(())
}

/// Runs the tests with and without the inventory modules.
fn both(rig: &Rig, workspace: &Workspace, folder: &Path) -> anyhow::Result<Vec<SuiteResult>> {
    let mut results = Vec::new();
    for inventory in [true, false] {
        let port = Port::Preferred(Whom::Tests.port());
        let running = rig.reset(Options { port, inventory })?;
        let modules = if inventory { "with" } else { "without" };
        terminal::report(&format!("the server runs {modules} the inventory modules"))?;
        results.extend(run_suites(rig, &running, workspace, folder)?);
    }
    Ok(results)
}

/// Runs the tests against one server.
fn run_suites(
    rig: &Rig,
    running: &Running,
    workspace: &Workspace,
    folder: &Path,
) -> anyhow::Result<Vec<SuiteResult>> {
    let mut results = Vec::new();
    let suites: &[&'static str] = match running.inventory {
        true => &SUITES,
        false => &WITHOUT_INVENTORY,
    };
    for suite in suites {
        let mut test = cargo_test(workspace, &[suite]);
        test.args(["--quiet", "--", "--ignored", "--nocapture"])
            .env("MEDUSA_BACKEND", running.url())
            .env(
                "MEDUSA_INVENTORY",
                if running.inventory { "on" } else { "off" },
            )
            .env("MEDUSA_OUTCOME", folder)
            .env("MEDUSA_PACKAGES", rig.packages())
            .env("MEDUSA_XTASK", std::env::current_exe()?)
            .env("MEDUSA_SERVER", running.server.to_string());
        results.push(SuiteResult {
            suite,
            inventory: running.inventory,
            passed: succeeds(test)?,
        });
    }
    Ok(results)
}

/// Takes over the recordings of a run, and its table of the operations.
fn record(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let is_kept = |end: &OsStr| end == "jsonl" || end == "tsv";
        if let Some(name) = path
            .file_name()
            .filter(|_| path.extension().is_some_and(is_kept))
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
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once(end)?)));
    let (before, (old, after)) =
        parts.with_context(|| format!("README.md has no {begin} … {end}"))?;
    let table = table(old, &rows(folder)?, &heading(root)?)?;
    fs::write(&file, format!("{before}{begin}\n{table}{end}{after}"))?;
    Ok(())
}

/// When and with what the run was.
fn heading(root: &Path) -> anyhow::Result<String> {
    let packages = fs::read(root.join("tests/backend/package.json"))?;
    let packages: serde_json::Value = serde_json::from_slice(&packages)?;
    let version = |name: &str| {
        let version = packages["dependencies"][name].as_str();
        version.with_context(|| format!("package.json has no {name}"))
    };
    let today = jiff::Timestamp::now()
        .to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .date();
    Ok(format!(
        "| proven on {today} | with Medusa {}, its client {} |",
        version("@medusajs/medusa")?,
        version("@medusajs/medusa-js")?
    ))
}

/// What the suites have proven, a line each.
fn rows(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut rows = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "row") {
            rows.push(fs::read_to_string(path)?);
        }
    }
    rows.sort();
    Ok(rows)
}

/// The table, which proves all that the old one did: a suite that was skipped writes no row.
fn table(old: &str, rows: &[String], heading: &str) -> anyhow::Result<String> {
    let what = |row: &str| row.split('|').nth(1).map(|cell| cell.trim().to_owned());
    let proven: BTreeSet<_> = rows.iter().filter_map(|row| what(row)).collect();
    // Behind the heading and the line below that.
    for row in old.lines().filter(|line| line.starts_with('|')).skip(2) {
        let what = what(row).unwrap_or_default();
        ensure!(
            proven.contains(&what),
            "README.md says `{what}`, and this run has not proven it"
        );
    }
    Ok(format!("\n{heading}\n|---|---|\n{}\n", rows.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder can be made");
        for (name, text) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("it is in the folder")).expect("it can be");
            fs::write(file, text).expect("it can be written");
        }
        folder
    }

    const README: &str = "before\n<!-- proven: begin -->\n\n| proven on 2000-01-01 | with nothing |\n|---|---|\n\
        | calls | 1 |\n\n<!-- proven: end -->\nafter\n";

    const PACKAGES: &str =
        r#"{"dependencies": {"@medusajs/medusa": "1.2.3", "@medusajs/medusa-js": "4.5.6"}}"#;

    #[test]
    fn the_verdict_names_all_suites_or_those_that_failed() {
        let result = |suite, inventory, passed| SuiteResult {
            suite,
            inventory,
            passed,
        };
        let passed = [result("e2e", true, true), result("e2e", false, true)];
        let expected = "all passed: e2e, e2e without the inventory modules; ";
        assert!(verdict(&passed).starts_with(expected));
        let failed = [result("load", true, false), result("e2e", false, true)];
        assert_eq!(verdict(&failed), "failed: load");
    }

    #[test]
    fn the_readme_tells_what_was_proven() {
        let root = folder(&[
            ("README.md", README),
            ("tests/backend/package.json", PACKAGES),
        ]);
        let outcome = folder(&[
            ("calls.row", "| calls | 2 |\n"),
            ("answers.row", "| answers | 3 |\n"),
            ("coverage.tsv", "GET /\t200\n"),
        ]);
        tell(outcome.path(), root.path()).expect("it can be told");
        let readme = fs::read_to_string(root.path().join("README.md")).expect("it is there");
        let (heading, rest) = readme.split_once(" | with ").expect("there is a heading");
        assert!(heading.starts_with("before\n<!-- proven: begin -->\n\n| proven on 2"));
        assert_eq!(
            rest,
            "Medusa 1.2.3, its client 4.5.6 |\n|---|---|\n| answers | 3 |\n| calls | 2 |\n\n\
             <!-- proven: end -->\nafter\n"
        );
        // And the next run tells it anew.
        tell(outcome.path(), root.path()).expect("it can be told");
        let again = fs::read_to_string(root.path().join("README.md")).expect("it is there");
        assert_eq!(again, readme);
    }

    #[test]
    fn what_was_proven_once_must_be_proven_again() {
        let root = folder(&[
            ("README.md", README),
            ("tests/backend/package.json", PACKAGES),
        ]);
        let outcome = folder(&[("answers.row", "| answers | 3 |\n")]);
        let told = tell(outcome.path(), root.path()).expect_err("a row is missing");
        let expected = "README.md says `calls`, and this run has not proven it";
        assert_eq!(told.to_string(), expected);
        let readme = fs::read_to_string(root.path().join("README.md")).expect("it is there");
        assert_eq!(readme, README);
    }

    #[test]
    fn a_readme_without_the_table_is_an_error() {
        let root = folder(&[
            ("README.md", "nothing\n"),
            ("tests/backend/package.json", PACKAGES),
        ]);
        let told = tell(folder(&[]).path(), root.path()).expect_err("there is no table");
        assert!(told.to_string().starts_with("README.md has no"), "{told}");
    }

    #[test]
    fn recordings_and_the_table_of_operations_are_kept() {
        let from = folder(&[
            ("a.jsonl", "{}"),
            ("coverage.tsv", "x"),
            ("calls.row", "| |"),
        ]);
        let to = folder(&[]);
        let kept = to.path().join("recordings");
        record(from.path(), &kept).expect("they can be copied");
        let mut names: Vec<_> = (fs::read_dir(kept).expect("it is there"))
            .map(|entry| entry.expect("it can be read").file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a.jsonl", "coverage.tsv"]);
    }
}
