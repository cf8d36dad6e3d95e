//! The server: npm packages, a folder to run in, and the process.

use super::process::{self, Process};
use anyhow::{Context, bail, ensure};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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

/// Those whose change makes the filled database stale.
const MAKES_DATA: [&str; 3] = ["package-lock.json", "medusa-config.js", "seed.json"];

const INSTALL: Duration = Duration::from_secs(900);
const MIGRATE: Duration = Duration::from_secs(600);
/// A seed that fails hangs.
const SEED: Duration = Duration::from_secs(180);
const START: Duration = Duration::from_secs(120);

/// The server's folder.
pub(super) struct Node {
    folder: PathBuf,
    logs: PathBuf,
}

/// What the server is told by its environment.
pub(super) struct Environment {
    pub(super) port: u16,
    pub(super) database: String,
    pub(super) inventory: bool,
}

impl Node {
    pub(super) fn new(folder: PathBuf, logs: PathBuf) -> Self {
        Self { folder, logs }
    }

    /// Brings the folder up to date with `source`; says whether the database must be made anew.
    pub(super) fn install(&self, source: &Path) -> anyhow::Result<bool> {
        let node = process::find("node").context(MISSING)?;
        let npm = process::find("npm").context(MISSING)?;
        let mut version = Command::new(node);
        version.args(["-p", "process.versions.node.split('.')[0]"]);
        let version = process::output(version)?;
        ensure!(
            version.parse().is_ok_and(|version: u32| version >= 18),
            "Node {version} is too old. {MISSING}"
        );
        fs::create_dir_all(&self.folder)?;
        let (mut packages, mut data) =
            (!self.folder.join("node_modules/.installed").exists(), false);
        for file in FILES {
            let wanted = fs::read(source.join(file))
                .with_context(|| format!("read {}", source.join(file).display()))?;
            if fs::read(self.folder.join(file)).is_ok_and(|found| found == wanted) {
                continue;
            }
            fs::write(self.folder.join(file), wanted)?;
            packages |= file.starts_with("package");
            data |= MAKES_DATA.contains(&file);
        }
        if packages {
            let mut install = Command::new(npm);
            install.arg("ci").current_dir(&self.folder);
            process::run(install, &self.logs.join("npm.log"), INSTALL)?;
            fs::write(self.folder.join("node_modules/.installed"), "")?;
        }
        Ok(packages || data)
    }

    /// Makes the tables of a database and fills them.
    pub(super) fn fill(&self, environment: &Environment) -> anyhow::Result<()> {
        let mut migrate = self.medusa(environment);
        migrate.args(["migrations", "run"]);
        process::run(migrate, &self.logs.join("migrations.log"), MIGRATE)?;
        let mut seed = self.medusa(environment);
        seed.args(["seed", "-f", "seed.json"]);
        process::run(seed, &self.logs.join("seed.log"), SEED)
    }

    fn medusa(&self, environment: &Environment) -> Command {
        let mut command = Command::new(self.folder.join("node_modules/.bin/medusa"));
        self.surround(&mut command, environment);
        command
    }

    fn surround(&self, command: &mut Command, environment: &Environment) {
        command
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
            .env("NO_COLOR", "1");
    }

    /// Starts the server and waits until it answers; its id.
    pub(super) fn start(&self, environment: &Environment) -> anyhow::Result<u32> {
        let log = self.logs.join("server.log");
        let mut command = Command::new("node");
        // Some requests of a wrong shape would otherwise end the process.
        command.args(["--unhandled-rejections=warn", "server.js"]);
        self.surround(&mut command, environment);
        process::log_to(&mut command, &log)?;
        // Ctrl-C ends this tool and not the server.
        let mut child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .context("start node")?;
        let end = Instant::now() + START;
        while !is_healthy(environment.port) {
            if let Some(status) = child.try_wait()? {
                bail!("the server ended: {status}\n{}", process::tail(&log));
            }
            if Instant::now() > end {
                child.kill()?;
                bail!("the server does not answer\n{}", process::tail(&log));
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(child.id())
    }

    pub(super) fn running(&self, id: u32) -> Option<Process> {
        Process::running_in(id, &self.folder)
    }
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
