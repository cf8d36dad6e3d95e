//! The crates generated from the spec and from every published state of the documentation: they
//! compile without a warning for every choice of features, and so does their documentation.

use medusa_tests::{shared, workspace};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every choice of areas.
const FEATURES: [&str; 4] = ["", "store", "admin", "store,admin"];

/// One choice is enough where only the texts are other ones.
const ALL: [&str; 1] = ["store,admin"];

#[test]
fn the_spec() {
    check("spec", &workspace().join("spec"), &FEATURES);
}

/// Pages and a document of which every text tries to be more than a text.
#[test]
fn hostile_documentation() {
    let fixtures = workspace().join("codegen/tests/fixtures/pipeline");
    check("hostile", &fixtures.join("hostile-texts/spec"), &ALL);
}

/// Pages of tables, and documents whose routes lack their half of the API.
#[test]
fn documentation_in_older_dialects() {
    let fixtures = workspace().join("codegen/tests/fixtures/pipeline");
    check("older", &fixtures.join("older-tables/spec"), &ALL);
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn the_published_states() {
    let shared = shared();
    for state in ["2023-11-17", "2024-01-05", "2024-10-24"] {
        check(state, &shared.join("corpus").join(state), &FEATURES);
    }
}

fn check(name: &str, spec: &Path, choices: &[&str]) {
    let target = workspace().join("target/published-states");
    let crate_dir = target.join(name);
    generate(spec, &crate_dir);
    for features in choices {
        cargo(
            &crate_dir,
            &target,
            &["check", "--features", features],
            "RUSTFLAGS",
        );
    }
    cargo(
        &crate_dir,
        &target,
        &["doc", "--no-deps", "--features", "store,admin"],
        "RUSTDOCFLAGS",
    );
}

fn generate(spec: &Path, out: &Path) {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(workspace())
        .args(["xtask", "regen", "--spec"])
        .arg(spec)
        .arg("--out")
        .arg(out);
    run(command);
    // The same versions of dependencies as here.
    std::fs::copy(workspace().join("Cargo.lock"), out.join("Cargo.lock"))
        .expect("the lock file can be copied");
}

fn cargo(dir: &PathBuf, target: &Path, arguments: &[&str], flags: &str) {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(dir)
        .args(arguments)
        .arg("--no-default-features");
    command
        .env("CARGO_TARGET_DIR", target.join("target"))
        .env(flags, "-D warnings");
    run(command);
}

fn run(mut command: Command) {
    let output = command.output().expect("cargo can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed:\n{stderr}");
}
