//! The rules of chat: conversations, membership, sending, storing, history, search.
//!
//! The path of a message goes through `send.rs` (accept), `store.rs` (one transaction for all
//! that waits) and `announce.rs` (one event per conversation and batch).
//!
//! This crate must never know how a client is connected, and never announce what is not committed.

mod access;
mod account;
mod announce;
mod batch;
#[cfg(test)]
mod batch_tests;
mod blocks;
mod bookmarks;
#[cfg(test)]
mod bookmarks_tests;
mod change;
mod channels;
mod company;
mod conversations;
#[cfg(test)]
mod conversations_tests;
mod create;
mod decide;
mod due;
mod error;
mod export;
#[cfg(test)]
mod export_tests;
#[cfg(test)]
mod files_tests;
mod fold;
mod follow;
pub mod general;
mod history;
#[cfg(test)]
mod history_tests;
mod hooks;
mod index;
mod maintenance;
mod members;
#[cfg(test)]
mod members_tests;
mod mention;
#[cfg(test)]
mod mention_tests;
mod page;
mod people;
#[cfg(test)]
mod people_tests;
mod picture;
mod pin;
#[cfg(test)]
mod pin_tests;
#[cfg(test)]
mod poll_tests;
mod preferences;
mod react;
#[cfg(test)]
mod reaction_tests;
mod read;
mod routes;
mod routes_bookmarks;
mod routes_conversations;
mod routes_members;
mod routes_messages;
mod routes_people;
mod routes_pins;
mod routes_scheduled;
mod routes_threads;
mod scheduled;
#[cfg(test)]
mod scheduled_files_tests;
#[cfg(test)]
mod scheduled_tests;
mod search;
#[cfg(test)]
mod search_filter_tests;
mod search_query;
#[cfg(test)]
mod search_tests;
mod send;
#[cfg(test)]
mod status_tests;
mod store;
mod sync;
#[cfg(test)]
mod sync_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod testing_people;
#[cfg(test)]
mod testing_room;
mod threads;
#[cfg(test)]
mod threads_tests;
mod wanted;
mod words;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use auth::Auth;
use bus::{Leases, Limiter, Queue, Topic};
use db::Db;
use governor::{DefaultKeyedRateLimiter, Quota};
use models::{ChangeMessage, Clock, Event, NotifyOwed, Random, Traces, UserId};
use tokio::sync::{Notify, Semaphore};
use tokio_util::task::TaskTracker;

pub use account::DeleteAccount;
pub use blocks::Blocked;
pub use bookmarks::{Bookmark, BookmarkQuery, Bookmarks};
pub use channels::Channels;
pub use conversations::{Conversations, EditConversation};
pub use create::CreateConversation;
pub use error::{Error, Result};
pub use history::{ChangeQuery, Changes, MessagePage, MessageQuery};
pub use hooks::{CreateHook, Hook, HookMessage, Hooks, NewHook};
pub use members::Members;
pub use people::{EditUser, Users};
pub use pin::Pins;
pub use preferences::Preferences;
pub use routes::router;
pub use scheduled::Scheduled;
pub use search::{Hit, Hits};
pub use search_query::SearchQuery;
pub use send::Accepted;
pub use sync::{MeIn, SyncAnswer, SyncEntry};
pub use threads::UnreadThreads;

/// The rules of chat. Cheap to clone.
#[derive(Clone)]
pub struct Chat {
    pub(crate) inner: Arc<Inner>,
}

/// What the rules stand on.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Who somebody is.
    pub auth: Auth,
    /// Where events go.
    pub topic: Arc<dyn Topic<Event>>,
    /// Where jobs wait to be stored.
    pub queue: Arc<dyn Queue<ChangeMessage>>,
    /// Where it is said that people are owed a notification.
    pub owed: Arc<dyn Queue<NotifyOwed>>,
    /// Who is online, who looks at what.
    pub leases: Arc<dyn Leases>,
    /// What may be done a few times only.
    pub limiter: Arc<dyn Limiter>,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Tasks that the server waits for.
    pub tasks: TaskTracker,
    /// `limits.messages_per_second`; 0 lifts it.
    pub messages_per_second: u32,
    /// Which messages are followed on their way.
    pub traces: Traces,
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) auth: Auth,
    pub(crate) topic: Arc<dyn Topic<Event>>,
    pub(crate) queue: Arc<dyn Queue<ChangeMessage>>,
    pub(crate) owed: Arc<dyn Queue<NotifyOwed>>,
    pub(crate) leases: Arc<dyn Leases>,
    pub(crate) limiter: Arc<dyn Limiter>,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) tasks: TaskTracker,
    pub(crate) traces: Traces,
    /// How fast somebody may change things, and how fast they may ask.
    pub(crate) changes: Option<DefaultKeyedRateLimiter<UserId>>,
    pub(crate) questions: Option<DefaultKeyedRateLimiter<UserId>>,
    /// Catching up and searching take longest: a few at a time, so that other reads, and among them
    /// those of fan-out, have a connection.
    pub(crate) long_reads: Semaphore,
    pub(crate) sending: send::Sending,
    pub(crate) reads: read::Reads,
    pub(crate) unindexed: Notify,
    /// When there was no room for the last messages, in milliseconds; [`store::NEVER`] where there
    /// was.
    pub(crate) refused_at: AtomicI64,
}

/// A burst of messages is this many seconds' worth.
const BURST_SECS: u32 = 3;

impl Chat {
    /// The handle; nothing runs yet.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts {
            db,
            auth,
            topic,
            queue,
            owed,
            leases,
            limiter,
            clock,
            random,
            tasks,
            messages_per_second,
            traces,
        } = parts;
        let (reads, unindexed) = (read::Reads::default(), Notify::new());
        let long_reads = Semaphore::new(db.long_reads());
        Self {
            inner: Arc::new(Inner {
                db,
                auth,
                topic,
                queue,
                owed,
                leases,
                limiter,
                clock,
                random,
                tasks,
                traces,
                changes: pace(messages_per_second),
                questions: pace(messages_per_second),
                long_reads,
                sending: send::Sending::default(),
                reads,
                unindexed,
                refused_at: AtomicI64::new(store::NEVER),
            }),
        }
    }
}

/// One person's pace; 0 lifts the limit.
fn pace(per_second: u32) -> Option<DefaultKeyedRateLimiter<UserId>> {
    let rate = NonZeroU32::new(per_second)?;
    let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST_SECS - 1));
    Some(DefaultKeyedRateLimiter::keyed(
        Quota::per_second(rate).allow_burst(burst),
    ))
}
