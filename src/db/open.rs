//! Opening a database: which engine, how it is set, and its schema brought up to date.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use tokio_util::task::TaskTracker;

use crate::conn::Inner;
use crate::write::Writer;
use crate::{Conn, Error, Result};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Readers of SQLite: each is a thread with a page cache of its own.
const READERS: u32 = 4;
/// Connections to PostgreSQL of one process.
const POSTGRES_CONNECTIONS: u32 = 16;

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Config {
    /// A file; it and its directory are made when they are missing.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/name`
    Postgres(String),
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pub(crate) engine: Engine,
    pub(crate) tasks: TaskTracker,
}

#[derive(Clone)]
pub(crate) enum Engine {
    Sqlite { readers: SqlitePool, writer: Writer },
    Postgres(PgPool),
}

impl Db {
    /// Opens the database and brings its schema up to date. Tasks that write run on `tasks`, so
    /// that whoever waits for those waits for what is being written.
    ///
    /// # Errors
    /// When it cannot be reached or written, or was made by a newer version.
    pub async fn open(config: &Config, tasks: &TaskTracker) -> Result<Self> {
        let engine = match config {
            Config::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(5))
                    .pragma("temp_store", "memory")
                    .pragma("journal_size_limit", "67108864")
                    .statement_cache_capacity(256)
                    .optimize_on_close(true, Some(400));
                let writes = SqlitePoolOptions::new()
                    .max_connections(1)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    // The writer never waits for a checkpoint: another connection does them.
                    .connect_with(options.clone().pragma("wal_autocheckpoint", "0"))
                    .await?;
                SQLITE.run(&writes).await.map_err(migrate_error)?;
                let readers = SqlitePoolOptions::new()
                    .max_connections(READERS)
                    .min_connections(1)
                    .acquire_timeout(Duration::from_secs(5))
                    .connect_with(options.pragma("query_only", "true"))
                    .await?;
                let writer = Writer::start(writes, path.clone(), tasks).await?;
                Engine::Sqlite { readers, writer }
            }
            Config::Postgres(url) => {
                let options = PgConnectOptions::from_str(url)
                    .map_err(|error| Error::Address(format!("database.url: {error}")))?
                    .application_name("snug");
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(Duration::from_secs(5))
                    .connect_with(options)
                    .await?;
                POSTGRES.run(&pool).await.map_err(migrate_error)?;
                Engine::Postgres(pool)
            }
        };
        Ok(Self {
            engine,
            tasks: tasks.clone(),
        })
    }

    /// A connection to read with. It must not be kept over anything but reads.
    ///
    /// # Errors
    /// When none is free within five seconds, or the database is away.
    pub async fn read(&self) -> Result<Conn> {
        Ok(Conn(match &self.engine {
            Engine::Sqlite { readers, .. } => Inner::Sqlite(readers.acquire().await?),
            Engine::Postgres(pool) => Inner::Postgres(pool.acquire().await?),
        }))
    }

    /// Ends all connections, after what waits to be written.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, writer } => {
                // The writer last: a connection that only reads leaves the log where it is.
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

fn migrate_error(error: MigrateError) -> Error {
    match error {
        MigrateError::VersionMissing(_) => Error::Newer,
        MigrateError::Execute(error) => error.into(),
        error => Error::Migrate(error),
    }
}
