//! Enums that keep values that are not documented.
//!
//! The contract with generated code: the enum itself is generated, and [`open_enum!`] implements the rest from a table of
//! its documented values.
//!
//! ```ignore
//! #[derive(Clone, Debug, PartialEq, Eq, Hash)]
//! #[non_exhaustive]
//! pub enum OrderStatus {
//!     Pending,
//!     Completed,
//!     /// A value that is not documented, as it was sent.
//!     Unknown(String),
//! }
//!
//! crate::open_enum::open_enum! { OrderStatus, Pending "pending", Completed "completed", }
//! ```
//!
//! The implementations are `VALUES`, `as_str`, `is_unknown` and `from_known`; `From<&str>`, `From<String>`, `FromStr` (which
//! cannot fail) and the conversions into a text; `AsRef<str>`, `Display`, `Ord`, `Serialize` and `Deserialize`. A
//! documented value is read without an allocation. Values are ordered by their texts, because the order in the
//! documentation may change.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Visitor};

/// Implements everything that open enums have in common; see the [module](self).
#[allow(
    unused_macros,
    reason = "only generated code uses it, and features turn that off"
)]
macro_rules! open_enum {
    ($name:ident, $($variant:ident $value:literal,)*) => {
        impl $name {
            /// All documented values, in the order of the documentation.
            pub const VALUES: &'static [Self] = &[$(Self::$variant),*];

            /// The value as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Whether this is a value that is not documented.
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown(_))
            }

            /// The documented value with this text.
            ///
            /// Any text converts into this type with `from`, because the server may have values that are not documented.
            /// This function is for text from users, where such a value is most likely a mistake.
            ///
            /// # Errors
            ///
            /// If no documented value has this text; the error lists the documented values.
            pub fn from_known(text: &str) -> Result<Self, crate::UnknownValue> {
                Self::documented(text).ok_or_else(|| {
                    let known = Self::VALUES.iter().map(Self::as_str).collect();
                    crate::UnknownValue::new(stringify!($name), text, known)
                })
            }

            fn documented(text: &str) -> Option<Self> {
                match text {
                    $($value => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::documented(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
            }
        }

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                match value {
                    $name::Unknown(value) => value,
                    documented => documented.as_str().to_owned(),
                }
            }
        }

        impl From<&$name> for String {
            fn from(value: &$name) -> Self {
                value.as_str().to_owned()
            }
        }

        impl crate::object::Empty for $name {
            fn empty() -> Self {
                Self::Unknown(String::new())
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::documented(&value).unwrap_or(Self::Unknown(value))
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(value.into())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                // As for `Eq`, `Unknown` with the text of a documented value differs from that value.
                self.as_str()
                    .cmp(other.as_str())
                    .then_with(|| self.is_unknown().cmp(&other.is_unknown()))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::open_enum::Text::new())
            }
        }
    };
}

#[allow(
    unused_imports,
    reason = "only generated code uses it, and features turn that off"
)]
pub(crate) use open_enum;

/// The error for a text that is not one of the documented values of an enum.
///
/// ```
/// use medusa_client::types::OrderStatus;
///
/// let error = OrderStatus::from_known("complete").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`complete` is not a documented OrderStatus: expected `pending`, `completed`, `archived`, `canceled` or `requires_action`",
/// );
/// assert!(error.known().contains(&"completed"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    name: &'static str,
    text: String,
    known: Vec<&'static str>,
}

impl UnknownValue {
    #[allow(
        dead_code,
        reason = "only generated code uses it, and features turn that off"
    )]
    pub(crate) fn new(name: &'static str, text: &str, known: Vec<&'static str>) -> Self {
        let text = text.to_owned();
        Self { name, text, known }
    }

    /// The text that was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The documented values, in the order of the documentation.
    pub fn known(&self) -> &[&'static str] {
        &self.known
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a documented {}", self.text, self.name)?;
        for (index, value) in self.known.iter().enumerate() {
            let separator = match index {
                0 => ": expected ",
                _ if index + 1 == self.known.len() => " or ",
                _ => ", ",
            };
            write!(f, "{separator}`{value}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownValue {}

/// Reads an open enum from text.
pub(crate) struct Text<T>(PhantomData<T>);

impl<T> Text<T> {
    #[allow(
        dead_code,
        reason = "only generated code uses it, and features turn that off"
    )]
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: for<'a> From<&'a str> + From<String>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
        Ok(T::from(value))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<T, E> {
        Ok(T::from(value))
    }
}
