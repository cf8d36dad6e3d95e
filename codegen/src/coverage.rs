//! What of an API has prose, and what has none yet.
//!
//! A subject is told once, wherever its sources say something of it: what the pages tell needs no words in
//! the OpenAPI documents.

use crate::diagnostic::Span;
use crate::ir::{Api, Call, Field, Operation, Origin, Shape, Source, TypeDef};
use crate::ledger::called;

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A resource.
    Resource,
    /// A method, with the operation it calls.
    Method,
    /// A path, query or header parameter.
    Parameter,
    /// What a method sends.
    Payload,
    /// What a method is answered.
    Response,
    /// A type with a name.
    Type,
    /// A field of an object type.
    Field,
    /// A value of an enum.
    Value,
}

/// Something that prose can be about.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// What kind of thing.
    pub kind: Kind,
    /// The thing, as one would look it up: `customers.listOrders`, `Customer.email`.
    pub what: String,
    /// Where it is documented: on a page if it is on one, for there its prose is taken from first.
    pub at: Option<Span>,
    /// What is said of it, as Markdown; empty where nothing is.
    pub prose: &'a str,
}

impl Kind {
    /// The name, as in messages.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Resource => "resource",
            Kind::Method => "method",
            Kind::Parameter => "parameter",
            Kind::Payload => "payload",
            Kind::Response => "response",
            Kind::Type => "type",
            Kind::Field => "field",
            Kind::Value => "value",
        }
    }
}

impl Subject<'_> {
    /// Whether something is said of it.
    pub fn is_told(&self) -> bool {
        !self.prose.trim().is_empty()
    }
}

/// Everything that prose can be about, in the order of the IR.
pub fn subjects(api: &Api) -> Vec<Subject<'_>> {
    let mut subjects = Subjects(Vec::new());
    subjects.add_resources(api);
    for def in &api.types {
        subjects.add_type(def);
    }
    subjects.0
}

struct Subjects<'a>(Vec<Subject<'a>>);

impl<'a> Subjects<'a> {
    fn add(&mut self, kind: Kind, what: String, origins: &[Origin], prose: &'a str) {
        self.0.push(Subject {
            kind,
            what,
            at: place(origins),
            prose,
        });
    }

    fn add_resources(&mut self, api: &'a Api) {
        for resource in &api.resources {
            let path = resource.path.join(".");
            self.add(
                Kind::Resource,
                path.clone(),
                &resource.origins,
                &resource.doc,
            );
            for method in &resource.methods {
                let name = format!("{path}.{}", method.name);
                self.add(
                    Kind::Method,
                    name.clone(),
                    &method.origins,
                    method.prose(api),
                );
                if let Call::Operation(id) = method.call {
                    self.add_call(&api[id], &name, &method.origins);
                }
            }
        }
    }

    fn add_call(&mut self, operation: &'a Operation, name: &str, origins: &[Origin]) {
        for parameter in &operation.path_parameters {
            let argument = parameter.argument.as_ref().unwrap_or(&parameter.name);
            let what = format!("{name}({argument})");
            self.add(Kind::Parameter, what, &parameter.origins, &parameter.doc);
        }
        self.add_fields(Kind::Parameter, name, &operation.query);
        self.add_fields(Kind::Parameter, name, &operation.headers);
        if let Some(body) = &operation.body {
            self.add(
                Kind::Payload,
                format!("{name}, payload"),
                origins,
                &body.doc,
            );
        }
        let what = format!("{name}, response");
        self.add(Kind::Response, what, origins, &operation.response.doc);
    }

    fn add_type(&mut self, def: &'a TypeDef) {
        let name = called(def);
        // What nobody named is told of by the field that holds it.
        if !def.name.is_empty() {
            self.add(Kind::Type, name.clone(), &def.origins, &def.doc);
        }
        match &def.shape {
            Shape::Object(object) => self.add_fields(Kind::Field, &name, &object.fields),
            Shape::Enum(values) => {
                for value in values {
                    let what = format!("{name}.{}", value.value);
                    self.add(Kind::Value, what, &value.origins, &value.doc);
                }
            }
            Shape::Union(_) | Shape::Alias(_) => {}
        }
    }

    fn add_fields(&mut self, kind: Kind, owner: &str, fields: &'a [Field]) {
        for field in fields {
            let what = format!("{owner}.{}", field.name);
            self.add(kind, what, &field.origins, &field.doc);
        }
    }
}

/// Where prose is looked for first.
fn place(origins: &[Origin]) -> Option<Span> {
    let page = origins.iter().find(|origin| origin.source == Source::Pages);
    page.or(origins.first()).map(|origin| origin.span)
}
