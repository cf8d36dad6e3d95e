//! What differs between the server's answers and the published documents, row by row of the list that is kept beside
//! the shared recordings: merging the sources has mended it, a fixup has, or it is no matter of the types.

use expect_test::expect;
use medusa_codegen::ir::{Api, Field, Object, Operation, Shape, Type};
use medusa_codegen::pipeline;
use medusa_tests::{shared, workspace};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

type IsIt = fn(&Row) -> bool;

/// Rows that the types leave as they are: which, and why.
const LEFT: &[(IsIt, &str)] = &[
    (
        |row| row.with_fields_only,
        "absent because the caller chose other fields, and then decodes into a type of its own",
    ),
    (
        |row| row.kind == "no-json-body" || row.is_of_errors(),
        "a refusal: the client's error takes every shape, as the test of the refusals shows",
    ),
];

/// A row of the list.
#[derive(Debug)]
struct Row<'t> {
    kind: &'t str,
    /// The schema and the field there.
    field: &'t str,
    actual: &'t str,
    with_fields_only: bool,
    /// Where it was seen first: operation, status, path in the answer.
    place: &'t str,
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the shared recordings"]
fn every_difference_is_decided() {
    let text = fs::read_to_string(shared().join("recordings/differences.tsv"));
    let text = text.expect("the list can be read");
    let mut decided = BTreeMap::<_, usize>::new();
    let mut open = Vec::new();
    // The reference without the fixups.
    let parts =
        ["js-client", "openapi", "types"].map(|folder| workspace().join("spec").join(folder));
    let states = [
        ("the merge", read(&parts)),
        ("a fixup", read(&[workspace().join("spec")])),
    ];
    for row in text.lines().skip(1).map(Row::read) {
        let mended = states.iter().find(|(_, api)| row.is_mended(api));
        let by = mended.map(|(by, _)| *by);
        let left = || LEFT.iter().find(|(is_it, _)| is_it(&row));
        match by.or_else(|| left().map(|(_, reason)| *reason)) {
            Some(by) => *decided.entry(by).or_default() += 1,
            None => open.push(format!("{row:?}")),
        }
    }
    assert!(open.is_empty(), "{} rows:\n{}", open.len(), open.join("\n"));
    let table: Vec<_> = (decided.iter())
        .map(|(by, rows)| format!("{rows} {by}"))
        .collect();
    // An entry of the list that is needed no longer is gone here.
    expect![[r#"
        145 a fixup
        6 a refusal: the client's error takes every shape, as the test of the refusals shows
        36 absent because the caller chose other fields, and then decodes into a type of its own
        72 the merge"#]]
    .assert_eq(&table.join("\n"));
}

fn read(paths: &[PathBuf]) -> Api {
    let run = pipeline::read(paths);
    run.api.expect("the reference can be read")
}

impl<'t> Row<'t> {
    fn read(line: &'t str) -> Self {
        let columns: Vec<_> = line.split('\t').collect();
        let &[_, kind, field, _, actual, with_fields_only, _, place, _] = &columns[..] else {
            panic!("nine columns: {line}");
        };
        Self {
            kind,
            field,
            actual,
            with_fields_only: with_fields_only == "True",
            place,
        }
    }

    fn is_of_errors(&self) -> bool {
        self.field.starts_with("Error.") || self.field.starts_with("MultipleErrors.")
    }

    /// Whether the documented answer is what came.
    fn is_mended(&self, api: &Api) -> bool {
        let (holders, name) = self.holders(api);
        let is_it = |field: &&Field| field.name == name;
        let found = holders
            .iter()
            .map(|holder| holder.fields.iter().find(is_it));
        let fields: Vec<&Field> = found.flatten().collect();
        let all = |is: &dyn Fn(&Field) -> bool| fields.iter().all(|field| is(field));
        let is_known = !fields.is_empty();
        match self.kind {
            "extra-field" => is_known,
            "missing-required" => {
                !holders.is_empty() && all(&|field| !field.required || field.expandable)
            }
            "null-not-nullable" | "null-$ref-sibling-nullable" => {
                is_known && all(&|field| field.nullable)
            }
            "enum" | "type" => {
                is_known && all(&|field| self.came().all(|value| admits(api, &field.ty, value)))
            }
            _ => false,
        }
    }

    /// The objects that can be at the place, and the name of the field there.
    fn holders<'a>(&self, api: &'a Api) -> (Vec<&'a Object>, &'t str) {
        let is_it = |operation: &&Operation| {
            let called = format!("{} {} ", operation.verb.as_str(), operation.path);
            self.place.starts_with(&called)
        };
        let answer = api.operations.iter().find(is_it);
        let answer = answer.and_then(|operation| operation.response.ty.as_ref());
        let (_, path) = self.place.split_once("$.").unwrap_or_default();
        let mut steps = path.split('.').map(|step| step.trim_end_matches("[]"));
        let name = steps.next_back().unwrap_or_default();
        let mut holders: Vec<_> = answer.into_iter().flat_map(|ty| objects(api, ty)).collect();
        for step in steps {
            let fields = holders.iter().flat_map(|holder| &holder.fields);
            let fields = fields.filter(|field| field.name == step);
            holders = fields.flat_map(|field| objects(api, &field.ty)).collect();
        }
        (holders, name)
    }

    /// What came: a kind and a value, such as `integer 236`, or only a value.
    fn came(&self) -> impl Iterator<Item = &'t str> {
        self.actual.split(" / ")
    }
}

/// The objects that a type leads to.
fn objects<'a>(api: &'a Api, ty: &'a Type) -> Vec<&'a Object> {
    let Some(id) = ty.target() else {
        return Vec::new();
    };
    match &api[id].shape {
        Shape::Object(object) => vec![object],
        Shape::Union(variants) => {
            let types = variants.iter().map(|variant| &variant.ty);
            types.flat_map(|ty| objects(api, ty)).collect()
        }
        Shape::Alias(ty) => objects(api, ty),
        Shape::Enum(_) => Vec::new(),
    }
}

/// Whether a type has a value, such as `integer 236`, `array []` or `"order-export"`.
fn admits(api: &Api, ty: &Type, value: &str) -> bool {
    let (kind, _) = value.split_once(' ').unwrap_or((value, ""));
    match ty {
        Type::Any => true,
        Type::Integer | Type::Number => kind == "integer",
        Type::Boolean => kind == "boolean",
        Type::Array(_) => kind == "array",
        Type::Nullable(ty) => admits(api, ty, value),
        Type::Ref(id) => match &api[*id].shape {
            Shape::Alias(ty) => admits(api, ty, value),
            Shape::Union(variants) => variants.iter().any(|one| admits(api, &one.ty, value)),
            Shape::Enum(values) => values.iter().any(|one| format!("{:?}", one.value) == value),
            Shape::Object(_) => false,
        },
        Type::String | Type::DateTime | Type::Binary | Type::Map(_) => false,
    }
}
