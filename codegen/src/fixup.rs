//! Corrections where the documentation and the server disagree: `fixups.toml`.
//!
//! A fixup names one place of the IR, what is changed there, why, and what proves it. It must match and
//! must change something: once the documentation is mended upstream, the fixup is an error.
//!
//! ```toml
//! [[fixup]]
//! at = "Order.display_id"        # a type, a field, an operation as `GET /path`, `GET /path?parameter`
//! type = "Integer"
//! reason = "always a whole number"
//! evidence = "GET /admin/orders, recorded 2026-11"
//! ```

mod accepted;

pub(crate) use accepted::accept;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};
use crate::ir::{
    Api, EnumValue, Field, Omission, OperationId, Origin, Shape, Source, Type, TypeId,
};
use crate::source::types::{self, Keyword, TypeExpr};
use accepted::Accepted;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The corrections of a run, in file order.
#[derive(Clone, Debug, Default)]
pub struct Fixups {
    all: Vec<(FileId, Fixup)>,
    /// The warnings that are known and right.
    accepted: Vec<(FileId, Accepted)>,
}

/// One correction.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixup {
    /// What is corrected.
    at: Spanned<String>,
    /// Why.
    reason: String,
    /// What proves it: an exchange with a server, a line of its source.
    evidence: String,
    /// The right type, as a TypeScript type expression; also `Integer` and `DateTime`.
    #[serde(rename = "type")]
    ty: Option<Spanned<String>>,
    /// Whether the field is always there.
    required: Option<bool>,
    /// Whether the field may be null.
    nullable: Option<bool>,
    /// The field is missing from the documentation; `type` says what it holds.
    #[serde(default)]
    add: bool,
    /// The field does not exist.
    #[serde(default)]
    remove: bool,
    /// Enum values missing from the documentation.
    #[serde(default)]
    values: Vec<String>,
    /// What the added field or the added values are, as Markdown.
    description: Option<String>,
    /// The name the type should have.
    name: Option<String>,
    /// The field's own deprecation note.
    deprecated: Option<String>,
    /// What leaving the field or parameter out means.
    default: Option<String>,
    /// Whether callers of the operation must be signed in.
    auth: Option<bool>,
    /// Documented fields that the operation does not send, by the path of the object in its response; an empty path is
    /// the response itself.
    #[serde(default)]
    omits: BTreeMap<String, Vec<String>>,
    /// The query parameter that can select the omitted fields all the same.
    selected_by: Option<String>,
}

impl Fixup {
    /// The keys that say what to change.
    fn keys(&self) -> Vec<&'static str> {
        let keys = [
            ("type", self.ty.is_some()),
            ("required", self.required.is_some()),
            ("nullable", self.nullable.is_some()),
            ("add", self.add),
            ("remove", self.remove),
            ("values", !self.values.is_empty()),
            ("description", self.description.is_some()),
            ("name", self.name.is_some()),
            ("deprecated", self.deprecated.is_some()),
            ("default", self.default.is_some()),
            ("auth", self.auth.is_some()),
            ("omits", !self.omits.is_empty()),
            ("selected_by", self.selected_by.is_some()),
        ];
        let given = keys.into_iter().filter(|(_, given)| *given);
        given.map(|(key, _)| key).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    fixup: Vec<Fixup>,
    #[serde(default)]
    accepted: Vec<Accepted>,
}

impl Fixups {
    /// The files they are in.
    pub fn files(&self) -> Vec<FileId> {
        let fixups = self.all.iter().map(|(file, _)| *file);
        let accepted = self.accepted.iter().map(|(file, _)| *file);
        let mut files: Vec<_> = fixups.chain(accepted).collect();
        files.sort();
        files.dedup();
        files
    }
}

/// Reads a fixup file.
pub fn read(file: FileId, text: &str, fixups: &mut Fixups, diagnostics: &mut Diagnostics) {
    match toml::from_str::<File>(text) {
        Ok(read) => {
            for fixup in read.fixup {
                if fixup.reason.trim().is_empty() || fixup.evidence.trim().is_empty() {
                    let span = span(file, &fixup.at);
                    diagnostics.push(
                        Diagnostic::new(Code::InvalidFixup, "a fixup needs a reason and evidence")
                            .label(span, "this one lacks them"),
                    );
                }
                fixups.all.push((file, fixup));
            }
            for accepted in read.accepted {
                diagnostics.extend(accepted.fault(file));
                fixups.accepted.push((file, accepted));
            }
        }
        Err(error) => {
            let range = error.span().unwrap_or(0..0);
            diagnostics.push(
                Diagnostic::new(Code::InvalidFixup, error.message().to_owned())
                    .label(Span::new(file, range.start, range.end), "here"),
            );
        }
    }
}

fn span(file: FileId, text: &Spanned<String>) -> Span {
    let range = text.span();
    Span::new(file, range.start, range.end)
}

/// Applies every fixup; one that matches nothing or changes nothing is an error.
pub fn apply(fixups: &Fixups, api: &mut Api, diagnostics: &mut Diagnostics) {
    for (file, fixup) in &fixups.all {
        let at = span(*file, &fixup.at);
        let mut run = Application { api, fixup, at };
        if let Err(diagnostic) = run.apply() {
            diagnostics.push(*diagnostic);
        }
    }
}

struct Application<'a> {
    api: &'a mut Api,
    fixup: &'a Fixup,
    at: Span,
}

/// What a fixup is about.
enum Target {
    Type(TypeId),
    Field(TypeId, String),
    Parameter(OperationId, String),
    Operation(OperationId),
}

type Outcome<T> = Result<T, Box<Diagnostic>>;

impl Application<'_> {
    fn apply(&mut self) -> Outcome<()> {
        let target = self.target()?;
        self.check_keys(&target)?;
        let changed = match target {
            Target::Type(id) => self.change_type(id)?,
            Target::Field(id, name) => {
                self.change_fields(&name, |api| match &mut api[id].shape {
                    Shape::Object(object) => Some(&mut object.fields),
                    _ => None,
                })?
            }
            Target::Parameter(id, name) => {
                self.change_fields(&name, |api| Some(&mut api[id].query))?
            }
            Target::Operation(id) => self.change_operation(id)?,
        };
        if changed {
            Ok(())
        } else {
            Err(self.stale("changes nothing: the documentation already says so"))
        }
    }

    /// Refuses what the fixup says beyond what can be changed where it points.
    fn check_keys(&self, target: &Target) -> Outcome<()> {
        let (what, known): (_, &[&str]) = match target {
            Target::Type(_) if self.fixup.values.is_empty() => ("of a type", &["name"]),
            Target::Type(_) => ("of an enum", &["name", "values", "description"]),
            Target::Operation(_) => ("of an operation", &["type", "auth", "omits", "selected_by"]),
            _ if self.fixup.remove => ("that removes a field", &["remove"]),
            _ if self.fixup.add => (
                "that adds a field",
                &[
                    "type",
                    "required",
                    "nullable",
                    "add",
                    "deprecated",
                    "default",
                    "description",
                ],
            ),
            _ => (
                "of a field",
                &["type", "required", "nullable", "deprecated", "default"],
            ),
        };
        let keys = self.fixup.keys();
        if keys.is_empty() {
            return Err(self.invalid("a fixup that does not say what to change".to_owned()));
        }
        match keys.into_iter().find(|key| !known.contains(key)) {
            Some(key) => Err(self.invalid(format!("a fixup {what} cannot say `{key}`"))),
            None => Ok(()),
        }
    }

    fn stale(&self, what: &str) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::new(
                Code::StaleFixup,
                format!("the fixup for `{}` {what}", self.fixup.at.get_ref()),
            )
            .label(self.at, "this fixup")
            .help("remove it, or correct what it names"),
        )
    }

    fn invalid(&self, message: String) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::InvalidFixup, message).label(self.at, "in this fixup"))
    }

    fn target(&self) -> Outcome<Target> {
        let at = self.fixup.at.get_ref().as_str();
        if let Some((verb, rest)) = at.split_once(' ') {
            let (path, parameter) = rest
                .split_once('?')
                .map_or((rest, None), |(path, name)| (path, Some(name)));
            let is_it = |id: &OperationId| {
                self.api[*id].verb.as_str() == verb && self.api[*id].path == path
            };
            let id = self
                .api
                .operation_ids()
                .find(is_it)
                .ok_or_else(|| self.stale("matches no operation"))?;
            return Ok(match parameter {
                Some(name) => Target::Parameter(id, name.to_owned()),
                None => Target::Operation(id),
            });
        }
        if let Some(id) = self.find_type(at)? {
            return Ok(Target::Type(id));
        }
        let owner = match at.rsplit_once('.') {
            Some((owner, field)) => self.find_owner(owner)?.map(|id| (id, field)),
            None => None,
        };
        let Some((owner, field)) = owner else {
            return Err(self.stale("matches no type or field"));
        };
        // An enum that nobody names is called by the field that holds it.
        match self.inline_type(owner, field) {
            Some(id) if !self.fixup.values.is_empty() || self.fixup.name.is_some() => {
                Ok(Target::Type(id))
            }
            _ => Ok(Target::Field(owner, field.to_owned())),
        }
    }

    /// The type that holds a field: one with a name, or one that nobody names, called by the field that
    /// holds it.
    fn find_owner(&self, name: &str) -> Outcome<Option<TypeId>> {
        if let Some(id) = self.find_type(name)? {
            return Ok(Some(id));
        }
        let Some((owner, field)) = name.rsplit_once('.') else {
            return Ok(None);
        };
        let owner = self.find_owner(owner)?;
        Ok(owner.and_then(|owner| self.inline_type(owner, field)))
    }

    fn inline_type(&self, owner: TypeId, field: &str) -> Option<TypeId> {
        let Shape::Object(object) = &self.api[owner].shape else {
            return None;
        };
        let field = object.fields.iter().find(|known| known.name == field)?;
        let target = field.ty.target();
        target.filter(|id| self.api[*id].name.is_empty())
    }

    /// A type by its documented name, or by identity where the name is not unique.
    fn find_type(&self, name: &str) -> Outcome<Option<TypeId>> {
        if let Some(id) = self.api.find_identity(name) {
            return Ok(Some(id));
        }
        let mut named = self.api.type_ids().filter(|id| self.api[*id].name == name);
        match (named.next(), named.next()) {
            (first, None) => Ok(first),
            (_, Some(_)) => Err(self.invalid(format!(
                "several types are called `{name}`; name one by its link or schema, such as `medusa.{name}-1`"
            ))),
        }
    }

    fn change_type(&mut self, id: TypeId) -> Outcome<bool> {
        let (mut changed, mut redundant) = (false, false);
        if let Some(name) = &self.fixup.name {
            if self.api[id].name == *name {
                return Err(self.redundant("name"));
            }
            self.rename(id, name);
            changed = true;
        }
        let origin = self.origin();
        let no_enum = self.stale("matches a type that is no enum");
        if !self.fixup.values.is_empty() {
            let Shape::Enum(values) = &mut self.api[id].shape else {
                return Err(no_enum);
            };
            for value in &self.fixup.values {
                if values.iter().any(|known| known.value == *value) {
                    redundant = true;
                } else {
                    values.push(EnumValue {
                        value: value.clone(),
                        constant: None,
                        doc: self.fixup.description.clone().unwrap_or_default(),
                        origins: vec![origin],
                    });
                    changed = true;
                }
            }
        }
        if redundant {
            return Err(self.redundant("values"));
        }
        if changed {
            self.api[id].origins.push(origin);
        }
        Ok(changed)
    }

    /// Renames a type, also where it is said to own others.
    fn rename(&mut self, id: TypeId, name: &str) {
        let old = std::mem::replace(&mut self.api[id].name, name.to_owned());
        for owner in self
            .api
            .types
            .iter_mut()
            .filter_map(|def| def.owner.as_mut())
        {
            if let Some(rest) = owner.name.strip_prefix(&old)
                && (rest.is_empty() || rest.starts_with('.'))
            {
                owner.name = format!("{name}{rest}");
            }
        }
    }

    /// The error for a key that changes nothing, whatever the others do.
    fn redundant(&self, key: &str) -> Box<Diagnostic> {
        self.stale(&format!(
            "changes nothing by its `{key}`: the documentation already says so"
        ))
    }

    fn change_fields(
        &mut self,
        name: &str,
        fields: impl Fn(&mut Api) -> Option<&mut Vec<Field>>,
    ) -> Outcome<bool> {
        let ty = self
            .fixup
            .ty
            .clone()
            .map(|ty| self.parse(&ty))
            .transpose()?;
        let origin = self.origin();
        let fixup = self.fixup;
        let no_fields = self.stale("matches a type that has no fields");
        let Some(fields) = fields(self.api) else {
            return Err(no_fields);
        };
        let position = fields.iter().position(|field| field.name == name);
        if fixup.remove {
            return Ok(position.map(|index| fields.remove(index)).is_some());
        }
        if fixup.add {
            let Some((ty, nullable)) = ty else {
                return Err(self.invalid("an added field needs a type".to_owned()));
            };
            if position.is_some() {
                return Ok(false);
            }
            fields.push(Field {
                name: name.to_owned(),
                ty,
                required: fixup.required.unwrap_or(false),
                nullable: fixup.nullable.unwrap_or(nullable),
                expandable: false,
                default: fixup.default.clone(),
                example: None,
                doc: fixup.description.clone().unwrap_or_default(),
                deprecated: fixup.deprecated.clone(),
                feature_flag: None,
                origins: vec![origin],
            });
            return Ok(true);
        }
        let Some(index) = position else {
            return Err(self.stale("matches no field"));
        };
        let field = &mut fields[index];
        let is_type = |(ty, null): &(Type, bool)| field.ty == *ty && (field.nullable || !null);
        let said = [
            ("type", ty.as_ref().is_some_and(is_type)),
            ("required", fixup.required == Some(field.required)),
            ("nullable", fixup.nullable == Some(field.nullable)),
            ("deprecated", is_said(&fixup.deprecated, &field.deprecated)),
            ("default", is_said(&fixup.default, &field.default)),
        ];
        if let Some((key, _)) = said.into_iter().find(|(_, is_said)| *is_said) {
            return Err(self.redundant(key));
        }
        if let Some((ty, nullable)) = ty {
            field.ty = ty;
            field.nullable |= nullable;
        }
        field.required = fixup.required.unwrap_or(field.required);
        field.nullable = fixup.nullable.unwrap_or(field.nullable);
        field.deprecated = fixup.deprecated.clone().or_else(|| field.deprecated.take());
        field.default = fixup.default.clone().or_else(|| field.default.take());
        field.origins.push(origin);
        Ok(true)
    }

    fn change_operation(&mut self, id: OperationId) -> Outcome<bool> {
        let ty = self
            .fixup
            .ty
            .as_ref()
            .map(|ty| self.parse(ty))
            .transpose()?;
        let ty = ty.map(|(ty, nullable)| match nullable {
            true => Type::Nullable(Box::new(ty)),
            false => ty,
        });
        let origin = self.origin();
        let operation = &self.api[id];
        if ty.is_some() && operation.response.ty == ty {
            return Err(self.redundant("type"));
        }
        let is_said = |auth| match auth {
            true => operation.authenticated,
            // Where a way to be signed in is documented, one seems to have to be.
            false => !operation.authenticated && operation.security.is_empty(),
        };
        if self.fixup.auth.is_some_and(is_said) {
            return Err(self.redundant("auth"));
        }
        let omissions = self.omissions(id)?;
        let operation = &mut self.api[id];
        operation.response.ty = ty.or_else(|| operation.response.ty.take());
        if let Some(auth) = self.fixup.auth {
            operation.authenticated = auth;
            operation.security.retain(|_| auth);
        }
        operation.response.omissions.extend(omissions);
        operation.origins.push(origin);
        Ok(true)
    }

    /// The fields that an operation omits; each must be a field of its response that was not omitted before.
    fn omissions(&self, id: OperationId) -> Outcome<Vec<Omission>> {
        let operation = &self.api[id];
        let is_parameter = |name: &String| operation.query.iter().any(|one| one.name == *name);
        if let Some(name) = &self.fixup.selected_by
            && !is_parameter(name)
        {
            return Err(self.stale(&format!(
                "names `{name}`, which is not a query parameter of the operation"
            )));
        }
        let paths = self.fixup.omits.iter().flat_map(|(holder, fields)| {
            let join = move |field| format!("{holder}.{field}");
            fields.iter().map(join)
        });
        let mut omissions = Vec::new();
        for path in paths.map(|path| path.trim_start_matches('.').to_owned()) {
            if (self.api.field_owner(&operation.response, &path)).is_none() {
                let text = format!("omits `{path}`, which is not a field of the response");
                return Err(self.stale(&text));
            }
            let known = operation.response.omissions.iter().chain(&omissions);
            if known.into_iter().any(|known| known.path == path) {
                return Err(self.stale(&format!("omits `{path}` a second time")));
            }
            let selected_by = self.fixup.selected_by.clone();
            omissions.push(Omission { path, selected_by });
        }
        if omissions.is_empty() && self.fixup.selected_by.is_some() {
            let text = "a fixup with `selected_by` that omits nothing";
            return Err(self.invalid(text.to_owned()));
        }
        Ok(omissions)
    }

    fn origin(&self) -> Origin {
        Origin {
            source: Source::Fixup,
            span: self.at,
        }
    }

    /// A type expression of a fixup, and whether it may be null.
    fn parse(&self, text: &Spanned<String>) -> Outcome<(Type, bool)> {
        let place = span(self.at.file, text);
        let expr = types::parse(text.get_ref()).map_err(|error| {
            let mut diagnostic =
                Diagnostic::new(Code::InvalidFixup, error.message).label(place, "in this type");
            diagnostic.help = error.help;
            Box::new(diagnostic)
        })?;
        let ty = self.lower(&expr)?;
        Ok(match ty {
            Type::Nullable(inner) => (*inner, true),
            other => (other, false),
        })
    }

    fn lower(&self, expr: &TypeExpr) -> Outcome<Type> {
        Ok(match expr {
            TypeExpr::Keyword(Keyword::String) => Type::String,
            TypeExpr::Keyword(Keyword::Number) => Type::Number,
            TypeExpr::Keyword(Keyword::Boolean) => Type::Boolean,
            TypeExpr::Keyword(Keyword::Any | Keyword::Unknown) => Type::Any,
            TypeExpr::Keyword(Keyword::Object) => Type::Map(Box::new(Type::Any)),
            TypeExpr::Array(item) => Type::Array(Box::new(self.lower(item)?)),
            TypeExpr::Reference(reference) => {
                match (reference.name.as_str(), reference.arguments.as_slice()) {
                    ("Integer", []) => Type::Integer,
                    ("Date" | "DateTime", []) => Type::DateTime,
                    ("Record", [_, value]) => Type::Map(Box::new(self.lower(value)?)),
                    (name, _) => match self.find_type(name)? {
                        Some(id) => Type::Ref(id),
                        None => return Err(self.invalid(format!("no type is called `{name}`"))),
                    },
                }
            }
            TypeExpr::Union(members) => {
                let is_null =
                    |member: &&TypeExpr| matches!(member, TypeExpr::Keyword(Keyword::Null));
                let rest: Vec<_> = members.iter().filter(|member| !is_null(member)).collect();
                match rest.as_slice() {
                    [only] if rest.len() < members.len() => {
                        Type::Nullable(Box::new(self.lower(only)?))
                    }
                    _ => {
                        return Err(self.invalid(format!("`{expr}` is more than a fixup can say")));
                    }
                }
            }
            other => return Err(self.invalid(format!("`{other}` is more than a fixup can say"))),
        })
    }
}

/// Whether a fixup says what is said already.
fn is_said(fixup: &Option<String>, documented: &Option<String>) -> bool {
    fixup.is_some() && fixup == documented
}
