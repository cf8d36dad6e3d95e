//! A crate's manifest freed from its workspace: two `Cargo.toml` in, one out that needs no other.

use anyhow::{Context, bail};
use toml_edit::{DocumentMut, InlineTable, Item, KeyMut, Table, TableLike, Value};

const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The manifest `member` with everything it inherits from the workspace manifest `root` filled in,
/// and as a workspace of its own. Targets under `[[test]]` are left out with the tests.
pub(crate) fn standalone(member: &str, root: &str) -> anyhow::Result<String> {
    let mut manifest: DocumentMut = member.parse()?;
    let root: DocumentMut = root.parse().context("the workspace's Cargo.toml")?;
    let workspace = root
        .get("workspace")
        .and_then(Item::as_table_like)
        .context("the workspace's Cargo.toml has no [workspace]")?;
    fill_in_package(&mut manifest, workspace)?;
    fill_in_dependencies(manifest.as_table_mut(), workspace)?;
    if let Some(targets) = manifest.get_mut("target").and_then(Item::as_table_like_mut) {
        for (_, target) in targets.iter_mut() {
            if let Some(target) = target.as_table_like_mut() {
                fill_in_dependencies(target, workspace)?;
            }
        }
    }
    if manifest.get("lints").is_some_and(inherits) {
        let mut lints = inherited(workspace, &["lints"])?.clone();
        forget_position(&mut lints);
        manifest["lints"] = lints;
    }
    manifest.remove("test");
    manifest.insert("workspace", Item::Table(Table::new()));
    Ok(manifest.to_string())
}

fn fill_in_package(manifest: &mut DocumentMut, workspace: &dyn TableLike) -> anyhow::Result<()> {
    let Some(package) = manifest
        .get_mut("package")
        .and_then(Item::as_table_like_mut)
    else {
        bail!("no [package]");
    };
    for (key, item) in package.iter_mut() {
        if inherits(item) {
            let value = inherited(workspace, &["package", key.get()])?.clone();
            replace(key, item, value);
        }
    }
    Ok(())
}

fn fill_in_dependencies(
    owner: &mut dyn TableLike,
    workspace: &dyn TableLike,
) -> anyhow::Result<()> {
    for kind in DEPENDENCIES {
        let Some(dependencies) = owner.get_mut(kind).and_then(Item::as_table_like_mut) else {
            continue;
        };
        for (key, item) in dependencies.iter_mut() {
            let name = key.get().to_owned();
            if inherits(item) {
                let base = inherited(workspace, &["dependencies", &name])?;
                let merged = merge_dependency(base, item);
                replace(key, item, merged);
            }
            if item.get("path").is_some() {
                bail!(
                    "`{name}` is a crate of this workspace, which one elsewhere cannot depend on"
                );
            }
        }
    }
    Ok(())
}

/// What `member` says of a dependency added to what the workspace says, as cargo does it: features
/// add up, everything else replaces.
fn merge_dependency(base: &Item, member: &Item) -> Item {
    let mut merged = match base.clone().into_value() {
        Ok(Value::InlineTable(table)) => table,
        Ok(version) => InlineTable::from_iter([("version", version)]),
        Err(_) => InlineTable::new(),
    };
    for (key, item) in member.as_table_like().into_iter().flat_map(TableLike::iter) {
        let Some(value) = item.as_value().filter(|_| key != "workspace") else {
            continue;
        };
        match (merged.get_mut(key), value) {
            (Some(Value::Array(features)), Value::Array(more)) if key == "features" => {
                features.extend(more.iter().cloned());
                features.fmt();
            }
            _ => {
                merged.insert(key, value.clone());
            }
        }
    }
    merged.fmt();
    // Without the space and comments around it in the workspace's manifest.
    let merged = match merged.get("version") {
        Some(version) if merged.len() == 1 => version.clone(),
        _ => Value::InlineTable(merged),
    };
    Item::Value(merged.decorated(" ", ""))
}

/// Puts `new` in the place of `item`; a comment above `key.workspace = true` stays.
fn replace(mut key: KeyMut<'_>, item: &mut Item, new: Item) {
    let dotted = item.as_table().filter(|table| table.is_dotted());
    if let Some(last) = dotted.and_then(|table| table.key("workspace")) {
        *key.leaf_decor_mut() = last.leaf_decor().clone();
    }
    *item = new;
}

fn inherits(item: &Item) -> bool {
    let table = item.as_table_like();
    table.and_then(|table| table.get("workspace")?.as_bool()) == Some(true)
}

fn inherited<'a>(workspace: &'a dyn TableLike, path: &[&str]) -> anyhow::Result<&'a Item> {
    let (first, rest) = path.split_first().context("an empty path")?;
    let item = workspace.get(first);
    rest.iter()
        .fold(item, |item, key| item?.as_table_like()?.get(key))
        .with_context(|| format!("the workspace has no `{}`", path.join(".")))
}

/// Frees a table from its place in the document it was copied from.
fn forget_position(item: &mut Item) {
    if let Some(table) = item.as_table_mut() {
        table.set_position(None);
        for (_, item) in table.iter_mut() {
            forget_position(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = r#"
[workspace]
members = ["client"]

[workspace.package]
version = "1.2.3"
edition = "2024"
authors = ["Somebody"]

[workspace.dependencies]
client = { path = "client" }
jiff = { version = "0.2", features = ["serde"] } # dates
serde = "1.0"
tokio = { version = "1", default-features = false, features = ["rt"] }

[workspace.dependencies.url]
version = "2"
features = ["serde"]

[workspace.lints.rust]
missing_docs = "warn"

[workspace.lints.clippy]
all = { level = "warn", priority = -1 }
"#;

    #[test]
    fn everything_inherited_is_filled_in() {
        let member = r#"# The client.
[package]
name = "client"
version.workspace = true
edition = { workspace = true }
authors.workspace = true
readme = "README.md"

[lints]
workspace = true

[features]
default = []

[dependencies]
# Dates.
jiff.workspace = true
serde = { workspace = true, features = ["derive"] }
url = { workspace = true, optional = true }
own = "3" # not inherited

[dev-dependencies]
tokio = { workspace = true, default-features = true, features = ["macros", "time"] }

[target.'cfg(unix)'.dependencies]
serde.workspace = true

[[test]]
name = "wire"
"#;
        let expected = r#"# The client.
[package]
name = "client"
version = "1.2.3"
edition = "2024"
authors = ["Somebody"]
readme = "README.md"

[lints.rust]
missing_docs = "warn"

[lints.clippy]
all = { level = "warn", priority = -1 }

[features]
default = []

[dependencies]
# Dates.
jiff = { version = "0.2", features = ["serde"] }
serde = { version = "1.0", features = ["derive"] }
url = { version = "2", features = ["serde"], optional = true }
own = "3" # not inherited

[dev-dependencies]
tokio = { version = "1", default-features = true, features = ["rt", "macros", "time"] }

[target.'cfg(unix)'.dependencies]
serde = "1.0"

[workspace]
"#;
        assert_eq!(standalone(member, ROOT).unwrap(), expected);
    }

    #[test]
    fn what_cannot_be_filled_in_is_an_error() {
        let fail = |member: &str| format!("{:#}", standalone(member, ROOT).unwrap_err());
        assert_eq!(fail("[features]\n"), "no [package]");
        assert_eq!(
            fail("[package]\nrust-version.workspace = true\n"),
            "the workspace has no `package.rust-version`"
        );
        assert_eq!(
            fail("[package]\n[dependencies]\nnone.workspace = true\n"),
            "the workspace has no `dependencies.none`"
        );
        for path in ["client.workspace = true", "client = { path = \"../x\" }"] {
            let text = fail(&format!("[package]\n[dependencies]\n{path}\n"));
            assert!(
                text.starts_with("`client` is a crate of this workspace"),
                "{text}"
            );
        }
    }
}
