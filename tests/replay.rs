//! Recorded answers of a real server through the generated types: each decodes, and is the same when it is written
//! again, except for what nobody documents.

use medusa_tests::recordings;
use medusa_tests::replay::Replay;
use medusa_tests::{shared, workspace};
use std::path::Path;

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
    let mut replay = Replay::new(&workspace());
    for file in recordings::files(folder) {
        for exchange in recordings::read(&file).expect("recordings can be read") {
            replay.take(&exchange);
        }
    }
    let found = replay.findings();
    eprintln!(
        "{} answers decoded, {} left out",
        replay.decoded, replay.left_out
    );
    assert!(
        replay.decoded > 0,
        "there are recordings in {}",
        folder.display()
    );
    assert!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found.join("\n")
    );
}
