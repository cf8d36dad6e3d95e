//! `--accept`: the facts of the new state are taken into the spec folder, as `import` does it.

use super::State;
use crate::commands::{Outcome, import, report};
use crate::terminal;
use anyhow::ensure;
use medusa_codegen::coverage;
use medusa_codegen::diagnostic::Diagnostics;
use medusa_codegen::fixup::Fixups;
use medusa_codegen::pipeline;
use medusa_codegen::source;
use std::collections::BTreeSet;
use std::path::Path;

/// Refuses states that cannot be taken in, or take something in.
pub(super) fn check(old: &State, new: &State) -> anyhow::Result<()> {
    for (state, what) in [(old, "take something in"), (new, "be taken in")] {
        // A copy has no name that a manifest could keep.
        ensure!(
            state.shown_as.is_none() && state.path.is_dir(),
            "{}: only a folder can {what}",
            state.name
        );
    }
    Ok(())
}

pub(super) fn accept(old: &State, new: &State) -> anyhow::Result<Outcome> {
    let known = without_prose(&old.path);
    if import::take(&new.path, &old.path, false)? == Outcome::Findings {
        return Ok(Outcome::Findings);
    }
    for subject in without_prose(&old.path).difference(&known) {
        terminal::print(&format!("needs prose: {subject}"))?;
    }
    let run = pipeline::read(std::slice::from_ref(&old.path));
    if run.api.is_none() {
        report(&run.diagnostics, &run.sources, false)?;
        terminal::report("the facts are taken in; correct the above before `cargo xtask regen`")?;
        return Ok(Outcome::Findings);
    }
    terminal::print("ready for `cargo xtask regen`")?;
    Ok(Outcome::Clean)
}

/// What has no prose in a spec folder. Corrections are left aside: some may not fit any longer.
fn without_prose(spec: &Path) -> BTreeSet<String> {
    let mut diagnostics = Diagnostics::default();
    let mut spec = source::load(&[spec.to_owned()], &mut diagnostics);
    spec.fixups = Fixups::default();
    let run = pipeline::run(spec, diagnostics);
    let subjects = run.api.iter().flat_map(coverage::subjects);
    subjects
        .filter(|subject| !subject.is_told())
        .map(|subject| format!("{} {}", subject.kind.name(), subject.what))
        .collect()
}
