//! Redis joins replicas: what one publishes the others hear, what one holds the others see.
//!
//! *Invariant:* nothing here is needed for anything to be kept. A Redis that comes back empty has lost
//! leases, which are held again, and counts; what was missed meanwhile is said by [`Heard::Lost`].
//!
//! [`Heard::Lost`]: crate::Heard::Lost

mod connect;
mod leases;
mod limiter;
mod listener;
mod mark;
mod publish;
mod subscribe;
#[cfg(test)]
mod tests;
mod topic;
mod wanted;
mod wire;

use std::sync::Arc;

use fred::clients::Client;
use fred::interfaces::ClientLike;
use models::Random;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_util::task::TaskTracker;

use crate::{Error, Leases, Limiter, Topic};

/// What is needed to use a Redis.
#[derive(Clone)]
pub struct Settings {
    /// `redis://` or `rediss://`.
    pub url: String,
    /// What the names of all keys and channels begin with: servers that share a Redis and nothing
    /// else have different ones.
    pub prefix: String,
    /// Spreads what would come at once.
    pub random: Random,
    /// Who waits for what runs.
    pub tasks: TaskTracker,
}

/// A Redis that answers.
pub struct Redis {
    settings: Settings,
    /// For all but subscriptions.
    commands: Client,
}

impl Redis {
    /// Connects. From then on it connects again by itself, as often as it takes.
    ///
    /// # Errors
    /// [`Error::Url`] and [`Error::Unreachable`].
    pub async fn connect(settings: Settings) -> Result<Self, Error> {
        let commands = connect::client(&settings.url)?;
        connect::begin(&commands).await?;
        Ok(Self { settings, commands })
    }

    /// Whether it is there, as far as is known.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.commands.is_connected()
    }

    /// Events, by Pub/Sub with a channel for each address, on a connection of their own.
    ///
    /// # Errors
    /// [`Error::Unreachable`].
    pub async fn topic<E>(&self) -> Result<Arc<dyn Topic<E>>, Error>
    where
        E: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        topic::topic(&self.settings, self.commands.clone()).await
    }

    /// Leases, which run out by the clock of Redis.
    #[must_use]
    pub fn leases(&self) -> Arc<dyn Leases> {
        leases::leases(&self.settings.prefix, self.commands.clone())
    }

    /// Counts, by the clock of Redis.
    #[must_use]
    pub fn limiter(&self) -> Arc<dyn Limiter> {
        limiter::limiter(&self.settings.prefix, self.commands.clone())
    }

    /// The number that others have marked this Redis with, or `new` from now on, for a minute.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn find_mark(&self, new: u32) -> Result<u32, Error> {
        mark::find(&self.commands, &self.settings.prefix, new).await
    }

    /// Marks this Redis, whatever it was marked with, for a minute.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn mark(&self, mark: u32) -> Result<(), Error> {
        mark::keep(&self.commands, &self.settings.prefix, mark).await
    }

    /// Ends the connection, after everything else.
    pub async fn close(&self) {
        // A server that has gone does not mind.
        let _ = self.commands.quit().await;
    }
}
