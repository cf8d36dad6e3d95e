//! The project's own spec is a complete reference: everything in it has prose.

use medusa_codegen::coverage::{self, Kind, Subject};
use medusa_codegen::pipeline;
use std::path::Path;

#[test]
fn everything_is_told_of() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let api = pipeline::read(&[spec]).api.expect("the spec has no errors");
    let subjects = coverage::subjects(&api);
    let count = |kind| {
        subjects
            .iter()
            .filter(|subject| subject.kind == kind)
            .count()
    };
    assert_eq!(count(Kind::Response), api.operations.len());
    assert_eq!(count(Kind::Resource), api.resources.len());
    let untold = |subject: &&Subject<'_>| !subject.is_told();
    let missing: Vec<_> = subjects
        .iter()
        .filter(untold)
        .map(|subject| &subject.what)
        .collect();
    assert!(missing.is_empty(), "without prose: {missing:#?}");
}
