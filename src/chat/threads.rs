//! Threads: what a reply does to the message that it hangs on and to those who take part, and what
//! somebody reads of threads.
//!
//! A reply is a message like any other, in the same sequence. It does not count as unread in its
//! conversation, but in its thread, for those who take part there: the author of the message that the
//! thread hangs on, whoever has replied or was named in a reply, and both of a direct conversation.

use std::collections::{BTreeSet, HashMap};

use db::{Conn, Participant, Reply};
use futures_util::FutureExt;
use models::command::ReadThread;
use models::event::MeChanged;
use models::limits::UNREAD_THREADS;
use models::{
    Change, ChangeMessage, Code, ConversationId, Kind, Message, MessageId, MessageKind, Problem,
    Thread, UnreadThread, UserId,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::batch::{Batch, Entry, Key, Part};
use crate::change::News;
use crate::history::{MessagePage, MessageQuery};
use crate::store::not_a_member;
use crate::{Chat, Result, page};

/// Threads in which there is something that one has not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnreadThreads {
    /// Those that one has read in last come first; 50 at most.
    pub threads: Vec<UnreadThread>,
}

/// What the replies hang on that jobs delete, where that is not known yet.
pub(crate) fn roots(jobs: &[ChangeMessage], messages: &HashMap<Key, Entry>) -> Vec<Key> {
    let deleted = jobs.iter().filter_map(|job| match job.change {
        Change::Delete { .. } => messages.get(&(job.conversation_id, job.message_id)),
        _ => None,
    });
    let hangs_on = deleted.filter_map(|entry| {
        let Message {
            conversation_id,
            thread_id,
            ..
        } = entry.stored.message;
        Some((conversation_id, thread_id?))
    });
    let roots: BTreeSet<Key> = hangs_on
        .filter(|root| !messages.contains_key(root))
        .collect();
    roots.into_iter().collect()
}

impl Batch {
    /// Whether a thread may hang on a message.
    pub(crate) fn check_root(&self, root: Key) -> Result<(), Problem> {
        let wrong = |code, detail| Err(Problem::field("thread_id", code, detail));
        let Some(entry) = self.messages.get(&root) else {
            return wrong("unknown", "no message of this conversation");
        };
        let message = &entry.stored.message;
        if message.kind != MessageKind::Text {
            return wrong("invalid", "nothing hangs on what happened");
        }
        if message.thread_id.is_some() {
            return wrong("invalid", "a reply in a thread has no thread of its own");
        }
        if message.deleted_at.is_some() {
            return Err(Problem::new(Code::Gone, "This message was deleted."));
        }
        Ok(())
    }

    /// Counts a new reply in the message that it hangs on, and lets in who takes part from now on.
    pub(crate) fn add_to_thread(&mut self, reply: &Message) -> Result<(), Problem> {
        let Some(thread_id) = reply.thread_id else {
            return Ok(());
        };
        let at = reply.conversation_id;
        let room = self.rooms.get_mut(&at).ok_or_else(not_a_member)?;
        let root = self.messages.get_mut(&(at, thread_id));
        let message = root.ok_or(Code::NotFound)?.touch(room);
        message.thread = Some(Thread::with(message.thread.take(), reply));
        let author = message.sender_id;
        // Those who took no part so far have read what came before this reply.
        let others = reply.mentions.iter().copied();
        for user_id in [author, reply.sender_id].into_iter().chain(others) {
            let part = (at, thread_id, user_id);
            self.joins.entry(part).or_insert(reply.seq - 1);
        }
        self.wrote
            .insert((at, thread_id, reply.sender_id), reply.seq);
        self.replies.push(Reply {
            conversation_id: at,
            thread_id,
            seq: reply.seq,
            sender_id: reply.sender_id,
        });
        Ok(())
    }

    /// Counts one reply less.
    pub(crate) fn take_from_thread(&mut self, at: ConversationId, thread_id: Option<MessageId>) {
        let root = thread_id.and_then(|id| self.messages.get_mut(&(at, id)));
        let (Some(root), Some(room)) = (root, self.rooms.get_mut(&at)) else {
            return;
        };
        if root.stored.message.thread.is_some() {
            let message = root.touch(room);
            message.thread = message.thread.take().and_then(Thread::without_one);
        }
    }

    /// Whoever writes in a thread has read it; the own revisions of those who had not.
    pub(crate) async fn read_threads(&self, conn: &mut Conn) -> db::Result<Read> {
        conn.bump_for_replies(&participants(self.wrote.iter()))
            .await
    }

    /// Who takes part, and what they have not read.
    pub(crate) async fn write_threads(&self, conn: &mut Conn) -> db::Result<()> {
        conn.insert_participants(&participants(self.joins.iter()))
            .await?;
        let direct = |reply: &&Reply| {
            let room = self.rooms.get(&reply.conversation_id);
            room.is_some_and(|room| room.head.kind == Kind::Direct)
        };
        let between_two: Vec<(ConversationId, MessageId, i64)> = self
            .replies
            .iter()
            .filter(direct)
            .map(|reply| (reply.conversation_id, reply.thread_id, reply.seq - 1))
            .collect();
        conn.insert_members_as_participants(&between_two).await?;
        conn.count_replies(&self.replies, &participants(self.wrote.iter()))
            .await
    }
}

/// Own revisions, each of somebody's part of a conversation.
type Read = HashMap<(ConversationId, UserId), i64>;

/// Their own parts as they are now.
pub(crate) async fn own(conn: &mut Conn, read: Read) -> db::Result<Vec<MeChanged>> {
    let mut own = Vec::with_capacity(read.len());
    for ((conversation_id, user_id), me_rev) in read {
        own.push(MeChanged {
            user_id,
            me_rev,
            conversation_id,
            me: Some(conn.get_me(conversation_id, user_id).await?),
            conversation: None,
        });
    }
    own.sort_unstable_by_key(|changed| (changed.user_id, changed.me_rev));
    Ok(own)
}

fn participants<'b>(parts: impl Iterator<Item = (&'b Part, &'b i64)>) -> Vec<Participant> {
    parts
        .map(
            |(&(conversation_id, thread_id, user_id), &read_seq)| Participant {
                conversation_id,
                thread_id,
                user_id,
                read_seq,
            },
        )
        .collect()
}

impl Chat {
    /// A page of a thread's replies.
    pub(crate) async fn list_replies(
        &self,
        reader: UserId,
        id: ConversationId,
        thread_id: MessageId,
        query: MessageQuery,
    ) -> Result<MessagePage> {
        let mut conn = self.inner.db.read().await?;
        let last_seq = conn.find_last_seq(id, reader).await?;
        let last_seq = last_seq.ok_or_else(not_a_member)?;
        let root = conn.find_message(id, thread_id, reader).await?;
        root.ok_or(Code::NotFound)?;
        let size = page::size(query.limit);
        let (middle, before_most, after_most) = match query {
            MessageQuery {
                after: Some(after), ..
            } => (after.saturating_add(1), 0, size),
            MessageQuery {
                around: Some(around),
                ..
            } => (around, size / 2, size - size / 2),
            MessageQuery { before, .. } => (before.unwrap_or(last_seq + 1), size, 0),
        };
        // One more than is asked for says whether there is more.
        let mut messages = conn
            .list_replies_before(id, thread_id, middle, before_most + 1, reader)
            .await?;
        let has_more_before = messages.len() > before_most as usize;
        if has_more_before {
            messages.remove(0);
        }
        let mut after = conn
            .list_replies_after(
                id,
                thread_id,
                middle.saturating_sub(1),
                after_most + 1,
                reader,
            )
            .await?;
        let has_more_after = after.len() > after_most as usize;
        after.truncate(after_most as usize);
        messages.append(&mut after);
        Ok(MessagePage {
            messages,
            has_more_before,
            has_more_after,
        })
    }

    /// The threads of a conversation in which one takes part and has not read everything.
    ///
    /// # Errors
    /// `not_found` where one is not a member.
    pub async fn list_unread_threads(
        &self,
        reader: UserId,
        id: ConversationId,
    ) -> Result<UnreadThreads> {
        let mut conn = self.inner.db.read().await?;
        let last_seq = conn.find_last_seq(id, reader).await?;
        last_seq.ok_or_else(not_a_member)?;
        let threads = conn.list_unread_threads(id, reader, UNREAD_THREADS).await?;
        Ok(UnreadThreads { threads })
    }

    /// Says how far somebody has read in a thread, which goes forward only. Whoever takes no part in it
    /// has nothing to say, and may say it.
    ///
    /// # Errors
    /// `not_found` where one is not a member, `invalid_field`.
    pub async fn read_thread(&self, user_id: UserId, read: ReadThread) -> Result<()> {
        if read.seq < 0 {
            return Err(Problem::field("seq", "invalid", "0 or more").into());
        }
        self.change(move |conn| async move { Ok(((), mark(conn, user_id, read).await?)) }.boxed())
            .await
    }
}

async fn mark(conn: &mut Conn, user_id: UserId, read: ReadThread) -> Result<News> {
    let ReadThread {
        conversation_id,
        thread_id,
        seq,
    } = read;
    let last_seq = conn.find_last_seq(conversation_id, user_id).await?;
    let seq = seq.min(last_seq.ok_or_else(not_a_member)?);
    let mut news = News::default();
    let marked = conn.write_thread_read(conversation_id, thread_id, user_id, seq);
    if let Some(me_rev) = marked.await? {
        let me = Some(conn.get_me(conversation_id, user_id).await?);
        news.me(MeChanged {
            user_id,
            me_rev,
            conversation_id,
            me,
            conversation: None,
        });
    }
    Ok(news)
}
