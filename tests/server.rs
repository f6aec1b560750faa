//! A server of a scenario's own: the real binary, on fresh data, on a port of its own.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::postgres::Database;
use crate::process::{self, Process};
use crate::{PATIENCE, S3, SmallDisk, files};

/// What a server is started with.
#[derive(Debug)]
pub struct Builder {
    settings: BTreeMap<String, String>,
    data_dir: Option<PathBuf>,
    disk: Option<Arc<SmallDisk>>,
    postgres: bool,
    in_bucket: bool,
}

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
struct Launch {
    settings: BTreeMap<String, String>,
    home: TempDir,
    disk: Option<Arc<SmallDisk>>,
}

/// A running server. It is killed and its data removed when this is dropped.
#[derive(Debug)]
pub struct TestServer {
    process: Process,
    launch: Launch,
    data_dir: PathBuf,
    port: u16,
    http: reqwest::Client,
    // Dropped after the process, so that nobody is connected to them any more.
    database: Option<Database>,
    pub(crate) bucket: Option<S3>,
}

impl Builder {
    /// Sets a key by its environment's name: `SNUG_LIMITS__MESSAGES_PER_SECOND`, say.
    #[must_use]
    pub fn env(mut self, key: &str, value: impl Into<String>) -> Self {
        self.settings.insert(key.to_owned(), value.into());
        self
    }

    /// Lifts every limit on how fast and how often somebody may do something: for load.
    #[must_use]
    pub fn unlimited(self) -> Self {
        self.env("SNUG_LIMITS__MESSAGES_PER_SECOND", "0")
            .env("SNUG_LIMITS__REQUESTS_PER_SECOND", "0")
            .env("SNUG_LIMITS__SOCKETS_PER_USER", "0")
            .env("SNUG_LIMITS__SOCKETS_PER_ADDRESS", "0")
            .env("SNUG_LIMITS__LOGINS_PER_MINUTE", "0")
    }

    /// Believes a proxy on this machine that speaks HTTPS for it; see [`crate::Nginx`].
    #[must_use]
    pub fn behind_nginx(self) -> Self {
        self.env("SNUG_SERVER__TRUSTED_PROXIES", "127.0.0.1")
            .env("SNUG_SERVER__PUBLIC_URL", "https://chat.example.org")
    }

    /// Uses PostgreSQL, whatever `SNUG_TEST_DATABASE` says.
    #[must_use]
    pub fn postgres(mut self) -> Self {
        self.postgres = true;
        self
    }

    /// Uses SQLite, whatever `SNUG_TEST_DATABASE` says.
    #[must_use]
    pub fn sqlite(mut self) -> Self {
        self.postgres = false;
        self
    }

    /// Keeps files in a bucket of its own, whatever `SNUG_TEST_FILES` says.
    #[must_use]
    pub fn in_bucket(mut self) -> Self {
        self.in_bucket = true;
        self
    }

    /// Keeps files on the disk, whatever `SNUG_TEST_FILES` says.
    #[must_use]
    pub fn on_disk(mut self) -> Self {
        self.in_bucket = false;
        self
    }

    /// Uses a folder that is there already, and leaves it there.
    #[must_use]
    pub fn data_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(path.into());
        self
    }

    /// Uses SQLite in the folder `data` of a small disk, and files there, whatever the environment says.
    #[must_use]
    pub fn disk(self, disk: &Arc<SmallDisk>) -> Self {
        let mut builder = self.sqlite().on_disk().data_dir(disk.path().join("data"));
        builder.disk = Some(Arc::clone(disk));
        builder
    }

    /// Starts the server and waits until it is ready; fails the test if it does not become so.
    pub async fn start(self) -> TestServer {
        let refused = match self.try_start().await {
            Ok(server) => return server,
            Err(refused) => refused,
        };
        panic!(
            "the server ended with {}:\n{}",
            refused.status, refused.output
        );
    }

    /// Starts the server, or says how it refused to.
    pub async fn try_start(mut self) -> Result<TestServer, Refused> {
        process::raise_file_limit();
        let mut bucket = None;
        // Unless the scenario has one.
        if self.in_bucket && !self.settings.contains_key("SNUG_FILES__URL") {
            let own = S3::start().await;
            self = self.bucket(&own);
            bucket = Some(own);
        }
        let home = tempfile::Builder::new().prefix("snug-test-").tempdir();
        let home = home.expect("a temporary folder can be made");
        let data_dir = self.data_dir.unwrap_or_else(|| home.path().join("data"));
        let database = self.postgres.then(Database::create);
        let port = process::free_port();
        let mut settings = self.settings;
        settings
            .entry("SNUG_SERVER__LISTEN".to_owned())
            .or_insert(format!("127.0.0.1:{port}"));
        settings.insert(
            "SNUG_SERVER__DATA_DIR".to_owned(),
            data_dir.display().to_string(),
        );
        if let Some(database) = &database {
            settings
                .entry("SNUG_DATABASE__URL".to_owned())
                .or_insert(database.url());
        }
        let launch = Launch {
            settings,
            home,
            disk: self.disk,
        };
        let process = launch.start();
        let http = reqwest::Client::builder().timeout(PATIENCE).build();
        let http = http.expect("an HTTP client needs nothing");
        let mut server = TestServer {
            process,
            launch,
            data_dir,
            port,
            http,
            database,
            bucket,
        };
        server.ready(0).await.map(|()| server)
    }
}

impl TestServer {
    /// A server as it comes, apart from its address and data.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// A server with settings.
    #[must_use]
    pub fn builder() -> Builder {
        let postgres = match std::env::var("SNUG_TEST_DATABASE").as_deref() {
            Ok("postgres") => true,
            Ok("sqlite") | Err(_) => false,
            Ok(other) => panic!("SNUG_TEST_DATABASE is sqlite or postgres, not {other}"),
        };
        Builder {
            settings: BTreeMap::new(),
            data_dir: None,
            disk: None,
            postgres,
            in_bucket: files::in_bucket() == Some(true),
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

    /// The URL of its database, unless that is SQLite.
    #[must_use]
    pub fn postgres_url(&self) -> Option<String> {
        self.database.as_ref().map(Database::url)
    }

    /// Where its data is.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The HTTP client that the harness itself uses, without anybody's token.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The process's id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The memory that it holds now.
    #[must_use]
    pub fn rss_bytes(&self) -> u64 {
        process::rss_bytes(self.pid())
    }

    /// The processor time that it has taken since it started.
    #[must_use]
    pub fn cpu_time(&self) -> Duration {
        process::cpu_time(self.pid())
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
    /// took to be ready.
    pub async fn restart(&mut self) -> Duration {
        let refused = match self.try_restart().await {
            Ok(took) => return took,
            Err(refused) => refused,
        };
        panic!(
            "it did not come back, {}:\n{}",
            refused.status, refused.output
        );
    }

    /// As [`TestServer::restart`], or says how it refused to.
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
    async fn ready(&mut self, printed: usize) -> Result<(), Refused> {
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

    fn tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(60)..].join("\n")
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The test's own output is where whoever reads the failure looks.
            let lines = format!("\n--- the server's last lines ---\n{}\n---\n", self.tail());
            let _ = std::io::Write::write_all(&mut std::io::stderr(), lines.as_bytes());
        }
        // Before the database: PostgreSQL drops none that somebody is connected to.
        self.process.kill();
        self.database.take();
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
        self.home.path().join("snug.log")
    }
}
