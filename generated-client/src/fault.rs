//! Faults: mistakes that are found before anything is sent.

use std::error::Error as StdError;
use std::sync::Arc;

use crate::ErrorKind;

/// Why a request or a client cannot be made. Found while it is made, reported when the request is awaited or the client
/// is built.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Fault {
    /// A fault of the program that makes the request.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::InvalidRequest,
            message: message.into(),
            source: None,
        }
    }

    /// The same, found by something else.
    pub(crate) fn because(
        message: impl Into<String>,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self {
            source: Some(Arc::new(source)),
            ..Self::new(message)
        }
    }

    /// The same as a fault of a value that the request was given.
    pub(crate) fn of_argument(self) -> Self {
        Self {
            kind: ErrorKind::InvalidArgument,
            ..self
        }
    }

    /// The same as a fault of a setting of the client.
    pub(crate) fn of_settings(self) -> Self {
        Self {
            kind: ErrorKind::InvalidSettings,
            ..self
        }
    }
}
