//! What the workspace-level tests share.

pub mod answers;
pub mod objects;
pub mod proxy;
pub mod recordings;
pub mod replay;
mod required;

pub use required::{required, shared};

use medusa_client::Medusa;
use serde_json::Value;
use std::path::PathBuf;
use wiremock::{MockServer, Request, ResponseTemplate};

/// The help of variables that the end-to-end tests need.
pub const RUN_BY_E2E: &str = "`cargo xtask e2e` runs the test and sets it";

/// The URL of a real server.
pub fn backend() -> String {
    required("MEDUSA_BACKEND", RUN_BY_E2E)
}

/// Writes down what a suite has proven, for the table in the README, where somebody wants to know.
pub fn prove(what: &str, figure: &str) {
    if let Some(folder) = std::env::var_os("MEDUSA_OUTCOME").map(PathBuf::from) {
        let row = format!("| {what} | {figure} |\n");
        let file = folder.join(what.replace(' ', "-")).with_extension("row");
        let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, row));
        assert!(written.is_ok(), "{}: {written:?}", file.display());
    }
}

/// The workspace's root.
pub fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A server that answers every request with `status` and `body`, and a client for it.
pub async fn answering(status: u16, body: Value) -> (MockServer, Medusa) {
    let server = MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(&server)
        .await;
    let medusa = Medusa::new(server.uri()).expect("the address of the test server is a URL");
    (server, medusa)
}

/// The only request that a server got.
pub async fn only_request(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap_or_default();
    assert_eq!(requests.len(), 1, "one call is one request");
    requests.remove(0)
}

/// A query string with its escapes undone, as a person reads it.
pub fn query(request: &Request) -> String {
    let pairs = request.url.query_pairs();
    let pairs = pairs.map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

/// Compiles the example of the workspace's README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
