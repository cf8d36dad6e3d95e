//! What is traced of a request.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use medusa_client::Medusa;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::server::{Server, json, status};
use crate::{get, post};

/// Writes down everything that this crate says.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("writing to a string");
    }
}

impl Log {
    fn line(&self, what: &str, record: impl FnOnce(&mut dyn Visit)) {
        let mut log = self.0.lock().expect("no panic");
        log.push_str(what);
        record(&mut Line(&mut log));
        log.push('\n');
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("medusa_client")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.line(span.metadata().name(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.line("record", |line| values.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.line("event", |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_span_without_ids_and_secrets() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let server = Server::start([status(503), json("{\"hush\":1}")]).await;
    let medusa = server.builder().admin_jwt("hush").build();
    let medusa = medusa.expect("valid settings");
    let request = medusa.request::<medusa_client::Json>(
        medusa_client::Method::GET,
        "/admin/users/{id}",
        &["hush"],
    );
    request.query("q", "hush").await.expect("success");
    medusa
        .custom::<medusa_client::Json>(medusa_client::Method::GET, "/admin", "hush/1")
        .await
        .expect("success");
    let offline = Medusa::new("http://127.0.0.1:1").expect("a valid URL");
    let policy = medusa_client::RetryPolicy::never();
    let request = post(&offline, "/store/carts").header("x-secret", "hush");
    request.retries(policy).await.expect_err("no server");
    get(&medusa, "/a").await.expect("success");

    let text = log.0.lock().expect("no panic").clone();
    assert!(!text.contains("hush"), "{text}");
    let mut lines: Vec<&str> = text.lines().collect();
    // The waiting time is a matter of chance.
    lines.retain(|line| !line.contains("delay="));
    let expected = [
        "medusa_request method=\"GET\" route=\"/admin/users/{id}\"",
        "record attempt=1",
        "record status=503",
        "event message=response status=503",
        "record attempt=2",
        "record status=200",
        "event message=response status=200",
        "medusa_request method=\"GET\" route=\"/admin/…\"",
        "record attempt=1",
        "record status=200",
        "event message=response status=200",
        "medusa_request method=\"POST\" route=\"/store/carts\"",
        "record attempt=1",
        "record failure=Transport",
        "event message=no response failure=Transport",
        "medusa_request method=\"GET\" route=\"/a\"",
    ];
    assert_eq!(lines[..expected.len()], expected, "{text}");
    assert_eq!(
        text.matches("the request is sent again").count(),
        1,
        "{text}"
    );
}
