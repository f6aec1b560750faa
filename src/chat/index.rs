//! The indexer: it follows what is stored within a second, in batches of its own, so that nobody
//! who sends waits for the index of search.
//!
//! *Invariant:* the revision up to which a conversation is indexed moves in the transaction that
//! writes the words. Whatever is interrupted is found by the next round, after a restart too.

use std::time::{Duration, Instant};

use db::{Behind, Has, Text, Unindexed, Words};
use futures_util::FutureExt;
use models::ConversationId;
use models::link::has_link;
use tokio_util::sync::CancellationToken;

use crate::fold::fold;
use crate::{Chat, Error, Result};

/// After the first change, for the company of others.
const GATHER: Duration = Duration::from_millis(200);
/// Without being woken, for what another replica has left behind.
const SWEEP: Duration = Duration::from_secs(30);
/// After an error.
const RETRY: Duration = Duration::from_secs(1);
/// Revisions of one conversation in a round, so that a busy one doesn't hold up the others.
const REVS_EACH: i64 = 100;
/// Revisions of all conversations in a round.
const REVS_TOGETHER: i64 = 500;
/// Conversations that are looked at together.
const CONVERSATIONS_TOGETHER: u32 = 256;
/// Bytes of terms in one transaction: some milliseconds of the writer's time.
const WRITE_BYTES: usize = 32 * 1024;
/// After a transaction it leaves the writer to others for this many times as long. So storing
/// keeps most of the writer when more is said than can be indexed, and indexing catches up later.
const LEAVE: u32 = 2;

impl Chat {
    /// Says that there is something to index.
    pub(crate) fn wake_indexer(&self) {
        self.inner.unindexed.notify_one();
    }

    /// Indexes what is stored, until it is told to stop. What is left then is found at the next
    /// start.
    pub(crate) async fn index_all(self, stop: CancellationToken) {
        loop {
            let pause = match self.index_pass(&stop).await {
                Ok(true) => Duration::ZERO,
                Ok(false) => {
                    let woken = tokio::time::timeout(SWEEP, self.inner.unindexed.notified());
                    // Woken or not, it looks again.
                    stop.run_until_cancelled(woken).await;
                    GATHER
                }
                Err(error) => {
                    if !matches!(&error, Error::Db(error) if !error.is_news()) {
                        tracing::warn!(%error, "indexing waits");
                    }
                    RETRY
                }
            };
            stop.run_until_cancelled(tokio::time::sleep(pause)).await;
            if stop.is_cancelled() {
                return;
            }
        }
    }

    /// Goes through all conversations once; whether something is left. What an earlier version indexed is
    /// done again only where nothing else is to be done.
    pub(crate) async fn index_pass(&self, stop: &CancellationToken) -> Result<bool> {
        Ok(self.pass(Behind::Words, stop).await? || self.pass(Behind::Marks, stop).await?)
    }

    async fn pass(&self, behind: Behind, stop: &CancellationToken) -> Result<bool> {
        let (mut after, mut is_left) = (None, false);
        while !stop.is_cancelled() {
            let mut conn = self.inner.db.read().await?;
            let all = conn
                .list_unindexed(behind, after, CONVERSATIONS_TOGETHER)
                .await?;
            let ranges = clip(&all);
            let Some(last) = ranges.last() else { break };
            after = Some(last.conversation_id);
            is_left |= ranges
                .iter()
                .zip(&all)
                .any(|(range, all)| range.to < all.to);
            let texts = conn.list_texts(&ranges).await?;
            drop(conn);
            for batch in batches(&ranges, texts).await {
                let begun = Instant::now();
                self.write_batch(behind, batch).await?;
                let leave = tokio::time::sleep(begun.elapsed() * LEAVE);
                stop.run_until_cancelled(leave).await;
            }
        }
        Ok(is_left)
    }

    async fn write_batch(&self, behind: Behind, batch: Batch) -> Result<()> {
        let Batch {
            ranges,
            mut words,
            mut gone,
            ..
        } = batch;
        // In order of time across conversations, since a search goes by the order of the index.
        words.sort_by_key(|words| (words.created_at, words.conversation_id, words.seq));
        self.inner
            .db
            .write::<_, Error>(move |conn| {
                async move {
                    // Of what another replica has indexed meanwhile, nothing may be written: it
                    // may have read something newer.
                    let moved = conn.move_indexed(behind, &ranges).await?;
                    words.retain(|words| moved.contains(&words.conversation_id));
                    gone.retain(|(id, _)| moved.contains(id));
                    conn.delete_words(&gone).await?;
                    Ok(conn.write_words(&words).await?)
                }
                .boxed()
            })
            .await
    }
}

/// As much of the ranges as goes into a round, from the first on.
fn clip(ranges: &[Unindexed]) -> Vec<Unindexed> {
    let mut room = REVS_TOGETHER;
    let clipped = ranges.iter().map_while(|range| {
        let size = (range.to - range.from).min(REVS_EACH).min(room);
        room -= size;
        (size > 0).then_some(Unindexed {
            to: range.from + size,
            ..*range
        })
    });
    clipped.collect()
}

/// What is written in one transaction.
#[derive(Debug, Default)]
struct Batch {
    ranges: Vec<Unindexed>,
    words: Vec<Words>,
    gone: Vec<(ConversationId, i64)>,
    bytes: usize,
}

/// Cuts a round into transactions. Where one ends within a conversation, that is indexed up to
/// there.
async fn batches(ranges: &[Unindexed], texts: Vec<Text>) -> Vec<Batch> {
    let mut batches = Vec::new();
    let mut batch = Batch::default();
    let mut texts = texts.into_iter().peekable();
    for range in ranges {
        let conversation_id = range.conversation_id;
        let mut from = range.from;
        while let Some(text) = texts.next_if(|text| text.conversation_id == conversation_id) {
            let rev = text.rev;
            batch.push(text);
            if batch.bytes >= WRITE_BYTES {
                batch.ranges.push(Unindexed {
                    conversation_id,
                    from,
                    to: rev,
                    indexed: range.indexed,
                });
                batches.push(std::mem::take(&mut batch));
                from = rev;
            }
            // Folding a long text takes a millisecond, and there may be hundreds.
            tokio::task::yield_now().await;
        }
        if from < range.to {
            batch.ranges.push(Unindexed { from, ..*range });
        }
    }
    if !batch.ranges.is_empty() {
        batches.push(batch);
    }
    batches
}

impl Batch {
    fn push(&mut self, text: Text) {
        let Text {
            conversation_id,
            seq,
            sender_id,
            created_at,
            body,
            has_files,
            ..
        } = text;
        match body {
            Some(body) => {
                let terms = fold(&body).terms();
                self.bytes += terms.len() + 100;
                let file = has_files.then_some(Has::File);
                let link = has_link(&body).then_some(Has::Link);
                self.words.push(Words {
                    conversation_id,
                    seq,
                    sender_id,
                    created_at,
                    has: file.into_iter().chain(link).collect(),
                    terms,
                });
            }
            None => {
                self.bytes += 100;
                self.gone.push((conversation_id, seq));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use models::{Timestamp, UserId};

    use super::*;

    fn id(number: u128) -> ConversationId {
        ConversationId(uuid::Uuid::from_u128(number))
    }

    fn range(number: u128, from: i64, to: i64) -> Unindexed {
        Unindexed {
            conversation_id: id(number),
            from,
            to,
            indexed: from,
        }
    }

    fn text(number: u128, rev: i64, body: Option<String>) -> Text {
        Text {
            conversation_id: id(number),
            seq: rev,
            rev,
            sender_id: UserId(uuid::Uuid::nil()),
            created_at: Timestamp(rev),
            body,
            has_files: false,
        }
    }

    #[test]
    fn a_busy_conversation_leaves_room_for_the_others() {
        let busy = [range(1, 0, 10_000), range(2, 5, 6), range(3, 0, 10_000)];
        assert_eq!(
            clip(&busy),
            [range(1, 0, 100), range(2, 5, 6), range(3, 0, 100)]
        );
        let many: Vec<Unindexed> = (0..50).map(|n| range(n, 0, 60)).collect();
        let clipped = clip(&many);
        assert_eq!(
            clipped
                .iter()
                .map(|range| range.to - range.from)
                .sum::<i64>(),
            REVS_TOGETHER
        );
        assert_eq!(clipped.last(), Some(&range(8, 0, 20)));
    }

    #[tokio::test]
    async fn every_revision_is_in_one_batch_and_long_texts_get_their_own() {
        let long = || Some((0..9_000).map(|n| format!("w{n} ")).collect::<String>());
        let ranges = [range(1, 0, 4), range(2, 7, 9), range(3, 0, 1)];
        let texts = vec![
            text(1, 1, Some("a".into())),
            text(1, 2, long()),
            text(1, 3, None),
            text(2, 9, long()),
        ];
        let batches = batches(&ranges, texts).await;
        let parts: Vec<_> = batches.iter().map(|batch| batch.ranges.clone()).collect();
        assert_eq!(
            parts,
            [
                vec![range(1, 0, 2)],
                vec![
                    Unindexed {
                        indexed: 0,
                        ..range(1, 2, 4)
                    },
                    range(2, 7, 9)
                ],
                vec![range(3, 0, 1)]
            ]
        );
        assert_eq!(batches[1].gone, [(id(1), 3)]);
    }
}
