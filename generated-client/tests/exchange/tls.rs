//! Servers with which TLS fails, and one with which it does not.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use medusa_client::{Error, ErrorKind, Medusa, reqwest};
use rcgen::CertifiedKey;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use crate::get;
use crate::server::quick;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";

/// A server that speaks TLS with a self-signed certificate for `localhost`.
struct TlsServer {
    url: String,
    certificate: Vec<u8>,
    connections: Arc<AtomicUsize>,
}

impl TlsServer {
    async fn start() -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions that the provider has")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key.into())
            .expect("a certificate and its key");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let mut request = [0; 1024];
                drop(stream.read(&mut request).await);
                drop(stream.write_all(ANSWER).await);
                drop(stream.shutdown().await);
            }
        });
        Self {
            url: format!("https://localhost:{port}"),
            certificate: cert.der().to_vec(),
            connections,
        }
    }

    fn count(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// The error of a request that fails for TLS.
async fn tls_failure(url: &str) -> Error {
    let builder = Medusa::builder(url).retries(quick());
    let medusa = builder.build().expect("valid settings");
    let error = get(&medusa, "/a").await.expect_err("no TLS");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
    assert!(error.is_tls() && error.is_connect(), "{error:?}");
    assert!(!error.is_retryable() && !error.is_timeout(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "GET /a: no connection to the server, because TLS failed"
    );
    assert!(error.source().is_some());
    error
}

/// The URL of a server that answers the greeting of TLS with these bytes, or with a reset if there are none; and how many
/// connections it has got.
async fn plain_server(answer: &'static [u8]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            let mut greeting = [0; 4096];
            drop(stream.read(&mut greeting).await);
            if answer.is_empty() {
                stream.set_zero_linger().expect("a socket");
            }
            drop(stream.write_all(answer).await);
        }
    });
    (format!("https://{address}"), connections)
}

#[tokio::test]
async fn a_server_without_tls_is_asked_once() {
    let (url, connections) = plain_server(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    tls_failure(&url).await;
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_certificate_that_is_not_accepted_is_shown_once() {
    let server = TlsServer::start().await;
    tls_failure(&server.url).await;
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_certificate_that_the_client_was_given_is_accepted() {
    let server = TlsServer::start().await;
    let certificate = reqwest::Certificate::from_der(&server.certificate).expect("a certificate");
    let medusa = Medusa::builder(&server.url)
        .configure_http(|http| http.tls_certs_only([certificate]))
        .build()
        .expect("valid settings");
    get(&medusa, "/a").await.expect("success");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_connection_that_is_reset_before_tls_is_tried_again() {
    let (url, connections) = plain_server(b"").await;
    let medusa = Medusa::builder(url).retries(quick()).build();
    let error = get(&medusa.expect("valid settings"), "/a").await;
    let error = error.expect_err("no connection");
    assert!(error.is_connect() && !error.is_tls(), "{error:?}");
    assert!(!error.is_timeout(), "{error:?}");
    assert_eq!(error.attempts(), 3);
    assert_eq!(connections.load(Ordering::SeqCst), 3);
}
