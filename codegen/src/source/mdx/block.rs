//! Component blocks: `<TypeList types={[…]} sectionTitle="create"/>`.
//!
//! In comes the place of a tag, out goes the block it opens: the rows of the one attribute that holds an
//! array. The other attributes only steer how the website looks.

use super::Node;
use super::json::{self, Json};
use super::rows::RowReader;
use crate::diagnostic::{Code, Diagnostic, Span};
use std::ops::Range;

/// The components that pages are made of, and the attribute that holds their rows.
const COMPONENTS: [(&str, &str); 2] = [("ParameterTypes", "parameters"), ("TypeList", "types")];

/// Attributes without content of their own.
const PRESENTATION: [&str; 2] = ["expandUrl", "sectionTitle"];

/// A component block of a page.
#[derive(Debug)]
pub(super) struct Block {
    /// The bytes from `<` to `>`.
    pub(super) range: Range<usize>,
    /// The rows; empty where they could not be read (a diagnostic says so).
    pub(super) rows: Vec<Node>,
}

/// Reads the block whose `<` is at `start`; `None` if no rows can be expected there.
pub(super) fn read(reader: &mut RowReader<'_, '_>, start: usize) -> Option<Block> {
    let mut tag = Tag {
        text: reader.text,
        at: start + 1,
        attributes: Vec::new(),
    };
    let name = tag.word();
    let outcome = tag.rest(name);
    let name_span = Span::new(reader.file, start + 1, start + 1 + name.len());
    let component = COMPONENTS.iter().find(|(known, _)| *known == name);
    let has_rows = holds_rows(&tag, &outcome);
    if component.is_none() {
        let help = if has_rows {
            "its rows are read as those of a `TypeList`"
        } else {
            "it is kept as prose"
        };
        reader
            .diagnostics
            .push(unknown(&format!("component `{name}`"), name_span).help(help));
        if !has_rows {
            return None;
        }
    } else if outcome.is_ok() && !has_rows {
        invalid(
            reader,
            name_span,
            format!("`{name}` without an attribute that holds rows"),
        );
    }
    let end = outcome.unwrap_or_else(|fault| {
        let recovered = recover(reader.text, fault.offset);
        let diagnostic = fault.diagnostic(reader);
        reader.diagnostics.push(diagnostic);
        recovered
    });
    let rows = interpret(
        reader,
        tag.attributes,
        component.map(|(_, attribute)| *attribute),
    );
    Some(Block {
        range: start..end,
        rows,
    })
}

/// Whether a tag has, or was about to have, an attribute with rows.
fn holds_rows(tag: &Tag<'_>, outcome: &Result<usize, Fault>) -> bool {
    let mut attributes = tag.attributes.iter();
    attributes.any(|attribute| attribute.rows.is_some())
        || matches!(outcome, Err(fault) if fault.code == Code::InvalidJson)
}

/// The rows of a block's attributes, `expected` being the one that should hold them.
fn interpret<'a>(
    reader: &mut RowReader<'a, '_>,
    attributes: Vec<Attribute<'a>>,
    expected: Option<&str>,
) -> Vec<Node> {
    let mut rows = None;
    for Attribute {
        name,
        at,
        rows: array,
    } in attributes
    {
        let place = Span::new(reader.file, at, at + name.len());
        let Some(array) = array else {
            if expected != Some(name) && !PRESENTATION.contains(&name) {
                let diagnostic = unknown(&format!("attribute `{name}`"), place);
                reader.diagnostics.push(diagnostic.help("it is left out"));
            }
            continue;
        };
        if expected.is_some_and(|expected| expected != name) {
            let diagnostic = unknown(&format!("attribute `{name}` with rows"), place);
            reader
                .diagnostics
                .push(diagnostic.help("its rows are read all the same"));
        }
        let read = reader.rows(array, place);
        if rows.is_some() {
            invalid(reader, place, "a second attribute with rows".to_owned());
        } else {
            rows = Some(read);
        }
    }
    rows.unwrap_or_default()
}

fn unknown(what: &str, place: Span) -> Diagnostic {
    Diagnostic::new(Code::UnknownConstruct, format!("{what} is not known")).label(place, "here")
}

fn invalid(reader: &mut RowReader<'_, '_>, place: Span, message: String) {
    reader
        .diagnostics
        .push(Diagnostic::new(Code::InvalidBlock, message).label(place, "here"));
}

/// Where a block with a fault probably ends: after a `/>` that ends a line, at the latest before a heading.
fn recover(text: &str, fault: usize) -> usize {
    let start = text[..fault].rfind('\n').unwrap_or(0);
    let rest = &text[start..];
    let rest = &rest[..rest.find("\n#").unwrap_or(rest.len())];
    let ends_line = |at: usize| at == rest.len() || rest[at..].starts_with(['\r', '\n']);
    rest.match_indices("/>")
        .map(|(at, closing)| at + closing.len())
        .find(|&end| ends_line(end))
        .map_or(start + rest.len(), |end| start + end)
}

/// An attribute of a tag.
struct Attribute<'a> {
    name: &'a str,
    /// The offset of the name.
    at: usize,
    /// The array that is its value, if its value is one.
    rows: Option<Vec<Json<'a>>>,
}

/// Why a tag cannot be read.
struct Fault {
    offset: usize,
    code: Code,
    message: String,
}

impl Fault {
    fn diagnostic(self, reader: &RowReader<'_, '_>) -> Diagnostic {
        let character = reader.text[self.offset..].chars().next();
        let end = self.offset + character.map_or(0, char::len_utf8);
        let place = Span::new(reader.file, self.offset, end);
        Diagnostic::new(self.code, self.message).label(place, "here")
    }
}

/// A tag, read up to `at`.
struct Tag<'a> {
    text: &'a str,
    at: usize,
    attributes: Vec<Attribute<'a>>,
}

impl<'a> Tag<'a> {
    /// Reads what follows the tag's name, and says where the tag ends.
    fn rest(&mut self, name: &str) -> Result<usize, Fault> {
        loop {
            self.skip_space();
            if self.eat("/>") || self.eat_empty_element(name) {
                return Ok(self.at);
            }
            let at = self.at;
            let name = self.word();
            if name.is_empty() {
                return Err(self.fault("an attribute or `/>` must stand here"));
            }
            let rows = if self.eat("=") { self.value()? } else { None };
            self.attributes.push(Attribute { name, at, rows });
        }
    }

    /// Reads an attribute's value: the array, if it is one.
    fn value(&mut self) -> Result<Option<Vec<Json<'a>>>, Fault> {
        if self.eat("\"") {
            return self.skip_past('"');
        }
        if self.eat("'") {
            return self.skip_past('\'');
        }
        if !self.eat("{") {
            return Err(self.fault("a string or a `{` must stand here"));
        }
        self.skip_space();
        if !self.text[self.at..].starts_with('[') {
            return self.skip_past('}');
        }
        let (json, length) = json::read(&self.text[self.at..]).map_err(|error| Fault {
            offset: self.at + error.offset,
            code: Code::InvalidJson,
            message: format!("the rows are no valid JSON: {}", error.message),
        })?;
        self.at += length;
        self.skip_space();
        let rows = match json {
            Json::Array(rows) => Some(rows),
            _ => None,
        };
        if self.eat("}") {
            Ok(rows)
        } else {
            Err(self.fault("a `}` must stand here, after the rows"))
        }
    }

    /// Takes what goes up to `end`, which must stand on the same line.
    fn skip_past(&mut self, end: char) -> Result<Option<Vec<Json<'a>>>, Fault> {
        let rest = &self.text[self.at..];
        match rest.find([end, '\n']) {
            Some(length) if rest[length..].starts_with(end) => {
                self.at += length + end.len_utf8();
                Ok(None)
            }
            _ => Err(self.fault(&format!("no `{end}` follows on this line"))),
        }
    }

    /// Takes `></Name>`, the long form of `/>`.
    fn eat_empty_element(&mut self, name: &str) -> bool {
        let rest = self.text[self.at..].strip_prefix('>');
        let rest = rest.and_then(|rest| rest.trim_start().strip_prefix("</"));
        let rest = rest.and_then(|rest| rest.strip_prefix(name)?.strip_prefix('>'));
        if let Some(rest) = rest {
            self.at = self.text.len() - rest.len();
        }
        rest.is_some()
    }

    fn word(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.text[self.at..].starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn fault(&self, message: &str) -> Fault {
        Fault {
            offset: self.at,
            code: Code::InvalidBlock,
            message: message.to_owned(),
        }
    }
}
