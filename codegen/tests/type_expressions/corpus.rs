//! Every type string of the published pages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::support::shared;
use super::*;

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn every_published_type_parses() {
    let mut types = BTreeSet::new();
    for page in pages(&shared().join("corpus")) {
        let text = fs::read_to_string(&page).expect("a page is readable");
        collect_types(&text, &mut types);
    }
    let failures: Vec<_> = types.iter().filter_map(|text| fault(text)).collect();
    eprintln!(
        "{} distinct type strings, {} fail",
        types.len(),
        failures.len()
    );
    assert!(
        types.len() > 1000,
        "the corpus has more than {} types",
        types.len()
    );
    assert_eq!(failures, Vec::<String>::new());
}

fn pages(corpus: &Path) -> Vec<PathBuf> {
    let list = |folder: PathBuf| {
        let entries = fs::read_dir(&folder).unwrap_or_else(|_| panic!("{}", folder.display()));
        entries.map(|entry| entry.expect("a folder entry").path())
    };
    list(corpus.to_owned())
        .map(|state| state.join("js-client"))
        .filter(|folder| folder.is_dir())
        .flat_map(list)
        .filter(|path| path.extension().is_some_and(|extension| extension == "mdx"))
        .collect()
}

fn collect_types(page: &str, types: &mut BTreeSet<String>) {
    for opening in ["<ParameterTypes parameters={", "<TypeList types={"] {
        for (start, _) in page.match_indices(opening) {
            let block = &page[start + opening.len()..];
            let mut values = serde_json::Deserializer::from_str(block).into_iter::<Value>();
            let rows = values
                .next()
                .expect("a block holds JSON")
                .expect("valid JSON");
            collect_row_types(&rows, types);
        }
    }
}

fn collect_row_types(rows: &Value, types: &mut BTreeSet<String>) {
    for row in rows.as_array().into_iter().flatten() {
        types.extend(row["type"].as_str().map(str::to_owned));
        collect_row_types(&row["children"], types);
    }
}

/// Why a type does not parse, or does not survive printing.
fn fault(text: &str) -> Option<String> {
    match parse(text) {
        Err(error) => Some(format!("{text} at {}: {error}", error.offset)),
        Ok(ty) => {
            let printed = ty.to_string();
            (parse(&printed).as_ref() != Ok(&ty)).then(|| format!("{text} prints as {printed}"))
        }
    }
}
