//! For the tests of every noun: a scenario is run on each engine, on a database of its own.

use std::path::Path;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::{Config, Db};

/// Runs `scenario` on SQLite in a directory of its own and, where `SNUG_TEST_POSTGRES_URL` names
/// a server's administrative database, on PostgreSQL in a database of its own.
pub(crate) async fn on_both(scenario: impl AsyncFn(Db)) {
    let dir = tempfile::tempdir().unwrap();
    run(&Config::Sqlite(dir.path().join("snug.db")), &scenario).await;
    let Ok(admin) = std::env::var("SNUG_TEST_POSTGRES_URL") else { return };
    let name = format!("snug_db_{}", Uuid::from_bytes(models::Random::system().bytes()).simple());
    execute(&admin, format!("CREATE DATABASE {name}")).await;
    let options = PgConnectOptions::from_str(&admin).unwrap().database(&name);
    run(&Config::Postgres(options.to_url_lossy().to_string()), &scenario).await;
    execute(&admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

async fn run(config: &Config, scenario: &impl AsyncFn(Db)) {
    let tasks = TaskTracker::new();
    let db = Db::open(config, &tasks).await.unwrap();
    scenario(db.clone()).await;
    db.close().await;
    if let Config::Sqlite(path) = config {
        assert!(!log_of(path).exists(), "the log was not folded in at the end");
    }
}

fn log_of(path: &Path) -> std::path::PathBuf {
    path.with_extension("db-wal")
}

async fn execute(admin: &str, sql: String) {
    let mut conn = PgConnection::connect(admin).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

/// One write, its error a failure of the test.
macro_rules! write {
    ($db:expr, $conn:ident => $work:expr) => {
        $db.write::<_, $crate::Error>(move |$conn| Box::pin(async move { $work })).await
    };
}
pub(crate) use write;
