//! Calls: what a page's method and a document's operation say of arguments, body and response.

use super::graph::{FieldDef, Graph, Ty};
use super::join;
use super::pages::{PageTypes, origin};
use super::schemas::SchemaTypes;
use super::spot::Spot;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Encoding, ErrorResponse, Origin, Owner, PathParameter, Source, Verb};
use crate::source::mdx::{Node, Page, PageMethod};
use crate::source::openapi::{Operation, Place, RequestBody, Response};
use crate::source::types::{Keyword, TypeExpr};

/// What a page says of a method's call.
#[derive(Debug)]
pub(super) struct PageCall {
    /// The arguments that are neither payload nor query nor settings, in order.
    pub(super) arguments: Vec<Argument>,
    /// The payload: its type and prose.
    pub(super) payload: Option<(Ty, String)>,
    /// The query's type.
    pub(super) query: Option<Ty>,
    /// What the promise resolves to.
    pub(super) response: Ty,
    /// The response's prose.
    pub(super) response_doc: String,
    /// The verb, for methods that call a route named by the caller.
    pub(super) custom: Option<Verb>,
    /// Whether it is known from a capture.
    pub(super) is_captured: bool,
}

/// An argument that goes into the path.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) origin: Origin,
}

/// What a document says of an operation's call.
#[derive(Debug)]
pub(super) struct DocumentCall {
    pub(super) path_parameters: Vec<PathParameter>,
    pub(super) query: Vec<FieldDef>,
    pub(super) headers: Vec<FieldDef>,
    pub(super) body: Option<DocumentBody>,
    pub(super) status: u16,
    pub(super) response: Option<Ty>,
    pub(super) response_doc: String,
    pub(super) errors: Vec<ErrorResponse>,
    /// Whether it is known from a capture.
    pub(super) is_captured: bool,
}

/// What a document says of a request body.
#[derive(Debug)]
pub(super) struct DocumentBody {
    pub(super) encoding: Encoding,
    pub(super) ty: Ty,
    pub(super) required: bool,
    pub(super) doc: String,
}

/// Reads a method's call from its rows.
pub(super) fn page_call(page: &Page, method: &PageMethod, types: &mut PageTypes<'_>) -> PageCall {
    let name = format!("{}.{}", page.title.value, method.name.value);
    let spot = |field| Spot::new(&name, &name, field);
    let mut call = PageCall {
        arguments: Vec::new(),
        payload: None,
        query: None,
        response: Ty::Nothing,
        response_doc: String::new(),
        custom: custom_verb(method),
        is_captured: types.graph.captures.contains(&page.file),
    };
    if call.custom.is_some() {
        return call;
    }
    for row in &method.parameters {
        match role(row) {
            Role::Path => call.arguments.push(Argument {
                name: row.name.clone(),
                doc: row.description.clone(),
                origin: origin(row),
            }),
            Role::Query => call.query = Some(types.row(row, &spot("query"))),
            Role::Payload => {
                call.payload = Some((types.row(row, &spot("body")), row.description.clone()));
            }
            Role::Settings => {}
        }
    }
    if let Some(row) = method.returns.first() {
        call.response = types.row(row, &spot("response"));
        call.response_doc.clone_from(&row.description);
    }
    call
}

enum Role {
    Path,
    Query,
    Payload,
    /// Settings of the call, which every request value has.
    Settings,
}

fn role(row: &Node) -> Role {
    match (&row.ty, row.name.as_str()) {
        (_, name) if is_settings(name) => Role::Settings,
        (_, "query" | "params") => Role::Query,
        (Some(TypeExpr::Keyword(Keyword::String | Keyword::Number)) | None, _) => Role::Path,
        _ => Role::Payload,
    }
}

/// Whether the argument of this name holds settings of the call instead of something to send.
pub(crate) fn is_settings(name: &str) -> bool {
    matches!(name, "customHeaders" | "options")
}

/// `get(path, …)`, `post(path, …)`: the caller names the route.
fn custom_verb(method: &PageMethod) -> Option<Verb> {
    let names_route = method
        .parameters
        .first()
        .is_some_and(|row| row.name == "path");
    let is_it = |verb: &Verb| names_route && verb.as_str().eq_ignore_ascii_case(&method.name.value);
    Verb::ALL.into_iter().find(is_it)
}

/// The documented id of an operation, unique over both areas: `StoreGetCustomers`.
pub(super) fn qualified_id(operation: &Operation) -> String {
    format!("{:?}{}", join::area(&operation.path.value), id(operation))
}

/// `operationId`, or verb and path where there is none.
pub(super) fn id(operation: &Operation) -> String {
    let made = || {
        let words = operation
            .path
            .value
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        let words: String = words.map(crate::names::pascal).collect();
        format!("{:?}{words}", operation.verb)
    };
    operation
        .id
        .as_ref()
        .map_or_else(made, |id| id.value.clone())
}

/// Reads an operation's call from its schemas.
pub(super) fn document_call<'a>(
    operation: &'a Operation,
    types: &mut SchemaTypes<'a>,
) -> DocumentCall {
    let owner = qualified_id(operation);
    let mut call = DocumentCall {
        path_parameters: Vec::new(),
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        status: 200,
        response: None,
        response_doc: String::new(),
        errors: Vec::new(),
        is_captured: types.graph.captures.contains(&operation.span.file),
    };
    let mut in_path = Vec::new();
    for parameter in &operation.parameters {
        match parameter.place {
            Place::Path => in_path.push(parameter),
            Place::Query => call.query.push(types.parameter(parameter, &owner)),
            Place::Header => call.headers.push(types.parameter(parameter, &owner)),
            Place::Cookie => types.diagnostics.push(
                Diagnostic::new(
                    Code::UnknownConstruct,
                    "a cookie parameter is left to the client's session",
                )
                .label(parameter.name.span, "not a setter of the request"),
            ),
        }
    }
    for name in template_names(&operation.path.value) {
        let declared = in_path
            .iter()
            .find(|parameter| parameter.name.value == name);
        let span = declared.map_or(operation.path.span, |parameter| parameter.name.span);
        call.path_parameters.push(PathParameter {
            name: name.to_owned(),
            argument: None,
            doc: declared
                .map(|parameter| parameter.description.clone())
                .unwrap_or_default(),
            origins: vec![Origin {
                source: Source::OpenApi,
                span,
            }],
        });
    }
    call.body = operation
        .body
        .as_ref()
        .and_then(|body| document_body(body, &owner, types));
    for response in &operation.responses {
        add_response(&mut call, response, &owner, types);
    }
    call
}

fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn document_body<'a>(
    body: &'a RequestBody,
    owner: &str,
    types: &mut SchemaTypes<'a>,
) -> Option<DocumentBody> {
    let owner = Owner {
        name: owner.to_owned(),
        field: "body".to_owned(),
    };
    let known = body
        .content
        .iter()
        .find_map(|(media, schema)| Some((encoding(&media.value)?, schema)));
    if known.is_none() {
        for (media, _) in &body.content {
            types.diagnostics.push(
                Diagnostic::new(
                    Code::UnknownConstruct,
                    format!("a body of type `{}` is not supported", media.value),
                )
                .label(media.span, "the body is left out"),
            );
        }
    }
    let (encoding, schema) = known?;
    Some(DocumentBody {
        encoding,
        ty: types.schema(schema, &owner),
        required: body.required,
        doc: body.description.clone(),
    })
}

fn encoding(media: &str) -> Option<Encoding> {
    match media {
        "multipart/form-data" => Some(Encoding::Multipart),
        json if json == "application/json" || json.ends_with("+json") => Some(Encoding::Json),
        _ => None,
    }
}

fn add_response<'a>(
    call: &mut DocumentCall,
    response: &'a Response,
    owner: &str,
    types: &mut SchemaTypes<'a>,
) {
    let status = match response.status.as_str() {
        "2XX" => 200,
        other => other.parse::<u16>().unwrap_or(0),
    };
    if status == 0 {
        let message = format!(
            "a response `{}` says no status; it is left out",
            response.status
        );
        types.diagnostics.push(
            Diagnostic::new(Code::UnknownConstruct, message).label(response.span, "not read"),
        );
        return;
    }
    if !(200..300).contains(&status) {
        let name = response.reference.clone().unwrap_or_default();
        call.errors.push(ErrorResponse { status, name });
        return;
    }
    // Of several successful responses, the first with a body counts.
    if call.response.is_some() {
        return;
    }
    let owner = Owner {
        name: owner.to_owned(),
        field: "response".to_owned(),
    };
    let json = response
        .content
        .iter()
        .find(|(media, _)| encoding(&media.value) == Some(Encoding::Json));
    if let (None, Some((media, _))) = (json, response.content.first()) {
        let message = format!("a response of type `{}` is not decoded", media.value);
        types.diagnostics.push(
            Diagnostic::new(Code::UnknownConstruct, message)
                .label(media.span, "its body is ignored"),
        );
    }
    call.status = status;
    call.response = json.map(|(_, schema)| types.schema(schema, &owner));
    call.response_doc.clone_from(&response.description);
}

impl PageCall {
    /// A `GET` has no body: what its page calls otherwise is the query.
    pub(super) fn without_body(&mut self) {
        if let Some((ty, _)) = self.payload.take() {
            self.query.get_or_insert(ty);
        }
    }
}

/// Binds a page's path arguments to the parameters of the template, by position.
pub(super) fn bind(
    call: &PageCall,
    method: &PageMethod,
    operation: &Operation,
    parameters: &mut [PathParameter],
    diagnostics: &mut Diagnostics,
) {
    if call.arguments.len() != parameters.len() {
        // A capture may have lost some.
        if call.is_captured {
            return;
        }
        let message = format!(
            "`{}` has {} path arguments but its route has {}; the route's names are used",
            method.name.value,
            call.arguments.len(),
            parameters.len()
        );
        diagnostics.push(
            Diagnostic::new(Code::TypeDisagreement, message)
                .label(method.name.span, "the method")
                .label(operation.path.span, "its route"),
        );
        return;
    }
    for (parameter, argument) in parameters.iter_mut().zip(&call.arguments) {
        parameter.argument = Some(argument.name.clone());
        if !argument.doc.is_empty() {
            parameter.doc.clone_from(&argument.doc);
        }
        parameter.origins.push(argument.origin);
    }
}

/// Fields of a query's type on a page.
pub(super) fn query_fields(graph: &Graph, query: Option<&Ty>) -> Vec<FieldDef> {
    query
        .and_then(|ty| graph.fields_of(ty))
        .map(|(fields, _)| fields)
        .unwrap_or_default()
}
