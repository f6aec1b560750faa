//! What each change does to a batch, and who may make it. A refusal leaves no trace.

use std::collections::HashMap;

use db::{ReadMove, Stored, StoredFile};
use models::message::check_body;
use models::{
    Change, ChangeId, ChangeMessage, Code, File, FileId, Kind, MemberRole, Message, MessageId,
    MessageKind, Poll, Problem, UserId, Visibility,
};

use crate::batch::{Batch, Entry, Key, Room};
use crate::mention::Names;
use crate::store::not_a_member;

/// What is in a new message.
#[derive(Clone, Copy)]
struct New<'j> {
    body: &'j str,
    reply_to: Option<MessageId>,
    attachments: &'j [FileId],
    thread_id: Option<MessageId>,
    poll: Option<&'j Poll>,
}

impl Batch {
    /// Decides one job, whose text names `names`.
    pub(crate) fn change(
        &mut self,
        job: &ChangeMessage,
        names: Option<&Names>,
    ) -> Result<(), Problem> {
        match &job.change {
            Change::Send {
                body,
                reply_to,
                attachment_ids,
                thread_id,
                poll,
                has_waited: _,
            } => {
                let new = New {
                    body,
                    reply_to: *reply_to,
                    attachments: attachment_ids,
                    thread_id: *thread_id,
                    poll: poll.as_ref(),
                };
                self.send(job, new, names)
            }
            Change::Edit { body, change_id } => {
                self.once(job, *change_id, |batch| batch.edit(job, body, names))
            }
            Change::Delete { change_id } => self.once(job, *change_id, |batch| batch.delete(job)),
            Change::React {
                emoji,
                on,
                change_id,
            } => self.once(job, *change_id, |batch| batch.react(job, emoji, *on)),
            Change::Pin { on, change_id } => {
                self.once(job, *change_id, |batch| batch.pin(job, *on))
            }
        }
    }

    /// Makes a change unless it was made before.
    fn once(
        &mut self,
        job: &ChangeMessage,
        change_id: ChangeId,
        make: impl FnOnce(&mut Self) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let change_id = (job.conversation_id, change_id);
        if self.applied.contains(&change_id) {
            self.repeats.push(key(job));
            return Ok(());
        }
        make(self)?;
        self.applied.insert(change_id);
        self.applied_now.push(change_id);
        Ok(())
    }

    /// As what somebody asks, if they may write here at all.
    pub(crate) fn writer(&self, job: &ChangeMessage) -> Result<MemberRole, Problem> {
        let at = job.conversation_id;
        let room = self.rooms.get(&at).ok_or_else(not_a_member)?;
        let actor = self
            .actors
            .get(&(at, job.user_id))
            .ok_or_else(not_a_member)?;
        if actor.disabled {
            return Err(Problem::new(Code::Forbidden, "This account is disabled."));
        }
        actor.role.ok_or_else(|| match room.head.visibility {
            Some(Visibility::Public) => Problem::new(Code::Forbidden, "Join the channel first."),
            _ => not_a_member(),
        })
    }

    pub(crate) fn target(&self, job: &ChangeMessage) -> Result<&Message, Problem> {
        let entry = self.messages.get(&key(job)).ok_or_else(no_message)?;
        Ok(&entry.stored.message)
    }

    /// Where a message is changed, and itself.
    pub(crate) fn place(
        &mut self,
        job: &ChangeMessage,
    ) -> Result<(&mut Room, &mut Entry), Problem> {
        let room = self
            .rooms
            .get_mut(&job.conversation_id)
            .ok_or_else(not_a_member)?;
        let entry = self.messages.get_mut(&key(job)).ok_or_else(no_message)?;
        Ok((room, entry))
    }

    fn send(
        &mut self,
        job: &ChangeMessage,
        new: New<'_>,
        names: Option<&Names>,
    ) -> Result<(), Problem> {
        let role = self.writer(job)?;
        let at = job.conversation_id;
        let New {
            body,
            reply_to,
            attachments,
            thread_id,
            poll,
        } = new;
        if let Some(entry) = self.messages.get(&key(job)) {
            if entry.stored.message.sender_id != job.user_id {
                return Err(Problem::new(
                    Code::IdConflict,
                    "Another message has this id.",
                ));
            }
            self.repeats.push(key(job));
            return Ok(());
        }
        if self.blocked.contains(&at) {
            return Err(blocked());
        }
        if reply_to.is_some_and(|id| !self.messages.contains_key(&(at, id))) {
            return Err(Problem::field(
                "reply_to",
                "unknown",
                "no message of this conversation",
            ));
        }
        if let Some(root) = thread_id {
            self.check_root((at, root))?;
        }
        let files = own_files(&self.files, job.user_id, attachments)?;
        let told = self.told(job, names, role);
        let head = &mut self.rooms.get_mut(&at).ok_or_else(not_a_member)?.head;
        if thread_id.is_some() {
            head.next_reply();
        } else {
            head.last_seq += 1;
            head.text_count += 1;
        }
        head.rev += 1;
        let (seq, rev, text_count) = (head.last_seq, head.rev, head.text_count);
        self.mention(job, seq, &told);
        self.attached
            .extend(attachments.iter().map(|id| (*id, at, seq)));
        // In a thread it says nothing of what was said outside of it.
        if thread_id.is_none() {
            let read = ReadMove {
                conversation_id: at,
                user_id: job.user_id,
                seq,
                text_count,
            };
            self.reads.insert((at, job.user_id), read);
        }
        let message = Message {
            id: job.message_id,
            conversation_id: at,
            sender_id: job.user_id,
            seq,
            rev,
            kind: MessageKind::Text,
            body: Some(body.to_owned()),
            event: None,
            reply_to,
            attachments: files,
            poll: poll.cloned(),
            reactions: Vec::new(),
            mentions_everyone: told.is_everyone(),
            mentions: told.members,
            thread_id,
            thread: None,
            pinned_at: None,
            pinned_by: None,
            bookmarked: None,
            created_at: job.at,
            edited_at: None,
            deleted_at: None,
        };
        self.add_to_thread(&message)?;
        self.polls.extend(poll.map(|_| key(job)));
        let stored = Stored {
            message,
            text_count,
        };
        self.messages.insert(key(job), Entry::new(stored));
        Ok(())
    }

    fn edit(
        &mut self,
        job: &ChangeMessage,
        body: &str,
        names: Option<&Names>,
    ) -> Result<(), Problem> {
        let role = self.writer(job)?;
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
        check_body(body, !message.attachments.is_empty())?;
        if message.body.as_deref() == Some(body) {
            return Ok(());
        }
        let seq = message.seq;
        let told = self.told(job, names, role);
        self.unmention(job)?;
        self.mention(job, seq, &told);
        let (room, entry) = self.place(job)?;
        let message = entry.touch(room);
        message.body = Some(body.to_owned());
        message.mentions_everyone = told.is_everyone();
        message.mentions = told.members;
        message.edited_at = Some(job.at);
        Ok(())
    }

    fn delete(&mut self, job: &ChangeMessage) -> Result<(), Problem> {
        self.may_delete(job)?;
        let message = self.target(job)?;
        if message.deleted_at.is_some() {
            return Ok(());
        }
        let place = (message.conversation_id, message.seq);
        let thread_id = message.thread_id;
        let reacted = !message.reactions.is_empty();
        let attached = !message.attachments.is_empty();
        let pinned = message.pinned_at.is_some();
        let asks = message.poll.is_some();
        self.cleared.extend(reacted.then_some(place));
        self.detached.extend(attached.then_some(place));
        self.polls.extend(asks.then(|| key(job)));
        self.unmention(job)?;
        if let Some(pins) = self.pins.get_mut(&job.conversation_id) {
            *pins = pins.saturating_sub(usize::from(pinned));
        }
        let (room, entry) = self.place(job)?;
        let message = entry.touch(room);
        message.body = None;
        message.attachments.clear();
        message.poll = None;
        message.reactions.clear();
        message.mentions.clear();
        message.mentions_everyone = false;
        message.edited_at = None;
        message.pinned_at = None;
        message.pinned_by = None;
        message.deleted_at = Some(job.at);
        self.take_from_thread(job.conversation_id, thread_id);
        Ok(())
    }

    /// Its author, the conversation's owners, and in a public channel the server's managers.
    fn may_delete(&self, job: &ChangeMessage) -> Result<(), Problem> {
        let manages = self.manages_channel(job);
        let owns = !manages && self.writer(job)? == MemberRole::Owner;
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
        if manages || owns && !direct || message.sender_id == job.user_id {
            return Ok(());
        }
        Err(Problem::new(
            Code::Forbidden,
            "Only its author or an owner may delete a message.",
        ))
    }

    pub(crate) fn manages_channel(&self, job: &ChangeMessage) -> bool {
        let public = self
            .rooms
            .get(&job.conversation_id)
            .is_some_and(|room| room.head.visibility == Some(Visibility::Public));
        let actor = self.actors.get(&(job.conversation_id, job.user_id));
        public && actor.is_some_and(|actor| actor.server_role.manages() && !actor.disabled)
    }
}

fn key(job: &ChangeMessage) -> Key {
    (job.conversation_id, job.message_id)
}

pub(crate) fn blocked() -> Problem {
    Problem::new(Code::Forbidden, "One of you has blocked the other.")
}

fn no_message() -> Problem {
    Problem::new(Code::NotFound, "There is no such message.")
}

/// The files of a message: its author's own, out of those that can be used.
pub(crate) fn own_files(
    files: &HashMap<FileId, StoredFile>,
    author: UserId,
    ids: &[FileId],
) -> Result<Vec<File>, Problem> {
    let file = |id: &FileId| {
        let own = files.get(id).filter(|file| file.owner_id == author);
        own.cloned()
            .map(File::from)
            .ok_or_else(|| Problem::field("attachment_ids", "unknown", format!("no file {id}")))
    };
    ids.iter().map(file).collect()
}
