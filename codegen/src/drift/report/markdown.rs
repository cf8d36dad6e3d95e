//! For a pull request: a verdict, and a table for each resource.

use super::{Entry, Report};
use crate::drift::change::Level;

/// Comments are cut off by code hosts where they are longer than this; the rest is counted.
const LONGEST: usize = 60_000;

/// The report as Markdown.
pub fn markdown(report: &Report) -> String {
    let [from, to] = [&report.from, &report.to].map(|name| escape(name));
    let verdict = report.verdict();
    let mut text = format!("## API drift: {from} → {to}\n\n{verdict}\n");
    let mut left_out = 0;
    for (group, changes) in report.groups() {
        let mut section = format!(
            "\n### {}\n\n| | what | before | after | reaches |\n|---|---|---|---|---|\n",
            escape(group)
        );
        for change in &changes {
            section += &row(change);
        }
        if text.len() + section.len() > LONGEST {
            left_out += changes.len();
        } else {
            text += &section;
        }
    }
    if left_out > 0 {
        text += &format!("\n{left_out} more changes are left out here for their number.\n");
    }
    if !report.waived.is_empty() {
        text += "\n<details><summary>Waived</summary>\n\n";
        for waived in &report.waived {
            text += &format!(
                "- {} `{}`: {}\n",
                code(&waived.change.subject),
                waived.change.rule,
                escape(&waived.reason)
            );
        }
        text += "\n</details>\n";
    }
    text
}

fn row(change: &Entry) -> String {
    let sign = match change.level() {
        Level::Wire => "🔴 breaks calls",
        Level::Major => "🟠 major",
        Level::Minor => "🟢 minor",
        Level::Any => "⚪ patch",
    };
    let cell = |text: &Option<String>| text.as_deref().map(code).unwrap_or_default();
    format!(
        "| {sign} | {}<br>`{}` | {} | {} | {} |\n",
        code(&change.subject),
        change.rule,
        cell(&change.before),
        cell(&change.after),
        escape(&change.reach()),
    )
}

/// A code span that keeps a table's columns apart.
fn code(text: &str) -> String {
    let text = text
        .replace('`', "'")
        .replace('|', "\\|")
        .replace('\n', " ");
    format!("`{text}`")
}

/// Text in which nothing is markup.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '<' => escaped += "&lt;",
            '&' => escaped += "&amp;",
            '\n' => escaped.push(' '),
            '|' | '*' | '_' | '[' | ']' | '`' | '\\' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
