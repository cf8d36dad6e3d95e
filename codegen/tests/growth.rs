//! Time and memory for a spec and for four and sixteen of it: `cargo test --release -p medusa-codegen --test growth
//! -- --ignored --nocapture` prints a table.
//!
//! Runs over `spec/`, or over the folder that `MEDUSA_BENCH_SPEC` names. The copies are made by renaming:
//! types, classes, operations, property paths and routes are others in each. Measured over `spec/`, on two cores:
//!
//! | copies | read | generated | peak memory |
//! |---|---|---|---|
//! | 1 | 0.08 s | 0.08 s | 44 MB |
//! | 4 | 0.35 s | 0.31 s | 146 MB |
//! | 16 | 1.74 s | 2.30 s | 509 MB |

use medusa_codegen::pipeline;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Where a run of its own finds what to read.
const CHILD: &str = "MEDUSA_GROWTH_SPEC";

fn spec() -> PathBuf {
    std::env::var_os("MEDUSA_BENCH_SPEC").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec"),
        PathBuf::from,
    )
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

/// The words of a text, and what stands between them.
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

/// What is called otherwise in copies: titles, link targets, schemas and operations.
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

/// Writes `count` of the spec.
fn write(texts: &[(PathBuf, String)], names: &HashSet<String>, count: usize, to: &Path) {
    for copy in 0..count {
        let folder = to.join(format!("c{copy}"));
        for (path, text) in texts {
            let path = folder.join(renamed(&path.to_string_lossy(), names, copy));
            fs::create_dir_all(path.parent().expect("it is in a folder"))
                .expect("a folder can be made");
            fs::write(path, renamed(text, names, copy)).expect("the file can be written");
        }
    }
}

#[test]
#[ignore = "a measurement"]
fn time_and_memory_grow_with_the_spec() {
    let spec = spec();
    let mut paths = Vec::new();
    files(&spec, &mut paths);
    paths.sort();
    let texts: Vec<(PathBuf, String)> = paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("the spec is text");
            let path = path.strip_prefix(&spec).expect("it is below the spec");
            (path.to_owned(), text)
        })
        .collect();
    let names = names(&texts);
    let mut once = None;
    println!("| copies | MB | operations | types | read | generated | peak memory |");
    println!("|---|---|---|---|---|---|---|");
    for count in [1_u16, 4, 16] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        write(&texts, &names, count.into(), folder.path());
        let this = std::env::current_exe().expect("the test has a file");
        let mut child = Command::new(this);
        child
            .args(["--ignored", "--exact", "one_run", "--nocapture"])
            .env(CHILD, folder.path());
        let output = child.output().expect("the test can be run");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{text}");
        let row = text.lines().find(|line| line.starts_with('|'));
        let row = row.expect("a run prints what it measured");
        println!("| {count} {row}");
        let mut cells = row.split('|').rev().skip(1);
        let mut cost = || {
            let number = cells.next()?.trim().split(' ').next()?;
            number.parse::<f64>().ok()
        };
        let (Some(memory), Some(generated), Some(read)) = (cost(), cost(), cost()) else {
            panic!("{row} has no numbers");
        };
        let cost = [read + generated, memory];
        let once = once.get_or_insert(cost);
        // The machine has other work, and what is measured once is short.
        let bound = f64::from(count) * 2.0;
        for (cost, once) in cost.into_iter().zip(once) {
            assert!(
                cost <= *once * bound,
                "{cost} is more than {bound} times {once}"
            );
        }
    }
}

/// Reads and generates what the variable names, in a process of its own.
#[test]
#[ignore = "a part of the measurement"]
fn one_run() {
    let Some(folder) = std::env::var_os(CHILD).map(PathBuf::from) else {
        return;
    };
    let started = Instant::now();
    let run = pipeline::read(&[folder]);
    let read = started.elapsed();
    for said in run
        .diagnostics
        .iter()
        .filter(|_| run.api.is_none())
        .take(20)
    {
        println!("{said:?}");
    }
    let api = run.api.as_ref().expect("the copies have no errors");
    let tree = pipeline::generate(&run);
    let generated = started.elapsed() - read;
    let size: usize = run.sources.iter().map(|(_, file)| file.text.len()).sum();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<usize>().ok());
    assert!(!tree.is_empty());
    println!(
        "| {:.1} | {} | {} | {:.2} s | {:.2} s | {} MB |",
        size as f64 / 1e6,
        api.operations.len(),
        api.types.len(),
        read.as_secs_f64(),
        generated.as_secs_f64(),
        peak.map_or("?".to_owned(), |peak| (peak / 1024).to_string())
    );
}
