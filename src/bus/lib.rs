//! What joins the parts: queues of jobs, a topic of events, leases, and shared counts.
//!
//! Four traits: in memory for one process; with RabbitMQ behind the queue, and Redis behind the others,
//! for replicas. Which one is chosen in the server's composition root and nowhere else;
//! `contract.rs` holds the scenarios that every implementation must pass.
//!
//! This crate must never know what a job or an event means.

pub mod memory;
pub mod rabbit;
pub mod redis;
mod tls;

#[cfg(test)]
mod contract;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use models::event::Address;
use models::{ConversationId, Problem, UserId};
use tokio::sync::oneshot;
use uuid::Uuid;

/// What can go wrong on the way to a bus.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bus is away.
    #[error("the bus cannot be reached")]
    Away,
    /// The URL of a bus is not one.
    #[error("the URL of {what} is not valid: {reason}")]
    Url {
        /// Redis, or RabbitMQ.
        what: &'static str,
        /// What is wrong with it. It does not hold the URL, which has a password in it.
        reason: String,
    },
    /// The bus does not answer when it is looked for first.
    #[error("{what} cannot be reached: {reason}")]
    Unreachable {
        /// Redis, or RabbitMQ.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// The queues that are there are not those of this version and configuration.
    #[error("RabbitMQ has other queues than these: {0}")]
    OtherQueues(String),
}

/// Jobs, each done by exactly one worker, at least once, in order for each key.
pub trait Queue<J>: Send + Sync {
    /// Puts a job on the queue before it returns. The receipt resolves when the job is *safe*:
    /// in memory when its worker has committed it (or refused it: the worker's problem), on a
    /// broker when that has confirmed it. A full queue resolves to `busy` and keeps nothing.
    fn publish(&self, key: Uuid, job: J) -> Receipt;

    /// The worker's end. In one process there is one worker; a second call takes over. On a broker each
    /// key's jobs go to one process at a time.
    fn consume(&self) -> Box<dyn Consumer<J>>;

    /// How many jobs wait, for the metrics.
    fn depth(&self) -> usize;

    /// Takes no more: later jobs are answered `busy`, and the worker's end ends once it is empty. A
    /// broker keeps what comes from others meanwhile for them.
    fn close(&self);
}

/// The worker's end of a queue.
pub trait Consumer<J>: Send {
    /// All that waits, up to `most`, and at least one; none when the queue has been closed and is
    /// empty. Dropped before it is ready, it has taken nothing.
    fn next(&mut self, most: usize) -> BoxFuture<'_, Option<Vec<Delivery<J>>>>;
}

/// A job on its way, and whoever waits for it. Dropped without [`Delivery::done`], it answers
/// `busy` in memory; on a broker, which has answered long since, it comes again.
pub struct Delivery<J> {
    /// What is to be done.
    pub job: J,
    pub(crate) waiting: Waiting,
}

impl<J> Delivery<J> {
    /// The job is done for good: committed, or refused.
    pub fn done(self, outcome: Result<(), Problem>) {
        self.waiting.done(outcome);
    }

    /// The job apart from whoever waits for it, so that many can be done as one.
    pub fn split(self) -> (J, Waiting) {
        (self.job, self.waiting)
    }
}

/// Whoever waits for a job.
pub struct Waiting(pub(crate) Waits);

pub(crate) enum Waits {
    /// The receipt of a queue in memory.
    Receipt(oneshot::Sender<Result<(), Problem>>),
    /// A broker that keeps the job until it is done.
    Broker(rabbit::Unsettled),
}

impl Waiting {
    /// Whether whoever asked was told already that the job is safe: a refusal must be told otherwise,
    /// and nothing be dropped.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        matches!(self.0, Waits::Broker(_))
    }

    /// The job is done for good: committed, or refused.
    pub fn done(self, outcome: Result<(), Problem>) {
        match self.0 {
            // Whoever waited may have gone; the job is done all the same.
            Waits::Receipt(receipt) => drop(receipt.send(outcome)),
            Waits::Broker(unsettled) => unsettled.done(),
        }
    }

    /// The job can never be done, by a defect. A broker puts it with its dead letters, so that it can be
    /// done once there is a version that can.
    pub fn fail(self, problem: Problem) {
        match self.0 {
            Waits::Receipt(receipt) => drop(receipt.send(Err(problem))),
            Waits::Broker(unsettled) => unsettled.fail(),
        }
    }
}

/// Resolves when a job is safe.
pub struct Receipt(Result<oneshot::Receiver<Result<(), Problem>>, Problem>);

impl Receipt {
    /// A job that the queue did not take.
    #[must_use]
    pub fn refused(problem: Problem) -> Self {
        Self(Err(problem))
    }

    /// Waits until the job is safe.
    ///
    /// # Errors
    /// `busy`, or the problem with which the worker refused it.
    pub async fn safe(self) -> Result<(), Problem> {
        self.0?.await.unwrap_or_else(|_| Err(Problem::busy()))
    }
}

/// Events, heard by every replica that wants them, best effort.
pub trait Topic<E>: Send + Sync {
    /// Tells everybody who listens to `address`. Waits while the listeners are behind.
    fn publish(&self, address: Address, event: E) -> BoxFuture<'_, Result<(), Error>>;

    /// Asks for the events of each address, once more: subscriptions are counted. Resolves when all
    /// that is published from then on is heard. While the bus is away it resolves at once, and
    /// [`Heard::Lost`] follows when it is back. So whoever subscribes, waits, and then reads what
    /// depends on events misses none. [`Address::Everyone`] needs no subscription.
    fn subscribe(&self, addresses: &[Address]) -> BoxFuture<'static, ()>;

    /// Takes one subscription of each address back.
    fn unsubscribe(&self, addresses: &[Address]);

    /// This replica's events, in order for each address. A second call takes over. What is
    /// published while nobody listens is lost.
    fn listen(&self) -> Box<dyn Listener<E>>;

    /// Takes no more, and the listener ends once it has heard the rest.
    fn close(&self);
}

/// This replica's ear on a topic.
pub trait Listener<E>: Send {
    /// The next thing heard; none when the topic has been closed.
    fn next(&mut self) -> BoxFuture<'_, Option<Heard<E>>>;
}

/// What a listener hears.
#[derive(Debug)]
pub enum Heard<E> {
    /// An event.
    Event(Address, Arc<E>),
    /// Some were missed, of any address: what depends on events must be read again. From here on
    /// they are heard again, unless the bus is still away: then this is said every ten seconds or so.
    Lost,
}

/// What is held for as long as its holder says so again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lease {
    /// This person is online.
    Online(UserId),
    /// This person has this conversation open and visible.
    Viewing(UserId, ConversationId),
    /// A replica lives.
    Replica,
}

/// Who is online, who is looking at what, which replicas live.
pub trait Leases: Send + Sync {
    /// Holds a lease for `span` from now on; whether nobody held it before.
    fn hold(
        &self,
        lease: Lease,
        holder: Uuid,
        span: Duration,
    ) -> BoxFuture<'_, Result<bool, Error>>;

    /// Lets go of it; whether nobody holds it now.
    fn release(&self, lease: Lease, holder: Uuid) -> BoxFuture<'_, Result<bool, Error>>;

    /// Which of `leases` somebody holds, in the same order.
    fn held(&self, leases: Vec<Lease>) -> BoxFuture<'_, Result<Vec<bool>, Error>>;

    /// How many hold it.
    fn holders(&self, lease: Lease) -> BoxFuture<'_, Result<usize, Error>>;
}

/// Counts that replicas share, for the throttling of log-ins.
pub trait Limiter: Send + Sync {
    /// How long until `key` may be tried again, where it has been counted `most` times within
    /// `window`; none where it may be tried now.
    fn check(
        &self,
        key: &str,
        most: u32,
        window: Duration,
    ) -> BoxFuture<'_, Result<Option<Duration>, Error>>;

    /// Counts one.
    fn count(&self, key: &str, window: Duration) -> BoxFuture<'_, Result<(), Error>>;
}
