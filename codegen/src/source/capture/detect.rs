//! Tells captures from other texts by what was done to them.

use super::Form;
use super::api_site;
use super::code_view;
use super::lines::lines;
use crate::source::mdx::titles::Kind;

/// The form of a capture, if a text looks like one.
pub fn detect(text: &str) -> Option<Form> {
    let (mut count, mut marks, mut headings) = (0, 0, 0);
    for line in lines(text) {
        count += usize::from(!line.text.is_empty());
        marks += usize::from(line.text == code_view::MARK);
        headings += usize::from(line.text == "Methods" || is_title(line.text));
    }
    let has_rows = text.contains("\"name\": ") && text.contains("\"type\": ");
    let mut sections = text.split("#### ").skip(1);
    let first_word = |section: &str| section.split_whitespace().next().is_some_and(is_title);
    let is_page = sections.any(first_word);
    // Half of the lines or more are marks.
    if marks >= 3 && 2 * marks + 1 >= count && (has_rows || text.contains("\n# ")) {
        Some(Form::CodeView)
    } else if count <= 3 && is_page {
        Some(Form::Flattened)
    } else if api_site::looks_like(text) {
        Some(Form::ApiSite)
    } else if headings >= 3
        && ["Required", "Optional"]
            .iter()
            .any(|mark| text.contains(mark))
    {
        Some(Form::Rendered)
    } else {
        None
    }
}

/// Whether a line is the title of a section that every method has.
fn is_title(line: &str) -> bool {
    matches!(Kind::of(line), Some(Kind::Parameters | Kind::Returns))
}
