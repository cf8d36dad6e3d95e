//! Errors as Medusa writes them: a body in, the errors in it out.

use std::fmt;

use crate::{Json, JsonObject};

/// What Medusa says of a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ApiError {
    /// The type, such as `invalid_data`, `not_found`, `not_allowed` or `duplicate_error`.
    pub error_type: Option<String>,
    /// The code, such as `insufficient_inventory`.
    pub code: Option<String>,
    /// The message, for people.
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
                    message => Self {
                        message: text(message),
                        ..Self::default()
                    }
                    .said(),
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
        let text = |key| object.get(key).and_then(text);
        Self {
            error_type: text("type"),
            code: text("code"),
            message: text("message"),
        }
        .said()
    }

    /// The same if it says anything.
    fn said(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}

/// A text; `null` is none, which the server also writes as a text.
fn text(value: &Json) -> Option<String> {
    let text = value.as_str().filter(|text| *text != "null")?;
    Some(text.to_owned())
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.code.as_deref().or(self.error_type.as_deref());
        match (self.message.as_deref(), name) {
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
    fn the_text_null_says_nothing() {
        assert_eq!(ApiError::read(br#"{"message":"null"}"#), []);
        assert_eq!(
            ApiError::read(br#"{"errors":["null",{"message":"null"}]}"#),
            []
        );
        let only_type = ApiError {
            error_type: Some("not_allowed".to_owned()),
            ..ApiError::default()
        };
        let body = br#"{"code":null,"type":"not_allowed","message":"null"}"#;
        assert_eq!(ApiError::read(body), [only_type]);
    }
}
