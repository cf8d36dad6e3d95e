//! Rows of a component block: from JSON to [`Node`]s.
//!
//! Each fault of a row is reported where it stands, and the rest of the row and of the block is read on.

use super::Node;
use super::json::{self, Json, Member};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};
use crate::source::types::{self, TypeError, TypeExpr};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// Reads the rows of one page.
pub(super) struct RowReader<'a, 'd> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    pub(super) diagnostics: &'d mut Diagnostics,
    unknown_keys: BTreeSet<String>,
}

/// The keys of a row.
#[derive(Default)]
struct Fields<'a> {
    name: Option<Cow<'a, str>>,
    /// Where the name stands, if the row has one.
    name_span: Option<Span>,
    ty: Option<Cow<'a, str>>,
    /// The key of the type, which tells where the type stands.
    ty_key: Cow<'a, str>,
    description: Option<Cow<'a, str>>,
    optional: Option<bool>,
    default: Option<Cow<'a, str>>,
    expandable: Option<bool>,
    feature_flag: Option<Cow<'a, str>>,
    deprecated: Option<bool>,
    children: Vec<Node>,
}

impl<'a, 'd> RowReader<'a, 'd> {
    /// A reader for the page `text`.
    pub(super) fn new(file: FileId, text: &'a str, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            file,
            text,
            diagnostics,
            unknown_keys: BTreeSet::new(),
        }
    }

    /// The rows of an array that stands at `place`.
    pub(super) fn rows(&mut self, array: Vec<Json<'a>>, place: Span) -> Vec<Node> {
        let rows: Vec<Node> = array
            .into_iter()
            .filter_map(|json| self.row(json, place))
            .collect();
        check_names(&rows, self.diagnostics);
        rows
    }

    /// The row that `json` is, if it has a name; `parent` is the place of what holds it.
    fn row(&mut self, json: Json<'a>, parent: Span) -> Option<Node> {
        let Json::Object(members) = json else {
            self.invalid(
                parent,
                format!("a row must be an object, not {}", json.kind()),
            );
            return None;
        };
        let place = members
            .first()
            .and_then(|first| self.key_span(&first.key))
            .unwrap_or(parent);
        for key in ["name", "type"] {
            if !members.iter().any(|member| member.key == key) {
                self.invalid(place, format!("a row without a `{key}`"));
            }
        }
        let mut fields = Fields::default();
        for member in members {
            self.field(&mut fields, member, place);
        }
        let name = fields.name?;
        let span = fields.name_span.unwrap_or(place);
        let ty = fields
            .ty
            .as_ref()
            .and_then(|ty| self.parse_type(&name, ty, &fields.ty_key, span));
        if ty.as_ref().is_some_and(is_enum) {
            self.check_enum(&name, &fields.children);
        }
        Some(Node {
            name: name.into_owned(),
            ty,
            type_text: owned(fields.ty),
            description: owned(fields.description),
            optional: fields.optional,
            default: owned(fields.default),
            expandable: fields.expandable,
            feature_flag: fields.feature_flag.map(Cow::into_owned),
            deprecated: fields.deprecated.unwrap_or(false),
            children: fields.children,
            span,
        })
    }

    /// Reads one key of a row that stands at `place`.
    fn field(&mut self, fields: &mut Fields<'a>, member: Member<'a>, place: Span) {
        let Member { key, value } = member;
        match &*key {
            "name" => {
                fields.name_span = self.value_span(&key, &value);
                fields.name = self.required_string(&key, value, place);
            }
            "type" => {
                fields.ty = self.required_string(&key, value, place);
                fields.ty_key = key;
            }
            "description" => fields.description = self.string(&key, value, place),
            "optional" => fields.optional = self.boolean(&key, &value, place),
            "defaultValue" => fields.default = self.string(&key, value, place),
            "expandable" => fields.expandable = self.boolean(&key, &value, place),
            "featureFlag" => fields.feature_flag = self.string(&key, value, place),
            "deprecated" => fields.deprecated = self.boolean(&key, &value, place),
            "children" => {
                let place = self.key_span(&key).unwrap_or(place);
                match value {
                    Json::Array(array) => fields.children = self.rows(array, place),
                    Json::Null => {}
                    other => self.wrong_kind(&key, "an array", &other, place),
                }
            }
            _ => self.unknown_key(&key, place),
        }
    }

    fn string(&mut self, key: &str, value: Json<'a>, place: Span) -> Option<Cow<'a, str>> {
        match value {
            Json::Null => None,
            other => self.required_string(key, other, place),
        }
    }

    fn required_string(&mut self, key: &str, value: Json<'a>, place: Span) -> Option<Cow<'a, str>> {
        match value {
            Json::Text(text) => Some(text),
            other => {
                self.wrong_kind(key, "a string", &other, place);
                None
            }
        }
    }

    fn boolean(&mut self, key: &str, value: &Json<'a>, place: Span) -> Option<bool> {
        match value {
            Json::Bool(value) => Some(*value),
            Json::Null => None,
            other => {
                self.wrong_kind(key, "a boolean", other, place);
                None
            }
        }
    }

    fn wrong_kind(&mut self, key: &str, wanted: &str, value: &Json<'a>, place: Span) {
        let place = self.key_span(key).unwrap_or(place);
        self.invalid(
            place,
            format!("`{key}` must be {wanted}, not {}", value.kind()),
        );
    }

    /// Reports a key that no reader knows: once a page, for it tends to stand in every row.
    fn unknown_key(&mut self, key: &str, place: Span) {
        if self.unknown_keys.contains(key) {
            return;
        }
        self.unknown_keys.insert(key.to_owned());
        let place = self.key_span(key).unwrap_or(place);
        self.diagnostics.push(
            Diagnostic::new(
                Code::UnknownConstruct,
                format!("rows with a key `{key}` that is not known"),
            )
            .label(place, "first of the page")
            .help("its values are left out, here and in the page's other rows"),
        );
    }

    fn invalid(&mut self, place: Span, message: String) {
        self.diagnostics
            .push(Diagnostic::new(Code::InvalidBlock, message).label(place, "here"));
    }

    /// The type of the row `name`, which stands at `place`.
    fn parse_type(&mut self, name: &str, text: &str, key: &str, place: Span) -> Option<TypeExpr> {
        types::parse(text)
            .map_err(|error| self.invalid_type(name, error, key, place))
            .ok()
    }

    fn invalid_type(&mut self, name: &str, error: TypeError, key: &str, place: Span) {
        let message = format!("the type of `{name}` cannot be read: {}", error.message);
        let mut diagnostic = Diagnostic::new(Code::InvalidType, message);
        diagnostic = match json::string_after(key, self.text) {
            Some(string) => {
                let fault =
                    string.start + json::escaped_offset(&self.text[string.clone()], error.offset);
                diagnostic.label(self.span(fault, string.end), "from here on")
            }
            None => diagnostic.label(place, "type of this row"),
        };
        diagnostic.help = error.help;
        self.diagnostics.push(diagnostic);
    }

    /// Reports values of the enum `name` that are no string literals.
    fn check_enum(&mut self, name: &str, values: &[Node]) {
        for value in values {
            if let Some(ty) = value.ty.as_ref().filter(|ty| !is_string(ty)) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::EnumWithoutValue,
                        format!("`{}` of the enum `{name}` has no value", value.name),
                    )
                    .label(value.span, format!("its type is `{ty}`"))
                    .help(
                        "the type of an enum's row must be a string literal, such as `\"draft\"`",
                    ),
                );
            }
        }
    }

    /// The place of a key that has no escapes.
    fn key_span(&self, key: &str) -> Option<Span> {
        let start = json::place_of(key, self.text)?;
        Some(self.span(start, start + key.len()))
    }

    /// The place of the string that follows a key that has no escapes.
    fn value_span(&self, key: &str, value: &Json<'a>) -> Option<Span> {
        match value {
            Json::Text(Cow::Borrowed(text)) => self.key_span(text),
            Json::Text(Cow::Owned(_)) => {
                let string = json::string_after(key, self.text)?;
                Some(self.span(string.start, string.end))
            }
            _ => None,
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }
}

/// Reports names that stand twice in one list of rows.
pub(super) fn check_names(rows: &[Node], diagnostics: &mut Diagnostics) {
    if rows.len() < 2 {
        return;
    }
    let mut seen: HashMap<&str, &Node> = HashMap::with_capacity(rows.len());
    // Rows without a name are told of elsewhere, or stand for some that a capture lost.
    for row in rows.iter().filter(|row| !row.name.is_empty()) {
        let first = *seen.entry(&row.name).or_insert(row);
        if std::ptr::eq(first, row) {
            continue;
        }
        let (code, message) = if first.type_text == row.type_text {
            (
                Code::RepeatedName,
                "stands twice in one place, with the same type",
            )
        } else {
            (
                Code::DuplicateName,
                "stands twice in one place, with different types",
            )
        };
        diagnostics.push(
            Diagnostic::new(code, format!("`{}` {message}", row.name))
                .label(row.span, "again here")
                .label(first.span, "first here"),
        );
    }
}

fn owned(text: Option<Cow<'_, str>>) -> String {
    text.map(Cow::into_owned).unwrap_or_default()
}

fn is_string(ty: &TypeExpr) -> bool {
    matches!(ty, TypeExpr::StringLiteral(_))
}

/// Whether a type is an enum by its link, or an array of one, or one of these or null.
fn is_enum(ty: &TypeExpr) -> bool {
    match ty {
        TypeExpr::Reference(reference) => reference
            .link
            .as_ref()
            .is_some_and(|link| link.contains("/enums/")),
        TypeExpr::Array(item) => is_enum(item),
        TypeExpr::Union(members) => {
            let mut named = members
                .iter()
                .filter(|member| !member.is_nullish())
                .peekable();
            named.peek().is_some() && named.all(is_enum)
        }
        _ => false,
    }
}
