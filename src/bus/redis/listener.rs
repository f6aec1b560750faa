//! What a replica hears.

use std::marker::PhantomData;
use std::sync::Arc;

use fred::types::Message;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::wire::{Channel, Names};
use crate::Heard;

/// What whoever listens is told beside messages.
#[derive(Default)]
pub(super) struct Ear {
    state: watch::Sender<State>,
    /// The publisher has told its last.
    told_last: CancellationToken,
    /// Nothing more comes.
    over: CancellationToken,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// Which listener is the one; earlier ones have been taken over from.
    listener: u64,
    /// How often events were missed.
    losses: u64,
}

impl Ear {
    /// Events were missed, and from now on none are.
    pub(super) fn lose(&self) {
        self.state.send_modify(|state| state.losses += 1);
    }

    /// The publisher has told its last, if Redis took it.
    pub(super) fn told_last(&self) {
        self.told_last.cancel();
    }

    /// Waits until the publisher has told its last.
    pub(super) async fn has_told_last(&self) {
        self.told_last.cancelled().await;
    }

    /// Nothing more comes.
    pub(super) fn end(&self) {
        self.over.cancel();
    }

    /// Waits until the last was heard.
    pub(super) async fn has_ended(&self) {
        self.over.cancelled().await;
    }
}

pub(super) struct Listener<E> {
    ear: Arc<Ear>,
    state: watch::Receiver<State>,
    /// Its own number, and the losses that it knows of.
    known: State,
    names: Names,
    messages: Receiver<Message>,
    events: PhantomData<fn() -> E>,
}

impl<E> Listener<E> {
    pub(super) fn new(ear: Arc<Ear>, names: Names, messages: Receiver<Message>) -> Self {
        ear.state.send_modify(|state| state.listener += 1);
        let state = ear.state.subscribe();
        let known = *state.borrow();
        Self {
            ear,
            state,
            known,
            names,
            messages,
            events: PhantomData,
        }
    }
}

impl<E: DeserializeOwned> Listener<E> {
    /// What a message says; none where only a later version understands it.
    fn read(&self, message: &Message) -> Option<Heard<E>> {
        match self.names.read(&message.channel)? {
            Channel::Of(address) => {
                let event = serde_json::from_slice(message.value.as_bytes()?);
                let event = event.inspect_err(|error| {
                    tracing::debug!(%error, ?address, "an event that this version does not know");
                });
                Some(Heard::Event(address, Arc::new(event.ok()?)))
            }
            Channel::Lost => Some(Heard::Lost),
            Channel::End => {
                self.ear.end();
                None
            }
        }
    }

    async fn hear(&mut self) -> Option<Heard<E>> {
        loop {
            let state = *self.state.borrow_and_update();
            if state.listener != self.known.listener || self.ear.over.is_cancelled() {
                return None;
            }
            if state.losses != self.known.losses {
                self.known = state;
                return Some(Heard::Lost);
            }
            tokio::select! {
                message = self.messages.recv() => match message {
                    Ok(message) => {
                        if let Some(heard) = self.read(&message) {
                            return Some(heard);
                        }
                    }
                    Err(RecvError::Lagged(missed)) => {
                        tracing::warn!(missed, "events came faster than they were told");
                        return Some(Heard::Lost);
                    }
                    Err(RecvError::Closed) => return None,
                },
                // Its sender is in the ear, which is kept.
                _ = self.state.changed() => {}
                () = self.ear.over.cancelled() => {}
            }
        }
    }
}

impl<E: DeserializeOwned + Send + Sync + 'static> crate::Listener<E> for Listener<E> {
    fn next(&mut self) -> BoxFuture<'_, Option<Heard<E>>> {
        async move {
            let heard = self.hear().await;
            if matches!(heard, Some(Heard::Lost)) {
                metrics::counter!("snug_topic_losses_total").increment(1);
            }
            heard
        }
        .boxed()
    }
}
