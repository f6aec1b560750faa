//! Sends events, all that wait in one go, in the order in which they came.
//!
//! While Redis is away events are let go of: storing must not wait for it. Whoever should have heard
//! them may have a connection that never broke, so once Redis is back it is said that some were lost.

use std::time::Duration;

use bytes::Bytes;
use fred::clients::Client;
use fred::interfaces::{ClientLike, PubsubInterface};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::topic::Outgoing;
use super::wire::Names;

/// Events that are sent together.
const TOGETHER: usize = 256;
/// For how long a publish that failed is tried again: what comes meanwhile waits. One that took as long is
/// tried once more all the same: a process that was stopped for a while finds that all its time has run out.
const GIVE_UP: Duration = Duration::from_secs(2);
/// Between two tries.
const RETRY: Duration = Duration::from_millis(50);
/// How often it is looked whether Redis is back, once events were lost.
const LOOK: Duration = Duration::from_secs(1);

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
        let commands = self.commands.clone();
        let back = is_back(&commands);
        tokio::pin!(back);
        loop {
            tokio::select! {
                count = line.recv_many(&mut events, TOGETHER) => {
                    if count == 0 {
                        break;
                    }
                    self.send(&events).await;
                    events.clear();
                }
                // Beside what comes, which is let go of at once: storing does not wait for a look.
                () = &mut back, if self.lost => {
                    self.say_lost().await;
                    back.set(is_back(&commands));
                }
            }
        }
        if self.lost {
            self.say_lost().await;
        }
        // Whoever waits for it does not wait long.
        let _ = self.try_send(&[Outgoing::note(self.names.end())]).await;
    }

    async fn send(&mut self, events: &[Outgoing]) {
        let mut failed: Option<Instant> = None;
        // While it is away nothing is tried: what waits would only grow old.
        while !self.lost {
            match self.try_send(events).await {
                Ok(()) => {
                    metrics::counter!("snug_topic_published_total").increment(events.len() as u64);
                    return;
                }
                // Some may be heard twice, which is harmless.
                Err(error) if failed.get_or_insert_with(Instant::now).elapsed() < GIVE_UP => {
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

    /// Tells every replica that it has missed something; nothing is let go of meanwhile.
    async fn say_lost(&mut self) {
        let lost = [Outgoing::note(self.names.lost())];
        self.lost = self.try_send(&lost).await.is_err();
    }
}

/// Waits until Redis answers.
async fn is_back(commands: &Client) {
    loop {
        tokio::time::sleep(LOOK).await;
        if commands.ping::<()>(None).await.is_ok() {
            return;
        }
    }
}

impl Outgoing {
    /// What says all by its channel.
    fn note(channel: String) -> Self {
        let event = Bytes::new();
        Self { channel, event }
    }
}
