//! Events between replicas, best effort: Pub/Sub keeps nothing for whoever is away.
//!
//! Two tasks do it. `publish.rs` takes events from a line and sends all that wait at once; `subscribe.rs`
//! keeps the subscriptions as they are wanted, and says when some were missed.

use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use fred::clients::Client;
use fred::interfaces::EventInterface;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use models::event::Address;
use parking_lot::Mutex;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::listener::{Ear, Listener};
use super::publish::Publisher;
use super::subscribe::Subscriber;
use super::wanted::Wanted;
use super::wire::Names;
use super::{Settings, connect};
use crate::Error;

/// Events that may wait to be sent; publishing waits beyond.
const EVENTS: usize = 4_096;

/// An event on its way, as it is sent.
pub(super) struct Outgoing {
    pub(super) channel: String,
    pub(super) event: Bytes,
}

struct Topic<E> {
    names: Names,
    subscriber: Client,
    wanted: Arc<Wanted>,
    ear: Arc<Ear>,
    /// None once it is closed.
    line: Mutex<Option<mpsc::Sender<Outgoing>>>,
    events: PhantomData<fn(E) -> E>,
}

pub(super) async fn topic<E>(
    settings: &Settings,
    commands: Client,
) -> Result<Arc<dyn crate::Topic<E>>, Error>
where
    E: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let names = Names::new(&settings.prefix, Uuid::from_bytes(settings.random.bytes()));
    let client = connect::client(&settings.url)?;
    let (wanted, ear) = (Arc::new(Wanted::default()), Arc::new(Ear::default()));
    let subscriber = Subscriber::begin(
        client.clone(),
        names.clone(),
        Arc::clone(&wanted),
        Arc::clone(&ear),
        settings.random.clone(),
    )
    .await?;
    settings.tasks.spawn(subscriber.run());
    let (sender, line) = mpsc::channel(EVENTS);
    let publisher = Publisher::new(commands, names.clone());
    let told = Arc::clone(&ear);
    settings.tasks.spawn(async move {
        publisher.run(line).await;
        told.told_last();
    });
    Ok(Arc::new(Topic::<E> {
        names,
        subscriber: client,
        wanted,
        ear,
        line: Mutex::new(Some(sender)),
        events: PhantomData,
    }))
}

impl<E> crate::Topic<E> for Topic<E>
where
    E: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    fn publish(&self, address: Address, event: E) -> BoxFuture<'_, Result<(), Error>> {
        let Some(line) = self.line.lock().clone() else {
            return ready(Err(Error::Away)).boxed();
        };
        let Ok(event) = serde_json::to_vec(&event).inspect_err(|error| {
            tracing::error!(%error, "an event cannot be written");
        }) else {
            return ready(Err(Error::Away)).boxed();
        };
        let outgoing = Outgoing {
            channel: self.names.of(address),
            event: event.into(),
        };
        async move { line.send(outgoing).await.map_err(|_| Error::Away) }.boxed()
    }

    fn subscribe(&self, addresses: &[Address]) -> BoxFuture<'static, ()> {
        self.wanted.add(addresses)
    }

    fn unsubscribe(&self, addresses: &[Address]) {
        self.wanted.remove(addresses);
    }

    fn listen(&self) -> Box<dyn crate::Listener<E>> {
        let messages = self.subscriber.message_rx();
        let (ear, names) = (Arc::clone(&self.ear), self.names.clone());
        Box::new(Listener::<E>::new(ear, names, messages))
    }

    fn close(&self) {
        // The publisher sends what waits, and that this was the last.
        self.line.lock().take();
    }
}
