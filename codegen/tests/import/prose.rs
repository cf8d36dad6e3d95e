//! Prose of the project's own is kept, wherever it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use medusa_codegen::import::prose;

use crate::{imported, list, put_all, states, tree};

/// Writes prose in every place of a spec folder that has none, and says how many texts that are.
pub(crate) fn tell_everything(spec: &Path) -> usize {
    let mut count = 0;
    let mut files = tree(spec);
    for (path, text) in &mut files {
        let mut lines: Vec<String> = Vec::new();
        for line in text.lines() {
            count += 1;
            let is_heading = path.ends_with(".mdx") && is_about_a_subject(line);
            if line.contains("\"description\": \"\"") {
                let told = format!("\"description\": \"Prose {count}.\"");
                lines.push(line.replace("\"description\": \"\"", &told));
            } else if line.contains(" description: \"\"") {
                lines.push(line.replace("\"\"", &format!("Prose {count}.")));
            } else if is_heading {
                lines.extend(
                    [line, "", &format!("Prose {count}, with a `call()`.")].map(str::to_owned),
                );
            } else if line.starts_with("  - name: ") {
                let told = format!(
                    "    description: |-\n      Prose {count}:\n\n      - a list\n      - of two"
                );
                lines.extend([line.to_owned(), told]);
            } else {
                lines.push(line.to_owned());
                count -= 1;
            }
        }
        *text = lines.join("\n") + "\n";
    }
    put_all(spec, &files);
    count
}

/// Whether a line is the heading of a class, a type or a method.
fn is_about_a_subject(line: &str) -> bool {
    line.starts_with("# ") || line.starts_with("### ")
}

#[test]
fn all_prose_stays() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    for from in list(&root).iter().map(|case| crate::docs_tree(case)) {
        stays(&from);
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn all_prose_stays_in_published_states() {
    for from in states() {
        stays(&from);
    }
}

fn stays(from: &Path) {
    let spec = tempfile::tempdir().expect("a folder can be made");
    let fresh = imported(from, spec.path());
    fresh.write(spec.path()).expect("it can be written");
    let count = tell_everything(spec.path());
    let (subjects, _) = prose(spec.path());
    assert!(count > subjects.len() / 4, "{count} texts");
    let told = imported(from, spec.path());
    assert_eq!(told.report.dropped, []);
    assert_eq!(told.report.told, count);
    let wanted = tree(spec.path());
    told.write(spec.path()).expect("it can be written");
    same(&tree(spec.path()), &wanted);
    let (subjects, _) = prose(spec.path());
    let told = subjects.iter().filter(|(_, text)| !text.is_empty());
    assert_eq!(told.count(), count);
}

fn same(found: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) {
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        wanted.keys().collect::<Vec<_>>()
    );
    for (path, text) in found {
        for (line, (found, wanted)) in text.lines().zip(wanted[path].lines()).enumerate() {
            assert_eq!(found, wanted, "{path}:{}", line + 1);
        }
        assert_eq!(text.len(), wanted[path].len(), "{path}");
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn prose_goes_from_state_to_state() {
    let [first, second, third] = &states();
    for (first, last) in [(first, second), (second, third), (first, third)] {
        let spec = tempfile::tempdir().expect("a folder can be made");
        imported(first, spec.path())
            .write(spec.path())
            .expect("it can be written");
        let count = tell_everything(spec.path());
        let last_import = imported(last, spec.path());
        last_import.write(spec.path()).expect("it can be written");
        let report = last_import.report;
        let (subjects, _) = prose(spec.path());
        let missing: BTreeSet<String> = subjects
            .iter()
            .filter(|(_, text)| text.is_empty())
            .map(|(subject, _)| without_module(subject))
            .collect();
        let lost: Vec<&String> = report
            .dropped
            .iter()
            .map(|(subject, _)| subject)
            .filter(|subject| missing.contains(&without_module(subject)))
            .collect();
        assert_eq!(lost, [""; 0], "{} → {}", first.display(), last.display());
        assert!(report.told > count / 2, "{} of {count} texts", report.told);
    }
}

/// A subject without the module and number of its type, or the document of its schema.
fn without_module(subject: &str) -> String {
    let Some(rest) = subject.strip_prefix("type ") else {
        let plain = subject.replace(" of shared", "").replace(" of store", "");
        return plain.replace(" of admin", "");
    };
    let (_, rest) = rest.split_once('.').unwrap_or_default();
    let (stem, path) = rest.split_once('.').unwrap_or((rest, ""));
    let name = stem.split('-').next().unwrap_or_default();
    format!("type {name}.{path}")
}
