//! Exchanges that ended without a whole response: the error of the HTTP client comes in, the stage at which the exchange
//! failed goes out.

use std::fmt;

use crate::tls;

/// An exchange without a whole response.
pub(crate) struct Transport {
    pub(crate) failure: Failure,
    /// The error of the HTTP client; `None` if a test made the error.
    pub(crate) source: Option<reqwest::Error>,
    /// How many times the request was sent.
    pub(crate) attempts: u32,
}

/// How an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Connecting failed.
    Connect,
    /// Connecting took too long.
    ConnectTimeout,
    /// There was a connection, on which TLS failed.
    Tls,
    /// The response did not come in time.
    Timeout,
    /// The connection broke, or what came was not HTTP.
    Broken,
}

impl Transport {
    /// The failure that the HTTP client reports in this attempt.
    pub(crate) fn of(source: reqwest::Error, attempts: u32) -> Self {
        Self {
            failure: Failure::of(&source),
            source: Some(source.without_url()),
            attempts,
        }
    }
}

impl Failure {
    fn of(source: &reqwest::Error) -> Self {
        match (source.is_connect(), source.is_timeout()) {
            (true, _) if tls::is_cause_of(source) => Self::Tls,
            (true, true) => Self::ConnectTimeout,
            (true, false) => Self::Connect,
            (false, true) => Self::Timeout,
            (false, false) => Self::Broken,
        }
    }

    /// Whether nothing was sent.
    pub(crate) fn is_connect(self) -> bool {
        matches!(self, Self::Connect | Self::ConnectTimeout | Self::Tls)
    }

    pub(crate) fn is_timeout(self) -> bool {
        matches!(self, Self::ConnectTimeout | Self::Timeout)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect | Self::ConnectTimeout => "no connection to the server",
            Self::Tls => "no connection to the server, because TLS failed",
            Self::Timeout => "the response did not come in time",
            Self::Broken => "the exchange with the server failed",
        })
    }
}
