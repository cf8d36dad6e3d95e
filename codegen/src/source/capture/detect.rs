//! Tells captures from other texts by what was done to them.

use super::Form;
use super::api_site;
use super::code_view;
use super::lines::lines;

/// The form of a capture, if a text looks like one.
pub fn detect(text: &str) -> Option<Form> {
    let (mut count, mut marks, mut headings) = (0, 0, 0);
    for line in lines(text) {
        count += usize::from(!line.text.is_empty());
        marks += usize::from(line.text == code_view::MARK);
        headings += usize::from(matches!(line.text, "Methods" | "Parameters" | "Returns"));
    }
    let has_rows = text.contains("\"name\": ") && text.contains("\"type\": ");
    let is_page = text.contains("#### Parameters") || text.contains("#### Returns");
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
