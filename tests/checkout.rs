//! The repository can be checked out on every platform, and so can what the generator writes.

use medusa_codegen::pipeline;
use medusa_tests::workspace;
use serde_json::json;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Windows limits a path to 260 characters; the rest is for the folder that holds the checkout.
const MAX_PATH: usize = 200;

/// Names of devices on Windows, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Devices with a number; Windows takes the superscript digits for numbers too.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// The reason why a path cannot exist on Windows.
fn problem(path: &str) -> Option<&'static str> {
    if path.chars().count() > MAX_PATH {
        return Some("longer than 200 characters");
    }
    path.split('/').find_map(|name| {
        let stem = name.split('.').next().unwrap_or(name).trim_end();
        let is_reserved = |char: char| char.is_control() || r#"<>:"\|?*"#.contains(char);
        if is_device(&stem.to_lowercase()) {
            Some("the name of a device")
        } else if name.ends_with(['.', ' ']) {
            Some("ends with a dot or a space")
        } else if name.contains(is_reserved) {
            Some("contains a character that Windows reserves")
        } else {
            None
        }
    })
}

fn is_device(stem: &str) -> bool {
    let number = NUMBERED_DEVICES
        .iter()
        .find_map(|device| stem.strip_prefix(device));
    let is_numbered = number.is_some_and(|number| {
        let mut digits = number.chars();
        let digit = digits.next();
        digits.next().is_none() && digit.is_some_and(|digit| "123456789¹²³".contains(digit))
    });
    is_numbered || DEVICES.contains(&stem)
}

/// The problems of all paths, one on a line; two paths that differ in case only are one too.
fn problems<'p>(paths: impl IntoIterator<Item = &'p str>) -> String {
    let mut text = String::new();
    let mut seen = HashMap::new();
    for path in paths {
        if let Some(problem) = problem(path) {
            writeln!(text, "{path}: {problem}").expect("writing to a string");
        }
        let other = seen.insert(path.to_lowercase(), path);
        // During a merge, git lists a path more than once.
        if let Some(other) = other.filter(|&other| other != path) {
            writeln!(text, "{path}: differs from {other} in case only")
                .expect("writing to a string");
        }
    }
    text
}

/// A file of the repository: its path with `/` between the names, and whether it is a symlink.
struct Entry {
    path: String,
    is_symlink: bool,
}

/// The files that git tracks; without git, those in the folder.
fn repository() -> Vec<Entry> {
    let root = workspace();
    let listing = root.join(".git").exists().then(|| {
        let output = Command::new("git")
            .args(["ls-files", "--stage", "-z"])
            .current_dir(&root)
            .output()
            .expect("a checkout of git has git");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git ls-files: {errors}");
        String::from_utf8(output.stdout).expect("paths are UTF-8")
    });
    let Some(listing) = listing else {
        let mut entries = Vec::new();
        walk(&root, "", &mut entries);
        return entries;
    };
    let lines = listing.split_terminator('\0').map(|line| {
        let (mode, path) = line
            .split_once('\t')
            .expect("git writes a mode, an object and a stage before the tab");
        Entry {
            path: path.to_owned(),
            is_symlink: mode.starts_with("120000"),
        }
    });
    lines.collect()
}

fn walk(folder: &Path, prefix: &str, entries: &mut Vec<Entry>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let entry = entry.expect("the folder can be listed");
        let kind = entry.file_type().expect("the kind of a file is known");
        let name = entry
            .file_name()
            .into_string()
            .expect("file names are UTF-8");
        let path = format!("{prefix}{name}");
        if name == "target" {
            continue;
        } else if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), entries);
        } else {
            entries.push(Entry {
                path,
                is_symlink: kind.is_symlink(),
            });
        }
    }
}

#[test]
fn windows_can_check_out_every_file() {
    let files = repository();
    assert!(files.len() > 500, "only {} files", files.len());
    assert_eq!(problems(files.iter().map(|file| file.path.as_str())), "");
    let symlinks = files.iter().filter(|file| file.is_symlink);
    let symlinks: Vec<&str> = symlinks.map(|file| file.path.as_str()).collect();
    assert_eq!(symlinks, [""; 0], "Windows makes text files of symlinks");
}

#[test]
fn paths_that_windows_refuses_are_found() {
    let long = "x/".repeat(MAX_PATH);
    for path in [
        "spec/con.mdx",
        "NUL",
        "com1.tar.gz",
        "lpt²/page.mdx",
        "aux .md",
        "folder./file",
        "file ",
        "a:b",
        "what?",
        "back\\slash",
        "tab\there",
        &long,
    ] {
        assert!(problem(path).is_some(), "{path:?}");
    }
    for path in [
        "spec/con1.mdx",
        ".gitignore",
        "com/com10.rs",
        "console",
        "a.con",
    ] {
        assert_eq!(problem(path), None, "{path:?}");
    }
    let twice = problems(["Cart.mdx", "cart.mdx"]);
    assert_eq!(twice, "cart.mdx: differs from Cart.mdx in case only\n");
}

/// Every device is the name of a resource, and of a type that another resource uses too.
#[test]
fn generated_files_have_portable_names() {
    let numbered = NUMBERED_DEVICES
        .iter()
        .flat_map(|device| (1..=9).map(move |number| format!("{device}{number}")));
    let named = DEVICES.iter().map(|&device| device.to_owned());
    let devices: Vec<String> = named.chain(numbered).collect();
    let mut paths = serde_json::Map::new();
    for (index, device) in devices.iter().enumerate() {
        for (path, id) in [
            (device.clone(), "Get"),
            (format!("shelves/{index}"), "GetShelf"),
        ] {
            let operation = operation(device, &format!("{id}{index}"));
            paths.insert(format!("/store/{path}"), operation);
        }
    }
    let schema = json!({"type": "object", "properties": {"id": {"type": "string"}}});
    let schemas = devices
        .iter()
        .map(|device| (device.clone(), schema.clone()));
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Devices", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas.collect::<serde_json::Map<_, _>>()},
    });
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("store.json");
    fs::write(&file, document.to_string()).expect("the document can be written");
    let run = pipeline::read(&[file]);
    let tree = pipeline::generate(&run);
    let paths: Vec<&str> = tree.iter().map(|(path, _)| path).collect();
    for path in [
        "store/con_.rs",
        "types/store/con_.rs",
        "types/store/lpt9_.rs",
    ] {
        let diagnostics = &run.diagnostics;
        assert!(
            paths.contains(&path),
            "{path}: {paths:#?}, {diagnostics:#?}"
        );
    }
    assert_eq!(problems(paths), "");
}

fn operation(schema: &str, id: &str) -> serde_json::Value {
    let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
    let content = json!({"application/json": {"schema": schema}});
    json!({"get": {
        "operationId": id,
        "responses": {"200": {"description": "OK", "content": content}},
    }})
}
