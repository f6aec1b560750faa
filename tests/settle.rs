//! With replicas a change is acknowledged before it is stored, and what is refused then comes as
//! `message:rejected`. So that the same scenarios hold, whoever changes something here waits until it can
//! be read, and takes a refusal in either form.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::time::timeout;

/// A change that changes nothing tells of nothing.
pub(crate) const AT_MOST: Duration = Duration::from_millis(1_500);

/// Whether servers are replicas, unless a scenario wants otherwise.
pub(crate) fn is_needed() -> bool {
    std::env::var("SNUG_TEST_DATABASE").is_ok_and(|value| value == "replicas")
}

/// Whether it is about a message.
pub(crate) fn is_change(event: &str) -> bool {
    [
        "message:send",
        "message:edit",
        "message:delete",
        "reaction:set",
        "pin:set",
    ]
    .contains(&event)
}

/// What a socket was told of messages. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// A message's id, and why a change of it was refused.
    messages: Mutex<Vec<(Value, Option<Value>)>>,
    more: Notify,
}

impl Told {
    /// Takes an event in.
    pub(crate) fn take(&self, name: &str, data: &Value) {
        let mut messages = self
            .0
            .messages
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match name {
            "message:changed" => {
                let changed = data["messages"].as_array().into_iter().flatten();
                messages.extend(changed.map(|message| (message["id"].clone(), None)));
            }
            "message:rejected" => {
                messages.push((data["id"].clone(), Some(data["error"].clone())));
            }
            _ => return,
        }
        drop(messages);
        self.0.more.notify_waiters();
    }

    /// How much there is.
    pub(crate) fn count(&self) -> usize {
        let messages = self.0.messages.lock();
        messages.unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Waits until something is told of a message after the first `count`; the answer then.
    pub(crate) async fn settle(&self, count: usize, id: &Value, answer: Value) -> Value {
        let find = || {
            let messages = self
                .0
                .messages
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let mut after = messages.iter().skip(count);
            after
                .find(|(told, _)| told == id)
                .map(|(_, error)| error.clone())
        };
        let waiting = async {
            loop {
                let more = self.0.more.notified();
                tokio::pin!(more);
                more.as_mut().enable();
                if let Some(found) = find() {
                    return found;
                }
                more.await;
            }
        };
        match timeout(AT_MOST, waiting).await {
            Ok(Some(error)) => json!({ "error": error }),
            Ok(None) | Err(_) => answer,
        }
    }
}
