//! Idempotency keys: the server makes them, and a retry says the one of the last answer.

use medusa_client::Json;

use crate::post;
use crate::server::{Answer, Server, json, response, status};

const COMPLETE: &str = "/store/carts/{id}/complete";

fn failed_with(key: &str) -> Answer {
    response(503, &format!("idempotency-key: {key}\r\n"), "")
}

/// The keys of all requests.
fn keys(server: &Server) -> Vec<Option<String>> {
    let key =
        |request: &crate::server::Received| request.header("idempotency-key").map(str::to_owned);
    server.received().iter().map(key).collect()
}

fn some(key: &str) -> Option<String> {
    Some(key.to_owned())
}

#[tokio::test]
async fn a_post_goes_on_with_the_key_of_the_answer() {
    let server = Server::start([
        failed_with("k1"),
        response(409, "idempotency-key: k1\r\n", ""),
        json("{}"),
        failed_with("k2"),
        json("{}"),
    ])
    .await;
    let medusa = server.client();
    let complete = || {
        let request = medusa.request::<Json>(medusa_client::Method::POST, COMPLETE, &["c"]);
        request.json(&serde_json::json!({ "a": 1 }))
    };
    complete().await.expect("success");
    complete().await.expect("success");
    assert_eq!(
        keys(&server),
        [None, some("k1"), some("k1"), None, some("k2")]
    );
    for request in server.received() {
        assert_eq!(request.line(), "POST /store/carts/c/complete");
        assert_eq!(request.body, b"{\"a\":1}");
    }
}

#[tokio::test]
async fn where_the_server_keeps_no_key_nothing_is_sent_again() {
    // A route without one, and an answer without one.
    for (route, answer) in [
        ("/store/carts", failed_with("k1")),
        ("/store/swaps", status(503)),
    ] {
        let server = Server::start([answer]).await;
        let error = post(&server.client(), route).await.expect_err("no success");
        assert_eq!((error.attempts(), server.count()), (1, 1), "{route}");
    }
}

#[tokio::test]
async fn a_request_that_may_have_been_carried_out() {
    // Nothing is known of the first attempt, so there is no second.
    let server = Server::start([Answer::Reset]).await;
    let error = post(&server.client(), "/store/returns").await;
    assert_eq!(error.expect_err("no success").attempts(), 1);

    // Of this one the server has told the key before the connection broke.
    let server = Server::start([failed_with("k1"), Answer::Reset, json("{}")]).await;
    let request = post(&server.client(), "/store/returns");
    request.await.expect("success");
    assert_eq!(keys(&server), [None, some("k1"), some("k1")]);
}

#[tokio::test]
async fn the_caller_goes_on_later() {
    let server = Server::start([failed_with("k1"), json("{}")]).await;
    let medusa = server.client();
    let policy = medusa_client::RetryPolicy::never();
    let request = post(&medusa, "/store/swaps");
    let error = request.clone().retries(policy).await;
    let error = error.expect_err("no success");
    let key = error.idempotency_key().expect("a key").to_owned();
    request.idempotency_key(&key).await.expect("success");
    assert_eq!(keys(&server), [None, some("k1")]);
}

#[tokio::test]
async fn a_key_of_the_callers_own_protects_nothing() {
    // The server ignores keys that it did not make, and would carry this out a second time.
    let server = Server::start([Answer::Reset]).await;
    let request = post(&server.client(), "/store/swaps").idempotency_key("mine");
    let error = request.await.expect_err("no success");
    assert_eq!((error.attempts(), server.count()), (1, 1));

    // What it answers with is its own key.
    let server = Server::start([failed_with("k1"), Answer::Reset, json("{}")]).await;
    let request = post(&server.client(), "/store/swaps").idempotency_key("mine");
    request.await.expect("success");
    assert_eq!(keys(&server), [some("mine"), some("k1"), some("k1")]);
}

#[tokio::test]
async fn the_generated_calls_are_those_of_the_table() {
    let server = Server::start([failed_with("k1"), json("{\"type\":\"order\",\"data\":{}}")]).await;
    let medusa = server.client();
    medusa
        .carts()
        .complete("cart_1")
        .send_raw()
        .await
        .expect("a response");
    assert_eq!(keys(&server), [None, some("k1")]);
}
