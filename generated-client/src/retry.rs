//! Retries: what is sent again after what, and when.
//!
//! In come what happened to an attempt and what may be repeated of the request; out goes how long to wait before the
//! next attempt, or that there is none. [`may_retry`] is the whole policy in a table.
//!
//! The waiting times are those of `backon`. Its own loop is not used, nor the retries of `reqwest`: the next attempt has
//! to say what the last response told (see [`idempotency`](crate::idempotency)), and `reqwest` does not wait between
//! attempts.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};

use crate::{Error, Response};

/// How often and how soon requests are sent again.
///
/// Only what is safe is repeated:
///
/// | what happened | `GET`, `HEAD`, `DELETE` | `POST` with a key | other requests |
/// |---|---|---|---|
/// | there was no connection | again | again | again |
/// | TLS failed | | | |
/// | no whole response came | again | again | |
/// | 409, a conflict with another request | again | again | |
/// | 429, and 501 to 599 | again | again | |
/// | anything else, 500 among it | | | |
///
/// A `POST` has a key where the server keeps one (completing a cart, its taxes and payment sessions, store returns and
/// swaps, returns, swaps and claims of admin orders) and has told it: Medusa makes the key itself, names it in the header
/// `Idempotency-Key` of every answer, and ignores keys that it did not make. So a `POST` that was answered is repeated
/// with the key of the answer, and one that was sent and never answered is not repeated, since it may have been carried
/// out. A `DELETE` that is repeated may be answered 404 although it was this request that deleted.
///
/// A body that cannot be read twice is sent once; see [`File::from_stream`](crate::File::from_stream).
///
/// Waiting times grow from [`min_delay`](Self::min_delay), doubled each time, to [`max_delay`](Self::max_delay), and up
/// to as much again is added by chance. Where the server names a time (`Retry-After`), that is waited instead, unless it
/// is longer than [`max_retry_after`](Self::max_retry_after): then the response is final. So it is when the time would
/// end after the request's deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct RetryPolicy {
    times: u16,
    min_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
}

/// The most that is waited between attempts; keeps the arithmetic of delays far from its limits.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl RetryPolicy {
    /// Up to 2 retries, after about 0.3 and 0.6 seconds; up to 30 seconds where the server asks for it.
    pub const fn new() -> Self {
        Self {
            times: 2,
            min_delay: Duration::from_millis(300),
            max_delay: Duration::from_secs(5),
            max_retry_after: Duration::from_secs(30),
        }
    }

    /// No retries.
    pub const fn never() -> Self {
        Self::new().times(0)
    }

    /// How many times a request is sent again, besides the first time.
    pub const fn times(mut self, times: u16) -> Self {
        self.times = times;
        self
    }

    /// The waiting time before the first retry, without what is added by chance.
    pub const fn min_delay(mut self, delay: Duration) -> Self {
        self.min_delay = delay;
        self
    }

    /// What waiting times do not grow beyond, without what is added by chance.
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest waiting time that the server may ask for.
    pub const fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    pub(crate) fn delays(&self) -> Delays {
        let max_delay = self.max_delay.min(LONGEST);
        Delays {
            backoff: ExponentialBuilder::new()
                .with_min_delay(self.min_delay.min(max_delay))
                .with_max_delay(max_delay)
                .with_max_times(self.times.into())
                .with_jitter()
                .build(),
            max_retry_after: self.max_retry_after.min(LONGEST),
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// The waiting times of one request.
pub(crate) struct Delays {
    backoff: ExponentialBackoff,
    max_retry_after: Duration,
}

impl Delays {
    /// How long to wait after this outcome; `None` ends it.
    pub(crate) fn next(&mut self, outcome: &Result<Response, Error>) -> Option<Duration> {
        let delay = self.backoff.next()?;
        let asked = outcome.as_ref().ok().and_then(|r| retry_after(r.headers()));
        match asked {
            Some(asked) => (asked <= self.max_retry_after).then_some(asked),
            None => Some(delay),
        }
    }
}

/// What may be repeated of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeatable {
    /// It may be carried out twice.
    Always,
    /// Only what was not carried out.
    Unsent,
    /// Nothing: the body is gone once it was read.
    Never,
}

impl Repeatable {
    /// For requests that can be sent twice; `has_key`: the server would know that it is the same one.
    pub(crate) fn of(method: &Method, has_key: bool) -> Self {
        match *method {
            Method::GET | Method::HEAD | Method::DELETE => Self::Always,
            _ if has_key => Self::Always,
            _ => Self::Unsent,
        }
    }
}

/// Whether a request is sent again after this outcome.
pub(crate) fn may_retry(outcome: &Result<Response, Error>, repeatable: Repeatable) -> bool {
    match outcome {
        Err(error) if !error.is_retryable() => false,
        Err(error) if error.is_connect() => repeatable != Repeatable::Never,
        Err(_) => repeatable == Repeatable::Always,
        Ok(response) => is_passing(response) && repeatable == Repeatable::Always,
    }
}

/// Whether a response may be another one after a while.
pub(crate) fn is_passing(response: &Response) -> bool {
    match response.status() {
        // The code that Medusa gives to conflicts with another request; others, such as too few items in stock, last.
        StatusCode::CONFLICT => {
            let errors = response.errors();
            errors.iter().all(|error| match error.code.as_deref() {
                Some(code) => code == "invalid_state_error",
                None => true,
            })
        }
        StatusCode::TOO_MANY_REQUESTS => true,
        // Medusa answers 500 to whatever it did not foresee, which it will not foresee the next time either.
        status => status.as_u16() > 500 && status.is_server_error(),
    }
}

/// What day of the week a date is on is nothing to fail for.
const DATES: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// The time that a response asks to wait: seconds, or a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DATES.parse_timestamp(value).ok()?;
    // A date in the past asks for no time at all.
    Some(Duration::try_from(date.duration_since(Timestamp::now())).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> Option<Duration> {
        let value = value.parse().expect("a header value");
        retry_after(&HeaderMap::from_iter([(RETRY_AFTER, value)]))
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(asked("3"), Some(Duration::from_secs(3)));
        assert_eq!(asked(" 0 "), Some(Duration::ZERO));
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        let later = asked("Fri, 31 Dec 9998 23:59:59 GMT").expect("a date");
        assert!(later > LONGEST, "{later:?}");
        for nonsense in ["soon", "-1", "1.5", ""] {
            assert_eq!(asked(nonsense), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn delays_grow_to_the_limit_and_end() {
        let policy = RetryPolicy::new()
            .times(5)
            .min_delay(Duration::from_millis(100))
            .max_delay(Duration::from_millis(250));
        let failed = Err(Error::invalid_request(""));
        let mut delays = policy.delays();
        let all: Vec<u128> = std::iter::from_fn(|| delays.next(&failed))
            .map(|delay| delay.as_millis())
            .collect();
        assert_eq!(all.len(), 5);
        for (delay, base) in all.iter().zip([100, 200, 250, 250, 250]) {
            assert!((base..=2 * base).contains(delay), "{all:?}");
        }
        let mut extreme = RetryPolicy::new()
            .times(u16::MAX)
            .min_delay(Duration::MAX)
            .max_delay(Duration::MAX)
            .delays();
        assert!(extreme.next(&failed) >= Some(LONGEST));
        assert_eq!(RetryPolicy::never().delays().next(&failed), None);
    }
}
