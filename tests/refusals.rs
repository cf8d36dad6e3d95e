//! Recorded refusals of a real server, as the errors that the client makes of them: nothing of what Medusa says is lost.

use medusa_client::{ApiError, ErrorKind, Json, Medusa, Method, RetryPolicy};
use medusa_tests::recordings::{self, Exchange};
use medusa_tests::{shared, workspace};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

#[tokio::test]
async fn shared_recordings() {
    if let Some(shared) = shared("shared_recordings") {
        every_shape(&shared.join("recordings")).await;
    }
}

#[tokio::test]
async fn own_recordings() {
    every_shape(&workspace().join("tests/recordings")).await;
}

async fn every_shape(folder: &Path) {
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
            check(&medusa, exchange).await;
            let types = said(exchange)
                .into_iter()
                .map(|error| (error.error_type, error.code));
            seen.insert((exchange.status, types.collect::<Vec<_>>()));
        }
    }
    println!("{} shapes: {seen:#?}", seen.len());
    assert!(
        seen.len() >= 5,
        "the recordings have refusals of many kinds"
    );
}

fn again(exchange: &Exchange) -> ResponseTemplate {
    let response = ResponseTemplate::new(exchange.status);
    match (&exchange.response_json, &exchange.response_raw) {
        (Some(json), _) => response.set_body_json(json),
        (None, text) => response.set_body_string(text.clone().unwrap_or_default()),
    }
}

async fn check(medusa: &Medusa, exchange: &Exchange) {
    let name = &exchange.name;
    let error = medusa
        .request::<Json>(Method::GET, "/store/anything", &[])
        .await
        .expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Status, "{name}");
    let status = error.status().map(|status| status.as_u16());
    assert_eq!(status, Some(exchange.status), "{name}");
    assert_eq!(error.errors(), said(exchange), "{name}");
    if let Some(text) = plain(exchange) {
        assert_eq!(error.message(), Some(text), "{name}");
    }
    let is = [
        (404, error.is_not_found()),
        (401, error.is_unauthorized()),
        (500, error.is_server_error()),
    ];
    for (status, is) in is {
        assert_eq!(is, exchange.status == status, "{name}: {error}");
    }
    let is_duplicate = error.error_type() == Some("duplicate_error");
    assert_eq!(error.is_duplicate(), is_duplicate, "{name}");
}

/// What Medusa says, in either of its shapes: one error, or a list of them.
fn said(exchange: &Exchange) -> Vec<ApiError> {
    let Some(body) = &exchange.response_json else {
        return Vec::new();
    };
    let one = |error: &Value| {
        let text = |name: &str| error[name].as_str().map(str::to_owned);
        let mut said = ApiError::default();
        said.error_type = text("type");
        said.code = text("code");
        said.message = text("message");
        said
    };
    match body["errors"].as_array() {
        Some(errors) => errors.iter().map(one).collect(),
        None => vec![one(body)],
    }
}

/// A body that is one line of text.
fn plain(exchange: &Exchange) -> Option<&str> {
    let text = exchange.response_raw.as_deref()?;
    (!text.is_empty() && !text.contains(['<', '\n'])).then_some(text)
}
