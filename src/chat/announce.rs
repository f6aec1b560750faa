//! Telling everybody what was committed: one event per conversation and batch.
//!
//! An event is a hint. Whoever misses one sees a gap in the revisions and asks for what follows,
//! so a publish that fails is counted and let go.

use models::Event;
use models::event::{Address, ConversationChanged};

use crate::Chat;

impl Chat {
    /// Tells a conversation's members what changed. Only after the commit.
    pub(crate) async fn announce(&self, changed: ConversationChanged) {
        let address = Address::Conversation(changed.conversation_id);
        self.publish(address, Event::ConversationChanged(changed))
            .await;
    }

    /// Tells whoever listens to `address`. Only after the commit.
    pub(crate) async fn publish(&self, address: Address, event: Event) {
        if let Err(error) = self.inner.topic.publish(address, event).await {
            metrics::counter!("snug_events_lost_total").increment(1);
            tracing::debug!(%error, ?address, "an event was not published");
        }
    }
}
