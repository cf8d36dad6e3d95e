//! Rows of the pages of 2022 and 2023: Markdown tables, and lines that begin with a mark.
//!
//! ```text
//! | Name | Type | Default value | Description |       • `Optional` **email**: `string` = ""
//! | :------ | :------ | :------ | :------ |          • **DRAFT** = ``"draft"``
//! | `limit?` | `number` | `50` | How many. |         Ƭ **Res**<`T`\>: `Object`
//! ```

use super::rows::check_names;
use super::{Node, titles};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};
use crate::source::types;
use std::collections::HashMap;
use std::ops::Range;

/// How many levels of rows such as `address.country.code` are read.
const MAX_DEPTH: usize = 64;

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
    /// Whether the rows are type parameters, which need no type: `extends X`, or nothing at all.
    pub(super) are_type_parameters: bool,
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
        Some((self.nested(rows), head.start..end))
    }

    /// Reports the lines in `range` that are meant as a table and cannot be read as one, if there are such.
    pub(super) fn broken_table(&mut self, range: Range<usize>) -> bool {
        let text = self.text;
        let mut lines = lines(text, range);
        let Some(line) = lines.find(|line| text[line.clone()].contains('|')) else {
            return false;
        };
        let fault = match text[line.clone()].starts_with('|') {
            true => "its second line is no rule",
            false => "its lines do not begin with `|`",
        };
        let message = format!("a table that cannot be read: {fault}");
        self.unknown(&message, line);
        true
    }

    /// Reports the first table in `range`, where none is read.
    pub(super) fn unread_table(&mut self, message: &str, range: Range<usize>) {
        let text = self.text;
        let mut lines = lines(text, range);
        if let Some(line) = lines.find(|line| text[line.clone()].starts_with('|')) {
            self.unknown(message, line);
        }
    }

    /// Puts rows such as `address.city` below the row `address`.
    fn nested(&mut self, rows: Vec<Node>) -> Vec<Node> {
        let mut known: HashMap<String, usize> = HashMap::with_capacity(rows.len());
        let mut placed: Vec<(Node, Option<usize>)> = Vec::with_capacity(rows.len());
        for mut row in rows {
            if row.name.matches('.').nth(MAX_DEPTH - 1).is_some() {
                let message = format!("a row nested more than {MAX_DEPTH} levels deep");
                self.unknown_at(&message, row.span);
                continue;
            }
            let mut dots = row.name.rmatch_indices('.');
            let parent = dots.find_map(|(dot, _)| Some((dot, *known.get(&row.name[..dot])?)));
            let inner = parent.map_or(0, |(dot, _)| dot + 1);
            if parent.is_some() && row.name[inner..].split('.').any(str::is_empty) {
                self.unknown_at("a row without a name", row.span);
                continue;
            }
            known.insert(row.name.clone(), placed.len());
            row.name.drain(..inner);
            placed.push((row, parent.map(|(_, index)| index)));
        }
        let mut outermost = Vec::new();
        // From the last one on, so that each has all its children before it goes to its parent.
        while let Some((mut row, parent)) = placed.pop() {
            row.children.reverse();
            check_names(&row.children, self.diagnostics);
            match parent {
                Some(parent) => placed[parent].0.children.push(row),
                None => outermost.push(row),
            }
        }
        outermost.reverse();
        check_names(&outermost, self.diagnostics);
        outermost
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
        let place = trim_marks(self.text, name.unwrap_or(line.start..line.start));
        let text = &self.text[place.clone()];
        let required = text.strip_suffix('?');
        let name = required.unwrap_or(text);
        if name.is_empty() {
            self.unknown("a row without a name", line);
            return None;
        }
        if self.are_type_parameters {
            ty = ty
                .map(|ty| without_extends(self.text, ty))
                .filter(|ty| !ty.is_empty());
        }
        let is_none = |default: &str| matches!(default, "" | "undefined");
        Some(Node {
            optional: Some(required.is_some() || !is_none(default)),
            default: Some(default)
                .filter(|text| !is_none(text))
                .unwrap_or_default()
                .to_owned(),
            description: description.replace("<br/>", "\n").replace("\\|", "|"),
            ..self.node(name, ty, place)
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
        } else if parsed.is_err() && !self.are_type_parameters {
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
        self.unknown_at(message, Span::new(self.file, place.start, place.end));
    }

    fn unknown_at(&mut self, message: &str, place: Span) {
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
    // The last one need not be closed.
    let last = ends.last().map_or(line.start, |end| *end) + 1;
    if last < line.end {
        ends.push(line.end);
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

/// The place of the type in `extends X`.
fn without_extends(text: &str, place: Range<usize>) -> Range<usize> {
    match text[place.clone()].strip_prefix("extends ") {
        Some(ty) => place.end - ty.trim_start().len()..place.end,
        None => place,
    }
}

/// A place without the marks of code around it.
fn trim_marks(text: &str, place: Range<usize>) -> Range<usize> {
    let written = &text[place.clone()];
    let inner = written.trim_start_matches('`');
    let start = place.start + written.len() - inner.len();
    start..start + inner.trim_end_matches('`').len()
}
