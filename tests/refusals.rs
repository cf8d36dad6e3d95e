//! Recorded refusals of a real server, as the errors that the client makes of them: nothing of what Medusa says is lost.

use medusa_client::{ApiError, Error, ErrorKind, Json, Medusa, Method, RetryPolicy};
use medusa_tests::recordings::{self, Exchange};
use medusa_tests::{shared, workspace};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Headers that the test server sets itself, as it sends the body.
const OF_THE_BODY: [&str; 2] = ["content-length", "transfer-encoding"];

/// The ways to refuse: status, type of the body, what it says; and what the error says of itself.
const SHAPES: [&str; 15] = [
    "400 application/json invalid_data/-: invalid data",
    "400 application/json not_allowed/-: nothing more",
    "400 application/json not_allowed/insufficient_inventory: nothing more",
    "400 text/html: nothing more",
    "401 text/plain: unauthorized",
    "401 untyped: unauthorized",
    "404 application/json not_found/-: not found",
    "404 text/html: not found",
    "404 text/plain: not found",
    "409 application/json not_allowed/insufficient_inventory: conflict",
    "413 text/html: nothing more",
    "422 application/json duplicate_error/invalid_request_error: duplicate",
    "500 application/json invalid_argument/-: server error",
    "500 application/json unexpected_state/-: server error",
    "500 application/json unknown_error/unknown_error: server error",
];

/// A message in the list of errors, without a type. Only our own recordings have one.
const BARE_MESSAGE: &str = "400 application/json -/-: nothing more";

#[tokio::test]
#[ignore = "needs MEDUSA_SHARED: the shared recordings"]
async fn shared_recordings() {
    assert_eq!(shapes(&shared().join("recordings")).await, SHAPES);
}

#[tokio::test]
async fn own_recordings() {
    let shapes = shapes(&workspace().join("tests/recordings")).await;
    let expected: Vec<&str> = [BARE_MESSAGE].into_iter().chain(SHAPES).collect();
    assert_eq!(shapes, expected);
}

/// The ways to refuse that are recorded in a folder, each once.
async fn shapes(folder: &Path) -> Vec<String> {
    let server = MockServer::start().await;
    let medusa = Medusa::builder(server.uri())
        .retries(RetryPolicy::never())
        .build();
    let medusa = medusa.expect("the address of the test server is a URL");
    let mut seen = BTreeSet::new();
    for file in recordings::files(folder) {
        let exchanges = recordings::read(&file).expect("recordings can be read");
        for exchange in exchanges.iter().filter(|exchange| exchange.status >= 400) {
            server.reset().await;
            Mock::given(any())
                .respond_with(again(exchange))
                .mount(&server)
                .await;
            let error = medusa
                .request::<Json>(Method::GET, "/store/anything", &[])
                .await
                .expect_err("it is refused");
            check(&error, exchange);
            seen.insert(shape(&error, exchange));
        }
    }
    seen.into_iter().collect()
}

fn again(exchange: &Exchange) -> ResponseTemplate {
    let body = match &exchange.response_json {
        Some(json) => json.to_string(),
        None => exchange.text().unwrap_or_default(),
    };
    let headers = (exchange.response_headers.iter())
        .filter(|(name, _)| !OF_THE_BODY.contains(&name.as_str()));
    headers.fold(
        ResponseTemplate::new(exchange.status).set_body_bytes(body),
        |response, (name, value)| response.append_header(name.as_str(), value.as_str()),
    )
}

fn check(error: &Error, exchange: &Exchange) {
    let name = &exchange.name;
    assert_eq!(error.kind(), ErrorKind::Status, "{name}");
    let status = error.status().map(|status| status.as_u16());
    assert_eq!(status, Some(exchange.status), "{name}");
    let said = said(exchange);
    assert_eq!(error.errors(), said, "{name}");
    let first = said.first().cloned().unwrap_or_default();
    assert_eq!(error.code(), first.code.as_deref(), "{name}");
    assert_eq!(error.error_type(), first.error_type.as_deref(), "{name}");
    let message = match first.message.as_deref() {
        // The server writes the text `null` if it has no message.
        Some("null") => None,
        Some(message) => Some(message.to_owned()),
        None => plain(exchange),
    };
    assert_eq!(error.message(), message.as_deref(), "{name}");
    let key = exchange.response_headers.get("idempotency-key");
    assert_eq!(error.idempotency_key(), key.map(String::as_str), "{name}");
}

/// What came, and what the error says of itself.
fn shape(error: &Error, exchange: &Exchange) -> String {
    let kind = error.response().and_then(|response| {
        let kind = response.headers().get("content-type")?.to_str().ok()?;
        kind.split(';').next()
    });
    let kind = kind.unwrap_or("untyped");
    let said = error.errors().iter().map(|error| {
        let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
        format!(" {}/{}", name(&error.error_type), name(&error.code))
    });
    let said: String = said.collect();
    let is = [
        ("conflict", error.is_conflict()),
        ("duplicate", error.is_duplicate()),
        ("forbidden", error.is_forbidden()),
        ("invalid data", error.is_invalid_data()),
        ("not found", error.is_not_found()),
        ("rate limited", error.is_rate_limited()),
        ("retryable", error.is_retryable()),
        ("server error", error.is_server_error()),
        ("unauthorized", error.is_unauthorized()),
    ];
    let is = is.iter().filter_map(|(name, is)| is.then_some(*name));
    let is: Vec<_> = is.collect();
    let is = if is.is_empty() {
        "nothing more"
    } else {
        &is.join(", ")
    };
    format!("{} {kind}{said}: {is}", exchange.status)
}

/// What Medusa says, in either of its shapes: one error, or a list of them.
fn said(exchange: &Exchange) -> Vec<ApiError> {
    let Some(body) = &exchange.response_json else {
        return Vec::new();
    };
    let one = |error: &Value| {
        let text = |name: &str| error[name].as_str().map(str::to_owned);
        ApiError {
            error_type: text("type"),
            code: text("code"),
            // In a list, also bare messages.
            message: text("message").or_else(|| error.as_str().map(str::to_owned)),
        }
    };
    match body["errors"].as_array() {
        Some(errors) => errors.iter().map(one).collect(),
        None => vec![one(body)],
    }
}

/// A body that is one line of text.
fn plain(exchange: &Exchange) -> Option<String> {
    let is_line = |text: &String| !text.is_empty() && !text.contains(['<', '\n']);
    exchange.text().filter(is_line)
}
