//! What is no part of the project.

use std::io::Write;
use std::path::PathBuf;

/// The folder that `MEDUSA_SHARED` names. Where it names none, that is said, and `what` is not tested.
pub(crate) fn shared(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("MEDUSA_SHARED").map(PathBuf::from);
    if folder.is_none() {
        // `eprintln!` is only shown of tests that fail.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: MEDUSA_SHARED names no folder with {what}"
        );
    }
    folder
}
