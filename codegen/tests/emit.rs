//! What is emitted for small APIs: snapshots, and that all of it compiles.

#[path = "emit/builder.rs"]
mod builder;
#[path = "emit/cases.rs"]
mod cases;
#[path = "emit/lists.rs"]
mod lists;

use builder::Builder;
use medusa_codegen::ir::{Identity, Shape};
use medusa_codegen::lower::account::Outcome;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

#[test]
fn snapshots() {
    let of_nothing = medusa_codegen::emit::emit(&Builder::default().api);
    for (name, build) in cases::CASES {
        let mut builder = Builder::default();
        build(&mut builder);
        let mut files = medusa_codegen::emit::emit(&builder.api);
        files.retain(|path, file| of_nothing.get(path) != Some(file));
        let mut text = String::new();
        for (path, file) in files {
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

#[test]
fn everything_is_accounted_for() {
    let builder = all_cases();
    let api = &builder.api;
    let account = medusa_codegen::lower::account(&medusa_codegen::lower::lower(api));
    let mut left_out = Vec::new();
    for (def, of) in api.types.iter().zip(&account.types) {
        let members = match &def.shape {
            Shape::Object(object) => object.fields.len(),
            Shape::Enum(values) => values.len(),
            Shape::Union(variants) => variants.len(),
            Shape::Alias(_) => 0,
        };
        assert_eq!(of.members.len(), members, "{}", def.name);
        if let Outcome::LeftOut(reason) = &of.outcome {
            left_out.push((def.identities[0].clone(), reason.to_string()));
        }
    }
    let listed = Identity::Inline("GetTickets.id".into());
    let unused = Identity::Schema("NeverSent".into());
    assert_eq!(
        left_out,
        [
            (
                listed,
                "callers give a list, which may have one value".to_owned()
            ),
            (unused, "no method sends or receives the type".to_owned()),
        ]
    );
    for (operation, of) in api.operations.iter().zip(&account.operations) {
        let outcomes = [
            std::slice::from_ref(&of.method),
            &of.path,
            &of.query,
            &of.headers,
        ]
        .concat();
        let documented =
            operation.path_parameters.len() + operation.query.len() + operation.headers.len();
        assert_eq!(outcomes.len(), 1 + documented, "{}", operation.path);
        for outcome in outcomes {
            assert!(
                matches!(outcome, Outcome::Emitted(_)),
                "{}: {outcome:?}",
                operation.path
            );
        }
    }
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
    let object = include_str!("../../generated-client/src/object.rs");
    write(&sources.join("object.rs"), object);
    let lists = include_str!("../../generated-client/src/one_or_many.rs");
    write(&sources.join("one_or_many.rs"), lists);
    write(&sources.join("paths.rs"), &paths());
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

/// A module whose documentation links to all that is said to be emitted.
fn paths() -> String {
    let builder = all_cases();
    let account = medusa_codegen::lower::account(&medusa_codegen::lower::lower(&builder.api));
    let mut paths = account.resources;
    paths.extend(account.methods.into_iter().flatten());
    let operations = (account.operations.into_iter())
        .flat_map(|of| [vec![of.method], of.path, of.query, of.headers].concat());
    let types = (account.types.into_iter()).flat_map(|of| [vec![of.outcome], of.members].concat());
    paths.extend(operations.chain(types).filter_map(|outcome| match outcome {
        Outcome::Emitted(path) => Some(path),
        Outcome::LeftOut(_) => None,
    }));
    let mut text = String::new();
    for path in paths {
        // Arguments have no path of their own.
        let path = path.split('(').next().unwrap_or(&path);
        writeln!(text, "//! - [`{path}`]").expect("writing to a string");
    }
    text
}

/// The lints are those of the workspace.
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

[lints.rust]
missing_docs = "warn"
unreachable_pub = "warn"

[lints.clippy]
implicit_clone = "warn"
map_unwrap_or = "warn"
needless_pass_by_value = "warn"
redundant_closure_for_method_calls = "warn"
semicolon_if_nothing_returned = "warn"
uninlined_format_args = "warn"
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
