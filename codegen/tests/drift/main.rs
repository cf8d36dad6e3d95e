//! Two states in, changes out.
//!
//! Each folder in `tests/fixtures/drift` is a case, named after the rule it is there for, and after `@` what is
//! particular: what is read in `before` and `after`, and in `expected.txt` the changes. To add a case, add a
//! folder with both, run the test with `UPDATE_EXPECT=1`, and read what it wrote.

mod formats;
mod history;
mod mutations;
mod rules;
mod sameness;
#[path = "../support/mod.rs"]
mod support;
mod surface;

use expect_test::{ExpectFile, expect_file};
use medusa_codegen::diagnostic::render::Style;
use medusa_codegen::drift::report::{self, Report, State};
use medusa_codegen::drift::{self, Change, Comparison, Direction, Options, Rule};
use std::fs;
use std::path::{Path, PathBuf};

/// Relative, as are the paths in what is said: cargo runs tests in the crate's folder.
const CASES: &str = "tests/fixtures/drift";

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(CASES)
        .expect("the fixtures are part of the crate")
        .map(|entry| entry.expect("the fixtures can be listed").path())
        .collect();
    cases.sort();
    cases
}

/// The library takes a relative path for one from the source file.
fn expected(path: &Path) -> ExpectFile {
    expect_file![std::path::absolute(path).expect("there is a current folder")]
}

fn name(case: &Path) -> String {
    case.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The id of the rule that a case is there for.
fn rule(case: &Path) -> String {
    let name = name(case);
    name.split('@').next().unwrap_or_default().to_owned()
}

fn read(case: &Path) -> (Comparison, Vec<Change>) {
    let pair = drift::read(&[case.join("before")], &[case.join("after")]);
    let descriptions = name(case).starts_with("description.");
    let changes = pair.compare(Options { descriptions });
    let said = [&pair.old, &pair.new].map(|run| format!("{:#?}", run.diagnostics));
    let changes = changes.unwrap_or_else(|| panic!("{}: {said:#?}", case.display()));
    (pair, changes)
}

fn report(case: &Path) -> Report {
    let (pair, changes) = read(case);
    let states = [("before", pair.old), ("after", pair.new)].map(|(name, run)| State {
        name: name.to_owned(),
        sources: run.sources,
    });
    Report::new(states, "documents", changes)
}

#[test]
fn changes_are_what_is_expected() {
    for case in cases() {
        let report = report(&case);
        let is_found = (report.changes.iter()).any(|change| change.rule.id() == rule(&case));
        let text = report::text(&report, Style::Plain, true);
        let text = text.replace(&format!("{}/", case.display()), "");
        assert!(is_found, "{} is not found:\n{text}", case.display());
        expected(&case.join("expected.txt")).assert_eq(&text);
    }
}

#[test]
fn every_rule_has_a_case() {
    let names: Vec<String> = cases().iter().map(|case| rule(case)).collect();
    let lacking: Vec<_> = Rule::all()
        .iter()
        .filter(|rule| !names.contains(&rule.id()))
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

/// Turned around, a case is one of the opposite rule, where there is one.
#[test]
fn cases_can_be_turned_around() {
    let mut turned = 0;
    for case in cases() {
        let id = rule(&case);
        let opposite = match id.rsplit_once('.') {
            Some((stem, "added")) => format!("{stem}.removed"),
            Some((stem, "narrowed")) => format!("{stem}.widened"),
            _ => continue,
        };
        let Some(opposite) = Rule::find(&opposite) else {
            continue;
        };
        let pair = drift::read(&[case.join("after")], &[case.join("before")]);
        let changes = pair
            .compare(Options {
                descriptions: id.starts_with("description."),
            })
            .unwrap_or_default();
        assert!(
            changes.iter().any(|change| change.rule == opposite),
            "{id} turned around has no {opposite}: {changes:#?}"
        );
        turned += 1;
    }
    assert!(turned > 20, "{turned}");
}

#[test]
fn a_state_has_not_drifted_from_itself() {
    for case in cases() {
        for side in ["before", "after"] {
            let folder = [case.join(side)];
            let pair = drift::read(&folder, &folder);
            assert_eq!(
                pair.compare(Options { descriptions: true }),
                Some(Vec::new()),
                "{} {side}",
                case.display()
            );
        }
    }
}

/// Whatever has changed, somebody wants to look at it.
#[test]
fn changes_have_places() {
    for case in cases() {
        for change in read(&case).1 {
            let has_place = change.before_at.is_some() || change.after_at.is_some();
            assert!(has_place, "{}: {change:#?}", case.display());
        }
    }
}

/// What a change does is at most what its rule says, and rules of a direction are found in it.
#[test]
fn verdicts_are_within_their_rules() {
    for case in cases() {
        let (_, changes) = read(&case);
        for change in changes {
            assert_within_rule(&change);
            if change.rule.direction == Some(Direction::Response) {
                assert!(!change.subject.contains('?'), "{change:#?}");
            }
        }
    }
}

fn assert_within_rule(change: &Change) {
    assert!(change.bump <= change.rule.bump(), "{change:#?}");
    assert!(change.wire <= change.rule.wire(), "{change:#?}");
}
