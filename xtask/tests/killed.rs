//! A run that is killed at any moment leaves the old generated tree or the new one, and the next run
//! carries on from there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How many runs are killed, those that end before it is their turn aside.
const TIMES: u32 = 100;

/// A workspace with a client to generate into.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("Cargo.toml", "[workspace]\nmembers = []\n");
    write("generated-client/Cargo.toml", "[package]\nname = \"x\"\n");
    folder
}

/// A document whose schemas all say `word`.
fn document(word: &str) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths:\n".to_owned();
    let mut schemas = String::new();
    for index in 0..150 {
        text += &format!(
            "  /store/things{index}/{{id}}:\n    get:\n      tags: [Things]\n      parameters: [{{in: path, name: id, required: true, schema: {{type: string}}}}]\n      responses:\n        '200': {{description: {word}, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{index}'}}}}}}}}\n"
        );
        schemas += &format!(
            "    Thing{index}: {{type: object, properties: {{{word}: {{type: string, description: {word}}}}}}}\n"
        );
    }
    text + "components:\n  schemas:\n" + &schemas
}

/// The files below a folder with their contents.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn regen(workspace: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.current_dir(workspace).arg("regen");
    command.env_remove("CARGO_MANIFEST_DIR");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_run_killed_at_any_moment_leaves_the_old_tree_or_the_new_one() {
    let folder = workspace();
    let root = folder.path();
    let (spec, generated) = (
        root.join("spec"),
        root.join("generated-client/src/generated"),
    );
    fs::create_dir(&spec).unwrap();
    let texts = ["lamp", "chair"].map(document);
    let mut trees = Vec::new();
    let mut longest = Duration::ZERO;
    for text in &texts {
        fs::write(spec.join("api.yaml"), text).unwrap();
        let started = Instant::now();
        assert!(regen(root).status().unwrap().success());
        longest = longest.max(started.elapsed());
        trees.push(files(&generated));
    }
    assert_ne!(trees[0], trees[1]);
    // Where one moment ends and the next begins is up to the machine; a simple generator spreads them.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let (mut killed, mut old, mut new) = (0, 0, 0);
    for number in 0.. {
        if killed == TIMES {
            break;
        }
        assert!(
            number < 4 * TIMES,
            "only {killed} were killed before they ended"
        );
        let before = files(&generated);
        let target = (number as usize) % 2;
        fs::write(spec.join("api.yaml"), &texts[target]).unwrap();
        let mut child = regen(root).spawn().unwrap();
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let share = (state % 1000) as u32;
        std::thread::sleep(longest * share / 900);
        // It may have ended by itself.
        let _ = child.kill();
        killed += u32::from(!child.wait().unwrap().success());
        let after = files(&generated);
        assert!(
            after == before || after == trees[target],
            "run {number}, killed after {share} thousandths, left something else"
        );
        match after == trees[target] {
            true => new += 1,
            false => old += 1,
        }
    }
    println!("{killed} killed: {old} runs left the old tree, {new} the new one");
    // The next run has nothing to mend but what is left beside the tree.
    fs::write(spec.join("api.yaml"), &texts[0]).unwrap();
    assert!(regen(root).status().unwrap().success());
    assert_eq!(files(&generated), trees[0]);
    let beside = fs::read_dir(generated.parent().unwrap()).unwrap();
    let beside: Vec<_> = beside.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside, ["generated"]);
}
