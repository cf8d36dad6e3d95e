//! The published states: nothing is lost, and no sentence is taken.

use std::path::Path;

use medusa_codegen::diagnostic::Diagnostics;
use medusa_codegen::ir::Api;
use medusa_codegen::merge::merge;
use medusa_codegen::source::load;

use crate::facts::facts_of;
use crate::{imported, states};

#[test]
fn an_import_gives_the_same_api_as_its_source() {
    for state in states() {
        let spec = tempfile::tempdir().expect("a folder can be made");
        let imported = imported(&state, spec.path());
        imported
            .write(spec.path())
            .expect("the folder can be written");
        let (wanted, found) = (facts_of(&api(&state)), facts_of(&api(spec.path())));
        if wanted != found {
            let keep = std::env::temp_dir().join("import-facts");
            let name = state.file_name().unwrap_or_default().to_string_lossy();
            std::fs::create_dir_all(&keep).expect("a folder can be made");
            std::fs::write(keep.join(format!("{name}.source")), &wanted).expect("written");
            std::fs::write(keep.join(format!("{name}.import")), &found).expect("written");
            println!("{name} differs");
        }
        println!(
            "{} {} files {} bytes, told {} missing {} dropped {}",
            state.display(),
            imported.files.len(),
            imported.files.values().map(String::len).sum::<usize>(),
            imported.report.told,
            imported.report.missing.len(),
            imported.report.dropped.len()
        );
    }
}

fn api(folder: &Path) -> Api {
    let mut diagnostics = Diagnostics::default();
    let spec = load(&[folder.to_owned()], &mut diagnostics);
    for d in diagnostics.iter() {
        println!("{:?} {} {}", d.severity(), d.code, d.message);
    }
    merge(&spec, &mut diagnostics)
}
