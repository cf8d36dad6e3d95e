//! A request without its response type: what is to be sent, and the attempts to send it.
//!
//! A fault found while it is made (an argument, a header, a body that cannot be written) is kept, and comes out when it
//! is sent. A body is written once, before the first attempt, so that every attempt sends the same.

use std::borrow::Cow;
use std::fmt;
use std::mem;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::builder::{header, header_name};
use crate::client::Medusa;
use crate::error::Error;
use crate::fault::Fault;
use crate::multipart::Form;
use crate::query::Query;
use crate::retry::{self, Repeatable};
use crate::route::Route;
use crate::trace::Span;
use crate::{Area, Json, Response, Result, RetryPolicy, idempotency};

/// A request without its response type.
#[derive(Clone)]
pub(crate) struct Parts {
    client: Medusa,
    route: Route,
    /// The route with its arguments.
    path: String,
    query: Query,
    headers: HeaderMap,
    removed_headers: Vec<HeaderName>,
    body: Body,
    pub(crate) options: Options,
    /// Whether the server has told its key for this request. One of the caller's may be any, which the server ignores.
    has_server_key: bool,
    /// The first fault.
    fault: Option<Fault>,
}

/// What is said for this request in place of the client's settings.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retries: Option<RetryPolicy>,
    /// Whose credential is sent: at first, that of the route's own area.
    pub(crate) signed_in_as: Option<Area>,
}

#[derive(Clone, Default)]
enum Body {
    #[default]
    None,
    Json(Bytes),
    Multipart(Form),
}

impl Parts {
    pub(crate) fn new(client: Medusa, route: Route, path: Result<String, Fault>) -> Box<Self> {
        let (path, fault) = match path {
            Ok(path) => (path, None),
            Err(fault) => (String::new(), Some(fault)),
        };
        Box::new(Self {
            options: Options {
                timeout: None,
                deadline: None,
                retries: None,
                signed_in_as: route.area(),
            },
            client,
            route,
            path,
            query: Query::default(),
            headers: HeaderMap::new(),
            removed_headers: Vec::new(),
            body: Body::None,
            has_server_key: false,
            fault,
        })
    }

    pub(crate) fn set_json(&mut self, payload: serde_json::Result<Vec<u8>>) {
        match payload {
            Ok(payload) => self.body = Body::Json(payload.into()),
            Err(source) => self.fail(Fault::because("the body cannot be written as JSON", source)),
        }
    }

    pub(crate) fn set_query(&mut self, name: Cow<'static, str>, value: serde_json::Result<Json>) {
        match value {
            Ok(value) => self.query.set(name, value),
            Err(source) => self.fail(Fault::because(
                format!("the query parameter `{name}` cannot be written"),
                source,
            )),
        }
    }

    /// The whole number that is sent for a query parameter, if anything is; another value is a fault.
    #[allow(
        dead_code,
        reason = "only generated code uses it, and features turn that off"
    )]
    pub(crate) fn query_integer(&mut self, name: &str) -> Option<i64> {
        self.query.integer(name).unwrap_or_else(|fault| {
            self.fail(fault);
            None
        })
    }

    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(fault) => self.fail(fault),
        }
    }

    pub(crate) fn remove_header(&mut self, name: &str) {
        match header_name(name) {
            Ok(name) => {
                self.headers.remove(&name);
                self.removed_headers.push(name);
            }
            Err(fault) => self.fail(fault),
        }
    }

    /// Adds to the multipart body, in place of any other body.
    pub(crate) fn add_to_form(&mut self, add: impl FnOnce(&mut Form)) {
        let mut form = match mem::take(&mut self.body) {
            Body::Multipart(form) => form,
            Body::None | Body::Json(_) => Form::default(),
        };
        add(&mut form);
        self.body = Body::Multipart(form);
    }

    pub(crate) fn fmt_as(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("method", &self.route.method)
            .field("route", &self.route.template)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("body", &self.body)
            .field("options", &self.options)
            .field("has_server_key", &self.has_server_key)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }

    fn fail(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    /// Sends it, and sends it again as the policy allows.
    pub(crate) async fn send(self: Box<Self>) -> Result<Response> {
        let span = Span::new(&self.route);
        span.clone().within(self.attempts(span)).await
    }

    async fn attempts(mut self: Box<Self>, span: Span) -> Result<Response> {
        let settings = self.client.settings();
        let policy = self.options.retries.unwrap_or(settings.retries);
        let deadline = Deadline::after(self.options.deadline.or(settings.deadline));
        let mut delays = policy.delays();
        let query = match &self.fault {
            Some(fault) => Err(fault.clone()),
            None => self.query.encode(),
        };
        let query = query.map_err(|fault| Error::invalid(Some(self.route.clone()), fault))?;
        let mut attempt = 1;
        loop {
            span.attempt(attempt);
            let outcome = self.attempt(query.as_deref(), deadline, attempt).await;
            span.outcome(&outcome);
            let repeatable = self.learn(&outcome);
            let delay = retry::may_retry(&outcome, repeatable)
                .then(|| delays.next(&outcome))
                .flatten()
                .filter(|delay| deadline.leaves(*delay));
            let Some(delay) = delay else {
                return outcome;
            };
            span.waits(delay);
            tokio::time::sleep(delay).await;
            attempt += 1;
        }
    }

    /// Takes the server's key from a response, and tells what may be repeated from here on.
    fn learn(&mut self, outcome: &Result<Response>) -> Repeatable {
        if !self.body.is_replayable() {
            return Repeatable::Never;
        }
        if let (true, Ok(response)) = (idempotency::is_kept(&self.route), outcome) {
            self.has_server_key |= idempotency::adopt(&mut self.headers, response.headers());
        }
        Repeatable::of(&self.route.method, self.has_server_key)
    }

    async fn attempt(
        &self,
        query: Option<&str>,
        deadline: Deadline,
        attempt: u32,
    ) -> Result<Response> {
        let route = || Some(self.route.clone());
        let request = (self.to_http(query, deadline).await)
            .map_err(|fault| Error::invalid(route(), fault))?;
        let response = match request.send().await {
            Ok(response) => response,
            Err(source) if source.is_builder() => {
                let fault = Fault::because(
                    "the HTTP client cannot make this request",
                    source.without_url(),
                );
                return Err(Error::invalid(route(), fault));
            }
            Err(source) => return Err(Error::transport(route(), source, attempt)),
        };
        let is_home = self.client.is_home(response.url());
        let response = Response::read(self.route.clone(), response, attempt).await?;
        if is_home {
            Ok(response)
        } else {
            Err(Error::unfit(
                response,
                "the HTTP client followed a redirect to another server",
            ))
        }
    }

    /// The request as the HTTP client sends it.
    async fn to_http(
        &self,
        query: Option<&str>,
        deadline: Deadline,
    ) -> Result<reqwest::RequestBuilder, Fault> {
        let mut headers = self.client.headers(&self.route, self.options.signed_in_as);
        for name in &self.removed_headers {
            headers.remove(name);
        }
        let mut request = self
            .client
            .begin(self.route.method.clone(), &self.path, query);
        match &self.body {
            Body::None => {}
            Body::Json(json) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                request = request.body(json.clone());
            }
            Body::Multipart(form) => request = request.multipart(form.to_http().await?),
        }
        let timeout = self.options.timeout.or(self.client.settings().timeout);
        if let Some(timeout) = deadline.cut(timeout) {
            request = request.timeout(timeout);
        }
        headers.extend(self.headers.clone());
        if let Body::Multipart(_) = &self.body {
            // The HTTP client has said it, with the boundary.
            headers.remove(CONTENT_TYPE);
        }
        Ok(request.headers(headers))
    }
}

impl Body {
    fn is_replayable(&self) -> bool {
        match self {
            Self::None | Self::Json(_) => true,
            Self::Multipart(form) => form.is_replayable(),
        }
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

/// When all must be over.
#[derive(Clone, Copy)]
struct Deadline(Option<Instant>);

impl Deadline {
    fn after(time: Option<Duration>) -> Self {
        // A time that no clock can show is none.
        Self(time.and_then(|time| Instant::now().checked_add(time)))
    }

    fn left(self) -> Option<Duration> {
        let end = self.0?;
        Some(end.saturating_duration_since(Instant::now()))
    }

    /// The timeout, or what is left where that is less.
    fn cut(self, timeout: Option<Duration>) -> Option<Duration> {
        match (self.left(), timeout) {
            (Some(left), Some(timeout)) => Some(left.min(timeout)),
            (left, timeout) => left.or(timeout),
        }
    }

    /// Whether there is time for an attempt after waiting.
    fn leaves(self, delay: Duration) -> bool {
        self.left().is_none_or(|left| delay < left)
    }
}
