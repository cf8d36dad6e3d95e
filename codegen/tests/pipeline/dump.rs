//! Writes an API and what was said about it down, one fact a line.
//!
//! A type is called by its name where no other type has it, else by its identity: a link's stem, or for
//! a type that nobody names the place of its first use in angle brackets.

use medusa_codegen::diagnostic::{Diagnostics, Severity, Sources};
use medusa_codegen::ir::{
    Api, Call, Encoding, Field, Identity, JoinKey, Method, Operation, Origin, Resource, Shape,
    Source, Type, TypeDef, TypeId,
};
use std::collections::HashMap;
use std::fmt::Write as _;

/// The API without any place.
pub(crate) fn api(api: &Api) -> String {
    let mut names = HashMap::new();
    for def in &api.types {
        *names.entry(def.name.as_str()).or_default() += 1;
    }
    let mut dump = Dump {
        api,
        names,
        text: String::new(),
    };
    for resource in &api.resources {
        dump.resource(resource);
    }
    for operation in &api.operations {
        dump.operation(operation);
    }
    for id in api.type_ids() {
        dump.type_def(id);
    }
    if !api.left_out.is_empty() {
        dump.line(0, "left out");
    }
    for left_out in &api.left_out {
        dump.line(1, &format!("{}: {}", left_out.what, left_out.reason));
    }
    dump.text
}

/// All that was said, with places.
pub(crate) fn diagnostics(sources: &Sources, diagnostics: &Diagnostics) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let _ = writeln!(
            text,
            "{severity}[{}] {}",
            diagnostic.code, diagnostic.message
        );
        for label in &diagnostic.labels {
            let _ = writeln!(text, "  {}: {}", sources.place(label.span), label.text);
        }
    }
    text
}

struct Dump<'a> {
    api: &'a Api,
    /// How many types have a name.
    names: HashMap<&'a str, usize>,
    text: String,
}

impl Dump<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn resource(&mut self, resource: &Resource) {
        let path = resource.path.join(".");
        let mut line = format!("resource {path}: {:?} {}", resource.area, resource.name);
        if let Some(parent) = resource.parent {
            line += &format!(" in {}", self.api[parent].path.join("."));
        }
        line += &prose(&resource.doc);
        self.line(0, line.trim_end());
        for method in &resource.methods {
            self.method(method);
        }
        let children = resource.children.iter();
        for child in children.map(|child| self.api[*child].path.join(".")) {
            self.line(1, &format!("has {child}"));
        }
    }

    fn method(&mut self, method: &Method) {
        let call = match method.call {
            Call::Operation(id) => route(&self.api[id]),
            Call::Custom(verb) => format!("{} any route", verb.as_str()),
        };
        let join = match method.join {
            JoinKey::SampleCallPath => "by its sample",
            JoinKey::TagAndCodegenMethod => "by tag and hint",
            JoinKey::OperationOnly => "from the operation",
            JoinKey::CustomRoute => "by its argument",
        };
        let mut line = format!("{} → {call}, {join}", method.name);
        if let Some(why) = &method.deprecated {
            line += &format!(", deprecated {why:?}");
        }
        line += &prose(&method.doc);
        self.line(1, &line);
    }

    fn operation(&mut self, operation: &Operation) {
        let mut line = format!(
            "{}: {:?} {}",
            route(operation),
            operation.area,
            operation.id
        );
        if operation.authenticated {
            line += &format!(", signed in by {:?}", operation.security);
        }
        if operation.deprecated {
            line += ", deprecated";
        }
        line += &flag(operation.feature_flag.as_deref());
        self.line(0, &line);
        for parameter in &operation.path_parameters {
            let argument = parameter.argument.as_deref().unwrap_or("nothing");
            let prose = prose(&parameter.doc);
            self.line(
                1,
                &format!("path {} is argument {argument}{prose}", parameter.name),
            );
        }
        for field in &operation.query {
            self.field("query ", field);
        }
        for field in &operation.headers {
            self.field("header ", field);
        }
        if let Some(body) = &operation.body {
            let encoding = match body.encoding {
                Encoding::Json => "json",
                Encoding::Multipart => "multipart",
            };
            let required = required(body.required);
            let ty = self.ty(&body.ty);
            let prose = prose(&body.doc);
            self.line(1, &format!("{encoding} body: {ty}, {required}{prose}"));
        }
        let response = &operation.response;
        let ty = response.ty.as_ref().map(|ty| self.ty(ty));
        let prose = prose(&response.doc);
        self.line(
            1,
            &format!(
                "{}: {}{prose}",
                response.status,
                ty.as_deref().unwrap_or("nothing")
            ),
        );
        for omission in &response.omissions {
            let selected_by = (omission.selected_by.iter())
                .map(|name| format!(" unless {name} selects it"))
                .collect::<String>();
            self.line(2, &format!("omits {}{selected_by}", omission.path));
        }
        for error in &operation.errors {
            self.line(1, &format!("{} {}", error.status, error.name));
        }
    }

    fn type_def(&mut self, id: TypeId) {
        let def = &self.api[id];
        let shape = match &def.shape {
            Shape::Object(_) => "object",
            Shape::Enum(_) => "enum",
            Shape::Union(_) => "union",
            Shape::Alias(_) => "alias",
        };
        let identities: Vec<String> = def.identities.iter().map(identity).collect();
        let owner = (def.owner.iter())
            .map(|owner| format!(", held by {}.{}", owner.name, owner.field))
            .collect::<String>();
        let line = format!(
            "{shape} {} = {}, from {}{owner}{}{}{}",
            self.label(id),
            identities.join(", "),
            from(&def.origins),
            flag(def.feature_flag.as_deref()),
            deprecated(def.deprecated.as_deref()),
            prose(&def.doc)
        );
        self.line(0, &line);
        match &def.shape {
            Shape::Object(object) => {
                for field in &object.fields {
                    self.field("", field);
                }
                if let Some(additional) = &object.additional {
                    let ty = self.ty(additional);
                    self.line(1, &format!("any other: {ty}"));
                }
            }
            Shape::Enum(values) => {
                for value in values {
                    let constant = value.constant.as_deref().unwrap_or("no name");
                    let from = from(&value.origins);
                    let prose = prose(&value.doc);
                    self.line(1, &format!("{:?} {constant}, {from}{prose}", value.value));
                }
            }
            Shape::Union(variants) => {
                for variant in variants {
                    let tag = (variant.tag.iter())
                        .map(|(field, value)| format!(" where {field} is {value:?}"))
                        .collect::<String>();
                    let ty = self.ty(&variant.ty);
                    self.line(1, &format!("{ty}{tag}"));
                }
            }
            Shape::Alias(ty) => {
                let ty = self.ty(ty);
                self.line(1, &ty);
            }
        }
    }

    fn field(&mut self, kind: &str, field: &Field) {
        let mut line = format!("{kind}{}: {}", field.name, self.ty(&field.ty));
        line += match field.nullable {
            true => " or null, ",
            false => ", ",
        };
        line += required(field.required);
        if field.expandable {
            line += ", expandable";
        }
        if let Some(default) = &field.default {
            line += &format!(", default {default}");
        }
        if let Some(example) = &field.example {
            line += &format!(", example {example}");
        }
        line += &deprecated(field.deprecated.as_deref());
        line += &flag(field.feature_flag.as_deref());
        line += &format!(", {}", from(&field.origins));
        line += &prose(&field.doc);
        self.line(1, &line);
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::String => "string".to_owned(),
            Type::Integer => "integer".to_owned(),
            Type::Number => "number".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::DateTime => "date-time".to_owned(),
            Type::Binary => "binary".to_owned(),
            Type::Any => "any".to_owned(),
            Type::Ref(id) => self.label(*id),
            Type::Array(item) => format!("list of {}", self.ty(item)),
            Type::Map(value) => format!("map to {}", self.ty(value)),
            Type::Nullable(inner) => format!("({} or null)", self.ty(inner)),
        }
    }

    fn label(&self, id: TypeId) -> String {
        let TypeDef {
            name, identities, ..
        } = &self.api[id];
        let is_alone = self.names.get(name.as_str()) == Some(&1);
        match identities.first() {
            _ if !name.is_empty() && is_alone => name.clone(),
            Some(Identity::Inline(path)) => format!("<{path}>"),
            Some(Identity::Link(stem) | Identity::Schema(stem)) => stem.clone(),
            None => "a type without identity".to_owned(),
        }
    }
}

fn route(operation: &Operation) -> String {
    format!("{} {}", operation.verb.as_str(), operation.path)
}

fn identity(identity: &Identity) -> String {
    match identity {
        Identity::Link(stem) => format!("link {stem}"),
        Identity::Schema(name) => format!("schema {name}"),
        Identity::Inline(path) => format!("inline {path}"),
    }
}

fn required(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

/// Which sources something comes from, each once, in order.
fn from(origins: &[Origin]) -> String {
    let mut sources: Vec<Source> = origins.iter().map(|origin| origin.source).collect();
    sources.sort();
    sources.dedup();
    let name = |source: &Source| match source {
        Source::Pages => "pages",
        Source::OpenApi => "openapi",
        Source::Fixup => "fixup",
    };
    sources.iter().map(name).collect::<Vec<_>>().join(" + ")
}

fn flag(flag: Option<&str>) -> String {
    flag.map(|flag| format!(", behind {flag}"))
        .unwrap_or_default()
}

fn deprecated(why: Option<&str>) -> String {
    why.map(|why| format!(", deprecated {why:?}"))
        .unwrap_or_default()
}

fn prose(doc: &str) -> String {
    match doc {
        "" => String::new(),
        doc => format!(" — {}", doc.replace('\n', "⏎")),
    }
}
