//! `manifest.toml`: which published state the facts of a spec folder come from.

use super::Counts;
use crate::source::{MANIFEST, is_called_as_document};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
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
    /// The state that the pages come from, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
    /// The state that the documents come from, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<String>,
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
            pages: None,
            documents: None,
            counts,
            sources,
        }
    }

    /// The manifest in the spec folder `spec`, if it can be read.
    pub(super) fn of(spec: &Path) -> Option<Self> {
        let text = fs::read_to_string(spec.join(MANIFEST)).ok()?;
        toml::from_str(&text).ok()
    }

    /// Takes over what `old` says of the pages that stay.
    pub(super) fn keep_pages(&mut self, old: &Self) {
        self.pages = Some(old.pages.as_ref().unwrap_or(&old.state).clone());
        self.counts.pages = old.counts.pages;
        self.counts.methods = old.counts.methods;
        self.keep_sources(old, false);
    }

    /// Takes over what `old` says of the documents that stay.
    pub(super) fn keep_documents(&mut self, old: &Self) {
        self.documents = Some(old.documents.as_ref().unwrap_or(&old.state).clone());
        self.counts.operations = old.counts.operations;
        self.keep_sources(old, true);
    }

    fn keep_sources(&mut self, old: &Self, are_documents: bool) {
        let is_kept = |path: &str| is_called_as_document(Path::new(path)) == are_documents;
        let kept = old.sources.iter().filter(|(path, _)| is_kept(path));
        self.sources
            .extend(kept.map(|(path, hash)| (path.clone(), hash.clone())));
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
