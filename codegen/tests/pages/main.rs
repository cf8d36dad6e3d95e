//! The reader of reference pages, tried on pages of its own and on the published ones.
//!
//! Each folder in `tests/fixtures/pages` is a case: `input.mdx`, and in `expected.txt` what is read from it and
//! what is said about it. To add a case, add a folder with an `input.mdx`, run the test with `UPDATE_EXPECT=1`, and
//! read the `expected.txt` that it wrote.

mod corpus;
mod dump;
#[path = "../support/mod.rs"]
mod support;

use expect_test::expect_file;
use medusa_codegen::diagnostic::{Diagnostics, Sources};
use medusa_codegen::source::mdx;
use std::fs;
use std::path::{Path, PathBuf};

/// Reads a page and describes the outcome.
fn outcome(text: &str) -> String {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let file = sources.add("input.mdx", text);
    let page = mdx::read(file, text, &mut diagnostics);
    diagnostics.sort();
    let page = page.map_or_else(String::new, |page| dump::page(&sources, &page));
    page + &dump::diagnostics(&sources, &diagnostics)
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the fixtures are part of the crate")
        .map(|entry| entry.expect("the fixtures can be listed").path())
        .collect();
    cases.sort();
    cases
}

fn input(case: &Path) -> String {
    fs::read_to_string(case.join("input.mdx")).expect("a case has an input")
}

#[test]
fn pages_read_as_expected() {
    for case in cases() {
        expect_file![case.join("expected.txt")].assert_eq(&outcome(&input(&case)));
    }
}

#[test]
fn line_endings_do_not_matter() {
    for case in cases() {
        let text = input(&case);
        let with_returns = outcome(&text.replace('\n', "\r\n"));
        assert_eq!(
            with_returns.replace('\r', ""),
            outcome(&text),
            "{}",
            case.display()
        );
    }
}

#[test]
fn pages_cut_off_anywhere_are_read_without_panic() {
    for case in cases() {
        let text = input(&case);
        for (end, _) in text.char_indices() {
            outcome(&text[..end]);
        }
        let has_outcome = !outcome(&text).is_empty();
        assert!(has_outcome, "{} says nothing", case.display());
    }
}

#[test]
fn pages_without_one_of_their_lines_are_read_without_panic() {
    for case in cases() {
        let text = input(&case);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for left_out in 0..lines.len() {
            let rest = [&lines[..left_out], &lines[left_out + 1..]]
                .concat()
                .concat();
            outcome(&rest);
        }
        assert!(lines.len() > 1, "{} is one line", case.display());
    }
}
