//! For tests, here and in other crates: a scenario is run on each engine, on a database of its own.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::conn::Engine;
use crate::{Config, Db, Error};

/// Runs `scenario` on SQLite in a directory of its own and, where `SNUG_TEST_POSTGRES_URL` names
/// a server's administrative database, on PostgreSQL in a database of its own.
///
/// # Panics
/// Where there is no database to be had.
pub async fn on_both(scenario: impl AsyncFn(Db)) {
    for place in places().await {
        let db = Db::open(&place.config, &TaskTracker::new()).await;
        let db = db.expect("a database");
        scenario(db.clone()).await;
        db.close().await;
        place.end().await;
    }
}

/// A database that nobody has opened yet.
pub(crate) struct Place {
    pub(crate) config: Config,
    held: Held,
}

/// What it is in.
enum Held {
    Directory(#[expect(dead_code, reason = "held until it is dropped")] tempfile::TempDir),
    /// By its name, on the server that is administered here.
    Server(String, String),
}

/// One of each engine.
pub(crate) async fn places() -> Vec<Place> {
    let dir = tempfile::tempdir().expect("a directory");
    let mut places = vec![Place {
        config: Config::Sqlite(dir.path().join("snug.db")),
        held: Held::Directory(dir),
    }];
    if let Ok(admin) = std::env::var("SNUG_TEST_POSTGRES_URL") {
        let name = format!(
            "snug_db_{}",
            Uuid::from_bytes(models::Random::system().bytes()).simple()
        );
        execute(&admin, format!("CREATE DATABASE {name}")).await;
        let options = PgConnectOptions::from_str(&admin)
            .expect("a URL")
            .database(&name);
        places.push(Place {
            config: Config::Postgres(options.to_url_lossy().to_string()),
            held: Held::Server(admin, name),
        });
    }
    places
}

impl Place {
    pub(crate) async fn end(self) {
        if let Held::Server(admin, name) = &self.held {
            execute(admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

/// Takes the room for anything more from SQLite's database, or gives it back; whether that could be
/// done.
///
/// # Panics
/// Where SQLite does not know of this.
pub async fn limit(db: &Db, full: bool) -> bool {
    // Never less than it has.
    let sql = if full {
        "PRAGMA max_page_count = 1"
    } else {
        "PRAGMA max_page_count = 1073741823"
    };
    let limited = db.write::<_, Error>(move |conn| {
        Box::pin(async move {
            let Engine::Sqlite(conn) = conn.engine() else {
                return Ok(false);
            };
            sqlx::query(sql).execute(conn).await?;
            Ok(true)
        })
    });
    limited.await.expect("a limit")
}

/// Has SQLite refuse to note that mails were sent, or no more.
///
/// # Panics
/// Where it does not take that.
pub async fn refuse_mailed(db: &Db, does: bool) {
    let sql = if does {
        "CREATE TRIGGER refuse BEFORE INSERT ON mailed BEGIN SELECT RAISE(ABORT, 'refused'); END"
    } else {
        "DROP TRIGGER refuse"
    };
    let refused = db.write::<_, Error>(move |conn| {
        Box::pin(async move {
            let Engine::Sqlite(conn) = conn.engine() else {
                return Ok(false);
            };
            sqlx::raw_sql(sql).execute(conn).await?;
            Ok(true)
        })
    });
    assert!(refused.await.expect("it takes that"), "only SQLite does");
}

async fn execute(admin: &str, sql: String) {
    let mut conn = PgConnection::connect(admin).await.expect("a connection");
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut conn)
        .await
        .expect("to be allowed to");
    conn.close().await.expect("to be done");
}

/// One write: `write!(db, conn => conn.insert_…(…).await)`.
#[cfg(test)]
macro_rules! write {
    ($db:expr, $conn:ident => $work:expr) => {
        $db.write::<_, $crate::Error>(move |$conn| Box::pin(async move { $work }))
            .await
    };
}
#[cfg(test)]
pub(crate) use write;
