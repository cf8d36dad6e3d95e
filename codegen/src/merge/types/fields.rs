//! Fields of both sources in, fields of the IR out, with notes where the sources differ.

use super::{Place, Types};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Api, Field, Source, Type};
use crate::merge::graph::{FieldDef, Shape, Ty};
use crate::merge::pages::fill_field;
use indexmap::IndexMap;

/// One side's field beside the other's.
type Pair<'g> = (Option<&'g FieldDef>, Option<&'g FieldDef>);

impl Types<'_> {
    /// The fields of both sources, in the pages' order, then the document's.
    pub(in crate::merge) fn merge_fields(
        &mut self,
        api: &mut Api,
        place: Place,
        owner: &str,
        pages: &[&FieldDef],
        documents: &[&FieldDef],
    ) -> Vec<Field> {
        let filled;
        let (pages, documents) = match self.weaker(pages, documents) {
            Some(Source::Pages) => {
                filled = fill(documents, pages);
                (&[][..], &filled.iter().collect::<Vec<_>>()[..])
            }
            Some(_) => {
                filled = fill(pages, documents);
                (&filled.iter().collect::<Vec<_>>()[..], &[][..])
            }
            None => (pages, documents),
        };
        let mut pairs: IndexMap<&str, Pair<'_>> = IndexMap::new();
        for field in pages {
            pairs.entry(&field.name).or_default().0.get_or_insert(field);
        }
        for field in documents {
            pairs.entry(&field.name).or_default().1.get_or_insert(field);
        }
        let both_speak = !pages.is_empty() && !documents.is_empty();
        pairs
            .into_values()
            .map(|pair| self.merge_field(api, place, owner, pair, both_speak))
            .collect()
    }

    /// The source that is a capture where the other is none, if both say something.
    fn weaker(&self, pages: &[&FieldDef], documents: &[&FieldDef]) -> Option<Source> {
        let is_captured = |fields: &[&FieldDef]| {
            fields
                .iter()
                .all(|field| self.graph.is_captured(field.origin))
        };
        if pages.is_empty() || documents.is_empty() {
            return None;
        }
        match (is_captured(pages), is_captured(documents)) {
            (true, false) => Some(Source::Pages),
            (false, true) => Some(Source::OpenApi),
            _ => None,
        }
    }

    fn merge_field(
        &mut self,
        api: &mut Api,
        place: Place,
        owner: &str,
        pair: Pair<'_>,
        both_speak: bool,
    ) -> Field {
        let (page, document) = pair;
        let one_sided = both_speak && (page.is_none() || document.is_none());
        let sides: Vec<&FieldDef> = page.into_iter().chain(document).collect();
        let text = |text: fn(&FieldDef) -> Option<&String>| {
            sides.iter().find_map(|side| text(side)).cloned()
        };
        let (ty, nullable) = match (page, document) {
            (Some(page), Some(document)) => {
                self.compare(owner, page, document);
                self.choose(api, place, &page.ty, &document.ty)
            }
            (Some(only), None) | (None, Some(only)) => {
                if one_sided {
                    self.note_one_sided(owner, only);
                }
                let (ty, nullable) = self.graph.bare(&only.ty);
                (self.lower(api, ty), nullable)
            }
            (None, None) => (Type::Any, false),
        };
        let default = text(|side| side.default.as_ref());
        let is_whole = |default: &String| default.parse::<i64>().is_ok();
        let ty = match ty {
            Type::Number if place == Place::Query && default.as_ref().is_some_and(is_whole) => {
                Type::Integer
            }
            other => other,
        };
        let is_on_pages_only = one_sided && document.is_none();
        let expandable = sides.iter().any(|side| side.expandable);
        Field {
            name: sides
                .first()
                .map(|side| side.name.clone())
                .unwrap_or_default(),
            ty,
            required: !(expandable || is_on_pages_only)
                && sides.iter().all(|side| side.required != Some(false)),
            nullable,
            expandable,
            default,
            example: sides.iter().find_map(|side| side.example.clone()),
            doc: text(|side| Some(&side.doc).filter(|doc| !doc.is_empty())).unwrap_or_default(),
            deprecated: text(|side| side.deprecated.as_ref()),
            feature_flag: text(|side| side.feature_flag.as_ref()),
            origins: sides.iter().map(|side| side.origin).collect(),
        }
    }

    fn note_one_sided(&mut self, owner: &str, field: &FieldDef) {
        let name = &field.name;
        let (code, message) = match field.origin.source {
            Source::OpenApi => (
                Code::FieldOnlyInOpenApi,
                format!("`{owner}.{name}` is known to the OpenAPI document only; it is kept"),
            ),
            _ => (
                Code::FieldOnlyInPages,
                format!("`{owner}.{name}` is known to the page only; it is taken as optional"),
            ),
        };
        self.diagnostics
            .push(Diagnostic::new(code, message).label(field.origin.span, "known here only"));
    }

    /// Notes where two descriptions of a field differ.
    fn compare(&mut self, owner: &str, page: &FieldDef, document: &FieldDef) {
        let name = &page.name;
        let mut found = Vec::new();
        let is_silent = |field: &FieldDef| field.required.is_none() && !field.expandable;
        let required = |field: &FieldDef| field.required != Some(false) && !field.expandable;
        let both_speak = !is_silent(page) && !is_silent(document);
        if both_speak && required(page) != required(document) {
            let say = |field: &FieldDef| {
                if required(field) {
                    "required"
                } else {
                    "optional"
                }
                .to_owned()
            };
            let message =
                format!("`{owner}.{name}` is required in one source only; it is taken as optional");
            found.push((
                Code::RequiredDisagreement,
                message,
                say(page),
                say(document),
            ));
        }
        let ((page_ty, page_null), (document_ty, document_null)) =
            (self.graph.bare(&page.ty), self.graph.bare(&document.ty));
        if page_null != document_null {
            let say = |null: bool| if null { "may be null" } else { "never null" }.to_owned();
            let message =
                format!("`{owner}.{name}` is nullable in one source only; it is taken as nullable");
            found.push((
                Code::NullableDisagreement,
                message,
                say(page_null),
                say(document_null),
            ));
        }
        if !self.agree_but_for_null(page_ty, document_ty) {
            let message = format!("`{owner}.{name}` has different types in the two sources");
            found.push((
                Code::TypeDisagreement,
                message,
                self.describe(page_ty),
                self.describe(document_ty),
            ));
        }
        for (code, message, here, there) in found {
            self.diagnostics.push(
                Diagnostic::new(code, message)
                    .label(page.origin.span, format!("the page: {here}"))
                    .label(
                        document.origin.span,
                        format!("the OpenAPI document: {there}"),
                    ),
            );
        }
    }

    fn agree(&self, page: &Ty, document: &Ty) -> bool {
        let ((page, page_null), (document, document_null)) =
            (self.graph.bare(page), self.graph.bare(document));
        page_null == document_null && self.agree_but_for_null(page, document)
    }

    fn agree_but_for_null(&self, page: &Ty, document: &Ty) -> bool {
        match (page, document) {
            (Ty::Ref(page), Ty::Ref(document)) => {
                self.classes.find(*page) == self.classes.find(*document)
            }
            (Ty::Array(page), Ty::Array(document)) | (Ty::Map(page), Ty::Map(document)) => {
                self.agree(page, document)
            }
            (Ty::Number, Ty::Integer) | (Ty::Literal(_), Ty::String) => true,
            (page, document) if page.is_vague() && document.is_vague() => true,
            (page, document) => page == document,
        }
    }

    /// A type in a few words.
    fn describe(&self, ty: &Ty) -> String {
        match ty {
            Ty::Any => "any value".to_owned(),
            Ty::Opaque => "a bare object".to_owned(),
            Ty::Nothing => "nothing".to_owned(),
            Ty::String => "string".to_owned(),
            Ty::Literal(value) => format!("\"{value}\""),
            Ty::Integer => "integer".to_owned(),
            Ty::Number => "number".to_owned(),
            Ty::Boolean => "boolean".to_owned(),
            Ty::DateTime => "a date".to_owned(),
            Ty::Binary => "a file".to_owned(),
            Ty::Array(item) => format!("a list of {}", self.describe(item)),
            Ty::Map(value) => format!("a map to {}", self.describe(value)),
            Ty::Nullable(inner) => format!("{} or null", self.describe(inner)),
            Ty::Ref(id) => {
                let def = self.graph.get(*id);
                match (&def.shape, def.name.as_str()) {
                    (Shape::Derived { base, .. }, _) => {
                        format!("a part of {}", self.describe(base))
                    }
                    (_, name) if !name.is_empty() => format!("`{name}`"),
                    (Shape::Enum(_), _) => "an enum".to_owned(),
                    (Shape::Union(_), _) => "one of several types".to_owned(),
                    _ => "an inline object".to_owned(),
                }
            }
        }
    }
}

/// Fields with what another description of them adds; none are added.
fn fill(fields: &[&FieldDef], others: &[&FieldDef]) -> Vec<FieldDef> {
    let filled = |field: &&FieldDef| {
        let mut field = FieldDef::clone(field);
        let other = others.iter().find(|other| other.name == field.name);
        if let Some(other) = other {
            fill_field(&mut field, FieldDef::clone(other));
        }
        field
    };
    fields.iter().map(filled).collect()
}
