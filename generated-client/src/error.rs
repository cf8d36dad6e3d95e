//! The one error type of the client.
//!
//! In come a [`Fault`] found before anything was sent, what the HTTP client says, or a [`Response`] that is no success
//! or does not decode; out goes an [`Error`] that names the route and what was wrong there. The texts hold the route's
//! template instead of the URL, and no header, setting, request body or text of a response, so that no secret gets into
//! logs; only what Medusa says for people is shown as it is.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::api_error::ApiError;
use crate::decode::Place;
use crate::fault::Fault;
use crate::route::Route;
use crate::transport::{Failure, Transport};
use crate::{Response, retry};

/// Why a request failed.
///
/// ```no_run
/// # async fn run(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
/// # use medusa_client::{Json, Method};
/// match medusa.request::<Json>(Method::GET, "/store/products/{id}", &["prod_1"]).await {
///     Ok(product) => println!("{product}"),
///     Err(error) if error.is_not_found() => println!("no such product"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    route: Option<Route>,
    detail: Detail,
}

enum Detail {
    Invalid(Fault),
    Transport(Transport),
    Status(Response, Vec<ApiError>),
    Decode(Response, Place),
    /// A success with which nothing can be done.
    Unfit(Response, &'static str),
}

/// The stage at which a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value that the request was given cannot be sent; nothing was sent. The value may come from a visitor: an argument
    /// of the path that is empty, `.` or `..`, or a text that a header cannot hold.
    InvalidArgument,
    /// The program made a request that cannot be sent; nothing was sent: its route, the name of a header, a body that
    /// cannot be written, a file that cannot be read.
    InvalidRequest,
    /// A setting of the client is not valid, so that it was not built: its base URL, a header, a credential, TLS.
    InvalidSettings,
    /// No whole response came: no connection, TLS that failed, a broken connection, or a timeout.
    Transport,
    /// The server answered with another status than 2xx.
    Status,
    /// The server answered with success, and not with what is documented.
    Decode,
}

impl Error {
    pub(crate) fn invalid(route: Option<Route>, fault: Fault) -> Self {
        Self::new(route, Detail::Invalid(fault))
    }

    pub(crate) fn transport(route: Option<Route>, source: reqwest::Error, attempts: u32) -> Self {
        Self::new(route, Detail::Transport(Transport::of(source, attempts)))
    }

    pub(crate) fn unfit(response: Response, problem: &'static str) -> Self {
        Self::new(
            Some(response.route().clone()),
            Detail::Unfit(response, problem),
        )
    }

    pub(crate) fn status_of(response: Response) -> Self {
        let errors = response.errors();
        Self::new(
            Some(response.route().clone()),
            Detail::Status(response, errors),
        )
    }

    pub(crate) fn decode(response: Response, problem: &serde_json::Error) -> Self {
        let place = Place::of(problem, response.bytes());
        Self::new(
            Some(response.route().clone()),
            Detail::Decode(response, place),
        )
    }

    fn new(route: Option<Route>, detail: Detail) -> Self {
        Self {
            inner: Box::new(Inner { route, detail }),
        }
    }

    /// The stage at which the request failed.
    pub fn kind(&self) -> ErrorKind {
        match &self.inner.detail {
            Detail::Invalid(fault) => fault.kind,
            Detail::Transport(_) => ErrorKind::Transport,
            Detail::Status(..) => ErrorKind::Status,
            Detail::Decode(..) | Detail::Unfit(..) => ErrorKind::Decode,
        }
    }

    /// Whether the server answered 404: there is no such thing, or no such route.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the server answered 401: nobody is signed in, or not in the right way for this route.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether the server answered 409: the request does not go with the state of things, or with another request.
    ///
    /// Something that exists already is answered 422 with the type `duplicate_error`.
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(StatusCode::CONFLICT)
    }

    /// Whether the server refuses what was sent: the type `invalid_data`.
    pub fn is_invalid_data(&self) -> bool {
        self.errors()
            .iter()
            .any(|error| error.error_type.as_deref() == Some("invalid_data"))
    }

    /// Whether the server answered 403: who is signed in may not do this.
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Whether there is such a thing already: the type `duplicate_error`.
    pub fn is_duplicate(&self) -> bool {
        self.error_type() == Some("duplicate_error")
    }

    /// Whether the server answered 429: there were too many requests. See [`retry_after`](Self::retry_after).
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the server answered 500 or above: the fault is on its side. Medusa does so for some faulty input too.
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_server_error())
    }

    /// Whether the same request may succeed later: the connection failed (but not its TLS) or broke, or the status is 429,
    /// above 500, or 409 for a conflict with another request.
    ///
    /// Whether it is safe to send it again is another matter, unless it was a [`connect`](Self::is_connect) error: see
    /// [`RetryPolicy`](crate::RetryPolicy).
    pub fn is_retryable(&self) -> bool {
        match &self.inner.detail {
            Detail::Transport(transport) => transport.failure != Failure::Tls,
            Detail::Status(response, _) => retry::is_passing(response),
            Detail::Invalid(_) | Detail::Decode(..) | Detail::Unfit(..) => false,
        }
    }

    /// Whether the response did not come in time.
    pub fn is_timeout(&self) -> bool {
        self.failure().is_some_and(Failure::is_timeout)
    }

    /// Whether the connection to the server failed, or TLS on it, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.failure().is_some_and(Failure::is_connect)
    }

    /// Whether TLS failed: the server does not speak it at this port, or its certificate is not accepted. Such a request
    /// is not sent again. The [`source`](StdError::source) has the reason.
    pub fn is_tls(&self) -> bool {
        self.failure() == Some(Failure::Tls)
    }

    fn failure(&self) -> Option<Failure> {
        match &self.inner.detail {
            Detail::Transport(transport) => Some(transport.failure),
            _ => None,
        }
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        match &self.inner.detail {
            Detail::Transport(transport) => transport.attempts,
            _ => self.response().map_or(0, Response::attempts),
        }
    }

    /// What the server, or a proxy before it, calls this exchange: the header `x-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.response()?.request_id()
    }

    /// The key with which the request may go on; see [`Request::idempotency_key`](crate::Request::idempotency_key).
    pub fn idempotency_key(&self) -> Option<&str> {
        self.response()?.idempotency_key()
    }

    /// How long the server asks to wait before the next request: the header `retry-after`.
    pub fn retry_after(&self) -> Option<Duration> {
        self.response()?.retry_after()
    }

    /// The status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.response().map(Response::status)
    }

    /// What Medusa says for people: the first message in the body, or a body that is one line of plain text. If nothing
    /// was sent, what is not valid.
    pub fn message(&self) -> Option<&str> {
        match &self.inner.detail {
            Detail::Invalid(fault) => Some(&fault.message),
            Detail::Status(response, errors) => errors
                .first()
                .map_or_else(|| plain_line(response), ApiError::readable_message),
            _ => None,
        }
    }

    /// The first code in the body, such as `insufficient_inventory`.
    pub fn code(&self) -> Option<&str> {
        self.errors().first()?.code.as_deref()
    }

    /// The first type in the body, such as `not_allowed`.
    pub fn error_type(&self) -> Option<&str> {
        self.errors().first()?.error_type.as_deref()
    }

    /// All that Medusa says; empty where the body is not in one of its two JSON shapes.
    pub fn errors(&self) -> &[ApiError] {
        match &self.inner.detail {
            Detail::Status(_, errors) => errors,
            _ => &[],
        }
    }

    /// The response with its raw body, if there was one.
    pub fn response(&self) -> Option<&Response> {
        match &self.inner.detail {
            Detail::Status(response, _)
            | Detail::Decode(response, ..)
            | Detail::Unfit(response, _) => Some(response),
            Detail::Invalid(_) | Detail::Transport(_) => None,
        }
    }

    /// Where in the body decoding failed, such as `orders[3].status`; `.` is the body itself.
    pub fn json_path(&self) -> Option<&str> {
        match &self.inner.detail {
            Detail::Decode(_, place) => Some(&place.path),
            _ => None,
        }
    }

    /// What is at the place where decoding failed, in short: a value, the keys of an object, the beginning of a text.
    ///
    /// A text may be a token or somebody's address; that is why the error's own text has only its length.
    pub fn snippet(&self) -> Option<&str> {
        match &self.inner.detail {
            Detail::Decode(_, place) => Some(&place.found),
            _ => None,
        }
    }

    /// The route's template, such as `/store/orders/{id}`.
    pub fn route(&self) -> Option<&str> {
        Some(self.inner.route.as_ref()?.template.as_ref())
    }

    /// The request's method.
    pub fn method(&self) -> Option<&Method> {
        Some(&self.inner.route.as_ref()?.method)
    }
}

/// Errors for tests of the code that handles them, made without a server.
///
/// A failure that a server answers is made of the answer, as the client does it: by [`Response::new`] and
/// [`success`](Response::success) or [`json`](Response::json). For the others there is a function each:
///
/// ```
/// use medusa_client::{Error, Method, Response, StatusCode};
///
/// /// The code under test.
/// fn is_worth_another_try(error: &Error) -> bool {
///     error.is_timeout() || error.is_rate_limited()
/// }
///
/// let route = "/store/carts/{id}";
/// let answer = |status, body| Response::new(Method::GET, route, status, body);
///
/// let body = r#"{"type":"not_found","message":"Cart was not found"}"#;
/// let not_found = answer(StatusCode::NOT_FOUND, body).success().unwrap_err();
/// assert_eq!(not_found.error_type(), Some("not_found"));
/// assert!(!is_worth_another_try(&not_found));
///
/// let busy = answer(StatusCode::TOO_MANY_REQUESTS, "").success().unwrap_err();
/// assert!(is_worth_another_try(&busy));
///
/// let not_json = answer(StatusCode::OK, "<html>").json::<u32>().unwrap_err();
/// assert!(!is_worth_another_try(&not_json));
///
/// assert!(is_worth_another_try(&Error::timeout(Method::GET, route)));
/// ```
impl Error {
    /// An error of the kind [`InvalidArgument`](ErrorKind::InvalidArgument) with this message.
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self::invalid(None, Fault::new(message).of_argument())
    }

    /// An error of the kind [`InvalidRequest`](ErrorKind::InvalidRequest) with this message.
    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::invalid(None, Fault::new(message))
    }

    /// An error of the kind [`InvalidSettings`](ErrorKind::InvalidSettings) with this message.
    pub fn invalid_settings(message: impl Into<String>) -> Self {
        Self::invalid(None, Fault::new(message).of_settings())
    }

    /// A request to this route that failed to connect to the server; see [`is_connect`](Self::is_connect).
    pub fn connect(method: Method, route: impl Into<Cow<'static, str>>) -> Self {
        Self::made(method, route.into(), Failure::Connect)
    }

    /// A request to this route on whose connection TLS failed; see [`is_tls`](Self::is_tls).
    pub fn tls(method: Method, route: impl Into<Cow<'static, str>>) -> Self {
        Self::made(method, route.into(), Failure::Tls)
    }

    /// A request to this route whose response did not come in time; see [`is_timeout`](Self::is_timeout).
    pub fn timeout(method: Method, route: impl Into<Cow<'static, str>>) -> Self {
        Self::made(method, route.into(), Failure::Timeout)
    }

    /// A request to this route whose connection broke before the response was whole.
    pub fn broken(method: Method, route: impl Into<Cow<'static, str>>) -> Self {
        Self::made(method, route.into(), Failure::Broken)
    }

    fn made(method: Method, route: Cow<'static, str>, failure: Failure) -> Self {
        let transport = Transport {
            failure,
            source: None,
            attempts: 1,
        };
        Self::new(
            Some(Route::new(method, route)),
            Detail::Transport(transport),
        )
    }
}

/// The body where it is one short line of text, as in `Unauthorized`.
fn plain_line(response: &Response) -> Option<&str> {
    let line = std::str::from_utf8(response.bytes()).ok()?.trim();
    let is_markup = line.starts_with(['<', '{', '[']);
    (!line.is_empty() && line.len() <= 200 && !is_markup && !line.contains('\n')).then_some(line)
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.inner.detail {
            Detail::Invalid(fault) => fault
                .source
                .as_deref()
                .map(|source| source as &(dyn StdError + 'static)),
            Detail::Transport(transport) => transport.source.as_ref().map(|source| source as _),
            // What `serde_json` says holds values of the body.
            Detail::Status(..) | Detail::Decode(..) | Detail::Unfit(..) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(route) = &self.inner.route {
            write!(f, "{} {}: ", route.method, route.template)?;
        }
        match &self.inner.detail {
            Detail::Invalid(fault) => f.write_str(&fault.message),
            Detail::Transport(transport) => transport.failure.fmt(f),
            Detail::Status(response, errors) => fmt_status(f, response, errors),
            Detail::Decode(_, place) => write!(f, "cannot decode the body at {place}"),
            Detail::Unfit(_, problem) => f.write_str(problem),
        }?;
        match self.attempts() {
            0 | 1 => Ok(()),
            attempts => write!(f, " (after {attempts} attempts)"),
        }
    }
}

fn fmt_status(f: &mut fmt::Formatter<'_>, response: &Response, errors: &[ApiError]) -> fmt::Result {
    let status = response.status();
    write!(f, "{status}")?;
    let texts = errors.iter().map(ToString::to_string);
    for (position, text) in texts.filter(|text| !text.is_empty()).enumerate() {
        f.write_str(if position == 0 { ": " } else { "; " })?;
        f.write_str(&text)?;
    }
    match plain_line(response) {
        Some(line) if errors.is_empty() && status.canonical_reason() != Some(line) => {
            write!(f, ": {line}")
        }
        _ => Ok(()),
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.kind())
            .field("message", &format_args!("{self}"));
        if let Some(response) = self.response() {
            out.field("response", response);
        }
        if let Some(source) = self.source() {
            out.field("source", &source);
        }
        out.finish()
    }
}
