//! The ledger of the project's own spec: everything documented is emitted, or left out for a reason
//! that is written down.

use medusa_codegen::ir::{Api, Shape};
use medusa_codegen::ledger::{Entry, Kind, ledger};
use medusa_codegen::lower::account::Outcome;
use medusa_codegen::pipeline;
use std::path::Path;

fn api() -> Api {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    pipeline::read(&[spec]).api.expect("the spec has no errors")
}

#[test]
fn every_documented_thing_has_an_entry() {
    let api = api();
    let ledger = ledger(&api);
    let entries = |kind| ledger.iter().filter(|entry| entry.kind == kind).count();
    let fields = |shape: &Shape| match shape {
        Shape::Object(object) => object.fields.len(),
        _ => 0,
    };
    let values = |shape: &Shape| match shape {
        Shape::Enum(values) => values.len(),
        _ => 0,
    };
    let shapes = || api.types.iter().map(|def| &def.shape);
    let parameters = api.operations.iter().map(|operation| {
        operation.path_parameters.len() + operation.query.len() + operation.headers.len()
    });
    let methods = api.resources.iter().map(|resource| resource.methods.len());
    assert_eq!(entries(Kind::Operation), 320);
    assert_eq!(entries(Kind::Method), methods.sum::<usize>());
    assert_eq!(entries(Kind::Parameter), parameters.sum::<usize>());
    assert_eq!(entries(Kind::Field), shapes().map(fields).sum::<usize>());
    assert_eq!(entries(Kind::Value), shapes().map(values).sum::<usize>());
}

#[test]
fn what_has_a_place_in_the_api_is_emitted() {
    let is_left_out = |entry: &&Entry| matches!(entry.outcome, Outcome::LeftOut(_));
    let ledger = ledger(&api());
    for entry in ledger.iter().filter(is_left_out) {
        assert_eq!(
            entry.kind,
            Kind::Other,
            "{} is left out: {:?}",
            entry.what,
            entry.outcome
        );
    }
    let other = ledger.iter().filter(|entry| entry.kind == Kind::Other);
    for entry in other {
        let Outcome::LeftOut(reason) = &entry.outcome else {
            panic!("{} has two places", entry.what)
        };
        assert!(
            !reason.is_empty() && entry.at.is_some(),
            "{} lacks a reason or place",
            entry.what
        );
    }
}
