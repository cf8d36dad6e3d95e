//! The shell steps of `action.yml` and `.github/workflows/`, run as a runner would: with their variables, the
//! files a runner gives them, and `cargo` and `gh` put in the way.
#![cfg(unix)]

mod support;

use saphyr::{LoadableYamlNode, Yaml};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use support::{DOCUMENT, Folder};

/// The shell steps of a file, by name, with their variables as they are written.
struct Step {
    name: String,
    run: String,
    variables: BTreeMap<String, String>,
}

fn steps(file: &str, path: &[&str]) -> Vec<Step> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs::read_to_string(root.join(file)).unwrap();
    let documents = Yaml::load_from_str(&text).unwrap();
    let mut node = &documents[0];
    for key in path {
        node = &node[*key];
    }
    let text = |node: &Yaml<'_>| node.as_str().unwrap_or_default().to_owned();
    (node.as_sequence().unwrap().iter())
        .filter(|step| step.as_mapping_get("run").is_some())
        .map(|step| Step {
            name: text(&step["name"]),
            run: text(&step["run"]),
            variables: (step
                .as_mapping_get("env")
                .and_then(Yaml::as_mapping)
                .into_iter()
                .flatten())
            .map(|(name, value)| (text(name), text(value)))
            .collect(),
        })
        .collect()
}

/// A job on a runner.
struct Runner {
    folder: Folder,
}

impl Runner {
    fn new() -> Self {
        let folder = Folder::new();
        folder.write("work/spec/openapi/store.yaml", DOCUMENT);
        folder.write(
            "work/docs/openapi/store.yaml",
            &DOCUMENT.replace(
                "      x-codegen:",
                "      x-authenticated: true\n      x-codegen:",
            ),
        );
        for file in ["output", "summary", "log"] {
            folder.write(file, "");
        }
        let runner = Self { folder };
        let xtask = env!("CARGO_BIN_EXE_xtask");
        runner.program("cargo", &format!("echo \"cargo $*\" >> \"$LOG\"\nif [ \"$1 $2\" = 'xtask drift' ]; then shift; exec '{xtask}' \"$@\"; fi\n"));
        runner.program("gh", "echo \"gh $*\" >> \"$LOG\"\ncat \"$5\" >> \"$LOG\"\n");
        runner
    }

    fn program(&self, name: &str, script: &str) {
        let path = format!("bin/{name}");
        self.folder.write(&path, &format!("#!/bin/sh\n{script}"));
        let is_executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(self.folder.path(&path), is_executable).unwrap();
    }

    /// Runs a step as a runner does, with `values` for its variables; its exit code.
    fn run(&self, step: &Step, values: &[(&str, &str)]) -> i32 {
        let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
        let wanted: Vec<&str> = step.variables.keys().map(String::as_str).collect();
        assert_eq!(
            names.iter().collect::<std::collections::BTreeSet<_>>(),
            wanted.iter().collect(),
            "the variables of {}",
            step.name
        );
        assert!(
            !step.run.contains("${{"),
            "{}: what others write is not put into a script",
            step.name
        );
        let path = format!(
            "{}:{}",
            self.folder.path("bin").display(),
            std::env::var("PATH").unwrap()
        );
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &step.run])
            .current_dir(self.folder.path("work"))
            .env("PATH", path)
            .env("LOG", self.folder.path("log"))
            .env("RUNNER_TEMP", self.folder.root())
            .env("GITHUB_OUTPUT", self.folder.path("output"))
            .env("GITHUB_STEP_SUMMARY", self.folder.path("summary"))
            .env_remove("CARGO_MANIFEST_DIR")
            .envs(values.iter().copied())
            .output()
            .unwrap();
        println!(
            "{}\n{}{}",
            step.name,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        output.status.code().unwrap()
    }
}

fn action() -> [Step; 3] {
    steps("action.yml", &["runs", "steps"])
        .try_into()
        .ok()
        .expect("three steps")
}

fn compare<'v>(to: &'v str, fail_on: &'v str) -> [(&'v str, &'v str); 3] {
    [("FROM", "spec"), ("TO", to), ("FAIL_ON", fail_on)]
}

#[test]
fn the_action_comments_and_fails() {
    let runner = Runner::new();
    let [first, comment, verdict] = action();
    assert_eq!(runner.run(&first, &compare("docs", "wire")), 0);
    let report = runner.folder.path("drift.md").display().to_string();
    assert_eq!(
        runner.folder.read("output"),
        format!("code=1\nreport={report}\n")
    );
    assert!(
        runner
            .folder
            .read("summary")
            .contains("`operation.auth.added`")
    );
    assert_eq!(
        runner.run(
            &comment,
            &[("NUMBER", "7"), ("REPORT", &report), ("GH_TOKEN", "none")]
        ),
        0
    );
    let log = runner.folder.read("log");
    assert!(
        log.contains("gh issue comment 7 --body-file") && log.contains("## API drift: spec → docs"),
        "{log}"
    );
    assert_eq!(runner.run(&verdict, &[("CODE", "1")]), 1);
}

#[test]
fn the_action_passes_without_drift() {
    let runner = Runner::new();
    let [first, _, verdict] = action();
    assert_eq!(runner.run(&first, &compare("spec", "any")), 0);
    assert!(runner.folder.read("output").starts_with("code=0\n"));
    assert_eq!(runner.run(&verdict, &[("CODE", "0")]), 0);
}

#[test]
fn the_action_fails_where_it_cannot_compare() {
    let runner = Runner::new();
    let [first, ..] = action();
    assert_eq!(runner.run(&first, &compare("none", "wire")), 2);
    assert_eq!(runner.folder.read("output"), "");
}

#[test]
fn the_scheduled_job_finds_its_documentation() {
    let runner = Runner::new();
    let [clone, find] = steps(".github/workflows/drift.yml", &["jobs", "drift", "steps"])
        .try_into()
        .ok()
        .expect("two steps");
    assert_eq!(runner.run(&find, &[("FOLDER", "docs")]), 0);
    assert_eq!(runner.run(&find, &[("FOLDER", "none")]), 1);
    let origin = runner.folder.path("origin");
    runner.folder.write("origin/docs/store.yaml", DOCUMENT);
    Folder::commit(&origin);
    assert_eq!(
        runner.run(
            &clone,
            &[("REPOSITORY", &format!("file://{}", origin.display()))]
        ),
        0
    );
    assert_eq!(runner.run(&find, &[("FOLDER", "docs")]), 0);
    assert_eq!(
        runner.folder.read("output"),
        "folder=docs\nfolder=documentation/docs\n"
    );
}

#[test]
fn the_check_job_does_what_contributors_do() {
    let runner = Runner::new();
    for step in steps(".github/workflows/check.yml", &["jobs", "check", "steps"]) {
        assert_eq!(runner.run(&step, &[]), 0, "{}", step.name);
    }
    let log = runner.folder.read("log");
    let commands: Vec<&str> = log.lines().collect();
    assert_eq!(
        commands,
        [
            "cargo xtask regen --check",
            "cargo fmt --all --check",
            "cargo clippy --workspace --all-targets -- --deny warnings",
            "cargo test --workspace",
        ]
    );
}
