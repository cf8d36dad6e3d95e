//! Medusa's published states, read and merged. They are not part of the project: `MEDUSA_SHARED` names the folder
//! that holds `corpus/<state>/`.

mod support;

use medusa_codegen::diagnostic::{Code, Diagnostics, Span};
use medusa_codegen::ir::{
    Api, Call, Field, Identity, JoinKey, Method, Operation, OperationId, Origin, Shape, Source,
    Type, TypeId, Verb,
};
use medusa_codegen::pipeline::{self, Run};
use medusa_codegen::source::mdx::Node;
use medusa_codegen::source::openapi::{Additional, Schema};
use medusa_codegen::source::types::TypeExpr;
use medusa_codegen::source::{self, Spec};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

struct State {
    name: &'static str,
    /// Methods on the pages, counted by `grep`.
    documented: usize,
    /// How many of them were joined: by sample, by tag and hint, by the route their caller names.
    joined: [usize; 3],
    /// How many methods had to be made from operations.
    made: usize,
}

const STATES: [State; 3] = [
    State {
        name: "2023-11-17",
        documented: 317,
        joined: [311, 2, 3],
        made: 7,
    },
    State {
        name: "2024-01-05",
        documented: 317,
        joined: [311, 2, 3],
        made: 7,
    },
    State {
        name: "2024-10-24",
        documented: 318,
        joined: [311, 3, 3],
        made: 6,
    },
];

/// The states with their folders.
fn states() -> Vec<(State, PathBuf)> {
    let shared = support::shared();
    let with_folder = |state: State| {
        let folder = shared.join("corpus").join(state.name);
        (state, folder)
    };
    STATES.into_iter().map(with_folder).collect()
}

fn read(folder: &PathBuf) -> (Run, Api) {
    let mut run = pipeline::read(std::slice::from_ref(folder));
    let api = run.api.take().expect("the published states have no errors");
    (run, api)
}

fn methods(api: &Api) -> impl Iterator<Item = &Method> {
    api.resources.iter().flat_map(|resource| &resource.methods)
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn methods_and_operations_find_each_other() {
    for (state, folder) in states() {
        let (run, api) = read(&folder);
        assert_eq!((run.pages, run.documents), (60, 2), "{}", state.name);
        let joined = |key| methods(&api).filter(|method| method.join == key).count();
        let keys = [
            JoinKey::SampleCallPath,
            JoinKey::TagAndCodegenMethod,
            JoinKey::CustomRoute,
        ];
        assert_eq!(keys.map(joined), state.joined, "{}", state.name);
        assert_eq!(joined(JoinKey::OperationOnly), state.made, "{}", state.name);

        assert_eq!(api.operations.len(), 320);
        let called: BTreeSet<OperationId> = methods(&api)
            .filter_map(|method| match method.call {
                Call::Operation(id) => Some(id),
                Call::Custom(_) => None,
            })
            .collect();
        assert_eq!(called.len(), 320, "{}", state.name);

        // The one documented method that is left out is private.
        let left_out: Vec<&str> = (api.left_out.iter())
            .filter(|left_out| left_out.what.contains("Resource."))
            .map(|left_out| left_out.what.as_str())
            .collect();
        assert_eq!(left_out, ["AdminUploadsResource._createPayload"]);
        let kept: usize = state.joined.iter().sum();
        assert_eq!(kept + left_out.len(), state.documented, "{}", state.name);
        println!(
            "{}: {} of {} methods joined, {} by sample and {} by tag and hint",
            state.name,
            state.joined[0] + state.joined[1],
            state.documented,
            state.joined[0],
            state.joined[1],
        );
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn everything_left_out_has_a_place_and_nothing_is_unknown() {
    for (state, folder) in states() {
        let (run, api) = read(&folder);
        for left_out in &api.left_out {
            assert!(left_out.at.is_some(), "{}: {left_out:?}", state.name);
        }
        let unknown = run
            .diagnostics
            .iter()
            .filter(|said| matches!(said.code, Code::UnknownType | Code::UnjoinedMethod));
        assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&_>::new());
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn statuses_are_enums_that_exist_once() {
    let statuses: [(&str, &str, &[&str]); 3] = [
        (
            "OrderStatus",
            "status",
            &[
                "pending",
                "completed",
                "archived",
                "canceled",
                "requires_action",
            ],
        ),
        (
            "FulfillmentStatus",
            "fulfillment_status",
            &[
                "not_fulfilled",
                "partially_fulfilled",
                "fulfilled",
                "partially_shipped",
                "shipped",
                "partially_returned",
                "returned",
                "canceled",
                "requires_action",
            ],
        ),
        (
            "PaymentStatus",
            "payment_status",
            &[
                "not_paid",
                "awaiting",
                "captured",
                "partially_refunded",
                "refunded",
                "canceled",
                "requires_action",
            ],
        ),
    ];
    for (state, folder) in states() {
        let (_, api) = read(&folder);
        for (name, field, values) in statuses {
            let named: Vec<TypeId> = api.type_ids().filter(|id| api[*id].name == name).collect();
            let &[id] = named.as_slice() else {
                panic!("{}: {} types are called {name}", state.name, named.len());
            };
            assert_eq!(
                enum_values(&api, id),
                as_set(values),
                "{}: {name}",
                state.name
            );
            // Others have these values by another name, but none without a name.
            let is_copy =
                |id: &TypeId| api[*id].name.is_empty() && enum_values(&api, *id) == as_set(values);
            let copies: Vec<TypeId> = api.type_ids().filter(is_copy).collect();
            assert_eq!(copies, [], "{}: {name}", state.name);

            let order = api.find_identity("Order").expect("there is an Order");
            let Shape::Object(order) = &api[order].shape else {
                panic!("Order is an object");
            };
            let routes = ["/store/customers/me/orders", "/admin/orders"];
            let filters = routes.map(|route| &operation(&api, Verb::Get, route).query);
            for fields in [&order.fields].into_iter().chain(filters) {
                let field = fields.iter().find(|known| known.name == field);
                let target = field.and_then(|field| field.ty.target());
                assert_eq!(target, Some(id), "{}: {field:?}", state.name);
            }
        }
    }
}

fn enum_values(api: &Api, id: TypeId) -> BTreeSet<&str> {
    match &api[id].shape {
        Shape::Enum(values) => values.iter().map(|value| value.value.as_str()).collect(),
        _ => BTreeSet::new(),
    }
}

fn as_set<'a>(values: &[&'a str]) -> BTreeSet<&'a str> {
    values.iter().copied().collect()
}

fn operation<'a>(api: &'a Api, verb: Verb, path: &str) -> &'a Operation {
    let is_it = |operation: &&Operation| operation.verb == verb && operation.path == path;
    api.operations
        .iter()
        .find(is_it)
        .expect("the operation is documented")
}

/// What the sources say in a place, in their own words, read without merging anything.
#[derive(Default)]
struct Raw<'s> {
    rows: HashMap<Span, &'s Node>,
    schemas: HashMap<Span, &'s Schema>,
    /// Rows below a row with a link, by the link's end and their name.
    linked: BTreeMap<(&'s str, &'s str), Vec<&'s Node>>,
    /// Properties of named schemas, by both names.
    properties: BTreeMap<(&'s str, &'s str), Vec<&'s Schema>>,
}

impl<'s> Raw<'s> {
    fn new(spec: &'s Spec) -> Self {
        let mut raw = Self::default();
        for page in &spec.pages {
            let of_methods = page
                .methods
                .iter()
                .flat_map(|method| method.parameters.iter().chain(&method.returns));
            page.properties
                .iter()
                .chain(of_methods)
                .for_each(|row| raw.add_row(row));
        }
        for document in &spec.documents {
            for (name, schema) in &document.schemas {
                raw.add_properties(name, schema);
                raw.add_schema(schema);
            }
            for operation in &document.operations {
                for parameter in &operation.parameters {
                    raw.schemas.insert(parameter.name.span, &parameter.schema);
                    raw.add_schema(&parameter.schema);
                }
                let bodies = operation.body.iter().flat_map(|body| &body.content);
                let responses = operation.responses.iter();
                let contents = responses.flat_map(|response| &response.content);
                bodies
                    .chain(contents)
                    .for_each(|(_, schema)| raw.add_schema(schema));
            }
        }
        raw
    }

    fn add_row(&mut self, row: &'s Node) {
        self.rows.insert(row.span, row);
        let links = row.ty.iter().flat_map(TypeExpr::references);
        for link in links.filter_map(|reference| reference.link.as_deref()) {
            let file = link.split('#').next().unwrap_or(link);
            let end = file
                .rsplit('/')
                .next()
                .unwrap_or(file)
                .trim_end_matches(".mdx");
            for child in &row.children {
                self.linked
                    .entry((end, &child.name))
                    .or_default()
                    .push(child);
            }
        }
        row.children.iter().for_each(|child| self.add_row(child));
    }

    fn add_properties(&mut self, name: &'s str, schema: &'s Schema) {
        for (property, schema) in &schema.properties {
            self.properties
                .entry((name, property))
                .or_default()
                .push(schema);
        }
        schema
            .all_of
            .iter()
            .for_each(|part| self.add_properties(name, part));
    }

    fn add_schema(&mut self, schema: &'s Schema) {
        self.schemas.insert(schema.span, schema);
        let additional = match &schema.additional {
            Some(Additional::Schema(schema)) => Some(&**schema),
            _ => None,
        };
        let parts = schema
            .all_of
            .iter()
            .chain(&schema.one_of)
            .chain(&schema.any_of);
        let inner = schema
            .properties
            .values()
            .chain(schema.items.as_deref())
            .chain(additional);
        inner.chain(parts).for_each(|inner| self.add_schema(inner));
    }

    /// Whether a row or schema at this place, or of this type and field, says what a value is.
    fn knows(&self, identities: &[Identity], field: &Field) -> Option<String> {
        let at = |origin: &Origin| match origin.source {
            Source::Pages => self.rows.get(&origin.span).copied().and_then(said_by_row),
            Source::OpenApi => self
                .schemas
                .get(&origin.span)
                .copied()
                .and_then(said_by_schema),
            Source::Fixup => None,
        };
        let of_type = identities.iter().find_map(|identity| match identity {
            Identity::Link(link) => (self.linked.get(&(link.as_str(), field.name.as_str())))
                .and_then(|rows| rows.iter().copied().find_map(said_by_row)),
            Identity::Schema(name) => (self.properties.get(&(name.as_str(), field.name.as_str())))
                .and_then(|schemas| schemas.iter().copied().find_map(said_by_schema)),
            Identity::Inline(_) => None,
        });
        field.origins.iter().find_map(at).or(of_type)
    }
}

/// The row's type, if it says more than "some value" or "some object".
fn said_by_row(row: &Node) -> Option<String> {
    const VAGUE: [&str; 6] = [
        "any",
        "unknown",
        "object",
        "Record<string, unknown>",
        "Record<string, any>",
        "null",
    ];
    let text = row.type_text.replace("&#60;", "<").replace("&#62;", ">");
    let text = text.replace(['`', '\\', '(', ')'], "").replace("[]", "");
    let is_vague = text
        .split(['|', '&'])
        .all(|part| VAGUE.contains(&part.trim()));
    (!is_vague || !row.children.is_empty()).then_some(text)
}

/// What a schema says that says more than that.
fn said_by_schema(schema: &Schema) -> Option<String> {
    let ty = schema.ty.as_ref().map(|ty| ty.value.as_str());
    match (ty, &schema.items) {
        (None | Some("array"), Some(items)) => return said_by_schema(items),
        (None | Some("object" | "array"), _) => {}
        (Some(scalar), _) => return Some(scalar.to_owned()),
    }
    let parts = schema
        .all_of
        .iter()
        .chain(&schema.one_of)
        .chain(&schema.any_of);
    let by_parts = parts.filter_map(said_by_schema).next();
    match (&schema.reference, &schema.additional) {
        (Some(reference), _) => Some(reference.name.clone()),
        (_, Some(Additional::Schema(value))) => said_by_schema(value),
        _ if !schema.properties.is_empty() => Some("properties".to_owned()),
        _ => by_parts,
    }
}

fn is_vague(ty: &Type) -> bool {
    match ty {
        Type::Any => true,
        Type::Map(inner) | Type::Array(inner) | Type::Nullable(inner) => is_vague(inner),
        _ => false,
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn no_field_is_any_value_where_a_source_knows_better() {
    for (state, folder) in states() {
        let spec = source::load(std::slice::from_ref(&folder), &mut Diagnostics::default());
        let raw = Raw::new(&spec);
        let (_, api) = read(&folder);
        let (vague, definite): (Vec<_>, Vec<_>) =
            all_fields(&api).partition(|(_, _, field)| is_vague(&field.ty));
        let known = |(owner, identities, field): &(&str, &[Identity], &Field)| {
            let said = raw.knows(identities, field)?;
            Some((format!("{owner}.{}", field.name), said))
        };
        let lost: BTreeMap<_, _> = vague.iter().filter_map(known).collect();
        assert_eq!(lost, BTreeMap::new(), "{}", state.name);
        // What is definite is known to the sources by the same rule, or the rule would not see anything.
        let found = definite.iter().filter_map(known).count();
        println!(
            "{}: {} fields are any value, {found} of {} others are found in the sources",
            state.name,
            vague.len(),
            definite.len()
        );
        assert!(
            vague.len() > 100 && found == definite.len(),
            "{}",
            state.name
        );
    }
}

/// The fields of objects and the parameters, each with what its owner is called and known by.
fn all_fields(api: &Api) -> impl Iterator<Item = (&str, &[Identity], &Field)> {
    let objects = api.types.iter().flat_map(|def| match &def.shape {
        Shape::Object(object) => {
            let with_owner = |field| (def.name.as_str(), def.identities.as_slice(), field);
            object.fields.iter().map(with_owner).collect()
        }
        _ => Vec::new(),
    });
    let parameters = api.operations.iter().flat_map(|operation| {
        let fields = operation.query.iter().chain(&operation.headers);
        fields.map(|field| (operation.id.as_str(), &[][..], field))
    });
    objects.chain(parameters)
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn bodies_and_responses_are_as_definite_as_their_documents() {
    for (state, folder) in states() {
        let spec = source::load(std::slice::from_ref(&folder), &mut Diagnostics::default());
        let (_, api) = read(&folder);
        let documented = spec
            .documents
            .iter()
            .flat_map(|document| &document.operations);
        for raw in documented {
            let merged = operation(&api, raw.verb, &raw.path.value);
            let said = |content: &[(_, Schema)]| {
                content
                    .iter()
                    .any(|(_, schema)| said_by_schema(schema).is_some())
            };
            let is_success = |status: &str| status.starts_with('2');
            let response = raw
                .responses
                .iter()
                .find(|response| is_success(&response.status));
            let place = format!("{}: {:?} {}", state.name, raw.verb, raw.path.value);
            if response.is_some_and(|response| said(&response.content)) {
                assert!(
                    merged.response.ty.as_ref().is_some_and(|ty| !is_vague(ty)),
                    "{place}"
                );
            }
            if raw.body.as_ref().is_some_and(|body| said(&body.content)) {
                assert!(
                    merged.body.as_ref().is_some_and(|body| !is_vague(&body.ty)),
                    "{place}"
                );
            }
        }
    }
}
