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

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// What a migration says that an older version can live with: `oldest_schema`, the number of the newest
/// migration that such a version must know.
const OLDEST: &str = "SELECT value FROM settings WHERE name = 'oldest_schema'";

/// Readers of SQLite: each is a thread with a page cache of its own.
const READERS: u32 = 4;
/// Connections to PostgreSQL of one process.
const POSTGRES_CONNECTIONS: u32 = 16;
/// All that is asked goes by an index, a row for each of a list in a parameter. How long that list is
/// PostgreSQL cannot know: it takes a hundred for granted, and would rather read a whole table than look that
/// often, at every batch of messages, until the table is large.
const BY_INDEX: [(&str, &str); 3] = [
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
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
    let migrated = migrate_locked(migrator, conn, how, lives_with).await;
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
            migrate(&first, &mut conn, How::Beside, None).await.unwrap();
        }
        let refused = migrate(&second, &mut conn, How::Beside, None).await;
        assert!(matches!(refused, Err(Error::Older)), "{refused:?}");
        let there = sqlx::query("SELECT x FROM of_version_2").execute(&mut conn);
        assert!(there.await.is_err(), "it was changed");

        migrate(&second, &mut conn, How::Upgrade, None)
            .await
            .unwrap();
        migrate(&second, &mut conn, How::Beside, None)
            .await
            .unwrap();
        for how in [How::Beside, How::Upgrade, How::Fill, How::Read] {
            let refused = migrate(&first, &mut conn, how, None).await;
            assert!(matches!(refused, Err(Error::Newer)), "{refused:?}");
            let refused = migrate(&first, &mut conn, how, Some(2)).await;
            assert!(matches!(refused, Err(Error::Newer)), "{refused:?}");
            migrate(&first, &mut conn, how, Some(1)).await.unwrap();
        }
        let third = Migrator::with_migrations(vec![version(1), version(2), version(3)]);
        migrate(&third, &mut conn, How::Upgrade, Some(1))
            .await
            .unwrap();
        let there = sqlx::query("SELECT x FROM of_version_3").execute(&mut conn);
        there.await.unwrap();
    }

    #[test]
    fn each_migration_says_which_version_can_live_with_it() {
        for migrator in [&SQLITE, &POSTGRES] {
            // The first version began with all of these.
            for migration in migrator.iter().filter(|migration| migration.version > 4) {
                let sql = migration.sql.as_str();
                assert!(sql.contains("oldest_schema"), "{}", migration.description);
            }
        }
    }

    #[tokio::test]
    async fn what_is_only_read_stays_as_it_is() {
        let mut conn = SqliteConnection::connect(":memory:").await.unwrap();
        let first = Migrator::with_migrations(vec![version(1)]);
        let second = Migrator::with_migrations(vec![version(1), version(2)]);
        let refused = migrate(&first, &mut conn, How::Read, None).await;
        assert!(matches!(refused, Err(Error::Nothing)), "{refused:?}");
        let count = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema");
        let tables: i64 = count.fetch_one(&mut conn).await.unwrap();
        assert_eq!(tables, 0, "it was changed");

        migrate(&first, &mut conn, How::Upgrade, None)
            .await
            .unwrap();
        migrate(&first, &mut conn, How::Read, None).await.unwrap();
        let refused = migrate(&second, &mut conn, How::Read, None).await;
        assert!(matches!(refused, Err(Error::Older)), "{refused:?}");
    }

    #[tokio::test]
    async fn a_connection_to_postgresql_goes_by_the_index_and_ends_where_its_process_hangs() {
        crate::testing::on_both(async |db| {
            let mut conn = db.read().await.unwrap();
            let crate::conn::Engine::Postgres(conn) = conn.engine() else {
                return;
            };
            let hung = ("idle_in_transaction_session_timeout", HUNG);
            for (name, value) in BY_INDEX.into_iter().chain([hung]) {
                let set = sqlx::query_scalar::<_, String>("SELECT current_setting($1)").bind(name);
                assert_eq!(set.fetch_one(&mut *conn).await.unwrap(), value, "{name}");
            }
        })
        .await;
    }
}
