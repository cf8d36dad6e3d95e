//! What is emitted for small APIs: snapshots, and that all of it compiles.

#[path = "emit/builder.rs"]
mod builder;
#[path = "emit/cases.rs"]
mod cases;

use builder::Builder;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

#[test]
fn snapshots() {
    for (name, build) in cases::CASES {
        let mut builder = Builder::default();
        build(&mut builder);
        let mut text = String::new();
        for (path, file) in medusa_codegen::emit::emit(&builder.api) {
            write!(text, "// {}\n{file}\n", path.display()).expect("writing to a string");
        }
        insta::assert_snapshot!(*name, text);
    }
}

#[test]
fn the_same_every_time() {
    let builder = all_cases();
    let first = medusa_codegen::emit::emit(&builder.api);
    assert_eq!(first, medusa_codegen::emit::emit(&builder.api));
}

/// All cases in one crate, without a warning, with either feature and both.
#[test]
fn compiles_without_warnings() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emitted");
    let sources = folder.join("src");
    if sources.exists() {
        std::fs::remove_dir_all(&sources).expect("the old sources go");
    }
    let files = medusa_codegen::emit::emit(&all_cases().api);
    for (path, text) in &files {
        write(&sources.join("generated").join(path), text);
    }
    write(&sources.join("lib.rs"), include_str!("emit/standin.rs"));
    write(&folder.join("Cargo.toml"), MANIFEST);
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, folder.join("Cargo.lock")).expect("the workspace has a lock file");

    let features: [&[&str]; 3] = [
        &[],
        &["--no-default-features", "--features=store"],
        &["--no-default-features", "--features=admin"],
    ];
    for features in features {
        cargo(&folder, &["clippy"], features);
        cargo(&folder, &["doc", "--no-deps"], features);
    }
}

const MANIFEST: &str = r#"
[package]
name = "emitted"
version = "0.0.0"
edition = "2024"

[workspace]

[features]
default = ["store", "admin"]
store = []
admin = []

[dependencies]
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

fn all_cases() -> Builder {
    let mut builder = Builder::default();
    for (_, build) in cases::CASES {
        build(&mut builder);
    }
    builder
}

fn write(path: &Path, text: &str) {
    let folder = path.parent().expect("a file is in a folder");
    std::fs::create_dir_all(folder).expect("the folder can be made");
    std::fs::write(path, text).expect("the file can be written");
}

fn cargo(folder: &Path, command: &[&str], features: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .current_dir(folder)
        .args(command)
        .args(["--offline", "--quiet"])
        .args(features)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTFLAGS", "-Dwarnings")
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "cargo {command:?} {features:?}:\n{errors}"
    );
}
