//! Accept: the checks that need no database, and the job on the queue.
//!
//! These are plain functions, so that whoever calls them in order puts jobs on the queue in order;
//! what they return resolves when the job is safe. Who may do it, the transaction that stores
//! decides: whoever has just come in may be known to it alone.

use std::time::Instant;

use governor::DefaultKeyedRateLimiter;
use governor::clock::{Clock as _, DefaultClock};
use metrics::{Counter, Histogram};
use models::command::{DeleteMessage, EditMessage, SendMessage, Sent, SetPin, SetReaction};
use models::limits::ATTACHMENTS;
use models::message::check_body;
use models::trace::Step;
use models::{
    Change, ChangeId, ChangeMessage, ConversationId, FileId, MessageId, Poll, Problem, UserId,
};

use crate::{Chat, follow};

/// A change on its way; resolves when it is safe.
pub struct Accepted {
    receipt: bus::Receipt,
    sent: Sent,
    begun: Instant,
    took: Histogram,
    /// The span, where it is followed; it ends with this.
    step: Option<Step>,
}

/// What is counted of each change, looked up once.
pub(crate) struct Sending {
    accepted: Counter,
    took: Histogram,
}

impl Default for Sending {
    fn default() -> Self {
        Self {
            accepted: metrics::counter!("snug_changes_accepted_total"),
            took: metrics::histogram!("snug_accept_seconds"),
        }
    }
}

impl Accepted {
    /// Waits until the change can no longer be lost.
    ///
    /// # Errors
    /// `busy`, or why it could not be stored.
    pub async fn safe(mut self) -> Result<Sent, Problem> {
        let safe = self.receipt.safe().await;
        self.took.record(self.begun.elapsed());
        if let Err(problem) = &safe {
            follow::fail(self.step.as_mut(), problem.code);
        }
        safe.map(|()| self.sent)
    }
}

impl Chat {
    /// Accepts a new message.
    ///
    /// # Errors
    /// When it is not well-formed, or sent too fast.
    pub fn send(&self, by: UserId, message: SendMessage) -> Result<Accepted, Problem> {
        self.send_one(by, message, false)
    }

    /// The same for one that may have waited to be sent.
    pub(crate) fn send_one(
        &self,
        by: UserId,
        message: SendMessage,
        has_waited: bool,
    ) -> Result<Accepted, Problem> {
        let SendMessage {
            id,
            conversation_id,
            body,
            reply_to,
            attachment_ids,
            thread_id,
            poll,
        } = message;
        check_body(&body, !attachment_ids.is_empty())?;
        check_attachments(&attachment_ids)?;
        let poll = poll.map(Poll::checked).transpose()?;
        if poll.is_some() && !attachment_ids.is_empty() {
            return Err(Problem::field("poll", "invalid", "a poll has no files"));
        }
        let change = Change::Send {
            body,
            reply_to,
            attachment_ids,
            thread_id,
            poll,
            has_waited,
        };
        self.accept(by, conversation_id, id, change)
    }

    /// Accepts another text for a message.
    ///
    /// # Errors
    /// When it is not well-formed, or sent too fast.
    pub fn edit(&self, by: UserId, edit: EditMessage) -> Result<Accepted, Problem> {
        // Whether it has files, the transaction that stores knows.
        check_body(&edit.body, true)?;
        let change = Change::Edit {
            body: edit.body,
            change_id: self.change_id(edit.change_id),
        };
        self.accept(by, edit.conversation_id, edit.id, change)
    }

    /// Accepts that a message goes.
    ///
    /// # Errors
    /// When it is sent too fast.
    pub fn delete(&self, by: UserId, delete: DeleteMessage) -> Result<Accepted, Problem> {
        let change = Change::Delete {
            change_id: self.change_id(delete.change_id),
        };
        self.accept(by, delete.conversation_id, delete.id, change)
    }

    /// Accepts a reaction, set or taken away.
    ///
    /// # Errors
    /// When the emoji is none, or it is sent too fast.
    pub fn react(&self, by: UserId, reaction: SetReaction) -> Result<Accepted, Problem> {
        let SetReaction {
            conversation_id,
            id,
            emoji,
            on,
            change_id,
        } = reaction;
        // `get` also finds sequences that are not fully qualified: only the canonical form is one.
        if emojis::get(&emoji).is_none_or(|known| known.as_str() != emoji) {
            return Err(Problem::field(
                "emoji",
                "invalid",
                "one fully qualified emoji",
            ));
        }
        let change = Change::React {
            emoji,
            on,
            change_id: self.change_id(change_id),
        };
        self.accept(by, conversation_id, id, change)
    }

    /// Accepts that a message is pinned, or is not any more.
    ///
    /// # Errors
    /// When it is sent too fast.
    pub fn pin(&self, by: UserId, pin: SetPin) -> Result<Accepted, Problem> {
        let change = Change::Pin {
            on: pin.on,
            change_id: self.change_id(pin.change_id),
        };
        self.accept(by, pin.conversation_id, pin.id, change)
    }

    /// Counts a question, such as a `sync`, which costs the server and changes nothing: as many a
    /// second as messages.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn ask(&self, by: UserId) -> Result<(), Problem> {
        keep_pace(self.inner.questions.as_ref(), by)
    }

    fn accept(
        &self,
        by: UserId,
        conversation_id: ConversationId,
        message_id: MessageId,
        change: Change,
    ) -> Result<Accepted, Problem> {
        keep_pace(self.inner.changes.as_ref(), by)?;
        let at = self.inner.clock.now();
        let mut job = ChangeMessage {
            conversation_id,
            user_id: by,
            at,
            message_id,
            change,
            traceparent: None,
        };
        let step = self.follow(&mut job);
        let receipt = self.inner.queue.publish(conversation_id.0, job);
        self.inner.sending.accepted.increment(1);
        Ok(Accepted {
            receipt,
            begun: Instant::now(),
            took: self.inner.sending.took.clone(),
            step,
            sent: Sent {
                id: message_id,
                created_at: at,
            },
        })
    }

    fn change_id(&self, given: Option<ChangeId>) -> ChangeId {
        given.unwrap_or_else(|| ChangeId(self.inner.random.uuid(self.inner.clock.now())))
    }
}

pub(crate) fn check_attachments(ids: &[FileId]) -> Result<(), Problem> {
    let invalid = |code, detail| Err(Problem::field("attachment_ids", code, detail));
    if ids.len() > ATTACHMENTS {
        return invalid("too_many", "at most 10 files");
    }
    if (1..ids.len()).any(|at| ids[..at].contains(&ids[at])) {
        return invalid("duplicate", "each file once");
    }
    Ok(())
}

fn keep_pace(limiter: Option<&DefaultKeyedRateLimiter<UserId>>, by: UserId) -> Result<(), Problem> {
    let Some(Err(until)) = limiter.map(|limiter| limiter.check_key(&by)) else {
        return Ok(());
    };
    let wait = until.wait_time_from(DefaultClock::default().now());
    Err(Problem::rate_limited(
        u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
    ))
}
