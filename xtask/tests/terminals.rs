//! The output of every command, as a terminal and as a pipe receive it: a terminal receives colours and no
//! other escape sequence, a pipe neither these nor remains of them, even where the reference contains some.

mod support;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use std::fs::File;
use std::io::Read;
use std::process::{Command, Output, Stdio};
use std::thread;
use support::{DOCUMENT, Folder, PAGE};

/// Sets the title of a terminal, with the escape character and with its one-character form.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{9d}0;owned\u{9c}";

/// A workspace whose reference gives every command something to say.
fn workspace() -> Folder {
    let workspace = Folder::new();
    workspace.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"generated-client\"]\n",
    );
    workspace.write(
        "generated-client/Cargo.toml",
        "[package]\nname = \"lamps\"\nversion = \"1.0.0\"\n",
    );
    workspace.write("generated-client/src/lib.rs", "//! Lamps.\n");
    workspace.write("spec/js-client/LampsResource.mdx", PAGE);
    workspace.write("spec/openapi/store.yaml", DOCUMENT);
    let json = HOSTILE
        .replace('\u{1b}', "\\u001b")
        .replace('\u{7}', "\\u0007");
    let page = PAGE.replace("\"level\"", &format!("\"level{json}\""));
    let document = DOCUMENT.replace("GetLampsLamp", "GetLamp");
    workspace.write("hostile/js-client/LampsResource.mdx", &page);
    workspace.write(
        "hostile/openapi/store.yaml",
        &document.replace("type: number", "type: string"),
    );
    workspace.write(
        "broken/openapi/store.yaml",
        &DOCUMENT.replace("schemas/StoreLampsRes", &format!("schemas/{HOSTILE}")),
    );
    workspace.write(&format!("hostile/{HOSTILE}.png"), "");
    workspace
}

/// Every command, with every format in which it prints.
fn commands() -> Vec<Vec<&'static str>> {
    let plain = [
        "--help",
        "regen --help",
        "drift --help",
        "backend --help",
        "e2e --help",
        "nonsense",
        "regen",
        "regen --check",
        "regen --spec broken",
        "regen --spec missing",
        "regen --spec hostile --out copy --verbose",
        "inspect",
        "inspect --json",
        "inspect --missing",
        "inspect --verbose",
        "inspect --spec hostile",
        "inspect --spec hostile --json",
        "inspect --spec hostile --missing",
        "inspect --spec hostile Lamp",
        "inspect --spec broken Lamp",
        "inspect lamps",
        "inspect lamps.list",
        "inspect GetLampsLamp",
        "inspect Lampp",
        "import --from hostile --spec imported",
        "import --from broken --spec other",
        "import --from missing",
        "drift --to broken",
        "drift --to missing",
        "drift --to none:spec",
        "backend status",
        "backend status --e2e",
    ];
    let formats = [
        "text",
        "markdown",
        "changelog",
        "json",
        "github",
        "sarif",
        "html",
    ];
    let mut commands: Vec<Vec<&str>> = plain.iter().map(|line| line.split(' ').collect()).collect();
    commands.push(vec!["inspect", "--spec", "hostile", HOSTILE]);
    commands.extend(formats.map(|format| vec!["drift", "--to", "hostile", "--format", format]));
    commands
}

/// Runs a command with a terminal for its output and its errors; everything that the terminal receives.
fn on_a_terminal(mut command: Command) -> String {
    let open = || -> std::io::Result<(File, File)> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let name = ptsname(&master, Vec::new())?;
        let slave = File::options()
            .read(true)
            .write(true)
            .open(name.to_string_lossy().as_ref())?;
        Ok((File::from(master), slave))
    };
    let (mut master, slave) = open().expect("there are pseudo-terminals");
    command.env("TERM", "xterm-256color");
    let (out, err) = (slave.try_clone(), slave.try_clone());
    command
        .stdin(slave)
        .stdout(out.expect("it can be cloned"))
        .stderr(err.expect("it can be cloned"));
    let reader = thread::spawn(move || {
        let mut received = Vec::new();
        // The end of a pseudo-terminal whose other side is closed is an error on Linux.
        let _ = master.read_to_end(&mut received);
        received
    });
    command.status().expect("the command starts");
    drop(command);
    let received = reader.join().expect("no panic");
    String::from_utf8(received).expect("it is UTF-8")
}

fn in_a_pipe(mut command: Command) -> String {
    let Output {
        mut stdout, stderr, ..
    } = command.stdin(Stdio::null()).output().expect("it starts");
    stdout.extend(stderr);
    String::from_utf8(stdout).expect("it is UTF-8")
}

/// `text` without well-formed colour sequences, and without the two sequences that remove a progress line.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let parameters = part.strip_prefix('[').unwrap_or_default();
        let end = parameters.find(|char: char| !char.is_ascii_digit() && char != ';');
        let is_colour = end.is_some_and(|end| parameters[end..].starts_with('m'));
        let is_progress = parameters.starts_with("2K") || parameters.starts_with('K');
        match (is_colour, end) {
            (true, Some(end)) => rest += &parameters[end + 1..],
            _ if is_progress => rest += parameters.split_once('K').unwrap_or_default().1,
            _ => rest += &format!("\u{1b}{part}"),
        }
    }
    rest
}

/// What must not be in `text`: control characters other than line breaks, and colours without their escape.
#[track_caller]
fn assert_is_plain(text: &str, command: &[&str]) {
    let is_wrong = |char: char| char.is_control() && !matches!(char, '\n' | '\r' | '\t');
    assert!(!text.contains(is_wrong), "{command:?}: {text:?}");
    let remains = ["[0m", "[1m", "[31m", "[32m", "[33m", "[91m", "[94m", ";1m"];
    for remains in remains {
        assert!(!text.contains(remains), "{command:?}: {remains} in {text}");
    }
}

#[test]
fn a_pipe_receives_no_escape_sequence_and_no_remains_of_one() {
    let workspace = workspace();
    let mut hostile = 0;
    for command in commands() {
        let text = in_a_pipe(workspace.command(&command));
        assert!(!text.is_empty(), "{command:?} prints something");
        assert_is_plain(&text, &command);
        hostile += usize::from(text.contains("owned"));
    }
    assert!(hostile > 10, "{hostile} commands print the hostile text");
}

#[test]
fn a_terminal_receives_no_escape_sequence_but_colours() {
    let workspace = workspace();
    let mut coloured = 0;
    for command in commands() {
        let text = on_a_terminal(workspace.command(&command));
        assert!(!text.is_empty(), "{command:?} prints something");
        coloured += usize::from(text.contains("\u{1b}["));
        assert_is_plain(&without_colours(&text), &command);
    }
    assert!(coloured > 5, "{coloured} commands print in colour");
    let subject = on_a_terminal(workspace.command(&["inspect", "GetLampsLamp"]));
    assert!(subject.contains("\u{1b}["), "{subject}");
}

#[test]
fn colours_are_printed_as_the_environment_asks() {
    let workspace = workspace();
    let command = ["regen", "--spec", "broken"];
    let is_coloured = |text: String| text.contains('\u{1b}');
    for (name, value) in [("NO_COLOR", "1"), ("CLICOLOR", "0")] {
        let mut silent = workspace.command(&command);
        silent.env(name, value);
        assert!(!is_coloured(on_a_terminal(silent)), "{name}={value}");
    }
    let mut forced = workspace.command(&command);
    forced.env("CLICOLOR_FORCE", "1");
    assert!(is_coloured(in_a_pipe(forced)));
    assert!(is_coloured(on_a_terminal(workspace.command(&command))));
}
