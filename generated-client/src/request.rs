//! Requests: what is to be sent, and the way from there to a decoded response.
//!
//! [`Parts`] does the work and knows no response type; [`Request`] adds the one function that decodes.
//!
//! Generated code with query parameters wraps a request in a struct with a setter a parameter; `builder!` gives that
//! struct the rest of what a request can do.

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use crate::parts::Parts;
use crate::{Area, File, Response, Result, RetryPolicy};

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

    #[allow(
        dead_code,
        reason = "only generated code uses it, and features turn that off"
    )]
    pub(crate) fn into_parts(self) -> Box<Parts> {
        self.parts
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

    /// Leaves out a header that the client would send: a default one, a credential or the publishable key.
    pub fn without_header(mut self, name: &str) -> Self {
        self.parts.remove_header(name);
        self
    }

    /// Gives up an attempt when the whole response has not come in this time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.parts.options.timeout = Some(timeout);
        self
    }

    /// Gives up when this time has passed, with all attempts and the waiting between them.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.parts.options.deadline = Some(deadline);
        self
    }

    /// Says how often this request is sent again, in place of the client's policy.
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.parts.options.retries = Some(policy);
        self
    }

    /// Goes on with a request that failed: `key` is what the server said in its response, as
    /// [`Error::idempotency_key`](crate::Error::idempotency_key) gives it.
    ///
    /// Medusa ignores any other key. It replays the response that belongs to the key whatever is asked, so that a key
    /// must only be sent with the request that it was answered to. See [`RetryPolicy`] for when that is done on its own;
    /// a key that is said here makes no request one that is sent again.
    pub fn idempotency_key(mut self, key: &str) -> Self {
        self.parts.set_header("idempotency-key", key);
        self
    }

    /// Tells the server of nobody who is signed in.
    pub fn anonymous(mut self) -> Self {
        self.parts.options.signed_in_as = None;
        self
    }

    /// Tells the server who is signed in to this area, although the route may be outside of it.
    pub fn signed_in_as(mut self, area: Area) -> Self {
        self.parts.options.signed_in_as = Some(area);
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

    /// Sends the request and waits for the end of it.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    #[cfg(feature = "blocking")]
    pub fn wait(self) -> Result<T> {
        self.send().wait()
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

#[cfg(feature = "blocking")]
impl<T> ResponseFuture<T> {
    /// Waits for the end of it, without an async runtime.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn wait(self) -> Result<T> {
        (self.decode)(crate::blocking::wait(self.response)?)
    }
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
            #[inline]
            pub fn header(self, name: &str, value: &str) -> Self {
                Self {
                    request: self.request.header(name, value),
                }
            }

            /// Leaves out a header; see [`Request::without_header`](crate::Request::without_header).
            #[inline]
            pub fn without_header(self, name: &str) -> Self {
                Self {
                    request: self.request.without_header(name),
                }
            }

            /// Limits the time of an attempt; see [`Request::timeout`](crate::Request::timeout).
            #[inline]
            pub fn timeout(self, timeout: std::time::Duration) -> Self {
                Self {
                    request: self.request.timeout(timeout),
                }
            }

            /// Limits the time in total; see [`Request::deadline`](crate::Request::deadline).
            #[inline]
            pub fn deadline(self, deadline: std::time::Duration) -> Self {
                Self {
                    request: self.request.deadline(deadline),
                }
            }

            /// Says how often it is sent again; see [`Request::retries`](crate::Request::retries).
            #[inline]
            pub fn retries(self, policy: crate::RetryPolicy) -> Self {
                Self {
                    request: self.request.retries(policy),
                }
            }

            /// Goes on with a request that failed; see
            /// [`Request::idempotency_key`](crate::Request::idempotency_key).
            #[inline]
            pub fn idempotency_key(self, key: &str) -> Self {
                Self {
                    request: self.request.idempotency_key(key),
                }
            }

            /// Tells of nobody who is signed in; see [`Request::anonymous`](crate::Request::anonymous).
            #[inline]
            pub fn anonymous(self) -> Self {
                Self {
                    request: self.request.anonymous(),
                }
            }

            /// Sends the request; see [`Request::send`](crate::Request::send).
            #[inline]
            pub fn send(self) -> crate::ResponseFuture<$response> {
                self.request.send()
            }

            /// Sends the request and waits; see [`Request::wait`](crate::Request::wait).
            #[cfg(feature = "blocking")]
            #[inline]
            pub fn wait(self) -> crate::Result<$response> {
                self.request.wait()
            }

            /// Decodes into another type; see [`Request::send_as`](crate::Request::send_as).
            pub fn send_as<U: serde::de::DeserializeOwned>(self) -> crate::ResponseFuture<U> {
                self.request.send_as()
            }

            /// Gives the response as it came; see [`Request::send_raw`](crate::Request::send_raw).
            #[inline]
            pub fn send_raw(self) -> crate::ResponseFuture<crate::Response> {
                self.request.send_raw()
            }
        }

        impl std::future::IntoFuture for $name {
            type Output = crate::Result<$response>;
            type IntoFuture = crate::ResponseFuture<$response>;

            #[inline]
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
