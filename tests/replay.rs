//! Recorded answers of a real server through the generated types: each decodes, and is the same when it is written
//! again.

use medusa_tests::recordings::{self, Exchange};
use medusa_tests::replay::Replay;
use medusa_tests::{shared, workspace};
use std::path::Path;

/// Recordings of requests that nobody makes on purpose, each with the reason why its answer fits no type.
const MISUSED: &[(&str, &str)] = &[(
    "idempotency-taxes-with-complete-key",
    "sent with the key of another request, whose answer the server repeats",
)];

#[test]
#[ignore = "needs MEDUSA_SHARED: the shared recordings"]
fn shared_recordings() {
    replay(&shared().join("recordings"), MISUSED);
}

#[test]
fn own_recordings() {
    replay(&workspace().join("tests/recordings"), &[]);
}

fn replay(folder: &Path, misused: &[(&str, &str)]) {
    let files = recordings::files(folder);
    let read = files.iter().map(|file| recordings::read(file));
    let exchanges: Vec<Exchange> = read
        .flat_map(|exchanges| exchanges.expect("recordings can be read"))
        .collect();
    let is_misused = |exchange: &&Exchange| misused.iter().any(|(name, _)| *name == exchange.name);
    let replay = taken(exchanges.iter().filter(|exchange| !is_misused(exchange)));
    eprintln!(
        "{} answers decoded, {} left out",
        replay.decoded, replay.left_out
    );
    assert!(
        replay.decoded > 0,
        "there are recordings in {}",
        folder.display()
    );
    let found = replay.findings();
    assert!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found.join("\n")
    );
    for (name, _) in misused {
        let replay = taken(exchanges.iter().filter(|exchange| exchange.name == *name));
        assert!(!replay.findings().is_empty(), "{name} is listed and fits");
    }
}

fn taken<'a>(exchanges: impl Iterator<Item = &'a Exchange>) -> Replay {
    let mut replay = Replay::default();
    exchanges.for_each(|exchange| replay.take(exchange));
    replay
}
