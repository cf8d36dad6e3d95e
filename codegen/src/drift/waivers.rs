//! Known changes: `drift-waivers.toml`.
//!
//! A waiver gives a rule and a subject, the reason why that change is accepted, and an expiry date. Where several
//! changes of one rule share a subject, as the values of an enum do, `before` or `after` selects one of them; a waiver
//! with these does not match other values. A waiver that is not needed, matches several changes or has expired is an
//! error. Former ids of rules are accepted.
//!
//! ```toml
//! [[waiver]]
//! rule = "request.enum-value.removed"
//! subject = "AdminPostProductsStatus"
//! before = "draft"
//! reason = "the server still takes it"
//! expires = 2027-01-31
//! ```

use super::report::{Entry, Location, Report, WaiverError};
use super::rules::Rule;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
pub use toml::value::Date;
use toml::value::Datetime;

/// The waivers of a file.
#[derive(Clone, Debug, Default)]
pub struct Waivers {
    /// The path as it is shown to people.
    file: String,
    all: Vec<(usize, Waiver)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "waiver")]
    all: Vec<Waiver>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiver {
    rule: Spanned<String>,
    subject: String,
    before: Option<String>,
    after: Option<String>,
    reason: String,
    expires: Datetime,
}

impl Waivers {
    /// Reads the text of the file named `file`.
    ///
    /// # Errors
    /// If it is not TOML, lacks a key or has an unknown one, names a rule that does not exist, or lacks a reason
    /// or a date.
    pub fn read(file: &str, text: &str) -> Result<Self, String> {
        let read: File = toml::from_str(text).map_err(|error| error.to_string())?;
        for waiver in &read.all {
            let about = format!("the waiver for `{}`", waiver.subject);
            let rule = waiver.rule.get_ref();
            if Rule::find(rule).is_none() {
                return Err(format!("{about} names `{rule}`, which is not a rule"));
            }
            if waiver.reason.trim().is_empty() {
                return Err(format!("{about} needs a reason"));
            }
            if waiver.expires.date.is_none() {
                return Err(format!("{about} needs a date at which it expires"));
            }
        }
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let with_line = |waiver: Waiver| (line(waiver.rule.span().start), waiver);
        Ok(Self {
            file: file.to_owned(),
            all: read.all.into_iter().map(with_line).collect(),
        })
    }

    /// Moves the known changes of a report to its waived ones, and adds the errors in the waivers as of `today`.
    /// Returns the positions of the waivers that match a change.
    pub fn apply(&self, report: &mut Report, today: Date) -> Vec<usize> {
        let mut reasons = BTreeMap::new();
        let mut faults = Vec::new();
        let mut used = Vec::new();
        for (position, (line, waiver)) in self.all.iter().enumerate() {
            let (rule, subject) = (waiver.rule.get_ref(), &waiver.subject);
            let about = format!("the waiver of {rule} for `{subject}`");
            let known = report.changes.iter().enumerate();
            let found: Vec<usize> = (known.filter(|(_, change)| waiver.is_for(change)))
                .map(|(index, _)| index)
                .collect();
            used.extend((!found.is_empty()).then_some(position));
            let is_valid = waiver.expires.date.is_some_and(|date| date >= today);
            let wrong = match found.as_slice() {
                _ if !is_valid => format!("{about} expired on {}", waiver.expires),
                [one] if !reasons.contains_key(one) => {
                    reasons.insert(*one, waiver.reason.clone());
                    continue;
                }
                [] | [_] => format!("{about} matches no change; remove it"),
                several => format!(
                    "{about} matches {} changes; select one with `before` or `after`",
                    several.len()
                ),
            };
            faults.push(WaiverError {
                message: wrong,
                at: Location {
                    file: self.file.clone(),
                    line: *line,
                    column: 1,
                },
            });
        }
        report.waive(&reasons, faults);
        used
    }
}

impl Waiver {
    fn is_for(&self, change: &Entry) -> bool {
        let matches = |wanted: &Option<String>, text| wanted.is_none() || wanted == text;
        Rule::find(self.rule.get_ref()) == Some(change.rule)
            && self.subject == change.subject
            && matches(&self.before, &change.before)
            && matches(&self.after, &change.after)
    }
}
