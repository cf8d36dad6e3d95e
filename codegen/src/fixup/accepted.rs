//! Warnings that are known and right. The file of corrections accepts them, word for word as they are reported. An
//! accepted warning counts as a note; once it is no longer reported, its entry is an error as well.
//!
//! ```toml
//! [[accepted]]
//! code = "unknown-construct"
//! message = "`object` is required but `Order` has no such property"
//! reason = "published so; the server does not send it"
//! ```

use super::{Fixups, span};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Severity};
use serde::Deserialize;
use toml::Spanned;

/// A warning that is known and right.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Accepted {
    /// The name of its [`Code`].
    code: Spanned<String>,
    /// Its message, word for word.
    message: String,
    /// Why it is accepted.
    reason: String,
}

impl Accepted {
    /// The fault of the entry itself, if it has one.
    pub(super) fn fault(&self, file: FileId) -> Option<Diagnostic> {
        let code = self.code.get_ref();
        let is_warning =
            |known: &&Code| known.as_str() == code && known.severity() == Severity::Warning;
        let message = match Code::ALL.iter().find(is_warning) {
            None => {
                format!("`{code}` is not the code of a warning, and only warnings can be accepted")
            }
            Some(_) if self.reason.trim().is_empty() => {
                "an accepted warning needs a reason".to_owned()
            }
            Some(_) => return None,
        };
        Some(
            Diagnostic::new(Code::InvalidFixup, message)
                .label(span(file, &self.code), "in this entry"),
        )
    }

    fn is_about(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.code.as_str() == self.code.get_ref() && diagnostic.message == self.message
    }
}

/// Marks the warnings that are accepted; an entry that is about none of them is an error.
pub(crate) fn accept(fixups: &Fixups, warnings: &mut Diagnostics, diagnostics: &mut Diagnostics) {
    for (file, accepted) in &fixups.accepted {
        let mut is_reported = false;
        for warning in warnings
            .iter_mut()
            .filter(|warning| accepted.is_about(warning))
        {
            warning.accepted = Some(accepted.reason.clone());
            is_reported = true;
        }
        if !is_reported {
            let message = format!("the accepted warning is not reported: {}", accepted.message);
            diagnostics.push(
                Diagnostic::new(Code::StaleFixup, message)
                    .label(span(*file, &accepted.code), "in this entry")
                    .help("remove it, or correct its code or message"),
            );
        }
    }
}
