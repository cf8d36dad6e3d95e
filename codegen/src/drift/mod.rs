//! Drift: two states of an API in, what has changed and whom it breaks out.
//!
//! What is compared is the IR, not text: the order of things, their wording, the dialect of a page and the
//! names of links are no drift. Types are compared structurally, side by side along the trees of each
//! operation, what is sent apart from what is received; a change in a type is told once, with the places
//! that it reaches. A type that no operation takes or gives is no part of the API, and what becomes of it is not
//! told. Every change follows a [`Rule`], which knows whom it breaks.
//!
//! Both states are compared as the generator sees them, after corrections: what is asked is what becomes
//! of the client, and `fixups.toml` stays in force when new documentation is taken in. A state that brings no
//! corrections of its own, as published documentation does, is read with those of the other ([`read`]);
//! those that do not fit it are changes, too. So is what only one of the two sources says otherwise
//! while the other decides: each source is also compared alone (`outvoted`).

mod calls;
mod captures;
mod change;
mod expressions;
mod fields;
mod input;
mod methods;
mod operations;
mod outvoted;
mod reach;
pub mod report;
mod rules;
mod side;
mod surface;
mod types;
pub mod waivers;
mod walk;

pub use change::{Change, Level, Place};
pub use input::{Pair, read, read_with};
pub use outvoted::keep_routes;
pub use report::Report;
pub use rules::{Bump, Direction, EXCEPTIONS, Rule, Wire};

use crate::ir::Api;
use walk::Walk;

/// What to compare beyond the API itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether other words count.
    pub descriptions: bool,
}

/// What has changed between two states of an API, worst first.
pub fn compare(old: &Api, new: &Api, options: Options) -> Vec<Change> {
    let mut walk = Walk::new(old, new, options);
    let pairs = operations::pair(&walk);
    operations::unpaired(&mut walk, &pairs);
    methods::compare(&mut walk, &pairs);
    for (index, &pair) in pairs.both.iter().enumerate() {
        calls::compare(&mut walk, index, pair);
    }
    types::compare_reached(&mut walk);
    walk.finish(&pairs)
}
