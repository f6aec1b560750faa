//! Where bytes wait until they are an object.
//!
//! Each upload has a worker of its own, which takes orders in the order in which they are given:
//! bytes go on while those before become durable. The trait says how a worker begins; what it knows
//! of bytes is all it knows, and never whose they are.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::hash::Hash;
use crate::{Error, Result};

/// The folder of what is not whole yet.
pub(crate) const UPLOADS: &str = "uploads";
/// Blocks that may wait for a worker; whoever has one more waits.
const WAITING: usize = 4;
/// Of so many bytes or more some stagings need to remember something before the first one comes.
pub(crate) const LARGE: u64 = 8 * 1024 * 1024;

/// What is remembered of bytes that are durable: all that is needed to go on behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Staged {
    /// How many.
    pub(crate) bytes: u64,
    /// The state of their [`Hash`]; empty for none.
    #[serde(default)]
    pub(crate) hash: String,
    /// In a bucket: the name of the multipart upload, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) upload: Option<String>,
    /// In a bucket: what its whole parts are called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parts: Vec<String>,
}

impl Staged {
    /// To go on with; none where the state is none.
    pub(crate) fn hash(&self) -> Option<Hash> {
        match self.bytes {
            0 => Some(Hash::new()),
            _ => Hash::resume(&self.hash),
        }
    }
}

/// Where bytes wait until they are an object.
pub(crate) trait Staging: Send + Sync {
    /// Goes on behind `staged.bytes`; what lies beyond is cut off. Begins where that is 0. `length`
    /// is how many there will be, where that is known.
    fn resume(&self, id: Uuid, staged: Staged, length: Option<u64>)
    -> BoxFuture<'_, Result<Stage>>;

    /// Takes everything away that this id has staged. Doing it again is harmless.
    fn discard<'s>(&'s self, id: Uuid, staged: &'s Staged) -> BoxFuture<'s, Result<()>>;

    /// Whether anything can be staged, as far as one can tell by looking.
    fn reachable(&self) -> BoxFuture<'_, Result<()>>;
}

/// What a worker is told.
pub(crate) enum Order {
    /// These come next.
    Write(Vec<Bytes>),
    /// Make all so far durable, and say what to remember. Whoever orders this remembers what the
    /// order before it said.
    Checkpoint(oneshot::Sender<Staged>),
    /// Make it the object, durably, and end. All bytes are checkpointed.
    Publish,
}

/// One upload's worker. It is to be closed, or published: until then its bytes are in its hands.
pub(crate) struct Stage {
    /// None once it is told to end.
    orders: Option<mpsc::Sender<Order>>,
    /// None once it is known how it ended.
    worker: Option<JoinHandle<Result<()>>>,
}

impl Stage {
    /// A worker begins with the other end of its orders.
    pub(crate) fn new(begin: impl FnOnce(mpsc::Receiver<Order>) -> JoinHandle<Result<()>>) -> Self {
        let (orders, taken) = mpsc::channel(WAITING);
        Self {
            orders: Some(orders),
            worker: Some(begin(taken)),
        }
    }

    /// Hands over bytes, in order; waits where many wait.
    ///
    /// # Errors
    /// Whatever ended the worker, now or before.
    pub(crate) async fn write(&mut self, bytes: Vec<Bytes>) -> Result<()> {
        self.order(Order::Write(bytes)).await
    }

    /// Orders all so far to be made durable. Bytes may follow at once. Where nothing is answered the
    /// worker could not do it, and [`Stage::close`] says why.
    ///
    /// # Errors
    /// Whatever ended the worker before.
    pub(crate) async fn checkpoint(&mut self) -> Result<oneshot::Receiver<Staged>> {
        let (reply, staged) = oneshot::channel();
        self.order(Order::Checkpoint(reply)).await?;
        Ok(staged)
    }

    /// The same, and waits for it.
    ///
    /// # Errors
    /// Whatever ended the worker, now or before.
    pub(crate) async fn settle(&mut self) -> Result<Staged> {
        match self.checkpoint().await?.await {
            Ok(staged) => Ok(staged),
            Err(_) => Err(self.failure().await),
        }
    }

    /// Makes all of it the object, durably.
    ///
    /// # Errors
    /// Whatever ended the worker, now or before.
    pub(crate) async fn publish(&mut self) -> Result<()> {
        self.order(Order::Publish).await?;
        self.end().await
    }

    /// Lets go of what is staged; it stays as it is.
    ///
    /// # Errors
    /// Whatever ended the worker, now or before.
    pub(crate) async fn close(mut self) -> Result<()> {
        self.end().await
    }

    async fn order(&mut self, order: Order) -> Result<()> {
        let is_taken = match &self.orders {
            Some(orders) => orders.send(order).await.is_ok(),
            None => false,
        };
        match is_taken {
            true => Ok(()),
            false => Err(self.failure().await),
        }
    }

    async fn failure(&mut self) -> Error {
        let silent = || Error::Store("this upload's worker has ended".into());
        self.end().await.err().unwrap_or_else(silent)
    }

    async fn end(&mut self) -> Result<()> {
        self.orders = None;
        match self.worker.take() {
            Some(worker) => worker
                .await
                .unwrap_or_else(|error| Err(Error::Store(error.into()))),
            None => Ok(()),
        }
    }
}
