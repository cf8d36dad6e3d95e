//! How long it takes to compare two published states, against reading them. A test file of its own, since nothing else
//! in its process may take the time.

mod support;

use medusa_codegen::drift::{self, Options};
use medusa_codegen::pipeline;
use std::time::{Duration, Instant};
use support::shared;

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let started = Instant::now();
    drop(work());
    started.elapsed()
}

#[test]
fn comparing_takes_less_than_twice_as_long_as_reading() {
    let Some(shared) = shared("the published states") else {
        return;
    };
    let state = |name| [shared.join("corpus").join(name)];
    for [from, to] in [["2023-11-17", "2024-01-05"], ["2024-01-05", "2024-10-24"]] {
        let (old, new) = (state(from), state(to));
        let read = || rayon::join(|| pipeline::read(&old), || pipeline::read(&new));
        let compare = || drift::read(&old, &new).compare(Options::default());
        // The best of several: the machine may have other work.
        let ratios = (0..3).map(|_| {
            let (read, all) = (time(read), time(compare));
            println!("read in {read:?}, read and compared in {all:?}");
            all.as_secs_f64() / read.as_secs_f64() - 1.0
        });
        let ratio = ratios.fold(f64::INFINITY, f64::min);
        println!("{from} and {to}: comparing takes {ratio:.2} times as long as reading");
        assert!(ratio < 2.0, "{ratio:.2} times as long as reading");
    }
}
