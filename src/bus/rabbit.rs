//! RabbitMQ keeps jobs for replicas: what it has confirmed is done by one of them, however many die.
//!
//! A queue is cut into partitions by key, each a quorum queue that one replica at a time is given the jobs
//! of, so a key's jobs keep their order. One connection publishes, so that a broker which holds publishers
//! back holds no acknowledgement back; another consumes.
//!
//! *Invariant:* a job is acknowledged after it was done, in order, and never put back: what cannot be done
//! yet is held. Where a channel ends with jobs that are not acknowledged, the broker gives them out again
//! in their order.
//!
//! Whoever deletes a queue under a running server loses what is in it, and must start every replica anew: a
//! channel of before may go on having jobs confirmed that the queue made in its place never gives out.
//!
//! *Invariant:* nothing here is a fence. A replica that was stopped, and goes on, does again what another has
//! done: jobs must not mind.

mod connect;
mod consume;
mod dead;
mod depth;
mod inbox;
mod mark;
mod publish;
mod queue;
mod share;
#[cfg(test)]
mod tests;
mod topology;
mod window;
#[cfg(test)]
mod working;

use std::sync::Arc;
use std::time::Duration;

use models::Random;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_util::task::TaskTracker;

pub use dead::{DeadLetter, DeadLetters, Which};
pub use depth::Depth;
pub use share::Share;
pub(crate) use window::Unsettled;

use crate::{Error, Queue};
use connect::Line;
use topology::Topology;

/// What is needed to use a RabbitMQ.
#[derive(Clone)]
pub struct Settings {
    /// `amqp://` or `amqps://`, with the virtual host as its path.
    pub url: String,
    /// What the names of all queues begin with.
    pub prefix: String,
    /// Spreads what would come at once.
    pub random: Random,
    /// Who waits for what runs.
    pub tasks: TaskTracker,
}

/// How large a queue is. All replicas must say the same.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The quorum queues that it is made of.
    pub partitions: u16,
    /// Jobs that may wait in all of them together; one more is answered `busy`.
    pub jobs: u32,
    /// Bytes of them, likewise.
    pub bytes: u64,
}

/// A RabbitMQ that answers.
pub struct RabbitMq {
    settings: Settings,
    publishing: Arc<Line>,
    consuming: Arc<Line>,
}

impl RabbitMq {
    /// Connects. From then on it connects again by itself, as often as it takes.
    ///
    /// # Errors
    /// [`Error::Url`] and [`Error::Unreachable`].
    pub async fn connect(settings: Settings) -> Result<Self, Error> {
        let line = |name| Line::new(&settings.url, name, settings.random.clone());
        let (publishing, consuming) = (line("snug publishes")?, line("snug consumes")?);
        publishing.begin().await?;
        consuming.begin().await?;
        Ok(Self {
            settings,
            publishing: Arc::new(publishing),
            consuming: Arc::new(consuming),
        })
    }

    /// Whether it is there, as far as is known.
    pub async fn is_there(&self) -> bool {
        self.publishing.is_there().await
    }

    /// A queue of jobs, made where there is none, and how much of it this replica holds.
    ///
    /// # Errors
    /// [`Error::OtherQueues`] where there is one of another size, and [`Error::Unreachable`].
    pub async fn queue<J>(
        &self,
        name: &str,
        size: Size,
    ) -> Result<(Arc<dyn Queue<J>>, Share), Error>
    where
        J: Serialize + DeserializeOwned + Send + 'static,
    {
        let topology = Topology::new(&self.settings.prefix, name, size);
        topology.begin(&self.publishing).await?;
        Ok(queue::queue(self, Arc::new(topology)))
    }

    /// What is left in a queue that nobody should be working on.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn waiting(&self, name: &str, size: Size) -> Result<Depth, Error> {
        let topology = Topology::new(&self.settings.prefix, name, size);
        topology.begin(&self.publishing).await?;
        let channel = self.publishing.channel_now().await?;
        let waiting = depth::count(&channel, &topology).await?;
        let dead = depth::of(&channel, topology.dead()).await?.jobs;
        Ok(Depth { dead, ..waiting })
    }

    /// The jobs of a queue that could not be done.
    #[must_use]
    pub fn dead_letters(&self, name: &str, size: Size) -> DeadLetters {
        let topology = Topology::new(&self.settings.prefix, name, size);
        DeadLetters::new(Arc::clone(&self.publishing), topology)
    }

    /// Whether this broker is the one that others have marked.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn is_marked(&self, mark: u32) -> Result<bool, Error> {
        mark::is_there(&self.publishing, &self.settings.prefix, mark).await
    }

    /// Marks this broker, for a minute.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn mark(&self, mark: u32) -> Result<(), Error> {
        mark::keep(&self.publishing, &self.settings.prefix, mark).await
    }

    /// Ends the connections, after everything else.
    pub async fn close(&self) {
        self.publishing.close().await;
        self.consuming.close().await;
    }
}

/// What grows with each try that fails, up to a bound, and is spread by chance. The first is none.
#[derive(Clone)]
struct Pause {
    next: Duration,
    random: Random,
}

impl Pause {
    const SECOND: Duration = Duration::from_millis(50);
    const LONGEST: Duration = Duration::from_secs(3);

    fn new(random: &Random) -> Self {
        Self {
            next: Duration::ZERO,
            random: random.clone(),
        }
    }

    async fn wait(&mut self) {
        let half = u64::try_from(self.next.as_millis()).unwrap_or(u64::MAX) / 2;
        let spread = Duration::from_millis(self.random.jitter_ms(half));
        tokio::time::sleep(self.next + spread).await;
        self.next = (self.next * 2).clamp(Self::SECOND, Self::LONGEST);
    }

    /// It works again.
    fn reset(&mut self) {
        self.next = Duration::ZERO;
    }
}
