//! `cargo xtask drift` as a whole: its exit codes, states in git, waivers, and taking facts in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const PAGE: &str = include_str!("fixtures/spec/js-client/LampsResource.mdx");
const DOCUMENT: &str = include_str!("fixtures/spec/openapi/store.yaml");

struct Folder {
    folder: TempDir,
}

struct Outcome {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Folder {
    /// With the state `old`, and `new` in which the document says something else.
    fn new(from: &str, to: &str) -> Self {
        assert!(DOCUMENT.contains(from));
        let folder = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        folder.write("old/js-client/LampsResource.mdx", PAGE);
        folder.write("old/openapi/store.yaml", DOCUMENT);
        folder.write("new/js-client/LampsResource.mdx", PAGE);
        folder.write("new/openapi/store.yaml", &DOCUMENT.replace(from, to));
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .arg("drift")
            .args(arguments)
            .env_remove("CARGO_MANIFEST_DIR");
        let output = command.current_dir(self.folder.path()).output().unwrap();
        Outcome {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn compare(&self, more: &[&str]) -> Outcome {
        self.run(&[&["--from", "old", "--to", "new"], more].concat())
    }

    fn git(&self, arguments: &[&str]) {
        let user = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        let output = Command::new("git")
            .args(user)
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

impl Outcome {
    #[track_caller]
    fn expect(self, code: i32, out: &str, err: &str) -> Self {
        let Self {
            code: found,
            out: said,
            err: reported,
        } = &self;
        assert_eq!(*found, Some(code), "{said}\n{reported}");
        assert!(said.contains(out), "{said}");
        assert!(reported.contains(err), "{reported}");
        self
    }
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
    let breaking = Folder::new(AUTH.0, AUTH.1);
    for level in ["wire", "major", "minor", "any"] {
        breaking
            .compare(&["--fail-on", level])
            .expect(1, "operation.auth.added", "");
    }
    let minor = Folder::new(DEPRECATED.0, DEPRECATED.1);
    for (level, code) in [("wire", 0), ("major", 0), ("minor", 1), ("any", 1)] {
        minor
            .compare(&["--fail-on", level])
            .expect(code, "operation.deprecated.added", "");
    }
    let docs = Folder::new("GetLampsLamp", "GetLamp");
    for (level, code) in [("minor", 0), ("any", 1)] {
        docs.compare(&["--fail-on", level])
            .expect(code, "operation.id.changed", "");
    }
    // Other words are no drift, unless asked for.
    let words = Folder::new("Fetches one lamp.", "Gets one lamp.");
    words.compare(&[]).expect(0, "no drift", "");
    words
        .compare(&["--descriptions"])
        .expect(1, "description.changed", "");
}

#[test]
fn what_cannot_be_compared_is_no_finding() {
    let folder = Folder::new(AUTH.0, AUTH.1);
    folder
        .run(&["--from", "old", "--to", "none"])
        .expect(2, "", "none: no such file or directory");
    folder
        .run(&["--from", "old", "--to", "new", "--fail-on", "much"])
        .expect(2, "", "invalid value");
    folder.write("broken/store.yaml", "openapi: 3.0.0\npaths: [");
    folder
        .run(&["--from", "old", "--to", "broken"])
        .expect(2, "", "errors in the reference");
    folder.write("pages/LampsResource.mdx", PAGE);
    folder
        .run(&["--from", "pages", "--to", "pages"])
        .expect(2, "", "nothing to compare");
    folder
        .run(&["--from", "pages", "--to", "new/openapi"])
        .expect(2, "", "nothing to compare");
    folder
        .run(&["--from", "none:old", "--to", "new"])
        .expect(2, "", "none:old");
}

#[test]
fn parts_are_compared_with_parts() {
    let folder = Folder::new(AUTH.0, AUTH.1);
    folder
        .run(&["--from", "old", "--to", "new/openapi"])
        .expect(1, "operation.auth.added", "");
    folder
        .run(&["--from", "old/openapi", "--to", "new/openapi"])
        .expect(1, "operation.auth.added", "");
    folder
        .run(&["--from", "old", "--to", "new/js-client"])
        .expect(0, "no drift", "");
    let level = r#"{"name":"level","type":"`number`""#;
    assert!(PAGE.contains(level));
    folder.write(
        "new/js-client/LampsResource.mdx",
        &PAGE.replace(level, r#"{"name":"glow","type":"`number`""#),
    );
    folder
        .run(&["--from", "old", "--to", "new/js-client"])
        .expect(1, "StoreLampsRes.glow", "");
}

#[test]
fn states_are_read_from_git() {
    let folder = Folder::new(AUTH.0, AUTH.1);
    folder.git(&["init", "--quiet"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "--quiet", "--message", "Both"]);
    let found = folder
        .run(&["--from", "HEAD:old", "--to", "HEAD:new"])
        .expect(1, "operation.auth.added", "");
    assert!(
        found.out.contains("HEAD:new/openapi/store.yaml:10:5"),
        "{}",
        found.out
    );
    folder.run(&["--from", "HEAD:old", "--to", "old"]).expect(
        0,
        "no drift from HEAD:old to old",
        "",
    );
    folder
        .run(&["--from", "HEAD:older", "--to", "old"])
        .expect(2, "", "HEAD:older");
}

#[test]
fn waivers_take_known_changes_out() {
    let folder = Folder::new(AUTH.0, AUTH.1);
    let waiver = "[[waiver]]\nrule = \"operation.auth.added\"\nsubject = \"GET /store/lamps/{id}\"\nreason = \"all are\"\nexpires = 9999-01-01\n";
    folder.write("old/drift-waivers.toml", waiver);
    folder.compare(&[]).expect(0, "1 waived", "");
    folder.write("old/drift-waivers.toml", &waiver.replace("9999", "2020"));
    folder
        .compare(&["--fail-on", "wire"])
        .expect(1, "", "has expired on 2020-01-01");
    folder.write("old/drift-waivers.toml", &waiver.replace("{id}", "{lamp}"));
    folder
        .compare(&[])
        .expect(1, "operation.auth.added", "matches no change");
    folder.write("old/drift-waivers.toml", &waiver.replace("rule", "role"));
    folder.compare(&[]).expect(2, "", "drift-waivers.toml");
}

#[test]
fn every_format_is_written() {
    let folder = Folder::new(AUTH.0, AUTH.1);
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
        folder.compare(&["--format", format]).expect(1, sign, "");
        folder
            .compare(&["--format", format, "--output", "out"])
            .expect(1, "", "");
        let text = fs::read_to_string(folder.path("out")).unwrap();
        assert!(text.contains(sign) && text.ends_with('\n'), "{text}");
    }
}

#[test]
fn accepted_facts_are_in_the_spec() {
    let folder = Folder::new("        - level\n", "        - level\n        - colour\n");
    let field = "        level:\n          type: number\n";
    let with_field = DOCUMENT
        .replace("        - level\n", "        - level\n        - colour\n")
        .replace(
            field,
            &format!("        colour:\n          type: string\n{field}"),
        );
    folder.write("new/openapi/store.yaml", &with_field);
    import(&folder, "old", "spec");
    let arguments = ["--from", "spec", "--to", "new", "--accept"];
    folder
        .run(&arguments)
        .expect(0, "needs prose: field StoreLampsRes.colour", "");
    folder
        .run(&["--from", "spec", "--to", "new"])
        .expect(0, "no drift", "");
    assert!(
        fs::read_to_string(folder.path("spec/manifest.toml"))
            .unwrap()
            .contains("state = \"new\"")
    );
    folder
        .run(&["--from", "new", "--to", "old", "--accept"])
        .expect(2, "", "was not imported");
}

fn import(folder: &Folder, from: &str, spec: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .args(["import", "--from", from, "--spec", spec])
        .env_remove("CARGO_MANIFEST_DIR");
    let output = command.current_dir(folder.folder.path()).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        Path::new(&folder.path(spec))
            .join("manifest.toml")
            .is_file()
    );
}
