//! Credentials: who is signed in, and to which half of the API that is told.
//!
//! A token or cookie comes in, from the caller or from the server; out goes a header for requests of one area.
//! Secrets are kept as header values that are marked as sensitive, which hides them from every `Debug` output. They are
//! not wiped from memory: the HTTP client copies them into its buffers, so that a promise to do so would not hold.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};

use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use crate::builder::header_value;
use crate::error::Error;
use crate::fault::Fault;
use crate::request::Request;
use crate::{Area, Medusa, Response, Result};

const API_TOKEN: HeaderName = HeaderName::from_static("x-medusa-access-token");
const BEARER: &str = "Bearer ";
const SESSION: &str = "connect.sid=";

/// What proves to the server who is asking.
///
/// Each belongs to one [`Area`] and is sent with requests of that area only, and only to the client's own server.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Credential {
    area: Area,
    kind: Kind,
    secret: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    ApiToken,
    Jwt,
    Session,
}

impl Credential {
    /// The API token of an admin user, sent in the header `x-medusa-access-token`.
    pub fn admin_api_token(token: impl Into<String>) -> Self {
        Self::new(Area::Admin, Kind::ApiToken, token.into())
    }

    /// The JSON web token of an admin user or a customer, sent in the header `authorization`.
    pub fn jwt(area: Area, token: impl Into<String>) -> Self {
        Self::new(area, Kind::Jwt, token.into())
    }

    /// The session of an admin user or a customer: the value of the cookie `connect.sid`, as the server set it.
    pub fn session(area: Area, cookie: impl Into<String>) -> Self {
        Self::new(area, Kind::Session, cookie.into())
    }

    fn new(area: Area, kind: Kind, secret: String) -> Self {
        Self { area, kind, secret }
    }

    /// The area that it is for.
    pub fn area(&self) -> Area {
        self.area
    }

    /// The token or cookie itself, to be kept for the next visit.
    pub fn expose_secret(&self) -> &str {
        &self.secret
    }

    fn header(&self) -> Result<(HeaderName, HeaderValue), Fault> {
        let (name, scheme) = match self.kind {
            Kind::ApiToken => (API_TOKEN, ""),
            Kind::Jwt => (AUTHORIZATION, BEARER),
            Kind::Session => (COOKIE, SESSION),
        };
        if self.secret.is_empty() {
            return Err(Fault::new("the credential is empty").of_argument());
        }
        // These would begin another cookie.
        if self.kind == Kind::Session && self.secret.contains([';', ',', ' ']) {
            return Err(Fault::new("the session is not the value of one cookie").of_argument());
        }
        let value = header_value(&name, &format!("{scheme}{}", self.secret))?;
        Ok((name, value))
    }
}

/// Hides the secret.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("area", &self.area)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Who is signed in: at most one credential an area.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials {
    store: Option<Checked>,
    admin: Option<Checked>,
}

/// A credential and the header it makes.
#[derive(Clone, Debug)]
struct Checked {
    credential: Credential,
    header: (HeaderName, HeaderValue),
}

impl Credentials {
    /// Takes the place of an earlier one of the same area.
    pub(crate) fn set(&mut self, credential: Credential) -> Result<(), Fault> {
        let header = credential.header()?;
        let slot = self.slot(credential.area);
        *slot = Some(Checked { credential, header });
        Ok(())
    }

    pub(crate) fn clear(&mut self, area: Area) {
        *self.slot(area) = None;
    }

    pub(crate) fn of(&self, area: Area) -> Option<&Credential> {
        Some(&self.checked(area)?.credential)
    }

    pub(crate) fn header(&self, area: Area) -> Option<&(HeaderName, HeaderValue)> {
        Some(&self.checked(area)?.header)
    }

    fn checked(&self, area: Area) -> Option<&Checked> {
        match area {
            Area::Store => self.store.as_ref(),
            Area::Admin => self.admin.as_ref(),
        }
    }

    fn slot(&mut self, area: Area) -> &mut Option<Checked> {
        match area {
            Area::Store => &mut self.store,
            Area::Admin => &mut self.admin,
        }
    }
}

/// Signing in, which happens when it is awaited and ends in a client that is signed in.
///
/// See [`Medusa::sign_in`].
#[must_use = "nobody is signed in until it is awaited"]
pub struct SignIn {
    client: Medusa,
    area: Area,
    email: String,
    password: String,
    is_session: bool,
}

#[derive(Serialize)]
struct Login<'a> {
    email: &'a str,
    password: &'a str,
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

impl SignIn {
    pub(crate) fn new(client: Medusa, area: Area, email: &str, password: &str) -> Self {
        Self {
            client,
            area,
            email: email.to_owned(),
            password: password.to_owned(),
            is_session: false,
        }
    }

    /// Begins a session, which the server keeps and [`Medusa::sign_out`] ends, instead of asking for a token.
    pub fn session(mut self) -> Self {
        self.is_session = true;
        self
    }

    /// Signs in; the same as awaiting it.
    ///
    /// # Errors
    ///
    /// Where the server refuses (see [`Error::is_unauthorized`]), and as with any request.
    pub fn send(self) -> SignInFuture {
        SignInFuture(Box::pin(async move {
            let credential = if self.is_session {
                let response = self.request("/auth").await?.success()?;
                Credential::session(self.area, session_cookie(&response)?)
            } else {
                let response = self.request("/auth/token").await?.success()?;
                Credential::jwt(self.area, response.json::<Token>()?.access_token)
            };
            self.client.with_credential(credential)
        }))
    }

    /// Signs in and waits for the end of it.
    ///
    /// # Errors
    ///
    /// As with [`send`](Self::send).
    #[cfg(feature = "blocking")]
    pub fn wait(self) -> Result<Medusa> {
        self.send().wait()
    }

    fn request(&self, path: &str) -> Request<Response> {
        let route = format!("{}{path}", self.area.prefix());
        let login = Login {
            email: &self.email,
            password: &self.password,
        };
        let request = self.client.request_raw(Method::POST, route);
        request.anonymous().json(&login)
    }
}

/// The session that a response begins.
fn session_cookie(response: &Response) -> Result<String> {
    let cookies = response.headers().get_all(SET_COOKIE);
    cookies
        .iter()
        .filter_map(|cookie| cookie.to_str().ok()?.strip_prefix(SESSION))
        .filter_map(|cookie| cookie.split(';').next())
        .next_back()
        .map(str::to_owned)
        .ok_or_else(|| {
            // A server in production sets it over HTTPS only.
            Error::unfit(
                response.clone(),
                "the server accepted the password and began no session",
            )
        })
}

/// Signs out of an area.
pub(crate) fn sign_out(client: Medusa, area: Area) -> SignInFuture {
    let signed_out = client.without_credential(area);
    let has_session = client
        .credential(area)
        .is_some_and(|credential| credential.kind == Kind::Session);
    SignInFuture(Box::pin(async move {
        if has_session {
            let route = format!("{}/auth", area.prefix());
            let response = client.request_raw(Method::DELETE, route).await?;
            // A session that the server has forgotten has ended too.
            if response.status() != StatusCode::UNAUTHORIZED {
                response.success()?;
            }
        }
        Ok(signed_out)
    }))
}

impl IntoFuture for SignIn {
    type Output = Result<Medusa>;
    type IntoFuture = SignInFuture;

    fn into_future(self) -> SignInFuture {
        self.send()
    }
}

/// Hides the password.
impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("area", &self.area)
            .field("session", &self.is_session)
            .finish_non_exhaustive()
    }
}

/// Signing in or out, on its way.
#[must_use = "nothing happens until it is awaited"]
pub struct SignInFuture(Pin<Box<dyn Future<Output = Result<Medusa>> + Send>>);

#[cfg(feature = "blocking")]
impl SignInFuture {
    /// Waits for the end of it, without an async runtime.
    ///
    /// # Errors
    ///
    /// As with any request.
    pub fn wait(self) -> Result<Medusa> {
        crate::blocking::wait(self.0)
    }
}

impl Future for SignInFuture {
    type Output = Result<Medusa>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<Medusa>> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for SignInFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInFuture").finish_non_exhaustive()
    }
}
