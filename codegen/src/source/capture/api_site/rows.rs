//! Fields as a documentation site prints them: name, type, `required` or `optional`, prose, `Example:` and
//! `Default:` on lines of their own.
//!
//! An example of the object tells which fields stand below which: where a field's example is an object, or
//! a list of them, the rows that are named as its keys are below the field.

use crate::diagnostic::{FileId, Span, Spanned};
use crate::source::capture::Losses;
use crate::source::capture::lines::Line;
use crate::source::openapi::{Schema, SchemaRef};
use indexmap::IndexMap;
use serde_json::Value;
use std::ops::Range;

/// How deep objects may stand in each other.
const DEPTH: usize = 64;

/// Lines that say that one of several types follows.
const ALTERNATIVES: [&str; 3] = ["Any of", "One of", "All of"];

/// What types begin with.
const TYPES: [&str; 8] = [
    "string", "integer", "number", "boolean", "object", "array", "null", "any",
];

pub(super) struct Reader<'r> {
    pub(super) file: FileId,
    pub(super) losses: &'r mut Losses,
    /// The schemas that fields name, by name.
    pub(super) schemas: &'r mut IndexMap<String, Schema>,
    /// How many rows were read.
    pub(super) count: usize,
    /// How many of these have fields that are not shown.
    pub(super) folded: usize,
}

/// A row.
struct Row<'a> {
    name: Line<'a>,
    /// The type as printed; empty where none is.
    ty: &'a str,
    required: bool,
    description: String,
    example: Option<&'a str>,
    default: Option<&'a str>,
    /// Whether the fields of one of several types follow.
    alternatives: bool,
}

impl Reader<'_> {
    /// Reads rows as the fields of an object, `guide` being an example of it.
    pub(super) fn object(
        &mut self,
        lines: &[Line<'_>],
        guide: Option<&Value>,
        place: Range<usize>,
    ) -> Schema {
        let rows = rows(lines);
        self.count = rows.len();
        let mut schema = self.empty(place, "object");
        schema.description = prose_before(lines);
        let mut at = 0;
        self.fields(&rows, &mut at, guide, &mut schema, 0);
        schema
    }

    /// Reads rows from `at` on, as long as they can be fields of the object.
    fn fields(
        &mut self,
        rows: &[Row<'_>],
        at: &mut usize,
        guide: Option<&Value>,
        object: &mut Schema,
        depth: usize,
    ) {
        while let Some(row) = rows.get(*at) {
            let name = row.name.text;
            let is_known = |guide: &Value| guide.get(name).is_some();
            let is_below = depth == 0 || guide.is_none_or(is_known);
            if depth > 0 && (!is_below || object.properties.contains_key(name)) {
                return;
            }
            *at += 1;
            let mut schema = self.schema(row);
            let inner = guide.and_then(|guide| guide.get(name)).map(item);
            let next = rows.get(*at).map(|next| next.name.text);
            let holds_next = match (inner.and_then(Value::as_object), next) {
                (_, None) => false,
                // Of two places for a row, the nearer is meant, but where the number of fields says that
                // they are not shown.
                (Some(inner), Some(next)) => {
                    let is_free = guide.is_none_or(|guide| guide.get(next).is_none())
                        || object.properties.contains_key(next);
                    inner.contains_key(next) && (is_free || !row.ty.contains('{'))
                }
                // Without an example, what follows one of several types belongs to it.
                (None, Some(_)) => row.alternatives && guide.is_none(),
            };
            if holds_next && depth < DEPTH {
                self.below(rows, at, inner, &mut schema, depth + 1);
            } else {
                self.folded(row);
            }
            if row.required {
                object
                    .required
                    .push(Spanned::new(name.to_owned(), schema.span));
            }
            object.properties.insert(name.to_owned(), schema);
        }
    }

    /// Reads the fields below a row into its schema, or into the one that it names.
    fn below(
        &mut self,
        rows: &[Row<'_>],
        at: &mut usize,
        guide: Option<&Value>,
        schema: &mut Schema,
        depth: usize,
    ) {
        let place = schema.span;
        let target = match &mut schema.items {
            Some(items) => items.as_mut(),
            None => schema,
        };
        let mut object = self.empty(place.start as usize..place.end as usize, "object");
        self.fields(rows, at, guide, &mut object, depth);
        match &target.reference {
            Some(reference) => {
                if let Some(named) = self.schemas.get_mut(&reference.name) {
                    named.properties.extend(object.properties);
                    named.required.extend(object.required);
                }
            }
            None => {
                target.ty = object.ty;
                target.properties = object.properties;
                target.required = object.required;
            }
        }
    }

    /// Says that the fields of a row are not shown.
    fn folded(&mut self, row: &Row<'_>) {
        let Some((_, title)) = row.ty.split_once('(') else {
            return;
        };
        let (title, count) = title.split_once(')').unwrap_or((title, ""));
        let count = count.trim_matches(|c: char| !c.is_ascii_digit());
        let what = match count {
            "" => "the".to_owned(),
            count => count.to_owned(),
        };
        self.folded += 1;
        let message = format!(
            "{what} fields of `{title}` below `{}` are not shown",
            row.name.text
        );
        self.losses.note(message, row.name.range());
    }

    /// What a row says of its type.
    fn schema(&mut self, row: &Row<'_>) -> Schema {
        let mut schema = self.printed(row.ty, row.name.range(), 0);
        schema.description.clone_from(&row.description);
        schema.example = row.example.map(|text| value(text, &schema));
        schema.default = row.default.map(|text| value(text, &schema));
        schema
    }

    /// A type as it is printed: `string <date-time> | null`, `array[object (Address) {18}]`.
    fn printed(&mut self, text: &str, place: Range<usize>, depth: usize) -> Schema {
        let mut parts = text.split('|').map(str::trim);
        let main = parts.next().unwrap_or_default();
        let nullable = parts.any(|part| part == "null");
        let word = main
            .find(|c: char| !c.is_ascii_alphabetic())
            .map_or(main, |end| &main[..end]);
        let mut schema = self.empty(place.clone(), word);
        schema.nullable = nullable;
        let rest = main[word.len()..].trim();
        if word == "array" && depth < DEPTH {
            let item = rest.trim_start_matches('[');
            let item = item.strip_suffix(']').unwrap_or(item);
            schema.items = Some(Box::new(self.printed(item, place, depth + 1)));
        } else if let Some(title) = rest.strip_prefix('(') {
            let title = title.split(')').next().unwrap_or_default();
            schema.ty = None;
            schema.reference = Some(self.named(title, place));
        } else if let Some(format) = rest.strip_prefix('<') {
            schema.format = Some(format.trim_end_matches('>').to_owned());
        }
        schema
    }

    /// The schema of this title.
    fn named(&mut self, title: &str, place: Range<usize>) -> SchemaRef {
        let name: String = title.split_whitespace().collect();
        if !self.schemas.contains_key(&name) {
            let mut schema = self.empty(place, "object");
            schema.title = Some(title.to_owned());
            self.schemas.insert(name.clone(), schema);
        }
        SchemaRef {
            file: self.file,
            name,
        }
    }

    fn empty(&self, place: Range<usize>, ty: &str) -> Schema {
        let span = Span::new(self.file, place.start, place.end);
        let mut schema = Schema::new(span);
        if TYPES.contains(&ty) && ty != "any" && ty != "null" {
            schema.ty = Some(Spanned::new(ty.to_owned(), span));
        }
        schema
    }
}

/// An example's own value, or that of the items of a list.
fn item(value: &Value) -> &Value {
    match value {
        Value::Array(items) => items.first().map_or(value, item),
        other => other,
    }
}

/// A value as it is printed, by the type it is printed for.
fn value(text: &str, schema: &Schema) -> Value {
    let ty = schema.ty.as_ref().map(|ty| ty.value.as_str());
    match ty {
        Some("string") => Value::String(text.to_owned()),
        _ => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    }
}

/// What stands before the first row.
fn prose_before(lines: &[Line<'_>]) -> String {
    let first = (0..lines.len()).find(|at| begins_row(&lines[*at..]));
    let texts: Vec<&str> = lines[..first.unwrap_or(lines.len())]
        .iter()
        .map(|line| line.text)
        .collect();
    texts.join("\n")
}

fn rows<'a>(lines: &[Line<'a>]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if begins_row(&lines[at..]) {
            rows.push(row(lines, &mut at));
        } else {
            at += 1;
        }
    }
    rows
}

/// Reads the row at `at`, and goes on to the next one.
fn row<'a>(lines: &[Line<'a>], at: &mut usize) -> Row<'a> {
    let name = lines[*at];
    *at += 1;
    let ty = lines[*at].text;
    let ty = if is_type(ty) { ty } else { "" };
    *at += usize::from(!ty.is_empty());
    let required = lines.get(*at).is_some_and(|line| line.text == "required");
    *at += 1;
    let mut row = Row {
        name,
        ty,
        required,
        description: String::new(),
        example: None,
        default: None,
        alternatives: false,
    };
    while let Some(line) = lines.get(*at).filter(|_| !begins_row(&lines[*at..])) {
        *at += 1;
        match line.text {
            "Example:" | "Default:" => {
                let value = lines.get(*at).map(|value| value.text);
                *at += 1;
                match line.text {
                    "Example:" => row.example = value,
                    _ => row.default = value,
                }
            }
            alternatives if ALTERNATIVES.contains(&alternatives) => row.alternatives = true,
            // What follows is about the alternative, not about the field.
            _ if row.alternatives => {}
            prose => {
                if !row.description.is_empty() {
                    row.description.push('\n');
                }
                row.description.push_str(prose);
            }
        }
    }
    row
}

/// Whether a row begins with the first of these lines: a name, perhaps a type, and whether it is required.
fn begins_row(lines: &[Line<'_>]) -> bool {
    let text = |at: usize| lines.get(at).map_or("", |line: &Line<'_>| line.text);
    let is_flag = |text: &str| matches!(text, "required" | "optional");
    let is_name =
        !text(0).is_empty() && !text(0).contains(char::is_whitespace) && !text(0).ends_with(':');
    is_name && (is_flag(text(1)) || is_type(text(1)) && is_flag(text(2)))
}

fn is_type(text: &str) -> bool {
    TYPES.iter().any(|ty| {
        let rest = text.strip_prefix(ty);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == ':'))
    })
}
