//! Enums that keep values nobody documented.
//!
//! The contract with generated code: an enum's own code is what differs from enum to enum, [`impls!`] adds the rest.
//!
//! ```ignore
//! #[derive(Clone, Debug, PartialEq, Eq, Hash)]
//! #[non_exhaustive]
//! pub enum OrderStatus {
//!     Pending,
//!     Completed,
//!     /// A value that was not documented when this client was generated.
//!     Unknown(String),
//! }
//!
//! impl OrderStatus {
//!     /// The value as it is sent.
//!     pub fn as_str(&self) -> &str {
//!         match self {
//!             Self::Pending => "pending",
//!             Self::Completed => "completed",
//!             Self::Unknown(value) => value,
//!         }
//!     }
//!
//!     fn documented(value: &str) -> Option<Self> {
//!         Some(match value {
//!             "pending" => Self::Pending,
//!             "completed" => Self::Completed,
//!             _ => return None,
//!         })
//!     }
//! }
//!
//! crate::open_enum::impls!(OrderStatus);
//! ```
//!
//! What is added: `From<&str>`, `From<String>`, `FromStr` (which cannot fail), `AsRef<str>`, `Display`, `Ord`, `Serialize`
//! and `Deserialize`. A documented value is read without an allocation. Values are in the order of their texts: that of
//! the documentation is no promise.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Visitor};

/// Adds the traits of an open enum; see the [module](self).
#[allow(
    unused_macros,
    reason = "only generated code uses it, and features turn that off"
)]
macro_rules! impls {
    ($name:ident) => {
        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::documented(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
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
                let is_unknown = |value: &Self| matches!(value, Self::Unknown(_));
                // As for `Eq`, a documented value that somebody calls unknown is another one.
                self.as_str()
                    .cmp(other.as_str())
                    .then_with(|| is_unknown(self).cmp(&is_unknown(other)))
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
pub(crate) use impls;

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
