//! One process of a server: the real binary, on a port of its own.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::process::{self, Process};
use crate::{PATIENCE, SmallDisk};

/// A start that the server refused.
#[derive(Debug)]
pub struct Refused {
    /// How the process ended.
    pub status: ExitStatus,
    /// What it printed.
    pub output: String,
}

/// What is the same at each start.
#[derive(Debug)]
pub(crate) struct Launch {
    pub(crate) settings: BTreeMap<String, String>,
    /// Shared with the other replicas.
    pub(crate) home: Arc<TempDir>,
    /// Which of them it is.
    pub(crate) number: usize,
    pub(crate) data_dir: PathBuf,
    pub(crate) disk: Option<Arc<SmallDisk>>,
}

/// A running process. It is killed when this is dropped.
#[derive(Debug)]
pub struct Replica {
    process: Process,
    launch: Launch,
    port: u16,
    http: reqwest::Client,
}

impl Replica {
    pub(crate) fn start(mut launch: Launch) -> Self {
        let port = process::free_port();
        let data_dir = launch.data_dir.display().to_string();
        let settings = &mut launch.settings;
        settings
            .entry("SNUG_SERVER__LISTEN".to_owned())
            .or_insert(format!("127.0.0.1:{port}"));
        settings.insert("SNUG_SERVER__DATA_DIR".to_owned(), data_dir);
        let http = reqwest::Client::builder().timeout(PATIENCE).build();
        Self {
            process: launch.start(),
            launch,
            port,
            http: http.expect("an HTTP client needs nothing"),
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// The URL of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The process's id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Everything it has printed so far, over all its restarts.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.launch.log()).unwrap_or_default()
    }

    /// SIGKILL: no goodbye of any kind.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// SIGTERM, and how it ended and after how long; fails if it is not gone after 15 seconds.
    pub async fn terminate(&mut self) -> (ExitStatus, Duration) {
        self.process.signal(Signal::TERM);
        let ended = self.process.wait(Duration::from_secs(15)).await;
        ended.unwrap_or_else(|| panic!("SIGTERM did not end it:\n{}", self.tail()))
    }

    /// Stops it in its tracks (SIGSTOP), as a machine that hangs would.
    pub fn freeze(&mut self) {
        self.process.signal(Signal::STOP);
    }

    /// Lets it go on (SIGCONT).
    pub fn thaw(&mut self) {
        self.process.signal(Signal::CONT);
    }

    /// Kills it if it still runs, starts it again on the same data and port, and says how long it
    /// took to be ready, or how it refused to.
    pub async fn try_restart(&mut self) -> Result<Duration, Refused> {
        self.process.kill();
        let printed = self.log().len();
        let since = Instant::now();
        self.process = self.launch.start();
        self.ready(printed).await.map(|()| since.elapsed())
    }

    /// Runs another command of the binary with the same settings: `snug user list`, say.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        let output = self.launch.command(arguments).output();
        output.unwrap_or_else(|error| panic!("snug {arguments:?} cannot be started: {error}"))
    }

    /// Begins another command of the binary, which can be killed; what it prints goes to the log.
    #[must_use]
    pub fn begin(&self, arguments: &[&str]) -> Process {
        Process::start(&mut self.launch.command(arguments), &self.launch.log())
    }

    /// Waits until it can serve. What was `printed` before belongs to another start.
    pub(crate) async fn ready(&mut self, printed: usize) -> Result<(), Refused> {
        let url = self.url("/readyz");
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.process.ended() {
                return Err(Refused {
                    status,
                    output: self.log().split_off(printed),
                });
            }
            let answer = self.http.get(&url).send().await;
            if answer.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                return Ok(());
            }
            let late = tokio::time::Instant::now() > deadline;
            assert!(!late, "{url} does not become ready:\n{}", self.tail());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    pub(crate) fn tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(60)..].join("\n")
    }
}

impl Launch {
    fn start(&self) -> Process {
        Process::start(&mut self.command(&[]), &self.log())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = process::command(&process::binary());
        // A folder without `config/snug.toml`, so that only the settings count.
        command.current_dir(self.home.path());
        command.args(arguments).envs(&self.settings);
        match &self.disk {
            Some(disk) => disk.inside(&command),
            None => command,
        }
    }

    fn log(&self) -> PathBuf {
        self.home.path().join(format!("snug-{}.log", self.number))
    }
}
