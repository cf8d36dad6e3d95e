//! The port that the server listens on.

use crate::terminal;
use anyhow::bail;
use std::net::TcpListener;

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
        let free = free(wanted)?;
        if free == wanted {
            return Ok(free);
        }
        let in_use = format!("port {wanted} is in use{}", holder(wanted));
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

/// ` by NAME (process ID)`, or nothing where the system does not say.
fn holder(port: u16) -> String {
    match listeners::get_process_by_port(port, listeners::Protocol::TCP) {
        Ok(process) => format!(" by {} (process {})", process.name, process.pid),
        Err(_) => String::new(),
    }
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
