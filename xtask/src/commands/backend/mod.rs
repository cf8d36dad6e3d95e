//! `cargo xtask backend`: a real server for the tests, on the loopback interface, with all its state below `target/`.

mod node;
mod postgres;
mod process;
pub(crate) mod rig;

use super::Outcome;
use crate::terminal;
use crate::workspace::Workspace;
use clap::{Args, Subcommand, ValueEnum};
use rig::{Options, Rig};

/// Run a real Medusa server for the tests
///
/// PostgreSQL comes from the system, the server from pinned npm packages. Everything listens on the
/// loopback interface only, and everything it keeps is below target/backend. The first start takes
/// about a minute, a later one a few seconds.
#[derive(Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask backend up                  start it; again: say where it is
  cargo xtask backend up --inventory off  without the inventory modules
  cargo xtask backend reset               back to what it was after the first start
  cargo xtask backend down --wipe         stop it, and remove all it has kept

Exit codes:
  0  done; with status: it runs
  1  with status: it does not run
  2  could not run: something is missing, or did not start")]
pub(crate) struct Backend {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Start it, and say where it is
    Up(Up),
    /// Stop it: nothing is left running
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

/// Where the server listens unless told otherwise.
pub(crate) const PORT: u16 = 9100;

#[derive(Args)]
struct Up {
    /// The port to listen on; another one where it is taken
    #[arg(long, default_value_t = PORT)]
    port: u16,

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
    fn options(&self) -> Options {
        Options {
            port: self.port,
            inventory: self.inventory == Switch::On,
        }
    }
}

impl Backend {
    pub(crate) fn run(&self) -> anyhow::Result<Outcome> {
        let rig = Rig::new(&Workspace::find()?)?;
        match &self.action {
            Action::Up(up) => terminal::print(&rig.up(up.options())?.to_string())?,
            Action::Reset(up) => terminal::print(&rig.reset(up.options())?.to_string())?,
            Action::Down { wipe } => {
                rig.down()?;
                if *wipe {
                    rig.wipe()?;
                }
            }
            Action::Status => match rig.status()? {
                Some(running) => terminal::print(&running.to_string())?,
                None => {
                    terminal::print("not running")?;
                    return Ok(Outcome::Findings);
                }
            },
        }
        Ok(Outcome::Clean)
    }
}
