//! The same call through the official client and through ours is the same request.
//!
//! Every method that both have is called with every parameter given, signed in with a token of the API and with those
//! that sign people in; what arrives is compared: verb, path, query and form as the server's parsers read them, body,
//! and the headers that say who asks, what is sent and what is wanted. Known differences are listed with their reasons,
//! and a listed one that is none any more is a failure.

#![allow(deprecated, reason = "what is deprecated must work as well")]

use medusa_client::{Medusa, Response, ResponseFuture};
use medusa_tests::{RUN_BY_E2E, prove, required, workspace};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// What differs in single methods, one a line: method, what, why.
const KNOWN: &str = "tests/wire_parity.tsv";

/// The headers that matter to the server.
const HEADERS: [&str; 5] = [
    "accept",
    "authorization",
    "content-type",
    "x-medusa-access-token",
    "x-publishable-api-key",
];

type Applies = fn(&Value, &Value) -> bool;

/// What differs in many methods: what, of which requests (by the official client, by ours), and why.
const RULES: &[(&str, Applies, &str)] = &[
    (
        "body",
        |theirs, ours| theirs["body"] == json!({}) && ours["body"] == json!(""),
        "the official client sends an empty object where a request has no body",
    ),
    (
        "content-type",
        |theirs, ours| {
            theirs["content-type"] == json!("application/json") && ours["body"] == json!("")
        },
        "the official client also names the type of a body that is not there",
    ),
    (
        "x-publishable-api-key",
        |_, ours| is_admin(ours),
        "publishable keys are for the store: ours does not hand them to the other area",
    ),
    (
        "x-medusa-access-token",
        |theirs, ours| theirs["x-medusa-access-token"].is_null() && is_admin(ours),
        "ours signs every request of the area, also where nobody needs to be signed in",
    ),
    (
        "path",
        |theirs, ours| {
            theirs["path"]
                .as_str()
                .and_then(|path| path.strip_suffix('/'))
                == ours["path"].as_str()
        },
        "the official client ends the path of some collections with a slash, which the server does not mind",
    ),
    (
        "query",
        |theirs, ours| {
            let given = ours["query"]
                .as_object()
                .into_iter()
                .flat_map(|query| query.keys());
            theirs["query"] == json!({})
                && given
                    .into_iter()
                    .all(|name| !theirs["headers"][name].is_null())
        },
        "the official method takes no query: it has sent the documented parameters as headers",
    ),
];

fn is_admin(request: &Value) -> bool {
    let path = request["path"].as_str();
    path.is_some_and(|path| path.starts_with("/admin"))
}

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
#[ignore = "needs MEDUSA_PACKAGES: run by `cargo xtask e2e`"]
async fn backend_packages_send_the_same() {
    let packages = required("MEDUSA_PACKAGES", RUN_BY_E2E);
    let packages = PathBuf::from(packages);
    let mut found = Differences::default();
    for signed in ["token", "jwt"] {
        let theirs = official(&packages, signed).await;
        let ours = generated(signed).await;
        assert_eq!(theirs.len(), CALLS.len(), "node has made all calls");
        let (theirs, ours) = (read(&packages, &theirs), read(&packages, &ours));
        for ((call, theirs), ours) in CALLS.iter().zip(&theirs).zip(&ours) {
            found.compare(call.path, theirs, ours);
        }
    }
    let wrong = found.wrong();
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let alike = CALLS.len() - found.methods();
    let figure = format!(
        "{alike} of {} methods, {} general differences aside",
        CALLS.len(),
        RULES.len()
    );
    println!("requests like those of the official client: {figure}");
    prove("requests like those of the official client", &figure);
}

/// What is not the same.
#[derive(Default)]
struct Differences {
    /// By method and what differs: both sides.
    single: BTreeMap<(String, String), String>,
    /// The rules that were needed, with how many methods need them.
    ruled: BTreeMap<&'static str, usize>,
}

impl Differences {
    fn compare(&mut self, method: &str, theirs: &Value, ours: &Value) {
        let parts = ["verb", "path", "query", "body"];
        let parts: Vec<_> = match theirs["requests"] == ours["requests"] {
            true => parts.into_iter().chain(HEADERS).collect(),
            false => vec!["requests"],
        };
        for part in parts {
            if theirs[part] == ours[part] {
                continue;
            }
            let rule = RULES
                .iter()
                .find(|(about, applies, _)| *about == part && applies(theirs, ours));
            match rule {
                Some((.., reason)) => *self.ruled.entry(reason).or_default() += 1,
                None => {
                    let both = format!("official {}\n      ours {}", theirs[part], ours[part]);
                    self.single
                        .insert((method.to_owned(), part.to_owned()), both);
                }
            }
        }
    }

    /// What is not listed, and what is listed without need.
    fn wrong(&self) -> Vec<String> {
        let text = fs::read_to_string(workspace().join(KNOWN)).expect("the list can be read");
        let known: BTreeMap<(String, String), &str> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut columns = line.split('\t').map(str::to_owned);
                let key = (columns.next()?, columns.next()?);
                Some((key, line.rsplit('\t').next()?))
            })
            .collect();
        let new = self
            .single
            .iter()
            .filter(|(key, _)| !known.contains_key(*key));
        let gone = known.keys().filter(|key| !self.single.contains_key(*key));
        let idle = RULES
            .iter()
            .filter(|(.., reason)| !self.ruled.contains_key(reason));
        new.map(|((method, part), both)| format!("{method}\t{part}\n  {both}"))
            .chain(gone.map(|(method, part)| format!("{method}: {part} is listed and is the same")))
            .chain(idle.map(|(.., reason)| format!("no request needs the rule: {reason}")))
            .collect()
    }

    /// How many methods differ by themselves.
    fn methods(&self) -> usize {
        let methods: BTreeSet<_> = self.single.keys().map(|(method, _)| method).collect();
        methods.len()
    }
}

/// A server that answers all requests with a token for the area.
async fn recorder() -> MockServer {
    let server = MockServer::start().await;
    answer(&server).await;
    server
}

async fn answer(server: &MockServer) {
    for area in ["admin", "store"] {
        let body = json!({ "access_token": format!("{area}-jwt") });
        Mock::given(wiremock::matchers::path(format!("/{area}/auth/token")))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .mount(server)
            .await;
    }
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
        .mount(server)
        .await;
}

/// What the official client sends, call by call.
async fn official(packages: &Path, signed: &'static str) -> Vec<Vec<Request>> {
    let server = recorder().await;
    let calls: Vec<Value> = (CALLS.iter())
        .map(|call| json!({ "path": call.path, "arguments": json::<Value>(call.arguments) }))
        .collect();
    let (packages, url, calls) = (packages.to_owned(), server.uri(), Value::from(calls));
    let run = tokio::task::spawn_blocking(move || node(&packages, &["call", &url, signed], &calls));
    run.await.expect("no panic");
    let mut all: Vec<Vec<Request>> = Vec::new();
    for request in server.received_requests().await.unwrap_or_default() {
        if request.url.path().starts_with("/__call/") {
            all.push(Vec::new());
        } else if let Some(call) = all.last_mut() {
            // What comes before the first call signs in.
            call.push(request);
        }
    }
    all
}

/// What the generated client sends, call by call.
async fn generated(signed: &str) -> Vec<Vec<Request>> {
    let server = recorder().await;
    let medusa = Medusa::builder(server.uri()).publishable_key("pk");
    let medusa = match signed {
        "token" => medusa.admin_api_token("token"),
        _ => medusa.admin_jwt("admin-jwt").customer_jwt("store-jwt"),
    };
    let medusa = medusa
        .build()
        .expect("the address of the recorder is a URL");
    let mut all = Vec::new();
    for call in CALLS {
        server.reset().await;
        answer(&server).await;
        let sent = (call.send)(&medusa).await;
        assert!(sent.is_ok(), "{}: {:?}", call.path, sent.err());
        all.push(server.received_requests().await.unwrap_or_default());
    }
    all
}

/// The first request of each call as it is compared.
fn read(packages: &Path, calls: &[Vec<Request>]) -> Vec<Value> {
    let encoded = |requests: &Vec<Request>| {
        let request = requests.first();
        let query = request.and_then(|request| request.url.query());
        let form = request.and_then(|request| {
            let kind = header(request, "content-type")?;
            let body = String::from_utf8_lossy(&request.body);
            kind.starts_with("multipart/")
                .then(|| json!({ "type": kind, "body": body }))
        });
        json!({ "query": query.unwrap_or_default(), "form": form })
    };
    let encoded: Vec<Value> = calls.iter().map(encoded).collect();
    let decoded: Vec<Value> = json(&node(packages, &["read"], &Value::from(encoded)));
    (calls.iter().zip(decoded))
        .map(|(requests, decoded)| match requests.first() {
            Some(request) => comparable(requests.len(), request, &decoded),
            None => json!({ "requests": 0 }),
        })
        .collect()
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.get(name)?.to_str().ok()
}

fn comparable(number: usize, request: &Request, decoded: &Value) -> Value {
    let body = match serde_json::from_slice(&request.body) {
        Ok(body) => body,
        Err(_) if !decoded["form"].is_null() => decoded["form"].clone(),
        Err(_) => json!(String::from_utf8_lossy(&request.body)),
    };
    let mut comparable = json!({
        "requests": number,
        "verb": request.method.as_str(),
        "path": request.url.path(),
        "query": decoded["query"],
        "body": body,
        "headers": request.headers.keys().map(|name| (name.to_string(), json!(true))).collect::<serde_json::Map<_, _>>(),
    });
    for name in HEADERS {
        // Parameters such as the boundary differ from request to request.
        let value = header(request, name).and_then(|value| value.split(';').next());
        comparable[name] = json!(value);
    }
    comparable
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
