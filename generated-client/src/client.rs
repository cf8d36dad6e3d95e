//! The client and its settings.
//!
//! In come a base URL, tokens and headers, all checked when the client is built; out go [`Request`]s that carry them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Method, Url};
use serde::de::DeserializeOwned;

use crate::error::{Error, Fault, Route};
use crate::request::{Parts, Request};
use crate::{Response, Result, path};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(60);

/// A client of one Medusa server. Cloning it is cheap, and clones share their connections.
#[derive(Clone)]
pub struct Medusa {
    settings: Arc<Settings>,
    http: reqwest::Client,
}

/// What all requests of a client have in common.
struct Settings {
    base: Url,
    headers: HeaderMap,
}

impl Medusa {
    /// A client of the server at `base_url`, with nobody signed in.
    ///
    /// A path in the URL is kept: with `https://host/shop/`, requests go to `https://host/shop/store/…`.
    ///
    /// # Errors
    ///
    /// As with [`MedusaBuilder::build`].
    pub fn new(base_url: impl AsRef<str>) -> Result<Self> {
        Self::builder(base_url).build()
    }

    /// The settings of a client, to be filled in.
    pub fn builder(base_url: impl AsRef<str>) -> MedusaBuilder {
        MedusaBuilder {
            settings: Settings::new(base_url.as_ref()),
            http: None,
        }
    }

    /// A request for any route, documented or not.
    ///
    /// `route` is the path below the base URL, such as `/store/orders/{id}`; the arguments take the places of its
    /// placeholders, in order. Each of them stays one segment of the path, whatever characters it holds. An argument
    /// that cannot (`""`, `"."`, `".."`), or a route that is no path, makes the request fail when it is awaited.
    ///
    /// ```no_run
    /// use medusa_client::{Json, Medusa, Method};
    ///
    /// # async fn run(medusa: Medusa) -> medusa_client::Result<()> {
    /// let order = medusa
    ///     .request::<Json>(Method::GET, "/store/orders/{id}", &["order_1"])
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request<T: DeserializeOwned>(
        &self,
        method: Method,
        route: impl Into<Cow<'static, str>>,
        arguments: &[&str],
    ) -> Request<T> {
        let route = Route::new(method, route.into());
        Request::new(Parts::new(self.clone(), route, arguments), decode_json)
    }

    /// As [`request`](Self::request), for a route that answers with nothing of use: any body is taken and ignored.
    pub fn request_empty(
        &self,
        method: Method,
        route: impl Into<Cow<'static, str>>,
        arguments: &[&str],
    ) -> Request<()> {
        let route = Route::new(method, route.into());
        Request::new(Parts::new(self.clone(), route, arguments), ignore_body)
    }

    /// A request for a path of the caller's own below `prefix`: with `/admin` and `blog/posts`, for `/admin/blog/posts`.
    ///
    /// The path may begin with a slash and hold percent-encoding. One that would leave the prefix (`..`, another host)
    /// or holds a query makes the request fail when it is awaited.
    pub fn custom<T: DeserializeOwned>(
        &self,
        method: Method,
        prefix: &'static str,
        path: &str,
    ) -> Request<T> {
        self.request(method, path::below(prefix, path), &[])
    }

    /// Begins a request of the HTTP client to `path`, which is encoded, with the settings of all requests.
    pub(crate) fn begin(
        &self,
        method: Method,
        path: &str,
        query: Option<&str>,
    ) -> reqwest::RequestBuilder {
        let mut url = self.settings.base.clone();
        let prefix = url.path().trim_end_matches('/');
        let path = format!("{prefix}{path}");
        url.set_path(&path);
        url.set_query(query);
        self.http
            .request(method, url)
            .headers(self.settings.headers.clone())
    }
}

fn decode_json<T: DeserializeOwned>(response: Response) -> Result<T> {
    response.success()?.json()
}

fn ignore_body(response: Response) -> Result<()> {
    response.success().map(drop)
}

/// Hides the values of headers.
impl fmt::Debug for Medusa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt_as("Medusa", f)
    }
}

/// The settings of a [`Medusa`] client.
///
/// ```
/// use medusa_client::Medusa;
///
/// let medusa = Medusa::builder("https://shop.example.com")
///     .publishable_key("pk_01")
///     .build()?;
/// # Ok::<_, medusa_client::Error>(())
/// ```
#[must_use = "settings do nothing until the client is built"]
pub struct MedusaBuilder {
    settings: Result<Settings, Fault>,
    http: Option<reqwest::Client>,
}

impl MedusaBuilder {
    /// Signs in with the API token of an admin user, in the header `x-medusa-access-token`.
    pub fn api_token(self, token: impl AsRef<str>) -> Self {
        self.header("x-medusa-access-token", token)
    }

    /// Signs in with a JSON web token of a user or a customer, in the header `authorization`.
    pub fn bearer_token(self, token: impl AsRef<str>) -> Self {
        self.header(AUTHORIZATION, format!("Bearer {}", token.as_ref()))
    }

    /// Names the sales channels that a storefront sells in, in the header `x-publishable-api-key`.
    pub fn publishable_key(self, key: impl AsRef<str>) -> Self {
        self.header("x-publishable-api-key", key)
    }

    /// Adds a header to all requests, in place of an earlier one of that name.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.settings = self.settings.and_then(|mut settings| {
            let (name, value) = header(name.as_ref(), value.as_ref())?;
            settings.headers.insert(name, value);
            Ok(settings)
        });
        self
    }

    /// Sends requests through this HTTP client, which brings its own timeouts, proxies, certificates and cookies.
    ///
    /// Without it, connecting may take 10 seconds and a whole exchange 60, and redirects are not followed: they could
    /// carry tokens to another server.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// With a base URL that is no plain `http` or `https` URL, with a header that no request can carry, or where TLS
    /// cannot be set up: an error of the kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    pub fn build(self) -> Result<Medusa> {
        let settings = self.settings.map_err(|fault| Error::invalid(None, fault))?;
        let http = self.http.map_or_else(default_http, Ok)?;
        Ok(Medusa {
            settings: Arc::new(settings),
            http,
        })
    }
}

/// Hides the values of headers.
impl fmt::Debug for MedusaBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.settings {
            Ok(settings) => settings.fmt_as("MedusaBuilder", f),
            Err(fault) => f.debug_tuple("MedusaBuilder").field(fault).finish(),
        }
    }
}

impl Settings {
    fn new(base_url: &str) -> Result<Self, Fault> {
        const AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        Ok(Self {
            base: base(base_url)?,
            headers: HeaderMap::from_iter([
                (ACCEPT, HeaderValue::from_static("application/json")),
                (USER_AGENT, HeaderValue::from_static(AGENT)),
            ]),
        })
    }

    fn fmt_as(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("base_url", &self.base.as_str())
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

fn base(url: &str) -> Result<Url, Fault> {
    let url = Url::parse(url).map_err(|source| Fault::because("the base URL is no URL", source))?;
    let problem = if !matches!(url.scheme(), "http" | "https") {
        "the base URL is neither http nor https"
    } else if !url.username().is_empty() || url.password().is_some() {
        "the base URL holds a user name or password; send them as a header"
    } else if url.query().is_some() || url.fragment().is_some() {
        "the base URL has a query or a fragment"
    } else {
        return Ok(url);
    };
    Err(Fault::new(problem))
}

fn default_http() -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .redirect(Policy::none())
        .build()
        .map_err(|source| {
            Error::invalid(
                None,
                Fault::because("the HTTP client cannot be set up", source),
            )
        })
}

/// A header whose value no Debug output shows.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Fault> {
    let name = HeaderName::try_from(name)
        .map_err(|source| Fault::because("a header's name is not valid", source))?;
    let mut value = HeaderValue::try_from(value).map_err(|source| {
        Fault::because(
            format!("the value of the header `{name}` is not valid"),
            source,
        )
    })?;
    value.set_sensitive(true);
    Ok((name, value))
}
