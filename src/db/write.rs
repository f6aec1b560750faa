//! Writing: each piece of work is one transaction to whoever asks for it, and on SQLite all that
//! waits shares one commit (group commit), each a savepoint in it, messages first.
//!
//! A piece of work runs on a task of its own, so that a caller who goes away never leaves a
//! transaction half done.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::{Acquire, Connection, SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::conn::Inner;
use crate::open::Engine;
use crate::{Conn, Db, Error, Result};

/// Writes that may wait for SQLite's writer; one more is `busy`.
const WAITING: usize = 1_024;
/// Writes beside messages in one commit, so that messages behind them don't wait long.
const TOGETHER: usize = 128;
/// Between two checkpoints, while there is something to move.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);

/// What is done in a transaction: `|conn| async move { … }.boxed()`.
pub trait Work<T, E>:
    for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, E>> + Send + 'static
{
}

impl<T, E, F> Work<T, E> for F where
    F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, E>> + Send + 'static
{
}

impl Db {
    /// Does `work` in one transaction: all of it is committed, or none of it where it fails.
    /// Returns after the commit.
    ///
    /// # Errors
    /// The work's own, or that it could not be committed.
    pub async fn write<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_as(false, work).await
    }

    /// As [`Db::write`], before all other writes that wait. For batches of messages.
    ///
    /// # Errors
    /// The work's own, or that it could not be committed.
    pub async fn write_first<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_as(true, work).await
    }

    async fn write_as<T, E>(&self, first: bool, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        match &self.engine {
            Engine::Sqlite { writer, .. } => {
                let job = Box::new(Typed {
                    work: Some(work),
                    done: None,
                    answer: Some(answer),
                });
                writer.send(first, job).await?;
            }
            Engine::Postgres(pool) => {
                let pool = pool.clone();
                self.tasks.spawn(async move {
                    let result = async {
                        let mut conn =
                            Conn(Inner::Transaction(pool.begin().await.map_err(Error::from)?));
                        let done = work(&mut conn).await?;
                        if let Inner::Transaction(transaction) = conn.0 {
                            transaction.commit().await.map_err(Error::from)?;
                        }
                        Ok(done)
                    };
                    // A caller that went away needs no answer.
                    let _ = answer.send(result.await);
                });
            }
        }
        // No answer: the work panicked, and its transaction was rolled back.
        answered
            .await
            .unwrap_or_else(|_| Err(Error::Stored("a write was given up".into()).into()))
    }
}

/// A piece of work whose type the writer need not know.
trait Job: Send {
    /// Runs it; whether it is to be kept.
    fn run<'c>(&'c mut self, conn: &'c mut Conn) -> BoxFuture<'c, bool>;
    /// Answers, after the commit or what came in its place.
    fn finish(&mut self, committed: Result<()>);
}

struct Typed<W, T, E> {
    work: Option<W>,
    done: Option<Result<T, E>>,
    answer: Option<oneshot::Sender<Result<T, E>>>,
}

impl<W, T, E> Job for Typed<W, T, E>
where
    W: Work<T, E>,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    fn run<'c>(&'c mut self, conn: &'c mut Conn) -> BoxFuture<'c, bool> {
        Box::pin(async move {
            let Some(work) = self.work.take() else {
                return false;
            };
            let done = work(conn).await;
            let keep = done.is_ok();
            self.done = Some(done);
            keep
        })
    }

    fn finish(&mut self, committed: Result<()>) {
        let result = match (self.done.take(), committed) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.into()),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(Error::Busy.into()),
        };
        if let Some(answer) = self.answer.take() {
            let _ = answer.send(result);
        }
    }
}

/// The way to SQLite's one writer.
#[derive(Clone)]
pub(crate) struct Writer {
    first: mpsc::Sender<Box<dyn Job>>,
    others: mpsc::Sender<Box<dyn Job>>,
    closing: CancellationToken,
    closed: CancellationToken,
}

impl Writer {
    pub(crate) async fn start(
        pool: SqlitePool,
        path: PathBuf,
        tasks: &TaskTracker,
    ) -> Result<Self> {
        let (first, first_jobs) = mpsc::channel(WAITING);
        let (others, other_jobs) = mpsc::channel(WAITING);
        let writer = Self {
            first,
            others,
            closing: CancellationToken::new(),
            closed: CancellationToken::new(),
        };
        let conn = Conn(Inner::Sqlite(pool.acquire().await?));
        let (dirty, committed) = tokio::sync::watch::channel(());
        let (closing, closed) = (writer.closing.clone(), writer.closed.clone());
        let checkpoints = tasks.spawn(checkpoint(path, committed));
        tasks.spawn(async move {
            run(conn, first_jobs, other_jobs, &dirty, &closing).await;
            drop(dirty);
            let _ = checkpoints.await;
            // The last connection moves what is left of the log and removes it.
            pool.close().await;
            closed.cancel();
        });
        Ok(writer)
    }

    async fn send(&self, first: bool, job: Box<dyn Job>) -> Result<()> {
        if first {
            return self.first.send(job).await.map_err(|_| Error::Busy);
        }
        self.others.try_send(job).map_err(|_| Error::Busy)
    }

    pub(crate) async fn close(&self) {
        self.closing.cancel();
        self.closed.cancelled().await;
    }
}

/// Takes all that waits, commits it, answers; until it is closed and nothing waits.
async fn run(
    mut conn: Conn,
    mut first: mpsc::Receiver<Box<dyn Job>>,
    mut others: mpsc::Receiver<Box<dyn Job>>,
    dirty: &tokio::sync::watch::Sender<()>,
    closing: &CancellationToken,
) {
    loop {
        let job = tokio::select! {
            biased;
            Some(job) = first.recv() => job,
            Some(job) = others.recv() => job,
            () = closing.cancelled() => break,
            else => break,
        };
        let mut jobs = vec![job];
        while let Ok(job) = first.try_recv() {
            jobs.push(job);
        }
        while jobs.len() < TOGETHER
            && let Ok(job) = others.try_recv()
        {
            jobs.push(job);
        }
        let begun = Instant::now();
        let committed = commit(&mut conn, &mut jobs).await;
        metrics::histogram!("snug_db_commit_seconds").record(begun.elapsed());
        dirty.send_replace(());
        let mut committed = committed.map_err(Some);
        for job in &mut jobs {
            // sqlx's errors cannot be cloned: the first hears the very words, the others the kind.
            job.finish(match &mut committed {
                Ok(()) => Ok(()),
                Err(error) => Err(match error.take() {
                    Some(Error::Full) => {
                        *error = Some(Error::Full);
                        Error::Full
                    }
                    Some(first) => first,
                    None => Error::Busy,
                }),
            });
        }
    }
}

async fn commit(conn: &mut Conn, jobs: &mut [Box<dyn Job>]) -> Result<()> {
    execute(conn, "BEGIN IMMEDIATE").await?;
    let result = async {
        for job in jobs.iter_mut() {
            execute(conn, "SAVEPOINT work").await?;
            // A panic in one piece of work is not everybody's.
            let keep = AssertUnwindSafe(job.run(conn))
                .catch_unwind()
                .await
                .unwrap_or(false);
            if !keep {
                execute(conn, "ROLLBACK TO work").await?;
            }
            execute(conn, "RELEASE work").await?;
        }
        execute(conn, "COMMIT").await
    }
    .await;
    if result.is_err() {
        // After a full disk SQLite may have rolled back by itself, so that there is nothing to do.
        let _ = execute(conn, "ROLLBACK").await;
    }
    result
}

async fn execute(conn: &mut Conn, sql: &'static str) -> Result<()> {
    if let Inner::Sqlite(conn) = &mut conn.0 {
        sqlx::query(sql).execute(conn.acquire().await?).await?;
    }
    Ok(())
}

/// Moves committed pages from the log to the database, off the writer's path.
async fn checkpoint(path: PathBuf, mut committed: tokio::sync::watch::Receiver<()>) {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
    let Ok(mut conn) = SqliteConnection::connect_with(&options).await else {
        tracing::error!("no connection for checkpoints: the write-ahead log will grow");
        return;
    };
    while committed.changed().await.is_ok() {
        if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)")
            .execute(&mut conn)
            .await
        {
            tracing::warn!(%error, "checkpoint");
        }
        tokio::time::sleep(CHECKPOINT_EVERY).await;
    }
    let _ = conn.close().await;
}
