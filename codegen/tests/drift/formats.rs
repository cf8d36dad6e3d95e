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

const LONGEST: usize = 60_000;

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
    let used = Waivers::read("waivers.toml", WAIVER)
        .unwrap()
        .apply(&mut report, day(6, 30));
    assert_eq!(
        (used.as_slice(), report.faults.as_slice()),
        (&[0][..], &[][..])
    );
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
        ("expected.md", report::markdown(&report, LONGEST)),
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
    for line in report::markdown(&report, LONGEST)
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

/// What a waiver takes out, and what is wrong with it.
fn apply(waiver: &str, today: Date) -> (usize, Vec<String>) {
    let mut report = report();
    let waivers = Waivers::read("waivers.toml", waiver).unwrap();
    waivers.apply(&mut report, today);
    let faults = report.faults.iter();
    let faults = faults.map(|fault| {
        assert_eq!((fault.at.file.as_str(), fault.at.line), ("waivers.toml", 3));
        fault.message.clone()
    });
    (report.waived.len(), faults.collect())
}

#[test]
fn waivers_are_refused_when_they_are_not_needed() {
    // An expired one takes nothing out.
    let expired = "the waiver of request.parameter.default.changed for `GET /store/lamps?limit` expired on 2026-06-30";
    assert_eq!(apply(WAIVER, day(7, 1)), (0, vec![expired.to_owned()]));
    let other = WAIVER.replace("lamps", "shelves");
    let unused = "the waiver of request.parameter.default.changed for `GET /store/shelves?limit` matches no change; remove it";
    assert_eq!(apply(&other, day(1, 1)), (0, vec![unused.to_owned()]));
}

/// A waiver of one change is none of another with the same subject.
#[test]
fn waivers_are_of_one_change() {
    let with = |key: &str| WAIVER.replace("reason =", &format!("{key}\nreason ="));
    let (before, after) = ("before = \"50\"", "after = \"20\"");
    for key in [before, after, &format!("{before}\n{after}")] {
        assert_eq!(apply(&with(key), day(1, 1)), (1, Vec::new()), "{key}");
    }
    let (waived, faults) = apply(&with("after = \"100\""), day(1, 1));
    assert!(
        waived == 0 && faults[0].contains("matches no change"),
        "{faults:?}"
    );
    let several = WAIVER
        .replace(
            "request.parameter.default.changed",
            "response.enum-value.added",
        )
        .replace("GET /store/lamps?limit", "LampState");
    let (waived, faults) = apply(&several, day(1, 1));
    assert!(
        waived == 0 && faults[0].contains("matches 2 changes"),
        "{faults:?}"
    );
    let one = several.replace("reason =", "after = \"dim\"\nreason =");
    assert_eq!(apply(&one, day(1, 1)), (1, Vec::new()));
}

/// Every format for people and tools says what is wrong with the waivers; a changelog is for others.
#[test]
fn faults_are_told_in_every_format() {
    let mut report = report();
    let other = WAIVER.replace("lamps", "shelves");
    let waivers = Waivers::read("spec/waivers.toml", &other).unwrap();
    waivers.apply(&mut report, day(1, 1));
    let sarif = report::sarif(&report);
    let log: Sarif = serde_json::from_value(sarif.clone()).expect("it has the types of the schema");
    assert_eq!(serde_json::to_value(&log).unwrap(), sarif);
    for text in [
        report::text(&report, Style::Plain, true),
        report::markdown(&report, LONGEST),
        report::html(&report),
        report::github(&report),
        serde_json::to_string(&report).unwrap(),
        sarif.to_string(),
    ] {
        assert!(text.contains("/store/shelves?limit"), "{text}");
        assert!(text.contains("spec/waivers.toml"), "{text}");
    }
    let github = report::github(&report);
    assert!(
        github.starts_with("::error file=spec/waivers.toml,line=3,col=1,title=waiver::"),
        "{github}"
    );
}

/// Where there is no room for all, what matters least is left out, and said to be.
#[test]
fn markdown_keeps_what_is_worst() {
    let report = report();
    let whole = report::markdown(&report, LONGEST);
    let rows = |text: &str, sign: &str| {
        text.lines()
            .filter(|line| line.starts_with(&format!("| {sign}")))
            .count()
    };
    let signs = ["🔴", "🟠", "🟢", "⚪"];
    let all = signs.map(|sign| rows(&whole, sign));
    assert!(all.iter().all(|count| *count > 0), "{all:?}");
    for longest in (500..whole.len()).step_by(100) {
        let text = report::markdown(&report, longest);
        assert!(text.len() <= longest, "{}", text.len());
        let kept = signs.map(|sign| rows(&text, sign));
        for worse in 0..3 {
            assert!(
                kept[worse] == all[worse] || kept[worse + 1] == 0,
                "{kept:?} of {all:?}"
            );
        }
        let left_out: usize = all.iter().sum::<usize>() - kept.iter().sum::<usize>();
        let is_told = text.contains(&format!("{left_out} changes are omitted"))
            || text.contains("1 change is omitted");
        assert!(left_out == 0 || is_told, "{text}");
    }
}

#[test]
fn waivers_that_say_nonsense() {
    let fault = |from: &str, to: &str| Waivers::read("", &WAIVER.replace(from, to)).unwrap_err();
    assert!(
        fault("default.changed", "default.gone")
            .contains("`request.parameter.default.gone`, which is not a rule")
    );
    assert!(fault("callers | always <give> it", " ").contains("needs a reason"));
    assert!(fault("2026-06-30", "12:00:00").contains("needs a date"));
    assert!(fault("expires = 2026-06-30", "").contains("expires"));
    assert!(fault("reason =", "because =").contains("because"));
}
