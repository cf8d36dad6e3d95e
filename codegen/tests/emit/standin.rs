//! What generated code needs of the hand-written part, and no more.

#![allow(dead_code, missing_docs, unused_imports, unused_macros)]

mod generated;
mod object;
mod one_or_many;
pub use one_or_many::OneOrMany;
#[cfg(all(feature = "store", feature = "admin"))]
pub mod paths;

#[cfg(feature = "admin")]
pub use generated::admin;
#[cfg(feature = "store")]
pub use generated::store;
pub use generated::types;

use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

pub type Json = serde_json::Value;
pub type JsonObject = serde_json::Map<String, Json>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Timestamp(String);

impl object::Empty for Timestamp {
    fn empty() -> Self {
        Timestamp(String::new())
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE,
}

pub struct File;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    #[default]
    Unset,
    Null,
    Value(T),
}

impl<T> Patch<T> {
    pub fn is_unset(&self) -> bool {
        matches!(self, Patch::Unset)
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Patch::Value(value)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Patch::Value(value) => value.serialize(serializer),
            Patch::Unset | Patch::Null => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Patch::Null, Patch::Value))
    }
}

#[derive(Clone, Debug)]
pub struct Medusa;

#[derive(Clone, Debug)]
pub struct Request<T> {
    pub path: String,
    response: PhantomData<T>,
}

impl Medusa {
    pub(crate) fn request<T>(&self, _: Method, template: &'static str, values: &[&str]) -> Request<T> {
        Request { path: format!("{template} {values:?}"), response: PhantomData }
    }

    pub(crate) fn request_empty(&self, method: Method, template: &'static str, values: &[&str]) -> Request<()> {
        self.request(method, template, values)
    }

    pub(crate) fn custom<T>(&self, _: Method, prefix: &str, path: &str) -> Request<T> {
        Request { path: format!("{prefix}{path}"), response: PhantomData }
    }
}

impl<T> Request<T> {
    pub(crate) fn json(self, _: &impl Serialize) -> Self {
        self
    }

    pub(crate) fn query(self, _: &'static str, _: impl Serialize) -> Self {
        self
    }

    pub(crate) fn header(self, _: &'static str, _: &str) -> Self {
        self
    }

    pub(crate) fn multipart_text(self, _: &'static str, _: impl Into<String>) -> Self {
        self
    }

    pub(crate) fn multipart(self, _: &'static str, _: impl IntoIterator<Item = File>) -> Self {
        self
    }
}

pub(crate) mod query {
    #[derive(serde::Serialize)]
    pub(crate) struct Integer(Option<i64>);

    impl Integer {
        pub(crate) fn new(number: impl TryInto<i64>) -> Self {
            Self(number.try_into().ok())
        }
    }
}

pub(crate) mod request {
    macro_rules! builder {
        ($name:ident, $response:ty) => {
            impl $name {
                pub fn send(self) -> crate::Request<$response> {
                    self.request
                }
            }
        };
    }
    pub(crate) use builder;
}

pub(crate) mod pages {
    macro_rules! list {
        ($name:ident, $field:literal, $item:ty) => {
            impl $name {
                pub fn read(page: &serde_json::Value) -> Option<Vec<$item>> {
                    serde_json::from_value(page.get($field)?.clone()).ok()
                }
            }
        };
    }
    pub(crate) use list;
}

pub(crate) mod open_enum {
    macro_rules! open_enum {
        ($name:ident, $($variant:ident $value:literal,)*) => {
            impl $name {
                pub const VALUES: &'static [Self] = &[$(Self::$variant),*];

                pub fn as_str(&self) -> &str {
                    match self {
                        $(Self::$variant => $value,)*
                        Self::Unknown(value) => value,
                    }
                }
            }

            impl crate::object::Empty for $name {
                fn empty() -> Self {
                    Self::Unknown(String::new())
                }
            }

            impl From<String> for $name {
                fn from(value: String) -> Self {
                    match value.as_str() {
                        $($value => Self::$variant,)*
                        _ => Self::Unknown(value),
                    }
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    String::deserialize(deserializer).map(Self::from)
                }
            }
        };
    }
    pub(crate) use open_enum;
}
