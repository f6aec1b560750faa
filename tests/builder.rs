//! What a server of a scenario's own is started with: on which database, where its files are, alone or as
//! replicas.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use crate::postgres::Database;
use crate::process;
use crate::replica::{Launch, Refused, Replica};
use crate::{Postgres, S3, Shared, SmallDisk, TestServer, files};

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

impl Builder {
    /// As `SNUG_TEST_DATABASE` and `SNUG_TEST_FILES` say.
    pub(crate) fn from_environment() -> Self {
        let (postgres, replicas) = match std::env::var("SNUG_TEST_DATABASE").as_deref() {
            Ok("sqlite") | Err(_) => (false, 1),
            Ok("postgres") => (true, 1),
            Ok("replicas") => (true, 2),
            Ok(other) => {
                panic!("SNUG_TEST_DATABASE is sqlite, postgres or replicas, not {other}")
            }
        };
        Self {
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
            self.join_by_bus(&data_dir);
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
    fn join_by_bus(&mut self, data_dir: &Path) {
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
            // Where a server alone has them.
            let files = data_dir.join("files").display().to_string();
            self.default_to("SNUG_FILES__URL", files);
            self.default_to("SNUG_FILES__SHARED", "true".to_owned());
        }
    }
}
