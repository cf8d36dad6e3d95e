//! The client as a crate that builds on its own: the hand-written part of generated-client/ in,
//! with its manifest freed from the workspace, and the generated part; a tree for all of it out.

use crate::manifest;
use crate::workspace::Workspace;
use anyhow::Context;
use ignore::WalkBuilder;
use medusa_codegen::output::Tree;
use std::fs;
use std::path::Path;

/// What is not copied: build output, what is generated, and tests that need this workspace.
const LEFT_OUT: [&str; 3] = ["target", "tests", "src/generated"];

/// The hand-written part of the client together with `generated`.
pub(crate) fn package(workspace: &Workspace, generated: Tree) -> anyhow::Result<Tree> {
    let mut tree = hand_written(workspace)?;
    add_licenses(&mut tree, &workspace.root)?;
    tree.add_tree("src/generated", generated);
    Ok(tree)
}

/// Everything of the client that git would track, apart from [`LEFT_OUT`].
fn hand_written(workspace: &Workspace) -> anyhow::Result<Tree> {
    let client = workspace.client();
    let left_out = LEFT_OUT.map(|path| client.join(path));
    let files = WalkBuilder::new(&client)
        .ignore(false)
        .filter_entry(move |entry| !left_out.iter().any(|path| path == entry.path()))
        .build();
    let mut tree = Tree::default();
    for entry in files {
        let entry = entry?;
        let is_directory = entry.file_type().is_none_or(|kind| kind.is_dir());
        let Some(path) = relative(entry.path(), &client).filter(|_| !is_directory) else {
            continue;
        };
        let text = read(entry.path())?;
        match path.as_str() {
            "Cargo.toml" => {
                let manifest =
                    manifest::standalone(&text, &read(&workspace.root.join("Cargo.toml"))?)
                        .with_context(|| entry.path().display().to_string())?;
                tree.add_generated(path, "generated-client/Cargo.toml", &manifest);
            }
            _ => tree.add(path, text),
        }
    }
    Ok(tree)
}

/// The workspace's licenses, where the client has none of the same name.
fn add_licenses(tree: &mut Tree, root: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(root).with_context(|| root.display().to_string())? {
        let path = entry?.path();
        let Some(name) = relative(&path, root) else {
            continue;
        };
        if name.starts_with("LICENSE") && tree.get(&name).is_none() {
            tree.add(name, read(&path)?);
        }
    }
    Ok(())
}

/// `path` below `root`, with `/` between its parts.
fn relative(path: &Path, root: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.components();
    let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
    parts
        .map(|parts| parts.join("/"))
        .filter(|path| !path.is_empty())
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}
