//! A typed client for the commerce API of [Medusa](https://docs.medusajs.com/v1) v1: every operation of the store and
//! the admin API, with its documentation.
//!
//! # A tour
//!
//! ## Connect
//!
//! A [`Medusa`] is the client. It is made once and cloned freely; clones share their connections. Its resources are
//! methods, and their methods make requests, which do nothing until they are awaited.
//!
//! ```no_run
//! use medusa_client::Medusa;
//!
//! # async fn example() -> medusa_client::Result<()> {
//! let medusa = Medusa::builder("https://shop.example.com")
//!     .publishable_key("pk_01")
//!     .build()?;
//! let region = medusa.regions().retrieve("reg_01").await?.region;
//! println!("{} sells in {}", region.name, region.currency_code);
//! # Ok(())
//! # }
//! ```
//!
//! Timeouts, proxies, headers and retries are set on the [`MedusaBuilder`], and for one request on the request.
//!
//! ## Sign in
//!
//! Customers and admin users are kept apart: what an [`Area`] was signed in with is sent nowhere else. Signing in gives
//! another client and leaves the first as it was.
//!
//! ```no_run
//! # async fn example(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
//! use medusa_client::Area;
//!
//! let shopper = medusa.sign_in(Area::Store, "ada@example.com", "correct horse").await?;
//! println!("{}", shopper.customers().retrieve().await?.customer.email);
//!
//! let staff = medusa_client::Medusa::builder("https://shop.example.com")
//!     .admin_api_token("the token")
//!     .build()?;
//! println!("{}", staff.admin().store().retrieve().await?.store.name);
//! # Ok(())
//! # }
//! ```
//!
//! ## List
//!
//! Query parameters are setters of the request. Their values are sent as the server reads them.
//!
//! ```no_run
//! # async fn example(medusa: medusa_client::Medusa) -> Result<(), Box<dyn std::error::Error>> {
//! use medusa_client::types::{DateComparisonOperator, OrderStatus};
//! use std::time::{Duration, SystemTime};
//!
//! let last_week = SystemTime::now() - Duration::from_secs(7 * 24 * 60 * 60);
//! let page = medusa
//!     .admin()
//!     .orders()
//!     .list()
//!     .status([OrderStatus::Pending, OrderStatus::RequiresAction])
//!     .created_at(DateComparisonOperator::new().gte(last_week))
//!     .expand("customer")
//!     .limit(20)
//!     .await?;
//! println!("{} of {} orders", page.orders.len(), page.count);
//! # Ok(())
//! # }
//! ```
//!
//! With `fields` an answer has the fields that are named and may lack all others. If one is missing that the documented
//! type needs, this is a [`Decode`](ErrorKind::Decode) error. So decode it into a type of your own, and name each field
//! that this type needs: [`send_as::<T>()`](Request::send_as) for one response,
//! [`items_as::<T>()`](Items#items-of-your-own-type) for the stream of a list. [`send_raw()`](Request::send_raw) gives
//! the [`Response`] as it came.
//!
//! ## Page through
//!
//! A list with an offset is a stream of its [`Items`] or [`Pages`]; pages are requested as they are needed, one after
//! another (see [`Items`](Items#several-pages-at-once) for several at once).
//!
//! ```no_run
//! # async fn example(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
//! let mut products = medusa.products().list().limit(100).items();
//! while let Some(product) = products.next().await {
//!     println!("{:?}", product?.title);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## Create and change
//!
//! A payload has `new` with what the server insists on, and setters for the rest. Where null clears a field that would
//! stay as it is if left out, the field is a [`Patch`].
//!
//! ```no_run
//! # async fn example(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
//! use medusa_client::types::AdminPostProductsReq;
//!
//! let payload = AdminPostProductsReq::new("Desk lamp").subtitle("For late hours");
//! let product = medusa.admin().products().create(payload).await?.product;
//! println!("{:?}", product.handle);
//! # Ok(())
//! # }
//! ```
//!
//! ## Upload
//!
//! ```no_run
//! # async fn example(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
//! use medusa_client::File;
//!
//! let answer = medusa.admin().uploads().create([File::from_path("lamp.jpg")]).await?;
//! for upload in answer.uploads {
//!     println!("{}", upload.url);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## Handle an error
//!
//! All that can go wrong is one [`Error`]; its [`ErrorKind`] says how far a request got, and whose mistake it may be.
//!
//! ```no_run
//! # async fn example(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
//! match medusa.carts().complete("cart_01").await {
//!     Ok(answer) => println!("{:?}", answer.data),
//!     Err(error) if error.is_not_found() => println!("there is no such cart"),
//!     Err(error) if error.code() == Some("insufficient_inventory") => println!("sold out"),
//!     Err(error) if error.is_timeout() => println!("the shop does not answer"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A web server of your own can answer its visitors by the kind:
//!
//! ```
//! use medusa_client::{Error, ErrorKind, StatusCode};
//!
//! fn http_status(error: &Error) -> StatusCode {
//!     match error.kind() {
//!         // What the visitor gave cannot be sent, such as `..` for an id.
//!         ErrorKind::InvalidArgument => StatusCode::BAD_REQUEST,
//!         ErrorKind::Transport if error.is_timeout() => StatusCode::GATEWAY_TIMEOUT,
//!         ErrorKind::Transport | ErrorKind::Decode => StatusCode::BAD_GATEWAY,
//!         ErrorKind::Status if error.is_rate_limited() => StatusCode::SERVICE_UNAVAILABLE,
//!         // 402 for a payment that needs more, 404, 409 for a conflict and so on.
//!         ErrorKind::Status => (error.status())
//!             .filter(StatusCode::is_client_error)
//!             .unwrap_or(StatusCode::BAD_GATEWAY),
//!         _ => StatusCode::INTERNAL_SERVER_ERROR,
//!     }
//! }
//!
//! let error = medusa_client::Medusa::new("localhost:9000").unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::InvalidSettings);
//! assert_eq!(http_status(&error), StatusCode::INTERNAL_SERVER_ERROR);
//! ```
//!
//! Tests of such code make their errors themselves, with [`Error::timeout`] and [`Response::new`] for example.
//!
//! ## Anything else
//!
//! Routes of your own are called with [`Medusa::custom`] or [`Medusa::request`].
//!
//! # Cargo features
//!
//! | feature | default | what for |
//! |---|---|---|
//! | `store` | yes | the store API |
//! | `admin` | yes | the admin API |
//! | `rustls` | yes | TLS by rustls, with the cryptography of aws-lc |
//! | `rustls-ring` | | TLS by rustls, with that of ring |
//! | `native-tls` | | TLS by the system's library |
//! | `gzip` | yes | compressed responses |
//! | `blocking` | | whatever can be awaited has a method `wait`, for threads that may block |
//! | `chrono`, `time` | | [`Timestamp`] converts from and to the times of these libraries |
//! | `tracing` | | each request is a span `medusa_request` of the target `medusa_client` |
//!
//! TLS is chosen by one of three features; `default-features = false` leaves out the first, and then `store`, `admin` and
//! `gzip` have to be named if they are wanted.
//!
//! | feature | what it needs to build | what does it at run time |
//! |---|---|---|
//! | `rustls` | a C compiler, and on some targets CMake or NASM | rustls, certificates of the system |
//! | `rustls-ring` | a C compiler | rustls, certificates of the system |
//! | `native-tls` | on Linux the headers of OpenSSL | SChannel, Secure Transport or OpenSSL |
//! | none of them | | nothing: `http` only, or a client of the caller's own by [`MedusaBuilder::http_client`] |
//!
//! With several of them, `native-tls` goes before rustls, and aws-lc before ring. `rustls-ring` makes ring the default
//! provider of rustls in the process when the first client is built, unless the program has installed another one.
//!
//! The fields of a span are `method`, `route` (the template), `attempt`, and `status` or `failure`: no identifiers and
//! no secrets. Features of `reqwest` such as `http2` take effect when they are turned on in the caller's own
//! dependency on it.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod api_error;
mod auth;
#[cfg(feature = "blocking")]
mod blocking;
mod builder;
mod client;
mod decode;
mod error;
mod fault;
#[rustfmt::skip]
mod generated;
mod idempotency;
mod multipart;
#[allow(
    dead_code,
    reason = "only generated code uses it, and not every API has each kind of field"
)]
mod object;
mod one_or_many;
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
mod tls;
mod trace;
mod transport;
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

pub use api_error::ApiError;
pub use auth::{Credential, SignIn, SignInFuture};
#[cfg(feature = "blocking")]
pub use blocking::Waiting;
pub use builder::MedusaBuilder;
pub use client::Medusa;
pub use error::{Error, ErrorKind};
pub use generated::*;
pub use one_or_many::OneOrMany;
pub use open_enum::UnknownValue;
pub use pages::{Items, Page, Pages};
pub use patch::Patch;
pub use request::{Request, ResponseFuture};
pub use response::Response;
pub use retry::RetryPolicy;
pub use route::Area;
pub use timestamp::Timestamp;
pub use upload::{File, Progress};

/// Compiles the examples of the README, which use all of these features.
#[cfg(all(doctest, feature = "store", feature = "admin", feature = "blocking"))]
#[doc = include_str!("../README.md")]
struct Readme;
