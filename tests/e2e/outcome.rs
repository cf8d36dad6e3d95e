//! What is left of a run: recordings, the coverage of the operations, and what is wrong.

use medusa_tests::answers::OPERATIONS;
use medusa_tests::recordings::{self, Exchange};
use medusa_tests::replay::Replay;
use medusa_tests::{prove, workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Operations that this server does not answer with success, with what instead, and why.
const NEVER_SUCCEED: &[(&str, &[u16], &str)] = &[
    (
        "POST /admin/apps/authorizations",
        &[404],
        "needs a plugin that is an app; none for this version is published",
    ),
    (
        "POST /admin/notifications/{id}/resend",
        &[404],
        "needs a notification, which only a notification plugin makes",
    ),
    (
        "POST /admin/orders/{id}/line-items/{line_item_id}/reserve",
        &[400, 404],
        "refuses both fields of its payload, and without them knows no location to reserve at",
    ),
];

/// What gives a secret away: the passwords and tokens of the tests, how a JSON web token begins, a session's cookie.
const SECRETS: [&str; 5] = [
    "hush-hush",
    "new-secret",
    "token-of-",
    "eyJ",
    "connect.sid=",
];

/// Writes down what was said, and tells what is wrong with it.
pub(crate) fn settle(part: &str, exchanges: &[Exchange]) -> Vec<String> {
    let folder = folder();
    let file = folder.join(format!("{part}.jsonl"));
    let written = fs::create_dir_all(&folder).and_then(|()| recordings::write(&file, exchanges));
    let mut wrong: Vec<String> = written
        .err()
        .map(|error| format!("{}: {error}", file.display()))
        .into_iter()
        .collect();
    wrong.extend(secrets(&file));
    let mut replay = Replay::default();
    exchanges.iter().for_each(|exchange| replay.take(exchange));
    wrong.extend(replay.findings());
    println!(
        "{part}: {} exchanges, {} answers decoded and the same when written again",
        exchanges.len(),
        replay.decoded
    );
    // The second part completes the first.
    if part == "without-inventory" {
        wrong.extend(cover(&folder));
    }
    wrong
}

/// What recordings give away.
fn secrets(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let found = SECRETS.iter().filter(|secret| text.contains(**secret));
    found
        .map(|secret| format!("{} holds {secret}", file.display()))
        .collect()
}

/// Where the outcome is kept.
fn folder() -> PathBuf {
    env::var_os("MEDUSA_OUTCOME").map_or_else(|| env::temp_dir().join("medusa-e2e"), PathBuf::from)
}

/// Which operations were called over both parts, with which statuses.
fn cover(folder: &Path) -> Vec<String> {
    let mut seen: BTreeMap<&str, BTreeSet<u16>> = OPERATIONS
        .iter()
        .map(|name| (*name, BTreeSet::new()))
        .collect();
    let mut replay = Replay::default();
    for file in recordings::files(folder) {
        for exchange in recordings::read(&file).unwrap_or_default() {
            replay.take(&exchange);
            if let Some(statuses) = exchange
                .operation
                .as_deref()
                .and_then(|name| seen.get_mut(name))
            {
                statuses.insert(exchange.status);
            }
        }
    }
    let mut table = String::new();
    let mut wrong = Vec::new();
    let (mut called, mut succeeded) = (0, 0);
    for (operation, statuses) in &seen {
        let list: Vec<String> = statuses.iter().map(u16::to_string).collect();
        let has_success = statuses.iter().any(|status| (200..300).contains(status));
        let excuse = NEVER_SUCCEED.iter().find(|(name, ..)| name == operation);
        called += usize::from(!statuses.is_empty());
        succeeded += usize::from(has_success);
        table += &format!(
            "{operation}\t{}\t{}\n",
            list.join(" "),
            excuse.map_or("", |(.., reason)| *reason)
        );
        match excuse {
            _ if statuses.is_empty() => wrong.push(format!("{operation} was not called")),
            None if !has_success => {
                wrong.push(format!("{operation} never succeeded: {}", list.join(" ")));
            }
            Some((_, listed, _)) if !statuses.iter().eq(*listed) => wrong.push(format!(
                "{operation} is listed with {listed:?}, and was answered {statuses:?}"
            )),
            _ => {}
        }
    }
    let summary = format!("{called} of {}, {succeeded} with success", seen.len());
    println!("operations called: {summary}");
    prove("operations called", &summary);
    prove(
        "answers decoded and written back unchanged",
        &replay.decoded.to_string(),
    );
    if let Err(error) = fs::write(folder.join("coverage.tsv"), table) {
        wrong.push(format!("coverage.tsv: {error}"));
    }
    wrong
}

#[test]
fn recordings_hold_no_secret() {
    let files = recordings::files(&workspace().join("tests/recordings"));
    assert!(!files.is_empty(), "there are recordings");
    let found: Vec<_> = files.iter().flat_map(|file| secrets(file)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
