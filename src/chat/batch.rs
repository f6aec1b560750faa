//! One transaction for many changes: read what they need, decide each in order in memory
//! (`decide.rs`), write the result in a handful of statements.
//!
//! Each job has its own outcome, and what is refused leaves no trace. `seq` and `rev` are given out
//! here and nowhere else but in [`db::Conn::append_system_message`], under the conversation's lock.

use std::collections::{HashMap, HashSet};

use db::{Actor, Conn, Head, Mention, Reactor, ReadMove, Stored};
use models::event::{ConversationChanged, Reacted};
use models::limits::REACTION_USERS;
use models::{
    Change, ChangeId, ChangeMessage, ConversationId, Kind, Message, MessageId, Problem, Timestamp,
    UserId,
};

use crate::mention;
use crate::store::Here;

/// What a batch came to.
pub(crate) struct Applied {
    /// Of each job, in order.
    pub(crate) outcomes: Vec<Result<(), Problem>>,
    /// What to announce, an entry a conversation; then what repeats announce again.
    pub(crate) changed: Vec<ConversationChanged>,
}

type Key = (ConversationId, MessageId);

/// A message that the batch needs or makes.
pub(crate) struct Entry {
    pub(crate) stored: Stored,
    pub(crate) new: bool,
    pub(crate) changed: bool,
}

/// A conversation whose counters are locked.
pub(crate) struct Room {
    pub(crate) head: Head,
    /// `rev` before this batch.
    after_rev: i64,
    pub(crate) reacted: Vec<Reacted>,
}

/// What is known of all that the jobs concern, and what they have come to so far.
pub(crate) struct Batch<'b> {
    pub(crate) rooms: HashMap<ConversationId, Room>,
    pub(crate) actors: HashMap<(ConversationId, UserId), Actor>,
    pub(crate) blocked: HashSet<ConversationId>,
    pub(crate) messages: HashMap<Key, Entry>,
    pub(crate) applied: HashSet<(ConversationId, ChangeId)>,
    pub(crate) names: HashMap<(ConversationId, String), UserId>,
    pub(crate) here: &'b Here,
    pub(crate) applied_now: Vec<(ConversationId, ChangeId)>,
    pub(crate) reads: HashMap<(ConversationId, UserId), ReadMove>,
    pub(crate) mentions: HashSet<Mention>,
    pub(crate) unmentions: HashSet<Mention>,
    /// Who has reacted of those whom a message does not name, where a job asks.
    pub(crate) reacted: HashSet<Reactor>,
    /// What was set, and with which revision, or taken away.
    pub(crate) reactions: HashMap<Reactor, Option<i64>>,
    /// Messages that have lost all reactions.
    pub(crate) cleared: Vec<(ConversationId, i64)>,
    pub(crate) repeats: Vec<Key>,
}

/// Applies `jobs` in order. An error aborts all of them; a refusal only its own.
pub(crate) async fn apply(
    conn: &mut Conn,
    jobs: &[ChangeMessage],
    here: &Here,
) -> db::Result<Applied> {
    let mut batch = Batch::load(conn, jobs, here).await?;
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        outcomes.push(batch.change(job));
    }
    let at = jobs.iter().map(|job| job.at).max().unwrap_or(Timestamp(0));
    batch.write(conn, at).await?;
    Ok(Applied {
        outcomes,
        changed: batch.into_changes(),
    })
}

impl<'b> Batch<'b> {
    async fn load(conn: &mut Conn, jobs: &[ChangeMessage], here: &'b Here) -> db::Result<Self> {
        let mut conversations: Vec<_> = jobs.iter().map(|job| job.conversation_id).collect();
        conversations.sort_unstable();
        conversations.dedup();
        let mut who: Vec<_> = jobs
            .iter()
            .map(|job| (job.conversation_id, job.user_id))
            .collect();
        who.sort_unstable();
        who.dedup();
        let mut wanted = Vec::with_capacity(jobs.len());
        let mut changes = Vec::new();
        let mut names = HashSet::new();
        for job in jobs {
            let at = job.conversation_id;
            wanted.push((at, job.message_id));
            match &job.change {
                Change::Send { body, reply_to, .. } => {
                    wanted.extend(reply_to.map(|id| (at, id)));
                    names.extend(keys(body).map(|key| (at, key)));
                }
                Change::Edit { body, change_id } => {
                    changes.push((at, *change_id));
                    names.extend(keys(body).map(|key| (at, key)));
                }
                Change::Delete { change_id } | Change::React { change_id, .. } => {
                    changes.push((at, *change_id));
                }
            }
        }
        wanted.sort_unstable();
        wanted.dedup();

        // The locks come first, so that all that is read after them stays true until the commit.
        let heads = conn.lock_conversations(&conversations).await?;
        let direct: Vec<_> = heads
            .iter()
            .filter(|head| head.kind == Kind::Direct)
            .map(|head| head.id)
            .collect();
        let actors = conn.list_actors(&who).await?;
        let stored = conn.list_stored(&wanted).await?;
        let blocked = if direct.is_empty() {
            Vec::new()
        } else {
            conn.list_blocked(&direct).await?
        };
        let applied = if changes.is_empty() {
            Vec::new()
        } else {
            conn.list_applied(&changes).await?
        };
        let names: Vec<_> = names.into_iter().collect();
        let named = if names.is_empty() {
            Vec::new()
        } else {
            conn.list_members_by_key(&names).await?
        };

        let messages: HashMap<Key, Entry> = stored
            .into_iter()
            .map(|stored| {
                let key = (stored.message.conversation_id, stored.message.id);
                let entry = Entry {
                    stored,
                    new: false,
                    changed: false,
                };
                (key, entry)
            })
            .collect();
        let unsure: Vec<Reactor> = jobs
            .iter()
            .filter_map(|job| unsure(&messages, job))
            .collect();
        let reacted = conn.list_reacted(&unsure).await?;

        Ok(Self {
            rooms: heads
                .into_iter()
                .map(|head| {
                    (
                        head.id,
                        Room {
                            after_rev: head.rev,
                            head,
                            reacted: Vec::new(),
                        },
                    )
                })
                .collect(),
            actors: actors
                .into_iter()
                .map(|actor| ((actor.conversation_id, actor.user_id), actor))
                .collect(),
            blocked: blocked.into_iter().collect(),
            messages,
            applied: applied.into_iter().collect(),
            names: named
                .into_iter()
                .map(|(at, key, user_id)| ((at, key), user_id))
                .collect(),
            here,
            applied_now: Vec::new(),
            reads: HashMap::new(),
            mentions: HashSet::new(),
            unmentions: HashSet::new(),
            reacted,
            reactions: HashMap::new(),
            cleared: Vec::new(),
            repeats: Vec::new(),
        })
    }

    async fn write(&mut self, conn: &mut Conn, at: Timestamp) -> db::Result<()> {
        self.write_reactions(conn).await?;
        let mut new = Vec::new();
        let mut changed = Vec::new();
        for entry in self.messages.values() {
            let row = (&entry.stored.message, entry.stored.text_count);
            if entry.new {
                new.push(row);
            }
            if entry.changed {
                changed.push(row);
            }
        }
        // In the order of the table, so that neighbours share a page.
        new.sort_unstable_by_key(|(message, _)| (message.conversation_id, message.seq));
        let heads: Vec<&Head> = self
            .rooms
            .values()
            .filter(|room| room.head.rev > room.after_rev)
            .map(|room| &room.head)
            .collect();
        if !new.is_empty() {
            conn.insert_messages(&new).await?;
            let reads: Vec<_> = self.reads.values().copied().collect();
            conn.update_read_by_sending(&reads).await?;
        }
        if !changed.is_empty() {
            conn.update_messages(&changed).await?;
        }
        if !heads.is_empty() {
            conn.update_heads(&heads).await?;
        }
        if !self.unmentions.is_empty() {
            conn.delete_mentions(&self.unmentions.iter().copied().collect::<Vec<_>>())
                .await?;
        }
        if !self.mentions.is_empty() {
            conn.insert_mentions(&self.mentions.iter().copied().collect::<Vec<_>>())
                .await?;
        }
        if !self.applied_now.is_empty() {
            conn.insert_applied(&self.applied_now, at).await?;
        }
        Ok(())
    }

    /// Who reacted; then who is named now where one of the first has gone.
    async fn write_reactions(&mut self, conn: &mut Conn) -> db::Result<()> {
        if self.reactions.is_empty() && self.cleared.is_empty() {
            return Ok(());
        }
        let (set, unset): (Vec<_>, Vec<_>) =
            self.reactions.iter().partition(|(_, rev)| rev.is_some());
        let set: Vec<_> = set
            .into_iter()
            .filter_map(|(reactor, rev)| Some((reactor, (*rev)?)))
            .collect();
        let unset: Vec<_> = unset.into_iter().map(|(reactor, _)| reactor).collect();
        conn.insert_reactions(&set).await?;
        conn.delete_reactions(&unset).await?;
        conn.clear_reactions(&self.cleared).await?;
        let mut places = Vec::new();
        let mut names = Vec::new();
        for entry in self.messages.values_mut().filter(|entry| entry.changed) {
            let message = &mut entry.stored.message;
            for reaction in &mut message.reactions {
                if reaction.user_ids.len() < REACTION_USERS.min(reaction.count as usize) {
                    places.push((message.conversation_id, message.seq, &*reaction.emoji));
                    names.push(&mut reaction.user_ids);
                }
            }
        }
        let first = conn.list_first_reactors(&places).await?;
        for (names, first) in names.into_iter().zip(first) {
            *names = first;
        }
        Ok(())
    }

    fn into_changes(self) -> Vec<ConversationChanged> {
        let repeated: HashSet<Key> = self.repeats.iter().copied().collect();
        let mut again = Vec::new();
        let mut messages: HashMap<ConversationId, Vec<Message>> = HashMap::new();
        for (key, entry) in self.messages {
            let message = entry.stored.message;
            if entry.new || entry.changed {
                messages
                    .entry(message.conversation_id)
                    .or_default()
                    .push(message);
            } else if repeated.contains(&key)
                && let Some(room) = self.rooms.get(&message.conversation_id)
            {
                again.push(ConversationChanged {
                    conversation_id: message.conversation_id,
                    after_rev: message.rev - 1,
                    rev: message.rev,
                    members_rev: room.head.members_rev,
                    messages: vec![message],
                    conversation: None,
                    reacted: Vec::new(),
                });
            }
        }
        let mut changes: Vec<_> = self
            .rooms
            .into_iter()
            .filter(|(_, room)| room.head.rev > room.after_rev)
            .map(|(conversation_id, room)| {
                let mut messages = messages.remove(&conversation_id).unwrap_or_default();
                messages.sort_unstable_by_key(|message| message.rev);
                ConversationChanged {
                    conversation_id,
                    after_rev: room.after_rev,
                    rev: room.head.rev,
                    members_rev: room.head.members_rev,
                    messages,
                    conversation: None,
                    reacted: room.reacted,
                }
            })
            .collect();
        changes.append(&mut again);
        changes
    }
}

/// Whoever reacts, where the message itself doesn't tell whether they have.
fn unsure(messages: &HashMap<Key, Entry>, job: &ChangeMessage) -> Option<Reactor> {
    let Change::React { emoji, .. } = &job.change else {
        return None;
    };
    let message = &messages
        .get(&(job.conversation_id, job.message_id))?
        .stored
        .message;
    let reaction = message.reactions.iter().find(|it| it.emoji == *emoji)?;
    reaction.is_by(job.user_id).is_none().then(|| Reactor {
        conversation_id: job.conversation_id,
        seq: message.seq,
        emoji: emoji.clone(),
        user_id: job.user_id,
    })
}

/// What the names in `body` are compared by; nothing is looked at where there is no `@`.
fn keys(body: &str) -> impl Iterator<Item = String> {
    body.contains('@')
        .then(|| mention::names(body).keys)
        .into_iter()
        .flatten()
}
