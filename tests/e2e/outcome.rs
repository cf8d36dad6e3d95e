//! What is left of a run: recordings, the coverage of the operations, and what is wrong.

use medusa_tests::answers::OPERATIONS;
use medusa_tests::prove;
use medusa_tests::recordings::{self, Exchange};
use medusa_tests::replay::Replay;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::{env, fs};

/// Operations that this server does not answer with success, and why.
const NEVER_SUCCEED: &[(&str, &str)] = &[
    (
        "POST /admin/apps/authorizations",
        "needs a plugin that is an app; none for this version is published",
    ),
    (
        "POST /admin/notifications/{id}/resend",
        "needs a notification, which only a notification plugin makes",
    ),
    (
        "POST /admin/orders/{id}/line-items/{line_item_id}/reserve",
        "looks for the line item in a way that never finds one",
    ),
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

/// Where the outcome is kept.
fn folder() -> PathBuf {
    env::var_os("MEDUSA_OUTCOME").map_or_else(|| env::temp_dir().join("medusa-e2e"), PathBuf::from)
}

/// Which operations were called over both parts, with which statuses.
fn cover(folder: &std::path::Path) -> Vec<String> {
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
        let excuse = NEVER_SUCCEED
            .iter()
            .find(|(name, _)| name == operation)
            .map(|(_, reason)| *reason);
        called += usize::from(!statuses.is_empty());
        succeeded += usize::from(has_success);
        table += &format!(
            "{operation}\t{}\t{}\n",
            list.join(" "),
            excuse.unwrap_or_default()
        );
        match (statuses.is_empty(), has_success, excuse) {
            (true, ..) => wrong.push(format!("{operation} was not called")),
            (_, false, None) => {
                wrong.push(format!("{operation} never succeeded: {}", list.join(" ")));
            }
            (_, true, Some(_)) => wrong.push(format!(
                "{operation} succeeds: it is listed as if it did not"
            )),
            _ => {}
        }
    }
    let summary = format!("{called} of {}, {succeeded} with success", seen.len());
    println!("{table}operations called: {summary}");
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
