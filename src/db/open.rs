//! Opening a database: which engine, how it is set, and its schema brought up to date.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{Migrate, MigrateError, Migrator};
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
        Self::open_with(config, tasks, true).await
    }

    /// Opens the database beside a server that may be running. An empty one gets its schema, but one
    /// that an older version has made stays as it is: that version may be at work.
    ///
    /// # Errors
    /// As [`Db::open`], and [`Error::Older`].
    pub async fn open_beside(config: &Config, tasks: &TaskTracker) -> Result<Self> {
        Self::open_with(config, tasks, false).await
    }

    async fn open_with(config: &Config, tasks: &TaskTracker, may_upgrade: bool) -> Result<Self> {
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
                migrate(&SQLITE, &mut *writes.acquire().await?, may_upgrade).await?;
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
                migrate(&POSTGRES, &mut *pool.acquire().await?, may_upgrade).await?;
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

/// Brings the schema up to date, unless that is an upgrade and those are not allowed.
async fn migrate<C: Migrate>(migrator: &Migrator, conn: &mut C, may_upgrade: bool) -> Result<()> {
    if !may_upgrade {
        let table = &migrator.table_name;
        conn.ensure_migrations_table(table).await?;
        let applied = conn.list_applied_migrations(table).await?;
        let is_applied = |version| applied.iter().any(|known| known.version == version);
        if !applied.is_empty() && !migrator.iter().all(|known| is_applied(known.version)) {
            return Err(Error::Older);
        }
    }
    Ok(migrator.run_direct(None, conn, false).await?)
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) => Self::Newer,
            MigrateError::Execute(error) => error.into(),
            error => Self::Migrate(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::migrate::{Migration, MigrationType};
    use sqlx::sqlite::SqliteConnection;
    use sqlx::{AssertSqlSafe, Connection as _};

    use super::*;

    fn version(version: i64) -> Migration {
        let sql = AssertSqlSafe(format!("CREATE TABLE of_version_{version} (x INTEGER)"));
        let name = format!("version {version}");
        let sql = sqlx::SqlSafeStr::into_sql_str(sql);
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    }

    #[tokio::test]
    async fn beside_a_server_an_empty_database_is_made_and_an_older_one_is_left_alone() {
        let mut conn = SqliteConnection::connect(":memory:").await.unwrap();
        let first = Migrator::with_migrations(vec![version(1)]);
        let second = Migrator::with_migrations(vec![version(1), version(2)]);
        for _ in 0..2 {
            migrate(&first, &mut conn, false).await.unwrap();
        }
        let refused = migrate(&second, &mut conn, false).await;
        assert!(matches!(refused, Err(Error::Older)), "{refused:?}");
        let there = sqlx::query("SELECT x FROM of_version_2").execute(&mut conn);
        assert!(there.await.is_err(), "it was changed");

        migrate(&second, &mut conn, true).await.unwrap();
        migrate(&second, &mut conn, false).await.unwrap();
        for may_upgrade in [false, true] {
            let refused = migrate(&first, &mut conn, may_upgrade).await;
            assert!(matches!(refused, Err(Error::Newer)), "{refused:?}");
        }
    }
}
