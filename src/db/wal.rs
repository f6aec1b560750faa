//! SQLite's write-ahead log: its pages are moved to the database off the writer's path, and the
//! writer begins it anew once it is long.
//!
//! A checkpoint beside a writer that never pauses does not catch up: while it moves pages more are
//! written, and a log is begun anew only when every page of it was moved. So the writer does the
//! rest itself, between two commits, when the checkpoint beside it has left little to do. Without
//! that the log grows for as long as the load lasts, and opening it after a crash takes seconds.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};
use tokio::sync::watch;

use crate::{Error, Result};

/// Between two checkpoints, while there is something to move.
const EVERY: Duration = Duration::from_millis(500);
/// Pages (32 MiB) from which on a log is long. Written over in place it also costs less than one
/// that grows: its size does not change, so a commit syncs nothing but its pages.
const LONG: i64 = 8_192;

/// The writer's end.
pub(crate) struct Wal {
    /// Tells the checkpoints that there is something to move; dropped, it ends them.
    committed: watch::Sender<()>,
    long: Arc<AtomicBool>,
}

/// Moves pages until its [`Wal`] is dropped.
pub(crate) struct Checkpoints {
    path: PathBuf,
    committed: watch::Receiver<()>,
    long: Arc<AtomicBool>,
}

pub(crate) fn wal(path: PathBuf) -> (Wal, Checkpoints) {
    let (sender, receiver) = watch::channel(());
    let long = Arc::new(AtomicBool::new(false));
    let wal = Wal {
        committed: sender,
        long: Arc::clone(&long),
    };
    let checkpoints = Checkpoints {
        path,
        committed: receiver,
        long,
    };
    (wal, checkpoints)
}

impl Wal {
    /// To be called by the writer after each commit; begins the log anew where it is long.
    pub(crate) async fn committed(&self, writer: &mut SqliteConnection) {
        if self.long.swap(false, Ordering::Relaxed)
            && let Err(error) = begin_anew(writer).await
            && error.is_news()
        {
            tracing::warn!(%error, "the write-ahead log could not be begun anew");
        }
        self.committed.send_replace(());
    }
}

/// Moves what is left, and hardly waits for those who still read the log: somebody who reads for
/// long, such as a backup, must not hold up the writer, and the next checkpoint asks again.
async fn begin_anew(writer: &mut SqliteConnection) -> Result<()> {
    sqlx::query("PRAGMA busy_timeout = 5")
        .execute(&mut *writer)
        .await?;
    let begun = sqlx::query("PRAGMA wal_checkpoint(RESTART)")
        .execute(&mut *writer)
        .await;
    // As it was opened, see `open.rs`.
    sqlx::query("PRAGMA busy_timeout = 5000")
        .execute(&mut *writer)
        .await?;
    begun?;
    Ok(())
}

impl Checkpoints {
    pub(crate) async fn run(mut self) {
        let options = SqliteConnectOptions::new()
            .filename(&self.path)
            .synchronous(SqliteSynchronous::Full);
        let mut conn = match SqliteConnection::connect_with(&options).await {
            Ok(conn) => conn,
            Err(error) => {
                tracing::error!(%error, "no checkpoints: the write-ahead log will grow");
                return;
            }
        };
        while self.committed.changed().await.is_ok() {
            let moved: sqlx::Result<(i64, i64, i64)> =
                sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)")
                    .fetch_one(&mut conn)
                    .await;
            match moved.map_err(Error::from) {
                Ok((_, pages, _)) => self.long.store(pages >= LONG, Ordering::Relaxed),
                Err(error) if error.is_news() => tracing::warn!(%error, "checkpoint"),
                Err(_) => {}
            }
            tokio::time::sleep(EVERY).await;
        }
        let _ = conn.close().await;
    }
}
