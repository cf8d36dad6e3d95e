//! Captures as users really made them, which are not part of the project.
//!
//! `MEDUSA_SHARED` names the folder that holds them as `seeds/*.txt`.

use crate::support::shared;
use crate::{own, read, rows};
use medusa_codegen::diagnostic::Severity;
use medusa_codegen::source::capture::{self, Form};
use medusa_codegen::source::mdx::{Node, Page};
use medusa_codegen::source::openapi::{Schema, Verb};
use std::fs;
use std::path::PathBuf;

/// The seed whose file's name begins with `number`.
fn seed(number: &str) -> String {
    let seeds = fs::read_dir(shared().join("seeds")).expect("the captures can be listed");
    let mut paths = seeds.map(|seed| seed.expect("the captures can be listed").path());
    let is_it = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(number)
    };
    let path = paths.find(is_it).expect("the capture is there");
    fs::read_to_string(path).expect("the capture is text")
}

/// Reads a seed that is recognised as `form`, and checks that nothing it says is an error.
fn page(number: &str, form: Form) -> (capture::Facts, Page) {
    let text = seed(number);
    assert_eq!(capture::detect(&text), Some(form));
    let (capture, said) = read(form, &text);
    for diagnostic in &said {
        println!("{}: {}", diagnostic.code, diagnostic.message);
        assert!(diagnostic.severity() < Severity::Error);
    }
    (capture.facts, capture.page.expect("it has a title"))
}

fn names(page: &Page) -> Vec<&str> {
    let names = page.methods.iter().map(|method| method.name.value.as_str());
    names.collect()
}

/// The enums among some rows, by the type's name: each with its values.
fn enums(nodes: &[Node], found: &mut Vec<(String, usize)>) {
    for node in nodes {
        if node.type_text.contains("/enums/") {
            found.push((node.type_text.clone(), node.children.len()));
        }
        enums(&node.children, found);
    }
}

fn has_type(nodes: &[Node], name: &str) -> bool {
    let is_it = |node: &Node| node.type_text.contains(name) || has_type(&node.children, name);
    nodes.iter().any(is_it)
}

const CUSTOMERS: [&str; 6] = [
    "create",
    "generatePasswordToken",
    "listOrders",
    "resetPassword",
    "retrieve",
    "update",
];

#[test]
#[ignore = "needs MEDUSA_SHARED: the captures"]
fn a_code_view_is_read_completely() {
    let (facts, page) = page("002", Form::CodeView);
    assert_eq!(page.title.value, "CustomersResource");
    assert_eq!(names(&page), CUSTOMERS);
    assert_eq!((facts.methods, facts.incomplete), (6, 0));
    assert_eq!((facts.blocks, facts.rows, facts.examples), (13, 215, 6));
    let accessor = page.accessor.as_ref().expect("the prose names it");
    assert_eq!(accessor.value, ["customers"]);
    let list = &page.methods[2].parameters;
    assert!(has_type(list, "DateComparisonOperator"));
    let mut found = Vec::new();
    enums(list, &mut found);
    let statuses = ["OrderStatus", "FulfillmentStatus", "PaymentStatus"];
    for status in statuses {
        let is_it = |(ty, values): &&(String, usize)| ty.contains(status) && *values > 0;
        assert!(
            found.iter().any(|found| is_it(&found)),
            "{status}: {found:?}"
        );
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the captures"]
fn what_is_left_of_flattened_pages_stands_where_it_stood() {
    let (facts, page) = page("000", Form::Flattened);
    assert_eq!(page.title.value, "CustomersResource");
    assert_eq!(names(&page), CUSTOMERS);
    assert_eq!((facts.methods, facts.incomplete), (6, 6));
    assert_eq!((facts.examples, facts.rows), (6, 132));
    let complete = seed("002");
    let (complete, _) = read(Form::CodeView, &complete);
    check_places(&page, &complete.page.expect("it has a title"), 132);
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the captures"]
fn a_second_flattened_page_is_read_too() {
    let (facts, page) = page("003", Form::Flattened);
    assert_eq!(page.title.value, "AdminCustomersResource");
    assert_eq!(names(&page), ["create", "list", "retrieve", "update"]);
    assert_eq!((facts.methods, facts.incomplete), (4, 4));
    assert_eq!((facts.examples, facts.rows), (6, 77));
    let path = shared().join("corpus/2023-11-17/js-client/AdminCustomersResource.mdx");
    let text = fs::read_to_string(path).expect("the page is there");
    check_places(&page, &own::page(&text), 77);
}

/// Every row that is left stands at the depth, and below the rows, that it has in the complete page.
fn check_places(page: &Page, complete: &Page, expected: usize) {
    let mut checked = 0;
    for (mine, theirs) in page.methods.iter().zip(&complete.methods) {
        assert_eq!(mine.name.value, theirs.name.value);
        for (mine, theirs) in [
            (&mine.parameters, &theirs.parameters),
            (&mine.returns, &theirs.returns),
        ] {
            checked += placed(mine, theirs).expect("all rows have their places");
        }
    }
    assert_eq!(checked, expected, "rows with a place in the complete page");
}

/// How many of some rows have a place among others; `None` if one has none.
fn placed(mine: &[Node], theirs: &[Node]) -> Option<usize> {
    let place = |row: &Node| {
        if row.name.is_empty() {
            // It stands for one that holds all of these.
            let mut others = theirs.iter();
            return others.find_map(|other| placed(&row.children, &other.children));
        }
        let is_it =
            |other: &&Node| (&other.name, &other.description) == (&row.name, &row.description);
        let other = theirs.iter().find(is_it)?;
        Some(1 + placed(&row.children, &other.children)?)
    };
    mine.iter().map(place).sum()
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the captures"]
fn a_rendered_page_is_read_as_far_as_it_is_printed() {
    let (facts, page) = page("001", Form::Rendered);
    assert_eq!(page.title.value, "CustomersResource");
    let mut found = names(&page);
    found.sort_unstable();
    assert_eq!(found, CUSTOMERS);
    assert_eq!((facts.methods, facts.incomplete), (6, 6));
    let accessor = page.accessor.as_ref().expect("the prose names it");
    assert_eq!(accessor.value, ["customers"]);
    for method in &page.methods {
        assert!(!method.description.is_empty(), "{}", method.name.value);
        let headers = method
            .parameters
            .iter()
            .find(|row| row.name == "customHeaders");
        let headers = headers.expect("it is printed");
        assert_eq!(headers.type_text, "Record<string, any>");
        assert_eq!(headers.default, "{}");
        let [returns] = method.returns.as_slice() else {
            panic!("{} returns one thing", method.name.value);
        };
        let expected = match method.name.value.as_str() {
            "generatePasswordToken" => "ResponsePromise",
            "listOrders" => "ResponsePromise<StoreCustomersListOrdersRes>",
            _ => "ResponsePromise<StoreCustomersRes>",
        };
        assert_eq!(returns.type_text, expected, "{}", method.name.value);
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the captures"]
fn a_page_of_an_operation_is_read() {
    let text = seed("004");
    assert_eq!(capture::detect(&text), Some(Form::ApiSite));
    let (capture, said) = read(Form::ApiSite, &text);
    for diagnostic in &said {
        println!("{}: {}", diagnostic.code, diagnostic.message);
        assert!(diagnostic.severity() < Severity::Error);
    }
    let facts = &capture.facts;
    assert_eq!((facts.methods, facts.incomplete), (1, 1));
    assert_eq!((facts.blocks, facts.rows), (2, 34));
    let listed = &capture.facts.listed;
    let with_verb = listed.iter().filter(|entry| entry.verb.is_some()).count();
    assert_eq!((listed.len(), with_verb), (66, 31));
    let document = capture.document.expect("it has a route");
    let [operation] = document.operations.as_slice() else {
        panic!("it is about one operation");
    };
    assert_eq!(operation.verb, Verb::Post);
    assert_eq!(operation.path.value, "/store/customers/me");
    assert_eq!(operation.summary, "Update Customer");
    assert_eq!(operation.tags, ["Customers"]);

    let body = operation.body.as_ref().expect("it has a body");
    let (media, body) = &body.content[0];
    assert_eq!(media.value, "application/json");
    let fields: Vec<&str> = body.properties.keys().map(String::as_str).collect();
    let expected = [
        "first_name",
        "last_name",
        "password",
        "phone",
        "email",
        "metadata",
        "billing_address",
    ];
    assert_eq!(fields, expected);
    assert!(body.required.is_empty());
    let address = &body.properties["billing_address"];
    assert_eq!(address.properties.len(), 11);
    let city = &address.properties["city"];
    assert_eq!(city.example, Some("South Geoffreyview".into()));
    assert_eq!(city.description, "City");

    let statuses: Vec<&str> = operation
        .responses
        .iter()
        .map(|response| response.status.as_str())
        .collect();
    assert_eq!(statuses, ["200", "400", "401", "404", "409", "422", "500"]);
    let (_, response) = &operation.responses[0].content[0];
    let reference = response.properties["customer"].reference.as_ref();
    let customer = &document.schemas[&reference.expect("it is named").name];
    check_customer(customer);
}

fn check_customer(customer: &Schema) {
    assert_eq!(customer.properties.len(), 15);
    let required: Vec<&str> = customer
        .required
        .iter()
        .map(|name| name.value.as_str())
        .collect();
    assert_eq!(required.len(), 11, "{required:?}");
    let field = |name: &str| &customer.properties[name];
    assert!(field("first_name").nullable && !field("id").nullable);
    assert_eq!(field("email").format.as_deref(), Some("email"));
    assert_eq!(field("deleted_at").format.as_deref(), Some("date-time"));
    assert!(field("deleted_at").nullable);
    assert_eq!(field("has_account").default, Some(false.into()));
    let groups = field("groups").items.as_ref().expect("it is a list");
    let groups = groups.reference.as_ref().expect("it is named");
    assert_eq!(groups.name, "CustomerGroup");
    assert_eq!(rows(customer), 15);
}
