//! `cargo xtask drift` as a whole: its exit codes, states in git, waivers, and taking facts in.

mod support;

use support::{DOCUMENT, Folder, Outcome, PAGE};

/// A folder with the state `old`, and `new` in which the document says something else.
fn states(from: &str, to: &str) -> Folder {
    assert!(DOCUMENT.contains(from));
    let folder = Folder::new();
    folder.write("old/js-client/LampsResource.mdx", PAGE);
    folder.write("old/openapi/store.yaml", DOCUMENT);
    folder.write("new/js-client/LampsResource.mdx", PAGE);
    folder.write("new/openapi/store.yaml", &DOCUMENT.replace(from, to));
    folder
}

fn drift(folder: &Folder, arguments: &[&str]) -> Outcome {
    folder.run(&[&["drift"], arguments].concat())
}

fn compare(folder: &Folder, more: &[&str]) -> Outcome {
    drift(folder, &[&["--from", "old", "--to", "new"], more].concat())
}

const AUTH: (&str, &str) = (
    "      x-codegen:",
    "      x-authenticated: true\n      x-codegen:",
);
const DEPRECATED: (&str, &str) = (
    "      x-codegen:",
    "      deprecated: true\n      x-codegen:",
);

#[test]
fn exit_codes_follow_what_is_asked() {
    let breaking = states(AUTH.0, AUTH.1);
    for level in ["wire", "major", "minor", "any"] {
        compare(&breaking, &["--fail-on", level]).expect(1, "operation.auth.added", "");
    }
    let minor = states(DEPRECATED.0, DEPRECATED.1);
    for (level, code) in [("wire", 0), ("major", 0), ("minor", 1), ("any", 1)] {
        compare(&minor, &["--fail-on", level]).expect(code, "operation.deprecated.added", "");
    }
    let docs = states("GetLampsLamp", "GetLamp");
    for (level, code) in [("minor", 0), ("any", 1)] {
        compare(&docs, &["--fail-on", level]).expect(code, "operation.id.changed", "");
    }
    // Other words are no drift, unless asked for.
    let words = states("Fetches one lamp.", "Gets one lamp.");
    compare(&words, &[]).expect(0, "no drift", "");
    compare(&words, &["--descriptions"]).expect(1, "description.changed", "");
}

#[test]
fn what_cannot_be_compared_is_no_finding() {
    let folder = states(AUTH.0, AUTH.1);
    drift(&folder, &["--from", "old", "--to", "none"]).expect(
        2,
        "",
        "none: no such file or directory",
    );
    drift(
        &folder,
        &["--from", "old", "--to", "new", "--fail-on", "much"],
    )
    .expect(2, "", "invalid value");
    folder.write("broken/store.yaml", "openapi: 3.0.0\npaths: [");
    drift(&folder, &["--from", "old", "--to", "broken"]).expect(2, "", "errors in the reference");
    folder.write("pages/LampsResource.mdx", PAGE);
    drift(&folder, &["--from", "pages", "--to", "pages"]).expect(2, "", "nothing to compare");
    drift(&folder, &["--from", "pages", "--to", "new/openapi"]).expect(2, "", "nothing to compare");
    drift(&folder, &["--from", "none:old", "--to", "new"]).expect(2, "", "none:old");
}

#[test]
fn parts_are_compared_with_parts() {
    let folder = states(AUTH.0, AUTH.1);
    drift(&folder, &["--from", "old", "--to", "new/openapi"]).expect(1, "operation.auth.added", "");
    drift(&folder, &["--from", "old/openapi", "--to", "new/openapi"]).expect(
        1,
        "operation.auth.added",
        "",
    );
    drift(&folder, &["--from", "old", "--to", "new/js-client"]).expect(0, "no drift", "");
    let level = r#"{"name":"level","type":"`number`""#;
    assert!(PAGE.contains(level));
    folder.write(
        "new/js-client/LampsResource.mdx",
        &PAGE.replace(level, r#"{"name":"glow","type":"`number`""#),
    );
    drift(&folder, &["--from", "old", "--to", "new/js-client"]).expect(1, "StoreLampsRes.glow", "");
}

#[test]
fn states_are_read_from_git() {
    let folder = states(AUTH.0, AUTH.1);
    Folder::commit(folder.root());
    let found = drift(&folder, &["--from", "HEAD:old", "--to", "HEAD:new"]).expect(
        1,
        "operation.auth.added",
        "",
    );
    assert!(
        found.out.contains("HEAD:new/openapi/store.yaml:10:5"),
        "{}",
        found.out
    );
    drift(&folder, &["--from", "HEAD:old", "--to", "old"]).expect(
        0,
        "no drift from HEAD:old to old",
        "",
    );
    drift(&folder, &["--from", "HEAD:older", "--to", "old"]).expect(2, "", "HEAD:older");
}

#[test]
fn waivers_take_known_changes_out() {
    let folder = states(AUTH.0, AUTH.1);
    let waiver = "[[waiver]]\nrule = \"operation.auth.added\"\nsubject = \"GET /store/lamps/{id}\"\nreason = \"all are\"\nexpires = 9999-01-01\n";
    folder.write("old/drift-waivers.toml", waiver);
    compare(&folder, &[]).expect(0, "1 waived", "");
    folder.write("old/drift-waivers.toml", &waiver.replace("9999", "2020"));
    compare(&folder, &["--fail-on", "wire"]).expect(1, "", "has expired on 2020-01-01");
    folder.write("old/drift-waivers.toml", &waiver.replace("{id}", "{lamp}"));
    compare(&folder, &[]).expect(1, "operation.auth.added", "matches no change");
    folder.write("old/drift-waivers.toml", &waiver.replace("rule", "role"));
    compare(&folder, &[]).expect(2, "", "drift-waivers.toml");
}

#[test]
fn every_format_is_written() {
    let folder = states(AUTH.0, AUTH.1);
    for (format, sign) in [
        ("text", "operation.auth.added"),
        ("markdown", "## API drift: old → new"),
        ("changelog", "### Changed"),
        ("json", "\"rule\": \"operation.auth.added\""),
        (
            "github",
            "::error file=new/openapi/store.yaml,line=10,col=5,",
        ),
        ("sarif", "\"ruleId\": \"operation.auth.added\""),
        ("html", "<!doctype html>"),
    ] {
        compare(&folder, &["--format", format]).expect(1, sign, "");
        compare(&folder, &["--format", format, "--output", "out"]).expect(1, "", "");
        let text = folder.read("out");
        assert!(text.contains(sign) && text.ends_with('\n'), "{text}");
    }
}

#[test]
fn accepted_facts_are_in_the_spec() {
    let folder = states("        - level\n", "        - level\n        - colour\n");
    let field = "        level:\n          type: number\n";
    let with_field = DOCUMENT
        .replace("        - level\n", "        - level\n        - colour\n")
        .replace(
            field,
            &format!("        colour:\n          type: string\n{field}"),
        );
    folder.write("new/openapi/store.yaml", &with_field);
    folder
        .run(&["import", "--from", "old", "--spec", "spec"])
        .expect(0, "", "");
    let arguments = ["--from", "spec", "--to", "new", "--accept"];
    drift(&folder, &arguments).expect(0, "needs prose: field StoreLampsRes.colour", "");
    drift(&folder, &["--from", "spec", "--to", "new"]).expect(0, "no drift", "");
    assert!(
        folder
            .read("spec/manifest.toml")
            .contains("state = \"new\"")
    );
    drift(&folder, &["--from", "new", "--to", "old", "--accept"]).expect(2, "", "was not imported");
}
