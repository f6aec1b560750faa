//! Store: one worker takes every job that waits and commits them in one transaction, then answers,
//! then announces. Load makes batches larger, never slower: one fsync serves all that waited.
//!
//! *Invariant:* nothing is announced or answered as stored before its commit. Of what a broker keeps,
//! whose sender was answered long since, nothing is given up that can still be stored, and it is let go
//! of last: a crash before that repeats it, and with it what is announced.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bus::{Consumer, Waiting};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use models::event::{Address, MessageRejected};
use models::{Change, ChangeMessage, Code, Event, NotifyOwed, Problem, Timestamp};
use tokio::time::Instant;
use uuid::Uuid;

use crate::Chat;
use crate::batch::{self, Applied};
use crate::company::Company;

/// Jobs in one transaction at most.
const BATCH: usize = 1_024;
/// Between two tries while the database is away.
const RETRY: std::ops::Range<Duration> = Duration::from_millis(50)..Duration::from_secs(2);

/// For how long a disk is held to be full that was, unless something is stored.
const FULL: Duration = Duration::from_secs(30);
/// When no messages were refused for lack of room.
pub(crate) const NEVER: i64 = i64::MIN;

impl Chat {
    /// Stores jobs until the queue is closed and empty.
    pub async fn store_all(self, mut jobs: Box<dyn Consumer<ChangeMessage>>) {
        let mut company = Company::default();
        while let Some(deliveries) = company.gather(&mut *jobs, BATCH).await {
            metrics::histogram!("snug_store_batch_size").record(deliveries.len() as f64);
            let (jobs, waiting): (Vec<_>, Vec<_>) =
                deliveries.into_iter().map(bus::Delivery::split).unzip();
            self.note_lag(&jobs);
            company.stored(jobs.iter().map(|job| job.conversation_id), Instant::now());
            self.store(jobs.into(), waiting).await;
        }
    }

    fn note_lag(&self, jobs: &[ChangeMessage]) {
        if let Some(oldest) = jobs.iter().map(|job| job.at).min() {
            let lag = self.inner.clock.now().since(oldest);
            metrics::histogram!("snug_store_lag_seconds").record(lag);
        }
    }

    /// Stores one batch. What is transient holds everything and is tried again in place; what
    /// aborts the batch is found by halving it, so that one bad job spoils no other.
    fn store(&self, jobs: Arc<[ChangeMessage]>, mut waiting: Vec<Waiting>) -> BoxFuture<'_, ()> {
        async move {
            let (since, mut pause) = (std::time::Instant::now(), RETRY.start);
            let error = loop {
                match self.commit(Arc::clone(&jobs)).await {
                    Ok(applied) => {
                        self.inner.refused_at.store(NEVER, Ordering::Relaxed);
                        metrics::histogram!("snug_store_seconds").record(applied.begun.elapsed());
                        return self.finish(applied, &jobs, waiting, since).await;
                    }
                    Err(error) if self.must_wait(&error, &waiting) => {
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
            if error.is_news() {
                tracing::error!(%error, "a job cannot be stored");
            }
            let problem = Problem::from(error);
            for (job, waiting) in jobs.iter().zip(waiting) {
                self.follow_failed(job, problem.code, since);
                if waiting.is_answered() {
                    self.reject(job, &problem).await;
                }
                waiting.fail(problem.clone());
            }
        }
        .boxed()
    }

    /// Whether the batch is tried again as it is. A full disk is waited for where nobody can be told.
    fn must_wait(&self, error: &db::Error, waiting: &[Waiting]) -> bool {
        let is_full = matches!(error, db::Error::Full);
        if is_full {
            let now = self.inner.clock.now().0;
            self.inner.refused_at.store(now, Ordering::Relaxed);
        }
        error.is_transient() || (is_full && waiting.iter().any(Waiting::is_answered))
    }

    /// Whether there was no room for the last messages. After a while that is forgotten: whoever
    /// sends nothing to a server that is full would never learn that it has room again.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let refused_at = Timestamp(self.inner.refused_at.load(Ordering::Relaxed));
        self.inner.clock.now() < refused_at.plus(FULL)
    }

    async fn commit(&self, jobs: Arc<[ChangeMessage]>) -> db::Result<Applied> {
        let leases = Arc::clone(&self.inner.leases);
        self.inner
            .db
            .write_first(move |conn| {
                async move { batch::apply(conn, &jobs, &*leases).await }.boxed()
            })
            .await
    }

    async fn finish(
        &self,
        applied: Applied,
        jobs: &[ChangeMessage],
        waiting: Vec<Waiting>,
        since: std::time::Instant,
    ) {
        let followed = self.follow_stored(jobs, &applied.outcomes, since);
        let mut last = Vec::new();
        for ((job, waiting), outcome) in jobs.iter().zip(waiting).zip(applied.outcomes) {
            if waiting.is_answered() {
                if let Err(problem) = &outcome {
                    self.reject(job, problem).await;
                }
                last.push((waiting, outcome));
            } else {
                waiting.done(outcome);
            }
        }
        metrics::counter!("snug_messages_stored_total").increment(applied.stored as u64);
        for mut changed in applied.changed {
            changed.traceparent = followed.get(&changed.conversation_id).copied();
            self.announce(changed).await;
        }
        for own in applied.own {
            let address = Address::User(own.user_id);
            self.publish(address, Event::MeChanged(own)).await;
        }
        if applied.owes {
            // A hint: whoever tells people looks by itself too, so a full queue loses nothing.
            drop(self.inner.owed.publish(Uuid::nil(), NotifyOwed {}));
        }
        self.wake_indexer();
        for (waiting, outcome) in last {
            waiting.done(outcome);
        }
    }

    /// Tells a sender who was told that it is safe that it cannot be stored after all.
    async fn reject(&self, job: &ChangeMessage, problem: &Problem) {
        if let Change::Send {
            has_waited: true, ..
        } = job.change
        {
            let (by, at, id) = (job.user_id, job.conversation_id, job.message_id);
            let (chat, code) = (self.clone(), problem.code);
            // Beside, so that nobody's messages wait for it. Where it is lost, what waits is sent, and
            // refused, once more.
            self.inner.tasks.spawn(async move {
                if let Err(error) = chat.fail_scheduled(by, at, id, code).await {
                    tracing::debug!(%error, "it is not noted that a message cannot be sent");
                }
            });
        }
        let rejected = MessageRejected {
            user_id: job.user_id,
            conversation_id: job.conversation_id,
            id: job.message_id,
            change: job.change.name().to_owned(),
            error: problem.clone(),
        };
        let address = Address::User(job.user_id);
        self.publish(address, Event::MessageRejected(rejected))
            .await;
    }
}

/// The problem for whoever is not a member: what they may not know does not exist.
pub(crate) fn not_a_member() -> Problem {
    Problem::new(Code::NotFound, "There is no such conversation.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::House;

    #[tokio::test]
    async fn a_disk_is_full_until_something_is_stored_or_a_while_has_passed() {
        db::testing::on_both(async |db| {
            let house = House::open(db.clone()).await;
            let ada = house.person("ada").await;
            let room = house.group(&ada, &[]).await;
            if !db::testing::limit(&db, true).await {
                return;
            }
            let large = "x".repeat(20_000);
            let fill = async || loop {
                if let Err(problem) = house.try_say(&ada, room, &large).await {
                    assert_eq!(problem.code, Code::StorageFull);
                    break;
                }
            };
            assert!(!house.chat.is_full());
            fill().await;
            assert!(house.chat.is_full());
            house.clock.advance(FULL);
            assert!(!house.chat.is_full());
            fill().await;
            assert!(house.chat.is_full());
            db::testing::limit(&db, false).await;
            house.say(&ada, room, &large).await;
            assert!(!house.chat.is_full());
            house.close().await;
        })
        .await;
    }
}
