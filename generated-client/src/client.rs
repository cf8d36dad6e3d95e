//! The client: a server, and who is signed in there.
//!
//! In come settings that were checked when it was built; out go [`Request`]s that carry them, and clients for which
//! somebody else is signed in.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Method, Url};
use serde::de::DeserializeOwned;

use crate::auth::{self, Credential, Credentials, SignIn, SignInFuture};
use crate::builder::{MedusaBuilder, Settings};
use crate::error::Error;
use crate::fault::Fault;
use crate::request::{Parts, Request};
use crate::route::Route;
use crate::{Area, Response, Result, path};

const PUBLISHABLE_KEY: HeaderName = HeaderName::from_static("x-publishable-api-key");

/// A client of one Medusa server. Cloning it is cheap, and clones share their connections.
///
/// Who is signed in belongs to the client: signing in gives another one, and the first is as it was. A web server can
/// keep one client and make one for each visitor of it.
#[derive(Clone)]
pub struct Medusa {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    settings: Arc<Settings>,
    credentials: Credentials,
    http: reqwest::Client,
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
        MedusaBuilder::new(base_url.as_ref())
    }

    pub(crate) fn of(settings: Settings, credentials: Credentials, http: reqwest::Client) -> Self {
        let settings = Arc::new(settings);
        Self {
            inner: Arc::new(Inner {
                settings,
                credentials,
                http,
            }),
        }
    }

    /// Signs in with an e-mail address and a password.
    ///
    /// Awaited, it gives a client that is signed in, with a JSON web token or, asked for a [`session`](SignIn::session),
    /// with a cookie.
    ///
    /// ```no_run
    /// use medusa_client::{Area, Medusa};
    ///
    /// # async fn run() -> medusa_client::Result<()> {
    /// let medusa = Medusa::new("http://localhost:9000")?;
    /// let medusa = medusa.sign_in(Area::Store, "ada@example.com", "…").await?;
    /// let medusa = medusa.sign_in(Area::Admin, "boss@example.com", "…").session().await?;
    /// let medusa = medusa.sign_out(Area::Admin).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sign_in(&self, area: Area, email: &str, password: &str) -> SignIn {
        SignIn::new(self.clone(), area, email, password)
    }

    /// Ends the session of an area, where there is one, and gives a client that is not signed in there.
    ///
    /// Tokens are only forgotten: the server has no way to end them.
    pub fn sign_out(&self, area: Area) -> SignInFuture {
        auth::sign_out(self.clone(), area)
    }

    /// A client that is signed in with this credential, in place of an earlier one of its area.
    ///
    /// # Errors
    ///
    /// Where no header can carry it.
    pub fn with_credential(&self, credential: Credential) -> Result<Self> {
        let mut inner = Inner::clone(&self.inner);
        inner
            .credentials
            .set(credential)
            .map_err(|fault| Error::invalid(None, fault))?;
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// A client that is not signed in to this area. The server is not told; see [`sign_out`](Self::sign_out).
    #[must_use]
    pub fn without_credential(&self, area: Area) -> Self {
        let mut inner = Inner::clone(&self.inner);
        inner.credentials.clear(area);
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Who is signed in to this area.
    pub fn credential(&self, area: Area) -> Option<&Credential> {
        self.inner.credentials.of(area)
    }

    /// A request for any route, documented or not.
    ///
    /// `route` is the path below the base URL, such as `/store/orders/{id}`; the arguments take the places of its
    /// placeholders, in order. Each of them stays one segment of the path, whatever characters it holds. An argument
    /// that cannot (`""`, `"."`, `".."`), or a route that is no path, makes the request fail when it is awaited.
    ///
    /// Who is signed in is told to routes below `/store` and `/admin`, each its own; to another route only where
    /// [`Request::signed_in_as`] says so. Errors and traces name the route as it is given here, so that ids are better
    /// given as arguments.
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
        Request::new(self.parts(method, route.into(), arguments), decode_json)
    }

    /// As [`request`](Self::request), for a route that answers with nothing of use: any body is taken and ignored.
    pub fn request_empty(
        &self,
        method: Method,
        route: impl Into<Cow<'static, str>>,
        arguments: &[&str],
    ) -> Request<()> {
        Request::new(self.parts(method, route.into(), arguments), ignore_body)
    }

    /// A request for a path of the caller's own below `prefix`: with `/admin` and `blog/posts`, for `/admin/blog/posts`.
    ///
    /// The path may begin with a slash and hold percent-encoding. One that would leave the prefix (`..`, another host)
    /// or holds a query makes the request fail when it is awaited. Errors and traces call the route `/admin/…`: a path
    /// may hold what belongs in no log.
    pub fn custom<T: DeserializeOwned>(
        &self,
        method: Method,
        prefix: &'static str,
        path: &str,
    ) -> Request<T> {
        let route = Route::new(method, format!("{prefix}/…").into());
        let path = path::expand(&path::below(prefix, path), &[]).map_err(Fault::of_argument);
        Request::new(Parts::new(self.clone(), route, path), decode_json)
    }

    /// A request that ends in the response as it came.
    pub(crate) fn request_raw(
        &self,
        method: Method,
        route: impl Into<Cow<'static, str>>,
    ) -> Request<Response> {
        Request::new(self.parts(method, route.into(), &[]), Ok)
    }

    fn parts(&self, method: Method, template: Cow<'static, str>, arguments: &[&str]) -> Box<Parts> {
        let path = path::expand(&template, arguments);
        Parts::new(self.clone(), Route::new(method, template), path)
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The headers of all requests, and what an area is told of who is asking.
    pub(crate) fn headers(&self, route: &Route, signed_in_as: Option<Area>) -> HeaderMap {
        let mut headers = self.settings().headers.clone();
        if let (Some(Area::Store), Some(key)) = (route.area(), &self.settings().publishable_key) {
            headers.insert(PUBLISHABLE_KEY, key.clone());
        }
        if let Some((name, value)) =
            signed_in_as.and_then(|area| self.inner.credentials.header(area))
        {
            headers.insert(name.clone(), value.clone());
        }
        headers
    }

    /// Begins a request of the HTTP client to `path`, which is encoded.
    pub(crate) fn begin(
        &self,
        method: Method,
        path: &str,
        query: Option<&str>,
    ) -> reqwest::RequestBuilder {
        let mut url = self.settings().base.clone();
        let prefix = url.path().trim_end_matches('/');
        let path = format!("{prefix}{path}");
        url.set_path(&path);
        url.set_query(query);
        self.inner.http.request(method, url)
    }

    /// Whether a URL is one of this client's server.
    pub(crate) fn is_home(&self, url: &Url) -> bool {
        url.origin() == self.settings().base.origin()
    }
}

fn decode_json<T: DeserializeOwned>(response: Response) -> Result<T> {
    response.success()?.json()
}

fn ignore_body(response: Response) -> Result<()> {
    response.success().map(drop)
}

/// Hides the values of headers and credentials.
impl fmt::Debug for Medusa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings().fmt_as("Medusa", &self.inner.credentials, f)
    }
}
