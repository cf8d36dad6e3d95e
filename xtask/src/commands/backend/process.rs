//! Programs: where they are, running them to their end, and ending those that were left running.

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::env;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How much of a log is shown when something went wrong, in lines.
const SHOWN_LINES: usize = 30;

/// A program of this name on the search path.
pub(super) fn find(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// Runs a command to its end, with its output in `log`; its last lines are told when it fails.
pub(super) fn run(mut command: Command, log: &Path, limit: Duration) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    log_to(&mut command, log)?;
    let mut child =
        (command.stdin(Stdio::null()).spawn()).with_context(|| format!("start {name}"))?;
    let end = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return match status.success() {
                true => Ok(()),
                false => bail!("{name}: {status}\n{}", tail(log)),
            };
        }
        if Instant::now() > end {
            child.kill()?;
            child.wait()?;
            bail!("{name}: not done after {limit:?}\n{}", tail(log));
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// What a command prints, without the newline at its end.
pub(super) fn output(mut command: Command) -> anyhow::Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        (command.stdin(Stdio::null()).output()).with_context(|| format!("start {name}"))?;
    if !output.status.success() {
        bail!(
            "{name}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned())
}

/// Sends what a command prints to a new file.
pub(super) fn log_to(command: &mut Command, log: &Path) -> anyhow::Result<()> {
    let file = File::create(log).with_context(|| format!("write {}", log.display()))?;
    command.stdout(file.try_clone()?).stderr(file);
    Ok(())
}

/// The last lines of a log.
pub(super) fn tail(log: &Path) -> String {
    let mut text = Vec::new();
    let read = File::open(log).and_then(|mut file| file.read_to_end(&mut text));
    if let Err(error) = read {
        return format!("{}: {error}", log.display());
    }
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    let shown = &lines[lines.len().saturating_sub(SHOWN_LINES)..];
    format!("{} ends with:\n{}", log.display(), shown.join("\n"))
}

/// A process that this tool has started, maybe in an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Process(Pid);

impl Process {
    /// The process with this id, if it runs in `folder`. After a restart of the machine the id may belong to
    /// somebody else.
    pub(super) fn running_in(id: u32, folder: &Path) -> Option<Self> {
        let pid = Pid::from_raw(i32::try_from(id).ok()?)?;
        test_kill_process(pid).ok()?;
        let works_in = std::fs::read_link(format!("/proc/{id}/cwd"));
        match works_in {
            Ok(works_in) => (works_in == folder.canonicalize().ok()?).then_some(Self(pid)),
            // Without such a file system there is only the id.
            Err(_) if !Path::new("/proc/self").exists() => Some(Self(pid)),
            Err(_) => None,
        }
    }

    /// Ends the process: politely at first.
    pub(super) fn end(self, patience: Duration) {
        for (signal, patience) in [
            (Signal::TERM, patience),
            (Signal::KILL, Duration::from_secs(5)),
        ] {
            if kill_process(self.0, signal).is_err() {
                return;
            }
            let end = Instant::now() + patience;
            while Instant::now() < end {
                if self.is_gone() {
                    return;
                }
                thread::sleep(Duration::from_millis(50));
            }
        }
    }

    fn is_gone(self) -> bool {
        // A child of this very run stays in the table until somebody asks for its exit code.
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.as_raw_nonzero()));
        let is_zombie = stat.is_ok_and(|stat| {
            stat.rsplit_once(')')
                .is_some_and(|(_, rest)| rest.trim_start().starts_with('Z'))
        });
        is_zombie || test_kill_process(self.0).is_err()
    }
}
