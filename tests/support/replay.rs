//! Answers of a server through their types and back.

use crate::answers::{Kind, differences, through_its_type};
use crate::recordings::Exchange;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Fields that no documentation has and no type either, one a line: `GET /path $.field`, and why.
const UNDOCUMENTED: &str = "tests/recordings/undocumented.txt";

/// Recordings of requests that nobody makes on purpose, each with the reason why its answer fits no type.
const MISUSED: &[(&str, &str)] = &[(
    "idempotency-taxes-with-complete-key",
    "sent with the key of another request, whose answer the server repeats",
)];

/// Answers that went through their types, and what was found.
#[derive(Debug, Default)]
pub struct Replay {
    allowed: BTreeSet<String>,
    /// How many answers were decoded.
    pub decoded: usize,
    /// How many are parts only, or of requests that nobody makes on purpose.
    pub left_out: usize,
    failed: Vec<String>,
    /// Operation and difference, and the recordings that show it.
    differing: BTreeMap<String, BTreeSet<String>>,
}

impl Replay {
    /// With the fields that are listed as undocumented in this workspace.
    pub fn new(workspace: &Path) -> Self {
        let text = fs::read_to_string(workspace.join(UNDOCUMENTED)).unwrap_or_default();
        let lines = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        Self {
            allowed: lines
                .map(|line| line.split('\t').next().unwrap_or_default().to_owned())
                .collect(),
            ..Self::default()
        }
    }

    /// Takes an exchange in.
    pub fn take(&mut self, exchange: &Exchange) {
        let Some((operation, came)) = exchange.success().zip(exchange.response_json.as_ref())
        else {
            return;
        };
        // Which fields are there is the caller's choice: it decodes into the caller's type.
        let is_misused = MISUSED.iter().any(|(name, _)| *name == exchange.name);
        if exchange.is_partial() || is_misused {
            self.left_out += 1;
            return;
        }
        match through_its_type(operation, came.to_string().as_bytes()) {
            None => self.failed.push(format!(
                "{operation} ({}): no answer is documented",
                exchange.name
            )),
            Some(Err(error)) => self
                .failed
                .push(format!("{operation} ({}): {error}", exchange.name)),
            Some(Ok(written)) => {
                self.decoded += 1;
                for difference in differences(came, &written) {
                    let key = format!("{operation} {}", difference.path);
                    if difference.kind != Kind::Lost || !self.allowed.contains(&key) {
                        let key = format!("{operation} {difference}");
                        self.differing
                            .entry(key)
                            .or_default()
                            .insert(exchange.name.clone());
                    }
                }
            }
        }
    }

    /// What does not decode, and what is not the same when it is written again.
    pub fn findings(&self) -> Vec<String> {
        let differing = self.differing.iter().map(|(key, names)| {
            let first = names.first().map_or("", String::as_str);
            format!("{key} ({} recordings, such as {first})", names.len())
        });
        self.failed.iter().cloned().chain(differing).collect()
    }
}
