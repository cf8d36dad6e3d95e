//! Errors made without a server, for tests of the code that handles them.

use std::error::Error as _;
use std::time::Duration;

use medusa_client::reqwest::header::HeaderMap;
use medusa_client::{ApiError, Error, ErrorKind, Json, Method, Response, StatusCode};

const ROUTE: &str = "/store/carts/{id}/complete";

fn answer(status: StatusCode, body: &str) -> Response {
    Response::new(Method::POST, ROUTE, status, body.to_owned())
}

#[test]
fn an_answer_with_a_failure_is_an_error_of_kind_status() {
    let body = r#"{"errors":[{"code":"insufficient_inventory","type":"not_allowed","message":"Sold out"}]}"#;
    let headers = [("retry-after", "7"), ("x-request-id", "req_1")];
    let headers = headers.map(|(name, value)| {
        let value = value.parse().expect("a header value");
        (name.parse().expect("a header name"), value)
    });
    let error = answer(StatusCode::CONFLICT, body)
        .with_headers(HeaderMap::from_iter(headers))
        .success()
        .expect_err("a failure");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Status, 1));
    assert_eq!(error.status(), Some(StatusCode::CONFLICT));
    assert_eq!(
        (error.method(), error.route()),
        (Some(&Method::POST), Some(ROUTE))
    );
    assert_eq!(
        (error.code(), error.error_type(), error.message()),
        (
            Some("insufficient_inventory"),
            Some("not_allowed"),
            Some("Sold out")
        )
    );
    let said = ApiError {
        code: Some("insufficient_inventory".to_owned()),
        error_type: Some("not_allowed".to_owned()),
        message: Some("Sold out".to_owned()),
    };
    assert_eq!(error.errors(), [said]);
    assert!(error.is_conflict() && !error.is_retryable() && !error.is_connect());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(
        error.to_string(),
        "POST /store/carts/{id}/complete: 409 Conflict: Sold out (insufficient_inventory)"
    );
}

#[test]
fn an_answer_that_does_not_fit_is_an_error_of_kind_decode() {
    let answer = answer(StatusCode::OK, r#"{"id":"hush"}"#);
    let answer = answer.success().expect("a success");
    let error = answer.json::<Vec<Json>>().expect_err("not a list");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        (error.json_path(), error.status()),
        (Some("."), Some(StatusCode::OK))
    );
    assert!(!format!("{error:?} {error}").contains("hush"));
}

#[test]
fn failures_without_an_answer() {
    for (error, said, [is_connect, is_tls, is_timeout, is_retryable]) in [
        (
            Error::connect(Method::GET, "/store/carts"),
            "no connection to the server",
            [true, false, false, true],
        ),
        (
            Error::tls(Method::GET, "/store/carts"),
            "no connection to the server, because TLS failed",
            [true, true, false, false],
        ),
        (
            Error::timeout(Method::GET, "/store/carts"),
            "the response did not come in time",
            [false, false, true, true],
        ),
        (
            Error::broken(Method::GET, "/store/carts"),
            "the exchange with the server failed",
            [false, false, false, true],
        ),
    ] {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
        assert_eq!(error.to_string(), format!("GET /store/carts: {said}"));
        assert_eq!(
            [
                error.is_connect(),
                error.is_tls(),
                error.is_timeout(),
                error.is_retryable()
            ],
            [is_connect, is_tls, is_timeout, is_retryable],
            "{error}"
        );
        assert_eq!((error.status(), error.message()), (None, None));
        assert!(error.source().is_none() && error.response().is_none());
    }
}

#[test]
fn faults_found_before_anything_is_sent() {
    for (error, kind) in [
        (
            Error::invalid_argument("the argument `id` is empty"),
            ErrorKind::InvalidArgument,
        ),
        (
            Error::invalid_request("the argument `id` is empty"),
            ErrorKind::InvalidRequest,
        ),
        (
            Error::invalid_settings("the argument `id` is empty"),
            ErrorKind::InvalidSettings,
        ),
    ] {
        assert_eq!((error.kind(), error.attempts()), (kind, 0));
        assert_eq!(error.message(), Some("the argument `id` is empty"));
        assert_eq!(error.to_string(), "the argument `id` is empty");
        assert!(!error.is_retryable() && error.route().is_none());
    }
}
