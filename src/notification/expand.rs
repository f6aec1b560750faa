//! From what is owed to a conversation to what is owed to each device of those who should hear of it.
//!
//! *Invariant:* some people's pushes and how far that is are written in one transaction. Whatever
//! is interrupted goes on where it stopped, and what was owed is forgotten only with the last of them.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bus::Lease;
use db::{Listener, Owed};
use futures_util::{StreamExt as _, stream};
use models::{ConversationId, Kind, Timestamp, UserId};

use crate::hears::{Hears, hears};
use crate::{Error, Notifications, Result};

/// Rows of what is owed that are read at a time.
const OWED: u32 = 1_024;
/// Listeners of a conversation that are read at a time.
const LISTENERS: u32 = 256;
/// Of these in one transaction, which messages behind it wait for: each may have twenty devices, and each of
/// those is a row.
const PEOPLE: usize = 4;
/// Between two of these, so that a message behind one is not behind the next as well.
const REST: Duration = Duration::from_millis(1);
/// Conversations at a time: on SQLite they share commits.
const CONVERSATIONS: usize = 8;

/// What is owed of one conversation: of batches that wait together there is one notification.
struct Merged {
    ids: Vec<i64>,
    from_seq: i64,
    to_seq: i64,
    at: Timestamp,
}

/// Those that have come equally far go on together.
type Key = (ConversationId, Option<UserId>);

impl Notifications {
    /// Turns all that is owed into pushes; whether there was anything.
    ///
    /// # Errors
    /// The database's; what is left is done next time.
    pub(crate) async fn expand(&self) -> Result<bool> {
        let mut was_any = false;
        loop {
            let owed = self.inner.db.read().await?.list_owed(OWED).await?;
            if owed.is_empty() {
                return Ok(was_any);
            }
            was_any = true;
            // All of them: what is wrong with one conversation is no other's.
            let expanded: Vec<Result<()>> = stream::iter(merge(owed))
                .map(|(key, merged)| self.expand_one(key, merged))
                .buffer_unordered(CONVERSATIONS)
                .collect()
                .await;
            expanded.into_iter().collect::<Result<()>>()?;
        }
    }

    async fn expand_one(&self, (id, mut after): Key, merged: Merged) -> Result<()> {
        let mut so_far = after;
        loop {
            let now = self.inner.clock.now();
            let (from, to) = (merged.from_seq, merged.to_seq);
            let mut conn = self.inner.db.read().await?;
            let listeners = conn
                .list_listeners(id, from, to, after, now, LISTENERS)
                .await?;
            drop(conn);
            let is_whole = listeners.len() < LISTENERS as usize;
            after = listeners.last().map(|listener| listener.user_id);
            let people = self.who_hears(id, &listeners, now).await;
            let mut parts = people.chunks(PEOPLE).peekable();
            loop {
                // Where nobody wants to hear, that is noted all the same.
                let part = parts.next().unwrap_or_default();
                let is_last = parts.peek().is_none();
                let done = match is_last {
                    true => after.filter(|_| !is_whole),
                    false => part.last().map(|(user_id, _)| *user_id),
                };
                if !self
                    .owe(id, &merged, part.to_vec(), (so_far, done), now)
                    .await?
                {
                    return Ok(());
                }
                so_far = done;
                if is_last {
                    break;
                }
                tokio::time::sleep(REST).await;
            }
            if is_whole {
                return Ok(());
            }
        }
    }

    /// Owes it to some, and notes from whom and up to whom that is; without anybody, to all. False where
    /// another replica was quicker, and may have told them already.
    async fn owe(
        &self,
        id: ConversationId,
        merged: &Merged,
        people: Vec<(UserId, bool)>,
        (so_far, done): (Option<UserId>, Option<UserId>),
        now: Timestamp,
    ) -> Result<bool> {
        let (ids, to, at) = (merged.ids.clone(), merged.to_seq, merged.at);
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                if !conn.lock_owed(&ids, so_far).await? {
                    return Ok(false);
                }
                conn.owe_pushes(id, to, &people, at, now).await?;
                match done {
                    Some(done) => conn.move_owed(&ids, done).await?,
                    None => conn.delete_owed(&ids).await?,
                }
                Ok(true)
            })
        });
        write.await
    }

    /// Of the listeners those who want to hear now and are not looking, and whether at once.
    async fn who_hears(
        &self,
        id: ConversationId,
        listeners: &[Listener],
        now: Timestamp,
    ) -> Vec<(UserId, bool)> {
        let viewing = self.who_views(id, listeners).await;
        let people = listeners.iter().zip(viewing);
        let people = people.filter_map(|(listener, is_viewing)| {
            let is_meant = listener.is_mentioned || listener.kind == Kind::Direct;
            let hears = hears(&listener.preferences, is_meant, now);
            let is_told = !is_viewing && hears != Hears::Not;
            is_told.then_some((listener.user_id, hears == Hears::High))
        });
        people.collect()
    }

    /// Which of the listeners are looking. Where nobody knows, none are: it is better to be told of what one
    /// sees than not to be told.
    async fn who_views(&self, id: ConversationId, listeners: &[Listener]) -> Vec<bool> {
        let look = |listener: &Listener| Lease::Viewing(listener.user_id, id);
        let viewing = self.inner.leases.held(listeners.iter().map(look).collect());
        let viewing = viewing.await;
        let was_blind = self
            .inner
            .is_blind
            .swap(viewing.is_err(), Ordering::Relaxed);
        viewing.unwrap_or_else(|error| {
            if !was_blind {
                tracing::warn!(%error, "who is looking is not known: they are told as well");
            }
            vec![false; listeners.len()]
        })
    }
}

fn merge(owed: Vec<Owed>) -> BTreeMap<Key, Merged> {
    let mut merged: BTreeMap<Key, Merged> = BTreeMap::new();
    for row in owed {
        let all = merged
            .entry((row.conversation_id, row.after))
            .or_insert(Merged {
                ids: Vec::new(),
                from_seq: row.from_seq,
                to_seq: row.to_seq,
                at: row.at,
            });
        all.ids.push(row.id);
        all.from_seq = all.from_seq.min(row.from_seq);
        all.to_seq = all.to_seq.max(row.to_seq);
        all.at = all.at.max(row.at);
    }
    merged
}
