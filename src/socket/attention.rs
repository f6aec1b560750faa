//! What somebody looks at, that they type, and of whom they want to know whether they are online.
//! Nothing of this is stored.

use std::sync::Arc;
use std::time::Duration;

use bus::Lease;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use models::command::{SetTyping, ViewConversation, WatchPresence};
use models::event::{Address, Typing};
use models::limits::WATCHED;
use models::{Code, ConversationId, Event, Problem};

use crate::Sockets;
use crate::inbound::{Answer, at_once};
use crate::peer::Peer;

/// That somebody types is told again after this.
const TYPING: Duration = Duration::from_secs(3);

type Answering = BoxFuture<'static, Result<Answer, Problem>>;

impl Sockets {
    fn must_be_member(&self, peer: &Peer, id: ConversationId) -> Result<(), Problem> {
        if self.inner.registry.is_member(id, peer.user_id) {
            return Ok(());
        }
        Err(Problem::new(
            Code::NotFound,
            "There is no such conversation.",
        ))
    }

    /// `conversation:view`
    pub(crate) fn view(
        &self,
        peer: &Arc<Peer>,
        view: ViewConversation,
    ) -> Result<Answering, Problem> {
        if let Some(id) = view.conversation_id {
            self.must_be_member(peer, id)?;
        }
        peer.attention.lock().view(view.conversation_id);
        let (leases, peer) = (Arc::clone(&self.inner.leases), Arc::clone(peer));
        Ok(async move {
            peer.settle_view(&*leases).await.map_err(away)?;
            Ok(Answer::Done {})
        }
        .boxed())
    }

    /// `typing:set`
    pub(crate) fn typing(&self, peer: &Arc<Peer>, typing: SetTyping) -> Result<Answering, Problem> {
        let id = typing.conversation_id;
        self.must_be_member(peer, id)?;
        let now = self.inner.clock.now();
        {
            let mut attention = peer.attention.lock();
            let told = attention
                .typing
                .is_some_and(|(at, when)| at == id && now.since(when) < TYPING);
            if typing.on && told {
                return Ok(at_once(Answer::Done {}));
            }
            attention.typing = typing.on.then_some((id, now));
        }
        let event = Typing {
            conversation_id: id,
            user_id: peer.user_id,
            on: typing.on,
        };
        let topic = Arc::clone(&self.inner.topic);
        Ok(async move {
            // A hint: whoever misses it misses nothing.
            let _ = topic
                .publish(Address::Conversation(id), Event::Typing(event))
                .await;
            Ok(Answer::Done {})
        }
        .boxed())
    }

    /// `presence:watch`
    pub(crate) fn watch(
        &self,
        peer: &Arc<Peer>,
        watch: WatchPresence,
    ) -> Result<Answering, Problem> {
        let mut user_ids = watch.user_ids;
        user_ids.sort_unstable();
        user_ids.dedup();
        if user_ids.len() > WATCHED {
            return Err(Problem::new(Code::TooMany, "At most 500 people."));
        }
        let heard = self.inner.registry.watch(peer, user_ids.clone());
        let leases = Arc::clone(&self.inner.leases);
        Ok(async move {
            // Whoever comes or goes after the look is heard.
            heard.await;
            let asked = user_ids.iter().map(|id| Lease::Online(*id)).collect();
            let held = leases.held(asked).await.map_err(away)?;
            let online = user_ids
                .into_iter()
                .zip(held)
                .filter(|(_, held)| *held)
                .map(|(id, _)| id)
                .collect();
            Ok(Answer::Online { online })
        }
        .boxed())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err wants")]
fn away(error: bus::Error) -> Problem {
    Problem::new(Code::Unavailable, error.to_string())
}
