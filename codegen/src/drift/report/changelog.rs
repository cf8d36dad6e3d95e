//! For `CHANGELOG.md`: what users of the crate notice.

use super::{Entry, Report};
use crate::drift::change::Level;

/// An entry in the format of *Keep a Changelog*; what only people who read notice is left out.
pub fn changelog(report: &Report) -> String {
    let mut text = format!("The API of {}.\n", report.to);
    for title in ["Added", "Changed", "Deprecated", "Removed"] {
        let lines: Vec<String> = (report.changes.iter())
            .filter(|change| change.level() > Level::Any && section(change) == title)
            .map(line)
            .collect();
        if !lines.is_empty() {
            text += &format!("\n### {title}\n\n{}", lines.concat());
        }
    }
    text
}

/// What a change is told under: whether a thing is new or gone, or something about it.
fn section(change: &Entry) -> &'static str {
    let properties = [
        "auth",
        "auth-scheme",
        "default",
        "feature-flag",
        "nullable",
        "required",
    ];
    let mut parts = change.rule.id().rsplit('.');
    match (parts.next(), parts.next()) {
        (Some("added"), Some("deprecated")) => "Deprecated",
        (_, Some(what)) if properties.contains(&what) => "Changed",
        (Some("added"), _) => "Added",
        (Some("removed"), _) => "Removed",
        _ => "Changed",
    }
}

fn line(change: &Entry) -> String {
    let breaking = if change.level() >= Level::Major {
        "**Breaking:** "
    } else {
        ""
    };
    let difference = match change.difference() {
        text if text.is_empty() => String::new(),
        text => format!(" (`{}`)", text.replace('`', "'")),
    };
    format!(
        "- {breaking}`{}`: {}{difference}.\n",
        change.subject,
        change.rule.means()
    )
}
