//! The port that the server listens on.

use crate::terminal;
use anyhow::bail;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

/// How long to wait for a port that no process is known to hold.
const PATIENCE: Duration = Duration::from_secs(3);

/// The port that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port {
    /// This one only.
    Given(u16),
    /// This one, or another one where it is in use.
    Preferred(u16),
}

impl Port {
    /// Whether a server on `port` is what is asked for.
    pub(super) fn accepts(self, port: u16) -> bool {
        match self {
            Self::Given(given) => given == port,
            Self::Preferred(_) => true,
        }
    }

    /// A port that is free; reports where it is not the preferred one.
    ///
    /// # Errors
    /// When the given port is in use.
    pub(super) fn find(self) -> anyhow::Result<u16> {
        let (Self::Given(wanted) | Self::Preferred(wanted)) = self;
        let (free, holder) = free_or_holder(wanted)?;
        if free == wanted {
            return Ok(free);
        }
        let by = holder.map(|holder| format!(" by {holder}"));
        let in_use = format!("port {wanted} is in use{}", by.unwrap_or_default());
        match self {
            Self::Given(_) => bail!("{in_use}"),
            Self::Preferred(_) => {
                terminal::report(&format!(
                    "{in_use}; the server listens on port {free} instead"
                ))?;
                Ok(free)
            }
        }
    }
}

/// The wanted port, or another one where it is in use.
pub(super) fn free(wanted: u16) -> anyhow::Result<u16> {
    let listener =
        TcpListener::bind(("127.0.0.1", wanted)).or_else(|_| TcpListener::bind("127.0.0.1:0"))?;
    Ok(listener.local_addr()?.port())
}

/// The same, with the process that listens on the wanted port. Where there is none, a process may just have been killed,
/// whose port the system takes back a moment later.
fn free_or_holder(wanted: u16) -> anyhow::Result<(u16, Option<String>)> {
    let end = Instant::now() + PATIENCE;
    loop {
        let free = free(wanted)?;
        if free == wanted {
            return Ok((free, None));
        }
        let holder = holder(wanted);
        if holder.is_some() || Instant::now() > end {
            return Ok((free, holder));
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// `NAME (process ID)` of the process that listens on a port, where the system says.
fn holder(port: u16) -> Option<String> {
    let process = listeners::get_process_by_port(port, listeners::Protocol::TCP).ok()?;
    Some(format!("{} (process {})", process.name, process.pid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_an_error_only_where_it_is_given() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let taken = listener.local_addr().expect("it is bound").port();
        let other = Port::Preferred(taken)
            .find()
            .expect("there is another port");
        assert_ne!(other, taken);
        let error = Port::Given(taken).find().expect_err("the port is in use");
        let error = error.to_string();
        assert!(
            error.starts_with(&format!("port {taken} is in use")),
            "{error}"
        );
        if cfg!(target_os = "linux") {
            assert!(
                error.contains(&format!("process {}", std::process::id())),
                "{error}"
            );
        }
        drop(listener);
        for port in [Port::Given(taken), Port::Preferred(taken)] {
            assert_eq!(port.find().expect("the port is free"), taken);
        }
    }
}
