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

/// A step, with its variables as they are written.
struct Step {
    name: String,
    run: String,
    variables: BTreeMap<String, String>,
}

fn read(file: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(file)).unwrap()
}

/// The shell steps of a file.
fn steps(file: &str, path: &[&str]) -> Vec<Step> {
    let text = read(file);
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
        for file in ["output", "summary", "log", "comments"] {
            folder.write(file, "");
        }
        let runner = Self { folder };
        let xtask = env!("CARGO_BIN_EXE_xtask");
        // After `--` come the arguments of the tool.
        runner.program("cargo", &format!("echo \"cargo $*\" >> \"$LOG\"\nwhile [ $# -gt 0 ] && [ \"$1\" != -- ]; do shift; done\nif [ $# -gt 0 ]; then shift; exec '{xtask}' \"$@\"; fi\n"));
        runner.program("rustup", "echo \"rustup $*\" >> \"$LOG\"\n");
        runner.program(
            "gh",
            "echo \"gh $*\" >> \"$LOG\"\nif [ \"$2\" = --paginate ]; then cat \"$RUNNER_TEMP/comments\"; fi\n",
        );
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
            .env("GITHUB_REPOSITORY", "lamps/shop")
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

fn action() -> [Step; 4] {
    steps("action.yml", &["runs", "steps"])
        .try_into()
        .ok()
        .expect("four steps")
}

fn compare<'v>(from: &'v str, to: &'v str, fail_on: &'v str) -> [(&'v str, &'v str); 6] {
    [
        ("ACTION", "."),
        ("FROM", from),
        ("TO", to),
        ("FAIL_ON", fail_on),
        ("WAIVERS", ""),
        ("RUSTUP_TOOLCHAIN", "stable"),
    ]
}

fn comment<'v>(report: &'v str, code: &'v str) -> [(&'v str, &'v str); 4] {
    [
        ("NUMBER", "7"),
        ("REPORT", report),
        ("CODE", code),
        ("GH_TOKEN", "none"),
    ]
}

#[test]
fn the_action_comments_and_fails() {
    let runner = Runner::new();
    let [toolchain, first, second, verdict] = action();
    assert_eq!(runner.run(&toolchain, &[]), 0);
    // Without another one, the old state is that of the action.
    assert_eq!(runner.run(&first, &compare("", "docs", "wire")), 0);
    let report = runner.folder.path("drift.md").display().to_string();
    assert_eq!(
        runner.folder.read("output"),
        format!("code=1\nreport={report}\n")
    );
    for file in ["drift.md", "summary"] {
        let text = runner.folder.read(file);
        assert!(text.starts_with("## API drift: ./spec → docs"), "{text}");
        assert!(text.contains("`operation.auth.added`"), "{text}");
    }
    let log = runner.folder.read("log");
    assert!(log.contains("--manifest-path ./Cargo.toml"), "{log}");
    assert_eq!(runner.run(&second, &comment(&report, "1")), 0);
    let log = runner.folder.read("log");
    let posted =
        format!("gh api --silent repos/lamps/shop/issues/7/comments --field body=@{report}\n");
    assert!(log.ends_with(&posted), "{log}");
    assert_eq!(runner.run(&verdict, &[("CODE", "1")]), 1);
}

/// There is one comment, brought up to date; without findings, there is none to begin with.
#[test]
fn the_action_does_not_repeat_itself() {
    let runner = Runner::new();
    let [_, _, second, _] = action();
    assert_eq!(runner.run(&second, &comment("drift.md", "0")), 0);
    assert_eq!(runner.folder.read("log").lines().count(), 1);
    runner.folder.write("comments", "3\n5\n");
    for code in ["0", "1"] {
        assert_eq!(runner.run(&second, &comment("drift.md", code)), 0);
        let log = runner.folder.read("log");
        let edited = "gh api --silent --method PATCH repos/lamps/shop/issues/comments/5 --field body=@drift.md\n";
        assert!(log.ends_with(edited), "{log}");
    }
}

#[test]
fn the_action_passes_without_drift() {
    let runner = Runner::new();
    let [_, first, _, verdict] = action();
    assert_eq!(runner.run(&first, &compare("spec", "spec", "any")), 0);
    assert!(runner.folder.read("output").starts_with("code=0\n"));
    assert_eq!(runner.run(&verdict, &[("CODE", "0")]), 0);
}

#[test]
fn the_action_takes_waivers() {
    let runner = Runner::new();
    let [_, first, ..] = action();
    let waiver = "[[waiver]]\nrule = \"operation.auth.added\"\nsubject = \"GET /store/lamps/{id}\"\nreason = \"all are\"\nexpires = 9999-01-01\n";
    runner.folder.write("work/known.toml", waiver);
    let mut values = compare("spec", "docs", "any");
    values[4].1 = "known.toml";
    assert_eq!(runner.run(&first, &values), 0);
    assert!(runner.folder.read("output").starts_with("code=0\n"));
}

#[test]
fn the_action_fails_where_it_cannot_compare() {
    let runner = Runner::new();
    let [_, first, ..] = action();
    assert_eq!(runner.run(&first, &compare("spec", "none", "wire")), 2);
    assert_eq!(runner.folder.read("output"), "");
}

#[test]
fn the_scheduled_job_finds_its_documentation() {
    let runner = Runner::new();
    let [clone, find] = steps(".github/workflows/drift.yml", &["jobs", "drift", "steps"])
        .try_into()
        .ok()
        .expect("two steps");
    let found = |repository: &str, folder: &str| {
        runner.run(&find, &[("REPOSITORY", repository), ("FOLDER", folder)])
    };
    // A folder of this repository may be called as the other one is when it is checked out.
    runner
        .folder
        .write("work/documentation/docs/store.yaml", DOCUMENT);
    assert_eq!(found("", "documentation/docs"), 0);
    assert_eq!(found("", "none"), 1);
    let origin = runner.folder.path("origin");
    runner.folder.write("origin/docs/store.yaml", DOCUMENT);
    Folder::commit(&origin);
    let origin = format!("file://{}", origin.display());
    assert_eq!(runner.run(&clone, &[("REPOSITORY", &origin)]), 0);
    assert_eq!(found(&origin, "docs"), 0);
    assert_eq!(found(&origin, "none"), 1);
    let cloned = runner.folder.path("documentation/docs");
    assert_eq!(
        runner.folder.read("output"),
        format!("folder=documentation/docs\nfolder={}\n", cloned.display())
    );
}

#[test]
fn the_check_job_does_what_contributors_do() {
    let runner = Runner::new();
    runner
        .folder
        .write("work/.ci/run", "echo checked >> \"$LOG\"\n");
    for step in steps(".github/workflows/check.yml", &["jobs", "check", "steps"]) {
        assert_eq!(runner.run(&step, &[]), 0, "{}", step.name);
    }
    let log = runner.folder.read("log");
    assert!(log.ends_with("rustup default stable\nchecked\n"), "{log}");
}

/// The texts of a node and of all below it.
fn texts(node: &Yaml<'_>, found: &mut Vec<String>) {
    found.extend(node.as_str().map(str::to_owned));
    for item in node.as_sequence().into_iter().flatten() {
        texts(item, found);
    }
    for (key, value) in node.as_mapping().into_iter().flatten() {
        // What is run for an `if` is an expression as a whole.
        match (key.as_str(), value.as_str()) {
            (Some("if"), Some(condition)) => found.push(format!("${{{{ {condition} }}}}")),
            _ => texts(value, found),
        }
    }
}

/// What the expressions of a file refer to: `inputs.to`, `steps.find.outputs.folder`.
fn references(node: &Yaml<'_>) -> Vec<String> {
    let mut found = Vec::new();
    texts(node, &mut found);
    let expressions = (found.iter()).flat_map(|text| {
        let parts = text.split("${{").skip(1);
        parts.map(|part| part.split("}}").next().unwrap_or_default())
    });
    let is_part = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let words = expressions.flat_map(|text| text.split(|c| !is_part(c)));
    let references = words.filter(|word| word.contains('.'));
    references.map(str::to_owned).collect()
}

fn keys(node: &Yaml<'_>) -> Vec<String> {
    let keys = node.as_mapping().into_iter().flatten();
    let keys = keys.filter_map(|(key, _)| key.as_str());
    keys.map(str::to_owned).collect()
}

/// What a step with an id writes for others.
fn outputs(step: &Yaml<'_>) -> Vec<String> {
    let id = step["id"].as_str().unwrap_or_default();
    let lines = step["run"].as_str().unwrap_or_default().lines();
    let written = lines.filter(|line| line.ends_with(">> \"$GITHUB_OUTPUT\""));
    let names = written.filter_map(|line| line.split_once("echo \"")?.1.split_once('='));
    names
        .map(|(name, _)| format!("steps.{id}.outputs.{name}"))
        .collect()
}

#[test]
fn expressions_lead_somewhere() {
    let action = read("action.yml");
    let action = Yaml::load_from_str(&action).unwrap();
    let inputs = keys(&action[0]["inputs"]);
    for (file, path) in [
        ("action.yml", &["runs", "steps"][..]),
        (".github/workflows/drift.yml", &["jobs", "drift", "steps"]),
        (".github/workflows/check.yml", &["jobs", "check", "steps"]),
    ] {
        let text = read(file);
        let documents = Yaml::load_from_str(&text).unwrap();
        let mut steps = &documents[0];
        for key in path {
            steps = &steps[*key];
        }
        let steps = steps.as_sequence().unwrap();
        let mut known: Vec<String> = steps
            .iter()
            .filter(|step| step.as_mapping_get("id").is_some())
            .flat_map(outputs)
            .collect();
        known.extend(["github.token", "github.action_path"].map(str::to_owned));
        known.extend(
            documents[0]
                .as_mapping_get("inputs")
                .map(keys)
                .unwrap_or_default()
                .iter()
                .map(|input| format!("inputs.{input}")),
        );
        for reference in references(&documents[0]) {
            // Variables are set for a repository, and need not be.
            let is_known = known.contains(&reference) || reference.starts_with("vars.DRIFT_");
            assert!(is_known, "{file}: {reference} is none of {known:?}");
        }
        for step in steps
            .iter()
            .filter(|step| step.as_mapping_get("uses").is_some())
        {
            let uses = step["uses"].as_str().unwrap();
            if uses == "./" {
                let given = step.as_mapping_get("with").map(keys).unwrap_or_default();
                assert!(given.contains(&"to".to_owned()), "{file}");
                assert!(
                    given.iter().all(|key| inputs.contains(key)),
                    "{file}: {given:?}"
                );
            } else {
                // What others can change is named by its content.
                let commit = uses.split_once('@').unwrap().1;
                assert!(
                    commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit()),
                    "{uses}"
                );
            }
        }
    }
}
