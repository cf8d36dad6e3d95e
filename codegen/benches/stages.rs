//! How long the stages take, beside the floor: reading the same files, parsing their JSON and YAML, and
//! dropping it all.
//!
//! Runs over `spec/`, or over the folder that `MEDUSA_BENCH_SPEC` names; what is compared with it is the folder that
//! `MEDUSA_BENCH_OLD` names, or itself.

use criterion::{Criterion, criterion_group, criterion_main};
use medusa_codegen::diagnostic::Diagnostics;
use medusa_codegen::drift::{self, Options};
use medusa_codegen::{emit, merge, pipeline, source};
use std::hint::black_box;
use std::path::{Path, PathBuf};

fn spec() -> PathBuf {
    let named = std::env::var_os("MEDUSA_BENCH_SPEC").map(PathBuf::from);
    named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec"))
}

fn files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the spec can be read") {
        let path = entry.expect("the spec can be read").path();
        if path.is_dir() {
            self::files(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Reads every file and parses what is JSON or YAML in it, on one thread.
fn floor(spec: &Path) -> usize {
    let mut paths = Vec::new();
    files(spec, &mut paths);
    let mut parsed = 0;
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("the spec is text");
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("yaml" | "yml") => {
                parsed += saphyr_parser::Parser::new_from_str(&text)
                    .map(Result::unwrap)
                    .count();
            }
            Some("mdx" | "md") => {
                for (at, _) in text.match_indices("={[") {
                    let json = serde_json::Deserializer::from_str(&text[at + 2..]);
                    let value: serde_json::Value = json.into_iter().next().unwrap().unwrap();
                    parsed += usize::from(black_box(value).is_array());
                }
            }
            _ => {}
        }
    }
    parsed
}

fn stages(criterion: &mut Criterion) {
    let spec = spec();
    let mut group = criterion.benchmark_group("stages");
    group.sample_size(20);
    group.bench_function("floor", |bench| bench.iter(|| floor(&spec)));
    let paths = [spec.clone()];
    group.bench_function("read", |bench| {
        bench.iter(|| source::load(&paths, &mut Diagnostics::default()));
    });
    let read = source::load(&paths, &mut Diagnostics::default());
    group.bench_function("merge", |bench| {
        bench.iter(|| merge::merge(&read, &mut Diagnostics::default()));
    });
    let api = merge::merge(&read, &mut Diagnostics::default());
    group.bench_function("emit", |bench| bench.iter(|| emit::emit(&api)));
    group.bench_function("all but writing", |bench| {
        bench.iter(|| pipeline::generate(&pipeline::read(&paths)));
    });
    group.finish();
}

fn comparing(criterion: &mut Criterion) {
    let new = [spec()];
    let old = std::env::var_os("MEDUSA_BENCH_OLD").map_or_else(|| new.clone(), |old| [old.into()]);
    let mut group = criterion.benchmark_group("drift");
    group.sample_size(20);
    group.bench_function("read two states", |bench| {
        bench.iter(|| drift::read(&old, &new));
    });
    let pair = drift::read(&old, &new);
    group.bench_function("compare them", |bench| {
        bench.iter(|| pair.compare(Options::default()));
    });
    group.finish();
}

criterion_group!(benches, stages, comparing);
criterion_main!(benches);
