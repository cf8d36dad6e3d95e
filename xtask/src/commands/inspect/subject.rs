//! One thing of the API: a name in, what each source says about it out.

use crate::terminal::{printable, table};
use medusa_codegen::diagnostic::render::{Style, render_places};
use medusa_codegen::diagnostic::{Diagnostic, Label};
use medusa_codegen::ir::{
    Api, Body, Call, Encoding, Field, Identity, JoinKey, Method, Operation, Origin, Resource,
    Response, Shape, Source, Type, TypeDef,
};
use medusa_codegen::lower::account::{Outcome, account};
use medusa_codegen::lower::lower;
use medusa_codegen::pipeline::{self, Run};
use std::collections::BTreeSet;

/// How alike two names must be for one to be meant by the other, from 0 to 1.
const ALIKE: f64 = 0.85;

/// How many similar names are offered.
const OFFERED: usize = 5;

/// Something of an [`Api`] that has a name; the numbers are positions in its vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Type(usize),
    Field(usize, usize),
    Resource(usize),
    Method(usize, usize),
    Operation(usize),
    Parameter(usize, usize),
}

/// Everything that can be asked for, by name; neither names nor subjects are unique.
pub(super) struct Names(Vec<(String, Subject)>);

impl Names {
    pub(super) fn of(api: &Api) -> Self {
        let mut names = Self(Vec::new());
        for (index, ty) in api.types.iter().enumerate() {
            names.add_type(index, ty);
        }
        for (index, resource) in api.resources.iter().enumerate() {
            names.add_resource(index, resource);
        }
        for (index, operation) in api.operations.iter().enumerate() {
            names.add_operation(index, operation);
        }
        names
    }

    fn add(&mut self, name: impl Into<String>, subject: Subject) {
        self.0.push((name.into(), subject));
    }

    fn add_type(&mut self, index: usize, ty: &TypeDef) {
        let documented = Some(ty.name.as_str()).filter(|name| !name.is_empty());
        let names: BTreeSet<&str> = ty.identities.iter().map(text).chain(documented).collect();
        for name in names {
            self.add(name, Subject::Type(index));
            for (position, field) in fields(&ty.shape).iter().enumerate() {
                let name = format!("{name}.{}", field.name);
                self.add(name, Subject::Field(index, position));
            }
        }
    }

    fn add_resource(&mut self, index: usize, resource: &Resource) {
        let path = resource.path.join(".");
        self.add(resource.name.as_str(), Subject::Resource(index));
        for (position, method) in resource.methods.iter().enumerate() {
            let name = format!("{path}.{}", method.name);
            self.add(name, Subject::Method(index, position));
        }
        self.add(path, Subject::Resource(index));
    }

    fn add_operation(&mut self, index: usize, operation: &Operation) {
        self.add(operation.id.as_str(), Subject::Operation(index));
        self.add(route(operation), Subject::Operation(index));
        for (position, field) in operation.query.iter().enumerate() {
            let name = format!("{}.{}", operation.id, field.name);
            self.add(name, Subject::Parameter(index, position));
        }
    }

    /// What is called `wanted`.
    pub(super) fn find(&self, wanted: &str) -> BTreeSet<Subject> {
        let found = self.0.iter().filter(|(name, _)| name == wanted);
        found.map(|(_, subject)| *subject).collect()
    }

    /// The names that are most like `wanted`, best first.
    pub(super) fn similar(&self, wanted: &str) -> Vec<&str> {
        let wanted = wanted.to_lowercase();
        let names: BTreeSet<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        let mut similar: Vec<(f64, &str)> = names
            .into_iter()
            .map(|name| (strsim::jaro_winkler(&wanted, &name.to_lowercase()), name))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .collect();
        similar.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let best = similar.into_iter().take(OFFERED);
        best.map(|(_, name)| name).collect()
    }
}

/// The description of `subject`, which was asked for as `name`, as a terminal can show it.
pub(super) fn describe(run: &Run, api: &Api, subject: Subject, name: &str) -> String {
    let (text, origins) = match subject {
        Subject::Type(index) => {
            let ty = &api.types[index];
            (describe_type(api, ty), ty.origins.clone())
        }
        Subject::Field(index, position) => {
            let field = &fields(&api.types[index].shape)[position];
            (describe_field(api, name, field), field.origins.clone())
        }
        Subject::Resource(index) => {
            let resource = &api.resources[index];
            (describe_resource(api, resource), resource.origins.clone())
        }
        Subject::Method(index, position) => {
            let method = &api.resources[index].methods[position];
            (
                describe_method(api, name, method),
                method_origins(api, method),
            )
        }
        Subject::Operation(index) => {
            let operation = &api.operations[index];
            (
                describe_operation(api, operation),
                operation.origins.clone(),
            )
        }
        Subject::Parameter(index, position) => {
            let field = &api.operations[index].query[position];
            (describe_field(api, name, field), field.origins.clone())
        }
    };
    // The places are coloured, and what is in them from outside is printable already.
    let rest = disagreements(run, &origins) + &rust(run, api, subject);
    printable(&text) + "\n\n" + &places(run, &origins) + &printable(&rest) + "\n"
}

/// What the two sources say differently in these places, and what was made of it.
fn disagreements(run: &Run, origins: &[Origin]) -> String {
    let is_here = |label: &Label| origins.iter().any(|origin| origin.span == label.span);
    let here = run
        .diagnostics
        .iter()
        .filter(|said| said.labels.iter().any(is_here));
    let line = |said: &Diagnostic| {
        let sides: Vec<&str> = said
            .labels
            .iter()
            .map(|label| label.text.as_str())
            .collect();
        format!("  {}: {} ({})\n", said.code, said.message, sides.join("; "))
    };
    let lines: String = here.map(line).collect();
    if lines.is_empty() {
        lines
    } else {
        format!("\nremarks:\n{lines}")
    }
}

/// What became of a subject in the generated code.
fn rust(run: &Run, api: &Api, subject: Subject) -> String {
    let account = account(&lower(api));
    let outcome = match subject {
        Subject::Type(index) => account.types[index].outcome.clone(),
        Subject::Field(index, position) => account.types[index].members[position].clone(),
        Subject::Resource(index) => Outcome::Emitted(account.resources[index].clone()),
        Subject::Method(index, position) => {
            Outcome::Emitted(account.methods[index][position].clone())
        }
        Subject::Operation(index) => account.operations[index].method.clone(),
        Subject::Parameter(index, position) => account.operations[index].query[position].clone(),
    };
    match outcome {
        Outcome::LeftOut(reason) => format!("\nnot in the generated code: {reason}\n"),
        Outcome::Emitted(path) => {
            let rust = pipeline::rust_at(run, &path).unwrap_or_default();
            format!("\nin Rust: {path}\n{}", indented(&rust))
        }
    }
}

/// The places of `origins` with their source lines, each with the name of its source.
fn places(run: &Run, origins: &[Origin]) -> String {
    let label = |origin: &Origin| Label {
        span: origin.span,
        text: source_name(origin.source).to_owned(),
    };
    let labels: Vec<Label> = origins.iter().map(label).collect();
    match labels.as_slice() {
        [] => "no source says where\n".to_owned(),
        labels => render_places(labels, &run.sources, Style::Coloured) + "\n",
    }
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Pages => "reference page",
        Source::OpenApi => "OpenAPI",
        Source::Fixup => "fixup",
    }
}

fn describe_type(api: &Api, ty: &TypeDef) -> String {
    let kind = match &ty.shape {
        Shape::Object(object) => format!("object with {} fields", object.fields.len()),
        Shape::Enum(values) => format!("enum with {} values", values.len()),
        Shape::Union(variants) => format!("one of {} types", variants.len()),
        Shape::Alias(ty) => format!("another name for {}", type_name(api, ty)),
    };
    let mut text = format!("{}: {kind}\n", type_title(ty));
    for identity in &ty.identities {
        let kind = match identity {
            Identity::Link(_) => "link target",
            Identity::Schema(_) => "schema",
            Identity::Inline(_) => "inline at",
        };
        text += &format!("  {kind} {}\n", self::text(identity));
    }
    text + "\n" + &members(api, &ty.shape)
}

/// The fields, values or variants of a type, one a line.
fn members(api: &Api, shape: &Shape) -> String {
    match shape {
        Shape::Object(object) => {
            let additional = object.additional.iter();
            let rest = additional.map(|ty| format!("  any other: {}\n", type_name(api, ty)));
            field_table(api, &object.fields) + &rest.collect::<String>()
        }
        Shape::Enum(values) => {
            let line = |value: &str| format!("  {value:?}\n");
            values.iter().map(|value| line(&value.value)).collect()
        }
        Shape::Union(variants) => {
            let line = |ty: &Type| format!("  {}\n", type_name(api, ty));
            variants.iter().map(|variant| line(&variant.ty)).collect()
        }
        Shape::Alias(_) => String::new(),
    }
}

fn field_table(api: &Api, fields: &[Field]) -> String {
    let row = |field: &Field| {
        let ty = type_name(api, &field.ty);
        [field.name.clone(), ty, traits(field)]
    };
    let rows: Vec<_> = fields.iter().map(row).collect();
    table(2, &rows)
}

fn describe_field(api: &Api, name: &str, field: &Field) -> String {
    format!("{name}: {}, {}\n", type_name(api, &field.ty), traits(field))
}

/// What is said of a field apart from its type.
fn traits(field: &Field) -> String {
    let mut traits = vec![
        if field.required {
            "required"
        } else {
            "optional"
        }
        .to_owned(),
    ];
    let flags = [
        (field.nullable, "nullable"),
        (field.expandable, "only when expanded"),
        (field.deprecated.is_some(), "deprecated"),
    ];
    traits.extend(
        flags
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, text)| (*text).to_owned()),
    );
    traits.extend(
        field
            .default
            .iter()
            .map(|default| format!("default {default}")),
    );
    traits.extend(
        field
            .feature_flag
            .iter()
            .map(|flag| format!("feature flag {flag}")),
    );
    traits.join(", ")
}

fn describe_resource(api: &Api, resource: &Resource) -> String {
    let row = |method: &Method| [method.name.clone(), call(api, method)];
    let methods: Vec<_> = resource.methods.iter().map(row).collect();
    let children = resource.children.iter().map(|&id| {
        let path = api[id].path.join(".");
        format!("  {path}\n")
    });
    format!(
        "{} ({}): {} methods\n\n{}{}",
        resource.path.join("."),
        resource.name,
        methods.len(),
        table(2, &methods),
        children.collect::<String>(),
    )
}

fn describe_method(api: &Api, name: &str, method: &Method) -> String {
    let join = match method.join {
        JoinKey::SampleCallPath => "joined by the call in the operation's sample",
        JoinKey::TagAndCodegenMethod => "joined by tag and x-codegen.method",
        JoinKey::OperationOnly => "made from the operation; no page has it",
        JoinKey::CustomRoute => "calls the route that its caller names",
    };
    let operation = match method.call {
        Call::Operation(id) => describe_operation(api, &api[id]),
        Call::Custom(_) => String::new(),
    };
    format!("{name}: {}\n  {join}\n{operation}", call(api, method))
}

fn method_origins(api: &Api, method: &Method) -> Vec<Origin> {
    let mut origins = method.origins.clone();
    if let Call::Operation(id) = method.call {
        let of_operation = api[id].origins.iter();
        origins.extend(of_operation.filter(|origin| !method.origins.contains(origin)));
    }
    origins
}

fn call(api: &Api, method: &Method) -> String {
    match method.call {
        Call::Operation(id) => route(&api[id]),
        Call::Custom(verb) => format!("{} any route", verb.as_str()),
    }
}

fn describe_operation(api: &Api, operation: &Operation) -> String {
    let mut text = format!("{}: {}\n", operation.id, route(operation));
    for parameter in &operation.path_parameters {
        text += &format!("  path {}\n", parameter.name);
    }
    if let Some(body) = &operation.body {
        text += &describe_body(api, body);
    }
    text += &describe_response(api, &operation.response);
    if !operation.query.is_empty() {
        text += "  query\n";
        text += &indented(&field_table(api, &operation.query));
    }
    text
}

fn describe_body(api: &Api, body: &Body) -> String {
    let encoding = match body.encoding {
        Encoding::Json => "JSON",
        Encoding::Multipart => "multipart",
    };
    let required = if body.required {
        "required"
    } else {
        "optional"
    };
    format!(
        "  body {}, {encoding}, {required}\n",
        type_name(api, &body.ty)
    )
}

fn describe_response(api: &Api, response: &Response) -> String {
    let ty = response.ty.as_ref();
    let ty = ty.map_or_else(|| "nothing documented".to_owned(), |ty| type_name(api, ty));
    format!("  response {} {ty}\n", response.status)
}

fn route(operation: &Operation) -> String {
    format!("{} {}", operation.verb.as_str(), operation.path)
}

fn fields(shape: &Shape) -> &[Field] {
    match shape {
        Shape::Object(object) => &object.fields,
        Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => &[],
    }
}

fn text(identity: &Identity) -> &str {
    match identity {
        Identity::Link(text) | Identity::Schema(text) | Identity::Inline(text) => text,
    }
}

/// The documented name, or what an unnamed type is known by.
fn type_title(ty: &TypeDef) -> &str {
    match ty.name.as_str() {
        "" => ty.identities.first().map_or("(unnamed)", text),
        name => name,
    }
}

/// A type in the words of the documentation.
fn type_name(api: &Api, ty: &Type) -> String {
    ty.text(&|id| type_title(&api[id]).to_owned())
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

#[cfg(test)]
pub(super) mod tests;
