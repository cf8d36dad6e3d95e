//! A server between the client and the real one: what goes through it is written down.

use crate::answers::OPERATIONS;
use crate::recordings::Exchange;
use medusa_client::Medusa;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// Headers that concern one connection and not the exchange.
const OF_THE_CONNECTION: &[&str] = &[
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "keep-alive",
    "accept-encoding",
];

/// Records what is said to a server.
#[derive(Debug)]
pub struct Proxy {
    server: MockServer,
    tape: Arc<Mutex<Tape>>,
}

#[derive(Debug, Default)]
struct Tape {
    flow: String,
    exchanges: Vec<Exchange>,
}

impl Proxy {
    /// A proxy for the server at `host:port`.
    pub async fn start(upstream: &str) -> Self {
        let server = MockServer::start().await;
        let tape = Arc::<Mutex<Tape>>::default();
        let forward = Forward {
            upstream: upstream.to_owned(),
            tape: Arc::clone(&tape),
        };
        Mock::given(wiremock::matchers::any())
            .respond_with(forward)
            .mount(&server)
            .await;
        Self { server, tape }
    }

    /// A client that talks through the proxy.
    ///
    /// # Panics
    ///
    /// Never: the address is a URL.
    pub fn client(&self) -> Medusa {
        Medusa::new(self.server.uri()).expect("the address of the proxy is a URL")
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

fn lock(tape: &Mutex<Tape>) -> std::sync::MutexGuard<'_, Tape> {
    tape.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

struct Forward {
    upstream: String,
    tape: Arc<Mutex<Tape>>,
}

impl Respond for Forward {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let answer = match forward(&self.upstream, request) {
            Ok(answer) => answer,
            Err(error) => return ResponseTemplate::new(599).set_body_string(error.to_string()),
        };
        let mut tape = lock(&self.tape);
        let name = format!("{}-{}", tape.flow, tape.exchanges.len());
        tape.exchanges.push(exchange(name, request, &answer));
        let mut template = ResponseTemplate::new(answer.status);
        for (name, value) in &answer.headers {
            if !OF_THE_CONNECTION.contains(&name.as_str()) {
                template = template.append_header(name.as_str(), value.as_str());
            }
        }
        template.set_body_bytes(answer.body)
    }
}

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// One request on one connection: the body ends where the connection does.
fn forward(upstream: &str, request: &Request) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(upstream)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let url = &request.url;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut head = format!(
        "{} {target} HTTP/1.0\r\nhost: {upstream}\r\n",
        request.method
    );
    for (name, value) in &request.headers {
        if !OF_THE_CONNECTION.contains(&name.as_str()) {
            head += &format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
        }
    }
    head += &format!("content-length: {}\r\n\r\n", request.body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(&request.body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    parse(&answer).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no HTTP answer"))
}

fn parse(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    Some(Answer {
        status,
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: answer[end + 4..].to_vec(),
    })
}

fn exchange(name: String, request: &Request, answer: &Answer) -> Exchange {
    let method = request.method.to_string();
    let path = request.url.path();
    let query = request
        .url
        .query()
        .map_or_else(String::new, |query| format!("?{query}"));
    let request_headers: BTreeMap<_, _> = (request.headers.iter())
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let response_json = serde_json::from_slice::<Value>(&answer.body).ok();
    let text = String::from_utf8_lossy(&answer.body);
    let text: String = text.chars().take(200).collect();
    Exchange {
        name,
        operation: operation(&method, path).map(str::to_owned),
        url: format!("{path}{query}"),
        method,
        request_headers,
        request_body: serde_json::from_slice(&request.body).ok(),
        status: answer.status,
        response_headers: answer.headers.iter().cloned().collect(),
        response_raw: response_json.is_none().then_some(text),
        response_json,
    }
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

    #[test]
    fn an_answer_is_taken_apart() {
        let answer = parse(b"HTTP/1.1 201 Created\r\nA: b\r\nSet-Cookie: c=d\r\n\r\nbody")
            .expect("an answer");
        assert_eq!(
            (answer.status, answer.body.as_slice()),
            (201, b"body".as_slice())
        );
        assert_eq!(
            answer.headers[1],
            ("set-cookie".to_owned(), "c=d".to_owned())
        );
        assert!(parse(b"HTTP/1.1 201 Created\r\n").is_none());
    }
}
