//! The settings of a client, checked when it is built.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Proxy, Url};

use crate::auth::{Credential, Credentials};
use crate::error::Error;
use crate::fault::Fault;
use crate::{Area, Medusa, Result, RetryPolicy, tls};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(60);

/// What all requests of a client have in common.
pub(crate) struct Settings {
    pub(crate) base: Url,
    pub(crate) headers: HeaderMap,
    /// Sent to the storefront's half of the API only.
    pub(crate) publishable_key: Option<HeaderValue>,
    /// The time for one attempt; `None` leaves it to the HTTP client.
    pub(crate) timeout: Option<Duration>,
    /// The time for all attempts and the waiting between them.
    pub(crate) deadline: Option<Duration>,
    pub(crate) retries: RetryPolicy,
}

/// The settings of a [`Medusa`] client.
///
/// ```
/// use std::time::Duration;
///
/// use medusa_client::{Medusa, RetryPolicy};
///
/// let medusa = Medusa::builder("https://shop.example.com")
///     .publishable_key("pk_01")
///     .timeout(Duration::from_secs(10))
///     .deadline(Duration::from_secs(30))
///     .retries(RetryPolicy::new().times(3))
///     .build()?;
/// # Ok::<_, medusa_client::Error>(())
/// ```
#[must_use = "settings do nothing until the client is built"]
pub struct MedusaBuilder {
    settings: Result<Settings, Fault>,
    credentials: Credentials,
    /// The caller's own client, or what is to become ours.
    http: Result<reqwest::Client, reqwest::ClientBuilder>,
}

impl MedusaBuilder {
    pub(crate) fn new(base_url: &str) -> Self {
        let http = reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT);
        Self {
            settings: Settings::new(base_url),
            credentials: Credentials::default(),
            http: Err(http),
        }
    }

    /// Signs in with the API token of an admin user; short for [`Credential::admin_api_token`].
    pub fn admin_api_token(self, token: impl Into<String>) -> Self {
        self.credential(Credential::admin_api_token(token))
    }

    /// Signs in with the JSON web token of an admin user; short for [`Credential::jwt`].
    pub fn admin_jwt(self, token: impl Into<String>) -> Self {
        self.credential(Credential::jwt(Area::Admin, token))
    }

    /// Signs in with the JSON web token of a customer; short for [`Credential::jwt`].
    pub fn customer_jwt(self, token: impl Into<String>) -> Self {
        self.credential(Credential::jwt(Area::Store, token))
    }

    /// Signs in with this credential, in place of an earlier one of its area.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.settings = self.settings.and_then(|settings| {
            self.credentials.set(credential)?;
            Ok(settings)
        });
        self
    }

    /// Names the sales channels that a storefront sells in, in the header `x-publishable-api-key` of `/store` requests.
    pub fn publishable_key(self, key: impl AsRef<str>) -> Self {
        self.set(|settings| {
            let (_, value) = header("x-publishable-api-key", key.as_ref())?;
            settings.publishable_key = Some(value);
            Ok(())
        })
    }

    /// Adds a header to all requests, in place of an earlier one of that name.
    ///
    /// It is sent to both areas and to every other route; tokens are better given as a [`Credential`].
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.set(|settings| {
            let (name, value) = header(name.as_ref(), value.as_ref())?;
            settings.headers.insert(name, value);
            Ok(())
        })
    }

    /// Says which program is asking, in the header `user-agent`; otherwise that is the name and version of this crate.
    pub fn user_agent(self, agent: impl AsRef<str>) -> Self {
        self.header(USER_AGENT, agent)
    }

    /// Limits the time for each attempt, from connecting to the end of the response: 60 seconds, unless it is set here
    /// or with the request, or a client of the caller's own is in use.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.set(|settings| {
            settings.timeout = Some(timeout);
            Ok(())
        })
    }

    /// Limits the time for a request as a whole: all attempts, and the waiting between them. There is no limit at first.
    pub fn deadline(self, deadline: Duration) -> Self {
        self.set(|settings| {
            settings.deadline = Some(deadline);
            Ok(())
        })
    }

    /// Says how often and how soon requests are sent again: at first, as [`RetryPolicy::new`] has it.
    pub fn retries(self, policy: RetryPolicy) -> Self {
        self.set(|settings| {
            settings.retries = policy;
            Ok(())
        })
    }

    /// Limits the time for connecting, 10 seconds at first. Of no effect with [`http_client`](Self::http_client).
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.configure_http(|http| http.connect_timeout(timeout))
    }

    /// Sends requests through a proxy. Of no effect with [`http_client`](Self::http_client).
    ///
    /// Without it, the environment names the proxies, in `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`.
    pub fn proxy(self, proxy: Proxy) -> Self {
        self.configure_http(|http| http.proxy(proxy))
    }

    /// Sets up the HTTP client further, with certificates for example. Of no effect with
    /// [`http_client`](Self::http_client). Redirects stay unfollowed, whatever is set here.
    pub fn configure_http(
        mut self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Self {
        self.http = self.http.map_err(configure);
        self
    }

    /// Sends requests through this HTTP client, which brings its own timeouts, proxies, certificates and cookies.
    ///
    /// Build it with [`redirect::Policy::none`](Policy::none): `reqwest` on its own follows a redirect to another server,
    /// and takes along headers that it does not know as secret, such as that of an API token. A response from another
    /// server is refused, but by then the request has been there.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Ok(http);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// With a base URL that is not a plain `http` or `https` URL, with a header that no request can carry, or where TLS
    /// cannot be set up: an error of the kind [`InvalidSettings`](crate::ErrorKind::InvalidSettings).
    pub fn build(self) -> Result<Medusa> {
        let invalid = |fault: Fault| Error::invalid(None, fault.of_settings());
        let mut settings = self.settings.map_err(invalid)?;
        let http = match self.http {
            Ok(http) => http,
            Err(http) => {
                tls::prepare(settings.base.scheme()).map_err(invalid)?;
                settings.timeout.get_or_insert(TIMEOUT);
                let http = http.redirect(Policy::none()).build();
                http.map_err(|source| {
                    invalid(Fault::because("the HTTP client cannot be set up", source))
                })?
            }
        };
        Ok(Medusa::of(settings, self.credentials, http))
    }

    fn set(mut self, set: impl FnOnce(&mut Settings) -> Result<(), Fault>) -> Self {
        self.settings = self.settings.and_then(|mut settings| {
            set(&mut settings)?;
            Ok(settings)
        });
        self
    }
}

/// Hides the values of headers and credentials.
impl fmt::Debug for MedusaBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.settings {
            Ok(settings) => settings.fmt_as("MedusaBuilder", &self.credentials, f),
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
            publishable_key: None,
            timeout: None,
            deadline: None,
            retries: RetryPolicy::new(),
        })
    }

    pub(crate) fn fmt_as(
        &self,
        name: &str,
        credentials: &Credentials,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        f.debug_struct(name)
            .field("base_url", &self.base.as_str())
            .field("headers", &self.headers)
            .field("publishable_key", &self.publishable_key)
            .field("credentials", credentials)
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

fn base(text: &str) -> Result<Url, Fault> {
    let url = match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        parsed => return Err(without_scheme(text, parsed)),
    };
    let problem = if !url.username().is_empty() || url.password().is_some() {
        "the base URL holds a user name or password; send them as a header"
    } else if url.query().is_some() || url.fragment().is_some() {
        "the base URL has a query or a fragment"
    } else {
        return Ok(url);
    };
    Err(Fault::new(problem))
}

/// The fault of a base URL that does not begin with `http://` or `https://`: mostly a host and port alone.
///
/// It shows the host and port only, since the rest may hold a password.
fn without_scheme(text: &str, parsed: Result<Url, impl StdError + Send + Sync + 'static>) -> Fault {
    let completed = Url::parse(&format!("http://{text}"));
    match (completed, parsed) {
        (Ok(url), _) if !text.contains("://") && url.username().is_empty() => {
            let host = url.authority();
            Fault::new(format!(
                "the base URL begins with neither `http://` nor `https://`: write `http://{host}`, or `https://{host}` if \
                 the server speaks TLS"
            ))
        }
        (_, Ok(_)) => Fault::new("the base URL is neither http nor https"),
        (_, Err(source)) => Fault::because("the base URL is not a URL", source),
    }
}

/// A header whose value no Debug output shows.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Fault> {
    let name = header_name(name)?;
    let value = header_value(&name, value)?;
    Ok((name, value))
}

pub(crate) fn header_value(name: &HeaderName, value: &str) -> Result<HeaderValue, Fault> {
    let mut value = HeaderValue::try_from(value).map_err(|source| {
        let message = format!("the value of the header `{name}` is not valid");
        Fault::because(message, source).of_argument()
    })?;
    value.set_sensitive(true);
    Ok(value)
}

pub(crate) fn header_name(name: &str) -> Result<HeaderName, Fault> {
    HeaderName::try_from(name)
        .map_err(|source| Fault::because("a header's name is not valid", source))
}
