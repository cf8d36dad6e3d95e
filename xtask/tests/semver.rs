//! The verdict on Rust against what `cargo semver-checks` finds, for the case of each rule and for Medusa's published
//! states: both crates are generated, their rustdoc is made, and the tool compares the two.
//!
//! That takes minutes and a tool that is no part of the project:
//!
//! ```console
//! $ cargo install cargo-semver-checks --locked
//! $ MEDUSA_SHARED=… cargo test -p xtask --test semver -- --ignored --nocapture
//! ```
//!
//! The tool has no lints for what is new, and none for types of fields, arguments and results; [`FINDS_LESS`] lists
//! where it therefore finds less. That it finds more is always a fault of drift.

#[path = "../../tests/support/required.rs"]
mod required;
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use support::{Outcome, xtask};

/// What a next version has to be where nothing public has changed, as `drift` and the tool call it.
const PATCH: &str = "patch";

/// Cases in which less is found than predicted, by reason. One that no longer belongs here fails.
const FINDS_LESS: &[(&str, &[&str])] = &[
    (
        "what is new breaks nobody, and the tool has no lint for it",
        &[
            "method.added",
            "operation.added",
            "request.enum-value.added",
            "request.field.added",
            "request.other-fields.added",
            "request.parameter.added",
            "resource.added",
            "response.enum-value.added",
            "response.field.added",
            "response.other-fields.added",
            "response.required-field.added",
            "rust.constructor.added",
        ],
    ),
    (
        "the tool compares neither the types of fields nor those of arguments and results",
        &[
            "request.body.type.changed",
            "request.body.type.narrowed",
            "request.body.type.widened",
            "request.field.type.changed",
            "request.field.type.narrowed",
            "request.field.type.widened",
            "request.parameter.type.changed",
            "request.parameter.type.narrowed",
            "request.parameter.type.widened",
            "response.body.added",
            "response.body.type.changed",
            "response.body.type.narrowed",
            "response.body.type.widened",
            "response.field.nullable.added",
            "response.field.nullable.added@document",
            "response.field.nullable.added@page",
            "response.field.nullable.removed",
            "response.field.required.added",
            "response.field.required.removed",
            "response.field.type.changed",
            "response.field.type.changed@relation",
            "response.field.type.narrowed",
            "response.field.type.widened",
            "rust.changed",
        ],
    ),
    (
        "the tool does not look at the names of arguments",
        &["operation.path.changed@swapped", "rust.arguments.reordered"],
    ),
];

#[test]
#[ignore = "takes minutes, and needs cargo-semver-checks"]
fn cases_of_rules_are_what_is_said() {
    let tool = Tool::find();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/fixtures/drift");
    let mut cases: Vec<PathBuf> = fs::read_dir(cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    let name = |case: &Path| case.file_name().unwrap().to_str().unwrap().to_owned();
    let names: Vec<String> = cases.iter().map(|case| name(case)).collect();
    for listed in FINDS_LESS.iter().flat_map(|(_, listed)| *listed) {
        assert!(
            names.iter().any(|name| name == listed),
            "{listed} is no case"
        );
    }
    let mut wrong = Vec::new();
    for (case, name) in cases.iter().zip(&names) {
        let [from, to] = ["before", "after"].map(|state| case.join(state));
        let (report, found) = (report(&from, &to), tool.compare(&from, &to));
        let predicted = bump(&report);
        let said = format!(
            "{name}: predicted {predicted}, found {} by {:?}",
            found.bump, found.lints
        );
        println!("{said}");
        match reason(name) {
            None if found.bump == predicted => {}
            Some(_) if found.bump == PATCH && predicted != PATCH => {}
            reason => wrong.push(format!(
                "{said}; {}",
                reason.unwrap_or("no reason is known")
            )),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Why less is found in a case than predicted, if that is known.
fn reason(case: &str) -> Option<&'static str> {
    let listed = FINDS_LESS.iter().find(|(_, cases)| cases.contains(&case))?;
    Some(listed.0)
}

/// Neighbours, both ways.
#[test]
#[ignore = "takes minutes, and needs cargo-semver-checks and MEDUSA_SHARED: the published documentation"]
fn published_states_are_what_is_said() {
    let shared = required::shared();
    let tool = Tool::find();
    let state = |name: &str| shared.join("corpus").join(name);
    for [a, b] in [["2023-11-17", "2024-01-05"], ["2024-01-05", "2024-10-24"]] {
        for [from, to] in [[a, b], [b, a]] {
            let (from_path, to_path) = (state(from), state(to));
            let report = report(&from_path, &to_path);
            let found = tool.compare(&from_path, &to_path);
            println!(
                "{from} → {to}: {} by {:?}, {} items",
                found.bump,
                found.lints,
                found.items.len()
            );
            assert_eq!(found.bump, bump(&report), "{from} → {to}");
            let constructors = report["changes"].as_array().unwrap().iter();
            let lost: Vec<&str> = constructors
                .filter(|change| change["rule"] == "rust.constructor.removed")
                .filter_map(|change| change["subject"].as_str())
                .collect();
            let items = found.items.iter();
            for name in items.filter_map(|item| item.strip_suffix("::new")) {
                assert!(lost.contains(&name), "{from} → {to}: {name}::new is gone");
            }
        }
    }
}

/// What `drift` says of two states.
fn report(from: &Path, to: &Path) -> serde_json::Value {
    let mut command = xtask(&["drift", "--format", "json"]);
    command.arg("--from").arg(from).arg("--to").arg(to);
    let output = command.output().unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn bump(report: &serde_json::Value) -> &str {
    report["bump"].as_str().unwrap()
}

/// `cargo semver-checks`, and where crates are generated and documented for it.
struct Tool {
    folder: PathBuf,
    /// There is one folder for all tests.
    _turn: MutexGuard<'static, ()>,
}

/// What the tool found.
struct Found {
    /// What the next version has to be.
    bump: String,
    /// The lints that found something.
    lints: Vec<String>,
    /// What they name.
    items: Vec<String>,
}

impl Tool {
    fn find() -> Self {
        let mut command = Command::new("cargo-semver-checks");
        let version = command.args(["semver-checks", "--version"]).output();
        version.expect("`cargo install cargo-semver-checks --locked` installs the tool");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("semver");
        fs::create_dir_all(&folder).unwrap();
        static TURN: Mutex<()> = Mutex::new(());
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        Self { folder, _turn }
    }

    fn compare(&self, from: &Path, to: &Path) -> Found {
        let [before, after] = [("before", from), ("after", to)].map(|(name, spec)| {
            let kept = self.folder.join(name).with_extension("json");
            fs::copy(self.document(spec), &kept).unwrap();
            kept
        });
        let mut command = Command::new("cargo-semver-checks");
        command.args([
            "semver-checks",
            "--release-type",
            "patch",
            "--color",
            "never",
        ]);
        command.arg("--baseline-rustdoc").arg(before);
        command.arg("--current-rustdoc").arg(after);
        Found::read(&Outcome::of(&command.output().unwrap()))
    }

    /// Generates the crate of a state and describes it; where the description is.
    fn document(&self, spec: &Path) -> PathBuf {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let package = self.folder.join("package");
        let mut regen = xtask(&["regen"]);
        regen.arg("--spec").arg(spec).arg("--out").arg(&package);
        // There is the part of the client that is written by hand.
        regen.current_dir(&root);
        Outcome::of(&regen.output().unwrap()).expect(0, "", "");
        fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
        let mut rustdoc = Command::new(env!("CARGO"));
        rustdoc
            .args(["rustdoc", "--lib", "--quiet", "--no-default-features"])
            .args(["--features", "store,admin", "--", "-Zunstable-options"])
            .args(["--output-format", "json", "--document-hidden-items"])
            .args(["--allow", "warnings"])
            // The format is not stable; the tool asks for it in the same way.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .current_dir(&package);
        Outcome::of(&rustdoc.output().unwrap()).expect(0, "", "");
        self.folder.join("target/doc/medusa_client.json")
    }
}

impl Found {
    fn read(outcome: &Outcome) -> Self {
        let after =
            |line: &str, start: &str| line.trim_start().strip_prefix(start).map(str::to_owned);
        let word = |text: String| text.split([' ', ':']).next().unwrap_or_default().to_owned();
        let is_whole = outcome.err.contains("Summary");
        assert!(is_whole, "{outcome:#?}");
        let required =
            (outcome.err.lines()).find_map(|line| after(line, "Summary semver requires new "));
        let mut is_failure = false;
        let mut found = Self {
            bump: required.map_or_else(|| PATCH.to_owned(), word),
            lints: Vec::new(),
            items: Vec::new(),
        };
        for line in outcome.out.lines() {
            if let Some(heading) = line.strip_prefix("--- ") {
                let failure = after(heading, "failure ");
                is_failure = failure.is_some();
                found.lints.extend(failure.map(word));
            } else if is_failure && line.starts_with("  ") && line.contains(" in file ") {
                let item = line.trim_start().split(',').next().unwrap_or_default();
                found.items.push(item.to_owned());
            }
        }
        found
    }
}
