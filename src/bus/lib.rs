//! What joins the parts: queues of jobs, a topic of events, leases, and shared counts.
//!
//! Four traits, so that a broker can stand behind them and join replicas; what is here is in memory,
//! for one process. Which one is chosen in the server's composition root and nowhere else;
//! `contract.rs` holds the scenarios that every implementation must pass.
//!
//! This crate must never know what a job or an event means.

pub mod memory;

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
}

/// Jobs, each done by exactly one worker, at least once, in order for each key.
pub trait Queue<J>: Send + Sync {
    /// Puts a job on the queue before it returns. The receipt resolves when the job is *safe*:
    /// in memory when its worker has committed it (or refused it: the worker's problem), on a
    /// broker when that has confirmed it. A full queue resolves to `busy` and keeps nothing.
    fn publish(&self, key: Uuid, job: J) -> Receipt;

    /// The worker's end. In one process there is one worker; a second call takes over.
    fn consume(&self) -> Box<dyn Consumer<J>>;

    /// How many jobs wait, for the metrics.
    fn depth(&self) -> usize;

    /// Takes no more: later jobs are answered `busy`, and the worker's end ends once it is empty.
    fn close(&self);
}

/// The worker's end of a queue.
pub trait Consumer<J>: Send {
    /// All that waits, up to `most`, and at least one; none when the queue has been closed and is
    /// empty. Dropped before it is ready, it has taken nothing.
    fn next(&mut self, most: usize) -> BoxFuture<'_, Option<Vec<Delivery<J>>>>;
}

/// A job on its way, and whoever waits for it. Dropped without [`Delivery::done`], it answers
/// `busy`.
pub struct Delivery<J> {
    /// What is to be done.
    pub job: J,
    /// Resolves the receipt, in memory.
    pub(crate) receipt: Option<oneshot::Sender<Result<(), Problem>>>,
}

impl<J> Delivery<J> {
    /// The job is done for good: committed, or refused.
    pub fn done(mut self, outcome: Result<(), Problem>) {
        Waiting(self.receipt.take()).done(outcome);
    }

    /// The job apart from whoever waits for it, so that many can be done as one.
    pub fn split(self) -> (J, Waiting) {
        (self.job, Waiting(self.receipt))
    }
}

/// Whoever waits for a job.
pub struct Waiting(Option<oneshot::Sender<Result<(), Problem>>>);

impl Waiting {
    /// The job is done for good: committed, or refused.
    pub fn done(self, outcome: Result<(), Problem>) {
        if let Some(receipt) = self.0 {
            // Whoever waited may have gone; the job is done all the same.
            let _ = receipt.send(outcome);
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

    /// Asks for the events of an address, once more: subscriptions are counted.
    fn subscribe(&self, address: Address);

    /// Takes one subscription back.
    fn unsubscribe(&self, address: Address);

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
    /// Some were missed: what depends on events must be read again.
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
