//! A page's source as a code browser shows it: every line followed by lines that hold only a `|`.
//!
//! Indentation is gone, and so are blank lines; but where their marks are left, these tell how many there
//! were. Without them, blank lines are put around what Markdown sets off by them.

use super::lines::{Line, lines};
use super::restored::Restored;
use super::{Losses, counted};
use std::collections::BTreeMap;

/// The mark below every line.
pub(super) const MARK: &str = "|";

/// Puts the page together again.
pub(super) fn restore<'a>(text: &'a str, losses: &mut Losses) -> Restored<'a> {
    let shown: Vec<Shown<'_>> = shown(text);
    let (before, page) = shown.split_at(beginning(&shown));
    let unit = marks_of_a_line(page);
    let front_matter = front_matter(page);
    let keeps_blanks = page.iter().any(|shown| shown.marks >= 2 * unit);
    let mut restored = Restored::new(text);
    let mut fence = None;
    let mut code_lines = 0;
    for (index, shown) in page.iter().enumerate() {
        let is_fence = shown.line.text.starts_with("```");
        let in_code = fence.is_some();
        if !keeps_blanks && !in_code && stands_alone(shown.line.text) {
            restored.paragraph();
        }
        restored.copy(shown.line.range());
        let breaks = shown.marks.div_ceil(unit).max(1);
        restored.add(&"\n".repeat(breaks));
        if is_fence {
            fence = if in_code { None } else { Some(index) };
        }
        code_lines += usize::from(in_code && !is_fence);
        let ends = |line: &str| stands_alone(line) || line.ends_with("/>");
        if !keeps_blanks && fence.is_none() && ends(shown.line.text) && index >= front_matter {
            restored.paragraph();
        }
    }
    let told = before.iter().find_map(|shown| {
        let number = shown.line.text.strip_suffix(" lines")?;
        number.parse::<usize>().ok()
    });
    let lines = restored.text.matches('\n').count();
    // What follows the last line break may be counted as a line, too.
    let told = told.filter(|told| *told > lines + 1);
    restored.lacks_lines = told.is_some();
    if let (Some(told), Some(first)) = (told, page.first()) {
        let message = format!("{} of {told} lines are not here", told - lines);
        losses.note(message, first.line.range());
    }
    report(page, code_lines, keeps_blanks, losses);
    restored
}

/// How many marks most lines have below them. The last one is left aside: the text may end amid its marks.
fn marks_of_a_line(page: &[Shown<'_>]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for shown in &page[..page.len().saturating_sub(1)] {
        *counts.entry(shown.marks).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .filter(|(marks, _)| *marks > 0)
        .rev()
        .max_by_key(|(_, lines)| *lines);
    most.map_or(1, |(marks, _)| marks)
}

/// A line, and how many marks follow it.
struct Shown<'a> {
    line: Line<'a>,
    marks: usize,
}

/// The lines with the number of marks below each; blank lines have none of their own.
fn shown(text: &str) -> Vec<Shown<'_>> {
    let mut shown: Vec<Shown<'_>> = Vec::new();
    for line in lines(text) {
        match (line.text, shown.last_mut()) {
            ("", _) | (MARK, None) => {}
            (MARK, Some(last)) => last.marks += 1,
            _ => shown.push(Shown { line, marks: 0 }),
        }
    }
    shown
}

/// Where the page begins, after what the browser says of the file.
fn beginning(shown: &[Shown<'_>]) -> usize {
    let begins_page =
        |line: &str| line == "---" || line.starts_with("# ") || line.starts_with("import ");
    let is_part = |shown: &Shown<'_>| shown.line.text == "---" || stands_alone(shown.line.text);
    let first = shown.iter().position(is_part);
    // Where the beginning is lost, only the marks tell the page's lines from others.
    first
        .filter(|first| begins_page(shown[*first].line.text))
        .or_else(|| shown.iter().position(|shown| shown.marks > 0))
        .unwrap_or(0)
}

/// Whether Markdown sets this line off by blank ones.
fn stands_alone(line: &str) -> bool {
    let is_import = line.starts_with("import ") && line.contains(" from ");
    line.starts_with('#')
        || line.starts_with("```")
        || is_import
        || line == "___"
        || line.starts_with("<ParameterTypes")
        || line.starts_with("<TypeList")
}

/// How many lines stand before the second of the marks at the page's beginning.
fn front_matter(page: &[Shown<'_>]) -> usize {
    let is_mark = |shown: &Shown<'_>| shown.line.text == "---";
    let end = page.iter().skip(1).position(is_mark).map(|end| end + 1);
    end.filter(|_| page.first().is_some_and(is_mark))
        .unwrap_or(0)
}

fn report(page: &[Shown<'_>], code_lines: usize, keeps_blanks: bool, losses: &mut Losses) {
    let Some(first) = page.first() else {
        return;
    };
    if code_lines > 0 {
        let lines = counted(code_lines, "line", "lines");
        let message = format!("the indentation of {lines} of code is lost");
        losses.note(message, first.line.range());
    }
    if !keeps_blanks {
        let message = "blank lines are lost, and with them the borders of paragraphs";
        losses.note(message, first.line.range());
    }
}
