//! The Auth Service: who somebody is. Accounts, log-ins, sessions, access tokens and their keys,
//! personal access tokens, invites.
//!
//! It must never know what a conversation is for: what a new account joins is a step that `chat`
//! supplies ([`Welcome`]) and that runs in the transaction that makes the account.
//!
//! *Invariant:* a session that was ended is refused on every route at once in this process, and
//! within 30 seconds by every process that shares the database, whatever the bus does.

mod account;
mod cache;
pub mod cookie;
pub mod count;
mod device;
mod error;
mod invite;
mod key;
mod login;
mod password;
mod personal;
mod refresh;
mod register;
pub mod request;
mod routes;
mod routes_invites;
mod routes_login;
mod routes_sessions;
mod routes_tokens;
mod secret;
mod session;
mod throttle;
mod upkeep;
pub mod username;

#[cfg(test)]
mod invite_tests;
#[cfg(test)]
mod login_tests;
#[cfg(test)]
mod refresh_tests;
#[cfg(test)]
mod register_tests;
#[cfg(test)]
mod routes_tests;
#[cfg(test)]
mod session_tests;
#[cfg(test)]
mod testing;

use std::sync::Arc;

use bus::{Limiter, Topic};
use db::{Conn, Db};
use futures_util::future::BoxFuture;
use models::event::Address;
use models::{Clock, ConversationId, Event, Random, UserId};
use serde::{Deserialize, Serialize};
use tokio_util::task::TaskTracker;
use utoipa::ToSchema;

pub use db::SessionKind;
pub use device::{Device, Grant};
pub use error::{Error, Result};
pub use invite::{InviteView, NewInvite};
pub use personal::{FreshToken, NewToken, TokenView};
pub use register::NewAccount;
pub use routes::router;

/// Who may make an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// Everybody.
    #[default]
    Open,
    /// Whoever has an invite.
    Invite,
    /// Nobody; the command line makes them.
    Closed,
}

/// How the Auth Service behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// `auth.registration`.
    pub registration: Registration,
    /// `limits.logins_per_minute`: failures for a pair of address and account, ten times that for
    /// an address, and as many new accounts; 0 lifts it.
    pub logins_per_minute: u32,
    /// `server.public_url`: decides whether cookies are `Secure`, and what invites' links look like.
    pub public_url: String,
}

/// Somebody who is just getting an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// Who.
    pub user_id: UserId,
    /// Whether this is the first account of the server, its owner.
    pub first: bool,
    /// The conversation that their invite leads to. It may have been deleted or be full by now;
    /// the account is made all the same.
    pub invited_to: Option<ConversationId>,
}

/// What `chat` does in the transaction that makes an account: with the first it makes the channel
/// `general`, and everybody joins that and what they were invited to. What it returns is published
/// after the commit.
pub type Welcome = Arc<
    dyn for<'c> Fn(&'c mut Conn, Newcomer) -> BoxFuture<'c, Result<Vec<(Address, Event)>>>
        + Send
        + Sync,
>;

/// What the Auth Service is made of.
pub struct Parts {
    /// How it behaves.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// Where the end of sessions is told.
    pub topic: Arc<dyn Topic<Event>>,
    /// Where wrong passwords and new accounts are counted.
    pub limiter: Arc<dyn Limiter>,
    /// What a new account joins.
    pub welcome: Welcome,
    /// The time.
    pub clock: Clock,
    /// Where secrets come from.
    pub random: Random,
    /// Tasks that the server waits for.
    pub tasks: TaskTracker,
}

/// The Auth Service. Cheap to clone.
#[derive(Clone)]
pub struct Auth {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    db: Db,
    topic: Arc<dyn Topic<Event>>,
    limiter: Arc<dyn Limiter>,
    welcome: Welcome,
    clock: Clock,
    random: Random,
    keys: key::Keys,
    cache: cache::Cache,
    passwords: password::Passwords,
}

impl Auth {
    /// Reads the keys that sign tokens, and makes them where there are none.
    ///
    /// # Errors
    /// The database's, and keys that cannot be used.
    pub async fn new(parts: Parts) -> Result<Self> {
        let Parts {
            config,
            db,
            topic,
            limiter,
            welcome,
            clock,
            random,
            tasks,
        } = parts;
        let keys = key::Keys::load(&db, &random, clock.now()).await?;
        let passwords = password::Passwords::new(random.clone(), tasks);
        let cache = cache::Cache::default();
        let inner = Inner {
            config,
            db,
            topic,
            limiter,
            welcome,
            clock,
            random,
            keys,
            cache,
            passwords,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// How it behaves.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.inner.config
    }
}
