//! Known changes: `drift-waivers.toml`.
//!
//! A waiver names a rule and a subject, why that change is no finding, and until when. One that is no
//! longer needed, or has expired, is an error.
//!
//! ```toml
//! [[waiver]]
//! rule = "request.parameter.removed"
//! subject = "GET /store/products?cart_id"
//! reason = "the server still takes it"
//! expires = 2027-01-31
//! ```

use super::report::Report;
use serde::Deserialize;
pub use toml::value::Date;
use toml::value::Datetime;

/// The waivers of a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waivers {
    #[serde(default, rename = "waiver")]
    all: Vec<Waiver>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiver {
    rule: String,
    subject: String,
    reason: String,
    expires: Datetime,
}

impl Waivers {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is no TOML, lacks a key or has one too many, names a rule that does not exist, or gives no
    /// reason or no date.
    pub fn read(text: &str) -> Result<Self, String> {
        let waivers: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for waiver in &waivers.all {
            let about = format!("the waiver for `{}`", waiver.subject);
            if super::Rule::find(&waiver.rule).is_none() {
                return Err(format!("{about} names `{}`, which is no rule", waiver.rule));
            }
            if waiver.reason.trim().is_empty() {
                return Err(format!("{about} needs a reason"));
            }
            if waiver.expires.date.is_none() {
                return Err(format!("{about} needs a date at which it expires"));
            }
        }
        Ok(waivers)
    }

    /// Takes the known changes out of a report, and says what is wrong with the waivers `today`.
    pub fn apply(&self, report: &mut Report, today: Date) -> Vec<String> {
        let mut is_used = vec![false; self.all.len()];
        let is_valid = |waiver: &Waiver| waiver.expires.date.is_some_and(|date| date >= today);
        report.waive(|change| {
            let position = self.all.iter().position(|waiver| {
                waiver.rule == change.rule.id() && waiver.subject == change.subject
            })?;
            is_used[position] = true;
            let waiver = &self.all[position];
            is_valid(waiver).then(|| waiver.reason.clone())
        });
        let mut faults = Vec::new();
        for (waiver, is_used) in self.all.iter().zip(is_used) {
            let about = format!("the waiver of {} for `{}`", waiver.rule, waiver.subject);
            if !is_valid(waiver) {
                faults.push(format!("{about} has expired on {}", waiver.expires));
            } else if !is_used {
                faults.push(format!("{about} matches no change; remove it"));
            }
        }
        faults
    }
}
