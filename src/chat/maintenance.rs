//! What is done beside the path of a message: indexing, writing read markers, forgetting what has
//! been remembered long enough and who has not come for a while, and taking away what is left of
//! deleted conversations.
//!
//! Each step of it takes the writer a few milliseconds, and every one can be interrupted.

use std::time::Duration;

use futures_util::FutureExt;
use governor::DefaultKeyedRateLimiter;
use models::UserId;
use models::limits::CHANGE_ID_DAYS;
use tokio_util::sync::CancellationToken;

use crate::{Chat, Error, Result};

/// Between two rounds.
const EVERY: Duration = Duration::from_secs(60);
/// Rows that are taken away in one transaction.
const ROWS_TOGETHER: u32 = 500;
/// Between two transactions, so that whoever writes comes in between.
const PAUSE: Duration = Duration::from_millis(20);
/// Deleted conversations that are looked at together.
const CONVERSATIONS_TOGETHER: u32 = 16;

impl Chat {
    /// Starts what works beside the path of a message, on the server's tasks. It ends when it is
    /// told to stop; read markers that wait are written first.
    pub fn start(&self, stop: &CancellationToken) {
        let tasks = &self.inner.tasks;
        tasks.spawn(self.clone().write_reads(stop.clone()));
        tasks.spawn(self.clone().index_all(stop.clone()));
        tasks.spawn(self.clone().send_all_due(stop.clone()));
        tasks.spawn(self.clone().maintain(stop.clone()));
    }

    async fn maintain(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Some(Err(error)) = stop.run_until_cancelled(self.maintain_once()).await {
                tracing::warn!(%error, "maintenance waits");
            }
            stop.run_until_cancelled(tokio::time::sleep(EVERY)).await;
        }
    }

    pub(crate) async fn maintain_once(&self) -> Result<()> {
        forget_idle(self.inner.changes.as_ref());
        forget_idle(self.inner.questions.as_ref());
        self.forget_changes().await?;
        self.finish_deletions().await?;
        self.purge_conversations().await
    }

    async fn forget_changes(&self) -> Result<()> {
        let age = Duration::from_secs(CHANGE_ID_DAYS * 24 * 60 * 60);
        let before = self.inner.clock.now().minus(age);
        loop {
            let forgotten = self.inner.db.write::<_, Error>(move |conn| {
                async move { Ok(conn.delete_applied(before, ROWS_TOGETHER).await?) }.boxed()
            });
            if forgotten.await? < u64::from(ROWS_TOGETHER) {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn purge_conversations(&self) -> Result<()> {
        loop {
            let now = self.inner.clock.now();
            let mut conn = self.inner.db.read().await?;
            let deleted = conn
                .list_unpurged_conversations(now, CONVERSATIONS_TOGETHER)
                .await?;
            drop(conn);
            if deleted.is_empty() {
                return Ok(());
            }
            for id in deleted {
                let chunk = || {
                    self.inner.db.write::<_, Error>(move |conn| {
                        async move {
                            Ok(conn
                                .purge_conversation_chunk(id, ROWS_TOGETHER, now)
                                .await?)
                        }
                        .boxed()
                    })
                };
                while chunk().await? {
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }
}

/// Forgets those who have not come for so long that they may have a whole burst again.
fn forget_idle(limiter: Option<&DefaultKeyedRateLimiter<UserId>>) {
    if let Some(limiter) = limiter {
        limiter.retain_recent();
        limiter.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_has_not_come_for_a_while_takes_no_memory() {
        let limiter = crate::pace(1_000).unwrap();
        for n in 0..100 {
            limiter
                .check_key(&UserId(uuid::Uuid::from_u128(n)))
                .unwrap();
        }
        assert_eq!(limiter.len(), 100);
        tokio::time::sleep(Duration::from_millis(5)).await;
        forget_idle(Some(&limiter));
        assert!(limiter.is_empty());
    }
}
