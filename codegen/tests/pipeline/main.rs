//! The whole way from a folder of pages and documents to the API, and on to the generated files.
//!
//! Each folder in `tests/fixtures/pipeline` is a case: below `spec` what is read, and in `expected.ir` the API
//! that comes of it and what is said about it; or, where errors forbid an API, in `expected.err` all that is
//! said, as a terminal shows it. A case with a `same-as.txt` gives the API of the case named there. To add a
//! case, add a folder with a `spec`, run the test with `UPDATE_EXPECT=1`, and read what it wrote.

mod dump;
mod hostile;
mod limits;

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
        Some(api) => ("expected.ir", format!("{}\n{said}", dump::api(api))),
        None => ("expected.err", said),
    }
}

fn rendered(run: &Run) -> String {
    let mut text = String::new();
    for diagnostic in &run.diagnostics {
        text += &render(diagnostic, &run.sources, Style::Plain);
        text += "\n\n";
    }
    text + &summary(&run.diagnostics) + "\n"
}

#[test]
fn specs_give_what_is_expected() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut differing = Vec::new();
    for case in cases() {
        let (name, outcome) = outcome(&case);
        let expected = case.join(name);
        let others = ["expected.ir", "expected.err"].map(|other| case.join(other));
        if update {
            for other in &others {
                // Not there in most cases.
                let _ = fs::remove_file(other);
            }
            fs::write(&expected, outcome).expect("the fixtures can be written");
        } else if fs::read_to_string(&expected).ok().as_ref() != Some(&outcome)
            || others.iter().filter(|other| other.exists()).count() != 1
        {
            println!("--- {} is now\n{outcome}", expected.display());
            differing.push(case);
        }
    }
    assert!(
        differing.is_empty(),
        "{differing:#?} differ; UPDATE_EXPECT=1 writes what is read now"
    );
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
