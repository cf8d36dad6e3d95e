//! Responses have what their descriptions say: "the order with its items" needs a recording that has the items.
//!
//! `claims.tsv` has a row for each such phrase: the operation (`*` for any), the phrase, and the paths in the response
//! that it is about. A path behind `!` must not be sent.

use medusa_codegen::ir::{Api, Call, Operation, Verb};
use medusa_codegen::pipeline;
use medusa_tests::objects::{self, join, route};
use medusa_tests::{recordings, workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

#[test]
fn responses_have_what_descriptions_promise() {
    let run = pipeline::read(&[workspace().join("spec")]);
    let api = run.api.expect("the reference can be read");
    let text = fs::read_to_string(workspace().join("tests/claims.tsv"));
    let text = text.expect("the claims can be read");
    let rows: Vec<Row> = text.lines().map(Row::read).collect();
    let sent = sent(&api);
    let mut used = BTreeSet::new();
    let mut found = Vec::new();
    for claim in claims(&api) {
        let name = route(claim.operation);
        let is_it =
            |row: &&Row| [&*name, "*"].contains(&row.operation) && row.phrase == claim.phrase;
        let Some(row) = rows.iter().find(is_it) else {
            found.push(format!("{name}\t{}\tis not in claims.tsv", claim.phrase));
            continue;
        };
        used.insert(row);
        // An operation that no recording shows proves nothing.
        let Some(paths) = sent.get(&name) else {
            continue;
        };
        let is_false = |path: &&&str| match path.strip_prefix('!') {
            Some(path) => paths.contains(path),
            None => !paths.contains(**path) && !is_below_empty_list(paths, path),
        };
        let wrong = row.paths.iter().filter(is_false);
        found.extend(wrong.map(|path| format!("{name}\t{}\t{path} is not true", claim.phrase)));
    }
    let unused = rows.iter().filter(|row| !used.contains(row));
    found.extend(
        unused.map(|row| format!("{}\t{}\tno description says so", row.operation, row.phrase)),
    );
    assert!(
        found.is_empty(),
        "{} claims:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// A row of `claims.tsv`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Row<'t> {
    operation: &'t str,
    phrase: &'t str,
    paths: Vec<&'t str>,
}

impl<'t> Row<'t> {
    fn read(line: &'t str) -> Self {
        let columns: Vec<_> = line.split('\t').collect();
        let &[operation, phrase, paths] = &columns[..] else {
            panic!("three columns: {line}");
        };
        let paths = paths.split(' ').filter(|path| !path.is_empty()).collect();
        Self {
            operation,
            phrase,
            paths,
        }
    }
}

/// A statement of a description that a response has something, or lacks it.
struct Claim<'a> {
    operation: &'a Operation,
    /// From `with` or `without` to the end of the clause.
    phrase: String,
}

/// The claims about responses: in their own descriptions, and in the first sentence about a method that only reads.
fn claims(api: &Api) -> Vec<Claim<'_>> {
    let methods = api.resources.iter().flat_map(|resource| &resource.methods);
    let mut claims = Vec::new();
    for method in methods {
        let Call::Operation(id) = method.call else {
            continue;
        };
        let operation = &api[id];
        let reads = operation.verb == Verb::Get;
        let prose = method.prose(api).split(". ").next().filter(|_| reads);
        let texts = prose.into_iter().chain([operation.response.doc.as_str()]);
        for phrase in texts.flat_map(phrases) {
            claims.push(Claim { operation, phrase });
        }
    }
    claims
}

/// The phrases of a text that begin with `with` or `without`.
fn phrases(text: &str) -> Vec<String> {
    let clauses = text.split([';', '.']);
    let begins = |word: &&str| ["with", "without"].contains(word);
    let phrase = |clause: &str| {
        let words: Vec<&str> = clause.split_whitespace().collect();
        let start = words.iter().position(begins)?;
        Some(words[start..].join(" "))
    };
    clauses.filter_map(phrase).collect()
}

/// Whether a path leads into a list that no recording has an item of.
fn is_below_empty_list(sent: &BTreeSet<String>, path: &str) -> bool {
    path.match_indices("[]")
        .any(|(end, mark)| sent.contains(&path[..end]) && !sent.contains(&path[..end + mark.len()]))
}

/// The paths of the objects and fields that the responses of each operation have in the recordings, where the caller
/// neither selected fields nor expanded relations.
fn sent(api: &Api) -> BTreeMap<String, BTreeSet<String>> {
    let files = recordings::files(&workspace().join("tests/recordings"));
    let all = files
        .iter()
        .flat_map(|file| recordings::read(file).expect("recordings can be read"));
    let mut sent = BTreeMap::<_, BTreeSet<_>>::new();
    for exchange in all.filter(|exchange| !exchange.is_partial() && !exchange.is_expanded()) {
        let operation = exchange
            .success()
            .and_then(|name| objects::operation(api, name));
        let typed =
            operation.and_then(|operation| Some((operation, operation.response.ty.as_ref()?)));
        if let (Some((operation, ty)), Some(value)) = (typed, &exchange.response_json) {
            let paths = sent.entry(route(operation)).or_default();
            for object in objects::objects(api, ty, value) {
                paths.extend(object.fields.keys().map(|name| join(&object.path, name)));
                paths.insert(object.path);
            }
        }
    }
    sent
}
