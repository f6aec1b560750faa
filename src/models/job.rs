//! What workers do. Jobs only ever gain fields, and unknown ones are ignored, so that versions N
//! and N−1 work side by side.

use serde::{Deserialize, Serialize};

use crate::{ChangeId, ConversationId, FileId, MessageId, Timestamp, UserId};

/// Change one message of one conversation; done by whoever stores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeMessage {
    /// Where; the queue's key, so that one conversation's jobs keep their order.
    pub conversation_id: ConversationId,
    /// Who asked; fixed at accept.
    pub user_id: UserId,
    /// When it was accepted.
    pub at: Timestamp,
    /// Which message.
    pub message_id: MessageId,
    /// What.
    pub change: Change,
}

/// What is done to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// A new one.
    Send {
        /// The text.
        body: String,
        /// The message it answers.
        reply_to: Option<MessageId>,
        /// Its files.
        attachment_ids: Vec<FileId>,
    },
    /// Another text.
    Edit {
        /// The new text.
        body: String,
        /// Applied once.
        change_id: ChangeId,
    },
    /// A tombstone stays.
    Delete {
        /// Applied once.
        change_id: ChangeId,
    },
    /// One person's reaction, set or taken away.
    React {
        /// One fully qualified RGI sequence.
        emoji: String,
        /// Set, or taken away.
        on: bool,
        /// Applied once.
        change_id: ChangeId,
    },
}

impl Change {
    /// What `message:rejected` calls it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Send { .. } => "send",
            Self::Edit { .. } => "edit",
            Self::Delete { .. } => "delete",
            Self::React { .. } => "reaction",
        }
    }
}

/// Tell people what is owed to them. A hint: what is owed is in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyOwed {}
