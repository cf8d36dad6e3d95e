//! The whole way from a folder of pages and documents to the API, and on to the generated files.
//!
//! Each folder in `tests/fixtures/pipeline` is a case: below `spec` what is read, and in `expected.ir` the API
//! that comes of it and what is said about it; or, where errors forbid an API, in `expected.err` all that is
//! said, as a terminal shows it. A case with a `same-as.txt` gives the API of the case named there. To add a
//! case, add a folder with a `spec`, run the test with `UPDATE_EXPECT=1`, and read what it wrote.

mod dump;
mod hostile;
mod limits;

use expect_test::expect_file;
use medusa_codegen::diagnostic::Severity;
use medusa_codegen::diagnostic::render::{Style, render, summary};
use medusa_codegen::pipeline::{self, Run};
use std::fs;
use std::path::{Path, PathBuf};

/// Relative, as are the paths in what is said: cargo runs tests in the crate's folder.
const CASES: &str = "tests/fixtures/pipeline";

fn read(case: &Path) -> Run {
    pipeline::read(&[case.join("spec")])
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(CASES)
        .expect("the fixtures are part of the crate")
        .map(|entry| entry.expect("the fixtures can be listed").path())
        .collect();
    cases.sort();
    cases
}

/// The name of the file that holds what comes of a case, and what that is.
fn outcome(case: &Path) -> (&'static str, String) {
    let run = read(case);
    let said = match &run.api {
        Some(_) => dump::diagnostics(&run.sources, &run.diagnostics),
        None => rendered(&run),
    };
    let said = said.replace(&format!("{}/", case.display()), "");
    match &run.api {
        Some(api) => {
            // The library reads a file without its carriage returns.
            let read = dump::api(api).replace('\r', "\\r");
            ("expected.ir", format!("{read}\n{said}"))
        }
        None => ("expected.err", said),
    }
}

fn rendered(run: &Run) -> String {
    let mut text = String::new();
    for diagnostic in &run.diagnostics {
        text += &render(diagnostic, &run.sources, Style::Plain);
        text += "\n\n";
    }
    text + &summary(&run.diagnostics, Severity::Note) + "\n"
}

#[test]
fn specs_give_what_is_expected() {
    for case in cases() {
        let (name, outcome) = outcome(&case);
        let expected = std::path::absolute(case.join(name)).expect("there is a current folder");
        expect_file![expected].assert_eq(&outcome);
        let outcomes = ["expected.ir", "expected.err"].map(|outcome| case.join(outcome));
        let there = outcomes.iter().filter(|outcome| outcome.exists()).count();
        assert_eq!(there, 1, "{} has both outcomes", case.display());
    }
}

#[test]
fn different_ways_to_say_the_same_give_the_same() {
    let mut pairs = 0;
    for case in cases() {
        let Ok(other) = fs::read_to_string(case.join("same-as.txt")) else {
            continue;
        };
        let other = Path::new(CASES).join(other.trim());
        let [mine, theirs] = [&case, &other].map(|case| {
            let run = read(case);
            run.api.as_ref().map(dump::api)
        });
        assert!(mine.is_some(), "{} has no API", case.display());
        assert_eq!(mine, theirs, "{} and {}", case.display(), other.display());
        pairs += 1;
    }
    assert!(pairs > 0, "no case names another");
}

#[test]
fn every_api_becomes_files() {
    for case in cases() {
        let run = read(&case);
        let tree = pipeline::generate(&run);
        assert_eq!(tree.is_empty(), run.api.is_none(), "{}", case.display());
    }
}
