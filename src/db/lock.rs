//! One server at a time on a PostgreSQL database: an advisory lock, held for as long as the
//! connection that took it lives.
//!
//! It must never share a connection with anything else: whoever loses the connection has lost the
//! lock, and must stop.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::{Error, Result};

/// What the lock is called; other programs on the same database choose other numbers.
const NAME: i64 = 0x736e_7567; // "snug"
/// A server that was killed a moment ago holds it until PostgreSQL notices.
const PATIENCE: Duration = Duration::from_secs(3);
/// Between two looks at a lock that somebody holds.
const RETRY: Duration = Duration::from_millis(100);
/// Between two looks at whether the connection lives.
const LOOK: Duration = Duration::from_secs(5);

/// The lock. It is given back when this is dropped.
#[derive(Debug)]
pub struct Lock {
    lost: CancellationToken,
    release: CancellationToken,
}

impl Lock {
    /// Takes the lock of the database at `url`; none while another server holds it. The task that
    /// watches it runs on `tasks`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn acquire(url: &str, tasks: &TaskTracker) -> Result<Option<Self>> {
        let mut conn = PgConnectOptions::from_str(url)
            .map_err(|error| Error::Address(format!("database.url: {error}")))?
            .application_name("snug lock")
            // So that PostgreSQL forgets a machine that vanished within half a minute.
            .options([
                ("tcp_keepalives_idle", "10"),
                ("tcp_keepalives_interval", "5"),
                ("tcp_keepalives_count", "4"),
            ])
            .connect()
            .await?;
        let mut waited = Duration::ZERO;
        while !try_lock(&mut conn).await? {
            if waited >= PATIENCE {
                return Ok(None);
            }
            tokio::time::sleep(RETRY).await;
            waited += RETRY;
        }
        let lock = Self {
            lost: CancellationToken::new(),
            release: CancellationToken::new(),
        };
        tasks.spawn(watch(conn, lock.lost.clone(), lock.release.clone()));
        Ok(Some(lock))
    }

    /// Returns when the lock is lost, and never otherwise.
    pub async fn lost(&self) {
        self.lost.cancelled().await;
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.release.cancel();
    }
}

async fn try_lock(conn: &mut PgConnection) -> Result<bool> {
    let locked = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(NAME);
    Ok(locked.fetch_one(conn).await?)
}

async fn watch(mut conn: PgConnection, lost: CancellationToken, release: CancellationToken) {
    loop {
        tokio::select! {
            () = release.cancelled() => {
                // PostgreSQL lets go of the lock with the connection, however that ends.
                let _ = conn.close().await;
                return;
            }
            () = tokio::time::sleep(LOOK) => {}
        }
        let answer = tokio::time::timeout(LOOK, conn.ping()).await;
        if !matches!(answer, Ok(Ok(()))) {
            lost.cancel();
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_at_a_time_holds_the_lock_and_hears_when_it_is_lost() {
        let Ok(url) = std::env::var("SNUG_TEST_POSTGRES_URL") else {
            return;
        };
        let tasks = TaskTracker::new();
        let lock = Lock::acquire(&url, &tasks)
            .await
            .unwrap()
            .expect("nobody holds it");
        assert!(
            Lock::acquire(&url, &tasks).await.unwrap().is_none(),
            "two hold it"
        );

        drop(lock);
        let lock = Lock::acquire(&url, &tasks)
            .await
            .unwrap()
            .expect("it was given back");

        let mut admin = PgConnection::connect(&url).await.unwrap();
        sqlx::query(
            "SELECT pg_terminate_backend(pid) FROM pg_locks \
             WHERE locktype = 'advisory' AND objid::bigint = $1",
        )
        .bind(NAME)
        .execute(&mut admin)
        .await
        .unwrap();
        tokio::time::timeout(LOOK * 3, lock.lost())
            .await
            .expect("it is lost");
    }
}
