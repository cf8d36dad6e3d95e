//! Query strings as Medusa's server reads them (the JavaScript library `qs`): names and values in, text out.
//!
//! Arrays are written `x[]=a&x[]=b` and objects `x[gt]=a`, with the brackets percent-encoded. What is null or empty at
//! any depth is left out: the notation has no way to say it.

use std::borrow::Cow;
use std::fmt;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_qs::{ArrayFormat, Config};

use crate::fault::Fault;
use crate::{Json, JsonObject};

const NOTATION: Config = Config::new()
    .array_format(ArrayFormat::EmptyIndexed)
    .use_form_encoding(true);

/// Query parameters in the order in which they were set first.
#[derive(Clone, Default)]
pub(crate) struct Query {
    parameters: Vec<(Cow<'static, str>, Json)>,
}

impl Query {
    /// Sets a parameter, in place of an earlier one of that name; one without a value is taken away.
    pub(crate) fn set(&mut self, name: Cow<'static, str>, value: Json) {
        let position = self.parameters.iter().position(|(n, _)| *n == name);
        match (present(value), position) {
            (Some(value), Some(position)) => self.parameters[position].1 = value,
            (Some(value), None) => self.parameters.push((name, value)),
            (None, Some(position)) => {
                self.parameters.remove(position);
            }
            (None, None) => {}
        }
    }

    /// The whole number that is sent for a parameter, if anything is.
    #[allow(
        dead_code,
        reason = "only generated code uses it, and features turn that off"
    )]
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, Fault> {
        let Some((_, value)) = self.parameters.iter().find(|(n, _)| n == name) else {
            return Ok(None);
        };
        let number = value.as_str().and_then(|text| text.parse().ok());
        let message = || format!("the query parameter `{name}` is not a whole number");
        number
            .map(Some)
            .ok_or_else(|| Fault::new(message()).of_argument())
    }

    /// The text after the question mark; `None` where there is nothing to say.
    pub(crate) fn encode(&self) -> Result<Option<String>, Fault> {
        if self.parameters.is_empty() {
            return Ok(None);
        }
        NOTATION
            .serialize_string(self)
            .map(Some)
            .map_err(|source| Fault::because("the query cannot be written", source))
    }
}

impl Serialize for Query {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.parameters.iter().map(|(name, value)| (name, value)))
    }
}

/// A whole number as the value of a parameter. One that no `i64` can hold cannot be written.
pub(crate) struct Integer(Option<i64>);

impl Integer {
    #[allow(
        dead_code,
        reason = "only generated code uses it, and features turn that off"
    )]
    pub(crate) fn new(number: impl TryInto<i64>) -> Self {
        Self(number.try_into().ok())
    }
}

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let too_large = || S::Error::custom("the number does not fit into 64 bits with a sign");
        serializer.serialize_i64(self.0.ok_or_else(too_large)?)
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.parameters.iter().map(|(name, value)| (name, value)))
            .finish()
    }
}

/// The value without what is null or empty in it.
fn present(value: Json) -> Option<Json> {
    match value {
        Json::Null => None,
        Json::Bool(_) | Json::String(_) => Some(value),
        // As text, for with the feature `arbitrary_precision` of serde_json numbers serialize as structs.
        Json::Number(number) => Some(Json::String(number.to_string())),
        Json::Array(items) => {
            let items: Vec<Json> = items.into_iter().filter_map(present).collect();
            (!items.is_empty()).then_some(Json::Array(items))
        }
        Json::Object(fields) => {
            let fields: JsonObject = fields
                .into_iter()
                .filter_map(|(name, value)| Some((name, present(value)?)))
                .collect();
            (!fields.is_empty()).then_some(Json::Object(fields))
        }
    }
}
