//! The Notification Service: who should hear of what was said while they were not looking, and
//! Web Push (RFC 8030, 8188, 8291, 8292) to tell them, or a mail where they have no browser that is
//! told.
//!
//! What is owed is in the database from the moment that a message is stored: `chat` writes it in the
//! same transaction. `expand.rs` makes of it a row for each device, `drain.rs` sends those, and each
//! goes only when its push service has it. Mails (`mailer.rs`) are made of what is unread when they are
//! sent. So nothing that runs here needs to be remembered.
//!
//! It must never decide what a message is, never be waited for by anything of the chat, and never
//! tell a push service anything that it could read.

mod bounded;
mod calls;
mod client;
mod config;
mod digest;
#[cfg(test)]
mod digest_tests;
mod drain;
#[cfg(test)]
mod drain_tests;
mod email;
#[cfg(test)]
mod email_tests;
mod endpoint;
mod error;
mod expand;
mod hears;
#[cfg(test)]
mod hostile_tests;
mod key;
mod limit;
mod lost;
#[cfg(test)]
mod lost_tests;
mod mail;
#[cfg(test)]
mod mail_tests;
mod mail_words;
mod mailer;
#[cfg(test)]
mod mailer_end_tests;
#[cfg(test)]
mod mailer_tests;
mod outcomes;
mod pace;
mod payload;
mod preferences;
mod quiet;
mod refusals;
mod routes;
mod routes_email;
mod seal;
mod services;
mod smtp;
mod subscriptions;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod testing_service;
mod verdict;
mod work;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use bus::{Leases, Limiter};
use db::Db;
use models::{Clock, Random};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use config::{Config, MailConfig};
pub use error::{Error, Result};
pub use key::PushKey;
pub use mail::MailAddress;
pub use mailer::MailPause;
pub use routes::router;
pub use seal::{Keys, Sealed, Sealer};
pub use services::Paused;
pub use smtp::MailServer;

/// What the Notification Service is made of.
pub struct Parts {
    /// How it behaves.
    pub config: Config,
    /// Who this server is to push services.
    pub key: PushKey,
    /// The database.
    pub db: Db,
    /// Who looks at what.
    pub leases: Arc<dyn Leases>,
    /// How often somebody may try their devices.
    pub limiter: Arc<dyn Limiter>,
    /// The time.
    pub clock: Clock,
    /// Where ids come from, and what spreads retries.
    pub random: Random,
    /// Tasks that the server waits for.
    pub tasks: TaskTracker,
    /// Where they run: nobody waits for a push, so none is to be in the way of those who do.
    pub beside: Handle,
    /// Cancelled when the server goes down: what is not sent is sent after the next start.
    pub stop: CancellationToken,
}

/// The Notification Service. Cheap to clone.
#[derive(Clone)]
pub struct Notifications {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    db: Db,
    leases: Arc<dyn Leases>,
    limiter: Arc<dyn Limiter>,
    clock: Clock,
    random: Random,
    tasks: TaskTracker,
    beside: Handle,
    stop: CancellationToken,
    sealer: Sealer,
    client: client::Client,
    services: services::Services,
    /// What mails are sent with, where they are.
    mailer: Option<mailer::Mailer>,
    /// How many calls of push services may be made.
    calls: calls::Calls,
    /// That something may be due.
    due: Notify,
    /// Whether it was not to be known who looks at what, at the last look.
    is_blind: AtomicBool,
}

impl Inner {
    /// Works until `grace` after the server stops; none where it was not done by then.
    async fn until_stopped<T>(&self, grace: Duration, work: impl Future<Output = T>) -> Option<T> {
        let stopped = async {
            self.stop.cancelled().await;
            tokio::time::sleep(grace).await;
        };
        tokio::select! {
            done = work => Some(done),
            () = stopped => None,
        }
    }
}

impl Notifications {
    /// The handle; nothing runs yet.
    ///
    /// # Errors
    /// [`Error::Client`], [`Error::Mail`].
    pub fn new(parts: Parts) -> Result<Self> {
        let Parts {
            config,
            key,
            db,
            leases,
            limiter,
            clock,
            random,
            tasks,
            beside,
            stop,
        } = parts;
        let mailer = config.mail.clone();
        let mailer = mailer.map(|config| mailer::Mailer::new(config, tasks.clone()));
        let inner = Inner {
            client: client::Client::new(config.allow_private_endpoints)?,
            sealer: Sealer::new(key, config.subject.clone(), clock.clone()),
            mailer: mailer.transpose()?,
            config,
            db,
            leases,
            limiter,
            clock,
            random,
            tasks,
            beside,
            stop,
            services: services::Services::default(),
            calls: calls::Calls::default(),
            due: Notify::new(),
            is_blind: AtomicBool::new(false),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// What browsers subscribe with.
    #[must_use]
    pub fn key(&self) -> &PushKey {
        self.inner.sealer.key()
    }

    /// The push services that refuse this server, and are left alone for now.
    #[must_use]
    pub fn paused(&self) -> Vec<Paused> {
        self.inner.services.paused(self.inner.clock.now())
    }

    /// Whether this server sends mails.
    #[must_use]
    pub fn mails(&self) -> bool {
        self.inner.mailer.is_some()
    }

    /// The mail server, where it takes nothing and is left alone for now.
    #[must_use]
    pub fn mail_paused(&self) -> Option<MailPause> {
        self.inner.mailer.as_ref()?.paused(self.inner.clock.now())
    }

    /// How many pushes are owed, for the metrics.
    ///
    /// # Errors
    /// The database's.
    pub async fn owed(&self) -> Result<i64> {
        Ok(self.inner.db.read().await?.count_pushes().await?)
    }
}
