//! What comes of a response that is no success, of one that does not decode, and of none.

use std::error::Error as _;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use medusa_client::{Error, ErrorKind, Json, Method};
use serde::Deserialize;
use wiremock::ResponseTemplate;

use crate::{answering, get, once};

/// All that an error comes of, the root last.
fn sources(error: &Error) -> Vec<&(dyn std::error::Error + 'static)> {
    let mut sources = Vec::new();
    let mut next = error.source();
    while let Some(source) = next {
        sources.push(source);
        next = source.source();
    }
    sources
}

async fn error_of(status: u16, body: &str, content_type: Option<&str>) -> Error {
    let response = ResponseTemplate::new(status);
    let response = match content_type {
        Some(content_type) => response.set_body_raw(body, content_type),
        None => response.set_body_bytes(body),
    };
    let (_server, medusa) = answering(response).await;
    let error = get(&medusa, "/store/things/{id}", &["secret-id"])
        .await
        .expect_err("no success");
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    assert_eq!(error.response().expect("a response").bytes(), body);
    assert_eq!(error.route(), Some("/store/things/{id}"));
    assert!(error.source().is_none());
    assert!(!error.is_timeout() && !error.is_connect());
    error
}

async fn json_error(status: u16, body: &str) -> Error {
    error_of(status, body, Some("application/json; charset=utf-8")).await
}

#[tokio::test]
async fn one_error_in_json() {
    let error = json_error(
        404,
        r#"{"type":"not_found","message":"Thing with id: x was not found"}"#,
    )
    .await;
    assert!(error.is_not_found());
    assert!(!error.is_unauthorized() && !error.is_conflict() && !error.is_invalid_data());
    assert_eq!(error.error_type(), Some("not_found"));
    assert_eq!(error.message(), Some("Thing with id: x was not found"));
    assert_eq!(error.code(), None);
    assert_eq!(error.errors().len(), 1);
    assert_eq!(
        error.to_string(),
        "GET /store/things/{id}: 404 Not Found: Thing with id: x was not found (not_found)"
    );

    let error = json_error(
        400,
        r#"{"type":"invalid_data","message":"email must be an email"}"#,
    )
    .await;
    assert!(error.is_invalid_data());

    let error = json_error(
        422,
        r#"{"code":"invalid_request_error","type":"duplicate_error","message":"Exists already"}"#,
    )
    .await;
    assert_eq!(error.code(), Some("invalid_request_error"));
    assert_eq!(error.error_type(), Some("duplicate_error"));
    assert!(!error.is_conflict());
}

#[tokio::test]
async fn several_errors_in_json() {
    let error = json_error(
        409,
        r#"{"message":"Errors","errors":[
            {"type":"not_allowed","code":"insufficient_inventory","message":"Too few lamps"},
            {"type":"invalid_data","message":"No pens"}]}"#,
    )
    .await;
    assert!(error.is_conflict() && error.is_invalid_data());
    assert_eq!(error.code(), Some("insufficient_inventory"));
    assert_eq!(error.message(), Some("Too few lamps"));
    let messages: Vec<_> = error
        .errors()
        .iter()
        .map(|error| error.message.as_deref())
        .collect();
    assert_eq!(messages, [Some("Too few lamps"), Some("No pens")]);
    assert_eq!(
        error.to_string(),
        "GET /store/things/{id}: 409 Conflict: Too few lamps (insufficient_inventory); No pens (invalid_data)"
    );
}

#[tokio::test]
async fn several_errors_as_bare_messages() {
    let error = json_error(
        400,
        r#"{"message":"Errors","errors":["Sales Channels sc_none do not exist","Products none do not exist"]}"#,
    )
    .await;
    assert_eq!(error.message(), Some("Sales Channels sc_none do not exist"));
    assert_eq!((error.errors().len(), error.code()), (2, None));
    assert_eq!(
        error.to_string(),
        "GET /store/things/{id}: 400 Bad Request: Sales Channels sc_none do not exist; Products none do not exist"
    );
}

#[tokio::test]
async fn text_and_html() {
    for content_type in [Some("text/plain; charset=utf-8"), None] {
        let error = error_of(401, "Unauthorized", content_type).await;
        assert!(error.is_unauthorized());
        assert_eq!(error.message(), Some("Unauthorized"));
        assert_eq!(
            error.to_string(),
            "GET /store/things/{id}: 401 Unauthorized"
        );
    }
    let error = error_of(503, "Back soon\n", Some("text/plain")).await;
    assert_eq!(
        error.to_string(),
        "GET /store/things/{id}: 503 Service Unavailable: Back soon"
    );
    let html = "<!DOCTYPE html>\n<html lang=\"en\">\n<body>\n<pre>Cannot GET /store/x</pre>\n</body>\n</html>\n";
    for (status, said) in [
        (400, "400 Bad Request"),
        (404, "404 Not Found"),
        (413, "413 Payload Too Large"),
    ] {
        let error = error_of(status, html, Some("text/html; charset=utf-8")).await;
        assert_eq!(error.message(), None);
        assert!(error.errors().is_empty());
        assert_eq!(
            error.to_string(),
            format!("GET /store/things/{{id}}: {said}")
        );
    }
}

#[tokio::test]
async fn odd_bodies_are_no_trouble() {
    for body in [
        "",
        "{}",
        "[]",
        "null",
        "{\"errors\":[]}",
        "{\"errors\":[1,{}]}",
        "{\"type\":1}",
        "{\"a\":",
        "\u{0}",
    ] {
        let error = json_error(500, body).await;
        assert!(error.errors().is_empty(), "{body}");
        assert_eq!((error.code(), error.error_type()), (None, None));
    }
    let error = json_error(500, r#"{"errors":"no list","message":"Plain"}"#).await;
    assert_eq!(error.message(), Some("Plain"));
    let error = json_error(409, r#"{"type":"not_allowed","message":"null"}"#).await;
    assert_eq!(
        (error.message(), error.error_type()),
        (None, Some("not_allowed"))
    );
    assert_eq!(
        error.to_string(),
        "GET /store/things/{id}: 409 Conflict: not_allowed"
    );
    let error = json_error(500, r#"{"message":"null"}"#).await;
    assert_eq!(
        error.to_string(),
        "GET /store/things/{id}: 500 Internal Server Error"
    );
    let error = error_of(500, "\u{FFFD}", None).await;
    assert!(error.errors().is_empty());
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Orders {
    orders: Vec<Order>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Order {
    id: String,
    total: i64,
}

#[tokio::test]
async fn a_body_that_does_not_fit() {
    for (body, path, said) in [
        (
            r#"{"orders":[{"id":"a","total":1},{"id":"b","total":null}]}"#,
            "orders[1].total",
            "orders[1].total: found null, expected i64",
        ),
        (
            r#"{"orders":[{"total":1,"token":"hush"}]}"#,
            "orders[0]",
            "orders[0]: found an object with the keys token, total, missing field `id`",
        ),
        (
            r#"{"orders":[{"id":"a","total":"hush"}]}"#,
            "orders[0].total",
            "orders[0].total: found a text of 4 characters, expected i64",
        ),
        (
            "[]",
            ".",
            ".: found an array of 0, expected struct Orders with 1 element",
        ),
        (
            "",
            ".",
            ".: found a text of 0 characters that is no JSON, EOF while parsing a value at line 1 column 0",
        ),
        (
            r#"{"token":"hush"#,
            "token",
            "token: found a text of 14 characters that is no JSON, EOF while parsing a string at line 1 column 14",
        ),
    ] {
        let (_server, medusa) = answering(ResponseTemplate::new(200).set_body_string(body)).await;
        let list = medusa.request::<Orders>(Method::GET, "/store/orders", &[]);
        let error = list.clone().await.expect_err("does not fit");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.json_path(), Some(path));
        assert_eq!(
            error.to_string(),
            format!("GET /store/orders: cannot decode the body at {said}")
        );
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert_eq!(error.response().expect("a response").bytes(), body);
        assert!(error.source().is_none());
        assert!(!format!("{error:?} {error}").contains("hush"));
        assert_eq!((error.message(), error.errors().len()), (None, 0));

        let as_json = list.send_as::<Json>().await;
        assert_eq!(as_json.is_ok(), serde_json::from_str::<Json>(body).is_ok());
    }
}

#[tokio::test]
async fn a_response_that_does_not_come_in_time() {
    let (_server, medusa) =
        answering(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let error = get(&medusa, "/store/orders/{id}", &["a"])
        .timeout(Duration::from_millis(50))
        .await
        .expect_err("too late");
    assert!(error.is_timeout() && !error.is_connect());
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(
        error.to_string(),
        "GET /store/orders/{id}: the response did not come in time"
    );
    assert!(
        error
            .source()
            .expect("a source")
            .is::<medusa_client::reqwest::Error>()
    );
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let medusa = once(&format!("http://{address}"));
    let error = get(&medusa, "/a", &[]).await.expect_err("nobody there");
    assert!(error.is_connect() && !error.is_timeout());
    assert_eq!(error.status(), None);
    assert_eq!(error.to_string(), "GET /a: no connection to the server");
    let root = sources(&error).pop().expect("a source");
    assert!(root.is::<std::io::Error>(), "{root:?}");
}

#[tokio::test]
async fn a_response_that_breaks_off() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = [0; 1024];
        assert!(stream.read(&mut request).expect("a request") > 0);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":")
            .expect("written");
    });
    let medusa = once(&format!("http://{address}"));
    let error = get(&medusa, "/a", &[]).await.expect_err("half a body");
    server.join().expect("no panic");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(
        error.to_string(),
        "GET /a: the exchange with the server failed"
    );
    for source in sources(&error) {
        assert!(!source.to_string().contains("127.0.0.1"), "{source}");
    }
}
