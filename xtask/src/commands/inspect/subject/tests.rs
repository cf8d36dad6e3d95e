//! A small API, and what is said of its parts.

use super::*;
use medusa_codegen::diagnostic::{Code, Diagnostic, Span};
use medusa_codegen::ir::{Area, EnumValue, LeftOut, LeftOutReason, Object, Verb};
use std::fmt::Write;

const PAGE: &str = "# Lamps {\"name\": \"level\"}\n";
const DOCUMENT: &str = "Lamp:\n  level:\n    type: integer\n";
const FIXUPS: &str = "[[fixup]]\nfield = \"Lamp.level\"\n";

fn field(name: &str, ty: Type, origins: Vec<Origin>) -> Field {
    Field {
        name: name.to_owned(),
        ty,
        required: false,
        nullable: true,
        expandable: false,
        default: Some("1".to_owned()),
        example: None,
        doc: String::new(),
        deprecated: None,
        feature_flag: None,
        origins,
    }
}

fn type_def(name: &str, identity: Identity, shape: Shape, origins: Vec<Origin>) -> TypeDef {
    TypeDef {
        name: name.to_owned(),
        identities: vec![identity],
        owner: None,
        shape,
        doc: String::new(),
        deprecated: None,
        feature_flag: None,
        origins,
    }
}

fn method(name: &str, call: Call, join: JoinKey, origins: Vec<Origin>) -> Method {
    Method {
        name: name.to_owned(),
        call,
        join,
        doc: String::new(),
        examples: Vec::new(),
        deprecated: None,
        origins,
    }
}

fn operation(ty: Type, query: Field, origins: Vec<Origin>) -> Operation {
    Operation {
        id: "PostLamp".to_owned(),
        verb: Verb::Post,
        path: "/store/lamps/{id}".to_owned(),
        area: Area::Store,
        summary: String::new(),
        doc: String::new(),
        tags: Vec::new(),
        path_parameters: Vec::new(),
        query: vec![query],
        headers: Vec::new(),
        body: Some(Body {
            encoding: Encoding::Json,
            ty: ty.clone(),
            required: true,
            doc: String::new(),
        }),
        response: Response {
            status: 200,
            ty: Some(Type::Array(Box::new(Type::Nullable(Box::new(ty))))),
            omissions: Vec::new(),
            doc: String::new(),
        },
        errors: Vec::new(),
        authenticated: false,
        security: Vec::new(),
        deprecated: false,
        feature_flag: None,
        origins,
    }
}

/// A page, a document and a fixup about lamps.
pub(in super::super) fn lamps() -> Run {
    let mut run = Run {
        pages: 1,
        documented_methods: 2,
        documents: 1,
        ..Run::default()
    };
    let mut origin = |path: &str, source, text: &str, at: &str| {
        let file = run
            .sources
            .find(path.as_ref())
            .unwrap_or_else(|| run.sources.add(path, text));
        let start = text.find(at).unwrap();
        let span = Span::new(file, start, start + at.len());
        Origin { source, span }
    };
    let title = origin("lamps.mdx", Source::Pages, PAGE, "# Lamps");
    let on_page = origin("lamps.mdx", Source::Pages, PAGE, "level");
    let in_document = origin("store.yaml", Source::OpenApi, DOCUMENT, "level");
    let schema = origin("store.yaml", Source::OpenApi, DOCUMENT, "Lamp");
    let fixup = origin("fixups.toml", Source::Fixup, FIXUPS, "[[fixup]]");
    run.diagnostics
        .push(Diagnostic::new(Code::UnknownType, "no"));

    let mut api = Api::default();
    let hue = api.add_type(type_def(
        "",
        Identity::Inline("Lamp.hue".to_owned()),
        Shape::Enum(vec![EnumValue {
            value: "warm".to_owned(),
            constant: None,
            doc: String::new(),
            origins: Vec::new(),
        }]),
        Vec::new(),
    ));
    let level = field("level", Type::Integer, vec![on_page, in_document, fixup]);
    let lamp = api.add_type(type_def(
        "Lamp",
        Identity::Link("lamps.Lamp".to_owned()),
        Shape::Object(Object {
            fields: vec![level, field("hue", Type::Ref(hue), Vec::new())],
            additional: None,
        }),
        vec![title, schema],
    ));
    let limit = field("limit", Type::Integer, vec![schema]);
    let dim = api.add_operation(operation(Type::Ref(lamp), limit, vec![schema]));
    api.add_resource(Resource {
        name: "LampsResource".to_owned(),
        path: vec!["admin".to_owned(), "lamps".to_owned()],
        area: Area::Store,
        doc: String::new(),
        parent: None,
        children: Vec::new(),
        methods: vec![
            method(
                "dim",
                Call::Operation(dim),
                JoinKey::SampleCallPath,
                vec![title],
            ),
            method(
                "get",
                Call::Custom(Verb::Get),
                JoinKey::CustomRoute,
                vec![title],
            ),
        ],
        origins: vec![title],
    });
    api.left_out.push(LeftOut {
        what: "lamps._secret".to_owned(),
        at: Some(title.span),
        reason: LeftOutReason::Private,
    });
    run.api = Some(api);
    run
}

/// Everything called `name`, without colours.
fn inspect(name: &str) -> String {
    let run = lamps();
    let api = run.api.as_ref().unwrap();
    let mut text = String::new();
    for subject in Names::of(api).find(name) {
        write!(text, "{}", describe(&run, api, subject, name)).unwrap();
    }
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn a_field_is_shown_with_every_source() {
    let expected = "\
Lamp.level: integer, optional, nullable, default 1

 --> lamps.mdx:1:19
  |
1 | # Lamps {\"name\": \"level\"}
  |                   ^^^^^ reference page
  |
 ::: store.yaml:2:3
  |
2 |   level:
  |   ----- OpenAPI
  |
 ::: fixups.toml:1:1
  |
1 | [[fixup]]
  | --------- fixup

in Rust: crate::types::Lamp::level
";
    let shown = inspect("Lamp.level");
    let (places, rust) = shown.split_at(expected.len().min(shown.len()));
    assert_eq!(places, expected);
    assert!(rust.contains("pub level: Option<i64>,"), "{rust}");
    assert!(inspect("lamps.Lamp.level").contains("fixups.toml:1:1"));
}

#[test]
fn a_type_is_shown_with_its_fields() {
    let expected = "\
Lamp: object with 2 fields
  link target lamps.Lamp

  level  integer   optional, nullable, default 1
  hue    Lamp.hue  optional, nullable, default 1

 --> lamps.mdx:1:1
";
    let text = inspect("Lamp");
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("::: store.yaml:1:1\n"), "{text}");
}

#[test]
fn one_name_can_mean_several_things() {
    let text = inspect("Lamp.hue");
    assert!(text.contains("Lamp.hue: enum with 1 values\n"), "{text}");
    assert!(text.contains("  \"warm\"\n"), "{text}");
    assert!(text.contains("Lamp.hue: Lamp.hue, optional"), "{text}");
}

#[test]
fn a_method_is_shown_with_its_operation() {
    let expected = "\
admin.lamps.dim: POST /store/lamps/{id}
  joined by the call in the operation's sample
PostLamp: POST /store/lamps/{id}
  body Lamp, JSON, required
  response 200 (Lamp | null)[]
  query
    limit  integer  optional, nullable, default 1

 --> lamps.mdx:1:1
";
    let text = inspect("admin.lamps.dim");
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("::: store.yaml:1:1\n"), "{text}");
    assert_eq!(
        inspect("admin.lamps.get").lines().next(),
        Some("admin.lamps.get: GET any route")
    );
}

#[test]
fn resources_operations_and_parameters_have_names() {
    let resource = inspect("admin.lamps");
    let expected = "\
admin.lamps (LampsResource): 2 methods

  dim  POST /store/lamps/{id}
  get  GET any route
";
    assert!(resource.starts_with(expected), "{resource}");
    assert_eq!(inspect("LampsResource"), resource);
    assert!(inspect("PostLamp").starts_with("PostLamp: POST /store/lamps/{id}\n"));
    assert_eq!(inspect("POST /store/lamps/{id}"), inspect("PostLamp"));
    assert!(inspect("PostLamp.limit").starts_with("PostLamp.limit: integer"));
}

#[test]
fn similar_names_are_offered_best_first() {
    let run = lamps();
    let names = Names::of(run.api.as_ref().unwrap());
    assert!(names.find("lamp.levle").is_empty());
    assert_eq!(names.similar("lamp.levle").first(), Some(&"Lamp.level"));
    assert_eq!(
        names.similar("admin.lamps.dimm").first(),
        Some(&"admin.lamps.dim")
    );
    assert!(names.similar("zzz").is_empty());
}
