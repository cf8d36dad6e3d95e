//! Fields as a documentation site prints them: name, type, `required` or `optional`, prose, `Example:` and
//! `Default:` on lines of their own.
//!
//! An example of the object tells which fields stand below which: where a field's example is an object, or
//! a list of them, the rows that are named as its keys are below the field. What no example tells is guessed
//! by the order of the rows, and that is said.

use crate::diagnostic::{FileId, Span, Spanned};
use crate::source::capture::Losses;
use crate::source::capture::lines::Line;
use crate::source::openapi::{Schema, SchemaRef};
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::HashSet;
use std::ops::Range;

/// How deep objects may stand in each other.
const DEPTH: usize = 64;

/// Lines that say that one of several types follows.
const ALTERNATIVES: [&str; 3] = ["Any of", "One of", "All of"];

/// What types begin with.
const TYPES: [&str; 8] = [
    "string", "integer", "number", "boolean", "object", "array", "null", "any",
];

/// How many names a message lists.
const LISTED: usize = 5;

pub(super) struct Reader<'r> {
    pub(super) file: FileId,
    pub(super) losses: &'r mut Losses,
    /// The schemas that fields name, by name.
    pub(super) schemas: &'r mut IndexMap<String, Schema>,
    /// How many rows were read.
    pub(super) count: usize,
    /// Whether fields are not shown, or may stand elsewhere than they were put.
    pub(super) is_incomplete: bool,
    /// The rows that no example has, by name.
    unplaced: Vec<(String, Range<usize>)>,
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
    /// What is said of that type.
    of_alternative: Option<Line<'a>>,
}

impl Row<'_> {
    /// Whether its fields are shown, as far as its type tells: those of one that is folded up are counted.
    fn is_open(&self) -> bool {
        self.alternatives || self.ty.contains('(') && !self.ty.contains('{')
    }
}

/// The examples of an object and of those that it stands in, the outermost first; `None` without one.
type Guides<'g> = Vec<Option<&'g Value>>;

impl<'r> Reader<'r> {
    pub(super) fn new(
        file: FileId,
        losses: &'r mut Losses,
        schemas: &'r mut IndexMap<String, Schema>,
    ) -> Self {
        Self {
            file,
            losses,
            schemas,
            count: 0,
            is_incomplete: false,
            unplaced: Vec::new(),
        }
    }

    /// Reads rows as the fields of an object, `guide` being an example of it.
    pub(super) fn object(
        &mut self,
        lines: &[Line<'_>],
        guide: Option<&Value>,
        place: Range<usize>,
    ) -> Schema {
        let names = Names::of(guide);
        let rows = names.rows(lines);
        self.count = rows.len();
        self.unread_rows(lines, &names);
        let mut schema = self.empty(place, "object");
        schema.description = names.prose_before(lines);
        let mut at = 0;
        self.fields(&rows, &mut at, &mut vec![guide], &mut schema);
        self.say_unplaced();
        schema
    }

    /// Reads rows from `at` on, as long as they can be fields of the object whose example is the last.
    fn fields(
        &mut self,
        rows: &[Row<'_>],
        at: &mut usize,
        guides: &mut Guides<'_>,
        object: &mut Schema,
    ) {
        let depth = guides.len() - 1;
        let guide = guides[depth];
        while let Some(row) = rows.get(*at) {
            let name = row.name.text;
            let is_here = guide.is_some_and(|guide| guide.get(name).is_some());
            let is_twice = object.properties.contains_key(name);
            let is_known = is_here || is_in(guides, name);
            if depth > 0 && (is_twice || is_known && !is_here) {
                return;
            }
            *at += 1;
            if !is_known && guides.iter().any(Option::is_some) {
                self.unplaced.push((name.to_owned(), row.name.range()));
            }
            if is_twice {
                self.losses.note(
                    format!("`{name}` stands twice in one object"),
                    row.name.range(),
                );
            }
            let mut schema = self.schema(row);
            let inner = guide.and_then(|guide| guide.get(name)).map(item);
            let next = rows.get(*at).map(|next| next.name.text);
            let holds_next = next.is_some_and(|next| {
                let inner = inner.and_then(Value::as_object);
                if inner.is_some_and(|inner| inner.contains_key(next)) {
                    // Of two places for a row, the nearer is meant, but where the number of fields says that
                    // they are not shown.
                    let is_free = guide.is_none_or(|guide| guide.get(next).is_none())
                        || object.properties.contains_key(next);
                    is_free || !row.ty.contains('{')
                } else {
                    row.is_open() && !is_in(guides, next)
                }
            });
            if holds_next && depth < DEPTH {
                if guides.iter().all(Option::is_none) {
                    self.is_incomplete = true;
                    let message = format!("no example tells where the fields of `{name}` end");
                    self.losses.note(message, row.name.range());
                }
                guides.push(inner);
                self.below(rows, at, guides, &mut schema);
                guides.pop();
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

    /// Says which lines look like rows with a name that no field can have, as far as the example tells.
    fn unread_rows(&mut self, lines: &[Line<'_>], names: &Names<'_>) {
        for at in 0..lines.len().saturating_sub(2) {
            let [name, ty, flag] = [0, 1, 2].map(|next| lines[at + next].text);
            if name.contains(char::is_whitespace)
                && !is_type(name)
                && is_type(ty)
                && is_flag(flag)
                && !names.begins_row(&lines[at..])
            {
                let message = format!("`{name}` may be a field, and is read as prose");
                self.losses.note(message, lines[at].range());
            }
        }
    }

    /// Says which rows stand where they do by their order only.
    fn say_unplaced(&mut self) {
        let Some((_, place)) = self.unplaced.first() else {
            return;
        };
        self.is_incomplete = true;
        let names = self.unplaced.iter().take(LISTED);
        let names: Vec<String> = names.map(|(name, _)| format!("`{name}`")).collect();
        let rest = match self.unplaced.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "what the example lacks is placed by a guess: {}{rest}",
            names.join(", ")
        );
        self.losses.note(message, place.clone());
    }

    /// Reads the fields below a row into its schema, or into the one that it names.
    fn below(
        &mut self,
        rows: &[Row<'_>],
        at: &mut usize,
        guides: &mut Guides<'_>,
        schema: &mut Schema,
    ) {
        let place = schema.span;
        let target = match &mut schema.items {
            Some(items) => items.as_mut(),
            None => schema,
        };
        let mut object = self.empty(place.start as usize..place.end as usize, "object");
        self.fields(rows, at, guides, &mut object);
        match &target.reference {
            Some(reference) => {
                if let Some(named) = self.schemas.get_mut(&reference.name) {
                    // Several objects may be of one type.
                    let known = std::mem::take(&mut named.required);
                    let is_new =
                        |name: &Spanned<String>| !object.properties.contains_key(&name.value);
                    named.required = known.into_iter().filter(is_new).collect();
                    named.required.extend(object.required);
                    named.properties.extend(object.properties);
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
        let (what, are) = match count {
            "" => ("the fields".to_owned(), "are"),
            "1" => ("1 field".to_owned(), "is"),
            count => (format!("{count} fields"), "are"),
        };
        self.is_incomplete = true;
        let message = format!(
            "{what} of `{title}` below `{}` {are} not shown",
            row.name.text
        );
        self.losses.note(message, row.name.range());
    }

    /// What a row says of its type.
    fn schema(&mut self, row: &Row<'_>) -> Schema {
        if !row.ty.is_empty() && !is_type(row.ty) {
            self.is_incomplete = true;
            let message = format!(
                "`{}` of `{}` is no type that is known",
                row.ty, row.name.text
            );
            self.losses.note(message, row.name.range());
        }
        if let Some(prose) = row.of_alternative {
            let message = format!("what is said of a type of `{}` is left out", row.name.text);
            self.losses.note(message, prose.range());
        }
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

/// Whether one of the examples has a field of this name.
fn is_in(guides: &[Option<&Value>], name: &str) -> bool {
    let mut guides = guides.iter().flatten();
    guides.any(|guide| guide.get(name).is_some())
}

/// The names of all fields in an example, at any depth.
struct Names<'g>(HashSet<&'g str>);

impl<'g> Names<'g> {
    fn of(guide: Option<&'g Value>) -> Self {
        let mut names = HashSet::new();
        let mut values: Vec<&Value> = guide.into_iter().collect();
        while let Some(value) = values.pop() {
            match value {
                Value::Object(fields) => {
                    names.extend(fields.keys().map(String::as_str));
                    values.extend(fields.values());
                }
                Value::Array(items) => values.extend(items),
                _ => {}
            }
        }
        Self(names)
    }

    /// What stands before the first row.
    fn prose_before(&self, lines: &[Line<'_>]) -> String {
        let first = (0..lines.len()).find(|at| self.begins_row(&lines[*at..]));
        let texts: Vec<&str> = lines[..first.unwrap_or(lines.len())]
            .iter()
            .map(|line| line.text)
            .collect();
        texts.join("\n")
    }

    fn rows<'a>(&self, lines: &[Line<'a>]) -> Vec<Row<'a>> {
        let mut rows = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            if self.begins_row(&lines[at..]) {
                rows.push(self.row(lines, &mut at));
            } else {
                at += 1;
            }
        }
        rows
    }

    /// Reads the row at `at`, and goes on to the next one.
    fn row<'a>(&self, lines: &[Line<'a>], at: &mut usize) -> Row<'a> {
        let name = lines[*at];
        *at += 1;
        let ty = lines[*at].text;
        let ty = if is_flag(ty) { "" } else { ty };
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
            of_alternative: None,
        };
        while let Some(line) = lines.get(*at).filter(|_| !self.begins_row(&lines[*at..])) {
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
                _ if row.alternatives => row.of_alternative = row.of_alternative.or(Some(*line)),
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

    /// Whether a row begins with the first of these lines: a name, perhaps a type, and whether it is
    /// required.
    fn begins_row(&self, lines: &[Line<'_>]) -> bool {
        let text = |at: usize| lines.get(at).map_or("", |line: &Line<'_>| line.text);
        let [name, ty, flag] = [0, 1, 2].map(text);
        let is_name = match name.contains(char::is_whitespace) {
            true => self.0.contains(name),
            false => !name.is_empty() && !name.ends_with(':'),
        };
        let is_typed = || is_flag(flag) && (is_type(ty) || self.may_be_type(name, ty));
        is_name && (is_flag(ty) || is_typed())
    }

    /// Whether a word that is no type may still be the type of a field, and not the name of the next one
    /// after a word of prose.
    fn may_be_type(&self, name: &str, ty: &str) -> bool {
        let begins_small = |text: &str| text.starts_with(|c: char| c.is_ascii_lowercase());
        let word = ty.split('|').next().unwrap_or_default().trim_end();
        begins_small(name.trim_start_matches('_'))
            && begins_small(word)
            && !word.contains(char::is_whitespace)
            && !word.ends_with([':', '.'])
            && !self.0.contains(word)
    }
}

fn is_flag(text: &str) -> bool {
    matches!(text, "required" | "optional")
}

fn is_type(text: &str) -> bool {
    TYPES.iter().any(|ty| {
        let rest = text.strip_prefix(ty);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == ':'))
    })
}
