//! The same call through the official client and through ours is the same request.
//!
//! Every method that both have is called with every parameter given; what arrives is compared: verb, path, query as the
//! server's parser reads it, body, and the headers that say who asks and what is sent. Known differences are listed
//! with their reasons, and a listed one that is none any more is a failure.

#![allow(deprecated, reason = "what is deprecated must work as well")]

use medusa_client::{Medusa, Response, ResponseFuture};
use medusa_tests::{prove, workspace};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// Known differences, one a line: method, what differs, why.
const KNOWN: &str = "tests/wire_parity.tsv";

/// The headers that matter to the server.
const HEADERS: [&str; 3] = [
    "content-type",
    "x-medusa-access-token",
    "x-publishable-api-key",
];

/// A call in both languages.
struct Call {
    /// The method, as it is reached in JavaScript.
    path: &'static str,
    /// Its arguments there, as JSON.
    arguments: &'static str,
    /// The call in Rust.
    send: fn(&Medusa) -> ResponseFuture<Response>,
}

include!(concat!(env!("OUT_DIR"), "/calls.rs"));

fn json<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("the sample fits its type")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_sends_the_same() {
    let Some(packages) = env::var_os("MEDUSA_PACKAGES").map(PathBuf::from) else {
        eprintln!("wire parity: skipped, MEDUSA_PACKAGES is not set; `cargo xtask e2e` sets it");
        return;
    };
    let theirs = official(&packages).await;
    let ours = generated().await;
    let (theirs, ours) = (read(&packages, theirs), read(&packages, ours));
    let mut found = BTreeMap::new();
    for (index, call) in CALLS.iter().enumerate() {
        let names = ["requests", "verb", "path", "query", "body", "headers"];
        for name in names {
            let (theirs, ours) = (&theirs[index][name], &ours[index][name]);
            if theirs != ours {
                found.insert(
                    format!("{}\t{name}", call.path),
                    format!("official {theirs}\n      ours {ours}"),
                );
            }
        }
    }
    let text = fs::read_to_string(workspace().join(KNOWN)).unwrap_or_default();
    let known: BTreeMap<String, &str> = (text.lines().filter(|line| !line.starts_with('#')))
        .filter_map(|line| line.rsplit_once('\t'))
        .map(|(key, reason)| (key.to_owned(), reason))
        .collect();
    let new = found.iter().filter(|(key, _)| !known.contains_key(*key));
    let mut wrong: Vec<String> = new.map(|(key, what)| format!("{key}\n  {what}")).collect();
    let gone = known.keys().filter(|key| !found.contains_key(*key));
    wrong.extend(gone.map(|key| format!("{key} is listed and is the same")));
    let differing: BTreeSet<_> = known
        .keys()
        .filter_map(|key| key.split('\t').next())
        .collect();
    let figure = format!(
        "{} of {} methods, {} differ as listed",
        CALLS.len() - differing.len(),
        CALLS.len(),
        differing.len()
    );
    println!("{figure}");
    prove("same wire as the official client", &figure);
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

async fn recorder() -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(json!({}));
    Mock::given(wiremock::matchers::any())
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

/// What the official client sends, call by call.
async fn official(packages: &Path) -> Vec<Vec<Request>> {
    let server = recorder().await;
    let calls: Vec<Value> = (CALLS.iter())
        .map(|call| json!({ "path": call.path, "arguments": json::<Value>(call.arguments) }))
        .collect();
    let (packages, url, calls) = (packages.to_owned(), server.uri(), Value::from(calls));
    let run = tokio::task::spawn_blocking(move || node(&packages, &["call", &url], &calls));
    run.await.expect("no panic");
    let mut all: Vec<Vec<Request>> = Vec::new();
    for request in server.received_requests().await.unwrap_or_default() {
        match request.url.path().starts_with("/__call/") {
            true => all.push(Vec::new()),
            false => all.last_mut().expect("a call comes first").push(request),
        }
    }
    all
}

/// What the generated client sends, call by call.
async fn generated() -> Vec<Vec<Request>> {
    let server = recorder().await;
    let medusa = Medusa::builder(server.uri())
        .admin_api_token("token")
        .publishable_key("pk")
        .build();
    let medusa = medusa.expect("the address of the recorder is a URL");
    let mut all = Vec::new();
    for call in CALLS {
        server.reset().await;
        let answer = ResponseTemplate::new(200).set_body_json(json!({}));
        Mock::given(wiremock::matchers::any())
            .respond_with(answer)
            .mount(&server)
            .await;
        let sent = (call.send)(&medusa).await;
        assert!(sent.is_ok(), "{}: {:?}", call.path, sent.err());
        all.push(server.received_requests().await.unwrap_or_default());
    }
    all
}

/// Requests as they are compared.
fn read(packages: &Path, calls: Vec<Vec<Request>>) -> Vec<Value> {
    let first = |requests: &[Request]| {
        requests
            .first()
            .map(|request| request.url.query().unwrap_or_default().to_owned())
    };
    let queries: Vec<String> = calls
        .iter()
        .map(|requests| first(requests).unwrap_or_default())
        .collect();
    let queries: Vec<Value> = json(&node(packages, &["queries"], &Value::from(queries)));
    (calls.iter().zip(queries))
        .map(|(requests, query)| match requests.first() {
            Some(request) => comparable(requests.len(), request, query),
            None => json!({ "requests": 0 }),
        })
        .collect()
}

fn comparable(number: usize, request: &Request, query: Value) -> Value {
    let header = |name: &str| {
        let value = request.headers.get(name)?.to_str().ok()?;
        // Parameters such as the boundary differ from request to request.
        Some((
            name.to_owned(),
            Value::from(value.split(';').next().unwrap_or_default()),
        ))
    };
    let is_form = header("content-type").is_some_and(|(_, value)| value == "multipart/form-data");
    let body = match serde_json::from_slice(&request.body) {
        Ok(body) => body,
        Err(_) if is_form => json!("a form"),
        Err(_) => json!(String::from_utf8_lossy(&request.body)),
    };
    json!({
        "requests": number,
        "verb": request.method.as_str(),
        "path": request.url.path(),
        "query": query,
        "body": body,
        "headers": HEADERS.into_iter().filter_map(header).collect::<serde_json::Map<_, _>>(),
    })
}

/// Runs the official client's side of things.
fn node(packages: &Path, arguments: &[&str], input: &Value) -> String {
    let child = Command::new("node")
        .arg("official-client.js")
        .args(arguments)
        .current_dir(packages)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.expect("node can be started");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin
        .write_all(input.to_string().as_bytes())
        .expect("node reads");
    drop(stdin);
    let output = child.wait_with_output().expect("node ends");
    assert!(output.status.success(), "node failed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
