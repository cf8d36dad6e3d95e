//! Input that is not part of the project.

#[path = "../../../tests/support/required.rs"]
mod required;

pub(crate) use required::shared;
