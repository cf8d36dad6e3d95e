//! How to test code that uses this client, without a Medusa server.
//!
//! ```console
//! $ cargo run --example testing
//! ```
//!
//! The client takes any URL, so a mock server takes the place of the shop: here [`wiremock`], as any other would do. What
//! goes over the wire is what is tested, headers, queries and retries too, and the code under test needs no trait and no
//! type parameter for the sake of its tests. Responses may be written as JSON with the fields that the test is about and
//! those that are always there; types of the client can be written as JSON too.
//!
//! Code that only handles errors needs no server: an [`Error`] can be made for it.

use std::time::Duration;

use medusa_client::{Error, Medusa, Method, Response, Result, RetryPolicy, StatusCode};
use serde_json::json;
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The code under test: how many tags of a shop have no value.
async fn count_empty_tags(medusa: &Medusa) -> Result<usize> {
    let mut tags = medusa.product_tags().list().limit(2).items();
    let mut count = 0;
    while let Some(tag) = tags.next().await {
        count += usize::from(tag?.value.trim().is_empty());
    }
    Ok(count)
}

/// Further code under test: the text that a visitor gets to see.
fn for_visitors(error: &Error) -> &str {
    match error.code() {
        Some("insufficient_inventory") => "Sold out.",
        _ if error.is_not_found() => "This does not exist any more.",
        _ if error.is_timeout() || error.is_server_error() => "Please try again later.",
        _ => error.message().unwrap_or("Something went wrong."),
    }
}

fn tag(id: &str, value: &str) -> serde_json::Value {
    let at = "2024-01-31T10:00:00.000Z";
    json!({ "id": id, "value": value, "created_at": at, "updated_at": at })
}

/// A client of the mock server that does not wait between attempts.
fn client(server: &MockServer) -> Result<Medusa> {
    Medusa::builder(server.uri())
        .publishable_key("pk_test")
        .retries(RetryPolicy::new().min_delay(Duration::ZERO))
        .build()
}

/// In a real project, a `#[tokio::test]`.
async fn counts_over_all_pages() -> Result<()> {
    let server = MockServer::start().await;
    let list = || {
        Mock::given(method("GET"))
            .and(path("/store/product-tags"))
            .and(header("x-publishable-api-key", "pk_test"))
            .and(query_param("limit", "2"))
    };
    // Every page is requested with its offset, the first with `offset=0`.
    let second = json!({
        "product_tags": [tag("3", "")],
        "count": 3, "offset": 2, "limit": 2,
    });
    list()
        .and(query_param("offset", "2"))
        .respond_with(ResponseTemplate::new(200).set_body_json(second))
        .expect(1)
        .mount(&server)
        .await;
    // The server is busy at first.
    list()
        .and(query_param("offset", "0"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .expect(1)
        .mount(&server)
        .await;
    let first = json!({
        "product_tags": [tag("1", "new"), tag("2", " ")],
        "count": 3, "offset": 0, "limit": 2,
    });
    list()
        .and(query_param("offset", "0"))
        .respond_with(ResponseTemplate::new(200).set_body_json(first))
        .expect(1)
        .mount(&server)
        .await;

    assert_eq!(count_empty_tags(&client(&server)?).await?, 2);
    Ok(())
}

/// In a real project, a `#[tokio::test]`.
async fn passes_failures_on() -> Result<()> {
    let server = MockServer::start().await;
    let refusal = json!({ "type": "invalid_data", "message": "limit must be positive" });
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(400).set_body_json(refusal))
        .mount(&server)
        .await;
    let result = count_empty_tags(&client(&server)?).await;
    assert!(result.is_err_and(|error| error.is_invalid_data()));
    Ok(())
}

/// In a real project, a `#[test]`.
fn explains_errors_to_visitors() {
    let route = "/store/carts/{id}/complete";
    let refusal = |status, body: serde_json::Value| {
        let response = Response::new(Method::POST, route, status, body.to_string());
        response.success().expect_err("not a success")
    };
    let sold_out =
        json!({ "errors": [{ "code": "insufficient_inventory", "type": "not_allowed" }] });
    let invalid = json!({ "type": "invalid_data", "message": "The cart has no address." });
    for (error, text) in [
        (refusal(StatusCode::CONFLICT, sold_out), "Sold out."),
        (
            refusal(StatusCode::BAD_REQUEST, invalid),
            "The cart has no address.",
        ),
        (
            Error::timeout(Method::POST, route),
            "Please try again later.",
        ),
        (Error::connect(Method::POST, route), "Something went wrong."),
    ] {
        assert_eq!(for_visitors(&error), text);
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    counts_over_all_pages().await?;
    passes_failures_on().await?;
    explains_errors_to_visitors();
    println!("3 tests passed");
    Ok(())
}
