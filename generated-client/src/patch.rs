//! Fields of payloads where it matters whether they are left out or null.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

/// A field that may be left out, cleared or set.
///
/// Fields of this type are declared with `#[serde(default, skip_serializing_if = "Patch::is_unset")]`.
///
/// ```
/// use medusa_client::Patch;
/// use serde::Serialize;
///
/// #[derive(Default, Serialize)]
/// struct Profile {
///     #[serde(skip_serializing_if = "Patch::is_unset")]
///     phone: Patch<String>,
///     #[serde(skip_serializing_if = "Patch::is_unset")]
///     company: Patch<String>,
/// }
///
/// let profile = Profile { phone: Patch::Null, ..Profile::default() };
/// assert_eq!(serde_json::to_string(&profile)?, r#"{"phone":null}"#);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Patch<T> {
    /// Not sent: the field stays as it is.
    #[default]
    Unset,
    /// Sent as null: the field is cleared.
    Null,
    /// Sent with this value.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the field is left out.
    pub fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }

    /// Whether the field is cleared.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unset | Self::Null => None,
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` clears the field.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: AsRef<str> + ?Sized> From<&T> for Patch<String> {
    fn from(value: &T) -> Self {
        Self::Value(value.as_ref().to_owned())
    }
}

/// `None` clears the field.
impl<T: AsRef<str> + ?Sized> From<Option<&T>> for Patch<String> {
    fn from(value: Option<&T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

/// Fails for `Unset`: a field that is written although it is not set would be cleared by mistake.
impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unset => Err(ser::Error::custom(
                "an unset field must be left out: `skip_serializing_if = \"Patch::is_unset\"`",
            )),
            Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
    struct Payload {
        #[serde(default, skip_serializing_if = "Patch::is_unset")]
        name: Patch<String>,
        #[serde(default, skip_serializing_if = "Patch::is_unset")]
        count: Patch<i64>,
    }

    #[test]
    fn three_states_are_written_and_read_back() {
        let states = [
            (Payload::default(), "{}"),
            (
                Payload {
                    name: Patch::Null,
                    count: None.into(),
                },
                r#"{"name":null,"count":null}"#,
            ),
            (
                Payload {
                    name: "a".into(),
                    count: 3.into(),
                },
                r#"{"name":"a","count":3}"#,
            ),
            (
                Payload {
                    name: Some(String::new()).into(),
                    count: Patch::Unset,
                },
                r#"{"name":""}"#,
            ),
        ];
        for (payload, text) in states {
            assert_eq!(serde_json::to_string(&payload).expect("valid"), text);
            assert_eq!(
                serde_json::from_str::<Payload>(text).expect("valid"),
                payload
            );
        }
    }

    #[test]
    fn unset_is_never_written_as_null() {
        let error = serde_json::to_string(&Patch::<i64>::Unset).expect_err("refused");
        assert!(error.to_string().contains("skip_serializing_if"), "{error}");
    }
}
