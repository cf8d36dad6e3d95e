//! Turns reference documentation into a Rust client.
//!
//! One direction, one verb a stage:
//! [`source`] reads, [`merge`] joins, [`fixup`] corrects, [`lower`] decides on Rust, [`emit`] writes it down.

pub mod diagnostic;
pub mod fixup;
pub mod import;
pub mod ir;
pub mod merge;
pub mod pipeline;
pub mod source;
