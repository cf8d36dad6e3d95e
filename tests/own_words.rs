//! The prose of the spec is the project's own: no run of eight words stands in the published documentation.

use medusa_codegen::import;
use medusa_tests::{shared, workspace};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

/// How many words in a row are taken for a copy.
const RUN: usize = 8;

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn the_spec_says_it_in_its_own_words() {
    let mut published = Published::default();
    add_files(&shared().join("corpus"), &mut published);
    assert!(
        published.runs.len() > 100_000,
        "only {} runs were read",
        published.runs.len()
    );
    let (prose, diagnostics) = import::prose(&workspace().join("spec"));
    assert!(!diagnostics.has_errors());
    let told = prose.iter().filter(|(_, text)| !text.is_empty()).count();
    assert!(told > 3_000, "only {told} texts were read");
    let copied: Vec<String> = prose
        .iter()
        .filter_map(|(subject, text)| Some(format!("{subject}: {}", published.find(text)?)))
        .collect();
    assert!(copied.is_empty(), "published words: {copied:#?}");
}

#[test]
fn a_run_of_published_words_is_found_however_it_is_written() {
    let mut published = Published::default();
    published.add(r#""description": "The `id` of the lamp\nthat is to be\nlit \"now\".""#);
    let find = |text| published.find(text);
    assert_eq!(
        find("Say the ID of the lamp, that is to be lit."),
        Some("the id of the lamp that is to".to_owned())
    );
    assert!(find("the lamp that is to be *lit* now").is_some());
    assert_eq!(find("The id of the lamp that is dark."), None);
}

/// The runs of words in published files.
#[derive(Default)]
struct Published {
    runs: HashSet<String>,
}

impl Published {
    fn add(&mut self, text: &str) {
        self.runs.extend(runs(text));
    }

    /// The first run of words that `text` shares.
    fn find(&self, text: &str) -> Option<String> {
        runs(text).into_iter().find(|run| self.runs.contains(run))
    }
}

/// Every run of words in a text, without case, marks and escapes.
fn runs(text: &str) -> Vec<String> {
    let text = text.replace("\\n", " ").replace('’', "'").to_lowercase();
    let unmarked = text.replace(['`', '*', '\\', '"'], "");
    let words: Vec<&str> = unmarked
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '\''))
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(RUN).map(|run| run.join(" ")).collect()
}

fn add_files(folder: &Path, published: &mut Published) {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    for path in entries.map(|entry| entry.expect("the folder can be read").path()) {
        let is_documentation = |extension| ["mdx", "yaml"].map(OsStr::new).contains(&extension);
        if path.is_dir() {
            add_files(&path, published);
        } else if path.extension().is_some_and(is_documentation) {
            published.add(&fs::read_to_string(&path).expect("documentation is text"));
        }
    }
}
