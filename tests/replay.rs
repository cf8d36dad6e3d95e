//! Recorded answers of a real server through the generated types: each decodes, and is the same when it is written
//! again, except for what nobody documents.

use medusa_tests::answers::{Kind, differences, through_its_type};
use medusa_tests::recordings::{self, Exchange};
use medusa_tests::{shared, workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Fields that no documentation has and no type either, one a line: `GET /path $.field`, and why.
const UNDOCUMENTED: &str = "tests/recordings/undocumented.txt";

#[test]
fn shared_recordings() {
    if let Some(shared) = shared("shared_recordings") {
        replay(&shared.join("recordings"));
    }
}

#[test]
fn own_recordings() {
    replay(&workspace().join("tests/recordings"));
}

fn replay(folder: &Path) {
    let mut replay = Replay::new();
    for file in recordings::files(folder) {
        for exchange in recordings::read(&file).expect("recordings can be read") {
            replay.take(&exchange);
        }
    }
    replay.finish();
}

/// Recordings of requests that nobody makes on purpose, each with the reason why its answer fits no type.
const MISUSED: &[(&str, &str)] = &[(
    "idempotency-taxes-with-complete-key",
    "sent with the key of another request, whose answer the server repeats",
)];

#[derive(Default)]
struct Replay {
    allowed: BTreeSet<String>,
    decoded: usize,
    left_out: usize,
    failed: Vec<String>,
    /// Operation and difference, and the recordings that show it.
    differing: BTreeMap<String, BTreeSet<String>>,
}

impl Replay {
    fn new() -> Self {
        let text = fs::read_to_string(workspace().join(UNDOCUMENTED)).unwrap_or_default();
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

    fn take(&mut self, exchange: &Exchange) {
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

    fn finish(self) {
        eprintln!(
            "{} answers decoded, {} left out",
            self.decoded, self.left_out
        );
        let differing = self.differing.iter().map(|(key, names)| {
            let first = names.first().map_or("", String::as_str);
            format!("{key} ({} recordings, such as {first})", names.len())
        });
        let found: Vec<String> = self.failed.iter().cloned().chain(differing).collect();
        assert!(
            found.is_empty(),
            "{} findings:\n{}",
            found.len(),
            found.join("\n")
        );
    }
}
