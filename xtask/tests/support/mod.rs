//! A folder to run the command line in, and what came of it.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

pub(crate) const PAGE: &str = include_str!("../fixtures/spec/js-client/LampsResource.mdx");
pub(crate) const DOCUMENT: &str = include_str!("../fixtures/spec/openapi/store.yaml");

/// A folder that goes away at the end.
pub(crate) struct Folder {
    folder: TempDir,
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// The tool in this folder, with these arguments.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = xtask(arguments);
        command.current_dir(self.root());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&self.command(arguments).output().unwrap())
    }

    /// Makes a git repository of a folder, with one commit.
    pub(crate) fn commit(folder: &Path) {
        let user = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "."],
            &["commit", "--quiet", "--message", "All"],
        ] {
            let mut git = Command::new("git");
            let git = git.args(user).args(arguments).current_dir(folder);
            Outcome::of(&git.output().unwrap()).expect(0, "", "");
        }
    }
}

/// The tool, outside of the workspace that cargo runs this test in.
pub(crate) fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments).env_remove("CARGO_MANIFEST_DIR");
    command
}

impl Outcome {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// It ended with `code`, said this on standard output, and nothing on standard error.
    #[track_caller]
    pub(crate) fn expect_only(self, code: i32, out: &str) -> Self {
        assert_eq!(self.err, "", "{self:#?}");
        self.expect(code, out, "")
    }

    /// It ended with `code`, and said this on standard output and standard error.
    #[track_caller]
    pub(crate) fn expect(self, code: i32, out: &str, err: &str) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        assert!(self.out.contains(out), "{self:#?}");
        assert!(self.err.contains(err), "{self:#?}");
        self
    }
}
