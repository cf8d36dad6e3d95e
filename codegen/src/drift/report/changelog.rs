//! For `CHANGELOG.md`: what users of the crate notice.

use super::{Entry, Report};
use crate::drift::change::Level;

/// An entry in the format of *Keep a Changelog*; what only people who read notice is left out.
pub fn changelog(report: &Report) -> String {
    let mut text = format!("The API of {}.\n", report.to);
    let sections: [(&str, &dyn Fn(&Entry) -> bool); 4] = [
        ("Added", &|change| {
            change.level() < Level::Major && is(change, ".added")
        }),
        ("Changed", &|change| {
            change.level() >= Level::Major && !is(change, ".removed")
        }),
        ("Deprecated", &|change| is(change, ".deprecated.added")),
        ("Removed", &|change| {
            is(change, ".removed") && change.level() >= Level::Major
        }),
    ];
    let is_note = |change: &Entry| change.rule.id().contains(".deprecated.");
    for (title, belongs) in sections {
        let lines: Vec<String> = (report.changes.iter())
            .filter(|change| {
                belongs(change)
                    && change.level() > Level::Any
                    && is_note(change) == (title == "Deprecated")
            })
            .map(line)
            .collect();
        if !lines.is_empty() {
            text += &format!("\n### {title}\n\n{}", lines.concat());
        }
    }
    text
}

fn is(change: &Entry, how: &str) -> bool {
    change.rule.id().ends_with(how)
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
