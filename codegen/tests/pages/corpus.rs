//! The reader tried on Medusa's published pages, which are no part of the project.
//!
//! `MEDUSA_SHARED` names the folder that holds `corpus/<state>/js-client/*.mdx`.

use crate::support::shared;
use medusa_codegen::diagnostic::{Diagnostics, Severity, Sources};
use medusa_codegen::source::mdx::{self, Node, Page};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What one published state holds, counted by other means: rows by a JSON parser over whole blocks,
/// the rest by `grep`.
struct State {
    name: &'static str,
    methods: usize,
    rows: usize,
    samples: usize,
    /// Fields that the pages list twice.
    repeated: usize,
}

const STATES: [State; 3] = [
    State {
        name: "2023-11-17",
        methods: 317,
        rows: 7686,
        samples: 379,
        repeated: 4,
    },
    State {
        name: "2024-01-05",
        methods: 317,
        rows: 23774,
        samples: 380,
        repeated: 0,
    },
    State {
        name: "2024-10-24",
        methods: 318,
        rows: 25610,
        samples: 382,
        repeated: 0,
    },
];

fn read(folder: &Path) -> (Sources, Vec<Page>, Diagnostics) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the corpus can be listed")
        .map(|entry| entry.expect("the corpus can be listed").path())
        .collect();
    paths.sort();
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let mut pages = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("the corpus can be read");
        let file = sources.add(path, text.as_str());
        pages.extend(mdx::read(file, &text, &mut diagnostics));
    }
    (sources, pages, diagnostics)
}

fn count(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + count(&node.children)).sum()
}

/// Whether each row's place holds its name, and each type was read.
fn check(sources: &Sources, nodes: &[Node]) {
    for node in nodes {
        assert_eq!(sources.slice(node.span).replace("\\\"", "\""), node.name);
        assert!(node.ty.is_some(), "{}", sources.place(node.span));
        check(sources, &node.children);
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn published_pages_are_read_completely() {
    let shared = shared();
    for state in STATES {
        let (sources, pages, diagnostics) =
            read(&shared.join("corpus").join(state.name).join("js-client"));
        assert_eq!(pages.len(), 60, "pages of {}", state.name);
        let methods: Vec<_> = pages.iter().flat_map(|page| &page.methods).collect();
        let lists = || {
            let of_methods = methods
                .iter()
                .flat_map(|method| [&method.type_parameters, &method.parameters, &method.returns]);
            pages.iter().map(|page| &page.properties).chain(of_methods)
        };
        lists().for_each(|list| check(&sources, list));
        let rows: usize = lists().map(|list| count(list)).sum();
        let samples: usize = methods.iter().map(|method| method.examples.len()).sum();
        assert_eq!(methods.len(), state.methods, "methods of {}", state.name);
        assert_eq!(rows, state.rows, "rows of {}", state.name);
        assert_eq!(samples, state.samples, "code samples of {}", state.name);

        let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
        for diagnostic in &diagnostics {
            assert_ne!(diagnostic.severity(), Severity::Error, "{diagnostic:?}");
            *by_code.entry(diagnostic.code.as_str()).or_default() += 1;
        }
        println!("{}: {by_code:?}", state.name);
        let repeated = by_code.remove("repeated-name").unwrap_or(0);
        assert_eq!(repeated, state.repeated, "repeated names of {}", state.name);
        assert!(by_code.is_empty(), "{by_code:?}");
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn published_pages_name_property_and_anchor() {
    let shared = shared();
    for state in STATES {
        let (_, pages, _) = read(&shared.join("corpus").join(state.name).join("js-client"));
        let find = |title: &str| {
            let page = pages.iter().find(|page| page.title.value == title);
            let page = page.expect("the page is published");
            let accessor = page
                .accessor
                .as_ref()
                .map(|accessor| accessor.value.join("."));
            let anchor = page.anchor.as_ref();
            let anchor = anchor.map(|anchor| (anchor.api.as_str(), anchor.tag.as_deref()));
            (accessor.unwrap_or_default(), anchor)
        };
        let accessors = pages.iter().filter(|page| page.accessor.is_some()).count();
        assert_eq!(accessors, 60, "property paths of {}", state.name);
        let anchors = pages.iter().filter(|page| page.anchor.is_some()).count();
        assert_eq!(
            anchors, 59,
            "anchors of {}: the custom routes have none",
            state.name
        );
        let customers = ("customers".to_owned(), Some(("store", Some("customers"))));
        assert_eq!(find("CustomersResource"), customers);
        let orders = ("admin.orders".to_owned(), Some(("admin", Some("orders"))));
        assert_eq!(find("AdminOrdersResource"), orders);
        assert_eq!(find("Admin"), ("admin".to_owned(), Some(("admin", None))));
        let categories = (
            "productCategories".to_owned(),
            Some(("store", Some("product-categories"))),
        );
        assert_eq!(find("ProductCategoriesResource"), categories);
    }
}
