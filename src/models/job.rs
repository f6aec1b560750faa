//! What workers do. Jobs only ever gain fields, and unknown ones are ignored, so that versions N
//! and N−1 work side by side.

use serde::{Deserialize, Serialize};

use crate::trace::{self, Traceparent};
use crate::{ChangeId, ConversationId, FileId, MessageId, Poll, Timestamp, UserId};

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
    /// The span that accepted it, where it is followed.
    #[serde(
        default,
        deserialize_with = "trace::if_known",
        skip_serializing_if = "Option::is_none"
    )]
    pub traceparent: Option<Traceparent>,
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
        /// The message in whose thread it is. A version that knows none puts it beside the others.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thread_id: Option<MessageId>,
        /// What it asks. A version that knows no polls stores the question alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        poll: Option<Poll>,
        /// Whether it waited to be sent: who wrote it finds there why it could not be.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        has_waited: bool,
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
    /// Pinned, or not any more.
    Pin {
        /// Pinned.
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
            Self::Pin { .. } => "pin",
        }
    }
}

/// Tell people what is owed to them. A hint: what is owed is in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyOwed {}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the version before traces wrote it.
    const BEFORE: &str = r#"{"conversation_id":"00000000-0000-0000-0000-000000000001","user_id":"00000000-0000-0000-0000-000000000002","at":"2023-11-14T22:13:20.120Z","message_id":"00000000-0000-0000-0000-000000000003","change":{"type":"send","body":"hi","reply_to":null,"attachment_ids":[]}}"#;

    #[test]
    fn a_job_that_is_not_followed_reads_and_is_written_as_before_there_were_traces() {
        let job: ChangeMessage = serde_json::from_str(BEFORE).unwrap();
        assert_eq!(job.traceparent, None);
        assert_eq!(serde_json::to_string(&job).unwrap(), BEFORE);
    }

    #[test]
    fn a_trace_that_cannot_be_read_holds_up_no_job() {
        let with = |traceparent: &str| {
            let text = BEFORE.trim_end_matches('}').to_owned();
            let text = format!("{text}}},\"traceparent\":\"{traceparent}\"}}");
            serde_json::from_str::<ChangeMessage>(&text).unwrap()
        };
        assert_eq!(with("of another version").traceparent, None);
        let known = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let job = with(known);
        assert_eq!(job.traceparent.unwrap().to_string(), known);
        let written = serde_json::to_string(&job).unwrap();
        assert_eq!(
            serde_json::from_str::<ChangeMessage>(&written).unwrap(),
            job
        );
    }
}
