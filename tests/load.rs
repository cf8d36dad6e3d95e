//! One client under load, against a real server: nothing leaks, no answer is lost or another's, and a server that goes
//! away in the middle leaves nobody waiting.

use medusa_client::{Error, ErrorKind, Medusa};
use medusa_tests::{backend, prove};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fmt, fs};
use tokio::task::JoinSet;

const TASKS: usize = 200;
const CALLS: usize = 50;

/// What a call may take in all, and what the machine may add to that.
const DEADLINE: Duration = Duration::from_secs(30);
const SLACK: Duration = Duration::from_secs(5);

/// Handles that are not connections: those of the runtime.
const RUNTIME: usize = 16;

#[derive(Debug, Default)]
struct Tally {
    answered: usize,
    failed: usize,
    mixed_up: usize,
    late: usize,
    /// Of the last calls of the tasks, how many were answered.
    answered_at_last: usize,
    /// Failures that do not say that the server is away.
    unclear: Vec<String>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.answered += other.answered;
        self.failed += other.failed;
        self.mixed_up += other.mixed_up;
        self.late += other.late;
        self.answered_at_last += other.answered_at_last;
        self.unclear.extend(other.unclear);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (answered, refused) = (self.answered, self.failed);
        write!(f, "{answered} calls answered, {refused} without an answer")
    }
}

/// The open handles and the memory before and after.
fn growth(before: Option<(usize, usize)>, after: Option<(usize, usize)>) -> String {
    match before.zip(after) {
        Some(((handles, memory), (more_handles, more_memory))) => {
            format!("open handles {handles} → {more_handles}, memory {memory} → {more_memory} MiB")
        }
        None => "the system does not report handles and memory".to_owned(),
    }
}

/// What a storm and somebody beside it tell each other.
#[derive(Debug, Default)]
struct Signals {
    answered: AtomicUsize,
    /// Nobody stops before this is set.
    may_end: AtomicBool,
}

fn client() -> Medusa {
    let client = Medusa::builder(backend()).deadline(DEADLINE).build();
    client.expect("the address of the backend is a URL")
}

/// All tasks at once; each makes its calls, and goes on until it may end.
async fn storm(medusa: &Medusa, signals: &Arc<Signals>) -> Tally {
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let (medusa, signals) = (medusa.clone(), Arc::clone(signals));
        tasks.spawn(async move {
            let mut tally = Tally::default();
            for call in 0.. {
                let is_last = call + 1 >= CALLS && signals.may_end.load(Ordering::SeqCst);
                let answered = tally.answered;
                ask(&medusa, task * 1_000_000 + call, &mut tally).await;
                let is_answered = tally.answered > answered;
                signals
                    .answered
                    .fetch_add(usize::from(is_answered), Ordering::SeqCst);
                if is_last {
                    tally.answered_at_last += usize::from(is_answered);
                    break;
                }
            }
            tally
        });
    }
    let mut sum = Tally::default();
    while let Some(tally) = tasks.join_next().await {
        sum.add(tally.expect("no task panics"));
    }
    sum
}

/// One call, with a number of its own that the answer repeats: where the page would begin.
async fn ask(medusa: &Medusa, number: usize, tally: &mut Tally) {
    let number = i64::try_from(number).expect("it is small");
    let started = Instant::now();
    match medusa.collections().list().limit(1).offset(number).await {
        Ok(page) if page.offset == number => tally.answered += 1,
        Ok(_) => tally.mixed_up += 1,
        Err(error) => {
            tally.failed += 1;
            if !says_that_the_server_is_away(&error) {
                tally.unclear.push(error.to_string());
            }
        }
    }
    tally.late += usize::from(started.elapsed() > DEADLINE + SLACK);
}

fn says_that_the_server_is_away(error: &Error) -> bool {
    error.kind() == ErrorKind::Transport || error.is_server_error()
}

/// Open file handles and resident memory in MiB; `None` where the system does not tell.
fn usage() -> Option<(usize, usize)> {
    let handles = fs::read_dir("/proc/self/fd").ok()?.count();
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: usize = resident.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some((handles, kib / 1024))
}

/// One after the other: both count the handles of the whole process, and the second takes the server away.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs MEDUSA_BACKEND: run by `cargo xtask e2e`"]
async fn backend_storms() {
    let medusa = client();
    let calm = Arc::new(Signals::default());
    calm.may_end.store(true, Ordering::SeqCst);
    let before = usage();
    let first = storm(&medusa, &calm).await;
    let after = usage();
    println!("load: {first}; {}", growth(before, after));
    let again = storm(&medusa, &calm).await;
    for tally in [first, again] {
        assert_eq!(tally.answered, TASKS * CALLS, "{tally:?}");
        assert_eq!((tally.failed, tally.mixed_up, tally.late), (0, 0, 0));
    }
    let is_few = |handles: usize, connections: usize| {
        handles <= before.map_or(0, |(handles, _)| handles) + RUNTIME + connections
    };
    if let (Some((_, first)), Some((handles, second))) = (after, usage()) {
        // Idle connections may be kept: one a task at most, also after the second storm.
        assert!(is_few(handles, TASKS), "{handles} handles");
        let grown = second.saturating_sub(first);
        assert!(grown <= 32, "memory grows: {first} MiB, then {second} MiB");
    }
    drop(medusa);
    tokio::time::sleep(Duration::from_secs(1)).await;
    if let Some((handles, _)) = usage() {
        assert!(is_few(handles, 0), "{handles} handles without a client");
    }
    restarted().await;
    prove(
        "concurrent calls of one client",
        &format!(
            "{} by {TASKS} tasks, and again over a restart",
            TASKS * CALLS
        ),
    );
}

/// The server is killed and started again while everybody asks, until everybody is answered again.
async fn restarted() {
    let medusa = client();
    let signals = Arc::new(Signals::default());
    let (tally, answered_before) = tokio::join!(storm(&medusa, &signals), restart(&signals));
    println!(
        "load over a restart, with {answered_before} calls answered before it: {tally}, which is expected while the server is away"
    );
    assert_eq!((tally.mixed_up, tally.late), (0, 0));
    assert_eq!(tally.unclear, Vec::<String>::new());
    assert!(tally.failed > 0, "nobody has noticed: {tally:?}");
    assert_eq!(tally.answered_at_last, TASKS, "the server is back");
    let all = tally.answered + tally.failed;
    assert!(all >= TASKS * CALLS, "{all} calls");
}

/// Kills the server in the middle of a storm, and starts it again; how many were answered before.
async fn restart(signals: &Signals) -> usize {
    let [xtask, server] = ["MEDUSA_XTASK", "MEDUSA_SERVER"]
        .map(|name| env::var_os(name).expect("who says where the backend is also says what it is"));
    let port = backend();
    let port = port.rsplit(':').next().unwrap_or_default().to_owned();
    let started = Instant::now();
    let answered = loop {
        let answered = signals.answered.load(Ordering::SeqCst);
        if answered >= TASKS * CALLS / 4 {
            break answered;
        }
        assert!(started.elapsed() < 4 * DEADLINE, "{answered} answered");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    let restart = tokio::task::spawn_blocking(move || {
        let killed = Command::new("kill").arg("-KILL").arg(server).status();
        assert!(killed.is_ok_and(|killed| killed.success()));
        let mut up = Command::new(xtask);
        up.args(["backend", "up", "--e2e", "--port", &port])
            .stdout(Stdio::null())
            .status()
    });
    let restart = restart.await.expect("no panic");
    // Also where it has failed: nobody is to ask for ever.
    signals.may_end.store(true, Ordering::SeqCst);
    assert!(restart.expect("it can be started").success());
    answered
}
