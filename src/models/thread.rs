//! Threads as clients see them: what the message says that a thread hangs on, and one's own part.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::limits::THREAD_USERS;
use crate::{Message, Timestamp, UserId};

/// The thread that hangs on a message: its replies are messages with that one's id as `thread_id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Thread {
    /// How many replies there are that were not deleted.
    pub replies: u32,
    /// Who has replied, the first 20.
    pub user_ids: Vec<UserId>,
    /// The place of the newest reply.
    pub last_seq: i64,
    /// When it came.
    pub last_at: Timestamp,
    /// Whether the reader takes part; on reads and in `sync` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<bool>,
}

impl Thread {
    /// With one more reply.
    #[must_use]
    pub fn with(before: Option<Self>, reply: &Message) -> Self {
        let (replies, mut user_ids) =
            before.map_or((0, Vec::new()), |thread| (thread.replies, thread.user_ids));
        if user_ids.len() < THREAD_USERS && !user_ids.contains(&reply.sender_id) {
            user_ids.push(reply.sender_id);
        }
        Self {
            replies: replies.saturating_add(1),
            user_ids,
            last_seq: reply.seq,
            last_at: reply.created_at,
            mine: None,
        }
    }

    /// Without one of its replies; none where that was the last.
    #[must_use]
    pub fn without_one(self) -> Option<Self> {
        let replies = self.replies.checked_sub(1).filter(|replies| *replies > 0)?;
        Some(Self { replies, ..self })
    }
}

/// A thread in which there is something that its reader has not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnreadThread {
    /// The message that it hangs on.
    pub message: Message,
    /// Up to which reply one has read.
    pub read_seq: i64,
    /// How many replies of others came after that.
    pub unread: i64,
}
