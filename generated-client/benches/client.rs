//! What this client costs, beside what one would write by hand: the time of a request over that of a plain `reqwest`
//! call, and how fast a list of 50 orders is decoded.
//!
//! The orders are made here, in the shape in which a server sends them.

#![recursion_limit = "256"]

#[path = "client/by_hand.rs"]
mod by_hand;
#[path = "client/orders.rs"]
mod orders;

use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use medusa_client::types::{AdminOrdersListRes, StoreProductTagsListRes};
use medusa_client::{Json, Medusa, Timestamp, reqwest};
use serde::de::DeserializeOwned;
use tokio::runtime::Builder;

const TAGS: &str = r#"{"product_tags":[{"id":"ptag_1","value":"new","created_at":"2024-01-31T10:00:00.000Z",
"updated_at":"2024-01-31T10:00:00.000Z"}],"count":1,"offset":0,"limit":10}"#;

/// A server that answers everything with [`TAGS`] and keeps its connections; gives its URL.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(&stream));
        }
    });
    format!("http://{address}")
}

/// Answers until the connection ends.
fn answer(mut stream: &TcpStream) {
    let length = TAGS.len();
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{TAGS}"
    );
    let mut lines = BufReader::new(stream).lines();
    while let Some(Ok(line)) = lines.next() {
        if line.is_empty() && stream.write_all(response.as_bytes()).is_err() {
            break;
        }
    }
}

/// One request after another over one connection, decoded into the same type.
fn request(c: &mut Criterion) {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let url = serve();
    let http = reqwest::Client::new();
    let medusa = Medusa::builder(&url)
        .http_client(http.clone())
        .publishable_key("pk_1")
        .customer_jwt("a.b.c")
        .build()
        .expect("valid settings");

    let mut group = c.benchmark_group("request");
    group.bench_function("reqwest", |b| {
        b.iter(|| {
            runtime.block_on(async {
                let url = format!("{url}/store/product-tags?limit=10&value=new");
                let response = http
                    .get(url)
                    .header("accept", "application/json")
                    .header("x-publishable-api-key", "pk_1")
                    .bearer_auth("a.b.c")
                    .send()
                    .await
                    .expect("a response");
                let body = response.bytes().await.expect("a body");
                serde_json::from_slice::<StoreProductTagsListRes>(&body).expect("tags")
            })
        });
    });
    group.bench_function("medusa-client", |b| {
        b.iter(|| {
            let list = medusa
                .product_tags()
                .list()
                .limit(10)
                .value("new".to_owned());
            runtime.block_on(async { list.await.expect("tags") })
        });
    });
    group.finish();

    // What is ours alone: making the request value, without sending it.
    c.bench_function("making a request", |b| {
        b.iter(|| {
            black_box(
                medusa
                    .product_tags()
                    .list()
                    .limit(10)
                    .value("new".to_owned()),
            )
        });
    });
}

fn decode(c: &mut Criterion) {
    let body = orders::list(50);
    let mut group = c.benchmark_group("decode 50 orders");
    group.throughput(Throughput::Bytes(body.len() as u64));
    let mut measure = |name, decode: fn(&[u8])| {
        group.bench_function(name, |b| b.iter(|| decode(black_box(&body))));
    };
    measure("medusa-client", decode_as::<AdminOrdersListRes>);
    measure(
        "by hand, dates as text",
        decode_as::<by_hand::Orders<String>>,
    );
    measure(
        "by hand, dates as dates",
        decode_as::<by_hand::Orders<Timestamp>>,
    );
    measure("serde_json::Value", decode_as::<Json>);
    group.finish();
}

fn decode_as<T: DeserializeOwned>(body: &[u8]) {
    black_box(serde_json::from_slice::<T>(body).expect("orders"));
}

criterion_group!(benches, request, decode);
criterion_main!(benches);
