//! One method of a page: signature, prose, and its sections.

use super::read::PageReader;
use super::titles::Kind;
use super::{Example, Node, PageMethod, Section, prose};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};

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
    missing.retain(|missing| match *missing {
        "Parameters" => method.parameters.is_empty() && !is_empty_call(&method),
        _ => method.returns.is_empty(),
    });
    for title in missing {
        let what = match (reader.is_old, title) {
            (false, _) => "block",
            (true, "Parameters") => "rows",
            (true, _) => "type",
        };
        let message = format!(
            "method `{}` has no {what} below `{title}`",
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
    let mut type_parameters = Vec::new();
    // Pages of autumn 2023 have the rows of type parameters right below the signature.
    let has_type_parameters = |signature: &Spanned<String>| {
        let after = signature
            .value
            .rsplit_once("**")
            .map_or("", |(_, after)| after);
        after.trim_start_matches('\\').starts_with('<') || after.starts_with("&#60;")
    };
    if signature.as_ref().is_some_and(has_type_parameters) {
        for index in reader.masked.blocks_in(&content) {
            type_parameters.append(&mut reader.masked.blocks[index].rows);
        }
    } else {
        reader.stray_blocks(content.clone(), &mut sections);
    }
    let mut method = PageMethod {
        name,
        signature,
        description: reader.masked.prose(content),
        deprecated,
        examples: Vec::new(),
        type_parameters,
        parameters: Vec::new(),
        returns: Vec::new(),
        sections,
        incomplete: false,
    };
    if reader.is_old {
        take_tags(&mut method);
    }
    method
}

/// Whether a method is no part of what its class offers.
pub(super) fn is_private(method: &PageMethod) -> bool {
    let marks = ["`Private`", "`Protected`"];
    let signature = method.signature.as_ref();
    signature.is_some_and(|signature| marks.iter().any(|mark| signature.value.contains(mark)))
}

/// Whether the signature says that the method takes nothing, so that no section needs to.
fn is_empty_call(method: &PageMethod) -> bool {
    let signature = method.signature.as_ref();
    signature.is_some_and(|signature| signature.value.contains("**()"))
}

/// Takes tags such as ``**`Deprecated`**``, each a paragraph before its own, out of the prose of a method.
fn take_tags(method: &mut PageMethod) {
    let prose = std::mem::take(&mut method.description).replace("\r\n", "\n");
    let mut tag = "Description".to_owned();
    for paragraph in paragraphs(&prose) {
        let name = paragraph
            .strip_prefix("**`")
            .and_then(|rest| rest.split_once("`**"));
        let (name, text) = name.unwrap_or((&tag, &paragraph));
        let text = text.trim();
        match name {
            "Description" => append(&mut method.description, text),
            "Deprecated" => {
                let place = method.name.span;
                let said = method
                    .deprecated
                    .get_or_insert(Spanned::new(String::new(), place));
                append(&mut said.value, text);
            }
            _ if text.is_empty() => {}
            "Example" if text.starts_with("```") => {
                method.examples.push(example(text, method.name.span));
            }
            other => method.sections.push(Section {
                heading: Spanned::new(other.to_owned(), method.name.span),
                body: text.to_owned(),
            }),
        }
        tag = name.to_owned();
    }
}

/// What stands between blank lines, code samples whole.
fn paragraphs(prose: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    let mut is_code = false;
    for line in prose.lines() {
        is_code ^= line.starts_with("```");
        match paragraphs.last_mut() {
            Some(last) if is_code || !line.trim().is_empty() => {
                last.push_str(line);
                last.push('\n');
            }
            _ => paragraphs.push(String::new()),
        }
    }
    let trimmed = paragraphs.iter().map(|text| text.trim().to_owned());
    trimmed.filter(|text| !text.is_empty()).collect()
}

/// The code sample that a paragraph is.
fn example(paragraph: &str, span: Span) -> Example {
    let (fence, code) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
    Example {
        caption: String::new(),
        language: fence.trim_start_matches('`').trim().to_owned(),
        code: code.trim_end_matches('`').trim_end().to_owned(),
        span,
    }
}

/// Reads what an old page says a method returns: a type, and below it prose.
fn old_returns(reader: &mut PageReader<'_, '_>, heading: usize) -> Option<Node> {
    let content = reader.outline.own_content(heading);
    let text = &reader.masked.text[content.clone()];
    let start = content.start + text.len() - text.trim_start().len();
    let rest = &reader.masked.text[start..content.end];
    let length = rest.find('\n').unwrap_or(rest.len());
    let ty = start..start + rest[..length].trim_end().len();
    if ty.is_empty() {
        return None;
    }
    let description = reader.masked.prose(ty.end..content.end);
    let message = "a table below `Returns`, where only a type is read";
    reader.tables().unread_table(message, ty.end..content.end);
    let node = reader
        .tables()
        .node("ResponsePromise", Some(ty.clone()), ty);
    Some(Node {
        description,
        optional: Some(false),
        ..node
    })
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
        Some(Kind::Returns) if reader.is_old => method.returns.extend(old_returns(reader, heading)),
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
