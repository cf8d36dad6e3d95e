//! Bodies in both directions.

use std::collections::BTreeMap;

use medusa_client::{ErrorKind, Json, Method};
use serde::{Deserialize, Serialize};
use wiremock::ResponseTemplate;

use crate::{answering, last, listening, refused};

#[derive(Serialize)]
struct Payload<'a> {
    title: &'a str,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Deleted {
    id: String,
    deleted: bool,
}

#[tokio::test]
async fn json_is_sent_with_every_method() {
    let (server, medusa) = answering(
        ResponseTemplate::new(200).set_body_string(r#"{"id":"a","deleted":true,"object":"x"}"#),
    )
    .await;
    for method in [Method::POST, Method::DELETE, Method::PUT] {
        let deleted: Deleted = medusa
            .request(method.clone(), "/admin/things/{id}", &["a"])
            .json(&Payload { title: "lämp" })
            .await
            .expect("success");
        assert!(
            deleted
                == Deleted {
                    id: "a".to_owned(),
                    deleted: true
                }
        );
        let sent = last(&server).await;
        assert_eq!(sent.method, method);
        assert_eq!(sent.headers["content-type"], "application/json");
        assert_eq!(sent.headers["accept"], "application/json");
        assert_eq!(sent.body, "{\"title\":\"lämp\"}".as_bytes());
    }
}

#[tokio::test]
async fn without_a_payload_there_is_no_body() {
    let (server, medusa) = listening().await;
    medusa
        .request::<Json>(Method::POST, "/store/carts", &[])
        .await
        .expect("success");
    let sent = last(&server).await;
    assert!(sent.body.is_empty());
    assert!(!sent.headers.contains_key("content-type"));
}

#[tokio::test]
async fn a_payload_that_is_no_json_is_refused() {
    let (server, medusa) = listening().await;
    let no_text_keys = BTreeMap::from([((1, 2), 3)]);
    let request = medusa
        .request::<Json>(Method::POST, "/a", &[])
        .json(&no_text_keys);
    let error = refused(request, ErrorKind::InvalidRequest).await;
    assert_eq!(
        error.to_string(),
        "POST /a: the body cannot be written as JSON"
    );
    assert!(
        server
            .received_requests()
            .await
            .expect("recorded")
            .is_empty()
    );
}

#[tokio::test]
async fn a_body_without_a_documented_shape_is_ignored() {
    for response in [
        ResponseTemplate::new(200).set_body_string("OK"),
        ResponseTemplate::new(204),
        ResponseTemplate::new(202).set_body_string("{\"a\":"),
    ] {
        let (_server, medusa) = answering(response).await;
        medusa
            .request_empty(Method::DELETE, "/store/auth", &[])
            .await
            .expect("success");
    }
    let (_server, medusa) = answering(ResponseTemplate::new(401)).await;
    let error = medusa
        .request_empty(Method::DELETE, "/store/auth", &[])
        .await
        .expect_err("no success");
    assert!(error.is_unauthorized());
}

#[tokio::test]
async fn a_raw_response_comes_whatever_its_status() {
    let (_server, medusa) = answering(
        ResponseTemplate::new(409)
            .insert_header("x-one", "1")
            .set_body_string("{\"type\":\"conflict\"}"),
    )
    .await;
    let response = medusa
        .request::<Deleted>(Method::POST, "/store/carts", &[])
        .send_raw()
        .await
        .expect("a response");
    assert_eq!(response.status(), 409);
    assert_eq!(response.headers()["x-one"], "1");
    assert_eq!(response.bytes().as_ref(), b"{\"type\":\"conflict\"}");
    assert_eq!(response.json::<Json>().expect("JSON")["type"], "conflict");
    assert!(response.success().expect_err("no success").is_conflict());
}
