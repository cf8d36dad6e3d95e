//! `action.yml` and `.github/workflows/`: they fit together, and fit the command line.

mod support;

use saphyr::{LoadableYamlNode, Yaml};
use std::collections::BTreeSet;
use std::path::Path;
use support::{Outcome, xtask};

const ACTION: &str = "action.yml";

/// Every file with steps, and the path of the steps in it.
const FILES: [(&str, &[&str]); 3] = [
    (ACTION, &["runs", "steps"]),
    (".github/workflows/drift.yml", &["jobs", "drift", "steps"]),
    (".github/workflows/check.yml", &["jobs", "check", "steps"]),
];

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    std::fs::read_to_string(path).unwrap()
}

fn parse(text: &str) -> Yaml<'_> {
    Yaml::load_from_str(text).unwrap().remove(0)
}

fn steps<'y>(document: &'y Yaml<'y>, path: &[&str]) -> &'y [Yaml<'y>] {
    let node = path.iter().fold(document, |node, key| &node[*key]);
    node.as_sequence().unwrap()
}

fn text<'y>(node: &'y Yaml<'y>, key: &str) -> &'y str {
    let value = node.as_mapping_get(key).and_then(Yaml::as_str);
    value.unwrap_or_default()
}

fn keys(node: Option<&Yaml<'_>>) -> BTreeSet<String> {
    let entries = node.and_then(Yaml::as_mapping).into_iter().flatten();
    let keys = entries.filter_map(|(key, _)| key.as_str());
    keys.map(str::to_owned).collect()
}

/// The words of a text that consist of letters, digits and these characters.
fn words<'t>(text: &'t str, others: &str) -> impl Iterator<Item = &'t str> {
    text.split(move |c: char| !c.is_ascii_alphanumeric() && !others.contains(c))
}

/// The names in the expressions of a file: `inputs.to`, `steps.find.outputs.folder`.
fn references(text: &str) -> BTreeSet<&str> {
    let expressions = text
        .lines()
        .flat_map(|line| match line.trim().strip_prefix("if: ") {
            Some(condition) => vec![condition],
            None => (line.split("${{").skip(1))
                .filter_map(|part| part.split("}}").next())
                .collect(),
        });
    let names = expressions.flat_map(|expression| words(expression, ".-_"));
    names.filter(|name| name.contains('.')).collect()
}

/// The names that a file defines.
fn definitions(document: &Yaml<'_>, steps: &[Yaml<'_>]) -> BTreeSet<String> {
    let inputs = keys(document.as_mapping_get("inputs"));
    let mut names: BTreeSet<String> = inputs.iter().map(|name| format!("inputs.{name}")).collect();
    for step in steps {
        let lines = text(step, "run").lines();
        let outputs = lines.filter_map(|line| {
            let line = line.strip_suffix(" >> \"$GITHUB_OUTPUT\"")?;
            line.split_once("echo \"")?.1.split_once('=')
        });
        let id = text(step, "id");
        names.extend(outputs.map(|(name, _)| format!("steps.{id}.outputs.{name}")));
    }
    names
}

#[test]
fn expressions_refer_to_inputs_and_outputs_that_exist() {
    for (file, path) in FILES {
        let content = read(file);
        let document = parse(&content);
        let defined = definitions(&document, steps(&document, path));
        let used = references(&content);
        for name in &used {
            let is_of_github = ["github.", "vars."].iter().any(|of| name.starts_with(of));
            assert!(
                is_of_github || defined.contains(*name),
                "{file}: {name} is not defined"
            );
        }
        let mut inputs = defined.iter().filter(|name| name.starts_with("inputs."));
        let unused = inputs.find(|name| !used.contains(name.as_str()));
        assert_eq!(unused, None, "{file}: nothing uses the input");
    }
}

/// An expression in a script is replaced by text that others may have written.
#[test]
fn scripts_take_values_from_variables_only() {
    for (file, path) in FILES {
        for step in steps(&parse(&read(file)), path) {
            let (script, defined) = (text(step, "run"), keys(step.as_mapping_get("env")));
            assert!(!script.contains("${{"), "{file}: {script}");
            for variable in &defined {
                let is_for_others = ["GH_TOKEN", "RUSTUP_TOOLCHAIN"].contains(&variable.as_str());
                let is_used = words(script, "_").any(|word| word == variable);
                assert!(is_for_others || is_used, "{file}: nothing uses {variable}");
            }
        }
    }
}

#[test]
fn actions_of_others_are_pinned_and_ours_gets_its_inputs() {
    let action = read(ACTION);
    let inputs = keys(parse(&action).as_mapping_get("inputs"));
    for (file, path) in FILES {
        for step in steps(&parse(&read(file)), path) {
            let uses = text(step, "uses");
            if uses == "./" {
                let given = keys(step.as_mapping_get("with"));
                assert!(given.contains("to"), "{file}: `to` is required");
                assert!(given.is_subset(&inputs), "{file}: {given:?}");
            } else if !uses.is_empty() {
                let (_, commit) = uses.split_once('@').unwrap();
                let is_hash = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
                assert!(is_hash, "{file}: {uses} is not pinned to a commit");
            }
        }
    }
}

#[test]
fn the_action_uses_options_of_the_command_line() {
    let help = Outcome::of(&xtask(&["drift", "--help"]).output().unwrap()).out;
    let known: BTreeSet<&str> = words(&help, "-").collect();
    let document = read(ACTION);
    let document = parse(&document);
    let scripts = steps(&document, FILES[0].1)
        .iter()
        .map(|step| text(step, "run"));
    let script: String = scripts.collect::<Vec<_>>().join("\n");
    // Options before the name of the command belong to cargo.
    let (_, script) = script.split_once("drift --from").unwrap();
    let comparing = script.split("gh api").next().unwrap();
    let options = words(comparing, "-").filter(|word| word.starts_with("--"));
    let options: BTreeSet<&str> = options.chain(["--from"]).collect();
    assert!(options.len() >= 6, "{options:?}");
    let unknown: Vec<_> = options.difference(&known).collect();
    assert_eq!(unknown, [&""; 0], "{help}");
    let default = text(&document["inputs"]["fail-on"], "default");
    assert!(
        known.contains(default),
        "`--fail-on {default}` is not known"
    );
}
