//! Store: one worker takes every job that waits and commits them in one transaction, then answers,
//! then announces. Load makes batches larger, never slower: one fsync serves all that waited.
//!
//! *Invariant:* nothing is announced or answered as stored before its commit.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bus::{Consumer, Lease, Waiting};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use models::{Change, ChangeMessage, Code, ConversationId, Problem, UserId};

use crate::batch::{self, Applied};
use crate::{Chat, mention};

/// Jobs in one transaction at most.
const BATCH: usize = 1_024;
/// Between two tries while the database is away.
const RETRY: std::ops::Range<Duration> = Duration::from_millis(50)..Duration::from_secs(2);

/// Who is online, of the conversations in which somebody says `@here`.
pub(crate) type Here = HashSet<(ConversationId, UserId)>;

impl Chat {
    /// Stores jobs until the queue is closed and empty.
    pub async fn store_all(self, mut jobs: Box<dyn Consumer<ChangeMessage>>) {
        while let Some(deliveries) = jobs.next(BATCH).await {
            metrics::histogram!("snug_store_batch_size").record(deliveries.len() as f64);
            let (jobs, waiting): (Vec<_>, Vec<_>) =
                deliveries.into_iter().map(bus::Delivery::split).unzip();
            self.store(jobs.into(), waiting).await;
        }
    }

    /// Stores one batch. What is transient holds everything and is tried again in place; what
    /// aborts the batch is found by halving it, so that one bad job spoils no other.
    fn store(&self, jobs: Arc<[ChangeMessage]>, mut waiting: Vec<Waiting>) -> BoxFuture<'_, ()> {
        async move {
            let begun = Instant::now();
            let mut pause = RETRY.start;
            let error = loop {
                match self.commit(Arc::clone(&jobs)).await {
                    Ok(applied) => {
                        metrics::histogram!("snug_store_seconds").record(begun.elapsed());
                        return self.finish(applied, waiting).await;
                    }
                    Err(error) if error.is_transient() => {
                        tracing::warn!(%error, jobs = jobs.len(), "storing waits");
                        tokio::time::sleep(pause).await;
                        pause = (pause * 2).min(RETRY.end);
                    }
                    Err(error) => break error,
                }
            };
            if jobs.len() > 1 && !matches!(error, db::Error::Full) {
                let second = waiting.split_off(jobs.len() / 2);
                let (left, right) = jobs.split_at(jobs.len() / 2);
                self.store(left.into(), waiting).await;
                self.store(right.into(), second).await;
                return;
            }
            tracing::error!(%error, "a job cannot be stored");
            let problem = Problem::from(error);
            for waiting in waiting {
                waiting.done(Err(problem.clone()));
            }
        }
        .boxed()
    }

    async fn commit(&self, jobs: Arc<[ChangeMessage]>) -> db::Result<Applied> {
        let here = self.here(&jobs).await?;
        self.inner
            .db
            .write_first(move |conn| async move { batch::apply(conn, &jobs, &here).await }.boxed())
            .await
    }

    async fn finish(&self, applied: Applied, waiting: Vec<Waiting>) {
        for (waiting, outcome) in waiting.into_iter().zip(applied.outcomes) {
            waiting.done(outcome);
        }
        for changed in applied.changed {
            metrics::counter!("snug_messages_stored_total")
                .increment(changed.messages.len() as u64);
            self.announce(changed).await;
        }
        self.wake_indexer();
    }

    /// Presence lies outside the database, so it is asked before the transaction.
    async fn here(&self, jobs: &[ChangeMessage]) -> db::Result<Here> {
        let mut here = Here::new();
        let mut asked = HashSet::new();
        for job in jobs {
            let says_here = matches!(&job.change, Change::Send { body, .. } | Change::Edit { body, .. }
                if body.contains("@here") && mention::names(body).here);
            if !says_here || !asked.insert(job.conversation_id) {
                continue;
            }
            let members = self
                .inner
                .db
                .read()
                .await?
                .list_member_ids(job.conversation_id)
                .await?;
            let leases = members.iter().map(|&id| Lease::Online(id)).collect();
            let online = self.inner.leases.held(leases).await.unwrap_or_default();
            here.extend(
                members
                    .into_iter()
                    .zip(online)
                    .filter(|(_, online)| *online)
                    .map(|(user_id, _)| (job.conversation_id, user_id)),
            );
        }
        Ok(here)
    }
}

/// The problem for whoever is not a member: what they may not know does not exist.
pub(crate) fn not_a_member() -> Problem {
    Problem::new(Code::NotFound, "There is no such conversation.")
}
