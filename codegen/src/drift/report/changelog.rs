//! For `CHANGELOG.md`: changes that users of the crate notice.

use super::{Entry, Report};
use crate::drift::change::Level;
use crate::drift::rules::{Aspect, ChangeKind};

/// An entry in the format of *Keep a Changelog*, without changes that concern documentation only.
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

/// The section of a change: whether its subject was added or removed, or an aspect of it changed.
fn section(change: &Entry) -> &'static str {
    use {Aspect as A, ChangeKind as C};
    match (change.rule.aspect, change.rule.change) {
        (A::Deprecated, C::Added) => "Deprecated",
        (A::Auth | A::AuthScheme | A::FeatureFlag | A::Nullable | A::Required, _) => "Changed",
        (_, C::Added) => "Added",
        (_, C::Removed) => "Removed",
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
        change.rule.description()
    )
}
