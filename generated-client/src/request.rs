//! Requests: what is to be sent, and the way from there to a decoded response.
//!
//! [`Parts`] does the work and knows no response type; [`Request`] adds the one function that decodes. A fault found
//! on the way (an argument, a header, a body that cannot be sent) is kept, and comes out when the request is awaited.
//!
//! Generated code with query parameters wraps a request in a struct with a setter a parameter; `builder!` gives that
//! struct the rest of what a request can do.

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::{Medusa, header};
use crate::error::{Error, Fault, Route};
use crate::multipart::{File, Form};
use crate::query::Query;
use crate::{Json, Response, Result, path};

/// A request whose response is decoded into `T`.
///
/// It is sent when it is awaited, with [`send`](Self::send) or directly.
#[must_use = "a request does nothing until it is awaited"]
pub struct Request<T> {
    parts: Box<Parts>,
    decode: fn(Response) -> Result<T>,
}

impl<T> Request<T> {
    pub(crate) fn new(parts: Box<Parts>, decode: fn(Response) -> Result<T>) -> Self {
        Self { parts, decode }
    }

    /// Sends this as the JSON body.
    pub fn json(mut self, payload: &(impl Serialize + ?Sized)) -> Self {
        self.parts.set_json(serde_json::to_vec(payload));
        self
    }

    /// Sends a query parameter, in place of an earlier one of that name.
    ///
    /// Lists are sent as `name[]=a&name[]=b`, structs and maps as `name[field]=a`. What is `None` or empty is not sent.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Serialize) -> Self {
        self.parts
            .set_query(name.into(), serde_json::to_value(value));
        self
    }

    /// Sends these files in a multipart body, each in a field of this name.
    pub fn multipart(
        mut self,
        field: impl Into<Cow<'static, str>>,
        files: impl IntoIterator<Item = File>,
    ) -> Self {
        let field = field.into();
        self.parts.add_to_form(|form| {
            for file in files {
                form.add_file(field.clone(), file);
            }
        });
        self
    }

    /// Sends a text in a multipart body.
    pub fn multipart_text(
        mut self,
        field: impl Into<Cow<'static, str>>,
        text: impl Into<String>,
    ) -> Self {
        self.parts
            .add_to_form(|form| form.add_text(field.into(), text.into()));
        self
    }

    /// Sends a header, in place of the client's own of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.parts.set_header(name, value);
        self
    }

    /// Gives up when the whole response has not come in this time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.parts.timeout = Some(timeout);
        self
    }

    /// Sends the request; the same as awaiting it.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn send(self) -> ResponseFuture<T> {
        ResponseFuture {
            response: Box::pin(self.parts.send()),
            decode: self.decode,
        }
    }

    /// Sends the request and decodes the response into another type than the documented one.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn send_as<U: DeserializeOwned>(self) -> ResponseFuture<U> {
        Request::new(self.parts, |response| response.success()?.json()).send()
    }

    /// Sends the request and gives the response as it came, whatever its status.
    ///
    /// # Errors
    ///
    /// Where nothing could be sent, or no whole response came.
    pub fn send_raw(self) -> ResponseFuture<Response> {
        Request::new(self.parts, Ok).send()
    }
}

// Not derived: that would ask the same of `T`.
impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        Self {
            parts: self.parts.clone(),
            decode: self.decode,
        }
    }
}

/// Shows neither the body nor the values of headers and path arguments.
impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt_as("Request", f)
    }
}

impl<T> IntoFuture for Request<T> {
    type Output = Result<T>;
    type IntoFuture = ResponseFuture<T>;

    fn into_future(self) -> ResponseFuture<T> {
        self.send()
    }
}

/// A request on its way.
#[must_use = "a request does nothing until it is awaited"]
pub struct ResponseFuture<T> {
    response: Pin<Box<dyn Future<Output = Result<Response>> + Send>>,
    decode: fn(Response) -> Result<T>,
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let decode = self.decode;
        self.response
            .as_mut()
            .poll(context)
            .map(|response| decode(response?))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

/// A request without its response type.
#[derive(Clone)]
pub(crate) struct Parts {
    client: Medusa,
    route: Route,
    /// The route with its arguments.
    path: String,
    query: Query,
    headers: HeaderMap,
    body: Body,
    timeout: Option<Duration>,
    /// The first fault.
    fault: Option<Fault>,
}

#[derive(Clone, Default)]
enum Body {
    #[default]
    None,
    Json(Bytes),
    Multipart(Form),
}

impl Parts {
    pub(crate) fn new(client: Medusa, route: Route, arguments: &[&str]) -> Box<Self> {
        let (path, fault) = match path::expand(&route.template, arguments) {
            Ok(path) => (path, None),
            Err(fault) => (String::new(), Some(fault)),
        };
        Box::new(Self {
            client,
            route,
            path,
            query: Query::default(),
            headers: HeaderMap::new(),
            body: Body::None,
            timeout: None,
            fault,
        })
    }

    fn set_json(&mut self, payload: serde_json::Result<Vec<u8>>) {
        match payload {
            Ok(payload) => self.body = Body::Json(payload.into()),
            Err(source) => self.fail(Fault::because("the body cannot be written as JSON", source)),
        }
    }

    fn set_query(&mut self, name: Cow<'static, str>, value: serde_json::Result<Json>) {
        match value {
            Ok(value) => self.query.set(name, value),
            Err(source) => self.fail(Fault::because(
                format!("the query parameter `{name}` cannot be written"),
                source,
            )),
        }
    }

    fn set_header(&mut self, name: &str, value: &str) {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(fault) => self.fail(fault),
        }
    }

    /// Adds to the multipart body, in place of any other body.
    fn add_to_form(&mut self, add: impl FnOnce(&mut Form)) {
        let mut form = match mem::take(&mut self.body) {
            Body::Multipart(form) => form,
            Body::None | Body::Json(_) => Form::default(),
        };
        add(&mut form);
        self.body = Body::Multipart(form);
    }

    fn fmt_as(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("method", &self.route.method)
            .field("route", &self.route.template)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("body", &self.body)
            .field("timeout", &self.timeout)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }

    fn fail(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    async fn send(self: Box<Self>) -> Result<Response> {
        let route = self.route.clone();
        let request = match self.into_http() {
            Ok(request) => request,
            Err(fault) => return Err(Error::invalid(Some(route), fault)),
        };
        match request.send().await {
            Ok(response) => Response::read(route, response).await,
            Err(source) if source.is_builder() => {
                let fault = Fault::because(
                    "the HTTP client cannot make this request",
                    source.without_url(),
                );
                Err(Error::invalid(Some(route), fault))
            }
            Err(source) => Err(Error::transport(Some(route), source)),
        }
    }

    /// The request as the HTTP client sends it.
    fn into_http(self) -> Result<reqwest::RequestBuilder, Fault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let query = self.query.encode()?;
        let mut request = self
            .client
            .begin(self.route.method, &self.path, query.as_deref());
        request = match self.body {
            Body::None => request,
            Body::Json(json) => request
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(json),
            Body::Multipart(form) => request.multipart(form.into_http()?),
        };
        if let Some(timeout) = self.timeout {
            request = request.timeout(timeout);
        }
        Ok(request.headers(self.headers))
    }
}

/// Shows the kind and not the content, which may be a password.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Json(_) => "Json",
            Self::Multipart(_) => "Multipart",
        })
    }
}

/// Adds to a struct with a field `request: Request<T>` what is the same for all of them.
#[allow(
    unused_macros,
    reason = "only generated code uses it, and features turn that off"
)]
macro_rules! builder {
    ($name:ident, $response:ty) => {
        impl $name {
            /// Sends a query parameter that is not documented; see [`Request::query`](crate::Request::query).
            pub fn query(
                self,
                name: impl Into<std::borrow::Cow<'static, str>>,
                value: impl serde::Serialize,
            ) -> Self {
                Self {
                    request: self.request.query(name, value),
                }
            }

            /// Sends a header; see [`Request::header`](crate::Request::header).
            pub fn header(self, name: &str, value: &str) -> Self {
                Self {
                    request: self.request.header(name, value),
                }
            }

            /// Limits the time; see [`Request::timeout`](crate::Request::timeout).
            pub fn timeout(self, timeout: std::time::Duration) -> Self {
                Self {
                    request: self.request.timeout(timeout),
                }
            }

            /// Sends the request; see [`Request::send`](crate::Request::send).
            pub fn send(self) -> crate::ResponseFuture<$response> {
                self.request.send()
            }

            /// Decodes into another type; see [`Request::send_as`](crate::Request::send_as).
            pub fn send_as<U: serde::de::DeserializeOwned>(self) -> crate::ResponseFuture<U> {
                self.request.send_as()
            }

            /// Gives the response as it came; see [`Request::send_raw`](crate::Request::send_raw).
            pub fn send_raw(self) -> crate::ResponseFuture<crate::Response> {
                self.request.send_raw()
            }
        }

        impl std::future::IntoFuture for $name {
            type Output = crate::Result<$response>;
            type IntoFuture = crate::ResponseFuture<$response>;

            fn into_future(self) -> Self::IntoFuture {
                self.request.send()
            }
        }
    };
}

#[allow(
    unused_imports,
    reason = "only generated code uses it, and features turn that off"
)]
pub(crate) use builder;
