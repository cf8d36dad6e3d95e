//! `--accept`: the facts of the new state are taken into the spec folder, as `import` does it.

use super::State;
use crate::commands::{Outcome, import, report};
use crate::terminal;
use anyhow::ensure;
use medusa_codegen::coverage;
use medusa_codegen::pipeline;
use std::collections::BTreeSet;
use std::path::Path;

pub(super) fn accept(old: &State, new: &State) -> anyhow::Result<Outcome> {
    ensure!(
        old.shown_as.is_none() && old.path.is_dir(),
        "{}: only a folder can take something in",
        old.name
    );
    ensure!(
        new.path.is_dir(),
        "{}: only a folder can be taken in",
        new.name
    );
    let known = without_prose(&old.path)?.unwrap_or_default();
    let outcome = import::take(&new.path, &old.path, false)?;
    if outcome == Outcome::Findings {
        return Ok(outcome);
    }
    let Some(missing) = without_prose(&old.path)? else {
        terminal::report("the facts are taken in; correct the above before `cargo xtask regen`")?;
        return Ok(Outcome::Findings);
    };
    for subject in missing.difference(&known) {
        terminal::print(&format!("needs prose: {subject}"))?;
    }
    terminal::print("ready for `cargo xtask regen`")?;
    Ok(Outcome::Clean)
}

/// What has no prose in a spec folder; `None` where it has errors, which are reported.
fn without_prose(spec: &Path) -> anyhow::Result<Option<BTreeSet<String>>> {
    let run = pipeline::read(&[spec.to_owned()]);
    let Some(api) = &run.api else {
        report(&run.diagnostics, &run.sources, false)?;
        return Ok(None);
    };
    let subjects = coverage::subjects(api).into_iter();
    let missing = subjects.filter(|subject| !subject.is_told());
    Ok(Some(
        missing
            .map(|subject| format!("{} {}", subject.kind.name(), subject.what))
            .collect(),
    ))
}
