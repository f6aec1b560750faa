//! What every part of Snug speaks of: ids, people, conversations, messages, files, the commands
//! that clients send, the events they receive, the jobs that workers do, and the one wire error.
//!
//! This crate must never do I/O and never hold a rule that needs the database. A rule that can be
//! told from the value alone (a length, a form) is here, beside the value.

pub mod access;
pub mod command;
pub mod conversation;
pub mod event;
pub mod file;
pub mod id;
pub mod job;
pub mod limits;
pub mod link;
pub mod message;
pub mod parse;
pub mod poll;
pub mod problem;
pub mod push;
pub mod random;
pub mod scheduled;
pub mod text;
pub mod thread;
pub mod time;
pub mod trace;
pub mod user;
pub mod zone;

pub use conversation::{Conversation, Kind, Me, Member, MemberRole, Notify, Visibility};
pub use event::Event;
pub use file::File;
pub use id::{
    ChangeId, ConversationId, FileId, HookId, MessageId, SessionId, SubscriptionId, UserId,
};
pub use job::{Change, ChangeMessage, NotifyOwed};
pub use message::{Message, MessageKind, Reaction, SystemEvent};
pub use poll::Poll;
pub use problem::{Code, FieldError, Problem};
pub use push::{NotifyPreferences, QuietHours};
pub use random::Random;
pub use scheduled::ScheduledMessage;
pub use thread::{Thread, UnreadThread};
pub use time::{Clock, Timestamp};
pub use trace::{Traceparent, Traces};
pub use user::{Role, Status, User};
