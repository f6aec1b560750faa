//! A server of a scenario's own: the real binary, on fresh data, on a port of its own; or two replicas
//! of it with everything that joins them, where `SNUG_TEST_DATABASE` is `replicas`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;

use crate::postgres::Database;
use crate::process::{self, Process};
use crate::replica::{Launch, Refused, Replica};
use crate::{Postgres, S3, Shared, Site, SmallDisk, files};

/// What a server is started with.
#[derive(Debug)]
pub struct Builder {
    settings: BTreeMap<String, String>,
    /// What one replica is given instead.
    own: Vec<(usize, String, String)>,
    data_dir: Option<PathBuf>,
    disk: Option<Arc<SmallDisk>>,
    postgres: bool,
    in_bucket: bool,
    /// How many replicas; one is a server alone.
    replicas: usize,
    bus: Option<BusUrls>,
}

/// Where replicas are joined.
#[derive(Debug, Clone)]
struct BusUrls {
    redis: String,
    rabbitmq: String,
}

/// A running server. It is killed and its data removed when this is dropped.
#[derive(Debug)]
pub struct TestServer {
    /// One, or its replicas.
    replicas: Vec<Replica>,
    /// Whose turn it is to be the one that somebody uses.
    turn: AtomicUsize,
    data_dir: PathBuf,
    // Dropped after the processes, so that nobody is connected to them any more.
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

    /// Sets a key for one replica alone.
    #[must_use]
    pub fn env_of(mut self, replica: usize, key: &str, value: impl Into<String>) -> Self {
        self.own.push((replica, key.to_owned(), value.into()));
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
        self.replicas = 1;
        self
    }

    /// One process, whatever `SNUG_TEST_DATABASE` says: for what only such a server has.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.replicas = 1;
        self
    }

    /// So many replicas, whatever `SNUG_TEST_DATABASE` says.
    #[must_use]
    pub fn replicas(mut self, count: usize) -> Self {
        self.postgres = true;
        self.replicas = count;
        self
    }

    /// Replicas that are joined by these, rather than by those that tests share.
    #[must_use]
    pub fn joined_by(mut self, redis: impl Into<String>, rabbitmq: impl Into<String>) -> Self {
        let (redis, rabbitmq) = (redis.into(), rabbitmq.into());
        self.bus = Some(BusUrls { redis, rabbitmq });
        self
    }

    /// Uses this PostgreSQL, which the scenario has started, and nobody else uses.
    #[must_use]
    pub fn database(self, postgres: &Postgres) -> Self {
        self.postgres().env("SNUG_DATABASE__URL", postgres.url())
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
        let data_dir = self.data_dir.take();
        let data_dir = data_dir.unwrap_or_else(|| home.path().join("data"));
        // Unless the scenario has one.
        let is_given = self.settings.contains_key("SNUG_DATABASE__URL");
        let database = (self.postgres && !is_given).then(Database::create);
        if let Some(database) = &database {
            self.default_to("SNUG_DATABASE__URL", database.url());
        }
        if self.replicas > 1 {
            self.join_by_bus(home.path());
        }
        let home = Arc::new(home);
        let replicas = (0..self.replicas).map(|number| {
            let data_dir = match number {
                0 => data_dir.clone(),
                other => home.path().join(format!("data-{other}")),
            };
            let mut settings = self.settings.clone();
            let own = self.own.iter().filter(|(replica, ..)| *replica == number);
            settings.extend(own.map(|(_, key, value)| (key.clone(), value.clone())));
            Replica::start(Launch {
                settings,
                home: Arc::clone(&home),
                number,
                data_dir,
                disk: self.disk.clone(),
            })
        });
        let mut server = TestServer {
            replicas: replicas.collect(),
            turn: AtomicUsize::new(0),
            data_dir,
            database,
            bucket,
        };
        for replica in &mut server.replicas {
            replica.ready(0).await?;
        }
        Ok(server)
    }

    fn default_to(&mut self, key: &str, value: String) {
        self.settings.entry(key.to_owned()).or_insert(value);
    }

    /// Replicas need a bus, and files that are everybody's.
    fn join_by_bus(&mut self, home: &Path) {
        let bus = self.bus.clone().unwrap_or_else(|| {
            let shared = Shared::get();
            BusUrls {
                redis: shared.redis_url.clone(),
                rabbitmq: shared.rabbitmq_url.clone(),
            }
        });
        self.default_to("SNUG_BUS__REDIS_URL", bus.redis);
        self.default_to("SNUG_BUS__RABBITMQ_URL", bus.rabbitmq);
        // Each is a quorum queue: a run of all scenarios makes many.
        self.default_to("SNUG_BUS__PARTITIONS", "4".to_owned());
        if !self.settings.contains_key("SNUG_FILES__URL") {
            let files = home.join("files").display().to_string();
            self.default_to("SNUG_FILES__URL", files);
            self.default_to("SNUG_FILES__SHARED", "true".to_owned());
        }
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
        let (postgres, replicas) = match std::env::var("SNUG_TEST_DATABASE").as_deref() {
            Ok("sqlite") | Err(_) => (false, 1),
            Ok("postgres") => (true, 1),
            Ok("replicas") => (true, 2),
            Ok(other) => {
                panic!("SNUG_TEST_DATABASE is sqlite, postgres or replicas, not {other}")
            }
        };
        Builder {
            settings: BTreeMap::new(),
            own: Vec::new(),
            data_dir: None,
            disk: None,
            postgres,
            in_bucket: files::in_bucket() == Some(true),
            replicas,
            bus: None,
        }
    }

    /// Where it listens; the first of its replicas.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.replica(0).address()
    }

    /// One of its replicas.
    #[must_use]
    pub fn replica(&self, number: usize) -> &Replica {
        &self.replicas[number]
    }

    /// One of its replicas, to be killed or stopped alone.
    pub fn replica_mut(&mut self, number: usize) -> &mut Replica {
        &mut self.replicas[number]
    }

    /// What it was started with.
    #[must_use]
    pub fn settings(&self) -> &BTreeMap<String, String> {
        self.replica(0).settings()
    }

    /// How many replicas it has.
    #[must_use]
    pub fn replica_count(&self) -> usize {
        self.replicas.len()
    }

    /// Where the next who comes is sent to: its replicas take turns.
    #[must_use]
    pub fn next_site(&self) -> Site {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        Site::plain(self.replica(turn % self.replicas.len()).address())
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
        self.replica(0).http()
    }

    /// The process's id; of the first of its replicas.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.replica(0).pid()
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
        self.replicas.iter().map(Replica::log).collect()
    }

    /// SIGKILL: no goodbye of any kind.
    pub fn kill(&mut self) {
        self.replicas.iter_mut().for_each(Replica::kill);
    }

    /// SIGTERM, and how it ended and after how long; fails if it is not gone after 15 seconds. Of
    /// replicas, how the first did that did not end well.
    pub async fn terminate(&mut self) -> (ExitStatus, Duration) {
        let ended = join_all(self.replicas.iter_mut().map(Replica::terminate)).await;
        let worst = ended
            .into_iter()
            .max_by_key(|(status, took)| (!status.success(), *took));
        worst.expect("there is one")
    }

    /// Stops it in its tracks (SIGSTOP), as a machine that hangs would.
    pub fn freeze(&mut self) {
        self.replicas.iter_mut().for_each(Replica::freeze);
    }

    /// Lets it go on (SIGCONT).
    pub fn thaw(&mut self) {
        self.replicas.iter_mut().for_each(Replica::thaw);
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
        self.kill();
        let mut took = Duration::ZERO;
        for again in join_all(self.replicas.iter_mut().map(Replica::try_restart)).await {
            took = took.max(again?);
        }
        Ok(took)
    }

    /// Runs another command of the binary with the same settings: `snug user list`, say.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.replica(0).run(arguments)
    }

    /// Begins another command of the binary, which can be killed; what it prints goes to the log.
    #[must_use]
    pub fn begin(&self, arguments: &[&str]) -> Process {
        self.replica(0).begin(arguments)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The test's own output is where whoever reads the failure looks.
            for replica in &self.replicas {
                let lines = format!(
                    "\n--- the server's last lines ---\n{}\n---\n",
                    replica.tail()
                );
                let _ = std::io::Write::write_all(&mut std::io::stderr(), lines.as_bytes());
            }
        }
        // Before the database: PostgreSQL drops none that somebody is connected to.
        self.kill();
        self.database.take();
    }
}
