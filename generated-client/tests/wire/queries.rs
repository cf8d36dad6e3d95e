//! Query strings.

use std::collections::BTreeMap;

use medusa_client::{ErrorKind, Json, Timestamp};
use serde::Serialize;

use crate::{get, last, listening, refused};

#[derive(Serialize)]
struct Comparison {
    lt: Option<Timestamp>,
    gt: Option<Timestamp>,
    gte: Option<String>,
}

#[tokio::test]
async fn values_are_written_as_the_server_reads_them() {
    let (server, medusa) = listening().await;
    let gt: Timestamp = "2020-01-01T01:00:00.5+01:00".parse().expect("valid");
    let comparison = Comparison {
        lt: None,
        gt: Some(gt),
        gte: Some("x".to_owned()),
    };
    let nested =
        serde_json::json!({ "address": { "postal_code": "10115", "tags": ["a", null, "b"] } });
    for (value, sent) in [
        (serde_json::json!("lamp"), "x=lamp"),
        (serde_json::json!(""), "x="),
        (
            serde_json::json!("a b+c&d=e#f%"),
            "x=a%20b%2Bc%26d%3De%23f%25",
        ),
        (serde_json::json!("ü"), "x=%C3%BC"),
        (serde_json::json!(true), "x=true"),
        (serde_json::json!(-12), "x=-12"),
        (serde_json::json!(0.5), "x=0.5"),
        (serde_json::json!(["a", "b"]), "x%5B%5D=a&x%5B%5D=b"),
        (serde_json::json!([1]), "x%5B%5D=1"),
        (serde_json::json!(gt), "x=2020-01-01T00%3A00%3A00.500Z"),
        (
            serde_json::to_value(&comparison).expect("valid"),
            "x%5Bgt%5D=2020-01-01T00%3A00%3A00.500Z&x%5Bgte%5D=x",
        ),
        (
            nested,
            "x%5Baddress%5D%5Bpostal_code%5D=10115&x%5Baddress%5D%5Btags%5D%5B%5D=a&x%5Baddress%5D%5Btags%5D%5B%5D=b",
        ),
    ] {
        get(&medusa, "/a", &[])
            .query("x", value)
            .await
            .expect("sent");
        assert_eq!(last(&server).await.url.query(), Some(sent));
    }
}

#[tokio::test]
async fn what_is_absent_is_not_sent() {
    let (server, medusa) = listening().await;
    let nothing = Comparison {
        lt: None,
        gt: None,
        gte: None,
    };
    get(&medusa, "/a", &[])
        .query("x", None::<i64>)
        .query("x", Vec::<String>::new())
        .query("x", [None::<i64>])
        .query("x", nothing)
        .query("x", BTreeMap::<String, i64>::new())
        .query("x", ())
        .await
        .expect("sent");
    assert_eq!(last(&server).await.url.query(), None);
}

#[tokio::test]
async fn parameters_keep_their_order_and_the_last_value_counts() {
    let (server, medusa) = listening().await;
    let list = get(&medusa, "/a", &[])
        .query("offset", 0)
        .query("limit", 10)
        .query(String::from("expand"), "items")
        .query("q", "x");
    list.clone()
        .query("offset", 10)
        .query("q", None::<&str>)
        .await
        .expect("sent");
    assert_eq!(
        last(&server).await.url.query(),
        Some("offset=10&limit=10&expand=items")
    );
    list.await.expect("sent");
    assert_eq!(
        last(&server).await.url.query(),
        Some("offset=0&limit=10&expand=items&q=x")
    );
}

#[tokio::test]
async fn what_cannot_be_written_is_refused() {
    let (_server, medusa) = listening().await;
    let no_text_keys = BTreeMap::from([((1, 2), 3)]);
    let error = refused(
        get(&medusa, "/a", &[]).query("x", no_text_keys),
        ErrorKind::InvalidRequest,
    )
    .await;
    assert_eq!(
        error.to_string(),
        "GET /a: the query parameter `x` cannot be written"
    );
    assert!(std::error::Error::source(&error).is_some());

    let mut deep = Json::from(1);
    for _ in 0..10 {
        deep = serde_json::json!({ "a": deep });
    }
    let error = refused(
        get(&medusa, "/a", &[]).query("x", deep),
        ErrorKind::InvalidRequest,
    )
    .await;
    assert_eq!(error.to_string(), "GET /a: the query cannot be written");
}
