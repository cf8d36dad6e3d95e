//! Medusa's published states, one after the other. They are not part of the project: `MEDUSA_SHARED` names
//! the folder that holds `corpus/<state>/`.

use super::drift::{self, Bump, Change, Options, Wire};
use super::support::shared;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn state(name: &str) -> PathBuf {
    shared().join("corpus").join(name)
}

/// The changes, counted by rule, as they are in `tests/fixtures/drift-history`.
fn changes(from: PathBuf, to: PathBuf, counted: &str) -> Vec<Change> {
    let changes = drift::read(&[from], &[to]).compare(Options::default());
    let changes = changes.expect("the published states have no errors");
    let mut counts = BTreeMap::new();
    for change in &changes {
        *counts.entry(change.rule.id()).or_insert(0) += 1;
    }
    let lines = counts
        .iter()
        .map(|(rule, count)| format!("{count:4} {rule}\n"));
    let file = format!("tests/fixtures/drift-history/{counted}.txt");
    super::expected(Path::new(&file)).assert_eq(&lines.collect::<String>());
    changes
}

#[track_caller]
fn assert_found(
    changes: &[Change],
    rule: &str,
    subject: &str,
    texts: [&str; 2],
    wire: Wire,
    bump: Bump,
) {
    let found = changes
        .iter()
        .find(|change| change.rule.id() == rule && change.subject == subject);
    let Some(change) = found else {
        panic!("{rule} {subject} is not found");
    };
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    assert_eq!(
        [or_empty(&change.before), or_empty(&change.after)],
        texts,
        "{change:#?}"
    );
    assert_eq!((change.wire, change.bump), (wire, bump), "{change:#?}");
}

/// Another dialect of pages, other files and other words, and the facts are the same.
#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn the_own_spec_has_the_facts_of_its_state() {
    let published = state("2024-10-24");
    let own = PathBuf::from("../spec");
    for (from, to) in [(own.clone(), published.clone()), (published, own)] {
        let changes = changes(from, to, "none");
        assert!(changes.is_empty(), "{changes:#?}");
    }
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn from_2024_01_to_2024_10() {
    let (from, to) = (state("2024-01-05"), state("2024-10-24"));
    let changes = changes(from, to, "2024-01-05-to-2024-10-24");
    use Bump::{Major, Minor};
    use Wire::{Breaking, Compatible};
    assert_found(
        &changes,
        "request.parameter.removed",
        "GET /admin/publishable-api-keys/{id}/sales-channels?limit",
        ["integer, optional", ""],
        Breaking,
        Major,
    );
    assert_found(
        &changes,
        "request.parameter.type.changed",
        "GET /admin/price-lists/{id}/products?is_giftcard",
        ["string", "boolean"],
        Breaking,
        Major,
    );
    assert_found(
        &changes,
        "request.parameter.type.widened",
        "GET /admin/price-lists/{id}/products?id",
        ["string", "string | string[]"],
        Compatible,
        Major,
    );
    assert_found(
        &changes,
        "response.required-field.added",
        "AdminUsersListRes.count",
        ["", "integer"],
        Compatible,
        Minor,
    );
    assert_found(
        &changes,
        "response.field.added",
        "SalesChannel.orders",
        ["", "Order[] | null, optional"],
        Compatible,
        Minor,
    );
    // It has new fields, and no operation takes or gives it: it is no part of the API.
    let is_out = |change: &&Change| change.subject.starts_with("PublishableApiKeySalesChannel");
    assert_eq!(changes.iter().find(is_out), None);
    // What had no query before becomes a request value with setters.
    assert_found(
        &changes,
        "request.parameter.added",
        "GET /admin/users?email",
        ["", "string, optional"],
        Compatible,
        Major,
    );
    assert_found(
        &changes,
        "request.parameter.added",
        "GET /admin/customers?order",
        ["", "string, optional"],
        Compatible,
        Minor,
    );
    // The pages have known it before.
    assert_found(
        &changes,
        "source.overridden",
        "GET /admin/customers?has_account",
        [
            "",
            "only in OpenAPI: request.parameter.added (boolean, optional)",
        ],
        Wire::Docs,
        Bump::Patch,
    );
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn from_2023_11_to_2024_01() {
    let (from, to) = (state("2023-11-17"), state("2024-01-05"));
    let changes = changes(from, to, "2023-11-17-to-2024-01-05");
    use Bump::{Major, Patch};
    use Wire::{Breaking, Compatible, Docs};
    assert_found(
        &changes,
        "request.parameter.default.changed",
        "GET /admin/regions?limit",
        ["50", "20"],
        Breaking,
        Patch,
    );
    assert_found(
        &changes,
        "response.field.type.changed",
        "Country.num_code",
        ["string", "number"],
        Breaking,
        Major,
    );
    assert_found(
        &changes,
        "response.field.type.widened",
        "StoreCompleteCartRes.data",
        ["Cart", "Order | Cart | Swap"],
        Breaking,
        Major,
    );
    assert_found(
        &changes,
        "response.field.type.narrowed",
        "Address.customer",
        ["Record<string, any>", "Customer"],
        Compatible,
        Major,
    );
    // OpenAPI has said so before.
    assert_found(
        &changes,
        "source.overridden",
        "Discount.rule",
        [
            "",
            "only in the pages: response.field.type.narrowed (any → DiscountRule)",
        ],
        Docs,
        Patch,
    );
    // It also has fields of other types.
    assert_found(
        &changes,
        "rust.constructor.removed",
        "LineItem",
        [
            "new(id, title, is_return, is_giftcard, should_merge, allow_discounts, unit_price, quantity, created_at, updated_at)",
            "",
        ],
        Compatible,
        Major,
    );
    // `draft` and `ProductStatus.DRAFT` are the same default.
    assert!(
        !changes
            .iter()
            .any(|change| change.subject == "AdminPostProductsReq.status")
    );
}
