//! Catching up: what a client that was away has missed, by one revision for each conversation and
//! one for itself. The same call serves a client that lost an event, or everything.
//!
//! *Invariant:* an entry's revision is never ahead of its messages. Everything is read as of one
//! moment; otherwise a message that changes between two statements would be missing from an answer
//! that says it is complete, and the client would never ask for it again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use db::Conn;
use models::command::Sync;
use models::limits::{HEADS, SYNC_BYTES, SYNC_CHANGES};
use models::{Code, Conversation, ConversationId, Me, Message, Problem, UserId};
use serde::Serialize;

use crate::{Chat, Result};

/// Changed messages that are read at a time, so that an answer that ends early has not read much
/// more than it holds.
const MESSAGES_TOGETHER: i64 = 200;
/// Conversations that are read at a time.
const CONVERSATIONS_TOGETHER: usize = 64;
/// What an answer weighs beside its entries.
const FRAME_BYTES: usize = 256;

/// What somebody has missed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SyncAnswer {
    /// One's own revision now. While there is more, the one that was asked with.
    pub me_rev: Option<i64>,
    /// One's own part of each conversation where that changed. Only in the last answer.
    pub me: Vec<MeIn>,
    /// Conversations that one is in no more. Only in the last answer.
    pub gone: Vec<ConversationId>,
    /// Conversations that changed, and those that the client doesn't know.
    pub conversations: Vec<SyncEntry>,
    /// Whether to ask again, with the new revisions.
    pub has_more: bool,
}

/// One's own part of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeIn {
    /// Which.
    pub conversation_id: ConversationId,
    /// One's own part of it.
    #[serde(flatten)]
    pub me: Me,
}

/// A conversation that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SyncEntry {
    /// The conversation now.
    pub conversation: Conversation,
    /// One's own part of it.
    pub me: Option<Me>,
    /// The revision to go on from.
    pub rev: i64,
    /// Each message that changed, as it is now, in order of `seq`, so that of two that are new the
    /// older comes first, whichever changed last.
    pub messages: Vec<Message>,
    /// Too much changed: drop what is held, load the newest page.
    pub reset: bool,
}

/// A conversation of which a client is behind, or that it doesn't know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Behind {
    id: ConversationId,
    /// The client's revision.
    head: Option<i64>,
    /// The conversation's.
    rev: i64,
}

impl Chat {
    /// Answers what somebody has missed.
    ///
    /// # Errors
    /// `too_many` heads.
    pub async fn sync(&self, user_id: UserId, asked: Sync) -> Result<SyncAnswer> {
        if asked.heads.len() > HEADS {
            return Err(Problem::new(Code::TooMany, "At most 1,000 heads.").into());
        }
        // Never closed, so there is nothing to do about an error.
        let _turn = self.inner.long_reads.acquire().await;
        let mut conn = self.inner.db.snapshot().await?;
        let revs = conn.list_revs(user_id).await?;
        let behind = behind(&asked.heads, &revs);
        let reset = list_resets(&mut conn, &behind).await?;
        let mut answer = SyncAnswer {
            me_rev: asked.me_rev,
            me: Vec::new(),
            gone: Vec::new(),
            conversations: Vec::new(),
            has_more: false,
        };
        let mut bytes = FRAME_BYTES;
        for group in groups(&behind, &reset) {
            for entry in read_entries(&mut conn, user_id, group, &reset).await? {
                bytes += weight(&entry);
                if bytes > SYNC_BYTES && !answer.conversations.is_empty() {
                    answer.has_more = true;
                    return Ok(answer);
                }
                answer.conversations.push(entry);
            }
        }
        read_own(&mut conn, user_id, &asked, &revs, bytes, &mut answer).await?;
        Ok(answer)
    }
}

/// One's own changes, which end an answer unless there is no room for them.
async fn read_own(
    conn: &mut Conn,
    user_id: UserId,
    asked: &Sync,
    revs: &[(ConversationId, i64)],
    bytes: usize,
    answer: &mut SyncAnswer,
) -> Result<()> {
    let now = conn.get_me_rev(user_id).await?;
    // A client that is ahead knows a state that was lost with a disk: it is told everything.
    let since = asked.me_rev.filter(|me_rev| *me_rev <= now);
    let changes = conn.list_me_since(user_id, since).await?;
    let mine: HashSet<ConversationId> = revs.iter().map(|(id, _)| *id).collect();
    let me: Vec<MeIn> = changes
        .me
        .into_iter()
        .map(|(conversation_id, me)| MeIn {
            conversation_id,
            me,
        })
        .collect();
    let mut gone = changes.gone;
    let told: HashSet<ConversationId> = gone.iter().copied().collect();
    gone.extend(
        asked
            .heads
            .keys()
            .filter(|id| !mine.contains(id) && !told.contains(id)),
    );
    if !answer.conversations.is_empty() && bytes + weight(&me) + weight(&gone) > SYNC_BYTES {
        answer.has_more = true;
        return Ok(());
    }
    (answer.me_rev, answer.me, answer.gone) = (Some(changes.me_rev), me, gone);
    Ok(())
}

/// Those of which the client is behind, then those that it doesn't know.
fn behind(heads: &BTreeMap<ConversationId, i64>, revs: &[(ConversationId, i64)]) -> Vec<Behind> {
    let all = revs.iter().map(|&(id, rev)| Behind {
        id,
        head: heads.get(&id).copied(),
        rev,
    });
    let (known, unknown): (Vec<_>, Vec<_>) = all
        .filter(|it| it.head != Some(it.rev))
        .partition(|it| it.head.is_some());
    [known, unknown].concat()
}

/// Those that the client has to load anew: where too much changed, or where it is ahead of what is
/// stored, which a restored backup can bring about.
async fn list_resets(conn: &mut Conn, behind: &[Behind]) -> Result<HashSet<ConversationId>> {
    let most = i64::from(SYNC_CHANGES);
    let known = || {
        behind
            .iter()
            .filter_map(|it| Some((it.id, it.head?, it.rev)))
    };
    let ahead = known()
        .filter(|(_, head, rev)| head > rev)
        .map(|(id, ..)| id);
    // No more messages can have changed than there are revisions between.
    let far: Vec<(ConversationId, i64)> = known()
        .filter(|(_, head, rev)| rev.saturating_sub(*head) > most)
        .map(|(id, head, _)| (id, head))
        .collect();
    let counts = if far.is_empty() {
        HashMap::new()
    } else {
        conn.count_changes(&far, SYNC_CHANGES + 1).await?
    };
    let too_far = counts
        .into_iter()
        .filter(|(_, count)| *count > most)
        .map(|(id, _)| id);
    Ok(ahead.chain(too_far).collect())
}

/// What is read together: not too many conversations, not too many messages.
fn groups<'b>(
    behind: &'b [Behind],
    reset: &'b HashSet<ConversationId>,
) -> impl Iterator<Item = &'b [Behind]> {
    let messages = |it: &Behind| match it.head {
        Some(head) if !reset.contains(&it.id) => {
            it.rev.saturating_sub(head).min(i64::from(SYNC_CHANGES))
        }
        _ => 0,
    };
    let mut rest = behind;
    std::iter::from_fn(move || {
        let mut sum = 0;
        let size = rest
            .iter()
            .take(CONVERSATIONS_TOGETHER)
            .take_while(|it| {
                sum += messages(it);
                sum <= MESSAGES_TOGETHER
            })
            .count();
        let (group, others) = rest.split_at_checked(size)?;
        rest = others;
        (!group.is_empty()).then_some(group)
    })
}

async fn read_entries(
    conn: &mut Conn,
    user_id: UserId,
    group: &[Behind],
    reset: &HashSet<ConversationId>,
) -> Result<Vec<SyncEntry>> {
    let ids: Vec<ConversationId> = group.iter().map(|it| it.id).collect();
    let heads: Vec<(ConversationId, i64)> = group
        .iter()
        .filter(|it| !reset.contains(&it.id))
        .filter_map(|it| Some((it.id, it.head?)))
        .collect();
    let mut messages: HashMap<ConversationId, Vec<Message>> = HashMap::new();
    for message in conn.list_changes_of(&heads, user_id).await? {
        messages
            .entry(message.conversation_id)
            .or_default()
            .push(message);
    }
    let mut mes = conn.list_mes(user_id, &ids).await?;
    let conversations = conn.list_conversations(&ids).await?;
    let mut conversations: HashMap<ConversationId, Conversation> =
        conversations.into_iter().map(|it| (it.id, it)).collect();
    let entry = |it: &Behind| {
        Some(SyncEntry {
            conversation: conversations.remove(&it.id)?,
            me: mes.remove(&it.id),
            rev: it.rev,
            messages: messages.remove(&it.id).unwrap_or_default(),
            reset: reset.contains(&it.id),
        })
    };
    Ok(group.iter().filter_map(entry).collect())
}

/// How many bytes it will be on the wire, with the comma after it.
fn weight<T: Serialize>(value: &T) -> usize {
    struct Bytes(usize);
    impl io::Write for Bytes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut bytes = Bytes(1);
    // Counting cannot fail, and what could not be written would fail where it is sent.
    let _ = serde_json::to_writer(&mut bytes, value);
    bytes.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> ConversationId {
        ConversationId(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn those_that_a_client_knows_come_first_and_what_is_up_to_date_is_left_out() {
        let heads = BTreeMap::from([(id(1), 5), (id(3), 2), (id(9), 1)]);
        let found = behind(&heads, &[(id(1), 5), (id(2), 7), (id(3), 4)]);
        let expected = [
            Behind {
                id: id(3),
                head: Some(2),
                rev: 4,
            },
            Behind {
                id: id(2),
                head: None,
                rev: 7,
            },
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_read_together_is_bounded_and_nothing_is_left_out() {
        let behind: Vec<Behind> = (0..300)
            .map(|n| Behind {
                id: id(n),
                head: (n % 3 > 0).then_some(0),
                rev: n as i64,
            })
            .collect();
        let reset = HashSet::from([id(100), id(200), id(299)]);
        let groups: Vec<&[Behind]> = groups(&behind, &reset).collect();
        assert_eq!(groups.concat(), behind);
        assert!(
            groups
                .iter()
                .all(|group| group.len() <= CONVERSATIONS_TOGETHER)
        );
        assert!(groups.iter().any(|group| group.len() == 1 + 2));
    }
}
