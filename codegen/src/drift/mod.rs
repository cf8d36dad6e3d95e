//! Drift: two states of an API in, changes with their verdicts out.
//!
//! The comparison is of IRs and of the Rust generated from them, not of text: the order of items, their wording, the
//! dialect of a page and the names of links do not count. Types are compared structurally along the tree of each
//! operation, separately for requests and responses; a change in a type is reported once, with the places that it
//! reaches. A type that no operation sends or receives is not part of the API, and its changes are not reported.
//! Every change follows a [`Rule`], which has a verdict on clients in use and on the generated crate.
//!
//! Both states are compared with corrections, as they are generated, since `fixups.toml` stays in force when new
//! documentation is imported. A state without corrections of its own, such as published documentation, is read with
//! those of the other ([`read`]); those that do not fit are changes, too. So are changes of one of the two sources
//! that have no effect, since the other source takes precedence: each source is also compared alone (`overridden`).
//!
//! `ApiPair` holds both states and does not change; the modules compare parts of it and add changes, and the pairs of
//! types that they reach, to a `ChangeSink`. At last `reach` finds the operations that each change reaches.

mod calls;
mod captures;
mod change;
mod compare;
mod expressions;
mod fields;
mod input;
mod methods;
mod operations;
mod overridden;
mod reach;
pub mod report;
mod rules;
mod sink;
mod state;
mod surface;
mod types;
pub mod waivers;

pub use change::{Change, Level, Options, Place};
pub use compare::compare;
pub use input::{Comparison, read, read_with};
pub use report::Report;
pub use rules::{Aspect, Bump, ChangeKind, Direction, Rule, Subject, Wire};
