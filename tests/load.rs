//! One client under load, against a real server: nothing leaks, no answer is lost or another's, and a server that goes
//! away in the middle leaves nobody waiting.

use medusa_client::Medusa;
use medusa_tests::{prove, skipped};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};
use tokio::task::JoinSet;

const TASKS: usize = 200;
const CALLS: usize = 50;

/// What a call may take in all, and what the machine may add to that.
const DEADLINE: Duration = Duration::from_secs(30);
const SLACK: Duration = Duration::from_secs(5);

/// Handles that are not connections: those of the runtime.
const RUNTIME: usize = 16;

/// What is asked for: each answer says which it is.
const REGIONS: [&str; 2] = ["reg_europe", "reg_america"];

#[derive(Debug, Default)]
struct Tally {
    answered: usize,
    failed: usize,
    mixed_up: usize,
    late: usize,
}

fn client() -> Option<Medusa> {
    let Ok(address) = env::var("MEDUSA_BACKEND") else {
        skipped(
            "load",
            "MEDUSA_BACKEND is not set; `cargo xtask e2e` sets it",
        );
        return None;
    };
    let client = Medusa::builder(address).deadline(DEADLINE).build();
    Some(client.expect("the address of the backend is a URL"))
}

async fn storm(medusa: &Medusa) -> Tally {
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let medusa = medusa.clone();
        tasks.spawn(async move {
            let mut tally = Tally::default();
            for call in 0..CALLS {
                let wanted = REGIONS[(task + call) % REGIONS.len()];
                let started = Instant::now();
                match medusa.regions().retrieve(wanted).await {
                    Ok(answer) if answer.region.id == wanted => tally.answered += 1,
                    Ok(_) => tally.mixed_up += 1,
                    Err(_) => tally.failed += 1,
                }
                tally.late += usize::from(started.elapsed() > DEADLINE + SLACK);
            }
            tally
        });
    }
    let mut sum = Tally::default();
    while let Some(tally) = tasks.join_next().await {
        let tally = tally.expect("no task panics");
        sum.answered += tally.answered;
        sum.failed += tally.failed;
        sum.mixed_up += tally.mixed_up;
        sum.late += tally.late;
    }
    sum
}

/// Open file handles and resident memory in MiB; `None` where the system does not tell.
fn usage() -> Option<(usize, usize)> {
    let handles = fs::read_dir("/proc/self/fd").ok()?.count();
    let memory = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = memory.split(' ').nth(1)?.parse().ok()?;
    Some((handles, pages * 4096 / (1024 * 1024)))
}

/// One after the other: both count the handles of the whole process, and the second takes the server away.
#[tokio::test(flavor = "multi_thread")]
async fn storms() {
    let Some(medusa) = client() else { return };
    let before = usage();
    let calm = storm(&medusa).await;
    let after = usage();
    println!("calm: {calm:?}, handles and MiB before {before:?}, after {after:?}");
    assert_eq!(
        (calm.answered, calm.failed, calm.mixed_up),
        (TASKS * CALLS, 0, 0)
    );
    let again = storm(&medusa).await;
    assert_eq!(again.answered, TASKS * CALLS);
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

/// The server is killed and started again while everybody asks.
async fn restarted() {
    let medusa = client().expect("there is a backend");
    let [xtask, server] = ["MEDUSA_XTASK", "MEDUSA_SERVER"]
        .map(|name| env::var_os(name).expect("who says where the backend is also says what it is"));
    let address = env::var("MEDUSA_BACKEND").expect("there is a client");
    let port = address.rsplit(':').next().unwrap_or_default().to_owned();
    let restart = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_secs(2));
        let killed = Command::new("kill").arg("-KILL").arg(server).status();
        assert!(killed.is_ok_and(|killed| killed.success()));
        let mut up = Command::new(xtask);
        up.args(["backend", "up", "--e2e", "--port", &port]).status()
    });
    let tally = storm(&medusa).await;
    println!("restarted: {tally:?}");
    let restart = restart
        .await
        .expect("no panic")
        .expect("the backend can be restarted");
    assert!(restart.success());
    assert_eq!((tally.mixed_up, tally.late), (0, 0));
    assert_eq!(
        tally.answered + tally.failed,
        TASKS * CALLS,
        "every call ends"
    );
    medusa
        .regions()
        .retrieve(REGIONS[0])
        .await
        .expect("the server is back");
}
