//! Exchanges that go wrong, against a server on a real socket: what is sent, how often, and what comes of it.

#![cfg(all(feature = "store", feature = "admin"))]

mod keys;
mod limits;
mod pages;
mod retries;
mod server;
#[cfg(feature = "tracing")]
mod spans;
#[cfg(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls"))]
mod tls;
mod values;
#[cfg(feature = "blocking")]
mod waiting;

use medusa_client::{Json, Medusa, Method, Request};

fn get(medusa: &Medusa, route: &'static str) -> Request<Json> {
    medusa.request(Method::GET, route, &[])
}

fn post(medusa: &Medusa, route: &'static str) -> Request<Json> {
    medusa
        .request(Method::POST, route, &[])
        .json(&serde_json::json!({ "quantity": 1 }))
}
