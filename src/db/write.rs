//! Writing: each piece of work is one transaction to whoever asks for it, and on SQLite what waits
//! shares one commit (group commit), each a savepoint in it, messages first: they wait for what is
//! written beside them in every second commit at most.
//!
//! A piece of work runs on a task of its own, so that a caller who goes away never leaves a
//! transaction half done.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::conn::Inner;
use crate::open::Engine;
use crate::wal::{Wal, wal};
use crate::{Conn, Db, Error, Result};

/// Writes that may wait for SQLite's writer; one more is `busy`.
const WAITING: usize = 1_024;
/// For how long writes beside messages are taken into one commit: those that share it wait for them.
const OTHERS_FOR: Duration = Duration::from_micros(500);

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

    /// As [`Db::write`], on SQLite before all other writes that wait. For batches of messages.
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
            .unwrap_or_else(|_| Err(Error::GivenUp.into()))
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
            (None, Ok(())) => Err(Error::GivenUp.into()),
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
        let (first, first_waiting) = mpsc::channel(WAITING);
        let (others, others_waiting) = mpsc::channel(WAITING);
        let line = Line::new(first_waiting, others_waiting);
        let writer = Self {
            first,
            others,
            closing: CancellationToken::new(),
            closed: CancellationToken::new(),
        };
        let conn = Conn(Inner::Sqlite(pool.acquire().await?));
        let (wal, checkpoints) = wal(path);
        let (closing, closed) = (writer.closing.clone(), writer.closed.clone());
        let checkpoints = tasks.spawn(checkpoints.run());
        tasks.spawn(async move {
            run(conn, line, wal, &closing).await;
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

/// What waits to be written.
struct Line {
    first: mpsc::Receiver<Box<dyn Job>>,
    others: mpsc::Receiver<Box<dyn Job>>,
    /// Whether messages are in the commit that is being made.
    has_first: bool,
    /// Whether the commit before was one of messages alone.
    has_left_out: bool,
}

impl Line {
    fn new(first: mpsc::Receiver<Box<dyn Job>>, others: mpsc::Receiver<Box<dyn Job>>) -> Self {
        Self {
            first,
            others,
            has_first: false,
            has_left_out: false,
        }
    }

    /// The next job; none once `closing` is cancelled and nothing waits.
    async fn next(&mut self, closing: &CancellationToken) -> Option<Box<dyn Job>> {
        tokio::select! {
            biased;
            Some(job) = self.first.recv() => {
                self.has_first = true;
                Some(job)
            }
            Some(job) = self.others.recv() => {
                self.has_first = false;
                Some(job)
            }
            () = closing.cancelled() => None,
            else => None,
        }
    }

    /// What else goes into the same commit: all that is first, and others for a moment, beside messages
    /// only where the commit before left them out.
    fn company(&mut self, others_since: &mut Option<Instant>) -> Option<Box<dyn Job>> {
        if let Ok(job) = self.first.try_recv() {
            self.has_first = true;
            return Some(job);
        }
        if self.has_first && !self.has_left_out {
            self.has_left_out = true;
            return None;
        }
        let since = others_since.get_or_insert_with(Instant::now);
        if since.elapsed() <= OTHERS_FOR
            && let Ok(job) = self.others.try_recv()
        {
            return Some(job);
        }
        self.has_left_out = false;
        None
    }
}

/// Takes what waits, commits it, answers; until it is closed and nothing waits.
async fn run(mut conn: Conn, mut line: Line, wal: Wal, closing: &CancellationToken) {
    while let Some(job) = line.next(closing).await {
        let begun = Instant::now();
        let mut jobs = Vec::new();
        let committed = commit(&mut conn, job, &mut line, &mut jobs).await;
        metrics::histogram!("snug_db_commit_seconds").record(begun.elapsed());
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
        if let Inner::Sqlite(conn) = &mut conn.0 {
            wal.committed(conn).await;
        }
    }
}

/// Runs `job` and its company in one transaction, and leaves them in `jobs`.
async fn commit(
    conn: &mut Conn,
    job: Box<dyn Job>,
    line: &mut Line,
    jobs: &mut Vec<Box<dyn Job>>,
) -> Result<()> {
    let result = async {
        let mut is_open = false;
        let mut others_since = None;
        let mut next = Some(job);
        while let Some(job) = next {
            jobs.push(job);
            if let Some(job) = jobs.last_mut() {
                is_open = apply(conn, &mut **job, is_open).await?;
            }
            next = line.company(&mut others_since);
        }
        if is_open {
            execute(conn, "COMMIT").await?;
        }
        Ok(())
    }
    .await;
    if result.is_err() {
        // SQLite may have rolled back by itself, as it does when the disk is full.
        let _ = execute(conn, "ROLLBACK").await;
    }
    result
}

/// Runs a job: in a savepoint where the transaction is open, else it opens one, which stays open
/// if the job is kept. Whether the transaction is open now.
async fn apply(conn: &mut Conn, job: &mut dyn Job, is_open: bool) -> Result<bool> {
    let begin = if is_open {
        "SAVEPOINT work"
    } else {
        "BEGIN IMMEDIATE"
    };
    execute(conn, begin).await?;
    // A panic in one piece of work is not everybody's.
    let keep = AssertUnwindSafe(job.run(conn))
        .catch_unwind()
        .await
        .unwrap_or(false);
    let then: &[&'static str] = match (is_open, keep) {
        (false, true) => &[],
        (false, false) => &["ROLLBACK"],
        (true, true) => &["RELEASE work"],
        (true, false) => &["ROLLBACK TO work", "RELEASE work"],
    };
    for sql in then {
        // Where SQLite has ended the whole transaction by itself, the job knows why, and what it
        // shared it with is tried again.
        execute(conn, sql).await.map_err(|_| Error::Busy)?;
    }
    Ok(is_open || keep)
}

async fn execute(conn: &mut Conn, sql: &'static str) -> Result<()> {
    if let Inner::Sqlite(conn) = &mut conn.0 {
        sqlx::query(sql).execute(&mut **conn).await?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
