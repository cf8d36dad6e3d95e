//! PostgreSQL: a cluster of its own in a folder, started and stopped with the programs of the system.

use super::files;
use super::process::{self, Process};
use anyhow::{Context, bail, ensure};
use std::env;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

const MISSING: &str = "PostgreSQL's programs (initdb, pg_ctl, psql) are not on the PATH nor where Debian puts them: \
    `apt-get install postgresql` on Debian and Ubuntu, `brew install postgresql` on macOS";

/// The first version that drops a database which is in use.
const OLDEST: u32 = 13;

const INITDB: Duration = Duration::from_secs(120);
/// How long it may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

const ROLE: &str = "medusa";

/// A cluster.
pub(super) struct Postgres {
    /// Where the programs are.
    programs: PathBuf,
    /// The programs' major version.
    version: u32,
    /// Where the cluster is.
    folder: PathBuf,
    /// Whom it runs as, where that is not the caller: it refuses to run as root.
    runs_as: Option<(u32, u32)>,
}

impl Postgres {
    /// The cluster in a folder, or in another one that there is a link to.
    pub(super) fn new(folder: &Path) -> anyhow::Result<Self> {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let mut postgres = Self {
            programs: programs().context(MISSING)?,
            version: 0,
            runs_as: runs_as(&folder.join("data"))?,
            folder,
        };
        let mut version = postgres.command("initdb");
        version.arg("--version");
        let version = process::output(version)?;
        postgres.version = major(&version).with_context(|| format!("what is {version}?"))?;
        ensure!(
            postgres.version >= OLDEST,
            "{version} is too old: PostgreSQL {OLDEST} or newer is needed"
        );
        Ok(postgres)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn password(&self) -> PathBuf {
        self.folder.join("password")
    }

    /// One of PostgreSQL's programs, to be run as the one who owns the data.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        // It complains about a working directory that it cannot enter.
        command.current_dir("/").env("LC_ALL", "C");
        without_settings(&mut command);
        if let Some((user, group)) = self.runs_as {
            command.uid(user).gid(group);
        }
        command
    }

    /// Whether there is a cluster that these programs can use.
    pub(super) fn is_made(&self) -> anyhow::Result<bool> {
        let version = self.version_of_data()?;
        let is_ours = version.is_some_and(|version| version.trim() == self.version.to_string());
        Ok(is_ours && self.password().exists())
    }

    fn version_of_data(&self) -> anyhow::Result<Option<String>> {
        files::read(&self.data().join("PG_VERSION"))
            .context("the database was made by another user: run this as that one, or as root")
    }

    /// Where it listens, if it runs.
    pub(super) fn port(&self) -> anyhow::Result<Option<u16>> {
        if self.version_of_data()?.is_none() {
            return Ok(None);
        }
        let mut status = self.command("pg_ctl");
        status.arg("status").arg("-D").arg(self.data());
        let output = status.stdin(Stdio::null()).output()?;
        match output.status.code() {
            Some(0) => {}
            Some(3) => return Ok(None),
            _ => bail!("pg_ctl: {}", String::from_utf8_lossy(&output.stderr).trim()),
        }
        // As documented, the process is in the first line and the port in the fourth.
        let file = self.data().join("postmaster.pid");
        let text = files::read(&file)?.unwrap_or_default();
        let line = |number| text.lines().nth(number);
        // Where nobody asks for its exit code, one that was killed stays in the table, and would count as running.
        if line(0).and_then(Process::of).is_none_or(Process::is_gone) {
            files::remove(&file)?;
            return Ok(None);
        }
        let port = line(3).and_then(|line| line.parse().ok());
        port.map(Some)
            .context("PostgreSQL does not say where it listens")
    }

    /// Makes the cluster where there is none, and starts it.
    pub(super) fn start(&mut self, port: u16) -> anyhow::Result<()> {
        if !self.is_made()? {
            self.find_place()?;
            self.make()?;
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
        let status = start.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        ensure!(
            status.success(),
            "PostgreSQL did not start\n{}",
            process::tail(&log)
        );
        Ok(())
    }

    /// Where the process is noted that makes the cluster.
    fn note(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    /// Ends what still makes the cluster for a run that was killed.
    fn end_initdb(&self) -> anyhow::Result<()> {
        match Process::noted(&self.note(), &self.folder)? {
            Some(process) => process.end(PATIENCE),
            None => Ok(()),
        }
    }

    /// Makes an empty folder which whoever will own the data can enter.
    fn find_place(&mut self) -> anyhow::Result<()> {
        self.end_initdb()?;
        files::remove_folder(&self.folder)?;
        fs::create_dir_all(&self.folder)?;
        let Some((user, group)) = self.runs_as else {
            return Ok(());
        };
        chown(&self.folder, Some(user), Some(group))?;
        let mut enter = self.command("initdb");
        enter.arg("--version").current_dir(&self.folder);
        if process::output(enter).is_err() {
            // Below /root, say. Then it is a temporary folder, and a link to that.
            let elsewhere = tempfile::Builder::new()
                .prefix("medusa-backend-")
                .tempdir()?;
            chown(elsewhere.path(), Some(user), Some(group))?;
            fs::remove_dir(&self.folder)?;
            symlink(elsewhere.path(), &self.folder)?;
            self.folder = elsewhere.keep();
        }
        Ok(())
    }

    /// Makes the cluster. It appears when it is whole.
    fn make(&self) -> anyhow::Result<()> {
        // Whoever can connect as a superuser can run programs as the one who owns the data.
        let mut secret = [0; 16];
        File::open("/dev/urandom")?.read_exact(&mut secret)?;
        let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut file =
            (File::options().write(true).create_new(true).mode(0o600)).open(self.password())?;
        file.write_all(secret.as_bytes())?;
        if let Some((user, group)) = self.runs_as {
            chown(self.password(), Some(user), Some(group))?;
        }
        let new = self.folder.join("data.new");
        let mut init = self.command("initdb");
        init.args(["-U", ROLE, "-A", "scram-sha-256", "--pwfile"]);
        init.arg(self.password());
        init.args(["-E", "UTF8", "--locale=C", "-N", "-D"])
            .arg(&new)
            .current_dir(&self.folder);
        let log = self.folder.join("initdb.log");
        process::run(init, &log, &self.note(), INITDB)?;
        fs::rename(new, self.data())?;
        Ok(())
    }

    pub(super) fn stop(&self) -> anyhow::Result<()> {
        self.end_initdb()?;
        if self.port()?.is_some() {
            let mut stop = self.command("pg_ctl");
            stop.args(["stop", "-w", "-m", "fast", "-D"])
                .arg(self.data());
            process::output(stop)?;
        }
        Ok(())
    }

    /// The database of this name, as the server is told of it.
    pub(super) fn url(&self, port: u16, database: &str) -> anyhow::Result<String> {
        let password = fs::read_to_string(self.password())?;
        Ok(format!(
            "postgres://{ROLE}:{password}@127.0.0.1:{port}/{database}"
        ))
    }

    pub(super) fn sql(&self, port: u16, statement: &str) -> anyhow::Result<String> {
        let mut psql = self.command("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]);
        psql.args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        psql.args(["-U", ROLE, "-d", "postgres", "-c", statement]);
        psql.env("PGPASSWORD", fs::read_to_string(self.password())?);
        process::output(psql)
    }

    pub(super) fn has_database(&self, port: u16, name: &str) -> anyhow::Result<bool> {
        let found = self.sql(
            port,
            &format!("select 1 from pg_database where datname = '{name}'"),
        )?;
        Ok(found == "1")
    }

    /// The comment on a database; empty where there is none, or no such database.
    pub(super) fn comment(&self, port: u16, name: &str) -> anyhow::Result<String> {
        self.sql(
            port,
            &format!(
                "select shobj_description(oid, 'pg_database') from pg_database \
                 where datname = '{name}'"
            ),
        )
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

/// For root, the ids of the user to run as: the one who owns the data, if there are any.
fn runs_as(data: &Path) -> anyhow::Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    if let Ok(owner) = data.metadata()
        && owner.uid() != 0
    {
        return Ok(Some((owner.uid(), owner.gid())));
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

/// Takes PostgreSQL's settings out of a command's environment: they are meant for other servers.
pub(super) fn without_settings(command: &mut Command) {
    let names = env::vars_os().map(|(name, _)| name);
    for name in names.filter(|name| name.as_encoded_bytes().starts_with(b"PG")) {
        command.env_remove(name);
    }
}

/// The major version in what a program says of itself: `initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major(version: &str) -> Option<u32> {
    let number = version.split(' ').nth(2)?;
    let end = number.find(|letter: char| !letter.is_ascii_digit());
    number[..end.unwrap_or(number.len())].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_the_programs() {
        let cases = [
            (
                "initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)",
                Some(15),
            ),
            ("initdb (PostgreSQL) 19beta1", Some(19)),
            ("initdb (PostgreSQL) 13", Some(13)),
            ("initdb (PostgreSQL) devel", None),
            ("initdb", None),
        ];
        for (text, version) in cases {
            assert_eq!(major(text), version, "{text}");
        }
    }
}
