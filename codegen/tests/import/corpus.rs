//! The published states: nothing is lost, and no sentence is taken.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use medusa_codegen::diagnostic::{Diagnostics, Severity};
use medusa_codegen::merge::merge;
use medusa_codegen::source::mdx::{Node, Page, PageMethod};
use medusa_codegen::source::openapi::{Document, Operation, Response, Schema, same_shape};
use medusa_codegen::source::types::TypeExpr;
use medusa_codegen::source::{Spec, load};
use tempfile::TempDir;

use crate::facts::facts_of;
use crate::{imported, said, states, tree};

/// A published state and the folder it is imported into.
fn imports() -> [(PathBuf, TempDir); 3] {
    let import = |state: PathBuf| {
        let spec = tempfile::tempdir().expect("a folder can be made");
        imported(&state, spec.path())
            .write(spec.path())
            .expect("it can be written");
        (state, spec)
    };
    states().map(import)
}

fn read(folder: &Path) -> Spec {
    let mut diagnostics = Diagnostics::default();
    let spec = load(&[folder.to_owned()], &mut diagnostics);
    assert_eq!(said(&diagnostics, Severity::Error), [""; 0]);
    spec
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn an_import_gives_the_same_api_as_its_source() {
    for (state, spec) in imports() {
        let facts = |folder: &Path| facts_of(&merge(&read(folder), &mut Diagnostics::default()));
        let (source, import) = (facts(&state), facts(spec.path()));
        let lines = source.lines().zip(import.lines()).enumerate();
        for (line, (source, import)) in lines {
            assert_eq!(
                source,
                import,
                "{}, line {line} of the facts",
                state.display()
            );
        }
        assert_eq!(source.len(), import.len());
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn an_import_says_what_its_source_says() {
    for (state, spec) in imports() {
        let (source, import) = (read(&state), read(spec.path()));
        let rows = same_pages(&source, &import);
        assert!(rows > 5000, "{rows} rows compared");
        same_documents(&source.documents, &import.documents);
    }
}

/// Compares the pages, and says how many rows that were.
fn same_pages(source: &Spec, import: &Spec) -> usize {
    let by_name = |spec: &'_ Spec| -> BTreeMap<String, usize> {
        let name = |page: &Page| {
            spec.sources
                .file(page.file)
                .path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
        };
        spec.pages
            .iter()
            .enumerate()
            .filter_map(|(index, page)| Some((name(page)?, index)))
            .collect()
    };
    let pages = by_name(import);
    let rows = Rows {
        types: pages
            .iter()
            .map(|(stem, index)| (stem.as_str(), &import.pages[*index]))
            .collect(),
    };
    let mut count = 0;
    for page in &source.pages {
        let found = &import.pages[pages[&page.title.value]];
        assert_eq!(accessor(page), accessor(found));
        assert_eq!(page.anchor, found.anchor);
        count += rows.same(&page.properties, &found.properties, &page.title.value);
        let names = |page: &Page| {
            page.methods
                .iter()
                .map(|method| method.name.value.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(page), names(found));
        for (method, found) in page.methods.iter().zip(&found.methods) {
            let place = format!("{}.{}", page.title.value, method.name.value);
            assert_eq!(
                method.deprecated.is_some(),
                found.deprecated.is_some(),
                "{place}"
            );
            let parts: [fn(&PageMethod) -> &Vec<Node>; 3] = [
                |method| &method.type_parameters,
                |method| &method.parameters,
                |method| &method.returns,
            ];
            for part in parts {
                assert_eq!(part(method).len(), part(found).len(), "{place}");
                count += rows.same(part(method), part(found), &place);
            }
        }
    }
    count
}

fn accessor(page: &Page) -> Option<&Vec<String>> {
    page.accessor.as_ref().map(|accessor| &accessor.value)
}

/// The rows of an import, of which those of linked types are on pages of their own.
struct Rows<'a> {
    types: BTreeMap<&'a str, &'a Page>,
}

impl Rows<'_> {
    /// Compares rows with all below them; every row of the source must be there. Says how many there were.
    fn same(&self, source: &[Node], import: &[Node], place: &str) -> usize {
        let mut count = 0;
        for row in source {
            let place = format!("{place}.{}", row.name);
            let Some(found) = import.iter().find(|found| found.name == row.name) else {
                // A row that only says that its type is an object is not written.
                let is_whole = match &row.ty {
                    Some(TypeExpr::Keyword(keyword)) => keyword.as_str() == "object",
                    Some(TypeExpr::Reference(reference)) => reference.name == row.name,
                    _ => false,
                };
                assert!(is_whole && source.len() == 1, "{place} is lost");
                count += self.same(&row.children, import, &place);
                continue;
            };
            assert_eq!(facts(row), facts(found), "{place}");
            count += 1 + self.same(&row.children, self.below(found), &place);
        }
        count
    }

    /// What stands below a row, there or on the page of its type.
    fn below<'a>(&'a self, row: &'a Node) -> &'a [Node] {
        if !row.children.is_empty() {
            return &row.children;
        }
        let mut links = row
            .ty
            .iter()
            .flat_map(TypeExpr::references)
            .filter_map(|reference| reference.link.as_deref());
        links
            .find_map(|link| self.types.get(stem(link)))
            .map_or(&[], |page| &page.properties)
    }
}

/// What a row says, with its type in the only spelling that does not depend on where it stands.
fn facts(row: &Node) -> (String, Option<bool>, &str, Option<&str>, bool) {
    let mut ty = row.ty.as_ref().map(ToString::to_string).unwrap_or_default();
    for reference in row.ty.iter().flat_map(TypeExpr::references) {
        let link = reference.link.as_deref().unwrap_or_default();
        let class = stem(link).trim_start_matches("js_client.");
        ty = ty.replace(&format!("({link})"), &format!("({class})"));
    }
    (
        ty,
        row.optional,
        &row.default,
        row.feature_flag.as_deref(),
        row.deprecated,
    )
}

fn stem(link: &str) -> &str {
    let path = link.split('#').next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    file.trim_end_matches(".mdx")
}

/// Compares the documents: operations one by one, schemas by what their names lead to.
fn same_documents(source: &[Document], import: &[Document]) {
    let operations = |documents: &'_ [Document]| -> Vec<Operation> {
        documents
            .iter()
            .flat_map(|document| document.operations.clone())
            .collect()
    };
    let (source_operations, import_operations) = (operations(source), operations(import));
    assert_eq!(source_operations.len(), import_operations.len());
    for (a, b) in source_operations.iter().zip(&import_operations) {
        let place = format!("{:?} {}", a.verb, a.path.value);
        assert_eq!(operation_facts(a), operation_facts(b), "{place}");
        for (a, b) in a.parameters.iter().zip(&b.parameters) {
            assert!(
                same_shape(&a.schema, &b.schema),
                "{place}, {}",
                a.name.value
            );
        }
        let contents = |operation: &'_ Operation| -> Vec<Schema> {
            let bodies = operation.body.iter().flat_map(|body| &body.content);
            let responses = operation
                .responses
                .iter()
                .flat_map(|response| &response.content);
            bodies
                .chain(responses)
                .map(|(_, schema)| schema.clone())
                .collect()
        };
        for (a, b) in contents(a).iter().zip(&contents(b)) {
            assert!(same_shape(a, b), "{place}");
        }
    }
    let shared = import
        .iter()
        .find(|document| document.operations.is_empty());
    for document in source {
        let own = import.iter().find(|other| {
            other.operations.first().map(|first| &first.path.value)
                == document.operations.first().map(|first| &first.path.value)
        });
        for (name, schema) in &document.schemas {
            let places = own.into_iter().chain(shared);
            let found = places
                .filter_map(|document| document.schemas.get(name))
                .next();
            assert!(
                found.is_some_and(|found| same_shape(schema, found)),
                "{name}"
            );
        }
    }
}

/// What an operation says apart from its schemas.
fn operation_facts(operation: &Operation) -> String {
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|p| {
            (
                &p.name.value,
                p.place,
                p.required,
                p.deprecated,
                &p.style,
                p.explode,
            )
        })
        .collect();
    let media = |response: &'_ Response| {
        response
            .content
            .iter()
            .map(|(media, _)| media.value.clone())
            .collect::<Vec<_>>()
    };
    let responses: Vec<_> = operation
        .responses
        .iter()
        .map(|r| (&r.status, &r.reference, media(r)))
        .collect();
    let body = operation.body.as_ref().map(|body| {
        (
            body.required,
            body.content
                .iter()
                .map(|(media, _)| &media.value)
                .collect::<Vec<_>>(),
        )
    });
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {parameters:?} {body:?} {responses:?}",
        operation.verb,
        operation.path.value,
        operation.id.as_ref().map(|id| &id.value),
        operation.tags,
        operation.deprecated,
        operation.security,
        operation.authenticated,
        operation
            .codegen_method
            .as_ref()
            .map(|method| &method.value),
        operation.feature_flag,
    )
}

/// How many words in a row make a sentence someone's own.
const RUN: usize = 8;

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn no_sentence_is_taken() {
    for (state, spec) in imports() {
        let texts = texts(&read(&state));
        let runs: HashSet<Vec<&str>> = texts.iter().flat_map(|text| runs(text)).collect();
        assert!(
            runs.len() > 10_000,
            "{} runs of words in {}",
            runs.len(),
            state.display()
        );
        for (path, text) in tree(spec.path()) {
            let taken = runs_of(&text).find(|run| runs.contains(run));
            assert_eq!(taken, None, "{path} of {}", state.display());
        }
    }
}

fn runs(text: &str) -> Vec<Vec<&str>> {
    runs_of(text).collect()
}

fn runs_of(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let is_mark = |c: char| c.is_ascii_punctuation();
    let words = text
        .split_whitespace()
        .map(move |word| word.trim_matches(is_mark));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    (0..words.len().saturating_sub(RUN - 1)).map(move |start| words[start..start + RUN].to_vec())
}

/// All prose of a docs tree, and all its samples.
fn texts(spec: &Spec) -> Vec<String> {
    let mut texts = Vec::new();
    for page in &spec.pages {
        texts.push(page.description.clone());
        row_texts(&page.properties, &mut texts);
        texts.extend(page.sections.iter().map(|section| section.body.clone()));
        for method in &page.methods {
            texts.push(method.description.clone());
            texts.extend(
                method
                    .examples
                    .iter()
                    .flat_map(|example| [example.caption.clone(), example.code.clone()]),
            );
            row_texts(&method.parameters, &mut texts);
            row_texts(&method.returns, &mut texts);
        }
    }
    for document in &spec.documents {
        texts.extend(document.tags.iter().map(|tag| tag.description.clone()));
        for operation in &document.operations {
            texts.extend([operation.summary.clone(), operation.description.clone()]);
            texts.extend(operation.samples.iter().map(|sample| sample.code.clone()));
            texts.extend(
                operation
                    .parameters
                    .iter()
                    .map(|parameter| parameter.description.clone()),
            );
            let contents = operation.body.iter().flat_map(|body| &body.content);
            contents.for_each(|(_, schema)| schema_texts(schema, &mut texts));
        }
        document
            .schemas
            .values()
            .for_each(|schema| schema_texts(schema, &mut texts));
    }
    texts
}

fn row_texts(rows: &[Node], texts: &mut Vec<String>) {
    for row in rows {
        texts.push(row.description.clone());
        row_texts(&row.children, texts);
    }
}

fn schema_texts(schema: &Schema, texts: &mut Vec<String>) {
    texts.push(schema.description.clone());
    let parts = schema.properties.values().chain(schema.items.as_deref());
    for part in parts
        .chain(&schema.all_of)
        .chain(&schema.one_of)
        .chain(&schema.any_of)
    {
        schema_texts(part, texts);
    }
}
