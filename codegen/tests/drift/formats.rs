//! One comparison in every format: `tests/fixtures/drift-formats` holds what is compared and what is written.
//! `UPDATE_EXPECT=1` writes the expected files anew.

use super::drift::waivers::{Date, Waivers};
use super::drift::{self, Options};
use super::expected;
use super::report::{self, Report, State};
use medusa_codegen::diagnostic::render::Style;
use serde_json::Value;
use serde_sarif::sarif::Sarif;
use std::collections::BTreeSet;
use std::path::Path;

const FOLDER: &str = "tests/fixtures/drift-formats";
const WAIVER: &str = r#"
[[waiver]]
rule = "request.parameter.default.changed"
subject = "GET /store/lamps?limit"
reason = "callers | always <give> it"
expires = 2026-06-30
"#;

fn day(month: u8, day: u8) -> Date {
    Date {
        year: 2026,
        month,
        day,
    }
}

fn report() -> Report {
    let pair = drift::read(
        &[format!("{FOLDER}/before").into()],
        &[format!("{FOLDER}/after").into()],
    );
    let changes = pair.compare(Options::default()).expect("both can be read");
    let states = [("1.0", pair.old), ("1.1 <next>", pair.new)].map(|(name, run)| State {
        name: name.to_owned(),
        sources: run.sources,
    });
    Report::new(states, "documents", changes)
}

fn waived() -> Report {
    let mut report = report();
    let faults = Waivers::read(WAIVER)
        .unwrap()
        .apply(&mut report, day(6, 30));
    assert_eq!(faults, [""; 0]);
    report
}

#[test]
fn formats_are_as_expected() {
    let report = waived();
    let sarif = report::sarif(&report);
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap() + "\n";
    for (file, text) in [
        ("expected.txt", report::text(&report, Style::Plain, true)),
        (
            "expected.ansi",
            report::text(&report, Style::Coloured, false),
        ),
        ("expected.md", report::markdown(&report)),
        ("expected.changelog.md", report::changelog(&report)),
        ("expected.github", report::github(&report)),
        (
            "expected.json",
            pretty(&serde_json::to_value(&report).unwrap()),
        ),
        ("expected.sarif", pretty(&sarif)),
        ("expected.html", report::html(&report)),
    ] {
        expected(&Path::new(FOLDER).join(file)).assert_eq(&text);
    }
}

/// All of it is known to types made of the published schema: what is not, they would lose.
#[test]
fn sarif_is_that_of_its_schema() {
    let report = waived();
    let sarif = report::sarif(&report);
    let log: Sarif = serde_json::from_value(sarif.clone()).expect("it has the types of the schema");
    assert_eq!(serde_json::to_value(&log).unwrap(), sarif);
    let [run] = log.runs.as_slice() else {
        panic!("one run");
    };
    let rules = run.tool.driver.rules.as_deref().unwrap_or_default();
    let results = run.results.as_deref().unwrap_or_default();
    assert_eq!(results.len(), report.changes.len() + report.waived.len());
    let mut fingerprints = BTreeSet::new();
    for result in results {
        let index = usize::try_from(result.rule_index.unwrap()).unwrap();
        assert_eq!(Some(&rules[index].id), result.rule_id.as_ref());
        assert!(fingerprints.insert(&result.partial_fingerprints));
        let related = result.related_locations.iter().flatten();
        for location in result.locations.iter().flatten().chain(related) {
            let physical = location.physical_location.as_ref().unwrap();
            let artifact = physical.artifact_location.as_ref().unwrap();
            let uri = artifact.uri.as_deref().unwrap();
            assert!(!uri.contains([' ', '\\', '<', '>']), "{uri}");
            let region = physical.region.as_ref().unwrap();
            assert!(region.start_line >= Some(1) && region.start_column >= Some(1));
        }
    }
}

/// Names are somebody else's text.
#[test]
fn names_are_no_markup() {
    let report = waived();
    let html = report::html(&report);
    assert!(!html.contains("%<script>") && html.contains("%&lt;script&gt;"));
    for line in report::markdown(&report)
        .lines()
        .filter(|line| line.starts_with("| "))
    {
        assert_eq!(line.replace("\\|", "").matches('|').count(), 6, "{line}");
    }
    for line in report::github(&report).lines() {
        assert!(
            line.starts_with("::") && line.matches("::").count() >= 2,
            "{line}"
        );
    }
}

#[test]
fn waivers_are_refused_when_they_are_not_needed() {
    let apply = |text: &str, today| Waivers::read(text).unwrap().apply(&mut report(), today);
    assert_eq!(
        apply(WAIVER, day(7, 1)),
        [
            "the waiver of request.parameter.default.changed for `GET /store/lamps?limit` has expired on 2026-06-30"
        ]
    );
    let other = WAIVER.replace("lamps", "shelves");
    assert_eq!(
        apply(&other, day(1, 1)),
        [
            "the waiver of request.parameter.default.changed for `GET /store/shelves?limit` matches no change; remove it"
        ]
    );
    // An expired one takes nothing out.
    let mut whole = report();
    Waivers::read(WAIVER).unwrap().apply(&mut whole, day(7, 1));
    assert_eq!(whole.changes.len(), report().changes.len());
    assert_eq!(waived().changes.len() + 1, whole.changes.len());
}

#[test]
fn waivers_that_say_nonsense() {
    let fault = |from: &str, to: &str| Waivers::read(&WAIVER.replace(from, to)).unwrap_err();
    assert!(
        fault("default.changed", "default.gone")
            .contains("`request.parameter.default.gone`, which is no rule")
    );
    assert!(fault("callers | always <give> it", " ").contains("needs a reason"));
    assert!(fault("2026-06-30", "12:00:00").contains("needs a date"));
    assert!(fault("expires = 2026-06-30", "").contains("expires"));
    assert!(fault("reason =", "because =").contains("because"));
}
