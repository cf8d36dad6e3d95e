//! A page's source as a code browser shows it: every line followed by lines that hold only a `|`.
//!
//! Indentation is gone, and so are blank lines; but where their marks are left, these tell how many there
//! were. Without them, blank lines are put around what Markdown sets off by them.

use super::Losses;
use super::lines::{Line, lines};
use super::restored::Restored;

/// The mark below every line.
pub(super) const MARK: &str = "|";

/// Puts the page together again.
pub(super) fn restore<'a>(text: &'a str, losses: &mut Losses) -> Restored<'a> {
    let shown: Vec<Shown<'_>> = shown(text);
    let first = shown.iter().position(|shown| begins_page(shown.line.text));
    let (before, page) = shown.split_at(first.unwrap_or(0));
    let unit = page
        .iter()
        .map(|shown| shown.marks)
        .filter(|marks| *marks > 0)
        .min();
    let unit = unit.unwrap_or(1);
    let keeps_blanks = page.iter().any(|shown| shown.marks >= 2 * unit);
    let mut restored = Restored::new(text);
    let mut fence = None;
    let mut code_lines = 0;
    let mut count = 0;
    for (index, shown) in page.iter().enumerate() {
        let is_fence = shown.line.text.starts_with("```");
        let in_code = fence.is_some();
        if !keeps_blanks && !in_code && stands_alone(shown.line.text) {
            restored.paragraph();
        }
        restored.copy(shown.line.range());
        let breaks = (shown.marks / unit).max(1);
        count += breaks;
        restored.add(&"\n".repeat(breaks));
        if is_fence {
            fence = if in_code { None } else { Some(index) };
        }
        code_lines += usize::from(in_code && !is_fence);
        let ends = |line: &str| stands_alone(line) || line.ends_with("/>");
        if !keeps_blanks
            && fence.is_none()
            && ends(shown.line.text)
            && !is_front_matter(page, index)
        {
            restored.paragraph();
        }
    }
    report(before, page, count, code_lines, keeps_blanks, losses);
    restored
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

/// Whether the page begins with this line, after what the browser says of the file.
fn begins_page(line: &str) -> bool {
    line == "---" || line.starts_with("# ") || line.starts_with("import ")
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

/// Whether a line stands between the marks at the page's beginning.
fn is_front_matter(page: &[Shown<'_>], index: usize) -> bool {
    let is_mark = |shown: &Shown<'_>| shown.line.text == "---";
    let end = page.iter().skip(1).position(is_mark).map(|end| end + 1);
    page.first().is_some_and(is_mark) && end.is_some_and(|end| index < end)
}

fn report(
    before: &[Shown<'_>],
    page: &[Shown<'_>],
    count: usize,
    code_lines: usize,
    keeps_blanks: bool,
    losses: &mut Losses,
) {
    let Some(first) = page.first() else {
        return;
    };
    let told = before.iter().find_map(|shown| {
        let number = shown.line.text.strip_suffix(" lines")?;
        number.parse::<usize>().ok()
    });
    if let Some(told) = told.filter(|told| *told > count) {
        let message = format!("{} of {told} lines are not here", told - count);
        losses.note(message, first.line.range());
    }
    if code_lines > 0 {
        let message = format!("the indentation of {code_lines} lines of code is lost");
        losses.note(message, first.line.range());
    }
    if !keeps_blanks {
        let message = "blank lines are lost, and with them the borders of paragraphs";
        losses.note(message, first.line.range());
    }
}
