//! `cargo xtask backend`: a real server for the tests, on the loopback interface, with all its state below `target/`.

mod files;
mod node;
mod port;
mod postgres;
pub(crate) mod process;
pub(crate) mod rig;

use super::Outcome;
use crate::interrupt;
use crate::terminal;
use crate::workspace::Workspace;
use anyhow::ensure;
use clap::{Args, Subcommand, ValueEnum};
pub(crate) use port::Port;
use rig::{Options, Rig, Whom};
use std::fs::File;

/// Run a real Medusa server for the tests
///
/// PostgreSQL comes from the system, the server from pinned npm packages. Everything listens on the
/// loopback interface only, and everything it keeps is below target/backend; where root calls, and
/// PostgreSQL's user cannot get there, the database is in a temporary folder. The first start downloads
/// packages from the npm registry and takes about a minute, a later one a few seconds. A start that
/// fails or is interrupted leaves nothing running. `cargo xtask e2e` has a server and a database of
/// its own.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask backend up                  start it; again: say where it is
  cargo xtask backend up --inventory off  without the inventory modules
  cargo xtask backend reset               back to what it was after the first start
  cargo xtask backend status --e2e        where the server is that `cargo xtask e2e --keep` has left
  cargo xtask backend down --wipe         stop it, and remove all it has kept

Exit codes:
  0  done; with status: it runs
  1  with status: it does not run
  2  could not run: something is missing, or did not start")]
pub(crate) struct Backend {
    #[command(subcommand)]
    action: Action,

    /// Take the server of `cargo xtask e2e` instead
    #[arg(long, global = true)]
    e2e: bool,
}

#[derive(Subcommand)]
enum Action {
    /// Start it, and say where it is
    Up(Up),
    /// Stop it, and what an interrupted test run has left: nothing is left running
    Down {
        /// Remove the database, the packages and the logs, too
        #[arg(long)]
        wipe: bool,
    },
    /// Take the database back to its first state, and start it
    Reset(Up),
    /// Say whether it runs, and where
    Status,
}

#[derive(Args)]
struct Up {
    /// The port to listen on [default: 9100, with --e2e 9101, or another one where that is in use]
    #[arg(long)]
    port: Option<u16>,

    /// Whether the server has the modules for inventory and stock locations
    #[arg(long, value_enum, default_value_t = Switch::On)]
    inventory: Switch,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

impl Up {
    fn options(&self, whom: Whom) -> Options {
        Options {
            port: self.port.map_or(Port::Preferred(whom.port()), Port::Given),
            inventory: self.inventory == Switch::On,
        }
    }
}

impl Backend {
    pub(crate) fn run(&self) -> anyhow::Result<Outcome> {
        let whom = match self.e2e {
            true => Whom::Tests,
            false => Whom::Developer,
        };
        let workspace = Workspace::find()?;
        let rig = Rig::new(&workspace, whom)?;
        match &self.action {
            Action::Up(up) => {
                interrupt::catch()?;
                terminal::print(&rig.up(up.options(whom))?.to_string())?;
            }
            Action::Reset(up) => {
                interrupt::catch()?;
                terminal::print(&rig.reset(up.options(whom))?.to_string())?;
            }
            Action::Down { wipe } => {
                // Held until the packages are removed, too.
                let _lock = match whom {
                    Whom::Developer => down_after_tests(&workspace, *wipe)?,
                    Whom::Tests => None,
                };
                rig.down()?;
                if *wipe {
                    rig.wipe()?;
                }
            }
            Action::Status => {
                let running = rig.status()?;
                match &running {
                    Some(running) => terminal::print(&running.to_string())?,
                    None => terminal::print(&format!("not running{}", rig.rest()?))?,
                }
                return Ok(match running {
                    Some(_) => Outcome::Clean,
                    None => Outcome::Findings,
                });
            }
        }
        Ok(Outcome::Clean)
    }
}

/// Stops what a test run has left, unless the tests are being run; holds them off.
fn down_after_tests(workspace: &Workspace, wipe: bool) -> anyhow::Result<Option<File>> {
    let rig = Rig::new(workspace, Whom::Tests)?;
    let lock = rig.try_lock_for_tests()?;
    if lock.is_some() {
        rig.down()?;
        if wipe {
            rig.wipe()?;
        }
    } else {
        ensure!(
            !wipe,
            "`cargo xtask e2e` is at work, with packages that would be removed"
        );
        terminal::report("`cargo xtask e2e` is at work: its server is left running")?;
    }
    Ok(lock)
}
