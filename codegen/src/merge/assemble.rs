//! Resources, methods and operations of the IR, from joined calls.

use super::graph::Ty;
use super::operations::{self, DocumentCall, PageCall};
use super::types::{Place, Types, or_null};
use super::{Joins, MethodKey, OperationKey, join, resources};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    self, Api, Area, Body, Call, Encoding, JoinKey, LeftOut, LeftOutReason, Method, OperationId,
    Origin, ResourceId, Source, Type, Verb,
};
use crate::source::mdx::{Page, PageMethod};
use crate::source::openapi::{Document, Operation};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Everything that was read and joined.
pub(super) struct Assembly<'a> {
    pub(super) pages: &'a [&'a Page],
    pub(super) documents: &'a [&'a Document],
    pub(super) page_calls: &'a HashMap<MethodKey, PageCall>,
    pub(super) document_calls: &'a BTreeMap<OperationKey, DocumentCall>,
    pub(super) joins: &'a Joins,
}

impl Assembly<'_> {
    /// Adds all resources, methods and operations.
    pub(super) fn assemble(&self, api: &mut Api, paths: &[Vec<String>], types: &mut Types<'_>) {
        let operations = self.add_operations(api, types);
        let resources = resources::add_pages(api, self.pages, paths);
        for (page_index, page) in self.pages.iter().enumerate() {
            for (method_index, method) in page.methods.iter().enumerate() {
                let key = (page_index, method_index);
                match self.call(key, &operations) {
                    Some((call, join)) => {
                        let deprecated = self
                            .operation(key)
                            .is_some_and(|operation| operation.deprecated);
                        let method = documented_method(method, call, join, deprecated);
                        api[resources[page_index]].methods.push(method);
                    }
                    None => leave_out(api, page, method, types.diagnostics()),
                }
            }
        }
        self.add_undocumented(api, &operations, types.diagnostics());
    }

    fn call(
        &self,
        key: MethodKey,
        operations: &BTreeMap<OperationKey, OperationId>,
    ) -> Option<(Call, JoinKey)> {
        if let Some((operation, join)) = self.joins.get(&key) {
            return Some((Call::Operation(operations[operation]), *join));
        }
        self.page_calls[&key]
            .custom
            .map(|verb| (Call::Custom(verb), JoinKey::CustomRoute))
    }

    fn operation(&self, key: MethodKey) -> Option<&Operation> {
        self.joins
            .get(&key)
            .map(|((document, index), _)| &self.documents[*document].operations[*index])
    }

    /// Adds every operation, in the order of paths and verbs.
    fn add_operations(
        &self,
        api: &mut Api,
        types: &mut Types<'_>,
    ) -> BTreeMap<OperationKey, OperationId> {
        let mut methods: HashMap<OperationKey, MethodKey> = HashMap::new();
        for (method, (operation, _)) in self.joins {
            methods.entry(*operation).or_insert(*method);
        }
        let mut keys: Vec<OperationKey> = self.document_calls.keys().copied().collect();
        keys.sort_by_key(|(document, index)| {
            let operation = &self.documents[*document].operations[*index];
            (
                operation.path.value.as_str(),
                operation.verb,
                *document,
                *index,
            )
        });
        let mut ids = BTreeMap::new();
        for key in keys {
            let operation = self.merge_operation(api, key, methods.get(&key), types);
            ids.insert(key, api.add_operation(operation));
        }
        ids
    }

    fn merge_operation(
        &self,
        api: &mut Api,
        key: OperationKey,
        method: Option<&MethodKey>,
        types: &mut Types<'_>,
    ) -> ir::Operation {
        let operation = &self.documents[key.0].operations[key.1];
        let call = &self.document_calls[&key];
        let page = method.map(|key| (&self.page_calls[key], &self.pages[key.0].methods[key.1]));
        let id = operations::id(operation);
        let mut path_parameters = call.path_parameters.clone();
        if let Some((page_call, method)) = page {
            operations::bind(
                page_call,
                method,
                operation,
                &mut path_parameters,
                types.diagnostics(),
            );
        }
        let page_query = operations::query_fields(
            types.graph(),
            page.and_then(|(call, _)| call.query.as_ref()),
        );
        let page_query: Vec<_> = page_query.iter().collect();
        let document_query: Vec<_> = call.query.iter().collect();
        let mut query = types.merge_fields(api, Place::Query, &id, &page_query, &document_query);
        for field in &mut query {
            // Pages mark what has a default as "not optional".
            field.required &= field.default.is_none();
        }
        let headers: Vec<_> = call.headers.iter().collect();
        ir::Operation {
            verb: operation.verb,
            path: operation.path.value.clone(),
            area: join::area(&operation.path.value),
            summary: operation.summary.clone(),
            doc: operation.description.clone(),
            tags: operation.tags.clone(),
            path_parameters,
            query,
            headers: types.merge_fields(api, Place::Query, &id, &[], &headers),
            body: merge_body(api, page.map(|(call, _)| call), call, types),
            response: merge_response(api, page.map(|(call, _)| call), call, types),
            errors: call.errors.clone(),
            authenticated: operation
                .authenticated
                .unwrap_or(!operation.security.is_empty()),
            security: operation.security.clone(),
            deprecated: operation.deprecated,
            feature_flag: operation.feature_flag.clone(),
            origins: vec![Origin {
                source: Source::OpenApi,
                span: operation.span,
            }],
            id,
        }
    }

    /// Gives every operation without a documented method one.
    fn add_undocumented(
        &self,
        api: &mut Api,
        operations: &BTreeMap<OperationKey, OperationId>,
        diagnostics: &mut Diagnostics,
    ) {
        let joined: HashSet<OperationKey> =
            (self.joins.values().map(|(operation, _)| *operation)).collect();
        let mut missing: Vec<(&OperationKey, &OperationId)> = operations
            .iter()
            .filter(|(key, _)| !joined.contains(key))
            .collect();
        missing.sort_by_key(|(_, id)| **id);
        let known = Homes::new(api);
        let homes: Vec<ResourceId> = missing
            .iter()
            .map(|(key, id)| self.home(api, &known, **key, **id))
            .collect();
        for ((key, id), home) in missing.into_iter().zip(homes) {
            let operation = &self.documents[key.0].operations[key.1];
            let name = free_name(&api[home], operation);
            diagnostics.push(
                Diagnostic::new(
                    Code::UndocumentedOperation,
                    format!(
                        "no page has {} {}; it becomes `{}.{name}`",
                        operation.verb.as_str(),
                        operation.path.value,
                        api[home].path.join(".")
                    ),
                )
                .label(operation.span, "documented here only"),
            );
            api[home].methods.push(Method {
                name,
                call: Call::Operation(*id),
                join: JoinKey::OperationOnly,
                doc: operation.description.clone(),
                examples: Vec::new(),
                deprecated: operation.deprecated.then(String::new),
                origins: vec![Origin {
                    source: Source::OpenApi,
                    span: operation.span,
                }],
            });
        }
    }

    /// The resource an operation without a page belongs to: a documented one, or else a new one.
    fn home(&self, api: &mut Api, homes: &Homes, key: OperationKey, id: OperationId) -> ResourceId {
        let path = api[id].path.clone();
        if let Some(resource) = homes.find(&path) {
            return resource;
        }
        let operation = &self.documents[key.0].operations[key.1];
        let mut segments = path
            .split('/')
            .filter(|segment| !segment.is_empty() && !segment.starts_with('{'));
        let area = segments.next().unwrap_or("root");
        let name = camel(segments.next().unwrap_or(area));
        let property_path = match join::area(&path) {
            Area::Admin => vec!["admin".to_owned(), name],
            Area::Store => vec![name],
        };
        let origin = Origin {
            source: Source::OpenApi,
            span: operation.span,
        };
        let tag = operation.tags.first().map_or("", String::as_str);
        let resource = resources::at_path(api, &property_path, tag, origin);
        if api[resource].doc.is_empty() {
            api[resource].doc = self.tag_doc(tag);
        }
        resource
    }

    /// What the documents say of a tag.
    fn tag_doc(&self, name: &str) -> String {
        let mut tags = self.documents.iter().flat_map(|document| &document.tags);
        let tag = tags.find(|tag| tag.name.value == name);
        tag.map(|tag| tag.description.clone()).unwrap_or_default()
    }
}

/// The resources with documented routes, by the beginnings of these.
struct Homes {
    by_beginning: HashMap<Vec<String>, ResourceId>,
}

impl Homes {
    fn new(api: &Api) -> Self {
        let mut by_beginning = HashMap::new();
        let mut resources: Vec<ResourceId> = api.resource_ids().collect();
        // Where several have routes that begin alike, the least nested one counts.
        resources.sort_by_key(|id| (api[*id].path.len(), *id));
        for resource in resources {
            for method in &api[resource].methods {
                let Call::Operation(id) = method.call else {
                    continue;
                };
                let segments = segments(&api[id].path);
                for length in 2..=segments.len() {
                    by_beginning
                        .entry(segments[..length].to_vec())
                        .or_insert(resource);
                }
            }
        }
        Self { by_beginning }
    }

    /// The resource whose routes share the longest beginning with a path, two segments at least.
    fn find(&self, path: &str) -> Option<ResourceId> {
        let segments = segments(path);
        (2..=segments.len())
            .rev()
            .find_map(|length| self.by_beginning.get(&segments[..length]).copied())
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(str::to_owned)
        .collect()
}

fn documented_method(method: &PageMethod, call: Call, join: JoinKey, deprecated: bool) -> Method {
    let example = |example: &crate::source::mdx::Example| ir::Example {
        caption: example.caption.clone(),
        language: example.language.clone(),
        code: example.code.clone(),
    };
    let said = method.deprecated.as_ref().map(|said| said.value.clone());
    Method {
        name: method.name.value.clone(),
        call,
        join,
        doc: method.description.clone(),
        examples: method.examples.iter().map(example).collect(),
        deprecated: said.or_else(|| deprecated.then(String::new)),
        origins: vec![Origin {
            source: Source::Pages,
            span: method.name.span,
        }],
    }
}

fn leave_out(api: &mut Api, page: &Page, method: &PageMethod, diagnostics: &mut Diagnostics) {
    let name = &method.name.value;
    let reason = if name.starts_with('_') {
        LeftOutReason::Private
    } else {
        diagnostics.push(
            Diagnostic::new(Code::UnjoinedMethod, format!("no operation was found for `{name}`"))
                .label(method.name.span, "this method is left out")
                .help("an operation is found by the call in its JavaScript sample, or by its tag and `x-codegen.method`"),
        );
        LeftOutReason::NoOperation
    };
    api.left_out.push(LeftOut {
        what: format!("{}.{name}", page.title.value),
        at: Some(method.name.span),
        reason,
    });
}

fn merge_body(
    api: &mut Api,
    page: Option<&PageCall>,
    call: &DocumentCall,
    types: &mut Types<'_>,
) -> Option<Body> {
    // What a capture takes for a body, a document must have.
    let page = page.filter(|page| !page.is_captured || call.is_captured || call.body.is_some());
    let payload = page.and_then(|page| page.payload.as_ref());
    match (payload, &call.body) {
        (None, None) => None,
        (Some((ty, doc)), None) => Some(Body {
            encoding: Encoding::Json,
            ty: types.lower(api, ty),
            required: true,
            doc: doc.clone(),
        }),
        (payload, Some(body)) => {
            let ty = match payload {
                Some((ty, _)) => both(
                    api,
                    types,
                    (ty, captured(page)),
                    (&body.ty, call.is_captured),
                ),
                None => types.lower(api, &body.ty),
            };
            if body.encoding == Encoding::Multipart {
                require_only_part(api, &ty);
            }
            Some(Body {
                encoding: body.encoding,
                ty,
                required: body.required || payload.is_some() && !captured(page),
                doc: payload.map_or_else(|| body.doc.clone(), |(_, doc)| doc.clone()),
            })
        }
    }
}

/// A multipart body without its only part would be an upload of nothing: the part is required, whether
/// the document says so or not.
fn require_only_part(api: &mut Api, ty: &Type) {
    if let Some(id) = ty.target()
        && let ir::Shape::Object(object) = &mut api[id].shape
        && let [only] = object.fields.as_mut_slice()
    {
        only.required = true;
    }
}

/// Whether what a page says of a call is known from a capture.
fn captured(page: Option<&PageCall>) -> bool {
    page.is_some_and(|page| page.is_captured)
}

/// The type that both sources know; each says whether it is a capture.
fn both(
    api: &mut Api,
    types: &mut Types<'_>,
    (page, page_captured): (&Ty, bool),
    (document, document_captured): (&Ty, bool),
) -> Type {
    let is_definite = |ty: &Ty| !ty.is_vague();
    if page_captured && !document_captured && is_definite(document) {
        return types.lower(api, document);
    }
    if document_captured && !page_captured && is_definite(page) {
        return types.lower(api, page);
    }
    let (ty, nullable) = types.choose(api, Place::Body, page, document);
    or_null(ty, nullable)
}

fn merge_response(
    api: &mut Api,
    page: Option<&PageCall>,
    call: &DocumentCall,
    types: &mut Types<'_>,
) -> ir::Response {
    let said = page
        .map(|page| &page.response)
        .filter(|ty| **ty != Ty::Nothing);
    let ty: Option<Type> = match (said, &call.response) {
        (Some(ty), Some(document)) => {
            let captures = (captured(page), call.is_captured);
            Some(both(api, types, (ty, captures.0), (document, captures.1)))
        }
        (Some(only), None) | (None, Some(only)) => Some(types.lower(api, only)),
        (None, None) => None,
    };
    let doc = page
        .map(|page| page.response_doc.clone())
        .filter(|doc| !doc.is_empty());
    ir::Response {
        status: call.status,
        ty,
        omissions: Vec::new(),
        doc: doc.unwrap_or_else(|| call.response_doc.clone()),
    }
}

/// A name for a method that was made from an operation: its generator hint, or verb and the last words of
/// its route; with the route's other words in front where the resource has that name already.
fn free_name(resource: &ir::Resource, operation: &Operation) -> String {
    let taken = |name: &str| resource.methods.iter().any(|method| method.name == name);
    let hint = operation
        .codegen_method
        .as_ref()
        .map(|name| name.value.clone());
    let segments: Vec<&str> = operation
        .path
        .value
        .split('/')
        .filter(|segment| !segment.is_empty() && !segment.starts_with('{'))
        .collect();
    // The first two segments are the area and the resource.
    let own = segments.get(2..).unwrap_or_default();
    let ends_in_parameter = operation.path.value.ends_with('}');
    let verb = match (operation.verb, ends_in_parameter) {
        (Verb::Get, true) => "retrieve",
        (Verb::Get, false) => "list",
        (Verb::Post, true) => "update",
        (Verb::Post, false) => "create",
        (other, _) => &other.as_str().to_lowercase(),
    };
    let made = camel(&[&[verb], own].concat().join("-"));
    let id = camel(&heck::ToKebabCase::to_kebab_case(
        operations::id(operation).as_str(),
    ));
    let numbered = (2..).map(|number| format!("{id}{number}"));
    let mut candidates = hint.into_iter().chain([made, id.clone()]).chain(numbered);
    candidates.find(|name| !taken(name)).unwrap_or_default()
}

/// `draft-orders` as a property: `draftOrders`.
fn camel(segment: &str) -> String {
    heck::ToLowerCamelCase::to_lower_camel_case(segment)
}
