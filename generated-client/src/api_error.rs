//! Errors as Medusa writes them: a body in, the errors in it out.

use std::fmt;

use crate::{Json, JsonObject};

/// An error in the body of a response of Medusa.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ApiError {
    /// The type, such as `invalid_data`, `not_found`, `not_allowed` or `duplicate_error`.
    pub error_type: Option<String>,
    /// The code, such as `insufficient_inventory`.
    pub code: Option<String>,
    /// The message, for people, as the server sent it: the text `null` too.
    pub message: Option<String>,
}

impl ApiError {
    /// Reads both documented shapes: one error, and `{"errors": […]}`. In the latter the server also lists bare messages.
    pub(crate) fn read(body: &[u8]) -> Vec<Self> {
        let Ok(body) = serde_json::from_slice::<JsonObject>(body) else {
            return Vec::new();
        };
        let listed: Vec<Self> = match body.get("errors") {
            Some(Json::Array(errors)) => errors
                .iter()
                .filter_map(|error| match error {
                    Json::Object(error) => Self::from_object(error),
                    Json::String(message) => Some(Self {
                        message: Some(message.clone()),
                        ..Self::default()
                    }),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        if listed.is_empty() {
            Self::from_object(&body).into_iter().collect()
        } else {
            listed
        }
    }

    fn from_object(object: &JsonObject) -> Option<Self> {
        let text = |key| Some(object.get(key)?.as_str()?.to_owned());
        let error = Self {
            error_type: text("type"),
            code: text("code"),
            message: text("message"),
        };
        (error != Self::default()).then_some(error)
    }

    /// The message for people. The server also writes the text `null` if it has none.
    pub(crate) fn readable_message(&self) -> Option<&str> {
        self.message.as_deref().filter(|text| *text != "null")
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.code.as_deref().or(self.error_type.as_deref());
        match (self.readable_message(), name) {
            (Some(message), Some(name)) => write!(f, "{message} ({name})"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ApiError;

    #[test]
    fn the_text_null_is_kept_and_not_shown() {
        let errors = ApiError::read(br#"{"type":"not_found","message":"null"}"#);
        let [error] = errors.as_slice() else {
            panic!("one error: {errors:?}");
        };
        assert_eq!(error.message.as_deref(), Some("null"));
        assert_eq!(error.readable_message(), None);
        assert_eq!(error.to_string(), "not_found");
    }
}
