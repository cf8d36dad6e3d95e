//! YAML and JSON text as a tree of nodes that know where they stand.
//!
//! In comes the text of one file, out goes its only document as a [`Yaml`] tree: aliases and merge
//! keys are carried out, keys are unique, and nesting is shallow enough to walk by recursion. Plain
//! scalars keep their text; [`Yaml::to_json`] reads them by the core schema of YAML 1.2. JSON is read
//! as the YAML it is.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span as Range, Tag};
use serde_json::{Number, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, Spanned};

/// How deep nodes may be nested.
const DEPTH: usize = 128;

/// How many bytes of nodes and text aliases may copy.
const COPIES: usize = 16 << 20;

/// A node: a scalar, or a collection of nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Yaml {
    /// Where it stands.
    pub span: Span,
    /// What it holds.
    pub data: Data,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// A single value.
    Scalar {
        /// The text, without quotes and escapes.
        text: String,
        /// Whether it was written without quotes, so that `true` and `1` are no strings.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Yaml>),
    /// Keys with their values, in the order of the text.
    Mapping(Vec<Entry>),
}

/// A key with its value.
pub type Entry = (Spanned<String>, Yaml);

impl Yaml {
    /// The value of `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        let Data::Mapping(entries) = &self.data else {
            return None;
        };
        let entry = entries.iter().find(|(name, _)| name.value == key);
        entry.map(|(_, value)| value)
    }

    /// Whether this holds keys with values.
    pub fn is_mapping(&self) -> bool {
        matches!(self.data, Data::Mapping(_))
    }

    /// The keys, if this is a mapping.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries().map(|(key, _)| key)
    }

    /// The keys with their values, if this is a mapping.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Yaml)> {
        let entries: &[Entry] = match &self.data {
            Data::Mapping(entries) => entries,
            _ => &[],
        };
        entries
            .iter()
            .map(|(key, value)| (key.value.as_str(), value))
    }

    /// The text, if this is a scalar.
    pub fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The part of the node to point at: all of a scalar, the first key of a mapping.
    pub fn head(&self) -> Span {
        match &self.data {
            Data::Scalar { .. } => self.span,
            Data::Sequence(items) => items.first().map_or(self.span, Yaml::head),
            Data::Mapping(entries) => entries.first().map_or(self.span, |(key, _)| key.span),
        }
    }

    /// Whether this is a plain scalar that the core schema reads as null.
    pub fn is_null(&self) -> bool {
        matches!(&self.data, Data::Scalar { text, plain: true } if is_null(text))
    }

    /// The truth value, if the core schema reads this as one.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.data {
            Data::Scalar { text, plain: true } => boolean(text),
            _ => None,
        }
    }

    /// The node as JSON. Numbers JSON cannot hold (`.inf`, `.nan`) stay text.
    pub fn to_json(&self) -> Value {
        match &self.data {
            Data::Scalar { text, plain: true } => plain_json(text),
            Data::Scalar { text, .. } => Value::String(text.clone()),
            Data::Sequence(items) => items.iter().map(Yaml::to_json).collect(),
            Data::Mapping(entries) => entries
                .iter()
                .map(|(key, value)| (key.value.clone(), value.to_json()))
                .collect(),
        }
    }

    /// How many bytes the node and those below it take, about.
    fn weight(&self) -> usize {
        let below: usize = match &self.data {
            Data::Scalar { text, .. } => text.len(),
            Data::Sequence(items) => items.iter().map(Yaml::weight).sum(),
            Data::Mapping(entries) => entries
                .iter()
                .map(|(key, value)| size_of_val(key) + key.value.len() + value.weight())
                .sum(),
        };
        size_of::<Self>() + below
    }

    /// How many collections are nested in the node, itself included.
    fn height(&self) -> usize {
        let below = match &self.data {
            Data::Scalar { .. } => return 0,
            Data::Sequence(items) => items.iter().map(Yaml::height).max(),
            Data::Mapping(entries) => entries.iter().map(|(_, value)| value.height()).max(),
        };
        1 + below.unwrap_or(0)
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// A plain scalar by the core schema.
fn plain_json(text: &str) -> Value {
    if is_null(text) {
        return Value::Null;
    }
    boolean(text)
        .map(Value::Bool)
        .or_else(|| integer(text).map(Value::Number))
        .or_else(|| float(text).map(Value::Number))
        .unwrap_or_else(|| Value::String(text.to_owned()))
}

fn integer(text: &str) -> Option<Number> {
    let radix = |digits: &str, radix| {
        let unsigned = !digits.starts_with(['+', '-']);
        let value = unsigned.then(|| u64::from_str_radix(digits, radix).ok());
        value.flatten().map(Number::from)
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let signed = || text.parse::<i64>().ok().map(Number::from);
    let unsigned = || text.parse::<u64>().ok().map(Number::from);
    signed().or_else(unsigned)
}

fn float(text: &str) -> Option<Number> {
    // `parse` also knows words such as `inf`, which are text in YAML.
    let numeric = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let number = text.bytes().all(numeric).then(|| text.parse::<f64>().ok());
    number.flatten().and_then(Number::from_f64)
}

/// Reads the document in `text`.
///
/// Returns nothing, and says why in `diagnostics`, where the text is not valid, empty, holds several
/// documents or goes beyond the limits on nesting and aliases. A key that stands twice in one mapping
/// is reported too; the first one is kept.
pub fn parse(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Yaml> {
    let (escaped, pairs) = long_escapes(text);
    let places = Places {
        file,
        text,
        characters: Shifts::of_characters(&escaped),
        pairs,
    };
    let mut builder = Builder::new(places, diagnostics);
    match builder.read(&escaped) {
        Ok(()) => builder.root,
        Err(fault) => {
            diagnostics.push(*fault);
            None
        }
    }
}

/// Turns positions in a text into those in a longer one that it was made from.
#[derive(Debug, Default)]
struct Shifts {
    /// From the first position on, the second number is to be added.
    steps: Vec<(usize, usize)>,
}

impl Shifts {
    /// From characters to bytes.
    fn of_characters(text: &str) -> Self {
        let mut shifts = Self::default();
        if !text.is_ascii() {
            for (index, character) in text.chars().enumerate().filter(|(_, c)| !c.is_ascii()) {
                shifts.add(index + 1, character.len_utf8() - 1);
            }
        }
        shifts
    }

    fn add(&mut self, from: usize, more: usize) {
        let before = self.steps.last().map_or(0, |&(_, shift)| shift);
        self.steps.push((from, before + more));
    }

    fn apply(&self, position: usize) -> usize {
        let past = self.steps.partition_point(|&(from, _)| from <= position);
        let shift = past.checked_sub(1).map_or(0, |last| self.steps[last].1);
        position + shift
    }
}

/// Writes the surrogate pairs of JSON (`\uD83D\uDE00`), which YAML does not know, as single escapes.
fn long_escapes(text: &str) -> (Cow<'_, str>, Shifts) {
    let mut shifts = Shifts::default();
    let mut written = String::new();
    let mut done = 0;
    if !is_json(text) {
        return (Cow::Borrowed(text), shifts);
    }
    let mut escapes = text.match_indices('\\').map(|(at, _)| at);
    let mut next = 0;
    while let Some(at) = escapes.find(|&at| at >= next) {
        next = at + 2;
        if let Some(character) = surrogate_pair(&text[at..]) {
            next = at + PAIR;
            let escape = format!("\\U{:08X}", u32::from(character));
            written.push_str(&text[done..at]);
            written.push_str(&escape);
            shifts.add(written.len(), PAIR - escape.len());
            done = next;
        }
    }
    if done == 0 {
        return (Cow::Borrowed(text), shifts);
    }
    written.push_str(&text[done..]);
    (Cow::Owned(written), shifts)
}

/// The bytes of a surrogate pair in JSON.
const PAIR: usize = "\\uD83D\\uDE00".len();

/// The character whose surrogate pair `text` begins with.
fn surrogate_pair(text: &str) -> Option<char> {
    let unit = |from| {
        let digits = text.get(from..from + PAIR / 2)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut characters = char::decode_utf16([unit(0)?, unit(PAIR / 2)?]);
    let first = characters.next()?.ok()?;
    characters.next().is_none().then_some(first)
}

/// Whether the text can only be a JSON object, or YAML in the same style.
pub fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Where the parser's places are in the file.
struct Places<'a> {
    file: FileId,
    text: &'a str,
    characters: Shifts,
    pairs: Shifts,
}

impl Places<'_> {
    fn byte(&self, marker: Marker) -> usize {
        let byte = self.pairs.apply(self.characters.apply(marker.index()));
        byte.min(self.text.len())
    }

    /// Without the white space that the parser counts in.
    fn span(&self, range: Range) -> Span {
        let (start, end) = (self.byte(range.start), self.byte(range.end));
        let text = self.text.get(start..end).unwrap_or_default();
        Span::new(self.file, start, start + text.trim_end().len())
    }
}

/// A collection whose end has not been read yet.
struct Open {
    span: Span,
    anchor: usize,
    data: Data,
    /// The key whose value is next, in a mapping.
    key: Option<Spanned<String>>,
}

/// Makes the tree out of the parser's events.
struct Builder<'d> {
    places: Places<'d>,
    open: Vec<Open>,
    root: Option<Yaml>,
    anchors: HashMap<usize, Yaml>,
    copied: usize,
    diagnostics: &'d mut Diagnostics,
}

/// Why reading cannot go on.
type Fault = Box<Diagnostic>;

fn fault(span: Span, message: impl Into<String>, label: &str) -> Fault {
    Box::new(Diagnostic::new(Code::InvalidYaml, message).label(span, label))
}

fn too_deep(span: Span) -> Fault {
    let message = format!("nested more than {DEPTH} levels deep");
    fault(span, message, "this is too deep")
}

impl<'d> Builder<'d> {
    fn new(places: Places<'d>, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            places,
            open: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            copied: 0,
            diagnostics,
        }
    }

    fn read(&mut self, text: &str) -> Result<(), Fault> {
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let (event, range) = event.map_err(|error| self.syntax_error(&error))?;
            self.event(event, range)?;
        }
        if self.root.is_none() {
            let start = Span::new(self.places.file, 0, 0);
            return Err(fault(start, "the file is empty", "nothing is here"));
        }
        Ok(())
    }

    fn syntax_error(&self, error: &ScanError) -> Fault {
        let at = self.places.byte(*error.marker());
        let rest = self.places.text.get(at..).unwrap_or_default();
        let width = rest.chars().next().map_or(0, char::len_utf8);
        let span = Span::new(self.places.file, at, at + width);
        if error.info() == "recursion limit exceeded" {
            return too_deep(span);
        }
        fault(span, format!("not valid YAML: {}", error.info()), "here")
    }

    fn event(&mut self, event: Event<'_>, range: Range) -> Result<(), Fault> {
        let span = self.places.span(range);
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                let message = "the file holds more than one document";
                Err(fault(span, message, "a second one starts here"))
            }
            Event::Scalar(text, style, anchor, tag) => {
                let text = text.into_owned();
                let plain = style == ScalarStyle::Plain && !self.is_text(tag.as_deref(), span);
                let data = Data::Scalar { text, plain };
                self.finish(Yaml { span, data }, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.is_text(tag.as_deref(), span);
                self.start(span, anchor, Data::Sequence(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.is_text(tag.as_deref(), span);
                self.start(span, anchor, Data::Mapping(Vec::new()))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => Ok(()),
        }
    }

    /// Whether a tag makes the scalar at `span` text; tags beyond the core schema are reported.
    fn is_text(&mut self, tag: Option<&Tag>, span: Span) -> bool {
        let Some(tag) = tag else { return false };
        if tag.is_yaml_core_schema() {
            return tag.suffix == "str";
        }
        if tag.handle.is_empty() && tag.suffix == "!" {
            return true;
        }
        let message = format!("the tag `{tag}` is not known");
        let diagnostic = Diagnostic::new(Code::UnknownConstruct, message);
        self.diagnostics
            .push(diagnostic.label(span, "read as if it had no tag"));
        false
    }

    fn start(&mut self, span: Span, anchor: usize, data: Data) -> Result<(), Fault> {
        self.check_depth(1, span)?;
        self.open.push(Open {
            span,
            anchor,
            data,
            key: None,
        });
        Ok(())
    }

    fn check_depth(&self, more: usize, span: Span) -> Result<(), Fault> {
        if self.open.len() + more <= DEPTH {
            return Ok(());
        }
        Err(too_deep(span))
    }

    fn end(&mut self, end: Span) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let mut span = open.span;
        let mut data = open.data;
        // Only a bracket has a width; without one, the collection ends with its last node.
        span.end = match &data {
            _ if end.start < end.end => end.end,
            Data::Sequence(items) => items.last().map_or(span.end, |item| item.span.end),
            Data::Mapping(entries) => entries.last().map_or(span.end, |(_, v)| v.span.end),
            Data::Scalar { .. } => span.end,
        };
        if let Data::Mapping(entries) = &mut data {
            let own = merge(entries);
            self.drop_duplicates(entries, own);
        }
        self.finish(Yaml { span, data }, open.anchor)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Fault> {
        let Some(node) = self.anchors.get(&anchor) else {
            let message = "an alias stands inside the node it repeats";
            return Err(fault(span, message, "this would never end"));
        };
        self.check_depth(node.height(), span)?;
        self.copied += node.weight();
        if self.copied > COPIES {
            let message = format!("aliases repeat more than {} MiB of nodes", COPIES >> 20);
            return Err(fault(span, message, "this one is too much"));
        }
        let node = node.clone();
        self.finish(node, 0)
    }

    /// Puts a complete node where it belongs.
    fn finish(&mut self, node: Yaml, anchor: usize) -> Result<(), Fault> {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.data, open.key.take()) {
            (Data::Sequence(items), _) => items.push(node),
            (Data::Mapping(entries), Some(key)) => entries.push((key, node)),
            (Data::Mapping(_), None) => open.key = Some(key(node)?),
            (Data::Scalar { .. }, _) => {}
        }
        Ok(())
    }

    /// Leaves the first of several entries with one key; of the `own` first ones, reports the others.
    fn drop_duplicates(&mut self, entries: &mut Vec<Entry>, own: usize) {
        let mut places = HashMap::with_capacity(entries.len());
        let mut kept = Vec::with_capacity(entries.len());
        for (index, (key, _)) in entries.iter().enumerate() {
            let entry = places.entry(key.value.as_str());
            let (first, place) = *entry.or_insert((index, key.span));
            kept.push(first == index);
            if first != index && index < own {
                let message = format!("the key `{}` stands twice in one mapping", key.value);
                let diagnostic = Diagnostic::new(Code::DuplicateName, message)
                    .label(key.span, "again here")
                    .label(place, "first here");
                self.diagnostics.push(diagnostic);
            }
        }
        if kept.contains(&false) {
            let mut kept = kept.into_iter();
            entries.retain(|_| kept.next().unwrap_or(true));
        }
    }
}

fn key(node: Yaml) -> Result<Spanned<String>, Fault> {
    match node.data {
        Data::Scalar { text, .. } => Ok(Spanned::new(text, node.span)),
        _ => Err(fault(
            node.head(),
            "a key is not text",
            "this is a collection",
        )),
    }
}

/// Carries out merge keys: `<<` appends the entries of a mapping, or of a list of them.
///
/// Returns how many entries the mapping has of its own.
fn merge(entries: &mut Vec<Entry>) -> usize {
    let merged: Vec<Entry> = entries.extract_if(.., |entry| is_merge(entry)).collect();
    let own = entries.len();
    for (_, sources) in merged {
        let sources = match sources.data {
            Data::Sequence(items) => items,
            _ => vec![sources],
        };
        for source in sources {
            if let Data::Mapping(more) = source.data {
                entries.extend(more);
            }
        }
    }
    own
}

fn is_merge((key, value): &Entry) -> bool {
    key.value == "<<"
        && match &value.data {
            Data::Sequence(items) => items.iter().all(Yaml::is_mapping),
            _ => value.is_mapping(),
        }
}
