//! What has happened, as replicas tell each other over the Topic and clients over their sockets.
//!
//! Events only ever gain fields, and unknown ones are ignored. They are hints: whoever misses one
//! finds out by a gap in the revisions and asks for what follows.

use serde::{Deserialize, Serialize};

use crate::trace::{self, Traceparent};
use crate::{
    Conversation, ConversationId, Me, Message, MessageId, Problem, SessionId, User, UserId,
};

/// Who should hear an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Address {
    /// The members of a conversation.
    Conversation(ConversationId),
    /// One person's own sockets.
    User(UserId),
    /// Whoever watches whether this person is online.
    Presence(UserId),
    /// Every replica.
    Everyone,
}

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A range of a conversation's revisions.
    ConversationChanged(ConversationChanged),
    /// A change of one's own state.
    MeChanged(MeChanged),
    /// A job that was accepted could not be stored.
    MessageRejected(MessageRejected),
    /// Somebody has read up to here.
    Read(Read),
    /// Somebody types.
    Typing(Typing),
    /// Somebody came or went.
    Presence(Presence),
    /// A person's public object changed.
    UserChanged(UserChanged),
    /// Somebody saved a message for themselves, or let go of it.
    BookmarkChanged(BookmarkChanged),
    /// What somebody has written to be sent later is another list now.
    ScheduledChanged(ScheduledChanged),
    /// Sessions have ended: their sockets close, their tokens with them.
    SessionsRevoked(SessionsRevoked),
}

/// What changed in a conversation after `after_rev` up to `rev`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversationChanged {
    /// Where.
    pub conversation_id: ConversationId,
    /// The revision before the first change.
    pub after_rev: i64,
    /// The revision of the last change.
    pub rev: i64,
    /// The revision at which its membership changed last: rooms that are older read it again.
    pub members_rev: i64,
    /// What changed, in order of `rev`.
    pub messages: Vec<Message>,
    /// The conversation, where it changed too.
    pub conversation: Option<Conversation>,
    /// Who reacted, in place of `mine`.
    pub reacted: Vec<Reacted>,
    /// The span that stored one of these, where it is followed.
    #[serde(
        default,
        deserialize_with = "trace::if_known",
        skip_serializing_if = "Option::is_none"
    )]
    pub traceparent: Option<Traceparent>,
}

/// One person's reaction, set or taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reacted {
    /// To which message.
    pub id: MessageId,
    /// Who.
    pub user_id: UserId,
    /// With what.
    pub emoji: String,
    /// Set, or taken away.
    pub on: bool,
}

/// One's own part of a conversation changed. The wire's `conversation:me`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeChanged {
    /// Whose.
    pub user_id: UserId,
    /// One's own revision now.
    pub me_rev: i64,
    /// Where.
    pub conversation_id: ConversationId,
    /// One's part now; null when one is no longer a member.
    pub me: Option<Me>,
    /// The conversation, when one has just come in.
    pub conversation: Option<Conversation>,
}

/// A job that was accepted could not be stored. The wire's `message:rejected`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRejected {
    /// To whom: the sender alone.
    pub user_id: UserId,
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub id: MessageId,
    /// `send`, `edit`, `delete`, `reaction` or `pin`.
    pub change: String,
    /// Why.
    pub error: Problem,
}

/// Somebody has read up to here. The wire's `conversation:read`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// Where.
    pub conversation_id: ConversationId,
    /// Who.
    pub user_id: UserId,
    /// Up to which message.
    pub seq: i64,
}

/// Somebody saved a message for themselves, or let go of it. The wire's `bookmark:changed`, without whom
/// it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookmarkChanged {
    /// Who: nobody else hears of it.
    pub user_id: UserId,
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub id: MessageId,
    /// Saved, or let go of.
    pub on: bool,
}

/// What somebody has written to be sent later is another list now. The wire's `scheduled:changed`, which
/// says no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledChanged {
    /// Who: nobody else hears of it.
    pub user_id: UserId,
}

/// Somebody types. The wire's `typing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// Where.
    pub conversation_id: ConversationId,
    /// Who.
    pub user_id: UserId,
    /// Begins or ends.
    pub on: bool,
}

/// Somebody came or went. The wire's `presence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Who.
    pub user_id: UserId,
    /// Came, or went.
    pub online: bool,
}

/// A person's public object changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserChanged {
    /// The person now.
    pub user: User,
    /// The conversations whose members should hear of it.
    pub conversation_ids: Vec<ConversationId>,
}

/// Sessions of one person have ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionsRevoked {
    /// Whose.
    pub user_id: UserId,
    /// Which.
    pub session_ids: Vec<SessionId>,
}
