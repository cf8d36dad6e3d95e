//! Medusa's published states, one after the other. They are no part of the project: `MEDUSA_SHARED` names
//! the folder that holds `corpus/<state>/`.

use super::drift::{self, Bump, Change, Options, Wire};
use super::support::shared;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

fn state(name: &str) -> Option<PathBuf> {
    let shared = shared("the published states")?;
    Some(shared.join("corpus").join(name))
}

fn changes(from: PathBuf, to: PathBuf) -> Vec<Change> {
    let started = Instant::now();
    let pair = drift::read(&[from], &[to]);
    let read = started.elapsed();
    let compare = || {
        let started = Instant::now();
        let changes = pair.compare(Options::default());
        let changes = changes.expect("the published states have no errors");
        (started.elapsed(), changes)
    };
    // The shortest of several: other tests run at the same time.
    let compared = (0..3).map(|_| compare().0).min().unwrap_or_default();
    println!("read in {read:?}, compared in {compared:?}");
    assert!(compared < 2 * read, "{compared:?}");
    compare().1
}

fn counts(changes: &[Change]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for change in changes {
        *counts.entry(change.rule.id()).or_default() += 1;
    }
    counts
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
fn the_own_spec_has_the_facts_of_its_state() {
    let Some(published) = state("2024-10-24") else {
        return;
    };
    let own = PathBuf::from("../spec");
    for (from, to) in [(own.clone(), published.clone()), (published, own)] {
        let changes = changes(from, to);
        assert!(changes.is_empty(), "{changes:#?}");
    }
}

#[test]
fn from_2024_01_to_2024_10() {
    let (Some(from), Some(to)) = (state("2024-01-05"), state("2024-10-24")) else {
        return;
    };
    let changes = changes(from, to);
    println!("{:#?}", counts(&changes));
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
}

#[test]
fn from_2023_11_to_2024_01() {
    let (Some(from), Some(to)) = (state("2023-11-17"), state("2024-01-05")) else {
        return;
    };
    let changes = changes(from, to);
    println!("{:#?}", counts(&changes));
    use Bump::{Major, Patch};
    use Wire::{Breaking, Compatible};
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
