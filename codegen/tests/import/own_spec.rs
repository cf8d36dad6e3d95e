//! The project's own spec: the facts of the published state that it says it is of, and prose that stays.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use medusa_codegen::diagnostic::Diagnostics;
use medusa_codegen::import::prose;
use medusa_codegen::merge::merge;
use medusa_codegen::source::load;

use crate::facts::facts_of;
use crate::{imported, put_all, states, tree};

fn own_spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

/// The published state that the spec has the facts of.
fn its_state() -> PathBuf {
    let manifest = std::fs::read_to_string(own_spec().join("manifest.toml")).expect("it is there");
    let line = manifest.lines().find(|line| line.starts_with("state = "));
    let state = line.expect("it names its state").replace("state = ", "");
    let is_it = |path: &PathBuf| path.ends_with(state.trim_matches('"'));
    let found = states().into_iter().find(is_it);
    found.expect("the state is published")
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn the_spec_has_the_facts_of_its_state() {
    let facts = |folder: PathBuf| {
        let mut said = Diagnostics::default();
        let spec = load(&[folder], &mut said);
        assert!(!said.has_errors());
        // Before the fixups, which are where the two may differ.
        facts_of(&merge(&spec, &mut Diagnostics::default()))
    };
    let (published, ours) = (facts(its_state()), facts(own_spec()));
    for (line, (published, ours)) in published.lines().zip(ours.lines()).enumerate() {
        assert_eq!(published, ours, "line {line} of the facts");
    }
    assert_eq!(published.len(), ours.len());
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn its_prose_stays_when_an_older_state_comes_and_goes() {
    let [oldest, ..] = states();
    let spec = tempfile::tempdir().expect("a folder can be made");
    put_all(spec.path(), &tree(&own_spec()));
    let texts = || prose(spec.path()).0.into_iter().collect::<BTreeMap<_, _>>();
    let before = texts();
    let back = imported(&oldest, spec.path());
    back.write(spec.path()).expect("it can be written");
    let dropped: HashSet<&String> = back.report.dropped.iter().map(|(name, _)| name).collect();
    let forth = imported(&its_state(), spec.path());
    forth.write(spec.path()).expect("it can be written");
    let after = texts();
    let told = before.iter().filter(|(_, text)| !text.is_empty());
    let (gone, kept): (Vec<_>, Vec<_>) = told.partition(|(name, text)| after[*name] != **text);
    println!(
        "{} texts kept, {} gone with what the older state lacks",
        kept.len(),
        gone.len()
    );
    let lost: Vec<_> = gone
        .iter()
        .filter(|(name, _)| !dropped.contains(name))
        .collect();
    assert!(lost.is_empty(), "lost: {lost:#?}");
    assert!(kept.len() > 5 * gone.len());
}
