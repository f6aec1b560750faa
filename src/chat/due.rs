//! Sends what is due: once a second it looks for messages whose time has come, and sends each the way
//! that its author would have.
//!
//! *Invariant:* what waits goes only after its message is stored. Whatever happens in between it is
//! sent again, under the same id, and so stored once.

use std::time::Duration;

use db::Due;
use futures_util::FutureExt;
use futures_util::future::join_all;
use models::command::{MarkRead, SendMessage};
use models::{Code, ConversationId, MessageId, Problem, UserId};
use tokio_util::sync::CancellationToken;

use crate::change::News;
use crate::scheduled::told;
use crate::{Accepted, Chat, Error, Result};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(1);
/// Messages that are sent together.
const TOGETHER: u32 = 64;
/// For how long a message is its sender's. One that was killed meanwhile leaves it so long.
const CLAIM: Duration = Duration::from_secs(30);
/// After which one is tried again that there was no room for.
const PUT_OFF: Duration = Duration::from_secs(2);
/// How often, and how many times, it is looked whether a message is stored that a broker has taken.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: u32 = 100;

impl Chat {
    /// Sends what is due until it is told to stop.
    pub(crate) async fn send_all_due(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match stop.run_until_cancelled(self.send_due()).await {
                Some(Ok(true)) => continue,
                Some(Err(Error::Db(error))) if error.is_news() => {
                    tracing::warn!(%error, "what is due waits to be sent");
                }
                _ => {}
            }
            stop.run_until_cancelled(tokio::time::sleep(EVERY)).await;
        }
    }

    /// Sends some of what is due; whether there was anything.
    pub(crate) async fn send_due(&self) -> Result<bool> {
        let now = self.inner.clock.now();
        if !self.inner.db.read().await?.has_due(now).await? {
            return Ok(false);
        }
        let until = now.plus(CLAIM);
        let claim = self.inner.db.write::<_, Error>(move |conn| {
            async move { Ok(conn.claim_due(now, until, TOGETHER).await?) }.boxed()
        });
        let claimed = claim.await?;
        let mut conn = self.inner.db.read().await?;
        let mut sent = Vec::with_capacity(claimed.len());
        for due in claimed {
            let (at, by) = (due.message.conversation_id, due.user_id);
            let me = conn.find_me(at, by).await?;
            let unread = me.filter(|me| me.unread > 0).map(|me| me.read_seq);
            // Here, so that they come to the queue in the order in which they are due.
            let accepted = self.send_one(by, message(&due), true);
            sent.push(self.settle(due, unread, accepted));
        }
        drop(conn);
        let has_any = !sent.is_empty();
        join_all(sent)
            .await
            .into_iter()
            .collect::<Result<Vec<()>>>()?;
        Ok(has_any)
    }

    /// Waits until a message is stored, or cannot be. `unread` says up to where its author had read
    /// who had not read everything.
    async fn settle(
        &self,
        due: Due,
        unread: Option<i64>,
        accepted: Result<Accepted, Problem>,
    ) -> Result<()> {
        let (user_id, id) = (due.user_id, due.message.id);
        let conversation_id = due.message.conversation_id;
        let safe = match accepted {
            Ok(accepted) => accepted.safe().await,
            Err(problem) => Err(problem),
        };
        match safe {
            Ok(_) if self.is_stored(&due).await? => {
                // Who writes has read what is there; who wrote before has not.
                if let Some(seq) = unread.filter(|_| due.message.thread_id.is_none()) {
                    let unread = MarkRead {
                        conversation_id,
                        seq,
                        unread: true,
                    };
                    self.mark_read(user_id, unread).await?;
                }
                let now = self.inner.clock.now();
                self.change(move |conn| {
                    async move {
                        conn.lock_people(&[user_id]).await?;
                        conn.delete_sent(user_id, id, now).await?;
                        Ok(((), told(user_id)))
                    }
                    .boxed()
                })
                .await
            }
            Ok(_) => Ok(()),
            Err(problem) if may_go_later(problem.code) => self.put_off(user_id, id).await,
            Err(problem) => {
                self.fail_scheduled(user_id, conversation_id, id, problem.code)
                    .await
            }
        }
    }

    /// Whether a message that is safe is stored: with a broker that comes after, or never, and then
    /// it has been said why.
    async fn is_stored(&self, due: &Due) -> Result<bool> {
        let (at, id, by) = (due.message.conversation_id, due.message.id, due.user_id);
        for _ in 0..LOOKS {
            let mut conn = self.inner.db.read().await?;
            let found = conn.find_message(at, id, by).await?;
            if found.is_some_and(|it| it.sender_id == by) {
                return Ok(true);
            }
            let waits = conn.find_scheduled(by, id).await?;
            if waits.is_none_or(|it| it.failed.is_some()) {
                return Ok(false);
            }
            drop(conn);
            tokio::time::sleep(LOOK).await;
        }
        Ok(false)
    }

    async fn put_off(&self, user_id: UserId, id: MessageId) -> Result<()> {
        let until = self.inner.clock.now().plus(PUT_OFF);
        let put_off = self.inner.db.write::<_, Error>(move |conn| {
            async move { Ok(conn.put_off_scheduled(user_id, id, until).await?) }.boxed()
        });
        put_off.await
    }

    /// Notes that a message that waited cannot be sent.
    pub(crate) async fn fail_scheduled(
        &self,
        user_id: UserId,
        conversation_id: ConversationId,
        id: MessageId,
        code: Code,
    ) -> Result<()> {
        self.change(move |conn| {
            async move {
                let failed = code.as_str();
                let is_one = conn
                    .fail_scheduled(user_id, conversation_id, id, failed)
                    .await?;
                let news = if is_one {
                    told(user_id)
                } else {
                    News::default()
                };
                Ok(((), news))
            }
            .boxed()
        })
        .await
    }
}

fn message(due: &Due) -> SendMessage {
    let it = &due.message;
    SendMessage {
        id: it.id,
        conversation_id: it.conversation_id,
        body: it.body.clone(),
        reply_to: it.reply_to,
        attachment_ids: it.file_ids().collect(),
        thread_id: it.thread_id,
        poll: None,
    }
}

/// Whether it is the server's fault, or there is no room just now.
fn may_go_later(code: Code) -> bool {
    code == Code::RateLimited || code.status() >= 500
}
