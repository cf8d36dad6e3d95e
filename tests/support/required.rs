//! Environment variables that ignored tests need.
#![allow(
    unreachable_pub,
    reason = "the module is public in one crate and private in others"
)]

use std::path::PathBuf;

/// The folder with the published documentation and its recordings, which are not part of the project.
pub fn shared() -> PathBuf {
    required(
        "MEDUSA_SHARED",
        "it names a folder with `corpus/`, `recordings/` and `seeds/`",
    )
    .into()
}

/// The value of a variable; the test fails without it, and the message includes `help`.
pub fn required(variable: &str, help: &str) -> String {
    std::env::var(variable).unwrap_or_else(|error| panic!("{variable}: {error}; {help}"))
}
