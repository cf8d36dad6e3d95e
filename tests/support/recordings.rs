//! Recorded exchanges with a real server: one JSON object a line.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// An exchange.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exchange {
    /// What it is called.
    pub name: String,
    /// The verb.
    pub method: String,
    /// Path and query, as sent.
    pub url: String,
    /// Verb and documented path, such as `GET /store/carts/{id}`.
    pub operation: Option<String>,
    /// The headers sent.
    #[serde(default)]
    pub request_headers: BTreeMap<String, String>,
    /// The JSON sent.
    pub request_body: Option<Value>,
    /// The status that came.
    pub status: u16,
    /// The headers that came.
    #[serde(default)]
    pub response_headers: BTreeMap<String, String>,
    /// The JSON that came.
    pub response_json: Option<Value>,
    /// Of another body, what there is to say.
    #[serde(default)]
    pub response_raw: Option<String>,
}

impl Exchange {
    /// The operation, where it succeeded.
    pub fn success(&self) -> Option<&str> {
        let is_success = (200..300).contains(&self.status);
        self.operation.as_deref().filter(|_| is_success)
    }

    /// Whether the caller has chosen the fields: what is asked for only in part need not be whole.
    pub fn is_partial(&self) -> bool {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        let names = query
            .split('&')
            .filter_map(|pair| pair.split(['=', '[', '%']).next());
        names.into_iter().any(|name| name == "fields")
    }
}

/// The exchanges of a file.
///
/// # Errors
///
/// Where it cannot be read, or a line is no exchange.
pub fn read(file: &Path) -> io::Result<Vec<Exchange>> {
    let text = fs::read_to_string(file)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).map_err(io::Error::from))
        .collect()
}

/// The files with recordings in a folder, in order; none where there is no such folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        })
        .collect();
    files.sort();
    files
}
