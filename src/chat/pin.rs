//! Pins: messages that a conversation keeps in reach of everybody in it.
//!
//! In a direct conversation and in a group any member pins and unpins; in a channel its owners do, and in
//! a public one those who manage the server. That is told apart here and nowhere else.

use std::collections::HashSet;

use models::limits::PINS;
use models::{
    Change, ChangeMessage, Code, ConversationId, Kind, MemberRole, Message, MessageKind, Problem,
    UserId,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::batch::Batch;
use crate::decide::blocked;
use crate::store::not_a_member;
use crate::{Chat, Result};

/// What is pinned in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pins {
    /// What was pinned last comes first.
    pub messages: Vec<Message>,
}

/// Where jobs pin something.
pub(crate) fn wanted(jobs: &[ChangeMessage]) -> Vec<ConversationId> {
    let pins = |job: &&ChangeMessage| matches!(job.change, Change::Pin { .. });
    let at: HashSet<ConversationId> = jobs
        .iter()
        .filter(pins)
        .map(|job| job.conversation_id)
        .collect();
    at.into_iter().collect()
}

impl Batch {
    pub(crate) fn pin(&mut self, job: &ChangeMessage, on: bool) -> Result<(), Problem> {
        self.may_pin(job)?;
        let message = self.target(job)?;
        if message.kind == MessageKind::System {
            return Err(Problem::new(
                Code::Forbidden,
                "What happened cannot be pinned.",
            ));
        }
        if message.deleted_at.is_some() {
            return Err(Problem::new(Code::Gone, "This message was deleted."));
        }
        if message.pinned_at.is_some() == on {
            return Ok(());
        }
        let pins = self.pins.entry(job.conversation_id).or_default();
        if on && *pins >= PINS {
            return Err(Problem::new(Code::TooMany, "At most 100 pinned messages."));
        }
        *pins = if on {
            *pins + 1
        } else {
            pins.saturating_sub(1)
        };
        let (room, entry) = self.place(job)?;
        let message = entry.touch(room);
        message.pinned_at = on.then_some(job.at);
        message.pinned_by = on.then_some(job.user_id);
        Ok(())
    }

    fn may_pin(&self, job: &ChangeMessage) -> Result<(), Problem> {
        if self.manages_channel(job) {
            return Ok(());
        }
        let role = self.writer(job)?;
        if self.blocked.contains(&job.conversation_id) {
            return Err(blocked());
        }
        let room = self.rooms.get(&job.conversation_id);
        let is_channel = room.is_none_or(|room| room.head.kind == Kind::Channel);
        if is_channel && role != MemberRole::Owner {
            return Err(Problem::new(
                Code::Forbidden,
                "Only its owners pin messages in a channel.",
            ));
        }
        Ok(())
    }
}

impl Chat {
    /// What is pinned in a conversation.
    ///
    /// # Errors
    /// `not_found` where one is not a member.
    pub async fn list_pins(&self, reader: UserId, id: ConversationId) -> Result<Pins> {
        let mut conn = self.inner.db.read().await?;
        let last_seq = conn.find_last_seq(id, reader).await?;
        last_seq.ok_or_else(not_a_member)?;
        let messages = conn.list_pins(id, reader).await?;
        Ok(Pins { messages })
    }
}
