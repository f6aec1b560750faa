//! One transaction for many changes: read what they need (`wanted.rs`), decide each in order in
//! memory (`decide.rs`), write the result in a handful of statements.
//!
//! Each job has its own outcome, and what is refused leaves no trace. `seq` and `rev` are given out
//! under the conversation's lock, as they are for every other change of a conversation.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Instant;

use bus::Leases;
use db::{Actor, Conn, Head, Mention, Reactor, ReadMove, Reply, Sent, Stored, StoredFile};
use models::event::{ConversationChanged, MeChanged, Reacted};
use models::limits::REACTION_USERS;
use models::{
    ChangeId, ChangeMessage, ConversationId, FileId, Message, MessageId, Problem, Timestamp, UserId,
};

use crate::mention::SaidHere;
use crate::wanted::{self, Wanted};
use crate::{pin, react, threads};

/// What a batch came to.
pub(crate) struct Applied {
    /// Of each job, in order.
    pub(crate) outcomes: Vec<Result<(), Problem>>,
    /// What to announce, an entry a conversation; then what repeats announce again.
    pub(crate) changed: Vec<ConversationChanged>,
    /// Messages that are new or changed.
    pub(crate) stored: usize,
    /// What changed of people's own part of a conversation by this alone.
    pub(crate) own: Vec<MeChanged>,
    /// Whether people are to be told who are not looking.
    pub(crate) owes: bool,
    /// When its first statement began.
    pub(crate) begun: Instant,
}

pub(crate) type Key = (ConversationId, MessageId);
/// Somebody in the thread of a message.
pub(crate) type Part = (ConversationId, MessageId, UserId);

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
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) rooms: HashMap<ConversationId, Room>,
    pub(crate) actors: HashMap<(ConversationId, UserId), Actor>,
    pub(crate) blocked: HashSet<ConversationId>,
    pub(crate) messages: HashMap<Key, Entry>,
    pub(crate) applied: HashSet<(ConversationId, ChangeId)>,
    /// Members by what their names are compared by.
    pub(crate) named: HashMap<ConversationId, HashMap<String, UserId>>,
    /// Who has reacted of those whom a message does not name, where a job asks.
    pub(crate) reacted: HashSet<Reactor>,
    /// How many messages are pinned, where a job pins one.
    pub(crate) pins: HashMap<ConversationId, usize>,
    /// Those of the files wanted that can be used.
    pub(crate) files: HashMap<FileId, StoredFile>,

    pub(crate) applied_now: Vec<(ConversationId, ChangeId)>,
    /// In the order in which members are locked.
    pub(crate) reads: BTreeMap<(ConversationId, UserId), ReadMove>,
    /// New replies in threads, in the order in which they came.
    pub(crate) replies: Vec<Reply>,
    /// Who takes part in which thread, from which reply on if they did not before.
    pub(crate) joins: BTreeMap<Part, i64>,
    /// Whoever has written in a thread, and up to which reply they have read.
    pub(crate) wrote: BTreeMap<Part, i64>,
    pub(crate) mentions: HashSet<Mention>,
    pub(crate) unmentions: HashSet<Mention>,
    /// Where somebody who may has said `@here`.
    pub(crate) here: Vec<SaidHere>,
    /// What was set, and with which revision, or taken away.
    pub(crate) reactions: HashMap<Reactor, Option<i64>>,
    /// Messages that have lost all reactions.
    pub(crate) cleared: Vec<(ConversationId, i64)>,
    /// Files of new messages.
    pub(crate) attached: Vec<(FileId, ConversationId, i64)>,
    /// Messages that have lost their files.
    pub(crate) detached: Vec<(ConversationId, i64)>,
    /// Messages that have begun to ask something, or do not any more.
    pub(crate) polls: Vec<Key>,
    pub(crate) repeats: Vec<Key>,
}

/// Applies `jobs` in order. An error aborts all of them; a refusal only its own.
pub(crate) async fn apply(
    conn: &mut Conn,
    jobs: &[ChangeMessage],
    leases: &dyn Leases,
) -> db::Result<Applied> {
    let begun = Instant::now();
    let wanted = Wanted::of(jobs);
    let at = jobs.iter().map(|job| job.at).max().unwrap_or(Timestamp(0));
    let mut batch = Batch::load(conn, jobs, &wanted, at).await?;
    let outcomes = jobs
        .iter()
        .zip(&wanted.names)
        .map(|(job, names)| batch.change(job, names.as_ref()))
        .collect();
    batch.mention_online(conn, leases).await?;
    let read = batch.read_threads(conn).await?;
    let owes = batch.write(conn, at).await?;
    let own = threads::own(conn, read).await?;
    let mut repeated = batch.repeated();
    let mut changed = batch.into_changes();
    let stored = changed.iter().map(|it| it.messages.len()).sum();
    changed.append(&mut repeated);
    Ok(Applied {
        outcomes,
        changed,
        stored,
        own,
        owes,
        begun,
    })
}

impl Room {
    fn new(head: Head) -> Self {
        Self {
            after_rev: head.rev,
            head,
            reacted: Vec::new(),
        }
    }
}

impl Entry {
    pub(crate) fn new(stored: Stored) -> Self {
        Self {
            stored,
            new: true,
            changed: false,
        }
    }

    fn old(stored: Stored) -> Self {
        Self {
            stored,
            new: false,
            changed: false,
        }
    }

    /// The message, to be changed, with the revision of that. One that this very batch makes keeps
    /// the revision it has: nobody has seen it otherwise, and so new messages have their revisions
    /// in the order of their places.
    pub(crate) fn touch(&mut self, room: &mut Room) -> &mut Message {
        if !self.new {
            room.head.rev += 1;
            self.stored.message.rev = room.head.rev;
        }
        self.changed = true;
        &mut self.stored.message
    }
}

impl Batch {
    async fn load(
        conn: &mut Conn,
        jobs: &[ChangeMessage],
        wanted: &Wanted,
        at: Timestamp,
    ) -> db::Result<Self> {
        // The locks come first, so that all that is read after them stays true until the commit.
        let heads = conn.lock_conversations(&wanted.conversations).await?;
        let files = conn.lock_files(&wanted.files, at).await?;
        let actors = conn.list_actors(&wanted.people).await?;
        let stored = conn.list_stored(&wanted.messages).await?;
        let blocked = conn.list_blocked(&wanted::direct(&heads)).await?;
        let applied = conn.list_applied(&wanted.changes).await?;
        let mut named: HashMap<_, HashMap<_, _>> = HashMap::new();
        for (at, key, user_id) in conn.list_members_by_key(&wanted.keys(jobs)).await? {
            named.entry(at).or_default().insert(key, user_id);
        }
        let mut messages: HashMap<Key, Entry> = stored.into_iter().map(known).collect();
        let roots = threads::roots(jobs, &messages);
        if !roots.is_empty() {
            messages.extend(conn.list_stored(&roots).await?.into_iter().map(known));
        }
        let reacted = conn.list_reacted(&react::unsure(jobs, &messages)).await?;
        let pins = conn.count_pins(&pin::wanted(jobs)).await?;
        Ok(Self {
            rooms: heads
                .into_iter()
                .map(|head| (head.id, Room::new(head)))
                .collect(),
            actors: actors
                .into_iter()
                .map(|actor| ((actor.conversation_id, actor.user_id), actor))
                .collect(),
            blocked: blocked.into_iter().collect(),
            messages,
            applied: applied.into_iter().collect(),
            named,
            reacted,
            pins,
            files: files.into_iter().map(|file| (file.id, file)).collect(),
            ..Self::default()
        })
    }

    /// Writes what the jobs came to; whether people are owed a notification of it.
    async fn write(&mut self, conn: &mut Conn, at: Timestamp) -> db::Result<bool> {
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
        let reads: Vec<ReadMove> = self.reads.values().copied().collect();
        let unmentions: Vec<Mention> = self.unmentions.iter().copied().collect();
        let mentions: Vec<Mention> = self.mentions.iter().copied().collect();
        let sent = Sent {
            messages: &new,
            reads: &reads,
            heads: &heads,
            owed: &new_ranges(&new),
        };
        let owes = conn.write_sent(&sent, at).await?;
        conn.update_messages(&changed).await?;
        conn.update_polls(&self.asking()).await?;
        self.write_threads(conn).await?;
        conn.delete_mentions(&unmentions).await?;
        conn.insert_mentions(&mentions).await?;
        // In this order: a message may come and go in one batch.
        conn.insert_message_uses(&self.attached).await?;
        conn.delete_message_uses(&self.detached, at).await?;
        conn.insert_applied(&self.applied_now, at).await?;
        Ok(owes)
    }

    /// Who reacted; then who is named now where one of the first has gone.
    async fn write_reactions(&mut self, conn: &mut Conn) -> db::Result<()> {
        let mut set = Vec::new();
        let mut unset = Vec::new();
        for (reactor, rev) in &self.reactions {
            match rev {
                Some(rev) => set.push((reactor, *rev)),
                None => unset.push(reactor),
            }
        }
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

    fn asking(&self) -> Vec<&Message> {
        let entries = self.polls.iter().filter_map(|key| self.messages.get(key));
        entries.map(|entry| &entry.stored.message).collect()
    }

    /// What repeats announce again, as it is stored.
    fn repeated(&self) -> Vec<ConversationChanged> {
        let keys: HashSet<Key> = self.repeats.iter().copied().collect();
        let again = |key: Key| {
            let entry = self.messages.get(&key)?;
            // What is new or changed is announced anyway.
            if entry.new || entry.changed {
                return None;
            }
            let room = self.rooms.get(&key.0)?;
            let message = entry.stored.message.clone();
            Some(ConversationChanged {
                conversation_id: message.conversation_id,
                after_rev: message.rev - 1,
                rev: message.rev,
                members_rev: room.head.members_rev,
                messages: vec![message],
                conversation: None,
                reacted: Vec::new(),
                traceparent: None,
            })
        };
        keys.into_iter().filter_map(again).collect()
    }

    /// What changed, an entry a conversation.
    fn into_changes(self) -> Vec<ConversationChanged> {
        let mut messages: HashMap<ConversationId, Vec<Message>> = HashMap::new();
        for entry in self.messages.into_values() {
            if entry.new || entry.changed {
                let message = entry.stored.message;
                let of_room = messages.entry(message.conversation_id).or_default();
                of_room.push(message);
            }
        }
        let changed = |(conversation_id, room): (ConversationId, Room)| {
            let mut messages = messages.remove(&conversation_id).unwrap_or_default();
            messages.sort_unstable_by_key(|message| message.rev);
            (room.head.rev > room.after_rev).then_some(ConversationChanged {
                conversation_id,
                after_rev: room.after_rev,
                rev: room.head.rev,
                members_rev: room.head.members_rev,
                messages,
                conversation: None,
                reacted: room.reacted,
                traceparent: None,
            })
        };
        self.rooms.into_iter().filter_map(changed).collect()
    }
}

/// The first and the last of the new messages of each conversation, which are in the order of both.
fn new_ranges(new: &[(&Message, i64)]) -> Vec<(ConversationId, i64, i64)> {
    let of_rooms = new.chunk_by(|(one, _), (next, _)| one.conversation_id == next.conversation_id);
    let range = |messages: &[(&Message, i64)]| match messages {
        [(first, _), .., (last, _)] | [(first @ last, _)] => {
            Some((first.conversation_id, first.seq, last.seq))
        }
        [] => None,
    };
    of_rooms.filter_map(range).collect()
}

/// What is stored, and by what it is found.
fn known(stored: Stored) -> (Key, Entry) {
    let Message {
        conversation_id,
        id,
        ..
    } = stored.message;
    ((conversation_id, id), Entry::old(stored))
}
