//! Programs: where they are, running them to their end, and ending those that were left running.

use super::files;
use crate::interrupt;
use anyhow::{Context, bail};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process};
use std::env;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a process may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of a log is shown when something went wrong, in lines.
const SHOWN_LINES: usize = 30;

/// A program of this name on the search path.
pub(super) fn find(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// Starts a command with its output in `log`, and notes its id: when this run is killed, the next one can end it.
pub(super) fn start(mut command: Command, log: &Path, note: &Path) -> anyhow::Result<Child> {
    let name = command.get_program().to_string_lossy().into_owned();
    let file = File::create(log).with_context(|| format!("write {}", log.display()))?;
    command.stdin(Stdio::null());
    command.stdout(file.try_clone()?).stderr(file);
    // Ctrl-C reaches this process only, which ends what it has started.
    command.process_group(0);
    let mut child = command.spawn().with_context(|| format!("start {name}"))?;
    if let Err(error) = files::write(note, child.id().to_string().as_bytes()) {
        child.kill()?;
        child.wait()?;
        return Err(error);
    }
    Ok(child)
}

/// Runs a command to its end, as [`start`] does; the last lines of its log are told when it fails.
pub(super) fn run(
    command: Command,
    log: &Path,
    note: &Path,
    limit: Duration,
) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = start(command, log, note)?;
    match wait(&mut child, Some(limit))? {
        Some(status) if status.success() => Ok(()),
        Some(status) => bail!("{name}: {status}\n{}", tail(log)),
        None => bail!("{name}: not done after {limit:?}\n{}", tail(log)),
    }
}

/// Waits until a process ends that leads a group of its own. After the time `limit`, where the result is `None`, or
/// when this process is interrupted, the group is ended.
pub(crate) fn wait(
    child: &mut Child,
    limit: Option<Duration>,
) -> anyhow::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let interrupted = interrupt::check();
        if interrupted.is_err() || limit.is_some_and(|limit| started.elapsed() > limit) {
            end_group(child)?;
            return interrupted.map(|()| None);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Ends a process and all of its group: politely at first.
fn end_group(child: &mut Child) -> anyhow::Result<()> {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    for signal in [Signal::TERM, Signal::KILL] {
        if let Some(group) = group {
            // It may have ended meanwhile.
            let _ = kill_process_group(group, signal);
        }
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
    bail!("process {} does not end", child.id())
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
    /// The process with this id, whether or not it runs.
    pub(super) fn of(id: &str) -> Option<Self> {
        let id = id.parse().ok().filter(|id| *id > 0);
        id.and_then(Pid::from_raw).map(Self)
    }

    /// The process that [`start`] has noted, if it still runs in `folder`. After a restart of the machine the id may
    /// belong to somebody else.
    pub(super) fn noted(note: &Path, folder: &Path) -> anyhow::Result<Option<Self>> {
        let Some(text) = files::read(note)? else {
            return Ok(None);
        };
        let Some(process) = Self::of(&text) else {
            return Ok(None);
        };
        let entry = PathBuf::from(format!("/proc/{text}"));
        let owner = |path: &Path| path.metadata().ok().map(|metadata| metadata.uid());
        match test_kill_process(process.0) {
            Ok(()) => {}
            // Whoever has started it has also written the note.
            Err(Errno::PERM) if owner(note) == owner(&entry) => {
                bail!("process {text} was started by another user, who must also end it")
            }
            Err(_) => return Ok(None),
        }
        let is_it = match fs::read_link(entry.join("cwd")) {
            Ok(works_in) => folder.canonicalize().is_ok_and(|folder| works_in == folder),
            // Without such a file system there is only the id.
            Err(_) => !Path::new("/proc/self").exists(),
        };
        Ok(is_it.then_some(process))
    }

    /// Ends the process: politely at first.
    pub(super) fn end(self, patience: Duration) -> anyhow::Result<()> {
        for (signal, patience) in [
            (Signal::TERM, patience),
            (Signal::KILL, Duration::from_secs(5)),
        ] {
            match kill_process(self.0, signal) {
                Err(Errno::SRCH) => return Ok(()),
                signalled => signalled?,
            }
            let end = Instant::now() + patience;
            while Instant::now() < end {
                if self.is_gone() {
                    return Ok(());
                }
                thread::sleep(Duration::from_millis(50));
            }
        }
        bail!("process {} does not end", self.0)
    }

    /// Whether it has ended, also where it stays in the table because nobody has asked for its exit code.
    pub(super) fn is_gone(self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.as_raw_nonzero()));
        let is_zombie = stat.is_ok_and(|stat| {
            stat.rsplit_once(')')
                .is_some_and(|(_, rest)| rest.trim_start().starts_with('Z'))
        });
        is_zombie || test_kill_process(self.0) == Err(Errno::SRCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_was_left_running_is_found_by_its_note_and_folder() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let [log, note, elsewhere] =
            ["log", "note", "elsewhere"].map(|name| folder.path().join(name));
        fs::create_dir(&elsewhere).expect("a folder can be made");
        let mut command = Command::new("sleep");
        command.arg("60").current_dir(folder.path());
        let mut child = start(command, &log, &note).expect("it starts");
        let noted = |folder| Process::noted(&note, folder).expect("the note can be read");
        assert_eq!(noted(&elsewhere), None);
        let process = noted(folder.path()).expect("it runs");
        process.end(Duration::from_secs(10)).expect("it ends");
        child.wait().expect("it has ended");
        assert_eq!(noted(folder.path()), None);
    }

    #[test]
    fn a_note_that_is_missing_or_not_a_number_names_no_process() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let note = folder.path().join("note");
        for text in [None, Some(""), Some("0"), Some("-1"), Some("one")] {
            if let Some(text) = text {
                files::write(&note, text.as_bytes()).expect("it can be written");
            }
            let noted = Process::noted(&note, folder.path()).expect("it can be read");
            assert_eq!(noted, None, "{text:?}");
        }
    }

    #[test]
    fn the_end_of_a_log_is_told_when_a_command_fails_or_hangs() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let [log, note] = ["log", "note"].map(|name| folder.path().join(name));
        let shell = |script: &str, limit| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            let told = run(command, &log, &note, limit).expect_err("it fails");
            told.to_string()
        };
        let told = shell("seq 100; exit 3", Duration::from_secs(60));
        assert!(told.starts_with("sh: exit status: 3"), "{told}");
        assert!(told.contains("71") && !told.contains("70"), "{told}");
        let told = shell("exec sleep 60", Duration::from_millis(100));
        assert!(told.starts_with("sh: not done after 100ms"), "{told}");
    }
}
