//! For terminals: each change with its verdicts and places.

use super::{Entry, Report};
use crate::diagnostic::Label;
use crate::diagnostic::render::{Style, render_places};
use crate::drift::change::Level;

/// The report as text for a terminal; with `excerpts`, it shows the source lines of each change.
pub fn text(report: &Report, style: Style, excerpts: bool) -> String {
    let mut text = String::new();
    for (group, changes) in report.groups() {
        text += &paint(style, "1", group);
        text.push('\n');
        for change in changes {
            text += &entry(change, style);
            if excerpts {
                text += &places(report, change, style);
            }
        }
        text.push('\n');
    }
    for fault in &report.faults {
        let at = format!("{}:{}", fault.at.file, fault.at.line);
        let error = paint(style, "31;1", "error:");
        text += &format!("{error} {at}: {}\n", fault.message);
    }
    text + &report.summary() + "\n"
}

fn entry(change: &Entry, style: Style) -> String {
    let colour = match change.level() {
        Level::Wire => "31;1",
        Level::Major => "33;1",
        Level::Minor => "32",
        Level::Any => "2",
    };
    let verdict = format!("{:<10} {:<5}", change.wire.as_str(), change.rust.as_str());
    let mut text = format!(
        "  {} {} {}\n",
        paint(style, colour, &verdict),
        change.subject,
        paint(style, "2", &change.rule.id())
    );
    for line in [change.difference(), change.reach()] {
        if !line.is_empty() {
            text += &format!("      {line}\n");
        }
    }
    text
}

/// The source lines in the new state, or in the old one for a removal.
fn places(report: &Report, change: &Entry, style: Style) -> String {
    let side = usize::from(change.spans[1].is_some());
    let Some(span) = change.spans[side] else {
        return String::new();
    };
    let label = Label {
        span,
        text: ["was here", "here"][side].to_owned(),
    };
    let excerpt = render_places(&[label], &report.sources[side], style);
    let lines = excerpt.lines().map(|line| format!("      {line}\n"));
    lines.collect()
}

fn paint(style: Style, colour: &str, text: &str) -> String {
    match style {
        Style::Plain => text.trim_end().to_owned(),
        Style::Coloured => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
    }
}
