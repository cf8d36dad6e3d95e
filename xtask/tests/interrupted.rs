//! Ctrl-C while `cargo xtask backend up` is at work, with programs that take the place of Node and npm.

mod support;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};
use support::{Folder, Outcome};

const FILES: [&str; 7] = [
    ".npmrc",
    "package.json",
    "package-lock.json",
    "medusa-config.js",
    "server.js",
    "seed.json",
    "official-client.js",
];

fn program(workspace: &Folder, name: &str, script: &str) {
    let path = format!("programs/{name}");
    workspace.write(&path, &format!("#!/bin/sh\n{script}\n"));
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(workspace.path(&path), executable).unwrap();
}

/// The process that a file names, as soon as it does.
fn process(file: &Path) -> Pid {
    let started = Instant::now();
    loop {
        let text = fs::read_to_string(file).unwrap_or_default();
        if let Some(pid) = text.trim().parse().ok().and_then(Pid::from_raw) {
            return pid;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "npm starts");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_interrupted_start_leaves_nothing_running_and_says_so() {
    let workspace = Folder::new();
    workspace.write("Cargo.toml", "[workspace]\n");
    workspace.write("generated-client/Cargo.toml", "[package]\n");
    for file in FILES {
        workspace.write(&format!("tests/backend/{file}"), "{}");
    }
    program(&workspace, "node", "echo 20");
    // As npm does, it has a process of its own at work, which does not end by itself.
    program(
        &workspace,
        "npm",
        "sleep 600 &\necho $! > \"$WORK.new\"\nmv \"$WORK.new\" \"$WORK\"\nwait",
    );
    let work = workspace.path("work");
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", workspace.path("programs").display());
    let mut up = workspace.command(&["backend", "up"]);
    up.env("PATH", &path)
        .env("WORK", &work)
        .env_remove("CARGO_TARGET_DIR");
    up.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = up.spawn().unwrap();
    let at_work = process(&work);
    let command = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(command, Signal::INT).unwrap();
    let outcome = Outcome::of(&child.wait_with_output().unwrap());
    outcome.expect(2, "", "error: interrupted\nnothing is left running\n");
    let started = Instant::now();
    while test_kill_process(at_work).is_ok() {
        assert!(started.elapsed() < Duration::from_secs(10), "it still runs");
        thread::sleep(Duration::from_millis(20));
    }
    let mut status = workspace.command(&["backend", "status"]);
    let status = status.env_remove("CARGO_TARGET_DIR").output().unwrap();
    Outcome::of(&status).expect(1, "not running\n", "");
}
