//! What happens to documentation before people get hold of it, done to own pages.

use medusa_codegen::source::mdx::{Node, Page};
use std::fmt::Write as _;

/// A page in a code browser: `marks` lines with a mark after every line, blank lines and indentation gone.
pub(crate) fn code_view(page: &str, marks: usize) -> String {
    let mut text = format!(
        "a change\n{} lines\n9 KiB\nPlaintext\n",
        page.lines().count()
    );
    for line in page.lines() {
        let line = line.trim_start();
        if !line.is_empty() {
            text += line;
            text += "\n";
        }
        text += &"|\n".repeat(marks);
    }
    text
}

/// The same without marks below blank lines, so that nothing tells of these.
pub(crate) fn code_view_without_blanks(page: &str) -> String {
    let lines = page.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n|\n")).collect()
}

/// A page in one line, without what looks like a tag.
pub(crate) fn flatten(page: &str) -> String {
    let line = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = String::new();
    let mut rest = line.as_str();
    while let Some(at) = rest.find('<') {
        let is_tag = rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let end = rest[at..].find('>').filter(|_| is_tag);
        text += &rest[..at];
        rest = match end {
            Some(end) => &rest[at + end + 1..],
            None => {
                text.push('<');
                &rest[at + 1..]
            }
        };
    }
    text + rest
}

/// The text of a page as a browser shows it, with the rows that hold others folded up.
pub(crate) fn render(page: &Page) -> String {
    let mut text = format!(
        "{}\n{}\nProperties\nMethods\n",
        page.title.value,
        plain(&page.description)
    );
    for method in &page.methods {
        let _ = writeln!(
            text,
            "{}\n{}",
            method.name.value,
            plain(&method.description)
        );
        text += "Example\nParameters\n";
        for row in &method.parameters {
            let _ = match row.children.is_empty() {
                true => writeln!(text, "{}{}", shown(row), row.description),
                false => writeln!(text, "{}", row.description),
            };
        }
        text += "Returns\n";
        for row in &method.returns {
            // Once for the row, and once for what it is folded into; nothing ends the line.
            let _ = write!(text, "{}{}\n{}", shown(row), row.description, shown(row));
        }
    }
    text
}

fn shown(row: &Node) -> String {
    let flag = if row.optional == Some(true) {
        "Optional"
    } else {
        "Required"
    };
    let default = match row.default.as_str() {
        "" => String::new(),
        default => format!("Default: {default}"),
    };
    let ty = row.ty.as_ref().map(|ty| plain(&ty.to_string()));
    format!("{}{}{flag}{default}", row.name, ty.unwrap_or_default())
}

/// Markdown without its marks and links.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some((before, link)) = rest.split_once('[') {
        let (words, after) = link.split_once("](").unwrap_or((link, ")"));
        text += before;
        text += words;
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    (text + rest).replace('`', "")
}
