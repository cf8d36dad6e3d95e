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

    /// A body that is not JSON, or its beginning.
    pub fn text(&self) -> Option<String> {
        let text = self.response_raw.as_deref()?;
        // The shared recordings say what it is in front of it, and quote it as Python does.
        let quoted = text.strip_prefix("(body, not JSON, ").and_then(|text| {
            let (_, text) = text.split_once(": b'")?;
            text.strip_suffix('\'')
        });
        Some(quoted.map_or_else(|| text.to_owned(), |quoted| quoted.replace("\\n", "\n")))
    }

    /// Whether the caller has chosen the fields: what is asked for only in part need not be whole.
    pub fn is_partial(&self) -> bool {
        self.has_parameter("fields")
    }

    /// Whether the caller has chosen the relations to be expanded.
    pub fn is_expanded(&self) -> bool {
        self.has_parameter("expand")
    }

    fn has_parameter(&self, parameter: &str) -> bool {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        let mut names = (query.split('&')).filter_map(|pair| pair.split(['=', '[', '%']).next());
        names.any(|name| name == parameter)
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

/// Writes exchanges to a file, without secrets.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write(file: &Path, exchanges: &[Exchange]) -> io::Result<()> {
    let mut text = String::new();
    for exchange in exchanges {
        text += &serde_json::to_string(&exchange.clone().without_secrets())?;
        text.push('\n');
    }
    fs::write(file, text)
}

/// What stands in the place of a secret.
const REDACTED: &str = "REDACTED";

const SECRET_HEADERS: &[&str] = &[
    "authorization",
    "cookie",
    "set-cookie",
    "x-medusa-access-token",
];
const SECRET_FIELDS: &[&str] = &[
    "password",
    "password_hash",
    "token",
    "access_token",
    "api_token",
];

impl Exchange {
    /// The same with passwords, tokens and cookies replaced.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        for headers in [&mut self.request_headers, &mut self.response_headers] {
            for name in SECRET_HEADERS {
                if let Some(value) = headers.get_mut(*name) {
                    REDACTED.clone_into(value);
                }
            }
        }
        self.request_body
            .iter_mut()
            .chain(&mut self.response_json)
            .for_each(redact);
        self
    }
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if SECRET_FIELDS.contains(&name.as_str()) && value.is_string() {
                    *value = REDACTED.into();
                }
                redact(value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_not_kept() {
        let exchange: Exchange = serde_json::from_value(json!({
            "name": "sign in", "method": "POST", "url": "/admin/auth/token?fields=id", "status": 200,
            "request_headers": { "cookie": "hush", "accept": "text" },
            "request_body": { "email": "a@b", "password": "hush" },
            "response_json": { "access_token": "hush", "users": [{ "api_token": "hush", "password_hash": null }] }
        }))
        .expect("an exchange");
        assert!(exchange.is_partial());
        let text = serde_json::to_string(&exchange.without_secrets()).expect("it can be written");
        assert!(!text.contains("hush"), "{text}");
        assert!(
            text.contains("\"accept\":\"text\"") && text.contains("\"password_hash\":null"),
            "{text}"
        );
    }
}
