//! One method of a page: signature, prose, and its sections.

use super::read::PageReader;
use super::{Example, PageMethod, Section, prose};
use crate::diagnostic::{Code, Diagnostic, Spanned};

/// What a section of a method holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Examples,
    TypeParameters,
    Parameters,
    Returns,
    Description,
    Deprecated,
    /// Remarks that are kept as they are.
    Remarks,
}

impl Kind {
    fn of(title: &str) -> Option<Self> {
        Some(match title {
            "Example" | "Examples" => Kind::Examples,
            "Type Parameters" | "Type parameters" => Kind::TypeParameters,
            "Parameters" => Kind::Parameters,
            "Returns" => Kind::Returns,
            "Description" => Kind::Description,
            "Deprecated" => Kind::Deprecated,
            "See" | "Since" | "Throws" | "Defined in" | "Inherited from" | "Overrides" => {
                Kind::Remarks
            }
            _ => return None,
        })
    }
}

/// Whether a heading begins a section of a method.
pub(super) fn is_section(title: &str) -> bool {
    Kind::of(title).is_some()
}

/// Reads the method below `heading`.
pub(super) fn read(reader: &mut PageReader<'_, '_>, heading: usize) -> PageMethod {
    let mut method = introduction(reader, heading);
    let mut missing = vec!["Parameters", "Returns"];
    for child in reader.outline.children(Some(heading)) {
        let title = &reader.outline.headings[child].title;
        let blocks = reader.masked.blocks_in(&reader.outline.content(child));
        missing.retain(|missing| blocks.is_empty() || missing != title);
        section(reader, child, Kind::of(title), &mut method);
    }
    for title in missing {
        let message = format!(
            "method `{}` has no block below `{title}`",
            method.name.value
        );
        let diagnostic = Diagnostic::new(Code::MissingSection, message);
        reader
            .diagnostics
            .push(diagnostic.label(method.name.span, "this method"));
    }
    method
}

/// Reads what stands between a method's heading and its first section.
fn introduction(reader: &mut PageReader<'_, '_>, heading: usize) -> PageMethod {
    let name = reader.title(heading);
    let mut content = reader.outline.own_content(heading);
    let markdown = &reader.masked.text;
    let signature = prose::signature(markdown, content.clone(), &name.value).map(|range| {
        content.start = range.end;
        Spanned::new(markdown[range.clone()].to_owned(), reader.span(range))
    });
    let deprecated = prose::deprecation(markdown, content.clone())
        .map(|(place, reason)| Spanned::new(reason.to_owned(), reader.span(place)));
    let mut sections = Vec::new();
    reader.stray_blocks(content.clone(), &mut sections);
    PageMethod {
        name,
        signature,
        description: reader.masked.prose(content),
        deprecated,
        examples: Vec::new(),
        type_parameters: Vec::new(),
        parameters: Vec::new(),
        returns: Vec::new(),
        sections,
        incomplete: false,
    }
}

/// Reads the section below `heading` into `method`.
fn section(
    reader: &mut PageReader<'_, '_>,
    heading: usize,
    kind: Option<Kind>,
    method: &mut PageMethod,
) {
    let sections = &mut method.sections;
    match kind {
        Some(Kind::Examples) => examples(reader, heading, method),
        Some(Kind::TypeParameters) => reader.rows(heading, &mut method.type_parameters, sections),
        Some(Kind::Parameters) => reader.rows(heading, &mut method.parameters, sections),
        Some(Kind::Returns) => reader.rows(heading, &mut method.returns, sections),
        Some(Kind::Description) => {
            let text = prose_only(reader, heading, sections);
            append(&mut method.description, &text);
        }
        Some(Kind::Deprecated) => {
            let text = prose_only(reader, heading, sections);
            match &mut method.deprecated {
                Some(deprecated) => append(&mut deprecated.value, &text),
                None => method.deprecated = Some(Spanned::new(text, reader.title(heading).span)),
            }
        }
        Some(Kind::Remarks) => sections.push(reader.section(heading)),
        None => sections.push(reader.unknown_section(heading)),
    }
}

/// Reads code samples, each with the prose before it.
fn examples(reader: &mut PageReader<'_, '_>, heading: usize, method: &mut PageMethod) {
    let content = reader.outline.content(heading);
    let mut caption_start = content.start;
    for index in reader.outline.fences_in(&content) {
        let fence = &reader.outline.fences[index];
        method.examples.push(Example {
            caption: reader.masked.prose(caption_start..fence.range.start),
            language: fence.language.clone(),
            code: fence.code.clone(),
            span: reader.span(fence.range.clone()),
        });
        caption_start = fence.range.end;
    }
    reader.stray_blocks(content.start..caption_start, &mut method.sections);
    reader.stray(
        caption_start..content.end,
        "prose after the last example",
        &mut method.sections,
    );
}

/// The prose of a section that holds nothing else.
fn prose_only(
    reader: &mut PageReader<'_, '_>,
    heading: usize,
    sections: &mut Vec<Section>,
) -> String {
    let content = reader.outline.content(heading);
    reader.stray_blocks(content.clone(), sections);
    reader.masked.prose(content)
}

/// Adds a paragraph to a text.
fn append(text: &mut String, paragraph: &str) {
    if !text.is_empty() && !paragraph.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(paragraph);
}
