//! Conversions between [`Timestamp`] and the times of other libraries.
//!
//! The conversion into a `Timestamp` never fails: setters of payloads have no way to report an error. Times that a
//! `Timestamp` cannot hold are thousands of years away, and mostly stand for "always" or "never"; the nearest `Timestamp`
//! means the same.

use std::time::SystemTime;

use super::Timestamp;
use crate::Patch;

impl Timestamp {
    /// The time this many nanoseconds after the Unix epoch, or the nearest one.
    fn nearest(nanoseconds: i128) -> Self {
        let limit = if nanoseconds < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        Self(jiff::Timestamp::from_nanosecond(nanoseconds).unwrap_or(limit))
    }
}

/// Implements the conversion of a time into a `Timestamp`, and into a field that may be cleared.
macro_rules! from {
    ($([$($parameters:tt)*] $type:ty, $time:ident => $timestamp:expr;)*) => {$(
        impl<$($parameters)*> From<$type> for Timestamp {
            fn from($time: $type) -> Self {
                $timestamp
            }
        }

        impl<$($parameters)*> From<$type> for Patch<Timestamp> {
            fn from(time: $type) -> Self {
                Self::Value(time.into())
            }
        }

        /// `None` clears the field.
        impl<$($parameters)*> From<Option<$type>> for Patch<Timestamp> {
            fn from(time: Option<$type>) -> Self {
                time.map(Timestamp::from).into()
            }
        }
    )*};
}

from! {
    [] jiff::Timestamp, time => Self(time);
    [] jiff::ZonedDateTime, time => Self(time.timestamp());
    ['a] &'a jiff::ZonedDateTime, time => Self(time.timestamp());
    [] SystemTime, time => Self::nearest(nanoseconds(time));
}

impl From<Timestamp> for jiff::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

/// In UTC.
impl From<Timestamp> for jiff::ZonedDateTime {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0.to_zoned_datetime(jiff::tz::TimeZone::UTC)
    }
}

/// Fails for a time that the operating system cannot represent.
impl TryFrom<Timestamp> for SystemTime {
    type Error = jiff::Error;

    fn try_from(timestamp: Timestamp) -> Result<Self, jiff::Error> {
        timestamp.0.try_into()
    }
}

fn nanoseconds(time: SystemTime) -> i128 {
    // Both directions are far from the limits of an `i128`: a `Duration` has at most 2^64 seconds.
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => after.as_nanos() as i128,
        Err(before) => -(before.duration().as_nanos() as i128),
    }
}

#[cfg(feature = "chrono")]
mod chrono {
    use chrono::{DateTime, TimeZone, Utc};

    use super::{Patch, Timestamp};

    const NANOSECONDS: i128 = 1_000_000_000;

    from! {
        [Tz: TimeZone] DateTime<Tz>, time => Self::nearest(nanoseconds(&time));
    }

    fn nanoseconds<Tz: TimeZone>(time: &DateTime<Tz>) -> i128 {
        // The part below a second is never negative, and in a leap second it is more than a second.
        i128::from(time.timestamp()) * NANOSECONDS + i128::from(time.timestamp_subsec_nanos())
    }

    impl From<Timestamp> for DateTime<Utc> {
        fn from(timestamp: Timestamp) -> Self {
            let nanoseconds = timestamp.as_nanosecond();
            let seconds = nanoseconds.div_euclid(NANOSECONDS) as i64;
            let rest = nanoseconds.rem_euclid(NANOSECONDS) as u32;
            DateTime::from_timestamp(seconds, rest).expect("chrono has more years than jiff")
        }
    }
}

#[cfg(feature = "time")]
mod time {
    use time::OffsetDateTime;

    use super::{Patch, Timestamp};

    from! {
        [] OffsetDateTime, time => Self::nearest(time.unix_timestamp_nanos());
    }

    /// In UTC.
    impl From<Timestamp> for OffsetDateTime {
        fn from(timestamp: Timestamp) -> Self {
            OffsetDateTime::from_unix_timestamp_nanos(timestamp.as_nanosecond())
                .expect("time has more days than jiff")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const TIMES: [&str; 5] = [
        "-009999-01-02T01:59:59.000Z",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00.000Z",
        "2024-01-31T10:00:00.001Z",
        "9999-12-30T22:00:00.999Z",
    ];

    fn times() -> impl Iterator<Item = Timestamp> {
        let limits = [jiff::Timestamp::MIN, jiff::Timestamp::MAX].map(Timestamp);
        let texts = TIMES.map(|text| text.parse().expect("valid"));
        limits.into_iter().chain(texts)
    }

    #[test]
    fn every_time_goes_through_system_time() {
        for time in times() {
            let system = SystemTime::try_from(time).expect("Unix has enough years");
            assert_eq!(Timestamp::from(system), time);
        }
    }

    #[test]
    fn a_system_time_out_of_range_becomes_the_nearest() {
        let far = Duration::from_secs(1 << 40);
        let after = SystemTime::UNIX_EPOCH + far;
        let before = SystemTime::UNIX_EPOCH - far;
        assert_eq!(Timestamp::from(after).0, jiff::Timestamp::MAX);
        assert_eq!(Timestamp::from(before).0, jiff::Timestamp::MIN);
    }

    #[test]
    fn times_of_jiff_convert_both_ways() {
        let zoned: jiff::ZonedDateTime =
            "2024-01-31T11:00:00+01:00[+01:00]".parse().expect("valid");
        let timestamp = Timestamp::from(&zoned);
        assert_eq!(timestamp.to_string(), "2024-01-31T10:00:00.000Z");
        assert_eq!(Timestamp::from(zoned), timestamp);
        for time in times() {
            assert_eq!(Timestamp::from(jiff::Timestamp::from(time)), time);
            assert_eq!(Timestamp::from(jiff::ZonedDateTime::from(time)), time);
        }
    }

    #[test]
    fn a_field_that_may_be_cleared_takes_the_same_times() {
        let now = SystemTime::now();
        assert_eq!(Patch::from(now), Patch::Value(Timestamp::from(now)));
        assert_eq!(Patch::<Timestamp>::from(Some(now)), Patch::from(now));
        assert_eq!(Patch::<Timestamp>::from(None::<SystemTime>), Patch::Null);
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn times_of_chrono_convert_both_ways() {
        use ::chrono::{DateTime, FixedOffset, Utc};

        for time in times() {
            assert_eq!(Timestamp::from(DateTime::<Utc>::from(time)), time);
        }
        let time: DateTime<FixedOffset> = "2024-01-31T11:00:00.5+01:00".parse().expect("valid");
        assert_eq!(
            Timestamp::from(time).to_string(),
            "2024-01-31T10:00:00.500Z"
        );
        let [earliest, latest] = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
        assert_eq!(Timestamp::from(earliest).0, jiff::Timestamp::MIN);
        assert_eq!(Timestamp::from(latest).0, jiff::Timestamp::MAX);
    }

    #[cfg(feature = "time")]
    #[test]
    fn times_of_time_convert_both_ways() {
        use ::time::{Date, OffsetDateTime, UtcOffset};

        for time in times() {
            assert_eq!(Timestamp::from(OffsetDateTime::from(time)), time);
        }
        let latest = OffsetDateTime::new_utc(Date::MAX, ::time::Time::MAX);
        assert_eq!(Timestamp::from(latest).0, jiff::Timestamp::MAX);
        let elsewhere =
            OffsetDateTime::UNIX_EPOCH.to_offset(UtcOffset::from_hms(1, 0, 0).expect("valid"));
        assert_eq!(
            Timestamp::from(elsewhere).to_string(),
            "1970-01-01T00:00:00.000Z"
        );
    }
}
