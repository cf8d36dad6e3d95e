//! The command line as a whole, each test in a small workspace of its own.

mod support;

use expect_test::expect_file;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use support::{DOCUMENT, Folder, Outcome, PAGE, xtask};

const ROOT: &str = r#"[workspace]
members = ["generated-client"]

[workspace.package]
version = "1.2.3"
edition = "2024"

[workspace.lints.rust]
missing_docs = "warn"
"#;

const CLIENT: &str = r#"[package]
name = "lamps-client"
version.workspace = true
edition.workspace = true

[lints]
workspace = true

[[test]]
name = "wire"
"#;

/// A small workspace.
fn workspace() -> Folder {
    let workspace = Folder::new();
    for (path, text) in [
        ("Cargo.toml", ROOT),
        ("LICENSE-MIT", "Permission is granted.\n"),
        ("generated-client/Cargo.toml", CLIENT),
        ("generated-client/README.md", "# Lamps\n"),
        ("generated-client/src/lib.rs", "//! Lamps.\n"),
        (
            "generated-client/tests/wire.rs",
            "//! Needs the workspace.\n",
        ),
        ("generated-client/target/debug/junk", "junk"),
        ("spec/js-client/LampsResource.mdx", PAGE),
        ("spec/openapi/store.yaml", DOCUMENT),
    ] {
        workspace.write(path, text);
    }
    workspace
}

/// The files below `root`, by relative path.
fn files(root: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(root).unwrap();
                files.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn help_is_as_expected() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/help");
    for (name, arguments) in [
        ("xtask", &["--help"][..]),
        ("regen", &["regen", "--help"]),
        ("inspect", &["inspect", "--help"]),
        ("import", &["import", "--help"]),
        ("drift", &["drift", "--help"]),
        ("backend", &["backend", "--help"]),
        ("e2e", &["e2e", "--help"]),
    ] {
        let help = Outcome::of(&xtask(arguments).output().unwrap());
        expect_file![fixtures.join(name).with_extension("txt")].assert_eq(&help.out);
        assert_eq!((help.code, help.err.as_str()), (Some(0), ""));
    }
}

#[test]
fn regen_writes_and_check_compares() {
    let workspace = workspace();
    let generated = workspace.path("generated-client/src/generated");
    let module = generated.join("mod.rs");

    workspace
        .run(&["regen", "--check"])
        .expect(1, "new       mod.rs\n", "");
    assert!(!generated.exists());
    workspace
        .run(&["regen"])
        .expect_only(0, " files (0 changed, ");
    workspace
        .run(&["regen", "--check"])
        .expect(0, " files (0 changed) in 0.", "");
    workspace
        .run(&["regen"])
        .expect(0, " files (0 changed) in 0.", "");

    let written = fs::read_to_string(&module).unwrap();
    let tampered = format!("{written}// tampered\n");
    fs::write(&module, &tampered).unwrap();
    fs::write(generated.join("stray.rs"), "").unwrap();
    let expected = "changed   mod.rs\norphaned  stray.rs\n";
    workspace.run(&["regen", "--check"]).expect(1, expected, "");
    assert_eq!(fs::read_to_string(&module).unwrap(), tampered);

    workspace
        .run(&["regen"])
        .expect(0, " files (1 changed, 1 orphaned) in 0.", "");
    assert_eq!(fs::read_to_string(&module).unwrap(), written);
    assert!(!generated.join("stray.rs").exists());
}

#[test]
fn with_errors_in_the_input_nothing_is_written() {
    let workspace = workspace();
    fs::create_dir(workspace.path("empty")).unwrap();
    let err = "1 error, 0 warnings\nnothing is generated while there are errors\n";
    let regen = workspace
        .run(&["regen", "--spec", "empty"])
        .expect(1, "", err);
    assert!(regen.err.starts_with("error[empty-spec]: "), "{regen:#?}");
    assert!(!workspace.path("generated-client/src/generated").exists());
    workspace
        .run(&["inspect", "--spec", "empty"])
        .expect(1, "", "error[empty-spec]: ");
}

#[test]
fn errors_leave_the_generated_files_as_they_were() {
    let workspace = workspace();
    workspace.run(&["regen"]).expect_only(0, "");
    let generated = workspace.path("generated-client/src/generated");
    let state = || {
        let files = files(&generated).into_iter();
        let read = |path: String| {
            let file = generated.join(&path);
            let changed = fs::metadata(&file).unwrap().modified().unwrap();
            (path, fs::read(&file).unwrap(), changed)
        };
        files.map(read).collect::<Vec<_>>()
    };
    let before = state();
    assert!(before.len() > 2, "{before:?}");

    let broken_page = PAGE.replacen("\"children\":[]}", "\"children\":[}", 1);
    let broken_document = DOCUMENT.replace("schemas/StoreLampsRes", "schemas/StoreLampRes");
    let stale = "[[fixup]]\nat = \"Lmap\"\nname = \"Lamp\"\nreason = \"a\"\nevidence = \"b\"\n";
    for (path, text, code) in [
        (
            "spec/js-client/LampsResource.mdx",
            &*broken_page,
            "invalid-json",
        ),
        ("spec/openapi/store.yaml", &*broken_document, "missing-ref"),
        ("spec/fixups.toml", stale, "stale-fixup"),
    ] {
        let good = fs::read_to_string(workspace.path(path)).ok();
        workspace.write(path, text);
        for arguments in [&["regen"][..], &["regen", "--check"]] {
            let err = format!("error[{code}]: ");
            workspace.run(arguments).expect(1, "", &err);
            assert_eq!(state(), before, "{path}");
        }
        match good {
            Some(good) => workspace.write(path, &good),
            None => fs::remove_file(workspace.path(path)).unwrap(),
        }
    }
    workspace
        .run(&["regen", "--check"])
        .expect_only(0, "(0 changed)");
}

#[test]
fn what_cannot_run_exits_with_2() {
    let workspace = workspace();
    let missing = "error: missing: no such file or directory\n";
    workspace
        .run(&["regen", "--spec", "missing"])
        .expect(2, "", missing);
    workspace
        .run(&["regen", "--frobnicate"])
        .expect(2, "", "--frobnicate");
    workspace
        .run(&["inspect", "--json", "Lamp"])
        .expect(2, "", "cannot be used with");
    workspace.run(&[]).expect(2, "", "Usage: cargo xtask");

    workspace.write("generated-client/src/generated/mine.rs", "//! Mine.\n");
    workspace
        .run(&["regen"])
        .expect(2, "", "is not empty and was not generated");
    assert!(
        workspace
            .path("generated-client/src/generated/mine.rs")
            .exists()
    );

    let nowhere = xtask(&["regen"]).current_dir("/").output().unwrap();
    Outcome::of(&nowhere).expect(2, "", "error: no workspace");
}

#[test]
fn out_writes_a_crate_that_stands_alone() {
    let workspace = workspace();
    // Within the workspace's directory, which is where cargo would miss a `[workspace]`.
    workspace.run(&["regen", "--out", "copy"]).expect(0, "", "");
    let copy = workspace.path("copy");
    let files = files(&copy);
    let (generated, hand_written): (Vec<_>, Vec<_>) = files
        .iter()
        .partition(|path| path.starts_with("src/generated/"));
    assert_eq!(
        hand_written,
        ["Cargo.toml", "LICENSE-MIT", "README.md", "src/lib.rs"]
    );
    assert!(generated.iter().any(|path| *path == "src/generated/mod.rs"));
    assert!(!workspace.path("generated-client/src/generated").exists());

    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--no-deps", "--format-version=1"])
        .current_dir(&copy)
        .output()
        .unwrap();
    let metadata = Outcome::of(&metadata).expect(0, "", "");
    let metadata: serde_json::Value = serde_json::from_str(&metadata.out).unwrap();
    assert_eq!(metadata["packages"][0]["version"], "1.2.3");
    let root = metadata["workspace_root"].as_str().unwrap();
    assert_eq!(Path::new(root), copy.canonicalize().unwrap());
}

#[test]
fn out_can_be_repeated_and_checked() {
    let workspace = workspace();
    workspace.run(&["regen", "--out", "copy"]).expect(0, "", "");
    workspace.write("copy/target/debug/lamps", "binary");
    workspace.write("copy/Cargo.lock", "lock");
    workspace
        .run(&["regen", "--check", "--out", "copy"])
        .expect(0, "(0 changed)", "");

    workspace.write("generated-client/src/lib.rs", "//! More lamps.\n");
    let expected = "changed   src/lib.rs\n";
    workspace
        .run(&["regen", "--check", "--out", "copy"])
        .expect(1, expected, "");
    workspace
        .run(&["regen", "--out", "copy"])
        .expect(0, "(1 changed)", "");
    assert!(workspace.path("copy/target/debug/lamps").exists());
    assert!(workspace.path("copy/Cargo.lock").exists());
}

#[test]
fn out_goes_to_no_place_where_it_would_do_harm() {
    let workspace = workspace();
    workspace.write("mine/Cargo.toml", "[package]\nname = \"mine\"\n");
    let refused = "is not empty and was not generated";
    workspace
        .run(&["regen", "--out", "mine"])
        .expect(2, "", refused);
    workspace
        .run(&["regen", "--out", "."])
        .expect(2, "", refused);
    let inside = "lies inside of";
    workspace
        .run(&["regen", "--out", "generated-client/copy"])
        .expect(2, "", inside);
    assert!(!workspace.path("generated-client/copy").exists());

    workspace
        .run(&["regen", "--out", "generated-client"])
        .expect(0, "", "");
    assert!(
        workspace
            .path("generated-client/src/generated/mod.rs")
            .exists()
    );
    assert_eq!(
        fs::read_to_string(workspace.path("generated-client/Cargo.toml")).unwrap(),
        CLIENT
    );
}

#[test]
fn import_writes_facts_and_reports_prose() {
    let workspace = workspace();
    fs::rename(workspace.path("spec"), workspace.path("2026-02-03")).unwrap();
    let import = ["import", "--from", "2026-02-03"];
    let first = workspace.run(&import).expect_only(0, " files (0 changed, ");
    assert!(first.out.contains("prose: 0 told, "), "{first:#?}");
    let page = "spec/js-client/LampsResource.mdx";
    let text = fs::read_to_string(workspace.path(page)).unwrap();
    let told = text.replace("# LampsResource\n", "# LampsResource\n\nWhat shines.\n");
    workspace.write(page, &told);
    workspace
        .run(&import)
        .expect(0, "prose: 1 told, ", "")
        .expect(0, " files (0 changed) in ", "");
    let missing = workspace.run(&["inspect", "--missing"]);
    let missing = missing.expect(0, "method ", "");
    assert!(!missing.out.contains("resource "), "{missing:#?}");

    let published = "2026-02-03/js-client/LampsResource.mdx";
    let text = fs::read_to_string(workspace.path(published)).unwrap();
    let renamed = text.replace("# LampsResource\n", "# LightsResource\n");
    workspace.write(published, &renamed);
    let dropped = "dropped, for it is gone: class LampsResource\n  What shines.\n";
    workspace.run(&import).expect(0, dropped, "");
    assert!(!workspace.path(page).exists());
    workspace.run(&["regen", "--check"]).expect_only(1, "");

    // Without pages, or without documents, nothing is said of those there are.
    fs::remove_dir_all(workspace.path("2026-02-03/js-client")).unwrap();
    workspace.run(&import).expect(0, "0 dropped", "");
    let page = "spec/js-client/LightsResource.mdx";
    assert!(workspace.path(page).exists());
}

#[test]
fn import_writes_nothing_where_it_would_do_harm() {
    let workspace = workspace();
    fs::create_dir(workspace.path("empty")).unwrap();
    let refused = "is not empty and was not imported";
    workspace
        .run(&["import", "--from", "empty"])
        .expect(2, "", refused);
    workspace.run(&["import", "--from", "missing"]).expect(
        2,
        "",
        "error: missing: no such directory\n",
    );
    workspace
        .run(&["import", "--from", "empty", "--spec", "new"])
        .expect(1, "", "nothing is imported while there are errors\n");
    assert!(!workspace.path("new").exists());
}

#[test]
fn inspect_prints_json_for_programs() {
    let workspace = workspace();
    let json = workspace.run(&["inspect", "--json"]).expect_only(0, "");
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    for number in [
        "pages",
        "documents",
        "resources",
        "methods",
        "operations",
        "joined",
        "types",
        "fields",
        "enums",
    ] {
        assert!(json[number].is_u64(), "{number} in {json}");
    }
    assert!(json["left_out"].is_array() && json["diagnostics"].is_object());
    workspace.run(&["inspect"]).expect(0, "\nleft out: ", "");
}

#[test]
fn inspect_exits_with_1_for_an_unknown_name() {
    let workspace = workspace();
    let err = "error: nothing is called `Lampp.xyz`";
    let outcome = workspace.run(&["inspect", "Lampp.xyz"]).expect(1, "", err);
    assert_eq!(outcome.out, "");
}

#[test]
fn a_closed_pipe_is_no_panic_and_does_not_change_the_exit_code() {
    let workspace = workspace();
    for (arguments, code) in [(&["inspect"][..], 0), (&["regen", "--check"], 1)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = workspace.command(arguments);
        let output = command
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        Outcome::of(&output).expect_only(code, "");
    }
}

#[test]
fn a_plain_pipe_gets_no_colours() {
    let workspace = workspace();
    fs::create_dir(workspace.path("empty")).unwrap();
    let outcome = workspace.run(&["regen", "--spec", "empty"]);
    assert!(!outcome.err.contains('\u{1b}'), "{outcome:#?}");
    let mut forced = workspace.command(&["regen", "--spec", "empty"]);
    let outcome = Outcome::of(&forced.env("CLICOLOR_FORCE", "1").output().unwrap());
    assert!(outcome.err.contains('\u{1b}'), "{outcome:#?}");
}

#[test]
fn a_capture_alone_is_inspected_and_its_form_can_be_given() {
    let workspace = workspace();
    let page = "LampsResource\nLamps.\nProperties\nMethods\nlight\nLights one.\nParameters\n\
                idstringRequired\nReturns\nResponsePromiseResponsePromiseRequired\n";
    workspace.write("lamps.txt", page);
    let inspect = ["inspect", "--spec", "lamps.txt"];
    let counts = "  methods                  1\n  of them incomplete       1\n";
    let outcome = workspace.run(&inspect);
    let told = "capture: lamps.txt (rendered), LampsResource\n";
    assert!(
        outcome.out.contains(&format!("{told}{counts}")),
        "{outcome:#?}"
    );
    outcome.expect(0, "listed operations        0", "capture-loss");
    let given = workspace.run(&[&inspect[..], &["--as", "rendered", "--json"]].concat());
    given.expect(0, "\"form\": \"rendered\"", "0 errors");
    let other = workspace.run(&[&inspect[..], &["--as", "api-site"]].concat());
    other.expect(0, "(api-site)", "no verb with a route below it is shown");
    let unknown = workspace.run(&[&inspect[..], &["--as", "photograph"]].concat());
    unknown.expect(2, "", "code-view, flattened, rendered, api-site");
}
