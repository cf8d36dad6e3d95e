//! Time limits, proxies, compression, and where requests do not go.

use std::time::{Duration, Instant};

use medusa_client::{ErrorKind, Medusa, RetryPolicy, reqwest};

use crate::get;
use crate::server::{Answer, Server, json, quick, response, status};

const SHORT: Duration = Duration::from_millis(60);

#[tokio::test]
async fn each_attempt_has_its_time() {
    let server = Server::start([Answer::Stall, Answer::Stall, json("{}")]).await;
    let medusa = server.builder().timeout(SHORT).build();
    let medusa = medusa.expect("valid settings");
    get(&medusa, "/a").await.expect("success");
    assert_eq!(server.count(), 3);

    let server = Server::start([Answer::Stall]).await;
    let request = get(&server.client(), "/a").timeout(SHORT);
    let error = request.await.expect_err("too late");
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 3));
}

#[tokio::test]
async fn a_body_that_stalls() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":";
    let server = Server::with(move |_, _| Answer::Bytes(head.into())).await;
    let request = get(&server.client(), "/a").retries(RetryPolicy::never());
    let error = request.timeout(SHORT).await.expect_err("no end");
    assert_eq!(error.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn all_attempts_together_have_their_time() {
    let server = Server::start([Answer::Stall]).await;
    let medusa = server.builder().timeout(SHORT).deadline(SHORT * 2).build();
    let begin = Instant::now();
    let many = quick().times(100);
    let error = get(&medusa.expect("valid settings"), "/a")
        .retries(many)
        .await;
    let error = error.expect_err("too late");
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "{:?}",
        begin.elapsed()
    );
    assert!(
        error.is_timeout() && (2..=4).contains(&error.attempts()),
        "{error}"
    );

    // There is no time to wait for another attempt.
    let server = Server::start([status(503)]).await;
    let begin = Instant::now();
    let request = get(&server.client(), "/a").deadline(Duration::from_secs(5));
    let slow = RetryPolicy::new()
        .min_delay(Duration::from_secs(60))
        .max_delay(Duration::from_secs(60));
    let error = request.retries(slow).await.expect_err("no success");
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!((error.attempts(), server.count()), (1, 1));

    // The same holds for the time that the server asks for.
    let server = Server::start([response(429, "retry-after: 20\r\n", "")]).await;
    let request = get(&server.client(), "/a").deadline(Duration::from_secs(5));
    let error = request.await.expect_err("no success");
    assert_eq!((error.attempts(), server.count()), (1, 1));
}

#[tokio::test]
async fn a_proxy_is_asked() {
    let proxy = Server::start([json("{\"proxied\":true}")]).await;
    let medusa = Medusa::builder("http://shop.invalid/base")
        .proxy(reqwest::Proxy::http(proxy.url()).expect("a valid URL"))
        .build()
        .expect("valid settings");
    let answer = get(&medusa, "/store/a").await.expect("success");
    assert_eq!(answer["proxied"], true);
    assert_eq!(proxy.lines(), ["GET http://shop.invalid/base/store/a"]);
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = Server::start([json("{}")]).await;
    for code in [301, 302, 303, 307, 308] {
        for target in [elsewhere.url(), "/store/b".to_owned()] {
            let redirect = response(code, &format!("location: {target}\r\n"), "");
            let server = Server::start([redirect]).await;
            // Whatever the HTTP client is set up with.
            let medusa = server
                .builder()
                .customer_jwt("hush")
                .configure_http(|http| http.redirect(reqwest::redirect::Policy::limited(5)))
                .build()
                .expect("valid settings");
            let error = get(&medusa, "/store/a").await.expect_err("no success");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(code));
            assert_eq!(server.count(), 1);
            let sent = server.received();
            assert_eq!(sent[0].header("authorization"), Some("Bearer hush"));
        }
    }
    assert_eq!(elsewhere.count(), 0);
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_compressed_body() {
    // `{}`, compressed.
    let body: &[u8] = &[
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0, 0x43, 0xbf, 0xa6, 0xa3, 2, 0, 0, 0,
    ];
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let bytes = [head.as_bytes(), body].concat();
    let server = Server::start([Answer::Bytes(bytes)]).await;
    let answer = get(&server.client(), "/a").await.expect("success");
    assert_eq!(answer, serde_json::json!({}));
    let sent = server.received();
    assert_eq!(sent[0].header("accept-encoding"), Some("gzip"));
}
