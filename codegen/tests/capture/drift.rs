//! Drift between captures and a complete spec: what both know differently, and nothing that a capture lost.

use crate::damage;
use crate::own::{LAMPS, SITE, page};
use crate::support::shared;
use medusa_codegen::drift::{self, Options};
use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = include_str!("lamps.yaml");

/// The changes between two states, a line each.
fn changes(old: &Path, new: &Path) -> Vec<String> {
    let pair = drift::read(&[old.to_owned()], &[new.to_owned()]);
    for said in pair
        .new
        .diagnostics
        .iter()
        .filter(|_| pair.new.api.is_none())
    {
        println!("{said:?}");
    }
    let changes = pair.compare(Options::default());
    let changes = changes.expect("both states have something in common");
    let line = |change: &drift::Change| {
        let [before, after] = [&change.before, &change.after]
            .map(|text| text.as_deref().unwrap_or("nothing").to_owned());
        format!(
            "{} {}: {before} → {after}",
            change.rule.id(),
            change.subject
        )
    };
    changes.iter().map(line).collect()
}

/// The changes from the complete lamps to what a capture says of them.
fn found_in(capture: &str) -> Vec<String> {
    found_beside(DOCUMENT, capture)
}

/// The changes in a site's rendering of one operation.
fn found_on_site(capture: &str) -> Vec<String> {
    found_beside(
        &DOCUMENT.replace("type: number, default", "type: integer, default"),
        capture,
    )
}

fn found_beside(document: &str, capture: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder"))
            .expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    };
    write("spec/lamps.mdx", LAMPS);
    write("spec/lamps.yaml", document);
    write("capture.txt", capture);
    let [spec, capture] = ["spec", "capture.txt"].map(|path| folder.path().join(path));
    let there = changes(&spec, &capture);
    // The other way round, as much is found.
    assert_eq!(changes(&capture, &spec).len(), there.len());
    there
}

#[test]
fn what_a_capture_lost_is_no_drift() {
    let none: [&str; 0] = [];
    assert_eq!(found_in(&damage::code_view(LAMPS, 2)), none);
    assert_eq!(found_in(&damage::code_view_without_blanks(LAMPS)), none);
    assert_eq!(found_in(&damage::flatten(LAMPS)), none);
    assert_eq!(found_in(&damage::render(&page(LAMPS))), none);
    assert_eq!(found_on_site(SITE), none);
}

#[test]
fn what_a_capture_says_otherwise_is_drift() {
    let renamed = LAMPS.replace("\"name\": \"watts\"", "\"name\": \"volts\"");
    let added = "request.field.added PostLampReq.volts: nothing → number, optional";
    assert_eq!(found_in(&damage::code_view(&renamed, 2)), [added]);

    let id = "\"What it is known by.\",\n                \"optional\": ";
    let optional = LAMPS.replace(&format!("{id}false"), &format!("{id}true"));
    let optional_id = "response.field.required.removed Lamp.id: required → optional";
    // Without a required field the type has a default.
    let default = "rust.traits.added Lamp: nothing → Default";
    let expected = [optional_id, default];
    assert_eq!(found_in(&damage::code_view(&optional, 2)), expected);
    assert_eq!(found_in(&damage::flatten(&optional)), expected);

    let printed = "string <date-time> | null \nrequired";
    let site = SITE.replace(printed, "string <date-time> \noptional");
    let of_site = [
        "response.field.required.removed Lamp.lit_at: required → optional",
        "response.field.nullable.removed Lamp.lit_at: nullable → not nullable",
    ];
    assert_eq!(found_on_site(&site), of_site);
}

#[test]
fn what_only_a_site_has_is_drift() {
    let query = "Query Params\nexpand\nstring \noptional\nWhat to add.\n";
    let body = "Body Params application/json";
    let site = SITE.replacen(body, &format!("{query}{body}"), 1);
    let added = "request.parameter.added POST /store/lamps/{id}?expand: nothing → string, optional";
    assert_eq!(found_on_site(&site), [added]);

    let site = SITE.replacen("🟠404Not", "🟠409Conflict\n🟠404Not", 1);
    let added = "operation.error.added POST /store/lamps/{id}: nothing → 409";
    assert_eq!(found_on_site(&site), [added]);

    let known = "schema: {type: string}}\n      requestBody";
    let parameter =
        "schema: {type: string}}\n      - {in: query, name: expand, schema: {type: string}}";
    let document = DOCUMENT
        .replace("type: number, default", "type: integer, default")
        .replacen(known, &format!("{parameter}\n      requestBody"), 1);
    let required = query.replace("optional", "required");
    let site = SITE.replacen(body, &format!("{required}{body}"), 1);
    let found = found_beside(&document, &site);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("?expand: optional → required"),
        "{found:?}"
    );
}

#[test]
fn what_got_mixed_up_in_a_capture_is_no_drift() {
    let none: [&str; 0] = [];
    // A class under another title, and without any.
    let shown = damage::render(&page(LAMPS));
    let other = shown.replacen("LampsResource", "Docs", 1);
    assert_eq!(found_in(&other), none);
    assert_eq!(found_in(&shown.replacen("LampsResource\n", "", 1)), none);

    // The rows of one method below the heading of another: lines are missing between the two.
    let whole = damage::code_view(LAMPS, 2);
    let whole = format!("{}|", whole.trim_end_matches("|\n"));
    let lines: Vec<&str> = whole.lines().collect();
    for size in [30, 90, 200] {
        for start in (60..lines.len() - size).step_by(17) {
            let left: Vec<&str> = [&lines[..start], &lines[start + size..]].concat();
            assert_eq!(
                found_in(&left.join("\n")),
                none,
                "{size} lines from {start}"
            );
        }
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the captures"]
fn the_spec_knows_what_the_seeds_say() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let seeds = fs::read_dir(shared().join("seeds")).expect("the captures can be listed");
    let mut paths: Vec<PathBuf> = seeds
        .map(|seed| seed.expect("the captures can be listed").path())
        .collect();
    paths.sort();
    for path in paths {
        let none: [&str; 0] = [];
        assert_eq!(changes(&spec, &path), none, "{}", path.display());
    }
}
