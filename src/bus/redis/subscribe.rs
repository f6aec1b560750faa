//! Keeps the subscriptions as they are wanted, whatever happens to the connection.
//!
//! *Invariant:* [`Ear::lose`] is called after the subscriptions are back, so that whoever then reads
//! again hears of all that comes later.

use std::sync::Arc;
use std::time::Duration;

use fred::clients::Client;
use fred::error::Error as RedisError;
use fred::interfaces::{ClientLike, EventInterface, PubsubInterface};
use fred::types::config::Server;
use models::Random;
use models::event::Address;
use tokio::sync::broadcast::Receiver;
use tokio::time::{Instant, sleep_until, timeout};

use super::connect::{self, COMMAND};
use super::listener::Ear;
use super::wanted::{Changes, Wanted};
use super::wire::Names;
use crate::Error;

/// Channels in one command.
const CHANNELS: usize = 1_000;
/// How often Redis is asked whether it is there.
const BEAT: Duration = Duration::from_secs(2);
/// Between two tries to bring the subscriptions back.
const RETRY: Duration = Duration::from_millis(500);
/// While Redis is away, whoever depends on events reads again this often, and up to a half later.
const READ_AGAIN: Duration = Duration::from_secs(10);

pub(super) struct Subscriber {
    client: Client,
    reconnects: Receiver<Server>,
    names: Names,
    wanted: Arc<Wanted>,
    ear: Arc<Ear>,
    random: Random,
    /// Since when it is not known what is subscribed to, and when that is told next.
    away: Option<Instant>,
}

impl Subscriber {
    /// Connects, and subscribes to what is always heard.
    pub(super) async fn begin(
        client: Client,
        names: Names,
        wanted: Arc<Wanted>,
        ear: Arc<Ear>,
        random: Random,
    ) -> Result<Self, Error> {
        let mut reconnects = client.reconnect_rx();
        connect::begin(&client).await?;
        // The first time is no other.
        let _ = reconnects.try_recv();
        let subscriber = Self {
            client,
            reconnects,
            names,
            wanted,
            ear,
            random,
            away: None,
        };
        let restored = subscriber.restore().await;
        restored.map_err(|error| connect::unreachable(&error))?;
        Ok(subscriber)
    }

    /// Runs until the topic is closed, and its last event heard.
    pub(super) async fn run(mut self) {
        let ear = Arc::clone(&self.ear);
        tokio::select! {
            () = self.keep() => {}
            () = ear.has_told_last() => {}
        }
        // Nobody may listen, or Redis may be away.
        let _ = timeout(COMMAND, ear.has_ended()).await;
        ear.end();
        // A server that has gone does not mind.
        let _ = self.client.quit().await;
    }

    async fn keep(&mut self) {
        let mut next = Instant::now() + BEAT;
        loop {
            let done = tokio::select! {
                Ok(_) = self.reconnects.recv() => {
                    tracing::info!("Redis is back, and with it its events");
                    self.away.get_or_insert_with(Instant::now);
                    self.come_back().await
                }
                () = self.wanted.changed(), if self.away.is_none() => self.change().await,
                () = sleep_until(next) => match self.away {
                    None => self.client.ping::<()>(None).await,
                    Some(_) => self.come_back().await,
                },
            };
            if let Err(error) = done {
                self.go_away(&error);
            }
            next = Instant::now() + if self.away.is_some() { RETRY } else { BEAT };
        }
    }

    /// Whoever depends on events is told now and then, since none come.
    fn go_away(&mut self, error: &RedisError) {
        self.wanted.give_up();
        let now = Instant::now();
        match self.away {
            None => {
                tracing::warn!(%error, "Redis is away, and with it its events");
                self.away = Some(self.later(now));
            }
            Some(at) if at <= now => {
                self.ear.lose();
                self.away = Some(self.later(now));
            }
            Some(_) => {}
        }
    }

    fn later(&self, now: Instant) -> Instant {
        let half = u64::try_from(READ_AGAIN.as_millis()).unwrap_or(u64::MAX) / 2;
        now + READ_AGAIN + Duration::from_millis(self.random.jitter_ms(half))
    }

    async fn come_back(&mut self) -> Result<(), RedisError> {
        self.restore().await?;
        self.away = None;
        self.ear.lose();
        Ok(())
    }

    /// Subscribes to all that is wanted, whatever there was.
    async fn restore(&self) -> Result<(), RedisError> {
        let mut changes = self.wanted.take_all();
        self.client.unsubscribe(Vec::<String>::new()).await?;
        self.client.subscribe(self.names.always()).await?;
        while self.apply(changes).await? {
            changes = self.wanted.take();
        }
        Ok(())
    }

    async fn change(&self) -> Result<(), RedisError> {
        self.apply(self.wanted.take()).await.map(drop)
    }

    /// Whether more is to be done before Redis is back.
    async fn apply(&self, changes: Changes) -> Result<bool, RedisError> {
        for some in changes.subscribe.chunks(CHANNELS) {
            self.client.subscribe(self.channels(some)).await?;
        }
        for some in changes.unsubscribe.chunks(CHANNELS) {
            self.client.unsubscribe(self.channels(some)).await?;
        }
        // A subscription is sent and not waited for. What is asked after it on the same connection
        // is answered after it.
        self.client.ping::<()>(None).await?;
        Ok(self.wanted.confirm(changes))
    }

    fn channels(&self, addresses: &[Address]) -> Vec<String> {
        addresses
            .iter()
            .map(|address| self.names.of(*address))
            .collect()
    }
}
