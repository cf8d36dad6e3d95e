//! Turns reference documentation into a Rust client.
//!
//! One direction, one verb a stage:
//! [`source`] reads, [`merge`] joins, [`fixup`] corrects, [`lower`] decides on Rust, [`emit`] writes it
//! down, [`output`] puts it on disk. [`pipeline`] is the whole way. [`drift`] compares two states.

pub mod coverage;
pub mod diagnostic;
pub mod drift;
pub mod emit;
pub mod fixup;
pub mod import;
pub mod ir;
pub mod ledger;
pub mod lower;
pub mod merge;
pub mod names;
pub mod output;
pub mod pipeline;
pub mod source;

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
