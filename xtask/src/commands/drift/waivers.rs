//! The file of known changes: read for a comparison, and rid of those that are taken in.

use super::State;
use anyhow::{Context, anyhow};
use medusa_codegen::drift::Report;
use medusa_codegen::drift::waivers::{self, Date};
use medusa_codegen::source::WAIVERS;
use std::fs;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item};

/// A file of waivers, or none.
pub(super) struct Waivers {
    file: PathBuf,
    text: String,
    waivers: waivers::Waivers,
}

impl Waivers {
    /// The waivers in the file that is given, or else in the old state, if it has any.
    pub(super) fn find(given: Option<&Path>, old: &State) -> anyhow::Result<Self> {
        let own = old.path.join(WAIVERS);
        let name = match (given, &old.shown_as) {
            (Some(file), _) => file.display().to_string(),
            (None, Some(shown)) => format!("{shown}/{WAIVERS}"),
            (None, None) => own.display().to_string(),
        };
        let file = given.map_or(own, Path::to_owned);
        let text = match given.is_some() || file.is_file() {
            true => fs::read_to_string(&file).with_context(|| name.clone())?,
            false => String::new(),
        };
        let waivers =
            waivers::Waivers::read(&name, &text).map_err(|fault| anyhow!("{name}: {fault}"))?;
        Ok(Self {
            file,
            text,
            waivers,
        })
    }

    /// Takes the known changes out of a report; the positions of the waivers that know one.
    pub(super) fn apply(&self, report: &mut Report) -> Vec<usize> {
        self.waivers.apply(report, today())
    }

    /// Removes waivers from the file, by their positions.
    pub(super) fn drop(&self, positions: &[usize]) -> anyhow::Result<()> {
        if positions.is_empty() {
            return Ok(());
        }
        let mut document: DocumentMut = self.text.parse()?;
        let all = document
            .get_mut("waiver")
            .and_then(Item::as_array_of_tables_mut);
        let all = all.context("waivers are written as [[waiver]]")?;
        for position in positions.iter().rev() {
            all.remove(*position);
        }
        fs::write(&self.file, document.to_string()).with_context(|| self.file.display().to_string())
    }
}

fn today() -> Date {
    let today = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC);
    // Years are those after 0, and months and days small.
    Date {
        year: today.year().unsigned_abs(),
        month: today.month().unsigned_abs(),
        day: today.day().unsigned_abs(),
    }
}
