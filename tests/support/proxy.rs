//! A server between the client and the real one: what goes through it is written down.

use crate::answers::OPERATIONS;
use crate::recordings::Exchange;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri, header};
use medusa_client::Medusa;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;

/// Headers that concern one connection and not the exchange.
const OF_THE_CONNECTION: [header::HeaderName; 5] = [
    header::HOST,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::ACCEPT_ENCODING,
];

/// Records what is said to a server.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    tape: Arc<Mutex<Tape>>,
}

#[derive(Debug, Default)]
struct Tape {
    flow: String,
    exchanges: Vec<Exchange>,
}

impl Proxy {
    /// A proxy for the server at a URL without path.
    ///
    /// # Errors
    ///
    /// Where no port can be listened on.
    pub async fn start(upstream: &str) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let tape = Arc::<Mutex<Tape>>::default();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let forward = Forward {
            http: http.build().map_err(io::Error::other)?,
            upstream: upstream.to_owned(),
            tape: Arc::clone(&tape),
        };
        let router = Router::new().fallback(pass_on).with_state(forward);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, tape })
    }

    /// Where the proxy is: a URL without path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client that talks through the proxy.
    ///
    /// # Panics
    ///
    /// Never: the address is a URL.
    pub fn client(&self) -> Medusa {
        let client = Medusa::new(self.url());
        client.expect("the address of the proxy is a URL")
    }

    /// Names what is done next.
    pub fn begin(&self, flow: &str) {
        flow.clone_into(&mut lock(&self.tape).flow);
    }

    /// What was recorded so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.tape).exchanges.clone()
    }
}

fn lock(tape: &Mutex<Tape>) -> MutexGuard<'_, Tape> {
    tape.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Clone)]
struct Forward {
    http: reqwest::Client,
    upstream: String,
    tape: Arc<Mutex<Tape>>,
}

struct Request {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

async fn pass_on(
    State(forward): State<Forward>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let request = Request {
        method,
        uri,
        headers: of_the_exchange(headers),
        body,
    };
    let mut response = Response::new(Body::empty());
    match forward.send(&request).await {
        Ok(answer) => {
            let mut tape = lock(&forward.tape);
            let name = format!("{}-{}", tape.flow, tape.exchanges.len());
            tape.exchanges.push(exchange(name, &request, &answer));
            *response.status_mut() = answer.status;
            *response.headers_mut() = answer.headers;
            *response.body_mut() = Body::from(answer.body);
        }
        Err(error) => {
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            *response.body_mut() = Body::from(error.to_string());
        }
    }
    response
}

impl Forward {
    async fn send(&self, request: &Request) -> reqwest::Result<Answer> {
        let url = format!("{}{}", self.upstream, request.uri);
        let sent = self.http.request(request.method.clone(), url);
        let sent = sent
            .headers(request.headers.clone())
            .body(request.body.clone());
        let mut response = sent.send().await?;
        Ok(Answer {
            status: response.status(),
            headers: of_the_exchange(std::mem::take(response.headers_mut())),
            body: response.bytes().await?,
        })
    }
}

fn of_the_exchange(mut headers: HeaderMap) -> HeaderMap {
    for name in OF_THE_CONNECTION {
        headers.remove(name);
    }
    headers
}

fn exchange(name: String, request: &Request, answer: &Answer) -> Exchange {
    let response_json = serde_json::from_slice::<Value>(&answer.body).ok();
    let text = String::from_utf8_lossy(&answer.body);
    // A page with an error goes on with the places in the server's sources.
    let text = text.split("<br>").next().unwrap_or_default();
    let text: String = text.chars().take(200).collect();
    let method = request.method.to_string();
    Exchange {
        name,
        operation: operation(&method, request.uri.path()).map(str::to_owned),
        url: request.uri.to_string(),
        method,
        request_headers: named(&request.headers),
        request_body: serde_json::from_slice(&request.body).ok(),
        status: answer.status.as_u16(),
        response_headers: named(&answer.headers),
        response_raw: response_json.is_none().then_some(text),
        response_json,
    }
}

fn named(headers: &HeaderMap) -> BTreeMap<String, String> {
    let text = |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let pairs = headers.iter();
    pairs
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect()
}

/// The documented operation that a request is one of: of several, the one with the fewest placeholders.
pub fn operation(method: &str, path: &str) -> Option<&'static str> {
    let segments: Vec<&str> = path.split('/').collect();
    let placeholders = |operation: &str| operation.matches('{').count();
    let is_it = |operation: &&&str| {
        let Some((verb, template)) = operation.split_once(' ') else {
            return false;
        };
        let parts: Vec<&str> = template.split('/').collect();
        verb == method
            && parts.len() == segments.len()
            && (parts.iter().zip(&segments))
                .all(|(part, segment)| part.starts_with('{') || part == segment)
    };
    OPERATIONS
        .iter()
        .filter(is_it)
        .min_by_key(|operation| placeholders(operation))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_segment_is_preferred() {
        assert_eq!(
            operation("GET", "/store/customers/me"),
            Some("GET /store/customers/me")
        );
        assert_eq!(
            operation("GET", "/admin/products/tag-usage"),
            Some("GET /admin/products/tag-usage")
        );
        assert_eq!(
            operation("GET", "/admin/products/prod_1"),
            Some("GET /admin/products/{id}")
        );
        assert_eq!(operation("PUT", "/admin/products/prod_1"), None);
    }
}
