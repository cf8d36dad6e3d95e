//! Ctrl-C: a command that has started processes ends them before it ends itself.

use anyhow::ensure;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

/// How a shell reports a command that Ctrl-C has ended.
const EXIT_CODE: i32 = 130;

static INTERRUPTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From now on, [`check`] fails after the first signal, and a second one ends this process at once.
pub(crate) fn catch() -> io::Result<()> {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register_conditional_shutdown(signal, EXIT_CODE, Arc::clone(&INTERRUPTED))?;
        flag::register(signal, Arc::clone(&INTERRUPTED))?;
    }
    Ok(())
}

/// Fails once a signal has asked this process to end.
pub(crate) fn check() -> anyhow::Result<()> {
    ensure!(!INTERRUPTED.load(Ordering::SeqCst), "interrupted");
    Ok(())
}

/// Forgets the signal, so that what cleans up is not interrupted by it as well.
pub(crate) fn clear() {
    INTERRUPTED.store(false, Ordering::SeqCst);
}
