//! How time and memory grow with the size of the input: throughput that does not fall is linear growth.
//!
//! The input is `spec/`, or the folder in `MEDUSA_BENCH_SPEC`, and four and sixteen copies of it. The copies have other
//! names: types, classes, operations, property paths and routes differ in each.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use medusa_codegen::diagnostic::render::{Style, render};
use medusa_codegen::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span};
use medusa_codegen::pipeline;
use medusa_codegen::source::capture::{self, Form};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

fn spec() -> PathBuf {
    std::env::var_os("MEDUSA_BENCH_SPEC").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec"),
        PathBuf::from,
    )
}

/// The files of the spec, by their paths in it.
fn texts(spec: &Path) -> Vec<(PathBuf, String)> {
    let mut paths = Vec::new();
    files(spec, &mut paths);
    paths.sort();
    let text = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the spec is text");
        let path = path.strip_prefix(spec).expect("the file is below the spec");
        (path.to_owned(), text)
    };
    paths.into_iter().map(text).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the spec can be read") {
        let path = entry.expect("the spec can be read").path();
        let is_source = |path: &Path| {
            path.extension()
                .is_some_and(|extension| extension != "toml")
        };
        if path.is_dir() {
            files(&path, found);
        } else if is_source(&path) {
            found.push(path);
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The words of a text, and the text between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = is_word(rest.chars().next()?);
        let end = rest.find(|c| is_word(c) != first).unwrap_or(rest.len());
        let word;
        (word, rest) = rest.split_at(end);
        Some(word)
    })
}

/// The names that differ in copies: titles, link targets, schemas and operations.
fn names(texts: &[(PathBuf, String)]) -> HashSet<String> {
    let mut names = HashSet::new();
    for (_, text) in texts {
        for line in text.lines() {
            let marked = ["# ", "operationId: ", "x-schemaName: "];
            let named = marked
                .iter()
                .find_map(|mark| line.trim_start().strip_prefix(mark));
            names.extend(named.filter(|_| !line.starts_with("##")).map(str::to_owned));
            let after = ["/schemas/", ".mdx"];
            if after.iter().any(|mark| line.contains(mark)) {
                let pascal = |word: &&str| word.starts_with(|c: char| c.is_ascii_uppercase());
                names.extend(words(line).filter(pascal).map(str::to_owned));
            }
        }
    }
    for kept in [
        "Record",
        "Omit",
        "Pick",
        "Partial",
        "Required",
        "ResponsePromise",
        "Promise",
        "Date",
        "API",
    ] {
        names.remove(kept);
    }
    names
}

fn renamed(text: &str, names: &HashSet<String>, copy: usize) -> String {
    if copy == 0 {
        return text.to_owned();
    }
    let mut renamed = String::with_capacity(text.len() * 11 / 10);
    for word in words(text) {
        renamed += word;
        if names.contains(word) {
            renamed += &format!("C{copy}");
        }
    }
    let mut text = renamed;
    for (from, to) in [
        ("medusa.", format!("medusa.c{copy}")),
        ("accessor: ", format!("accessor: c{copy}")),
        ("/store/", format!("/store/c{copy}-")),
        ("/admin/", format!("/admin/c{copy}-")),
    ] {
        text = text.replace(from, &to);
    }
    text
}

/// Writes `count` copies of the spec.
fn write(texts: &[(PathBuf, String)], names: &HashSet<String>, count: usize, to: &Path) {
    for copy in 0..count {
        let folder = to.join(format!("c{copy}"));
        for (path, text) in texts {
            let path = folder.join(renamed(&path.to_string_lossy(), names, copy));
            fs::create_dir_all(path.parent().expect("a file is in a folder"))
                .expect("a folder can be made");
            fs::write(path, renamed(text, names, copy)).expect("the file can be written");
        }
    }
}

/// The largest amount of memory that this process has used so far, in MB; unknown except on Linux.
fn peak_memory() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: usize = peak.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes / 1024)
}

fn growth(criterion: &mut Criterion) {
    let texts = texts(&spec());
    let names = names(&texts);
    let mut group = criterion.benchmark_group("growth");
    group.sample_size(10);
    // In ascending order, so that the peak of the process is the peak of the last number of copies.
    for count in [1, 4, 16] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        write(&texts, &names, count, folder.path());
        let paths = [folder.path().to_owned()];
        let run = pipeline::read(&paths);
        let api = run.api.as_ref().expect("the copies have no errors");
        let size: usize = run.sources.iter().map(|(_, file)| file.text.len()).sum();
        assert!(!pipeline::generate(&run).is_empty());
        let operations = api.operations.len();
        println!(
            "{count} copies: {operations} operations, peak memory {:?} MB",
            peak_memory()
        );
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_with_input(BenchmarkId::new("read", count), &paths, |bench, paths| {
            bench.iter(|| pipeline::read(paths));
        });
        group.bench_with_input(BenchmarkId::new("generate", count), &run, |bench, run| {
            bench.iter(|| pipeline::generate(run));
        });
    }
    group.finish();
}

/// A capture with many rows in one section.
fn long_captures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("capture");
    for rows in [1_000, 4_000, 16_000] {
        let rows: String = (0..rows)
            .map(|row| format!("a{row}stringRequired\n"))
            .collect();
        let text = format!("Lamps\nMethods\nlight\nParameters\n{rows}\nReturns\n");
        let mut sources = Sources::default();
        let file = sources.add("capture.txt", text.clone());
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("read", text.len()),
            &text,
            |bench, text| {
                bench.iter(|| {
                    capture::read(file, Form::Rendered, text, &mut Diagnostics::default())
                });
            },
        );
    }
    group.finish();
}

/// A diagnostic in a long line, of which only a part is shown: the time does not depend on the length.
fn long_lines(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("diagnostic");
    for length in [1_000, 100_000] {
        let text = "{\"type\": 1}, ".repeat(length);
        let mut sources = Sources::default();
        let start = text.len() / 2;
        let file = sources.add("page.mdx", text);
        let span = Span::new(file, start, start + 6);
        let diagnostic = Diagnostic::new(Code::InvalidType, "no").label(span, "here");
        group.bench_function(BenchmarkId::new("render", length), |bench| {
            bench.iter(|| render(&diagnostic, &sources, Style::Plain));
        });
    }
    group.finish();
}

criterion_group!(benches, growth, long_captures, long_lines);
criterion_main!(benches);
