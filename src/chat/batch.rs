//! One transaction for many changes: read what they need, decide each in order in memory, write
//! the result in a handful of statements.
//!
//! Each job has its own outcome, and what is refused leaves no trace. `seq` and `rev` are given out
//! here and nowhere else but in [`db::Conn::append_system_message`], under the conversation's lock.

use std::collections::{HashMap, HashSet};

use db::{Actor, Conn, Head, Mention, ReadMove, Stored};
use models::event::{ConversationChanged, Reacted};
use models::limits::{MENTION_ALL_MEMBERS, REACTIONS};
use models::{
    Change, ChangeId, ChangeMessage, Code, ConversationId, Kind, MemberRole, Message, MessageId,
    MessageKind, Problem, Timestamp, UserId, Visibility,
};
use uuid::Uuid;

use crate::mention::{self, Names};
use crate::store::{Here, not_a_member};

/// What a batch came to.
pub(crate) struct Applied {
    /// Of each job, in order.
    pub(crate) outcomes: Vec<Result<(), Problem>>,
    /// What to announce, an entry a conversation; then what repeats announce again.
    pub(crate) changed: Vec<ConversationChanged>,
}

type Key = (ConversationId, MessageId);

/// A message that the batch needs or makes.
struct Entry {
    stored: Stored,
    new: bool,
    changed: bool,
}

struct Room {
    head: Head,
    /// `rev` before this batch.
    after_rev: i64,
    reacted: Vec<Reacted>,
}

struct Batch<'b> {
    rooms: HashMap<ConversationId, Room>,
    actors: HashMap<(ConversationId, UserId), Actor>,
    blocked: HashSet<ConversationId>,
    messages: HashMap<Key, Entry>,
    applied: HashSet<(ConversationId, ChangeId)>,
    names: HashMap<(ConversationId, String), UserId>,
    here: &'b Here,
    applied_now: Vec<(ConversationId, ChangeId)>,
    reads: HashMap<(ConversationId, UserId), ReadMove>,
    mentions: HashSet<Mention>,
    unmentions: HashSet<Mention>,
    repeats: Vec<Key>,
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
        outcomes.push(batch.change(conn, job).await?);
    }
    let at = jobs.iter().map(|job| job.at).max().unwrap_or(Timestamp(0));
    batch.write(conn, at).await?;
    Ok(Applied { outcomes, changed: batch.into_changes() })
}

impl<'b> Batch<'b> {
    async fn load(conn: &mut Conn, jobs: &[ChangeMessage], here: &'b Here) -> db::Result<Self> {
        let mut conversations: Vec<_> = jobs.iter().map(|job| job.conversation_id).collect();
        conversations.sort_unstable();
        conversations.dedup();
        let mut who: Vec<_> = jobs.iter().map(|job| (job.conversation_id, job.user_id)).collect();
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
        let direct: Vec<_> =
            heads.iter().filter(|head| head.kind == Kind::Direct).map(|head| head.id).collect();
        let actors = conn.list_actors(&who).await?;
        let stored = conn.list_stored(&wanted).await?;
        let blocked =
            if direct.is_empty() { Vec::new() } else { conn.list_blocked(&direct).await? };
        let applied =
            if changes.is_empty() { Vec::new() } else { conn.list_applied(&changes).await? };
        let names: Vec<_> = names.into_iter().collect();
        let named =
            if names.is_empty() { Vec::new() } else { conn.list_members_by_key(&names).await? };

        Ok(Self {
            rooms: heads
                .into_iter()
                .map(|head| (head.id, Room { after_rev: head.rev, head, reacted: Vec::new() }))
                .collect(),
            actors: actors
                .into_iter()
                .map(|actor| ((actor.conversation_id, actor.user_id), actor))
                .collect(),
            blocked: blocked.into_iter().collect(),
            messages: stored
                .into_iter()
                .map(|stored| {
                    let key = (stored.message.conversation_id, stored.message.id);
                    (key, Entry { stored, new: false, changed: false })
                })
                .collect(),
            applied: applied.into_iter().collect(),
            names: named.into_iter().map(|(at, key, user_id)| ((at, key), user_id)).collect(),
            here,
            applied_now: Vec::new(),
            reads: HashMap::new(),
            mentions: HashSet::new(),
            unmentions: HashSet::new(),
            repeats: Vec::new(),
        })
    }

    async fn change(
        &mut self,
        conn: &mut Conn,
        job: &ChangeMessage,
    ) -> db::Result<Result<(), Problem>> {
        let change_id = match &job.change {
            Change::Send { .. } => return Ok(self.send(job)),
            Change::Edit { change_id, .. }
            | Change::Delete { change_id }
            | Change::React { change_id, .. } => (job.conversation_id, *change_id),
        };
        if self.applied.contains(&change_id) {
            self.repeats.push((job.conversation_id, job.message_id));
            return Ok(Ok(()));
        }
        let outcome = match &job.change {
            Change::Edit { body, .. } => self.edit(job, body),
            Change::Delete { .. } => self.delete(conn, job).await?,
            Change::React { emoji, on, .. } => self.react(conn, job, emoji, *on).await?,
            Change::Send { .. } => Ok(()),
        };
        if outcome.is_ok() {
            self.applied.insert(change_id);
            self.applied_now.push(change_id);
        }
        Ok(outcome)
    }

    /// Who asks, if they may write here at all.
    fn writer(&self, job: &ChangeMessage) -> Result<&Actor, Problem> {
        let room = self.rooms.get(&job.conversation_id).ok_or_else(not_a_member)?;
        let actor =
            self.actors.get(&(job.conversation_id, job.user_id)).ok_or_else(not_a_member)?;
        if actor.disabled {
            return Err(Problem::new(Code::Forbidden, "This account is disabled."));
        }
        if actor.role.is_none() {
            return Err(match room.head.visibility {
                Some(Visibility::Public) => Problem::new(Code::Forbidden, "Join the channel first."),
                _ => not_a_member(),
            });
        }
        Ok(actor)
    }

    fn send(&mut self, job: &ChangeMessage) -> Result<(), Problem> {
        let Change::Send { body, reply_to, attachment_ids } = &job.change else { return Ok(()) };
        let may_mention_all = self.writer(job)?.role == Some(MemberRole::Owner);
        let at = job.conversation_id;
        let key = (at, job.message_id);
        if let Some(entry) = self.messages.get(&key) {
            if entry.stored.message.sender_id != job.user_id {
                return Err(Problem::new(Code::IdConflict, "Another message has this id."));
            }
            self.repeats.push(key);
            return Ok(());
        }
        if self.blocked.contains(&at) {
            return Err(Problem::new(Code::Forbidden, "One of you has blocked the other."));
        }
        if let Some(reply_to) = reply_to
            && !self.messages.contains_key(&(at, *reply_to))
        {
            return Err(Problem::field("reply_to", "unknown", "no message of this conversation"));
        }
        let (mentions, everyone) = self.mentions(job, body, may_mention_all);
        let Some(room) = self.rooms.get_mut(&at) else { return Err(not_a_member()) };
        room.head.last_seq += 1;
        room.head.rev += 1;
        room.head.text_count += 1;
        let (seq, text_count) = (room.head.last_seq, room.head.text_count);
        let message = Message {
            id: job.message_id,
            conversation_id: at,
            sender_id: job.user_id,
            seq,
            rev: room.head.rev,
            kind: MessageKind::Text,
            body: Some(body.clone()),
            event: None,
            reply_to: *reply_to,
            attachments: attachment_ids.clone(),
            reactions: Vec::new(),
            mentions,
            mentions_everyone: everyone.is_some(),
            thread_id: None,
            created_at: job.at,
            edited_at: None,
            deleted_at: None,
        };
        self.mention(&message, everyone);
        let read = ReadMove { conversation_id: at, user_id: job.user_id, seq, text_count };
        self.reads.insert((at, job.user_id), read);
        let stored = Stored { message, text_count };
        self.messages.insert(key, Entry { stored, new: true, changed: false });
        Ok(())
    }

    fn edit(&mut self, job: &ChangeMessage, body: &str) -> Result<(), Problem> {
        let may_mention_all = self.writer(job)?.role == Some(MemberRole::Owner);
        let message = self.target(job)?;
        if message.sender_id != job.user_id || message.kind == MessageKind::System {
            return Err(Problem::new(Code::Forbidden, "Only its author may edit a message."));
        }
        if message.deleted_at.is_some() {
            return Err(Problem::new(Code::Gone, "This message was deleted."));
        }
        if message.body.as_deref() == Some(body) {
            return Ok(());
        }
        let (mentions, everyone) = self.mentions(job, body, may_mention_all);
        let rev = self.next_rev(job.conversation_id);
        self.unmention(job);
        let Some(entry) = self.messages.get_mut(&(job.conversation_id, job.message_id)) else {
            return Ok(());
        };
        entry.changed = true;
        let message = &mut entry.stored.message;
        message.rev = rev;
        message.body = Some(body.to_owned());
        message.mentions = mentions;
        message.mentions_everyone = everyone.is_some();
        message.edited_at = Some(job.at);
        let message = message.clone();
        self.mention(&message, everyone);
        Ok(())
    }

    async fn delete(
        &mut self,
        conn: &mut Conn,
        job: &ChangeMessage,
    ) -> db::Result<Result<(), Problem>> {
        if let Err(problem) = self.may_delete(job) {
            return Ok(Err(problem));
        }
        let key = (job.conversation_id, job.message_id);
        if self.messages.get(&key).is_none_or(|entry| entry.stored.message.deleted_at.is_some()) {
            return Ok(Ok(()));
        }
        let rev = self.next_rev(job.conversation_id);
        self.unmention(job);
        let Some(entry) = self.messages.get_mut(&key) else { return Ok(Ok(())) };
        entry.changed = true;
        let message = &mut entry.stored.message;
        if !message.reactions.is_empty() {
            conn.delete_reactions((job.conversation_id, message.seq)).await?;
        }
        message.rev = rev;
        message.body = None;
        message.attachments.clear();
        message.reactions.clear();
        message.mentions.clear();
        message.mentions_everyone = false;
        message.edited_at = None;
        message.deleted_at = Some(job.at);
        Ok(Ok(()))
    }

    /// Its author, the conversation's owners, and in a public channel the server's managers.
    fn may_delete(&self, job: &ChangeMessage) -> Result<(), Problem> {
        let manages = self.manages_channel(job);
        let role = if manages { None } else { self.writer(job)?.role };
        let message = self.target(job)?;
        if message.kind == MessageKind::System {
            return Err(Problem::new(Code::Forbidden, "What happened cannot be deleted."));
        }
        let direct = self
            .rooms
            .get(&job.conversation_id)
            .is_some_and(|room| room.head.kind == Kind::Direct);
        let owns = role == Some(MemberRole::Owner) && !direct;
        if manages || owns || message.sender_id == job.user_id {
            return Ok(());
        }
        Err(Problem::new(Code::Forbidden, "Only its author or an owner may delete a message."))
    }

    fn manages_channel(&self, job: &ChangeMessage) -> bool {
        let public = self
            .rooms
            .get(&job.conversation_id)
            .is_some_and(|room| room.head.visibility == Some(Visibility::Public));
        let actor = self.actors.get(&(job.conversation_id, job.user_id));
        public && actor.is_some_and(|actor| actor.server_role.manages() && !actor.disabled)
    }

    async fn react(
        &mut self,
        conn: &mut Conn,
        job: &ChangeMessage,
        emoji: &str,
        on: bool,
    ) -> db::Result<Result<(), Problem>> {
        if let Err(problem) = self.may_react(job, emoji, on) {
            return Ok(Err(problem));
        }
        let Some(entry) = self.messages.get_mut(&(job.conversation_id, job.message_id)) else {
            return Ok(Ok(()));
        };
        let Some(room) = self.rooms.get_mut(&job.conversation_id) else { return Ok(Ok(())) };
        let place = (job.conversation_id, entry.stored.message.seq);
        let rev = room.head.rev + 1;
        if !conn.set_reaction(place, job.user_id, emoji, on, rev).await? {
            return Ok(Ok(()));
        }
        room.head.rev = rev;
        room.reacted.push(Reacted {
            id: job.message_id,
            user_id: job.user_id,
            emoji: emoji.to_owned(),
            on,
        });
        entry.changed = true;
        entry.stored.message.rev = rev;
        entry.stored.message.reactions = conn.get_reactions(place).await?;
        Ok(Ok(()))
    }

    fn may_react(&self, job: &ChangeMessage, emoji: &str, on: bool) -> Result<(), Problem> {
        self.writer(job)?;
        let message = self.target(job)?;
        if message.kind == MessageKind::System {
            return Err(Problem::new(Code::Forbidden, "Nobody reacts to what happened."));
        }
        if message.deleted_at.is_some() {
            return Err(Problem::new(Code::Gone, "This message was deleted."));
        }
        if self.blocked.contains(&job.conversation_id) {
            return Err(Problem::new(Code::Forbidden, "One of you has blocked the other."));
        }
        let known = message.reactions.iter().any(|reaction| reaction.emoji == emoji);
        if on && !known && message.reactions.len() >= REACTIONS {
            return Err(Problem::new(Code::TooMany, "At most 20 different reactions."));
        }
        Ok(())
    }

    fn target(&self, job: &ChangeMessage) -> Result<&Message, Problem> {
        self.messages
            .get(&(job.conversation_id, job.message_id))
            .map(|entry| &entry.stored.message)
            .ok_or_else(|| Problem::new(Code::NotFound, "There is no such message."))
    }

    fn next_rev(&mut self, at: ConversationId) -> i64 {
        self.rooms.get_mut(&at).map_or(0, |room| {
            room.head.rev += 1;
            room.head.rev
        })
    }

    /// The members that `body` names, and the names for everybody if they may be used.
    fn mentions(
        &self,
        job: &ChangeMessage,
        body: &str,
        owner: bool,
    ) -> (Vec<UserId>, Option<Names>) {
        if !body.contains('@') {
            return (Vec::new(), None);
        }
        let at = job.conversation_id;
        let names = mention::names(body);
        let mut mentions: Vec<_> = names
            .keys
            .iter()
            .filter_map(|key| self.names.get(&(at, key.clone())).copied())
            .collect();
        mentions.sort_unstable();
        mentions.dedup();
        let small = self
            .rooms
            .get(&at)
            .is_some_and(|room| room.head.members_count <= MENTION_ALL_MEMBERS);
        let everyone = (names.all || names.here) && (small || owner);
        (mentions, everyone.then_some(names))
    }

    fn mention(&mut self, message: &Message, everyone: Option<Names>) {
        let (conversation_id, seq) = (message.conversation_id, message.seq);
        let mut named = message.mentions.clone();
        if let Some(names) = everyone {
            if names.all {
                named.push(UserId(Uuid::nil()));
            }
            if names.here {
                let here = self.here.iter().filter(|(at, _)| *at == conversation_id);
                named.extend(here.map(|(_, user_id)| *user_id));
            }
        }
        for user_id in named.into_iter().filter(|id| *id != message.sender_id) {
            let mention = Mention { user_id, conversation_id, seq };
            self.unmentions.remove(&mention);
            self.mentions.insert(mention);
        }
    }

    /// Takes back what the message named so far. Who was named by `@here` stays told.
    fn unmention(&mut self, job: &ChangeMessage) {
        let Some(entry) = self.messages.get(&(job.conversation_id, job.message_id)) else { return };
        let message = &entry.stored.message;
        let everyone = message.mentions_everyone.then_some(UserId(Uuid::nil()));
        for user_id in message.mentions.iter().copied().chain(everyone) {
            let mention =
                Mention { user_id, conversation_id: job.conversation_id, seq: message.seq };
            self.mentions.remove(&mention);
            self.unmentions.insert(mention);
        }
    }

    async fn write(&self, conn: &mut Conn, at: Timestamp) -> db::Result<()> {
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
            conn.delete_mentions(&self.unmentions.iter().copied().collect::<Vec<_>>()).await?;
        }
        if !self.mentions.is_empty() {
            conn.insert_mentions(&self.mentions.iter().copied().collect::<Vec<_>>()).await?;
        }
        if !self.applied_now.is_empty() {
            conn.insert_applied(&self.applied_now, at).await?;
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
                messages.entry(message.conversation_id).or_default().push(message);
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

/// What the names in `body` are compared by; nothing is looked at where there is no `@`.
fn keys(body: &str) -> impl Iterator<Item = String> {
    body.contains('@').then(|| mention::names(body).keys).into_iter().flatten()
}
