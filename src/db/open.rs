//! Opening a database: which engine, how it is set, and its schema brought up to date.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgPool, SqlitePool};
use tokio_util::task::TaskTracker;

use crate::conn::Inner;
use crate::write::Writer;
use crate::{Conn, Error, Result};

static SQLITE: Migrator = sqlx_macros::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx_macros::migrate!("../../migrations/postgres");

/// How often a migration is tried again that a replica which stores meanwhile was in the way of: each is
/// one transaction.
const DEADLOCKS: usize = 10;
/// What a migration says that an older version can live with: `oldest_schema`, the number of the newest
/// migration that such a version must know.
const OLDEST: &str = "SELECT value FROM settings WHERE name = 'oldest_schema'";

/// Readers of SQLite: each is a thread with a page cache of its own.
const READERS: u32 = 4;
/// Connections to PostgreSQL of one process.
const POSTGRES_CONNECTIONS: u32 = 16;
/// All that is asked goes by an index, a row for each of a list in a parameter. How long that list is
/// PostgreSQL cannot know: it takes a hundred for granted, and would rather read a whole table than look that
/// often, at every batch of messages, until the table is large. What has no index costs more than anything by
/// that, and would be compiled each time: a tenth of a second, for a few rows.
const BY_INDEX: [(&str, &str); 4] = [
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
];
/// A connection that has rested for longer is asked whether it is still there before it is used.
const RESTED: Duration = Duration::from_secs(1);
/// After this long without a word in the middle of a transaction a process hangs, or its machine has gone:
/// PostgreSQL ends its connection, so that others have what it locked. A move reads as long in between.
const HUNG: &str = "10s";

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Config {
    /// A file; it and its directory are made when they are missing.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/name`
    Postgres(String),
}

/// What may be done to a database as it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Its schema is brought up to date.
    Upgrade,
    /// An empty one gets its schema, and an older one stays as it is.
    Beside,
    /// The same, and a move into it need not be finished.
    Fill,
    /// Nothing.
    Read,
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
    /// When it cannot be reached or written, or was made by a newer version; [`Error::Unfinished`].
    pub async fn open(config: &Config, tasks: &TaskTracker) -> Result<Self> {
        Self::open_with(config, tasks, How::Upgrade).await
    }

    /// Opens the database beside a server that may be running. An empty one gets its schema, but one
    /// that an older version has made stays as it is: that version may be at work.
    ///
    /// # Errors
    /// As [`Db::open`], and [`Error::Older`].
    pub async fn open_beside(config: &Config, tasks: &TaskTracker) -> Result<Self> {
        Self::open_with(config, tasks, How::Beside).await
    }

    /// Opens the database that a move goes into: one that is empty, or as far as a move before came.
    ///
    /// # Errors
    /// As [`Db::open_beside`], without [`Error::Unfinished`].
    pub async fn open_to_fill(config: &Config, tasks: &TaskTracker) -> Result<Self> {
        Self::open_with(config, tasks, How::Fill).await
    }

    /// Opens the database that a move comes from. It is not changed, and cannot be.
    ///
    /// # Errors
    /// When it cannot be reached, [`Error::Older`], [`Error::Newer`], [`Error::Unfinished`], and
    /// [`Error::Nothing`].
    pub async fn open_to_read(config: &Config, tasks: &TaskTracker) -> Result<Self> {
        Self::open_with(config, tasks, How::Read).await
    }

    async fn open_with(config: &Config, tasks: &TaskTracker, how: How) -> Result<Self> {
        let is_read = how == How::Read;
        let engine = match config {
            Config::Sqlite(path) => {
                let mut options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(!is_read)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(5))
                    .pragma("temp_store", "memory")
                    .pragma("journal_size_limit", "67108864")
                    .statement_cache_capacity(256)
                    .optimize_on_close(!is_read, Some(400));
                if is_read {
                    options = options.pragma("query_only", "true");
                }
                let writes = SqlitePoolOptions::new()
                    .max_connections(1)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    // The writer never waits for a checkpoint: another connection does them.
                    .connect_with(options.clone().pragma("wal_autocheckpoint", "0"))
                    .await?;
                let mut conn = writes.acquire().await?;
                let lives_with = oldest(sqlx::query_scalar(OLDEST).fetch_one(&mut *conn).await);
                migrate(&SQLITE, &mut *conn, how, lives_with).await?;
                drop(conn);
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
                let options = match how {
                    How::Upgrade | How::Beside => options
                        .options([("idle_in_transaction_session_timeout", HUNG)])
                        .options(BY_INDEX),
                    How::Read => options.options([("default_transaction_read_only", "on")]),
                    How::Fill => options,
                };
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(Duration::from_secs(5))
                    // Each time it would be a way there and back before every batch of messages.
                    .test_before_acquire(false)
                    .before_acquire(|conn, meta| {
                        Box::pin(async move {
                            if meta.idle_for > RESTED {
                                conn.ping().await?;
                            }
                            Ok(true)
                        })
                    })
                    .connect_with(options)
                    .await?;
                let mut conn = pool.acquire().await?;
                let lives_with = oldest(sqlx::query_scalar(OLDEST).fetch_one(&mut *conn).await);
                migrate(&POSTGRES, &mut *conn, how, lives_with).await?;
                drop(conn);
                Engine::Postgres(pool)
            }
        };
        let db = Self {
            engine,
            tasks: tasks.clone(),
        };
        if how != How::Fill && db.read().await?.has_unfinished_move().await? {
            db.close().await;
            return Err(Error::Unfinished);
        }
        Ok(db)
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

    /// How many reads that take a while may run at a time: half of the connections that there are for
    /// reading, so that all others find one.
    #[must_use]
    pub fn long_reads(&self) -> usize {
        let readers = match &self.engine {
            Engine::Sqlite { .. } => READERS,
            Engine::Postgres(_) => POSTGRES_CONNECTIONS,
        };
        readers as usize / 2
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

/// With which version of the schema whoever does not know the newest can still work.
fn oldest(found: sqlx::Result<String>) -> Option<i64> {
    // Where there is no such setting, and in an empty database no such table, nobody can.
    found.ok()?.parse().ok()
}

/// Brings the schema up to date, unless that is an upgrade and those are not allowed. A newer one stays
/// as it is: where it `lives_with` this version's, as during an upgrade of replicas, it will do.
async fn migrate<C: Migrate>(
    migrator: &Migrator,
    conn: &mut C,
    how: How,
    lives_with: Option<i64>,
) -> Result<()> {
    if how == How::Read {
        return migrate_locked(migrator, conn, how, lives_with).await;
    }
    // Replicas may start at the same time.
    conn.lock().await?;
    let mut migrated = migrate_locked(migrator, conn, how, lives_with).await;
    for _ in 0..DEADLOCKS {
        if !matches!(migrated, Err(Error::Busy)) {
            break;
        }
        migrated = migrate_locked(migrator, conn, how, lives_with).await;
    }
    conn.unlock().await?;
    migrated
}

async fn migrate_locked<C: Migrate>(
    migrator: &Migrator,
    conn: &mut C,
    how: How,
    lives_with: Option<i64>,
) -> Result<()> {
    let table = &migrator.table_name;
    if how != How::Read {
        conn.ensure_migrations_table(table).await?;
    }
    let applied = match conn
        .list_applied_migrations(table)
        .await
        .map_err(Error::from)
    {
        // There is no such table.
        Err(Error::Sqlx(sqlx::Error::Database(_))) if how == How::Read => Vec::new(),
        applied => applied?,
    };
    let newest = migrator.iter().map(|known| known.version).max();
    let is_known = |version| migrator.iter().any(|known| known.version == version);
    if !applied.iter().all(|applied| is_known(applied.version)) {
        return match lives_with {
            Some(oldest) if Some(oldest) <= newest => Ok(()),
            _ => Err(Error::Newer),
        };
    }
    let is_applied = |version| applied.iter().any(|known| known.version == version);
    let is_older = !migrator.iter().all(|known| is_applied(known.version));
    match how {
        How::Read if applied.is_empty() => Err(Error::Nothing),
        How::Beside | How::Fill | How::Read if is_older && !applied.is_empty() => Err(Error::Older),
        How::Read => Ok(()),
        How::Beside | How::Fill | How::Upgrade => {
            Ok(migrator.run_direct(None, conn, false).await?)
        }
    }
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) => Self::Newer,
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            error => Self::Migrate(error),
        }
    }
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
