//! Rows of the pages of 2022 and 2023: Markdown tables, and lines that begin with a mark.
//!
//! ```text
//! | Name | Type | Default value | Description |       • `Optional` **email**: `string` = ""
//! | :------ | :------ | :------ | :------ |          • **DRAFT** = ``"draft"``
//! | `limit?` | `number` | `50` | How many. |         Ƭ **Res**<`T`\>: `Object`
//! ```

use super::{Node, titles};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};
use crate::source::types;
use std::ops::Range;

/// What the columns of tables are called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Type,
    Default,
    Description,
    Unknown,
}

impl Column {
    fn of(title: &str) -> Self {
        match title {
            "Name" => Self::Name,
            "Type" => Self::Type,
            "Default value" => Self::Default,
            "Description" => Self::Description,
            _ => Self::Unknown,
        }
    }
}

/// A row on a line with a mark.
pub(super) struct Marked {
    pub(super) node: Node,
    pub(super) line: Range<usize>,
    /// Whether a class keeps it to itself.
    pub(super) is_private: bool,
}

/// Reads rows of one page.
pub(super) struct Tables<'a, 'd> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    pub(super) diagnostics: &'d mut Diagnostics,
}

impl Tables<'_, '_> {
    /// Reads the first table in `range`, and says where it stands.
    pub(super) fn table(&mut self, range: Range<usize>) -> Option<(Vec<Node>, Range<usize>)> {
        let text = self.text;
        let is_row = |line: &Range<usize>| text[line.clone()].starts_with('|');
        let mut lines = lines(text, range).skip_while(|line| !is_row(line));
        let head = lines.next()?;
        let columns: Vec<Column> = cells(self.text, head.clone())
            .map(|cell| Column::of(&self.text[cell]))
            .collect();
        let rule = lines
            .next()
            .filter(|line| is_rule(&self.text[line.clone()]))?;
        let mut rows = Vec::new();
        let mut end = rule.end;
        for line in lines.take_while(is_row) {
            end = line.end;
            rows.extend(self.row(&columns, line));
        }
        let is_unknown = !columns.contains(&Column::Name) || columns.contains(&Column::Unknown);
        if is_unknown {
            let message = "a table with columns that are not known";
            self.unknown(message, head.clone());
        }
        Some((nested(rows), head.start..end))
    }

    fn row(&mut self, columns: &[Column], line: Range<usize>) -> Option<Node> {
        let (mut name, mut ty) = (None, None);
        let (mut default, mut description) = ("", "");
        let mut cells = cells(self.text, line.clone());
        for (column, cell) in columns.iter().zip(&mut cells) {
            let text = &self.text[cell.clone()];
            match column {
                Column::Name => name = Some(cell),
                Column::Type => ty = Some(cell),
                Column::Default => default = text.trim_matches('`'),
                Column::Description => description = text,
                Column::Unknown => {}
            }
        }
        if let Some(cell) = cells.next() {
            self.unknown("a row with more cells than its table has columns", cell);
        }
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            self.unknown("a row without a name", line);
            return None;
        };
        let place = trim_marks(self.text, name);
        let text = &self.text[place.clone()];
        let required = text.strip_suffix('?');
        let is_none = |default: &str| matches!(default, "" | "undefined");
        Some(Node {
            optional: Some(required.is_some() || !is_none(default)),
            default: Some(default)
                .filter(|text| !is_none(text))
                .unwrap_or_default()
                .to_owned(),
            description: description.replace("<br/>", "\n").replace("\\|", "|"),
            ..self.node(required.unwrap_or(text), ty, place)
        })
    }

    /// Reads a line such as `• **email**: string`, if one begins at `range`.
    pub(super) fn marked(&mut self, range: Range<usize>) -> Option<Marked> {
        let mut marked = lines(self.text, range);
        let line = marked.find(|line| !line.is_empty())?;
        let rest = self.text[line.clone()].strip_prefix(['•', 'Ƭ'])?;
        let (mut rest, mut is_optional, mut is_private) = (rest.trim_start(), false, false);
        while let Some((modifier, after)) =
            rest.strip_prefix('`').and_then(|rest| rest.split_once('`'))
        {
            is_optional |= modifier == "Optional";
            is_private |= matches!(modifier, "Private" | "Protected");
            rest = after.trim_start();
        }
        let (name, rest) = rest.strip_prefix("**")?.split_once("**")?;
        let at = |piece: &str| piece.as_ptr().addr() - self.text.as_ptr().addr();
        let place = at(name)..at(name) + name.len();
        let value = |text: &str| at(text)..at(text) + text.len();
        let (ty, default) = match rest.split_once(": ") {
            Some((_, rest)) => match rest.split_once(" = ") {
                Some((ty, default)) => (Some(value(ty.trim())), default.trim_matches('`')),
                None => (Some(value(rest.trim())), ""),
            },
            None => (
                rest.split_once("= ").map(|(_, rest)| value(rest.trim())),
                "",
            ),
        };
        let node = Node {
            optional: Some(is_optional),
            default: default.to_owned(),
            ..self.node(&name.replace('\\', ""), ty, place)
        };
        Some(Marked {
            node,
            line,
            is_private,
        })
    }

    /// A row of this name, whose type stands at `ty`.
    pub(super) fn node(
        &mut self,
        name: &str,
        ty: Option<Range<usize>>,
        place: Range<usize>,
    ) -> Node {
        let text = ty.clone().map_or("", |ty| &self.text[ty]);
        // That is what an object's own fields stand below.
        let text = text.replace("`Object`", "`object`");
        let parsed = types::parse(&text);
        if let (Err(error), Some(ty)) = (&parsed, ty) {
            let message = format!("the type of `{name}` cannot be read: {}", error.message);
            let start = ty.start + error.offset.min(ty.len());
            let mut diagnostic = Diagnostic::new(Code::InvalidType, message)
                .label(Span::new(self.file, start, ty.end), "from here on");
            diagnostic.help.clone_from(&error.help);
            self.diagnostics.push(diagnostic);
        } else if parsed.is_err() {
            self.unknown("a row without a type", place.clone());
        }
        Node {
            name: name.to_owned(),
            ty: parsed.ok(),
            type_text: text,
            description: String::new(),
            optional: None,
            default: String::new(),
            expandable: None,
            feature_flag: None,
            deprecated: false,
            children: Vec::new(),
            span: Span::new(self.file, place.start, place.end),
        }
    }

    fn unknown(&mut self, message: &str, place: Range<usize>) {
        let place = Span::new(self.file, place.start, place.end);
        let diagnostic = Diagnostic::new(Code::UnknownConstruct, message).label(place, "here");
        self.diagnostics.push(diagnostic);
    }
}

/// Whether a text has a title or rows of these forms.
pub(crate) fn looks_like(text: &str) -> bool {
    text.lines().any(|line| {
        let title = line.strip_prefix("# ").unwrap_or_default();
        let is_title = titles::PREFIXES
            .iter()
            .any(|prefix| title.starts_with(prefix));
        is_title || line.starts_with("▸ ") || line.starts_with("• ") || line.starts_with("Ƭ ")
    })
}

/// Puts rows such as `address.city` below the row `address`.
fn nested(rows: Vec<Node>) -> Vec<Node> {
    let mut nested: Vec<Node> = Vec::new();
    for mut row in rows {
        let parent = nested.last_mut().and_then(|last| {
            let inner = row.name.strip_prefix(&last.name)?.strip_prefix('.')?;
            Some((inner.to_owned(), last))
        });
        match parent {
            Some((inner, parent)) => {
                row.name = inner;
                parent.children.push(row);
            }
            None => nested.push(row),
        }
    }
    for row in &mut nested {
        row.children = self::nested(std::mem::take(&mut row.children));
    }
    nested
}

/// The places of the lines in `range`, without surrounding space.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    text[range].split_inclusive('\n').map(move |line| {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        start..start + line.trim().len()
    })
}

/// The places of the cells of a table's row, without surrounding space.
fn cells(text: &str, line: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut ends = Vec::new();
    let mut is_escaped = false;
    for (at, byte) in text[line.clone()].bytes().enumerate().skip(1) {
        if byte == b'|' && !is_escaped {
            ends.push(line.start + at);
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    let starts = std::iter::once(line.start + 1).chain(ends.clone().into_iter().map(|end| end + 1));
    starts.zip(ends).map(|(start, end)| {
        let cell = &text[start..end];
        let from = start + cell.len() - cell.trim_start().len();
        from..from + cell.trim().len()
    })
}

fn is_rule(line: &str) -> bool {
    line.starts_with('|') && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' '))
}

/// A place without the marks of code around it.
fn trim_marks(text: &str, place: Range<usize>) -> Range<usize> {
    let written = &text[place.clone()];
    let inner = written.trim_start_matches('`');
    let start = place.start + written.len() - inner.len();
    start..start + inner.trim_end_matches('`').len()
}
