//! The published documents: everything that an independent count finds in them is read.
//!
//! The numbers were counted in Python with PyYAML, walking each document from `paths` and `components`.

use std::collections::BTreeSet;
use std::path::Path;

use medusa_codegen::diagnostic::{Sources, Spanned};
use medusa_codegen::source::openapi::{Additional, Document, Schema, Verb, same_shape};

use crate::read;
use crate::support::shared;

/// What is counted in the documents of one state; both documents together unless said otherwise.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    /// In the store's document and in the admin's.
    operations: [usize; 2],
    /// Names under `components.schemas`.
    named: usize,
    /// Those of them that are in both documents, and are the same there.
    shared: usize,
    /// Schema objects in components, parameters, bodies and responses, however deep.
    schemas: usize,
    nullable: usize,
    /// Of these, beside a `$ref`.
    nullable_references: usize,
    all_of: usize,
    one_of: usize,
    any_of: usize,
    enumerations: usize,
    parameters: usize,
    samples: usize,
    multipart: usize,
    delete_bodies: usize,
    /// Successful responses without content.
    empty: usize,
}

impl Counts {
    fn of(documents: &[Document]) -> Self {
        let mut counts = Self::default();
        for (document, operations) in documents.iter().zip(&mut counts.operations) {
            *operations = document.operations.len();
        }
        if let [first, second] = documents {
            let names = |document: &Document| document.schemas.keys().cloned().collect();
            let (a, b): (BTreeSet<_>, BTreeSet<_>) = (names(first), names(second));
            let same = |name: &&String| same_shape(&first.schemas[*name], &second.schemas[*name]);
            counts.named = a.union(&b).count();
            counts.shared = a.intersection(&b).filter(same).count();
        }
        for document in documents {
            counts.document(document);
        }
        counts
    }

    fn document(&mut self, document: &Document) {
        for operation in &document.operations {
            self.parameters += operation.parameters.len();
            self.samples += operation.samples.len();
            for parameter in &operation.parameters {
                self.schema(&parameter.schema);
            }
            if let Some(body) = &operation.body {
                let multipart =
                    |(media, _): &&(Spanned<String>, Schema)| media.value == "multipart/form-data";
                self.multipart += body.content.iter().filter(multipart).count();
                self.delete_bodies += usize::from(operation.verb == Verb::Delete);
                self.content(&body.content);
            }
            for response in operation.responses.iter().filter(|r| r.reference.is_none()) {
                self.empty +=
                    usize::from(response.status.starts_with('2') && response.content.is_empty());
                self.content(&response.content);
            }
        }
        document
            .responses
            .values()
            .for_each(|response| self.content(&response.content));
        document
            .schemas
            .values()
            .for_each(|schema| self.schema(schema));
    }

    fn content(&mut self, content: &[(Spanned<String>, Schema)]) {
        content.iter().for_each(|(_, schema)| self.schema(schema));
    }

    fn schema(&mut self, schema: &Schema) {
        self.schemas += 1;
        self.nullable += usize::from(schema.nullable);
        self.nullable_references += usize::from(schema.nullable && schema.reference.is_some());
        self.all_of += usize::from(!schema.all_of.is_empty());
        self.one_of += usize::from(!schema.one_of.is_empty());
        self.any_of += usize::from(!schema.any_of.is_empty());
        self.enumerations += usize::from(!schema.enumeration.is_empty());
        below(schema).for_each(|schema| self.schema(schema));
    }
}

/// The schemas one step below a schema.
fn below(schema: &Schema) -> impl Iterator<Item = &Schema> {
    let additional = match &schema.additional {
        Some(Additional::Schema(values)) => Some(&**values),
        _ => None,
    };
    let parts = [&schema.all_of, &schema.one_of, &schema.any_of];
    let parts = parts.into_iter().flatten();
    schema
        .properties
        .values()
        .chain(schema.items.as_deref())
        .chain(additional)
        .chain(parts)
}

/// What all three states have in common.
fn common() -> Counts {
    Counts {
        operations: [65, 255],
        named: 391,
        shared: 98,
        nullable_references: 130,
        all_of: 26,
        any_of: 8,
        multipart: 2,
        delete_bodies: 12,
        empty: 9,
        ..Counts::default()
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn published_documents_are_read_whole() {
    let shared = shared();
    let first = Counts {
        schemas: 5934,
        parameters: 774,
        samples: 634,
        nullable: 900,
        one_of: 20,
        enumerations: 105,
        ..common()
    };
    let second = Counts {
        schemas: 5938,
        parameters: 774,
        samples: 928,
        nullable: 902,
        one_of: 20,
        enumerations: 105,
        ..common()
    };
    let third = Counts {
        schemas: 6130,
        parameters: 839,
        samples: 928,
        nullable: 784 + 130,
        one_of: 24,
        enumerations: 106,
        ..common()
    };
    for (state, wanted) in [
        ("2023-11-17", first),
        ("2024-01-05", second),
        ("2024-10-24", third),
    ] {
        check(&shared.join("corpus").join(state).join("openapi"), &wanted);
    }
}

fn check(folder: &Path, wanted: &Counts) {
    let files = ["store.yaml", "admin.yaml"].map(|name| folder.join(name));
    let start = std::time::Instant::now();
    let (sources, diagnostics, documents) = read(&files, folder);
    println!("{}: {:?}", folder.display(), start.elapsed());
    let said: Vec<_> = diagnostics.iter().collect();
    assert!(said.is_empty(), "{}: {said:#?}", folder.display());
    assert_eq!(&Counts::of(&documents), wanted, "{}", folder.display());
    check_places(&sources, &documents);
}

/// Whether the text at a place is what was read there.
fn check_places(sources: &Sources, documents: &[Document]) {
    let at = |spanned: &Spanned<String>| {
        let text = sources.slice(spanned.span);
        assert_eq!(
            text.trim_matches(['"', '\'']),
            spanned.value,
            "{}",
            sources.place(spanned.span)
        );
    };
    for operation in documents.iter().flat_map(|document| &document.operations) {
        at(&operation.path);
        operation
            .id
            .iter()
            .chain(&operation.codegen_method)
            .for_each(at);
        operation
            .parameters
            .iter()
            .for_each(|parameter| at(&parameter.name));
        let verb = sources.slice(operation.span).to_uppercase();
        assert_eq!(verb, operation.verb.as_str());
    }
    for (name, schema) in documents.iter().flat_map(|document| &document.schemas) {
        assert_eq!(sources.slice(schema.span), name);
        schema.required.iter().for_each(at);
        for (name, property) in &schema.properties {
            assert_eq!(sources.slice(property.span).trim_matches('\''), name);
        }
    }
}
