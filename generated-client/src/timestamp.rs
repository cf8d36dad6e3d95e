//! Points in time as Medusa's server writes them.

mod conversions;

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::object::Empty;

/// As JavaScript's `Date` is written: always three digits.
const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

const PARSER: DateTimeParser = DateTimeParser::new();

/// A point in time between the years -9999 and 9999.
///
/// It is read from any RFC 3339 text and always written in UTC with milliseconds, as the server does. Digits beyond the
/// milliseconds are kept, but not written. All methods of [`jiff::Timestamp`] can be called on it.
///
/// ```
/// use medusa_client::Timestamp;
///
/// let timestamp: Timestamp = "2024-01-31T11:00:00+01:00".parse()?;
/// assert_eq!(timestamp.to_string(), "2024-01-31T10:00:00.000Z");
/// assert_eq!(timestamp.as_second(), 1_706_695_200);
/// # Ok::<_, medusa_client::jiff::Error>(())
/// ```
///
/// # Other libraries
///
/// Setters take any time that converts [`Into`] a `Timestamp`. These do, and all of them can be made from a `Timestamp`
/// as well:
///
/// | type | Cargo feature |
/// |---|---|
/// | [`jiff::Timestamp`], [`jiff::ZonedDateTime`] | |
/// | [`std::time::SystemTime`] | |
/// | `chrono::DateTime` of any time zone | `chrono` |
/// | `time::OffsetDateTime` | `time` |
///
/// The other libraries know times outside of these years, such as `chrono`'s `DateTime::MAX_UTC`. Such a time becomes the
/// nearest `Timestamp`: the latest or the earliest one. Where that should be an error, convert with
/// `jiff::Timestamp::try_from`.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use medusa_client::types::DateComparisonOperator;
///
/// let yesterday = SystemTime::now() - Duration::from_secs(86_400);
/// let filter = DateComparisonOperator::new().gte(yesterday);
/// # let _ = filter;
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// The present.
    pub fn now() -> Self {
        Self(jiff::Timestamp::now())
    }
}

impl Deref for Timestamp {
    type Target = jiff::Timestamp;

    fn deref(&self) -> &jiff::Timestamp {
        &self.0
    }
}

impl Empty for Timestamp {
    fn empty() -> Self {
        Self(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        PARSER.parse_timestamp(text).map(Self)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PRINTER
            .print_timestamp(&self.0, jiff::fmt::StdFmtWrite(f))
            .map_err(|_| fmt::Error)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a point in time such as \"2024-01-31T10:00:00.000Z\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_writes_is_written_back() {
        for text in [
            "2024-01-31T10:00:00.000Z",
            "2026-11-20T17:53:22.638Z",
            "1969-12-31T23:59:59.999Z",
            "0001-01-01T00:00:00.010Z",
            "9999-12-30T21:59:59.900Z",
        ] {
            let json = format!("\"{text}\"");
            let timestamp: Timestamp = serde_json::from_str(&json).expect("valid");
            assert_eq!(serde_json::to_string(&timestamp).expect("valid"), json);
            assert_eq!(timestamp.to_string(), text);
        }
    }

    #[test]
    fn other_notations_are_read() {
        for (text, written) in [
            ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000Z"),
            ("2020-01-01T01:30:00.5+01:30", "2020-01-01T00:00:00.500Z"),
            ("2020-01-01T00:00:00.123999Z", "2020-01-01T00:00:00.123Z"),
        ] {
            let timestamp: Timestamp = text.parse().expect("valid");
            assert_eq!(timestamp.to_string(), written);
        }
    }

    #[test]
    fn what_is_no_point_in_time_is_refused() {
        for json in ["\"2020-01-01\"", "\"2020-01-01T00:00:00\"", "\"\"", "1"] {
            let result: Result<Timestamp, _> = serde_json::from_str(json);
            assert!(result.is_err(), "{json}: {result:?}");
        }
    }
}
