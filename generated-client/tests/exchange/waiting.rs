//! The same without an async runtime.

use std::time::Duration;

use medusa_client::{Area, ErrorKind, Json, Method, Result, types::ProductTag};
use tokio::runtime::Runtime;

use crate::get;
use crate::server::{Answer, Server, json, status};

/// A server, and the runtime that it needs for itself.
fn serving(answers: impl Into<Vec<Answer>>) -> (Runtime, Server) {
    let runtime = Runtime::new().expect("a runtime");
    let server = runtime.block_on(Server::start(answers));
    (runtime, server)
}

#[test]
fn all_that_can_be_awaited_can_be_waited_for() {
    let (_runtime, server) = serving([
        status(503),
        json("{\"a\":1}"),
        json("{\"a\":1}"),
        json("{\"a\":1}"),
        json("{\"access_token\":\"t\"}"),
        status(404),
    ]);
    let medusa = server.client();
    assert_eq!(get(&medusa, "/a").wait().expect("success")["a"], 1);
    let raw = get(&medusa, "/a").send_raw().wait().expect("a response");
    assert_eq!(raw.status(), 200);
    let loose: Json = get(&medusa, "/a").send_as().wait().expect("success");
    assert_eq!(loose["a"], 1);
    let medusa = medusa
        .sign_in(Area::Store, "a", "b")
        .wait()
        .expect("signed in");
    assert_eq!(
        medusa.credential(Area::Store).expect("one").expose_secret(),
        "t"
    );
    let medusa = medusa.sign_out(Area::Store).wait().expect("signed out");
    let list = medusa.product_tags().list();
    assert!(list.limit(1).wait().expect_err("no success").is_not_found());
    assert_eq!(server.count(), 6);
}

#[test]
fn lists_are_iterators() {
    let tag = |id: usize| {
        let at = "2024-01-31T10:00:00.000Z";
        format!(r#"{{"id":"{id}","value":"v","created_at":"{at}","updated_at":"{at}"}}"#)
    };
    let page = |id| {
        json(&format!(
            r#"{{"product_tags":[{}],"count":2,"offset":{id},"limit":1}}"#,
            tag(id)
        ))
    };
    let two_pages = [page(0), page(1)];
    let answers = [two_pages.as_slice(); 3].concat();
    let (_runtime, server) = serving([answers, vec![status(400)]].concat());
    let list = server.client().product_tags().list().limit(1);
    let tags: Result<Vec<ProductTag>> = list.clone().items().wait().collect();
    let ids: Vec<String> = tags
        .expect("success")
        .into_iter()
        .map(|tag| tag.id)
        .collect();
    assert_eq!(ids, ["0", "1"]);
    assert_eq!(list.clone().pages().wait().count(), 2);
    let loose: Result<Vec<Json>> = list.clone().items_as().wait().collect();
    let ids: Vec<Json> = loose
        .expect("success")
        .into_iter()
        .map(|mut tag| tag["id"].take())
        .collect();
    assert_eq!(ids, ["0", "1"]);
    let mut failing = list.items().wait();
    assert!(failing.next().expect("an error").is_err());
    assert!(failing.next().is_none());
}

#[test]
fn inside_of_a_runtime_it_does_not_panic() {
    let (runtime, server) = serving([json("{}")]);
    let medusa = server.client();
    let request = get(&medusa, "/a");
    let other = Runtime::new().expect("a runtime");
    other.block_on(async { request.wait() }).expect("success");
    let request = medusa.request::<Json>(Method::GET, "/a", &[]);
    let waiting = runtime.spawn_blocking(|| request.wait());
    runtime
        .block_on(waiting)
        .expect("no panic")
        .expect("success");
}

#[test]
fn limits_hold() {
    let (_runtime, server) = serving([Answer::Stall]);
    let request = get(&server.client(), "/a").deadline(Duration::from_millis(50));
    assert!(request.wait().expect_err("too late").is_timeout());
}

#[test]
fn a_progress_callback_that_panics_breaks_the_connection() {
    let (_runtime, server) = serving([json("{}")]);
    let file =
        medusa_client::File::new("a.txt", "a").on_progress(|_| panic!("of the caller's own"));
    let request = server
        .client()
        .request::<Json>(Method::POST, "/admin/uploads", &[])
        .multipart("files", [file]);
    let error = request.wait().expect_err("no success");
    assert_eq!(error.kind(), ErrorKind::Transport);
}
