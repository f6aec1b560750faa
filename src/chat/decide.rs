//! What each change does to a batch, and who may make it. A refusal leaves no trace.

use db::{Actor, Mention, Reactor, ReadMove, Stored};
use models::event::Reacted;
use models::limits::{MENTION_ALL_MEMBERS, REACTION_USERS, REACTIONS};
use models::{
    Change, ChangeMessage, Code, Kind, MemberRole, Message, MessageKind, Problem, Reaction, UserId,
    Visibility,
};
use uuid::Uuid;

use crate::batch::{Batch, Entry};
use crate::mention::{self, Names};
use crate::store::not_a_member;

impl Batch<'_> {
    /// Decides one job.
    pub(crate) fn change(&mut self, job: &ChangeMessage) -> Result<(), Problem> {
        let change_id = match &job.change {
            Change::Send { .. } => return self.send(job),
            Change::Edit { change_id, .. }
            | Change::Delete { change_id }
            | Change::React { change_id, .. } => (job.conversation_id, *change_id),
        };
        if self.applied.contains(&change_id) {
            self.repeats.push((job.conversation_id, job.message_id));
            return Ok(());
        }
        match &job.change {
            Change::Edit { body, .. } => self.edit(job, body)?,
            Change::Delete { .. } => self.delete(job)?,
            Change::React { emoji, on, .. } => self.react(job, emoji, *on)?,
            Change::Send { .. } => {}
        }
        self.applied.insert(change_id);
        self.applied_now.push(change_id);
        Ok(())
    }

    /// Who asks, if they may write here at all.
    fn writer(&self, job: &ChangeMessage) -> Result<&Actor, Problem> {
        let room = self
            .rooms
            .get(&job.conversation_id)
            .ok_or_else(not_a_member)?;
        let actor = self
            .actors
            .get(&(job.conversation_id, job.user_id))
            .ok_or_else(not_a_member)?;
        if actor.disabled {
            return Err(Problem::new(Code::Forbidden, "This account is disabled."));
        }
        if actor.role.is_none() {
            return Err(match room.head.visibility {
                Some(Visibility::Public) => {
                    Problem::new(Code::Forbidden, "Join the channel first.")
                }
                _ => not_a_member(),
            });
        }
        Ok(actor)
    }

    fn send(&mut self, job: &ChangeMessage) -> Result<(), Problem> {
        let Change::Send {
            body,
            reply_to,
            attachment_ids,
        } = &job.change
        else {
            return Ok(());
        };
        let may_mention_all = self.writer(job)?.role == Some(MemberRole::Owner);
        let at = job.conversation_id;
        let key = (at, job.message_id);
        if let Some(entry) = self.messages.get(&key) {
            if entry.stored.message.sender_id != job.user_id {
                return Err(Problem::new(
                    Code::IdConflict,
                    "Another message has this id.",
                ));
            }
            self.repeats.push(key);
            return Ok(());
        }
        if self.blocked.contains(&at) {
            return Err(blocked());
        }
        if let Some(reply_to) = reply_to
            && !self.messages.contains_key(&(at, *reply_to))
        {
            return Err(Problem::field(
                "reply_to",
                "unknown",
                "no message of this conversation",
            ));
        }
        let (mentions, everyone) = self.mentions(job, body, may_mention_all);
        let Some(room) = self.rooms.get_mut(&at) else {
            return Err(not_a_member());
        };
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
        let read = ReadMove {
            conversation_id: at,
            user_id: job.user_id,
            seq,
            text_count,
        };
        self.reads.insert((at, job.user_id), read);
        let stored = Stored {
            message,
            text_count,
        };
        self.messages.insert(
            key,
            Entry {
                stored,
                new: true,
                changed: false,
            },
        );
        Ok(())
    }

    fn edit(&mut self, job: &ChangeMessage, body: &str) -> Result<(), Problem> {
        let may_mention_all = self.writer(job)?.role == Some(MemberRole::Owner);
        let message = self.target(job)?;
        if message.sender_id != job.user_id || message.kind == MessageKind::System {
            return Err(Problem::new(
                Code::Forbidden,
                "Only its author may edit a message.",
            ));
        }
        if message.deleted_at.is_some() {
            return Err(Problem::new(Code::Gone, "This message was deleted."));
        }
        if self.blocked.contains(&job.conversation_id) {
            return Err(blocked());
        }
        if message.body.as_deref() == Some(body) {
            return Ok(());
        }
        let (mentions, everyone) = self.mentions(job, body, may_mention_all);
        let rev = self.next_rev(job);
        self.unmention(job);
        let Some(entry) = self
            .messages
            .get_mut(&(job.conversation_id, job.message_id))
        else {
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

    fn delete(&mut self, job: &ChangeMessage) -> Result<(), Problem> {
        self.may_delete(job)?;
        let key = (job.conversation_id, job.message_id);
        if self
            .messages
            .get(&key)
            .is_none_or(|entry| entry.stored.message.deleted_at.is_some())
        {
            return Ok(());
        }
        let rev = self.next_rev(job);
        self.unmention(job);
        let Some(entry) = self.messages.get_mut(&key) else {
            return Ok(());
        };
        entry.changed = true;
        let message = &mut entry.stored.message;
        if !message.reactions.is_empty() {
            self.cleared.push((job.conversation_id, message.seq));
        }
        message.rev = rev;
        message.body = None;
        message.attachments.clear();
        message.reactions.clear();
        message.mentions.clear();
        message.mentions_everyone = false;
        message.edited_at = None;
        message.deleted_at = Some(job.at);
        Ok(())
    }

    /// Its author, the conversation's owners, and in a public channel the server's managers.
    fn may_delete(&self, job: &ChangeMessage) -> Result<(), Problem> {
        let manages = self.manages_channel(job);
        let role = if manages {
            None
        } else {
            self.writer(job)?.role
        };
        let message = self.target(job)?;
        if message.kind == MessageKind::System {
            return Err(Problem::new(
                Code::Forbidden,
                "What happened cannot be deleted.",
            ));
        }
        let direct = self
            .rooms
            .get(&job.conversation_id)
            .is_some_and(|room| room.head.kind == Kind::Direct);
        let owns = role == Some(MemberRole::Owner) && !direct;
        if manages || owns || message.sender_id == job.user_id {
            return Ok(());
        }
        Err(Problem::new(
            Code::Forbidden,
            "Only its author or an owner may delete a message.",
        ))
    }

    fn manages_channel(&self, job: &ChangeMessage) -> bool {
        let public = self
            .rooms
            .get(&job.conversation_id)
            .is_some_and(|room| room.head.visibility == Some(Visibility::Public));
        let actor = self.actors.get(&(job.conversation_id, job.user_id));
        public && actor.is_some_and(|actor| actor.server_role.manages() && !actor.disabled)
    }

    fn react(&mut self, job: &ChangeMessage, emoji: &str, on: bool) -> Result<(), Problem> {
        self.may_react(job, emoji, on)?;
        let key = (job.conversation_id, job.message_id);
        let Some(entry) = self.messages.get_mut(&key) else {
            return Ok(());
        };
        let Some(room) = self.rooms.get_mut(&job.conversation_id) else {
            return Ok(());
        };
        let message = &mut entry.stored.message;
        let reactor = Reactor {
            conversation_id: job.conversation_id,
            seq: message.seq,
            emoji: emoji.to_owned(),
            user_id: job.user_id,
        };
        let is_set = match self.reactions.get(&reactor) {
            Some(rev) => rev.is_some(),
            None => self.reacted.contains(&reactor) || is_named(&message.reactions, &reactor),
        };
        if is_set == on {
            return Ok(());
        }
        if !entry.new {
            room.head.rev += 1;
            message.rev = room.head.rev;
        }
        entry.changed = true;
        if on {
            add(&mut message.reactions, &reactor);
        } else {
            take(&mut message.reactions, &reactor);
        }
        room.reacted.push(Reacted {
            id: job.message_id,
            user_id: job.user_id,
            emoji: emoji.to_owned(),
            on,
        });
        self.reactions.insert(reactor, on.then_some(message.rev));
        Ok(())
    }

    fn may_react(&self, job: &ChangeMessage, emoji: &str, on: bool) -> Result<(), Problem> {
        self.writer(job)?;
        let message = self.target(job)?;
        if message.kind == MessageKind::System {
            return Err(Problem::new(
                Code::Forbidden,
                "Nobody reacts to what happened.",
            ));
        }
        if message.deleted_at.is_some() {
            return Err(Problem::new(Code::Gone, "This message was deleted."));
        }
        if self.blocked.contains(&job.conversation_id) {
            return Err(blocked());
        }
        let known = message
            .reactions
            .iter()
            .any(|reaction| reaction.emoji == emoji);
        if on && !known && message.reactions.len() >= REACTIONS {
            return Err(Problem::new(
                Code::TooMany,
                "At most 20 different reactions.",
            ));
        }
        Ok(())
    }

    fn target(&self, job: &ChangeMessage) -> Result<&Message, Problem> {
        self.messages
            .get(&(job.conversation_id, job.message_id))
            .map(|entry| &entry.stored.message)
            .ok_or_else(|| Problem::new(Code::NotFound, "There is no such message."))
    }

    /// The revision of a change. A message that this very batch makes keeps the one it has: nobody
    /// has seen it otherwise, and so new messages have their revisions in the order of their places.
    fn next_rev(&mut self, job: &ChangeMessage) -> i64 {
        let made_here = self
            .messages
            .get(&(job.conversation_id, job.message_id))
            .filter(|entry| entry.new)
            .map(|entry| entry.stored.message.rev);
        made_here.unwrap_or_else(|| {
            self.rooms.get_mut(&job.conversation_id).map_or(0, |room| {
                room.head.rev += 1;
                room.head.rev
            })
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
            let mention = Mention {
                user_id,
                conversation_id,
                seq,
            };
            self.unmentions.remove(&mention);
            self.mentions.insert(mention);
        }
    }

    /// Takes back what the message named so far. Who was named by `@here` stays told.
    fn unmention(&mut self, job: &ChangeMessage) {
        let Some(entry) = self.messages.get(&(job.conversation_id, job.message_id)) else {
            return;
        };
        let message = &entry.stored.message;
        let everyone = message.mentions_everyone.then_some(UserId(Uuid::nil()));
        for user_id in message.mentions.iter().copied().chain(everyone) {
            let mention = Mention {
                user_id,
                conversation_id: job.conversation_id,
                seq: message.seq,
            };
            self.mentions.remove(&mention);
            self.unmentions.insert(mention);
        }
    }
}

/// Whether the message itself names whoever reacts as one who did.
fn is_named(reactions: &[Reaction], reactor: &Reactor) -> bool {
    reactions.iter().any(|reaction| {
        reaction.emoji == reactor.emoji && reaction.is_by(reactor.user_id) == Some(true)
    })
}

fn add(reactions: &mut Vec<Reaction>, reactor: &Reactor) {
    let Some(reaction) = reactions.iter_mut().find(|it| it.emoji == reactor.emoji) else {
        reactions.push(Reaction {
            emoji: reactor.emoji.clone(),
            count: 1,
            user_ids: vec![reactor.user_id],
            mine: None,
        });
        return;
    };
    // Where some are not named, whoever comes now is not the next to be.
    let all_named = reaction.user_ids.len() == reaction.count as usize;
    if all_named && reaction.user_ids.len() < REACTION_USERS {
        reaction.user_ids.push(reactor.user_id);
    }
    reaction.count += 1;
}

/// Whose place among those named is free now is read when the batch is written.
fn take(reactions: &mut Vec<Reaction>, reactor: &Reactor) {
    reactions.retain_mut(|reaction| {
        if reaction.emoji == reactor.emoji {
            reaction.count = reaction.count.saturating_sub(1);
            reaction.user_ids.retain(|id| *id != reactor.user_id);
        }
        reaction.count > 0
    });
}

fn blocked() -> Problem {
    Problem::new(Code::Forbidden, "One of you has blocked the other.")
}
