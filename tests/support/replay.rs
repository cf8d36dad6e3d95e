//! Answers of a server through their types and back.

use crate::answers::{differences, through_its_type};
use crate::recordings::Exchange;
use std::collections::{BTreeMap, BTreeSet};

/// Answers that went through their types, and what was found.
#[derive(Debug, Default)]
pub struct Replay {
    /// How many answers were decoded.
    pub decoded: usize,
    /// How many are parts only.
    pub left_out: usize,
    failed: Vec<String>,
    /// Operation and difference, and the recordings that show it.
    differing: BTreeMap<String, BTreeSet<String>>,
}

impl Replay {
    /// Takes an exchange in.
    pub fn take(&mut self, exchange: &Exchange) {
        let Some((operation, came)) = exchange.success().zip(exchange.response_json.as_ref())
        else {
            return;
        };
        // Which fields are there is the caller's choice: it decodes into the caller's type.
        if exchange.is_partial() {
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
                    let key = format!("{operation} {difference}");
                    let names = self.differing.entry(key).or_default();
                    names.insert(exchange.name.clone());
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
