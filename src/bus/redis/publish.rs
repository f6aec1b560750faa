//! Sends events, all that wait in one go, in the order in which they came.
//!
//! While Redis is away events are let go of: storing must not wait for it. Whoever should have heard
//! them may have a connection that never broke, so once Redis is back it is said that some were lost.

use std::time::Duration;

use bytes::Bytes;
use fred::clients::Client;
use fred::interfaces::PubsubInterface;
use tokio::sync::mpsc;
use tokio::time::{Instant, interval};

use super::topic::Outgoing;
use super::wire::Names;

/// Events that are sent together.
const TOGETHER: usize = 256;
/// For how long a failed publish is tried again.
const GIVE_UP: Duration = Duration::from_secs(3);
/// Between two tries.
const RETRY: Duration = Duration::from_millis(50);
/// How often it is tried to say that events were lost.
const SAY_AGAIN: Duration = Duration::from_secs(1);

pub(super) struct Publisher {
    commands: Client,
    names: Names,
    /// Some were let go of, and nobody was told.
    lost: bool,
}

impl Publisher {
    pub(super) fn new(commands: Client, names: Names) -> Self {
        Self {
            commands,
            names,
            lost: false,
        }
    }

    /// Sends until the line is closed and empty, and then that this was the last.
    pub(super) async fn run(mut self, mut line: mpsc::Receiver<Outgoing>) {
        let mut events = Vec::with_capacity(TOGETHER);
        let mut say_again = interval(SAY_AGAIN);
        loop {
            tokio::select! {
                count = line.recv_many(&mut events, TOGETHER) => {
                    if count == 0 {
                        break;
                    }
                    self.send(&events).await;
                    events.clear();
                }
                _ = say_again.tick(), if self.lost => self.say_lost().await,
            }
        }
        if self.lost {
            self.say_lost().await;
        }
        // Whoever waits for it does not wait long.
        let _ = self.try_send(&[Outgoing::note(self.names.end())]).await;
    }

    async fn send(&mut self, events: &[Outgoing]) {
        let begun = Instant::now();
        // While it is away nothing is tried: what waits would only grow old.
        while !self.lost {
            match self.try_send(events).await {
                Ok(()) => {
                    metrics::counter!("snug_topic_published_total").increment(events.len() as u64);
                    return;
                }
                // Some may be heard twice, which is harmless.
                Err(error) if begun.elapsed() < GIVE_UP => {
                    tracing::debug!(%error, "events wait to be published");
                    tokio::time::sleep(RETRY).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "events are lost until Redis is back");
                    self.lost = true;
                }
            }
        }
        metrics::counter!("snug_events_lost_total").increment(events.len() as u64);
    }

    async fn try_send(&self, events: &[Outgoing]) -> Result<(), fred::error::Error> {
        let pipeline = self.commands.pipeline();
        for event in events {
            let (channel, event) = (event.channel.as_str(), event.event.clone());
            // It only goes into the pipeline.
            pipeline.publish::<(), _, _>(channel, event).await?;
        }
        pipeline.all::<Vec<i64>>().await.map(drop)
    }

    /// Tells every replica that it has missed something.
    async fn say_lost(&mut self) {
        let lost = [Outgoing::note(self.names.lost())];
        self.lost = self.try_send(&lost).await.is_err();
    }
}

impl Outgoing {
    /// What says all by its channel.
    fn note(channel: String) -> Self {
        let event = Bytes::new();
        Self { channel, event }
    }
}
