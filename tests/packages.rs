//! The packages that are published: their files, and the Rust version that they declare.

use expect_test::expect_file;
use medusa_tests::workspace;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// A package contains files of its own folder only, so each has copies. `UPDATE_EXPECT=1` writes them again.
#[test]
fn packages_contain_the_licenses_and_the_changelog() {
    for name in ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        let original = workspace().join(name);
        let original = fs::read_to_string(original).expect("the workspace has the file");
        expect_file![format!("../codegen/{name}")].assert_eq(&original);
        expect_file![format!("../generated-client/{name}")].assert_eq(&original);
    }
}

/// A dependency that needs a newer Rust than the package declares makes the declaration wrong.
#[test]
fn dependencies_need_no_newer_rust_than_is_declared() {
    let metadata = Metadata::read();
    for name in ["medusa-client", "medusa-codegen", "xtask"] {
        let package = metadata.named(name);
        let declared = rust_version(package).expect("the workspace declares a Rust version");
        let newer: Vec<String> = (metadata.dependencies(package).into_iter())
            .filter(|package| rust_version(package) > Some(declared))
            .map(|package| format!("{} needs Rust {}", package["id"], package["rust_version"]))
            .collect();
        assert_eq!(newer, [""; 0], "dependencies of {name}");
    }
}

/// The part of `cargo metadata` that says what depends on what.
struct Metadata {
    /// By id.
    packages: BTreeMap<String, Value>,
    /// The ids of normal and build dependencies, by the id of the package that needs them.
    edges: BTreeMap<String, Vec<String>>,
}

impl Metadata {
    fn read() -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(workspace())
            .output()
            .expect("cargo can be started");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo metadata: {errors}");
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
        let packages = list(&metadata["packages"]).iter();
        let nodes = list(&metadata["resolve"]["nodes"]).iter();
        Self {
            packages: packages
                .map(|package| (text(&package["id"]), package.clone()))
                .collect(),
            edges: nodes.map(|node| (text(&node["id"]), edges(node))).collect(),
        }
    }

    fn named(&self, name: &str) -> &Value {
        let mut packages = self.packages.values();
        let package = packages.find(|package| package["name"] == name);
        package.expect("the workspace has the package")
    }

    /// All that a package needs to be built, at any depth.
    fn dependencies(&self, package: &Value) -> Vec<&Value> {
        let mut found = BTreeSet::new();
        let mut open = self.edges[&text(&package["id"])].clone();
        while let Some(id) = open.pop() {
            if !found.contains(&id) {
                open.extend_from_slice(&self.edges[&id]);
                found.insert(id);
            }
        }
        found.iter().map(|id| &self.packages[id]).collect()
    }
}

fn edges(node: &Value) -> Vec<String> {
    let dependencies = list(&node["deps"]).iter().filter(|dependency| {
        let mut kinds = list(&dependency["dep_kinds"]).iter();
        kinds.any(|kind| kind["kind"] != "dev")
    });
    let ids = dependencies.map(|dependency| text(&dependency["pkg"]));
    ids.collect()
}

/// Major, minor and patch, if the package declares them.
fn rust_version(package: &Value) -> Option<[u32; 3]> {
    let mut numbers = package["rust_version"].as_str()?.split('.');
    let number = |text: &str| text.parse().expect("a Rust version has numbers");
    Some([(); 3].map(|()| numbers.next().map_or(0, number)))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
