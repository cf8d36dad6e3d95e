//! What goes over the wire, against a server on a real socket.

mod arguments;
mod bodies;
mod enums;
mod error_values;
mod errors;
mod paths;
mod queries;
mod settings;
mod sign_in;
mod uploads;

use medusa_client::{Error, ErrorKind, Json, Medusa, Method, Request, RetryPolicy};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request as Received, ResponseTemplate};

/// A server that gives every request this response, and a client of it.
async fn answering(response: ResponseTemplate) -> (MockServer, Medusa) {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let medusa = once(&server.uri());
    (server, medusa)
}

/// A client that sends each request once.
fn once(url: &str) -> Medusa {
    let builder = Medusa::builder(url).retries(RetryPolicy::never());
    builder.build().expect("a valid URL")
}

/// A server that answers everything with an empty object, and a client of it.
async fn listening() -> (MockServer, Medusa) {
    answering(ResponseTemplate::new(200).set_body_string("{}")).await
}

/// What the server got, the last request only.
async fn last(server: &MockServer) -> Received {
    let mut requests = server.received_requests().await.expect("recorded");
    requests.pop().expect("a request")
}

/// The fault of this kind that keeps a request from being sent.
async fn refused<T: std::fmt::Debug>(request: Request<T>, kind: ErrorKind) -> Error {
    let error = request.await.expect_err("not sent");
    assert_eq!(error.kind(), kind, "{error}");
    let message = error.message().expect("a message");
    assert!(error.to_string().ends_with(message), "{error}");
    error
}

fn get(medusa: &Medusa, route: &'static str, arguments: &[&str]) -> Request<Json> {
    medusa.request(Method::GET, route, arguments)
}
