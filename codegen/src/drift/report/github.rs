//! For a job of GitHub Actions: a line a change, which is shown beside the file.

use super::{Entry, Report};
use crate::drift::change::Level;

/// Workflow commands (`::error file=…,line=…::…`), a line each.
pub fn github(report: &Report) -> String {
    report.changes.iter().map(command).collect()
}

fn command(change: &Entry) -> String {
    let level = match change.level() {
        Level::Wire => "error",
        Level::Major => "warning",
        Level::Minor | Level::Any => "notice",
    };
    let mut properties = Vec::new();
    if let Some(at) = change.location() {
        properties.push(format!("file={}", property(&at.file)));
        properties.push(format!("line={},col={}", at.line, at.column));
    }
    properties.push(format!("title={}", property(change.rule.id())));
    let mut message = format!("{}: {}", change.subject, change.rule.means());
    for line in [change.difference(), change.reach()] {
        if !line.is_empty() {
            message += &format!("\n{line}");
        }
    }
    format!("::{level} {}::{}\n", properties.join(","), data(&message))
}

/// What the runner would take for the end of a message.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
