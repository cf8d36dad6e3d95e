//! For jobs of GitHub Actions: one line for each change, which is shown next to the file.

use super::{Entry, Location, Report};
use crate::drift::change::Level;

/// Workflow commands (`::error file=…,line=…::…`), one in each line.
pub fn github(report: &Report) -> String {
    let faults = report.faults.iter().map(|fault| {
        let at = place(&fault.at);
        format!("::error {at},title=waiver::{}\n", data(&fault.message))
    });
    faults.chain(report.changes.iter().map(command)).collect()
}

fn place(at: &Location) -> String {
    let file = property(&at.file);
    format!("file={file},line={},col={}", at.line, at.column)
}

fn command(change: &Entry) -> String {
    let level = match change.level() {
        Level::Wire => "error",
        Level::Major => "warning",
        Level::Minor | Level::Any => "notice",
    };
    let mut properties = Vec::new();
    if let Some(at) = change.location() {
        properties.push(place(at));
    }
    properties.push(format!("title={}", property(&change.rule.id())));
    let mut message = format!("{}: {}", change.subject, change.rule.description());
    for line in [change.difference(), change.reach()] {
        if !line.is_empty() {
            message += &format!("\n{line}");
        }
    }
    format!("::{level} {}::{}\n", properties.join(","), data(&message))
}

/// Escapes the characters that would end a message.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
