//! Events of one process: a bounded channel to its one listener.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use models::event::Address;
use parking_lot::Mutex;
use tokio::sync::mpsc;

use crate::{Error, Heard};

/// A topic whose listener may be `capacity` events behind before publishing waits for it.
#[must_use]
pub fn topic<E: Send + Sync + 'static>(capacity: usize) -> Arc<dyn crate::Topic<E>> {
    Arc::new(Topic {
        capacity,
        to: Mutex::new(To::Nobody),
    })
}

struct Topic<E> {
    capacity: usize,
    to: Mutex<To<E>>,
}

type Sender<E> = mpsc::Sender<(Address, Arc<E>)>;

enum To<E> {
    Nobody,
    Listener(Sender<E>),
    Closed,
}

impl<E: Send + Sync + 'static> crate::Topic<E> for Topic<E> {
    fn publish(&self, address: Address, event: E) -> BoxFuture<'_, Result<(), Error>> {
        // Cloned, because the lock must not be held while the listener is behind.
        let sender = match &*self.to.lock() {
            To::Nobody => Ok(None),
            To::Listener(sender) => Ok(Some(sender.clone())),
            To::Closed => Err(Error::Away),
        };
        async move {
            if let Some(sender) = sender? {
                // A listener that has gone hears nothing: best effort.
                let _ = sender.send((address, Arc::new(event))).await;
            }
            Ok(())
        }
        .boxed()
    }

    // One process hears everything; whoever emits finds the few that are concerned.
    fn subscribe(&self, _addresses: &[Address]) -> BoxFuture<'static, ()> {
        ready(()).boxed()
    }

    fn unsubscribe(&self, _addresses: &[Address]) {}

    fn listen(&self) -> Box<dyn crate::Listener<E>> {
        let (sender, events) = mpsc::channel(self.capacity.max(1));
        let mut to = self.to.lock();
        if !matches!(*to, To::Closed) {
            *to = To::Listener(sender);
        }
        Box::new(Listener { events })
    }

    fn close(&self) {
        *self.to.lock() = To::Closed;
    }
}

struct Listener<E> {
    events: mpsc::Receiver<(Address, Arc<E>)>,
}

impl<E: Send + Sync + 'static> crate::Listener<E> for Listener<E> {
    fn next(&mut self) -> BoxFuture<'_, Option<Heard<E>>> {
        async move {
            self.events
                .recv()
                .await
                .map(|(address, event)| Heard::Event(address, event))
        }
        .boxed()
    }
}
