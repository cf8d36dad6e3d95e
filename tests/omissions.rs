//! The numbers of a response (amounts, totals, quantities, counts) are in the recordings of its operation, or
//! `spec/fixups.toml` says that the operation omits them; and what it says is true.

use medusa_codegen::ir::{Api, Omission, Operation, Shape, Type};
use medusa_codegen::pipeline;
use medusa_tests::objects::{self, join, route, type_name};
use medusa_tests::recordings::{self, Exchange};
use medusa_tests::{shared, workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// Numbers that depend on the record rather than on the operation: the type and the field, and when they are absent.
const DEPEND_ON_THE_RECORD: &[(&str, &str)] = &[
    (
        "BatchJob.result.advancement_count",
        "the job has not advanced far enough",
    ),
    (
        "BatchJob.result.count",
        "the job has not advanced far enough",
    ),
    (
        "BatchJob.result.file_size",
        "the job has not written a file yet",
    ),
    (
        "BatchJob.result.progress",
        "the job has not advanced far enough",
    ),
    (
        "PricedVariant.inventory_quantity",
        "the stock of the variant is not managed, or no sales channel was given",
    ),
    (
        "ProductVariant.inventory_quantity",
        "the stock of the variant is not managed, or no sales channel was given",
    ),
];

#[test]
fn omitted_numbers_are_documented() {
    let api = api();
    let seen = Seen::read(&api, &[workspace().join("tests/recordings")]);
    let mut excused = BTreeSet::<&(&str, &str)>::new();
    let mut found = Vec::new();
    for (operation, paths) in &seen.never_sent() {
        let omissions = &operation.response.omissions;
        for (path, field) in paths {
            let is_documented = omissions.iter().any(|omission| omission.path == *path);
            let excuse = DEPEND_ON_THE_RECORD.iter().find(|(name, _)| name == field);
            excused.extend(excuse);
            if !is_documented && excuse.is_none() {
                found.push(format!("{}: {path} ({field})", route(operation)));
            }
        }
    }
    let is_unused = |excuse: &&(&str, &str)| !excused.contains(excuse);
    let unused = DEPEND_ON_THE_RECORD.iter().filter(is_unused);
    found.extend(unused.map(|(name, _)| format!("{name} is listed here and need not be")));
    assert_none("numbers that no recording has", &found);
}

#[test]
fn documented_omissions_are_true() {
    let api = api();
    let seen = Seen::read(&api, &[workspace().join("tests/recordings")]);
    let mut found = Vec::new();
    for (operation, omission) in omissions(&api) {
        let name = format!("{}: {}", route(operation), omission.path);
        match seen.fields.get(&(route(operation), omission.path.clone())) {
            None => found.push(format!(
                "{name}: no recording has the object that it is a field of"
            )),
            Some(count) if count.sent > 0 => found.push(format!("{name}: is sent")),
            Some(_) => {}
        }
        if let Some(parameter) = &omission.selected_by
            && !seen.selected.contains(&(
                route(operation),
                parameter.clone(),
                omission.path.clone(),
            ))
        {
            found.push(format!("{name}: no recording selects it with {parameter}"));
        }
    }
    assert_none("omissions that the recordings do not show", &found);
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the shared recordings"]
fn documented_omissions_are_true_in_other_recordings() {
    let api = api();
    let seen = Seen::read(&api, &[shared().join("recordings")]);
    let is_sent = |(operation, omission): &(&Operation, &Omission)| {
        let count = seen.fields.get(&(route(operation), omission.path.clone()));
        count.is_some_and(|count| count.sent > 0)
    };
    let found = omissions(&api).filter(is_sent);
    let found: Vec<_> = found
        .map(|(operation, omission)| format!("{}: {} is sent", route(operation), omission.path))
        .collect();
    assert_none("omissions that are not true", &found);
}

/// An amount that is missing is not 0.
#[test]
fn examples_do_not_replace_missing_numbers() {
    let folders = [
        "generated-client/examples",
        "generated-client",
        ".",
        "tests/e2e",
    ];
    let entries = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(workspace().join(folder));
        entries.expect("the folder can be read")
    });
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let is_example = |path: &PathBuf| {
        path.extension()
            .is_some_and(|end| end == "rs" || end == "md")
    };
    let api = api();
    let objects = api.types.iter().filter_map(|def| match &def.shape {
        Shape::Object(object) => Some(object),
        _ => None,
    });
    let fields = objects.flat_map(|object| &object.fields);
    let numbers: BTreeSet<_> = fields
        .filter(|field| matches!(field.ty, Type::Integer | Type::Number))
        .map(|field| field.name.as_str())
        .collect();
    let mut found = Vec::new();
    for path in paths.filter(is_example) {
        let text = fs::read_to_string(&path).expect("the file can be read");
        let text: String = text.split_whitespace().collect();
        let is_replaced = |name: &&&str| text.contains(&format!(".{name}.unwrap_or"));
        let replaced = numbers.iter().filter(is_replaced);
        found.extend(replaced.map(|name| format!("{}: {name}", path.display())));
    }
    assert_none("numbers with a default", &found);
}

fn assert_none(what: &str, found: &[String]) {
    assert!(
        found.is_empty(),
        "{} {what}:\n{}",
        found.len(),
        found.join("\n")
    );
}

fn api() -> Api {
    let run = pipeline::read(&[workspace().join("spec")]);
    run.api.expect("the reference can be read")
}

fn omissions(api: &Api) -> impl Iterator<Item = (&Operation, &Omission)> {
    (api.operations.iter()).flat_map(|operation| {
        let omissions = operation.response.omissions.iter();
        omissions.map(move |omission| (operation, omission))
    })
}

/// How often the object that has a field was sent, and how often with the field.
#[derive(Default)]
struct Count {
    objects: usize,
    sent: usize,
    /// The type and the field; of a number that is not a relation to be expanded.
    number: Option<String>,
}

/// The fields of the responses in some recordings.
struct Seen<'a> {
    api: &'a Api,
    /// By operation and path, where the caller did not select fields.
    fields: BTreeMap<(String, String), Count>,
    /// Operation, query parameter and path of what callers selected and got.
    selected: BTreeSet<(String, String, String)>,
}

impl<'a> Seen<'a> {
    fn read(api: &'a Api, folders: &[PathBuf]) -> Self {
        let mut seen = Self {
            api,
            fields: BTreeMap::new(),
            selected: BTreeSet::new(),
        };
        for file in folders.iter().flat_map(|folder| recordings::files(folder)) {
            for exchange in recordings::read(&file).expect("recordings can be read") {
                seen.take(&exchange);
            }
        }
        seen
    }

    fn take(&mut self, exchange: &Exchange) {
        let Some(name) = exchange.success() else {
            return;
        };
        let operation = objects::operation(self.api, name);
        let ty = operation.and_then(|known| known.response.ty.as_ref());
        let Some((ty, value)) = ty.zip(exchange.response_json.as_ref()) else {
            return;
        };
        for sent in objects::objects(self.api, ty, value) {
            for field in &sent.object.fields {
                let path = join(&sent.path, &field.name);
                let is_sent = sent.fields.contains_key(&field.name);
                if exchange.is_partial() {
                    if is_sent {
                        self.selected
                            .insert((name.to_owned(), "fields".to_owned(), path));
                    }
                    continue;
                }
                let count = self.fields.entry((name.to_owned(), path)).or_default();
                count.objects += 1;
                count.sent += usize::from(is_sent);
                if matches!(field.ty, Type::Integer | Type::Number) && !field.expandable {
                    count.number = Some(format!("{}.{}", type_name(self.api, sent.id), field.name));
                }
            }
        }
    }

    /// The numbers that no response of an operation has: their paths, types and fields.
    fn never_sent(&self) -> Vec<(&'a Operation, Vec<(&str, &str)>)> {
        let of_operation = |operation: &'a Operation| {
            let route = route(operation);
            let counts = self.fields.iter().filter(|((name, _), _)| *name == route);
            let never = counts.filter(|(_, count)| count.sent == 0);
            let numbers = never
                .filter_map(|((_, path), count)| Some((path.as_str(), count.number.as_deref()?)));
            (operation, numbers.collect())
        };
        self.api.operations.iter().map(of_operation).collect()
    }
}
