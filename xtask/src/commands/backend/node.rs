//! The server: npm packages, a folder to run in, and the process.

use super::process::{self, Process};
use super::{files, postgres};
use crate::interrupt;
use anyhow::{Context, anyhow, bail, ensure};
use sha2::{Digest, Sha256};
use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

const MISSING: &str = "Node 18 or newer with npm is needed: `apt-get install nodejs npm` on Debian and Ubuntu, \
    `brew install node` on macOS";

/// What the server is made of, beside the packages.
const FILES: [&str; 7] = [
    ".npmrc",
    "package.json",
    "package-lock.json",
    "medusa-config.js",
    "server.js",
    "seed.json",
    "official-client.js",
];

/// Those that say which packages there are.
const MAKES_PACKAGES: [&str; 2] = ["package.json", "package-lock.json"];

/// Those whose change makes the filled database stale.
const MAKES_DATA: [&str; 3] = ["package-lock.json", "medusa-config.js", "seed.json"];

/// With telemetry disabled by the environment alone, each process starts another as it ends, which would have sent what
/// there is.
const SETTINGS: &[u8] = br#"{"telemetry": {"enabled": false}}"#;

const INSTALL: Duration = Duration::from_secs(900);
const MIGRATE: Duration = Duration::from_secs(600);
/// A seed that fails hangs.
const SEED: Duration = Duration::from_secs(180);
const START: Duration = Duration::from_secs(120);
/// How long the server may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server, in a folder that it may share with others.
pub(super) struct Node {
    folder: PathBuf,
    logs: PathBuf,
    /// Where the process is noted that was started last: the server, or what prepares it.
    note: PathBuf,
}

/// What the server is told by its environment.
pub(super) struct Environment {
    pub(super) port: u16,
    pub(super) database: String,
    pub(super) inventory: bool,
}

impl Node {
    pub(super) fn new(folder: PathBuf, logs: PathBuf, note: PathBuf) -> Self {
        Self { folder, logs, note }
    }

    /// Brings the files up to date with `source`.
    pub(super) fn copy(&self, source: &Path) -> anyhow::Result<()> {
        fs::create_dir_all(&self.folder)?;
        for file in FILES {
            let wanted = fs::read(source.join(file))
                .with_context(|| format!("read {}", source.join(file).display()))?;
            if fs::read(self.folder.join(file)).ok().as_ref() != Some(&wanted) {
                files::write(&self.folder.join(file), &wanted)?;
            }
        }
        let settings = self.settings().join("medusa");
        fs::create_dir_all(&settings)?;
        files::write(&settings.join("config.json"), SETTINGS)
    }

    /// The folder with settings, in place of the one at home.
    fn settings(&self) -> PathBuf {
        self.folder.join("settings")
    }

    /// What the packages that are there were installed from, once they are there in full.
    fn installed(&self) -> PathBuf {
        self.folder.join("node_modules/.installed")
    }

    /// Whether the packages are those that the files ask for.
    pub(super) fn has_packages(&self) -> anyhow::Result<bool> {
        Ok(files::read(&self.installed())? == Some(self.digest(&MAKES_PACKAGES)?))
    }

    /// Installs the packages that the files ask for.
    pub(super) fn install(&self) -> anyhow::Result<()> {
        let node = process::find("node").context(MISSING)?;
        let npm = process::find("npm").context(MISSING)?;
        let mut version = Command::new(node);
        version.args(["-p", "process.versions.node.split('.')[0]"]);
        let version = process::output(version)?;
        ensure!(
            version.parse().is_ok_and(|version: u32| version >= 18),
            "Node {version} is too old. {MISSING}"
        );
        match self.has_packages()? {
            true => Ok(()),
            false => self.install_with(&npm),
        }
    }

    fn install_with(&self, npm: &Path) -> anyhow::Result<()> {
        files::remove(&self.installed())?;
        let log = self.logs.join("npm.log");
        let ci = |preference: &str| {
            let mut install = Command::new(npm);
            install.args(["ci", preference]).current_dir(&self.folder);
            let done = process::run(install, &log, &self.note, INSTALL);
            done.map_err(|error| (network_failure(&log), error))
        };
        // What its cache says of a package may be older than the version that is asked for.
        let done = ci("--prefer-offline").or_else(|failed| match failed.0 {
            Some(_) => Err(failed),
            None => ci("--prefer-online"),
        });
        done.map_err(|(code, error)| match code {
            Some(code) => anyhow!(
                "no connection to the npm registry ({code}): the first start downloads packages from it; \
                 what npm reports is in {}",
                log.display()
            ),
            None => error,
        })?;
        let digest = self.digest(&MAKES_PACKAGES)?;
        files::write(&self.installed(), digest.as_bytes())
    }

    /// What a filled database depends on.
    pub(super) fn makes_data(&self) -> anyhow::Result<String> {
        self.digest(&MAKES_DATA)
    }

    fn digest(&self, names: &[&str]) -> anyhow::Result<String> {
        let mut digest = Sha256::new();
        for name in names {
            digest.update(fs::read(self.folder.join(name))?);
        }
        let bytes = digest.finalize();
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Makes the tables of a database and fills them.
    pub(super) fn fill(&self, environment: &Environment) -> anyhow::Result<()> {
        let mut migrate = self.medusa(environment);
        migrate.args(["migrations", "run"]);
        let log = self.logs.join("migrations.log");
        process::run(migrate, &log, &self.note, MIGRATE)?;
        let mut seed = self.medusa(environment);
        seed.args(["seed", "-f", "seed.json"]);
        process::run(seed, &self.logs.join("seed.log"), &self.note, SEED)
    }

    fn medusa(&self, environment: &Environment) -> Command {
        let mut command = Command::new(self.folder.join("node_modules/.bin/medusa"));
        self.surround(&mut command, environment);
        command
    }

    fn surround(&self, command: &mut Command, environment: &Environment) {
        // A developer's own settings would turn features on or send the driver elsewhere.
        postgres::without_settings(command);
        let names = env::vars_os().map(|(name, _)| name);
        for name in names.filter(|name| name.as_encoded_bytes().starts_with(b"MEDUSA_")) {
            command.env_remove(name);
        }
        command
            .env_remove("NODE_OPTIONS")
            .current_dir(&self.folder)
            .env("MEDUSA_PORT", environment.port.to_string())
            .env("DATABASE_URL", &environment.database)
            .env(
                "MEDUSA_INVENTORY",
                if environment.inventory { "on" } else { "off" },
            )
            // Elsewhere the session's cookie is only for HTTPS.
            .env("NODE_ENV", "development")
            .env("MEDUSA_DISABLE_TELEMETRY", "true")
            .env("XDG_CONFIG_HOME", self.settings())
            .env("NO_COLOR", "1");
    }

    /// Starts the server.
    pub(super) fn start(&self, environment: &Environment) -> anyhow::Result<Child> {
        let mut command = Command::new("node");
        // Some requests of a wrong shape would otherwise end the process.
        command.args(["--unhandled-rejections=warn", "server.js"]);
        self.surround(&mut command, environment);
        process::start(command, &self.log(), &self.note)
    }

    /// Waits until the server answers.
    pub(super) fn wait_for(&self, mut server: Child, port: u16) -> anyhow::Result<()> {
        let end = Instant::now() + START;
        while !is_healthy(port) {
            interrupt::check()?;
            if let Some(status) = server.try_wait()? {
                bail!("the server ended: {status}\n{}", process::tail(&self.log()));
            }
            if Instant::now() > end {
                server.kill()?;
                server.wait()?;
                bail!("the server does not answer\n{}", process::tail(&self.log()));
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    fn log(&self) -> PathBuf {
        self.logs.join("server.log")
    }

    /// What runs of it, be it of an earlier run.
    pub(super) fn process(&self) -> anyhow::Result<Option<Process>> {
        Process::noted(&self.note, &self.folder)
    }

    /// Ends what runs of it.
    pub(super) fn end(&self) -> anyhow::Result<()> {
        if let Some(process) = self.process()? {
            process.end(PATIENCE)?;
        }
        files::remove(&self.note)
    }
}

/// How npm names the failures of a network.
const NETWORK_FAILURES: [&str; 8] = [
    "EAI_AGAIN",
    "ENOTFOUND",
    "ECONNREFUSED",
    "ECONNRESET",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "ETIMEDOUT",
    "ERR_SOCKET_TIMEOUT",
];

/// The failure of the network that npm reports in its log, if it does.
fn network_failure(log: &Path) -> Option<&'static str> {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let mut codes = text
        .lines()
        .filter_map(|line| line.split_once(" code "))
        .map(|(_, code)| code.trim());
    codes.find_map(|code| NETWORK_FAILURES.into_iter().find(|known| *known == code))
}

/// Whether a server answers that it is well.
pub(super) fn is_healthy(port: u16) -> bool {
    let ask = || {
        let patience = Duration::from_secs(2);
        let mut stream =
            TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 1], port)), patience)?;
        stream.set_read_timeout(Some(patience))?;
        stream.write_all(b"GET /health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    ask().is_ok_and(|answer| answer.contains(" 200 ") && answer.ends_with("OK"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server's folder and its source.
    struct Case {
        folder: tempfile::TempDir,
        node: Node,
    }

    impl Case {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder can be made");
            let path = |name: &str| folder.path().join(name);
            for name in ["source", "logs"] {
                fs::create_dir(path(name)).expect("a folder can be made");
            }
            for file in FILES {
                fs::write(path("source").join(file), "first").expect("it can be written");
            }
            let node = Node::new(path("server"), path("logs"), path("process"));
            node.copy(&path("source")).expect("it can be copied");
            Self { folder, node }
        }

        fn change(&self, file: &str, text: &str) {
            let source = self.folder.path().join("source");
            fs::write(source.join(file), text).expect("it can be written");
            self.node.copy(&source).expect("it can be copied");
        }

        /// Installs with an npm that does what the script says: to the shell, `ci` is the name of one.
        fn install(&self, script: &str) -> anyhow::Result<()> {
            fs::write(self.node.folder.join("ci"), script).expect("it can be written");
            self.node.install_with(Path::new("sh"))
        }

        fn has_packages(&self) -> bool {
            self.node.has_packages().expect("the files can be read")
        }
    }

    const WORKS: &str = "mkdir -p node_modules";

    #[test]
    fn packages_of_an_older_lock_do_not_count() {
        let case = Case::new();
        assert!(!case.has_packages());
        case.install(WORKS).expect("npm works");
        assert!(case.has_packages());
        case.change("seed.json", "second");
        assert!(case.has_packages(), "the seed is no package");
        case.change("package-lock.json", "second");
        assert!(!case.has_packages());
        let failed = case
            .install("echo no network; exit 1")
            .expect_err("it fails");
        assert!(failed.to_string().contains("no network"), "{failed}");
        assert!(!case.has_packages());
        // Also those of the lock before are gone.
        case.change("package-lock.json", "first");
        assert!(!case.has_packages());
        case.install(WORKS).expect("npm works");
        assert!(case.has_packages());
    }

    #[test]
    fn a_cache_that_is_too_old_is_passed_over() {
        let case = Case::new();
        case.install("test $1 = --prefer-online && mkdir -p node_modules")
            .expect("it asks once more");
        assert!(case.has_packages());
    }

    #[test]
    fn without_a_network_the_registry_is_named_and_asked_once() {
        let case = Case::new();
        let script = "echo again >> calls; echo npm error code EAI_AGAIN; seq 100; exit 1";
        let error = case.install(script).expect_err("it fails").to_string();
        assert!(
            error.starts_with("no connection to the npm registry (EAI_AGAIN)"),
            "{error}"
        );
        assert!(error.contains("npm.log"), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        let calls = fs::read_to_string(case.node.folder.join("calls")).expect("it was called");
        assert_eq!(calls.lines().count(), 1);
    }

    #[test]
    fn what_the_data_depends_on() {
        let case = Case::new();
        let digest = || case.node.makes_data().expect("the files can be read");
        let first = digest();
        case.change("server.js", "second");
        assert_eq!(digest(), first);
        for file in MAKES_DATA {
            case.change(file, "second");
            assert_ne!(digest(), first, "{file}");
            case.change(file, "first");
            assert_eq!(digest(), first, "{file}");
        }
    }
}
