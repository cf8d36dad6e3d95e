//! Responses: what came from the server, before it is decoded.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde::de::{DeserializeOwned, DeserializeSeed};

use crate::api_error::ApiError;
use crate::route::Route;
use crate::{Error, Result, idempotency, retry};

/// A response as it came, read to its end.
#[derive(Clone)]
pub struct Response {
    route: Route,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    attempts: u32,
}

impl Response {
    /// A response to a request of this route, such as `/store/orders/{id}`, for tests of the code that handles it.
    pub fn new(
        method: Method,
        route: impl Into<Cow<'static, str>>,
        status: StatusCode,
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            route: Route::new(method, route.into()),
            status,
            headers: HeaderMap::new(),
            body: body.into(),
            attempts: 1,
        }
    }

    /// The same with these headers, in place of all that it had.
    #[must_use]
    pub fn with_headers(self, headers: HeaderMap) -> Self {
        Self { headers, ..self }
    }

    pub(crate) async fn read(
        route: Route,
        response: reqwest::Response,
        attempts: u32,
    ) -> Result<Self> {
        let status = response.status();
        let headers = response.headers().clone();
        match response.bytes().await {
            Ok(body) => Ok(Self {
                route,
                status,
                headers,
                body,
                attempts,
            }),
            Err(source) => Err(Error::transport(Some(route), source, attempts)),
        }
    }

    pub(crate) fn route(&self) -> &Route {
        &self.route
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What the server, or a proxy before it, calls this exchange: the header `x-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get("x-request-id")?.to_str().ok()
    }

    /// The key under which the server keeps this request; see [`Request::idempotency_key`](crate::Request::idempotency_key).
    pub fn idempotency_key(&self) -> Option<&str> {
        self.headers.get(idempotency::KEY)?.to_str().ok()
    }

    /// How long the server asks to wait before the next request: the header `retry-after`.
    pub fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(&self.headers)
    }

    /// What Medusa says of a failure; empty where the body is not in one of its two JSON shapes.
    pub(crate) fn errors(&self) -> Vec<ApiError> {
        ApiError::read(&self.body)
    }

    /// The response itself where its status is 2xx.
    ///
    /// # Errors
    ///
    /// With any other status, an error of the kind [`Status`](crate::ErrorKind::Status).
    pub fn success(self) -> Result<Self> {
        if self.status.is_success() {
            Ok(self)
        } else {
            Err(Error::status_of(self))
        }
    }

    /// The body, decoded from JSON whatever the status.
    ///
    /// # Errors
    ///
    /// Where the body is not JSON or does not fit `T`, an error of the kind [`Decode`](crate::ErrorKind::Decode).
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        self.json_with(PhantomData)
    }

    /// The same for a value whose shape is not known by its type alone.
    pub(crate) fn json_with<'de, S: DeserializeSeed<'de>>(&'de self, seed: S) -> Result<S::Value> {
        let mut reader = serde_json::Deserializer::from_slice(&self.body);
        seed.deserialize(&mut reader)
            .and_then(|value| reader.end().map(|()| value))
            .map_err(|problem| Error::decode(self.clone(), &problem))
    }
}

/// Shows neither the body nor the headers: signing in is answered with tokens and cookies.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("method", &self.route.method)
            .field("route", &self.route.template)
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
