//! What methods and setters of the generated API accept: one kind of value is given in the same way everywhere.
#![cfg(all(feature = "store", feature = "admin"))]

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use medusa_client::types::{
    AddressPayload, AdminPostDiscountsDiscountReq, AdminPostProductsReq, AdminPostRegionsRegionReq,
    DateComparisonOperator, OrderStatus, ProductStatus, StringComparisonOperator,
};
use medusa_client::{ErrorKind, Medusa, Patch, Timestamp, jiff};
use wiremock::MockServer;

use crate::{last, listening};

/// The decoded query of the last request.
async fn query(server: &MockServer) -> Vec<(String, String)> {
    last(server).await.url.query_pairs().into_owned().collect()
}

/// Sends one `request` for each text, and asserts that the server gets the same for all of them.
macro_rules! all_the_same {
    ($server:expr, $got:expr, |$text:ident| $request:expr, $($given:expr),* $(,)?) => {
        $({
            let $text = $given;
            $request.send_raw().await.expect("sent");
            assert_eq!(query($server).await, $got, stringify!($given));
        })*
    };
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[tokio::test]
async fn query_parameters_take_every_kind_of_text() {
    let (server, medusa) = listening().await;
    let products = medusa.admin().products();
    let text = "draft".to_owned();
    all_the_same!(
        &server,
        pairs(&[("q", "draft")]),
        |q| products.list().q(q),
        "draft",
        &text,
        text.clone(),
        text.clone().into_boxed_str(),
        Cow::from("draft"),
        ProductStatus::Draft,
        &ProductStatus::Draft,
    );
}

#[tokio::test]
async fn paths_take_every_kind_of_text() {
    let (server, medusa) = listening().await;
    async fn path(server: &MockServer) -> String {
        last(server).await.url.path().to_owned()
    }
    let products = medusa.admin().products();
    let id = "draft".to_owned();
    for request in [
        products.retrieve("draft"),
        products.retrieve(&id),
        products.retrieve(id.clone()),
        products.retrieve(Cow::from("draft")),
        products.retrieve(ProductStatus::Draft),
    ] {
        request.send_raw().await.expect("sent");
        assert_eq!(path(&server).await, "/admin/products/draft");
    }
}

#[test]
fn payloads_take_every_kind_of_text() {
    let text = "draft".to_owned();
    let product = AdminPostProductsReq::new("draft").subtitle("draft");
    for same in [
        AdminPostProductsReq::new(&text).subtitle(&text),
        AdminPostProductsReq::new(text.clone()).subtitle(text.clone()),
        AdminPostProductsReq::new(Cow::from("draft")).subtitle(Cow::from("draft")),
        AdminPostProductsReq::new(ProductStatus::Draft).subtitle(&ProductStatus::Draft),
    ] {
        assert_eq!(same, product);
    }
    let region = AdminPostRegionsRegionReq::new().tax_provider_id("draft");
    for same in [
        AdminPostRegionsRegionReq::new().tax_provider_id(&text),
        AdminPostRegionsRegionReq::new().tax_provider_id(Some("draft")),
        AdminPostRegionsRegionReq::new().tax_provider_id(&ProductStatus::Draft),
        AdminPostRegionsRegionReq::new().tax_provider_id(text),
    ] {
        assert_eq!(same, region);
    }
}

#[tokio::test]
async fn lists_take_one_value_or_several() {
    let (server, medusa) = listening().await;
    let orders = medusa.admin().orders();
    let ids = vec!["a".to_owned()];
    all_the_same!(
        &server,
        pairs(&[("region_id[]", "a")]),
        |ids| orders.list().region_id(ids),
        "a",
        &ids[0],
        ["a"],
        &["a"],
        &ids,
        ids.as_slice(),
        ids.iter().map(|id| id.trim()),
        ids.clone(),
    );
    all_the_same!(
        &server,
        pairs(&[("status[]", "pending")]),
        |status| orders.list().status(status),
        OrderStatus::Pending,
        [OrderStatus::Pending],
        &[OrderStatus::Pending],
        vec![OrderStatus::Pending],
        &OrderStatus::VALUES[..1],
        "pending",
    );
    all_the_same!(
        &server,
        pairs(&[("expand", "customer")]),
        |expand| orders.list().expand(expand),
        "customer",
        ["customer"],
        vec!["customer"],
    );
    let request = orders.list().expand(["customer", "items"]);
    request.send_raw().await.expect("sent");
    assert_eq!(query(&server).await, pairs(&[("expand", "customer,items")]));
}

#[tokio::test]
async fn unions_take_all_that_their_variants_take() {
    let (server, medusa) = listening().await;
    let tags = medusa.admin().product_tags();
    let (new, list) = ("new".to_owned(), vec!["new".to_owned()]);
    all_the_same!(
        &server,
        pairs(&[("value[]", "new")]),
        |value| tags.list().value(value),
        ["new"],
        [new.clone()],
        vec!["new"],
        list.as_slice(),
        list.clone(),
    );
    all_the_same!(
        &server,
        pairs(&[("value", "new")]),
        |value| tags.list().value(value),
        "new",
        &new,
        new.clone(),
    );
    let starts = StringComparisonOperator::new().starts_with("n");
    let request = tags.list().value(starts);
    request.send_raw().await.expect("sent");
    assert_eq!(query(&server).await, pairs(&[("value[starts_with]", "n")]));
    let variants = medusa.admin().variants();
    all_the_same!(
        &server,
        pairs(&[("inventory_quantity", "5.0")]),
        |quantity| variants.list().inventory_quantity(quantity),
        5,
        5_u32,
        5.0,
    );
}

#[tokio::test]
async fn pages_take_whole_numbers_of_any_type() {
    let (server, medusa) = listening().await;
    let products = medusa.products();
    all_the_same!(
        &server,
        pairs(&[("limit", "20")]),
        |limit| products.list().limit(limit),
        20,
        20_i64,
        20_u8,
        20_u32,
        20_usize,
    );
    let request = products.list().limit(u64::MAX);
    let error = request.await.expect_err("the number is too large");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("`limit`"), "{error}");
}

#[test]
fn times_are_those_of_any_library() {
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_706_695_200_500);
    let timestamp: Timestamp = "2024-01-31T10:00:00.5Z".parse().expect("valid");
    let filter = DateComparisonOperator::new().gte(timestamp);
    assert_eq!(DateComparisonOperator::new().gte(time), filter);
    assert_eq!(
        DateComparisonOperator::new().gte(jiff::Timestamp::from(timestamp)),
        filter
    );
    assert_eq!(
        DateComparisonOperator::new().gte(jiff::ZonedDateTime::from(timestamp)),
        filter
    );
    #[cfg(feature = "chrono")]
    assert_eq!(
        DateComparisonOperator::new().gte(chrono::DateTime::<chrono::Utc>::from(timestamp)),
        filter
    );
    #[cfg(feature = "time")]
    assert_eq!(
        DateComparisonOperator::new().gte(time::OffsetDateTime::from(timestamp)),
        filter
    );
    let discount = AdminPostDiscountsDiscountReq::new().ends_at(time);
    assert_eq!(discount.ends_at, Patch::Value(timestamp));
    let discount = discount.ends_at(None::<Timestamp>);
    assert_eq!(discount.ends_at, Patch::Null);
}

#[test]
fn values_that_are_equal_are_found_in_a_set() {
    let address = |city: &str| AddressPayload::new().city(city);
    let set = std::collections::HashSet::from([address("a"), address("a"), address("b")]);
    assert_eq!(set.len(), 2);
}

/// The calls are generic, and their futures still cross threads.
#[test]
fn requests_cross_threads() {
    fn sent<T: Send + 'static>(_: T) {}
    let medusa = Medusa::new("http://localhost:9000").expect("a valid URL");
    let id = String::from("a");
    sent(medusa.products().retrieve(&id).send());
    sent(medusa.products().list().limit(20_usize).send());
}
