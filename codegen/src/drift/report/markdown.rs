//! For pull requests: a verdict, and a table for each resource.

use super::{Entry, Report, counted};
use crate::drift::change::Level;
use std::cmp::Reverse;

/// The room for the line on omitted changes, in bytes.
const NOTE: usize = 200;

/// The report as Markdown, of about `longest` bytes at most: code hosts truncate or refuse longer texts. The least
/// severe changes are omitted and counted.
pub fn markdown(report: &Report, longest: usize) -> String {
    let [from, to] = [&report.from, &report.to].map(|name| escape(name));
    let verdict = report.verdict();
    let mut text = format!("## API drift: {from} → {to}\n\n{verdict}\n");
    for fault in &report.faults {
        let (file, line) = (escape(&fault.at.file), fault.at.line);
        text += &format!("\n❌ {} ({file}:{line})\n", escape(&fault.message));
    }
    let mut waived = waived(report);
    if text.len() + waived.len() + NOTE > longest / 2 {
        waived.clear();
    }
    let groups: Vec<(String, Vec<(Level, String)>)> = (report.groups().into_iter())
        .map(|(group, changes)| {
            let rows = changes
                .into_iter()
                .map(|change| (change.level(), row(change)));
            (heading(group), rows.collect())
        })
        .collect();
    let room = longest.saturating_sub(text.len() + waived.len() + NOTE);
    let kept = kept(&groups, room);
    let mut left_out = Vec::new();
    for ((heading, rows), kept) in groups.iter().zip(kept) {
        if kept > 0 {
            text += heading;
        }
        // They are worst first.
        text.extend(rows[..kept].iter().map(|(_, row)| row.as_str()));
        left_out.extend(rows[kept..].iter().map(|(level, _)| *level));
    }
    text + &note(&left_out) + &waived
}

/// The number of rows of each group for which there is room; the most severe come first, in any group.
fn kept(groups: &[(String, Vec<(Level, String)>)], room: usize) -> Vec<usize> {
    let mut order: Vec<(Level, usize, usize)> = Vec::new();
    for (group, (_, rows)) in groups.iter().enumerate() {
        order.extend(rows.iter().map(|(level, row)| (*level, group, row.len())));
    }
    order.sort_by_key(|(level, ..)| Reverse(*level));
    let mut kept = vec![0; groups.len()];
    let mut length = 0;
    for (_, group, row) in order {
        let heading = if kept[group] == 0 {
            groups[group].0.len()
        } else {
            0
        };
        length += heading + row;
        if length > room {
            break;
        }
        kept[group] += 1;
    }
    kept
}

/// The number of omitted changes by severity.
fn note(left_out: &[Level]) -> String {
    if left_out.is_empty() {
        return String::new();
    }
    let counts =
        Level::ALL.map(|level| (level, left_out.iter().filter(|out| **out == level).count()));
    let counts: Vec<String> = (counts.into_iter())
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| format!("{count} × {}", sign(level)))
        .collect();
    let all = counted(left_out.len(), "change is", "changes are");
    format!("\n{all} omitted (size limit): {}.\n", counts.join(", "))
}

fn waived(report: &Report) -> String {
    if report.waived.is_empty() {
        return String::new();
    }
    let mut text = "\n<details><summary>Waived</summary>\n\n".to_owned();
    for waived in &report.waived {
        text += &format!(
            "- {} `{}`: {}\n",
            code(&waived.change.subject),
            waived.change.rule,
            escape(&waived.reason)
        );
    }
    text + "\n</details>\n"
}

fn heading(group: &str) -> String {
    let group = escape(group);
    format!("\n### {group}\n\n| | what | before | after | reaches |\n|---|---|---|---|---|\n")
}

fn sign(level: Level) -> &'static str {
    match level {
        Level::Wire => "🔴 wire-breaking",
        Level::Major => "🟠 major",
        Level::Minor => "🟢 minor",
        Level::Any => "⚪ patch",
    }
}

fn row(change: &Entry) -> String {
    let sign = sign(change.level());
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

/// Text without markup.
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
