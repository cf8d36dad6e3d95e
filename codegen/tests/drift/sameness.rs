//! What is no drift: another order, another dialect, other numbers in links.

use super::drift::{self, Options};
use medusa_codegen::ir::{Api, Identity, Shape};
use medusa_codegen::pipeline;
use std::fs;
use std::path::Path;

fn own_spec() -> Api {
    let run = pipeline::read(&["../spec".into()]);
    run.api.expect("the project's own spec has no errors")
}

/// Another order is told only where the Rust asks for values in the order of the documentation.
#[test]
fn order_is_no_drift() {
    let api = own_spec();
    let mut turned = api.clone();
    for operation in &mut turned.operations {
        operation.query.reverse();
        operation.headers.reverse();
        operation.errors.reverse();
        operation.security.reverse();
        operation.tags.reverse();
    }
    for resource in &mut turned.resources {
        resource.methods.reverse();
        resource.children.reverse();
    }
    for def in &mut turned.types {
        match &mut def.shape {
            Shape::Object(object) => object.fields.reverse(),
            Shape::Enum(values) => values.reverse(),
            Shape::Union(_) | Shape::Alias(_) => {}
        }
    }
    let mut reordered = 0;
    for change in drift::compare(&api, &turned, Options { descriptions: true }) {
        let [Some(before), Some(after)] = [&change.before, &change.after] else {
            panic!("{change:#?}");
        };
        let sorted = |text: &str| {
            let mut words: Vec<String> = text
                .split([',', '(', ')', ' '])
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect();
            words.sort();
            words
        };
        assert_eq!(change.rule.id(), "rust.arguments.reordered", "{change:#?}");
        assert_eq!(sorted(before), sorted(after), "{change:#?}");
        reordered += 1;
    }
    assert!(reordered > 10, "{reordered}");
}

#[test]
fn numbers_in_links_are_no_drift() {
    let api = own_spec();
    let mut renumbered = api.clone();
    let mut links = 0;
    for def in &mut renumbered.types {
        for identity in &mut def.identities {
            if let Identity::Link(link) = identity
                && !link.starts_with("entities.")
            {
                *link += "-7";
                links += 1;
            }
        }
    }
    assert!(links > 100, "{links}");
    let changes = drift::compare(&api, &renumbered, Options { descriptions: true });
    assert_eq!(changes, []);
}

/// The cases of the pipeline that say the same in different ways.
#[test]
fn other_ways_to_say_the_same_are_no_drift() {
    let cases = Path::new("tests/fixtures/pipeline");
    let mut pairs = 0;
    for entry in fs::read_dir(cases).expect("the fixtures are part of the crate") {
        let case = entry.expect("the fixtures can be listed").path();
        let Ok(other) = fs::read_to_string(case.join("same-as.txt")) else {
            continue;
        };
        let other = cases.join(other.trim());
        let pair = drift::read(&[other.join("spec")], &[case.join("spec")]);
        let changes = pair.compare(Options::default());
        assert_eq!(changes, Some(Vec::new()), "{}", case.display());
        pairs += 1;
    }
    assert!(pairs > 0, "no case names another");
}
