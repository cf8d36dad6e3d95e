//! Waiting without an async runtime of one's own: the feature `blocking`.
//!
//! There is no second client: whatever can be awaited has a method `wait` as well, and the streams of lists have one that
//! makes them iterators. Exchanges run on a thread of this crate, which is started by the first of them and stays; the
//! caller's thread sleeps meanwhile, and decodes the response. Since it is another thread that runs them, waiting inside
//! of an async runtime does not panic, but it does keep that runtime's thread from everything else, and from connections
//! that the same client has opened there: `tokio::task::spawn_blocking` is the place for it.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{OnceLock, mpsc};

use tokio::runtime::{Builder, Runtime};

use crate::fault::Fault;
use crate::{Error, Result};

/// A list as an iterator; what [`Pages::wait`](crate::Pages::wait) and [`Items::wait`](crate::Items::wait) return.
///
/// ```no_run
/// # #[cfg(feature = "admin")]
/// # fn run(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
/// for order in medusa.admin().orders().list().items().wait() {
///     println!("{}", order?.id);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is asked for an item"]
pub struct Waiting<S> {
    pub(crate) stream: S,
}

impl<S> Waiting<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream }
    }

    /// The stream that it waits for, which knows the total for example.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }
}

/// Waits for the end of an exchange.
pub(crate) fn wait<T: Send + 'static>(
    exchange: Pin<Box<dyn Future<Output = Result<T>> + Send>>,
) -> Result<T> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    let runtime = match RUNTIME.get_or_init(start) {
        Ok(runtime) => runtime,
        Err(source) => {
            let source = io::Error::from(source.kind());
            return Err(fault(Fault::because(
                "the thread for requests cannot be started",
                source,
            )));
        }
    };
    let (sender, receiver) = mpsc::sync_channel(1);
    runtime.spawn(async move {
        // Nobody is left to tell where this fails.
        drop(sender.send(exchange.await));
    });
    // Fails only if the exchange has panicked. A progress callback that does so ends the connection instead.
    receiver
        .recv()
        .unwrap_or_else(|source| Err(fault(Fault::because("the request was given up", source))))
}

fn start() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("medusa-client")
        .enable_all()
        .build()
}

fn fault(fault: Fault) -> Error {
    Error::invalid(None, fault)
}
