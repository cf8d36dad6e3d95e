//! What is sent again after what, and when.

use std::time::{Duration, Instant};

use futures_util::stream;
use medusa_client::{ErrorKind, File, Json, Medusa, Method, RetryPolicy};
use tokio::net::TcpListener;

use crate::server::{Answer, Server, json, quick, response, status};
use crate::{get, post};

/// How often a `GET` and a `POST` come when this is all that is answered.
async fn counts(answer: Answer) -> (usize, usize) {
    let server = Server::start([answer]).await;
    let medusa = server.client();
    get(&medusa, "/store/a").await.expect_err("no success");
    let gets = server.count();
    post(&medusa, "/store/a").await.expect_err("no success");
    (gets, server.count() - gets)
}

#[tokio::test]
async fn a_failure_that_passes() {
    for failure in [status(503), Answer::Reset, truncated()] {
        let server = Server::start([failure.clone(), failure, json("{\"a\":1}")]).await;
        let medusa = server.client();
        let response = get(&medusa, "/store/a").send_raw().await.expect("success");
        assert_eq!((response.attempts(), server.count()), (3, 3));
        assert_eq!(response.json::<Json>().expect("JSON")["a"], 1);
        let sent = server.received();
        assert!(sent.iter().all(|request| *request == sent[0]), "{sent:?}");
    }
}

#[tokio::test]
async fn every_status() {
    for (code, gets) in [
        (304, 1),
        (400, 1),
        (401, 1),
        (403, 1),
        (404, 1),
        (408, 1),
        (409, 3),
        (422, 1),
        (429, 3),
        (500, 1),
        (501, 3),
        (502, 3),
        (503, 3),
        (504, 3),
        (599, 3),
    ] {
        assert_eq!(counts(status(code)).await, (gets, 1), "{code}");
    }
}

#[tokio::test]
async fn conflicts_that_last_and_that_pass() {
    let conflict = |body| response(409, "content-type: application/json\r\n", body);
    let lasting = r#"{"errors":[{"code":"insufficient_inventory","type":"not_allowed"}]}"#;
    assert_eq!(counts(conflict(lasting)).await, (1, 1));
    let passing = r#"{"code":"invalid_state_error","type":"QueryRunnerAlreadyReleasedError"}"#;
    assert_eq!(counts(conflict(passing)).await, (3, 1));
    assert_eq!(
        counts(conflict("Failed to create idempotency key")).await,
        (3, 1)
    );
}

#[tokio::test]
async fn a_broken_exchange() {
    for answer in [
        Answer::Reset,
        truncated(),
        Answer::Bytes(b"nonsense\r\n\r\n".to_vec()),
    ] {
        assert_eq!(counts(answer).await, (3, 1));
    }
    let server = Server::start([truncated()]).await;
    let error = get(&server.client(), "/a").await.expect_err("no success");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 3));
    assert!(error.is_retryable() && !error.is_connect() && !error.is_timeout());
    assert!(
        error.to_string().ends_with("failed (after 3 attempts)"),
        "{error}"
    );
}

#[tokio::test]
async fn what_never_left_is_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let builder = Medusa::builder(format!("http://{address}")).retries(quick());
    let medusa = builder.build().expect("valid settings");
    let error = post(&medusa, "/store/a").await.expect_err("no server");
    assert!(error.is_connect() && error.is_retryable());
    assert_eq!(error.attempts(), 3);
    assert_eq!(
        error.to_string(),
        "POST /store/a: no connection to the server (after 3 attempts)"
    );
}

#[tokio::test]
async fn other_methods() {
    for (method, count) in [(Method::DELETE, 3), (Method::HEAD, 3), (Method::PUT, 1)] {
        let server = Server::start([status(503)]).await;
        let request = server.client().request::<Json>(method, "/admin/a", &[]);
        request.send_raw().await.expect("a response");
        assert_eq!(server.count(), count);
    }
}

#[tokio::test]
async fn the_policy_of_client_and_call() {
    let server = Server::start([status(503)]).await;
    let sent = async |medusa: &Medusa, policy: Option<RetryPolicy>| {
        let before = server.count();
        let request = get(medusa, "/a");
        let request = match policy {
            Some(policy) => request.retries(policy),
            None => request,
        };
        request.await.expect_err("no success");
        server.count() - before
    };
    let never = server.builder().retries(RetryPolicy::never()).build();
    let never = never.expect("valid settings");
    assert_eq!(sent(&never, None).await, 1);
    assert_eq!(sent(&never, Some(quick().times(1))).await, 2);
    assert_eq!(sent(&server.client(), Some(RetryPolicy::never())).await, 1);
    assert_eq!(sent(&server.client(), Some(quick().times(4))).await, 5);
}

#[tokio::test]
async fn the_time_that_the_server_asks_for() {
    let slow = RetryPolicy::new()
        .min_delay(Duration::from_secs(60))
        .max_delay(Duration::from_secs(60));
    for asked in ["0", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let limited = response(429, &format!("retry-after: {asked}\r\n"), "");
        let server = Server::start([limited, json("{}")]).await;
        let begin = Instant::now();
        let request = get(&server.client(), "/a").retries(slow);
        request.await.expect("success");
        assert!(begin.elapsed() < Duration::from_secs(10));
        assert_eq!(server.count(), 2);
    }

    let server = Server::start([response(429, "retry-after: 1\r\n", ""), json("{}")]).await;
    let begin = Instant::now();
    get(&server.client(), "/a").await.expect("success");
    assert!(begin.elapsed() >= Duration::from_secs(1));

    // Longer than anybody would wait.
    let server = Server::start([response(429, "retry-after: 3600\r\n", "")]).await;
    let error = get(&server.client(), "/a").await.expect_err("no success");
    assert!(error.is_rate_limited() && error.is_retryable());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!((error.attempts(), server.count()), (1, 1));
}

#[tokio::test]
async fn only_what_can_be_read_twice_is_sent_twice() {
    let server = Server::start([status(503)]).await;
    let medusa = server.client();
    let delete = |file| {
        let request = medusa.request::<Json>(Method::DELETE, "/admin/uploads", &[]);
        request.multipart("files", [file])
    };
    let from_memory = delete(File::new("a.txt", "hello"));
    from_memory.await.expect_err("no success");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    delete(File::from_path(path)).await.expect_err("no success");
    let sent = server.received();
    assert_eq!(sent.len(), 6);
    // All but the boundary is the same.
    for group in sent.chunks(3) {
        let content = |body: &[u8]| {
            let text = String::from_utf8_lossy(body).into_owned();
            let boundary = text.lines().next().expect("a boundary").to_owned();
            text.replace(&boundary, "")
        };
        assert!(
            group
                .iter()
                .all(|one| content(&one.body) == content(&group[0].body))
        );
        assert!(!content(&group[0].body).is_empty());
    }

    let chunks = stream::iter([Ok::<_, std::io::Error>("hello")]);
    let streamed = delete(File::from_stream("a.txt", None, chunks));
    let error = streamed.await.expect_err("no success");
    assert_eq!((error.attempts(), server.count()), (1, 7));
}

/// A response that ends before it is whole.
fn truncated() -> Answer {
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100\r\n\r\n";
    Answer::Bytes(format!("{head}{{\"a\":").into_bytes())
}
