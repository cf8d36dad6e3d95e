//! What fuzzing has tried, tried again: every input in `corpus/<target>` goes through the target that it was
//! found for. `codegen/fuzz` holds the targets and says how to find more.

#[path = "../../fuzz/src/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;

/// Runs the inputs of one target.
fn replay(name: &str, target: fn(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzzing/corpus")
        .join(name);
    let mut count = 0;
    for entry in fs::read_dir(&folder).expect("each target has a corpus") {
        let path = entry.expect("the corpus can be listed").path();
        let bytes = fs::read(&path).expect("the corpus can be read");
        // As the fuzzer does: what is no text is no input.
        let text = String::from_utf8_lossy(&bytes);
        println!("{}", path.display());
        target(&text);
        count += 1;
    }
    assert!(count > 0, "{name} has no inputs");
}

macro_rules! replay {
    ($($target:ident)*) => {
        $(#[test] fn $target() { replay(stringify!($target), targets::$target); })*
    };
}

replay!(page type_expression document capture fixups pipeline);
