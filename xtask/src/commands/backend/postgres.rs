//! PostgreSQL: a cluster of its own in a folder, started and stopped with the programs of the system.

use super::process;
use anyhow::{Context, bail, ensure};
use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const MISSING: &str = "PostgreSQL's programs (initdb, pg_ctl, psql) are not on the PATH nor where Debian puts them: \
    `apt-get install postgresql` on Debian and Ubuntu, `brew install postgresql` on macOS";

/// The only role: its password is never asked for.
const ROLE: &str = "medusa";

/// A cluster.
pub(super) struct Postgres {
    /// Where the programs are.
    programs: PathBuf,
    /// Where the cluster is.
    folder: PathBuf,
    /// Whom it runs as, where that is not the caller: it refuses to run as root.
    runs_as: Option<(u32, u32)>,
}

impl Postgres {
    pub(super) fn new(folder: PathBuf) -> anyhow::Result<Self> {
        Ok(Self {
            programs: programs().context(MISSING)?,
            folder,
            runs_as: runs_as()?,
        })
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// One of PostgreSQL's programs, to be run as the one who owns the data.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        // It complains about a working directory that it cannot enter.
        command.current_dir("/").env("LC_ALL", "C");
        if let Some((user, group)) = self.runs_as {
            command.uid(user).gid(group);
        }
        command
    }

    pub(super) fn is_running(&self) -> bool {
        let mut status = self.command("pg_ctl");
        status.arg("status").arg("-D").arg(self.data());
        self.data().exists() && process::output(status).is_ok()
    }

    /// Makes the cluster where there is none, and starts it.
    pub(super) fn start(&self, port: u16) -> anyhow::Result<()> {
        fs::create_dir_all(&self.folder)?;
        if let Some((user, group)) = self.runs_as {
            chown(&self.folder, Some(user), Some(group))?;
            self.can_be_entered()?;
        }
        if !self.data().exists() {
            let mut init = self.command("initdb");
            init.args([
                "-U",
                ROLE,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
                "-D",
            ])
            .arg(self.data());
            process::output(init)?;
        }
        // Nothing here has to survive a power cut.
        let settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= \
             -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        );
        let log = self.folder.join("log");
        let mut start = self.command("pg_ctl");
        start.arg("start").arg("-w").arg("-D").arg(self.data());
        start.arg("-l").arg(&log).arg("-o").arg(settings);
        // The server would keep a pipe open: its output goes nowhere.
        let status = start
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()?;
        ensure!(
            status.success(),
            "PostgreSQL did not start\n{}",
            process::tail(&log)
        );
        Ok(())
    }

    /// Whoever owns the data must be able to get there.
    fn can_be_entered(&self) -> anyhow::Result<()> {
        let mut enter = self.command("initdb");
        enter.arg("--version").current_dir(&self.folder);
        if process::output(enter).is_err() {
            bail!(
                "PostgreSQL does not run as root, and the user it runs as instead cannot enter {}: \
                 set CARGO_TARGET_DIR to a folder that others may enter, or run this as an ordinary user",
                self.folder.display()
            );
        }
        Ok(())
    }

    pub(super) fn stop(&self) -> anyhow::Result<()> {
        if self.is_running() {
            let mut stop = self.command("pg_ctl");
            stop.args(["stop", "-w", "-m", "fast", "-D"])
                .arg(self.data());
            process::output(stop)?;
        }
        Ok(())
    }

    /// The database of this name, as the server is told of it.
    pub(super) fn url(port: u16, database: &str) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{port}/{database}")
    }

    pub(super) fn sql(&self, port: u16, statement: &str) -> anyhow::Result<String> {
        let mut psql = self.command("psql");
        psql.args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
        ]);
        psql.args([
            "-p",
            &port.to_string(),
            "-U",
            ROLE,
            "-d",
            "postgres",
            "-c",
            statement,
        ]);
        process::output(psql)
    }

    pub(super) fn has_database(&self, port: u16, name: &str) -> anyhow::Result<bool> {
        let found = self.sql(
            port,
            &format!("select 1 from pg_database where datname = '{name}'"),
        )?;
        Ok(found == "1")
    }

    pub(super) fn create(&self, port: u16, name: &str, template: &str) -> anyhow::Result<()> {
        self.sql(port, &format!("create database {name} template {template}"))?;
        Ok(())
    }

    pub(super) fn drop(&self, port: u16, name: &str) -> anyhow::Result<()> {
        self.sql(
            port,
            &format!("drop database if exists {name} with (force)"),
        )?;
        Ok(())
    }
}

/// The folder with the programs: on the path, or Debian's newest.
fn programs() -> Option<PathBuf> {
    let is_whole = |folder: &Path| {
        ["initdb", "pg_ctl", "psql"]
            .iter()
            .all(|name| folder.join(name).is_file())
    };
    let linked = process::find("initdb").and_then(|program| program.canonicalize().ok());
    let found = linked.and_then(|program| program.parent().map(Path::to_owned));
    let mut candidates: Vec<PathBuf> = found.into_iter().collect();
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    versions.sort();
    candidates.extend(versions.into_iter().rev().map(|(_, folder)| folder));
    candidates.into_iter().find(|folder| is_whole(folder))
}

/// For root, the ids of the user to run as.
fn runs_as() -> anyhow::Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").context("read /etc/passwd")?;
    let ids = |name: &str| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let found = ["postgres", "nobody"].into_iter().find_map(ids);
    found.map(Some).context(
        "PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`",
    )
}
