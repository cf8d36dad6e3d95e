//! Database and server together: up, down, back to the beginning.
//!
//! The database is made once, filled, and kept as a template; what the server uses is a copy of it.

use super::files;
use super::node::{self, Environment, Node};
use super::port::{self, Port};
use super::postgres::Postgres;
use crate::interrupt;
use crate::workspace::Workspace;
use anyhow::{Context, anyhow, ensure};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{self, File};
use std::path::PathBuf;

/// Where PostgreSQL listens, if nobody else does.
const DATABASE_PORT: u16 = 15400;

const TEMPLATE: &str = "filled";
const IN_USE: &str = "medusa";
const IN_THE_MAKING: &str = "in_the_making";

/// Whom a backend is for. Each has a database and a server of its own; the packages they share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whom {
    /// Who calls `cargo xtask backend`.
    Developer,
    /// `cargo xtask e2e`.
    Tests,
}

impl Whom {
    /// Where the server listens unless told otherwise.
    pub(crate) fn port(self) -> u16 {
        match self {
            Self::Developer => 9100,
            Self::Tests => 9101,
        }
    }
}

/// How to start.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) port: Port,
    pub(crate) inventory: bool,
}

/// A backend: its recipe and its state.
pub(crate) struct Rig {
    /// `tests/backend`.
    recipe: PathBuf,
    /// `target/backend`, which is for all.
    shared: PathBuf,
    /// What is not shared: the same for the developer, and for the tests a folder in it.
    folder: PathBuf,
    node: Node,
    /// The server of the other one, from the same packages.
    other: Node,
}

/// What runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) port: u16,
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
    pub(crate) fn new(workspace: &Workspace, whom: Whom) -> anyhow::Result<Self> {
        let shared = workspace.target().join("backend");
        let folder = |whom| match whom {
            Whom::Developer => shared.clone(),
            Whom::Tests => shared.join("e2e"),
        };
        let node = |whom| {
            let folder: PathBuf = folder(whom);
            let (logs, note) = (folder.join("logs"), folder.join("process"));
            Node::new(shared.join("server"), logs, note)
        };
        let other = match whom {
            Whom::Developer => Whom::Tests,
            Whom::Tests => Whom::Developer,
        };
        let (folder, node, other) = (folder(whom), node(whom), node(other));
        fs::create_dir_all(&shared).with_context(|| format!("create {}", shared.display()))?;
        Ok(Self {
            recipe: workspace.root.join("tests/backend"),
            shared,
            folder,
            node,
            other,
        })
    }

    /// Where the server's packages are, and the official client among them.
    pub(crate) fn packages(&self) -> PathBuf {
        self.shared.join("server")
    }

    /// Held while something is started or stopped.
    fn lock(&self) -> anyhow::Result<File> {
        files::lock(&self.shared.join("lock"), "cargo xtask backend")
    }

    fn lock_of_tests(&self) -> PathBuf {
        self.shared.join("e2e.lock")
    }

    /// Held during a run of the tests.
    pub(crate) fn lock_for_tests(&self) -> anyhow::Result<File> {
        files::lock(&self.lock_of_tests(), "cargo xtask e2e")
    }

    /// The same, unless the tests are being run.
    pub(crate) fn try_lock_for_tests(&self) -> anyhow::Result<Option<File>> {
        files::try_lock(&self.lock_of_tests())
    }

    fn database(&self) -> PathBuf {
        self.folder.join("database")
    }

    fn state(&self) -> PathBuf {
        self.folder.join("running.json")
    }

    /// What runs now.
    pub(crate) fn status(&self) -> anyhow::Result<Option<Running>> {
        let text = files::read(&self.state())?;
        let known = text.and_then(|text| serde_json::from_str::<Running>(&text).ok());
        // The server does not ask its database whether it is well.
        match known {
            Some(running)
                if self.node.process()?.is_some()
                    && node::is_healthy(running.port)
                    && Postgres::new(&self.database())?.port()?.is_some() =>
            {
                Ok(Some(running))
            }
            _ => Ok(None),
        }
    }

    /// The parts that run where the whole does not, and how to stop them; empty where there are none.
    pub(crate) fn rest(&self) -> anyhow::Result<String> {
        let mut parts = Vec::new();
        if self.node.process()?.is_some() {
            parts.push("a server that does not answer".to_owned());
        }
        if self.database().exists()
            && let Some(port) = Postgres::new(&self.database())?.port()?
        {
            parts.push(format!("PostgreSQL on port {port}"));
        }
        Ok(match parts.is_empty() {
            true => String::new(),
            false => format!(
                ", but there is left: {} (`cargo xtask backend down` stops it)",
                parts.join(" and ")
            ),
        })
    }

    /// Starts what does not run yet.
    pub(crate) fn up(&self, options: Options) -> anyhow::Result<Running> {
        let _lock = self.lock()?;
        let running = self.status()?;
        if let Some(running) = running {
            let port = options.port;
            if running.inventory == options.inventory && port.accepts(running.port) {
                return Ok(running);
            }
            // What runs goes on where it cannot be replaced.
            if !port.accepts(running.port) {
                port.find()?;
            }
        }
        self.or_down(|| {
            self.stop_server()?;
            self.install()?;
            let (postgres, database_port) = self.start_database()?;
            self.start_server(&postgres, database_port, options)
        })
    }

    /// Takes the database back to its first state.
    pub(crate) fn reset(&self, options: Options) -> anyhow::Result<Running> {
        let _lock = self.lock()?;
        self.or_down(|| {
            self.stop_server()?;
            self.install()?;
            let (postgres, database_port) = self.start_database()?;
            postgres.drop(database_port, IN_USE)?;
            self.start_server(&postgres, database_port, options)
        })
    }

    /// Starts something; where that fails or is interrupted, nothing is left running.
    fn or_down<T>(&self, start: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        start().map_err(|error| {
            interrupt::clear();
            match self.stop() {
                Ok(()) => anyhow!("{error:#}\nnothing is left running"),
                Err(stop) => anyhow!(
                    "{error:#}\nwhat is left running could not be stopped: {stop:#}\n\
                     `cargo xtask backend down` tries again"
                ),
            }
        })
    }

    fn install(&self) -> anyhow::Result<()> {
        fs::create_dir_all(self.folder.join("logs"))?;
        self.node.copy(&self.recipe)?;
        ensure!(
            self.node.has_packages()? || self.other.process()?.is_none(),
            "the packages must be installed anew, and another server runs from them: \
             `cargo xtask backend down` first"
        );
        self.node.install()
    }

    /// Starts PostgreSQL where it does not run; also says where it listens.
    fn start_database(&self) -> anyhow::Result<(Postgres, u16)> {
        let mut postgres = Postgres::new(&self.database())?;
        if postgres.is_made()?
            && let Some(port) = postgres.port()?
        {
            return Ok((postgres, port));
        }
        // One that is of another version.
        postgres.stop()?;
        let port = port::free(DATABASE_PORT)?;
        postgres.start(port)?;
        Ok((postgres, port))
    }

    /// Makes the template and the copy in use, where they are not there.
    fn prepare(&self, postgres: &Postgres, port: u16, server: &Environment) -> anyhow::Result<()> {
        let made_from = self.node.makes_data()?;
        if postgres.comment(port, TEMPLATE)? != made_from {
            for name in [IN_USE, TEMPLATE, IN_THE_MAKING] {
                postgres.drop(port, name)?;
            }
            postgres.create(port, IN_THE_MAKING, "template0")?;
            self.node.fill(&Environment {
                port: server.port,
                database: postgres.url(port, IN_THE_MAKING)?,
                // With all modules: those that are off leave their tables alone.
                inventory: true,
            })?;
            let name = IN_THE_MAKING;
            postgres.sql(
                port,
                &format!("comment on database {name} is '{made_from}'"),
            )?;
            postgres.sql(port, &format!("alter database {name} rename to {TEMPLATE}"))?;
        }
        if !postgres.has_database(port, IN_USE)? {
            postgres.create(port, IN_USE, TEMPLATE)?;
        }
        Ok(())
    }

    fn start_server(
        &self,
        postgres: &Postgres,
        database_port: u16,
        options: Options,
    ) -> anyhow::Result<Running> {
        let environment = Environment {
            port: options.port.find()?,
            database: postgres.url(database_port, IN_USE)?,
            inventory: options.inventory,
        };
        self.prepare(postgres, database_port, &environment)?;
        let server = self.node.start(&environment)?;
        let running = Running {
            port: environment.port,
            server: server.id(),
            inventory: options.inventory,
        };
        // Before it answers: whoever comes after a run that was killed meanwhile must know of it.
        files::write(&self.state(), &serde_json::to_vec(&running)?)?;
        self.node.wait_for(server, environment.port)?;
        Ok(running)
    }

    fn stop_server(&self) -> anyhow::Result<()> {
        self.node.end()?;
        files::remove(&self.state())
    }

    /// Stops everything.
    pub(crate) fn down(&self) -> anyhow::Result<()> {
        let _lock = self.lock()?;
        self.stop()
    }

    fn stop(&self) -> anyhow::Result<()> {
        self.stop_server()?;
        if self.database().exists() {
            Postgres::new(&self.database())?.stop()?;
        }
        Ok(())
    }

    /// Removes all that is kept, for the developer also what is shared. Nothing may run any more.
    pub(crate) fn wipe(&self) -> anyhow::Result<()> {
        let _lock = self.lock()?;
        files::remove_folder(&self.database())?;
        for entry in fs::read_dir(&self.folder).into_iter().flatten() {
            // The locks are files and stay.
            let path = entry?.path();
            if path.is_dir() {
                files::remove_folder(&path)?;
            }
        }
        Ok(())
    }
}
