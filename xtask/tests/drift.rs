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
    drift(&folder, &["--from", "old", "--to", "broken"]).expect(1, "", "errors in the reference");
    folder.write("pages/LampsResource.mdx", PAGE);
    drift(&folder, &["--from", "pages", "--to", "pages"]).expect(2, "", "nothing to compare");
    drift(&folder, &["--from", "pages", "--to", "new/openapi"]).expect(2, "", "nothing to compare");
    let other = DOCUMENT
        .replace("lamps", "shelves")
        .replace("Lamps", "Shelves");
    folder.write("shelves/store.yaml", &other);
    let led_nowhere = ["--from", "pages", "--to", "pages", "--routes", "shelves"];
    drift(&folder, &led_nowhere).expect(2, "", "nothing to compare");
    drift(&folder, &["--from", "none:old", "--to", "new"]).expect(2, "", "none:old");
}

const LEVEL: &str =
    r#"{"name":"level","type":"`number`","description":"How bright it is.","optional":false"#;

/// What only one state has would outvote what has changed in the other.
#[test]
fn parts_are_compared_with_parts() {
    let folder = states(AUTH.0, AUTH.1);
    for from in ["old", "old/openapi"] {
        let arguments = ["--from", from, "--to", "new/openapi"];
        drift(&folder, &arguments).expect(1, "operation.auth.added", "");
    }
    drift(&folder, &["--from", "old", "--to", "new/js-client"]).expect(0, "no drift", "");

    let gone = DOCUMENT
        .replace("        - level\n", "        - shade\n")
        .replace(
            "level:\n          type: number",
            "shade:\n          type: string",
        );
    folder.write("new/openapi/store.yaml", &gone);
    assert!(PAGE.contains(LEVEL));
    let renamed = PAGE.replace(LEVEL, &LEVEL.replace("level", "glow"));
    folder.write("new/js-client/LampsResource.mdx", &renamed);
    for from in ["old", "old/openapi"] {
        let arguments = ["--from", from, "--to", "new/openapi"];
        drift(&folder, &arguments).expect(
            1,
            "StoreLampsRes.level response.required-field.removed",
            "",
        );
    }
    // Pages alone lead nowhere: routes come from either state, or from elsewhere.
    for (from, more) in [
        ("old", &[][..]),
        ("old/js-client", &["--routes", "old/openapi"]),
    ] {
        let arguments = [&["--from", from, "--to", "new/js-client"], more].concat();
        let found = drift(&folder, &arguments).expect(1, "StoreLampsRes.glow", "");
        found.expect(1, "StoreLampsRes.level", "");
    }
    let method = renamed.replace("### retrieve\n", "### fetch\n");
    folder.write("new/js-client/LampsResource.mdx", &method);
    let arguments = ["--from", "old", "--to", "new/js-client"];
    let found = drift(&folder, &arguments).expect(1, "LampsResource.fetch source.overridden", "");
    // What no page has any longer is not made up for from its route.
    found.expect(1, "GET /store/lamps/{id} operation.removed", "");
}

/// A method that has no route is no part of the API, but a change all the same.
#[test]
fn methods_without_routes_are_told() {
    let folder = states(AUTH.0, AUTH.1);
    folder.write("new/openapi/store.yaml", DOCUMENT);
    let (_, method) = PAGE.split_once("### retrieve").unwrap();
    let method = method.replace("medusa.lamps.retrieve", "medusa.lamps.dim");
    let page = format!("{PAGE}\n### dim{method}");
    folder.write("new/js-client/LampsResource.mdx", &page);
    for to in ["new", "new/js-client"] {
        let found = drift(&folder, &["--from", "old", "--to", to]);
        let found = found.expect(
            1,
            "docs       patch LampsResource.dim source.overridden",
            "",
        );
        found.expect(
            1,
            "only in the pages: method.added (no operation was found for it)",
            "",
        );
    }
}

/// Which source decides is up to a rule; a change in the other one is told as such.
#[test]
fn overridden_source_changes_are_reported() {
    let folder = states("type: number", "type: string");
    let found = compare(&folder, &[]).expect(1, "StoreLampsRes.level source.overridden", "");
    let found = found.expect(
        1,
        "only in OpenAPI: response.field.type.changed (number → string)",
        "",
    );
    found.expect(1, "1 change from old to new: 0 wire-breaking", "");
    compare(&folder, &["--fail-on", "minor"]).expect(0, "source.overridden", "");
}

/// Corrections are about all of a state: one that is about what is not compared is no drift.
#[test]
fn corrections_of_what_is_left_out_are_no_drift() {
    let folder = states(AUTH.0, AUTH.1);
    folder.write(
        "old/openapi/store.yaml",
        &DOCUMENT.replace("type: number", "type: integer"),
    );
    folder.write(
        "new/openapi/store.yaml",
        &DOCUMENT.replace("type: number", "type: integer"),
    );
    let fixup = "[[fixup]]\nat = \"StoreLampsRes.level\"\ntype = \"Integer\"\nreason = \"whole\"\nevidence = \"seen\"\n";
    folder.write("old/fixups.toml", fixup);
    drift(&folder, &["--from", "old", "--to", "new"]).expect(1, "", "errors in the reference");
    drift(&folder, &["--from", "old", "--to", "new/openapi"]).expect(0, "no drift", "");
    drift(&folder, &["--from", "old", "--to", "new/js-client"]).expect(0, "no drift", "");
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
    // A revision knows its files from its root on, wherever one stands.
    let mut below = folder.command(&["drift", "--from", "HEAD:old", "--to", "../new"]);
    let below = below.current_dir(folder.path("old")).output().unwrap();
    Outcome::of(&below).expect(1, "operation.auth.added", "");
    // All of it, two states at once, cannot be read; its copy is none that one could look at.
    let found = drift(&folder, &["--from", "HEAD:", "--to", "old"]).expect(
        2,
        "",
        "HEAD:new/openapi/store.yaml:",
    );
    assert!(!found.err.contains("/tmp"), "{}", found.err);
}

/// Corrections are lent to the other state, and their place is still the one in the revision.
#[test]
fn places_in_revisions_are_theirs() {
    let folder = states("type: number", "type: integer");
    let fixup = "[[fixup]]\nat = \"StoreLampsRes.level\"\nrequired = false\nreason = \"not always\"\nevidence = \"seen\"\n";
    folder.write("old/fixups.toml", fixup);
    Folder::commit(folder.root());
    folder.write("new/openapi/store.yaml", &DOCUMENT.replace("level", "glow"));
    folder.write(
        "new/js-client/LampsResource.mdx",
        &PAGE.replace("level", "glow"),
    );
    let found = drift(&folder, &["--from", "HEAD:old", "--to", "new"]);
    let found = found.expect(1, "HEAD:old/fixups.toml:2:6", "");
    assert!(!found.out.contains("/tmp"), "{}", found.out);
}

#[test]
fn waivers_take_known_changes_out() {
    let folder = states(AUTH.0, AUTH.1);
    let waiver = "[[waiver]]\nrule = \"operation.auth.added\"\nsubject = \"GET /store/lamps/{id}\"\nreason = \"all are\"\nexpires = 9999-01-01\n";
    folder.write("old/drift-waivers.toml", waiver);
    compare(&folder, &[]).expect(0, "1 waived", "");
    folder.write("old/drift-waivers.toml", &waiver.replace("9999", "2020"));
    compare(&folder, &["--fail-on", "wire"]).expect(1, "expired on 2020-01-01", "");
    let unused = waiver.replace("{id}", "{lamp}");
    folder.write("old/drift-waivers.toml", &unused);
    compare(&folder, &[]).expect(1, "operation.auth.added", "");
    compare(&folder, &[]).expect(1, "old/drift-waivers.toml:2: the waiver", "");
    let markdown = ["--format", "markdown"];
    compare(&folder, &markdown).expect(1, "1 error in the waivers", "matches no change");
    // A revision has waivers of its own; others can be named.
    Folder::commit(folder.root());
    folder.write("known.toml", waiver);
    let tagged = ["--from", "HEAD:old", "--to", "new"];
    drift(&folder, &tagged).expect(1, "HEAD:old/drift-waivers.toml:2: the waiver", "");
    drift(
        &folder,
        &[&tagged[..], &["--waivers", "known.toml"]].concat(),
    )
    .expect(0, "1 waived", "");
    drift(
        &folder,
        &[&tagged[..], &["--waivers", "none.toml"]].concat(),
    )
    .expect(2, "", "none.toml");
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

/// A spec folder made of `old`.
fn spec(folder: &Folder) {
    folder
        .run(&["import", "--from", "old", "--spec", "spec"])
        .expect(0, "", "");
}

/// A state with only pages, or only documents, says nothing of the other: that stays.
#[test]
fn what_is_published_alone_is_taken_in_alone() {
    let folder = states(AUTH.0, AUTH.1);
    spec(&folder);
    let page = PAGE.replace(LEVEL, &LEVEL.replace("level", "glow"));
    folder.write("new/js-client/LampsResource.mdx", &page);
    let [known_page, known_type] = ["js-client/LampsResource", "types/medusa.StoreLampsRes"]
        .map(|name| folder.read(&format!("spec/{name}.mdx")));

    let arguments = ["--from", "spec", "--to", "new/openapi", "--accept"];
    let found = drift(&folder, &arguments).expect(0, "operation.auth.added", "");
    let found = found.expect(0, "0 dropped", "");
    found.expect(0, "1 pages, 1 methods, 1 operations", "");
    assert_eq!(folder.read("spec/js-client/LampsResource.mdx"), known_page);
    assert_eq!(
        folder.read("spec/types/medusa.StoreLampsRes.mdx"),
        known_type
    );
    let manifest = folder.read("spec/manifest.toml");
    assert!(
        manifest.contains("state = \"openapi\"\npages = \"old\"\n"),
        "{manifest}"
    );
    assert!(
        manifest.contains("\"js-client/LampsResource.mdx\" = "),
        "{manifest}"
    );

    let document = folder.read("spec/openapi/store.yaml");
    let arguments = ["--from", "spec", "--to", "new/js-client", "--accept"];
    drift(&folder, &arguments).expect(0, "StoreLampsRes.glow", "");
    assert_eq!(folder.read("spec/openapi/store.yaml"), document);
    let manifest = folder.read("spec/manifest.toml");
    assert!(
        manifest.contains("state = \"js-client\"\ndocuments = \"openapi\"\n"),
        "{manifest}"
    );
    assert!(
        folder
            .read("spec/types/medusa.StoreLampsRes.mdx")
            .contains("glow")
    );
    drift(&folder, &["--from", "spec", "--to", "new"]).expect(0, "no drift", "");
}

/// What is taken in needs no waiver any longer; one that was needed for nothing is still told.
#[test]
fn waivers_of_what_is_taken_in_are_dropped() {
    let folder = states(AUTH.0, AUTH.1);
    spec(&folder);
    let waiver = "[[waiver]]\nrule = \"operation.auth.added\"\nsubject = \"GET /store/lamps/{id}\"\nreason = \"all are\"\nexpires = 9999-01-01\n";
    let unused = waiver.replace("{id}", "{lamp}");
    folder.write(
        "spec/drift-waivers.toml",
        &format!("# Known.\n\n{waiver}\n{unused}"),
    );
    let arguments = ["--from", "spec", "--to", "new", "--accept"];
    drift(&folder, &arguments).expect(1, "ready for `cargo xtask regen`", "");
    let left = folder.read("spec/drift-waivers.toml");
    assert!(left.contains(&unused) && !left.contains("{id}"), "{left}");
    folder.write("spec/drift-waivers.toml", waiver);
    drift(&folder, &["--from", "spec", "--to", "old", "--accept"]).expect(
        1,
        "matches no change",
        "",
    );
    drift(&folder, &arguments).expect(0, "1 waived", "");
    drift(&folder, &["--from", "spec", "--to", "new"]).expect(0, "no drift", "");
}

/// Corrections that do not fit any longer are told, and so is what needs prose.
#[test]
fn prose_is_asked_for_beside_stale_corrections() {
    let folder = states("type: number", "type: integer");
    spec(&folder);
    let fixup = "[[fixup]]\nat = \"StoreLampsRes.level\"\nrequired = false\nreason = \"not always\"\nevidence = \"seen\"\n";
    folder.write("spec/fixups.toml", fixup);
    folder.write("new/openapi/store.yaml", &DOCUMENT.replace("level", "glow"));
    folder.write(
        "new/js-client/LampsResource.mdx",
        &PAGE.replace("level", "glow"),
    );
    let arguments = ["--from", "spec", "--to", "new", "--accept"];
    let found = drift(&folder, &arguments).expect(
        1,
        "needs prose: field StoreLampsRes.glow",
        "stale-fixup",
    );
    found.expect(1, "", "correct the above before `cargo xtask regen`");
}

/// A revision is only a copy of itself, whose name is none of a state.
#[test]
fn revisions_are_not_taken_in() {
    let folder = states(AUTH.0, AUTH.1);
    spec(&folder);
    Folder::commit(folder.root());
    for arguments in [["HEAD:spec", "new"], ["spec", "HEAD:new"]] {
        let [from, to] = arguments;
        drift(&folder, &["--from", from, "--to", to, "--accept"]).expect(
            2,
            "",
            "only a folder can",
        );
    }
}
