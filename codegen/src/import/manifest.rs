//! `manifest.toml`: which published state the facts of a spec folder come from.

use super::Counts;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use toml::value::Datetime;

/// The first line of a manifest; by it a spec folder is known to be ours to write to.
pub(super) const MARKER: &str = "# Written by `cargo xtask import`. Do not edit.";

/// What a manifest says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The name of the published state, which is that of the folder it was read from.
    pub state: String,
    /// The date that the name begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Datetime>,
    /// How much there is of what.
    pub counts: Counts,
    /// The SHA-256 of every file that was read, by its path in the folder.
    pub sources: BTreeMap<String, String>,
}

impl Manifest {
    /// A manifest for the folder `from`.
    pub(super) fn new(from: &Path, counts: Counts, sources: BTreeMap<String, String>) -> Self {
        // The folder may be given as `.`.
        let folder = from.canonicalize().unwrap_or_else(|_| from.to_owned());
        let state = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let date = state.get(..10).and_then(|date| date.parse().ok());
        Self {
            state,
            date,
            counts,
            sources,
        }
    }

    /// The manifest as TOML.
    pub(super) fn text(&self) -> String {
        let toml = toml::to_string(self).expect("texts, numbers and a date can be written as TOML");
        format!("{MARKER}\n# Which published state the facts of this folder come from.\n\n{toml}")
    }
}

/// The SHA-256 of a text, in lowercase hexadecimal digits.
pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
