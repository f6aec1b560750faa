//! The rules of chat: conversations, membership, sending, storing, history, search.
//!
//! The path of a message goes through `send.rs` (accept), `store.rs` (one transaction for all
//! that waits) and `announce.rs` (one event per conversation and batch).
//!
//! This crate must never know how a client is connected, and never announce what is not committed.

mod announce;
mod error;
mod mention;
mod send;
mod store;

use std::sync::Arc;

use auth::Auth;
use bus::{Leases, Queue, Topic};
use db::Db;
use models::{ChangeMessage, Clock, Event, Random};
use tokio_util::task::TaskTracker;

pub use error::{Error, Result};

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
    /// Who is online, who looks at what.
    pub leases: Arc<dyn Leases>,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Tasks that the server waits for.
    pub tasks: TaskTracker,
    /// `limits.messages_per_second`; 0 lifts it.
    pub messages_per_second: u32,
}
