//! Database and server together: up, down, back to the beginning.
//!
//! The database is made once, filled, and kept as a template; what the server uses is a copy of it.

use super::node::{self, Environment, Node};
use super::postgres::Postgres;
use crate::workspace::Workspace;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where PostgreSQL listens, if nobody else does.
const DATABASE_PORT: u16 = 15400;

const TEMPLATE: &str = "filled";
const IN_USE: &str = "medusa";
const IN_THE_MAKING: &str = "in_the_making";

/// How long the server may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// How to start.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) inventory: bool,
}

/// A backend: its recipe and its state.
pub(crate) struct Rig {
    /// `tests/backend`.
    recipe: PathBuf,
    /// `target/backend`.
    folder: PathBuf,
    node: Node,
}

/// What runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) port: u16,
    database_port: u16,
    /// The process of the server.
    pub(crate) server: u32,
    pub(crate) inventory: bool,
}

impl Running {
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl fmt::Display for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modules = if self.inventory { "with" } else { "without" };
        write!(
            f,
            "{} ({modules} the inventory modules)\n\
             admin boss@example.com, password hush-hush, API token token-of-the-tests; publishable key pk_tests",
            self.url()
        )
    }
}

impl Rig {
    pub(crate) fn new(workspace: &Workspace) -> anyhow::Result<Self> {
        let folder = workspace.target().join("backend");
        fs::create_dir_all(folder.join("logs"))
            .with_context(|| format!("create {}", folder.display()))?;
        Ok(Self {
            recipe: workspace.root.join("tests/backend"),
            node: Node::new(folder.join("server"), folder.join("logs")),
            folder,
        })
    }

    /// Where the server's packages are, and the official client among them.
    pub(crate) fn packages(&self) -> PathBuf {
        self.folder.join("server")
    }

    fn postgres(&self) -> anyhow::Result<Postgres> {
        Postgres::new(self.folder.join("database"))
    }

    fn state(&self) -> PathBuf {
        self.folder.join("running.json")
    }

    /// What an earlier run has started, whether or not all of it still runs.
    fn known(&self) -> Option<Running> {
        let text = fs::read(self.state()).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// What runs now.
    pub(crate) fn status(&self) -> anyhow::Result<Option<Running>> {
        let alive = |running: &Running| {
            self.node.running(running.server).is_some() && node::is_healthy(running.port)
        };
        Ok(self.known().filter(alive))
    }

    /// Starts what does not run yet.
    pub(crate) fn up(&self, options: Options) -> anyhow::Result<Running> {
        let running = self.status()?;
        if let Some(running) = running.filter(|running| running.inventory == options.inventory) {
            return Ok(running);
        }
        self.stop_server();
        let postgres = self.postgres()?;
        let is_stale = self.node.install(&self.recipe)?;
        let known_port = self.known().map(|running| running.database_port);
        let database_port = match known_port.filter(|_| postgres.is_running()) {
            Some(port) => port,
            None => {
                // One whose port is not known any more.
                postgres.stop()?;
                let port = free_port(DATABASE_PORT)?;
                postgres.start(port)?;
                port
            }
        };
        let mut running = Running {
            port: free_port(options.port)?,
            database_port,
            server: 0,
            inventory: options.inventory,
        };
        self.remember(&running)?;
        self.prepare(&postgres, &running, is_stale)?;
        running.server = self.node.start(&environment(&running, IN_USE))?;
        self.remember(&running)?;
        Ok(running)
    }

    fn remember(&self, running: &Running) -> anyhow::Result<()> {
        fs::write(self.state(), serde_json::to_vec(running)?).context("write what is running")
    }

    /// Makes the template and the copy in use, where they are not there.
    fn prepare(
        &self,
        postgres: &Postgres,
        running: &Running,
        is_stale: bool,
    ) -> anyhow::Result<()> {
        let port = running.database_port;
        if is_stale {
            postgres.drop(port, IN_USE)?;
            postgres.drop(port, TEMPLATE)?;
        }
        if !postgres.has_database(port, TEMPLATE)? {
            postgres.drop(port, IN_THE_MAKING)?;
            postgres.create(port, IN_THE_MAKING, "template0")?;
            // With all modules: those that are off leave their tables alone.
            let all = Running {
                inventory: true,
                ..running.clone()
            };
            self.node.fill(&environment(&all, IN_THE_MAKING))?;
            postgres.sql(
                port,
                &format!("alter database {IN_THE_MAKING} rename to {TEMPLATE}"),
            )?;
        }
        if !postgres.has_database(port, IN_USE)? {
            postgres.create(port, IN_USE, TEMPLATE)?;
        }
        Ok(())
    }

    /// Takes the database back to its first state.
    pub(crate) fn reset(&self, options: Options) -> anyhow::Result<Running> {
        self.stop_server();
        let postgres = self.postgres()?;
        if let Some(known) = self.known().filter(|_| postgres.is_running()) {
            postgres.drop(known.database_port, IN_USE)?;
            return self.up(options);
        }
        // Without a database nothing can be dropped.
        self.up(options)?;
        self.reset(options)
    }

    fn stop_server(&self) {
        let known = self
            .known()
            .and_then(|running| self.node.running(running.server));
        if let Some(process) = known {
            process.end(PATIENCE);
        }
    }

    /// Stops everything.
    pub(crate) fn down(&self) -> anyhow::Result<()> {
        self.stop_server();
        if self.folder.join("database").exists() {
            self.postgres()?.stop()?;
        }
        match fs::remove_file(self.state()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    pub(crate) fn wipe(&self) -> anyhow::Result<()> {
        remove(&self.folder)
    }
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    fs::remove_dir_all(folder).with_context(|| format!("remove {}", folder.display()))
}

fn environment(running: &Running, database: &str) -> Environment {
    Environment {
        port: running.port,
        database: Postgres::url(running.database_port, database),
        inventory: running.inventory,
    }
}

/// The wanted port, or another one where somebody listens there.
fn free_port(wanted: u16) -> anyhow::Result<u16> {
    let listener =
        TcpListener::bind(("127.0.0.1", wanted)).or_else(|_| TcpListener::bind("127.0.0.1:0"))?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_not_used() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let taken = listener.local_addr().expect("it is bound").port();
        assert_ne!(free_port(taken).expect("there is another"), taken);
        drop(listener);
        assert_eq!(free_port(taken).expect("it is free"), taken);
    }
}
