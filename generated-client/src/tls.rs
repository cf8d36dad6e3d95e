//! TLS: which library does it, and whether it is the cause of a failure.

use std::error::Error as StdError;
use std::{io, iter};

use crate::fault::Fault;

type Cause = dyn StdError + 'static;

/// Prepares this build's TLS for a client of a server with this scheme.
pub(crate) fn prepare(scheme: &str) -> Result<(), Fault> {
    let is_available = cfg!(any(
        feature = "rustls",
        feature = "rustls-ring",
        feature = "native-tls"
    ));
    if scheme == "https" && !is_available {
        return Err(Fault::new(
            "the base URL is https, and this build has no TLS: turn on one of the features `rustls`, `rustls-ring` and \
             `native-tls` of medusa-client, or give it an HTTP client that has TLS",
        ));
    }
    #[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
    // Fails if the program has made another choice, which then holds.
    drop(rustls::crypto::ring::default_provider().install_default());
    Ok(())
}

/// Whether TLS failed, and not the network below it.
pub(crate) fn is_cause_of(error: &Cause) -> bool {
    causes(error).any(|cause| is_rustls(cause) || is_native_tls(cause))
}

/// An error and all its sources.
fn causes(error: &Cause) -> impl Iterator<Item = &Cause> {
    iter::successors(Some(error), |&error| {
        let io = error.downcast_ref::<io::Error>();
        match io.and_then(io::Error::get_ref) {
            // `source` leaves out the error that an I/O error was made of.
            Some(inner) => Some(inner as &Cause),
            None => error.source(),
        }
    })
}

#[cfg(any(feature = "rustls", feature = "rustls-ring"))]
fn is_rustls(cause: &Cause) -> bool {
    cause.is::<rustls::Error>()
}

#[cfg(not(any(feature = "rustls", feature = "rustls-ring")))]
fn is_rustls(_: &Cause) -> bool {
    false
}

/// The system's library also reports a network failure during its handshake as an error of its own.
#[cfg(feature = "native-tls")]
fn is_native_tls(cause: &Cause) -> bool {
    cause.is::<native_tls::Error>() && !causes(cause).any(|cause| cause.is::<io::Error>())
}

#[cfg(not(feature = "native-tls"))]
fn is_native_tls(_: &Cause) -> bool {
    false
}
