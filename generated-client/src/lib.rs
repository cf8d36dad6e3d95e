//! A typed client for the commerce API of [Medusa](https://docs.medusajs.com/v1) v1.
//!
//! A [`Medusa`] is the client, made once and cloned freely. What it is asked for is a [`Request`], which does nothing
//! until it is awaited:
//!
//! ```no_run
//! use medusa_client::{Json, Medusa, Method};
//!
//! # async fn run() -> Result<(), medusa_client::Error> {
//! let medusa = Medusa::new("http://localhost:9000")?;
//! let products = medusa
//!     .request::<Json>(Method::GET, "/store/products", &[])
//!     .query("limit", 3)
//!     .await?;
//! println!("{} products", products["count"]);
//! # Ok(())
//! # }
//! ```
//!
//! # Signing in
//!
//! [`Medusa::sign_in`] gives a client that is signed in, for customers or for admin users; [`MedusaBuilder`] takes tokens.
//! A [`Credential`] is sent to its own [`Area`] only.
//!
//! # Lists
//!
//! Requests for lists have `items` and `pages`, which are streams: [`Items`] and [`Pages`].
//!
//! # Failures
//!
//! There is one [`Error`]. What is safe to repeat is sent again as a [`RetryPolicy`] has it.
//!
//! # Cargo features
//!
//! - `store` and `admin` (both on) are the two halves of the API.
//! - `gzip` (on): responses may come compressed.
//! - `rustls` (on) and `native-tls` are the ways to do TLS.
//! - `blocking`: whatever can be awaited has a method `wait`, for programs without an async runtime. Where there is one,
//!   wait on a thread that may block, such as those of `tokio::task::spawn_blocking`.
//! - `tracing`: each request is a span `medusa_request` of the target `medusa_client`, with the fields `method`, `route`
//!   (the template), `attempt`, and `status` or `failure`. Ids and secrets are in none of them.
//!
//! Features of [`reqwest`] such as `http2` take effect when they are turned on in the caller's own dependency on it.

mod auth;
#[cfg(feature = "blocking")]
mod blocking;
mod builder;
mod client;
#[cfg(test)]
mod contract;
mod decode;
mod error;
#[rustfmt::skip]
mod generated;
mod idempotency;
mod multipart;
mod open_enum;
mod pages;
mod parts;
mod patch;
mod path;
mod query;
mod request;
mod response;
mod retry;
mod route;
mod timestamp;
mod trace;
mod upload;

pub use jiff;
pub use reqwest;
pub use reqwest::{Method, StatusCode};

/// Any JSON value.
pub use serde_json::Value as Json;

/// A JSON object, such as the `metadata` of most entities.
pub type JsonObject = serde_json::Map<String, Json>;

/// What a request ends in.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub use auth::{Credential, SignIn, SignInFuture};
#[cfg(feature = "blocking")]
pub use blocking::Waiting;
pub use builder::MedusaBuilder;
pub use client::Medusa;
pub use error::{ApiError, Error, ErrorKind};
pub use generated::*;
pub use pages::{Items, Page, Pages};
pub use patch::Patch;
pub use request::{Request, ResponseFuture};
pub use response::Response;
pub use retry::RetryPolicy;
pub use route::Area;
pub use timestamp::Timestamp;
pub use upload::{File, Progress};
