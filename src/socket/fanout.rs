//! Fan-out: what this process hears on the topic goes to the sockets that it concerns.
//!
//! An event of a conversation is encoded once for its whole room, and carries all that was stored
//! together, so that under load one frame carries many messages.
//!
//! *Invariant:* a room that is older than an event's `members_rev` is read again before the event
//! goes out, so that whoever was removed hears nothing that came after.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use bus::{Heard, Listener};
use futures_util::FutureExt as _;
use models::event::{ConversationChanged, MeChanged, Read, SessionsRevoked, Typing, UserChanged};
use models::trace::{Fact, Role};
use models::{ConversationId, Event};
use serde::Serialize;

use crate::Sockets;
use crate::frame::{self, ConversationFrame};
use crate::lanes::Lanes;
use crate::peer::Peer;
use crate::registry::Registry;
use crate::told::Told;

/// An event that came to the sockets of its conversation.
const FAN_OUT: &str = "message.fan_out";

/// What fan-out works with.
struct FanOut {
    sockets: Sockets,
    lanes: Lanes,
}

impl Sockets {
    /// Tells sockets what is heard, until the topic is closed.
    pub async fn fan_out(self, events: Box<dyn Listener<Event>>) {
        let lanes = Lanes::start(&self.inner.tasks);
        let sockets = self;
        FanOut { sockets, lanes }.run(events).await;
    }
}

impl FanOut {
    async fn run(self, mut events: Box<dyn Listener<Event>>) {
        while let Some(heard) = events.next().await {
            match heard {
                // Ours alone in one process, so nothing is copied.
                Heard::Event(_, event) => self.hear(Arc::unwrap_or_clone(event)).await,
                Heard::Lost => self.sockets.inner.missed.notify_one(),
            }
        }
    }

    fn registry(&self) -> &Registry {
        &self.sockets.inner.registry
    }

    async fn hear(&self, event: Event) {
        match event {
            Event::ConversationChanged(changed) => self.tell_changed(&changed).await,
            Event::MeChanged(changed) => self.tell_me(&changed).await,
            Event::MessageRejected(rejected) => {
                let peers = self.registry().of_user(rejected.user_id);
                self.tell(peers, "message:rejected", &frame::Rejected::from(&rejected))
                    .await;
            }
            Event::Read(read) => self.tell_read(read).await,
            Event::Typing(typing) => self.tell_typing(typing).await,
            Event::Presence(presence) => {
                self.registry()
                    .note_presence(presence.user_id, presence.online);
                let peers = self.registry().watchers(presence.user_id);
                self.tell_volatile(peers, "presence", &presence).await;
            }
            Event::UserChanged(changed) => self.tell_user(&changed).await,
            Event::BookmarkChanged(changed) => {
                let peers = self.registry().of_user(changed.user_id);
                let frame = frame::Bookmarked::from(&changed);
                self.tell(peers, "bookmark:changed", &frame).await;
            }
            Event::ScheduledChanged(changed) => {
                let peers = self.registry().of_user(changed.user_id);
                self.tell(peers, "scheduled:changed", &frame::Hint {}).await;
            }
            Event::SessionsRevoked(revoked) => self.end_sessions(&revoked),
        }
    }

    async fn tell_changed(&self, changed: &ConversationChanged) {
        let id = changed.conversation_id;
        if !self.registry().has_room(id) {
            return;
        }
        let traces = &self.sockets.inner.traces;
        // It ends once all sockets' tasks have what they are to write.
        let mut step = traces.go_on(changed.traceparent, FAN_OUT, Role::Consumer, Instant::now());
        if self.registry().is_stale(id, changed.members_rev) {
            match self.sockets.read_room(id).await {
                Ok((_, heard)) => heard.await,
                Err(_) => {
                    // Without knowing who may hear it nobody does: they ask once that can be read.
                    self.sockets.inner.missed.notify_one();
                    return;
                }
            }
        }
        let peers = self.registry().peers_in(id);
        if let Some(step) = &mut step {
            step.tell([
                ("snug.conversation.id", Fact::Id(id.0)),
                ("snug.batch.size", Fact::Count(changed.messages.len())),
                ("snug.sockets", Fact::Count(peers.len())),
            ]);
        }
        metrics::counter!("snug_messages_delivered_total")
            .increment((peers.len() * changed.messages.len()) as u64);
        if changed.messages.is_empty() {
            if let Some(conversation) = &changed.conversation {
                let frame = ConversationFrame {
                    conversation,
                    after_rev: changed.after_rev,
                };
                self.tell(peers, "conversation:changed", &frame).await;
            }
            return;
        }
        for frame in frame::split(changed) {
            self.tell(peers.clone(), "message:changed", &frame).await;
        }
    }

    async fn tell_me(&self, changed: &MeChanged) {
        let (user_id, id) = (changed.user_id, changed.conversation_id);
        let peers = self.registry().of_user(user_id);
        if peers.is_empty() {
            return;
        }
        // Events may come in another order than what they tell of was committed in, so a change of
        // membership is read again rather than believed.
        let mut has_missed = false;
        if changed.me.is_some() != self.registry().is_member(id, user_id) {
            let Ok((rev, mut heard)) = self.sockets.read_room(id).await else {
                self.registry().leave(user_id, id);
                peers.iter().for_each(|peer| peer.cut());
                return;
            };
            // What was said between this change and the first that is heard there was not: nobody
            // was in the room, or it was not subscribed to.
            let is_behind = changed.conversation.as_ref().is_some_and(|it| it.rev < rev);
            let is_heard = (&mut heard).now_or_never().is_some();
            if !is_heard {
                heard.await;
            }
            has_missed = is_behind || !is_heard;
        }
        let frame = MeFrame {
            me_rev: changed.me_rev,
            conversation_id: id,
            me: changed.me.as_ref(),
            conversation: changed.conversation.as_ref(),
        };
        self.tell(peers.clone(), "conversation:me", &frame).await;
        if has_missed {
            self.tell(peers, "sync:required", &serde_json::json!({}))
                .await;
        }
    }

    async fn tell_read(&self, read: Read) {
        let mut peers = self.registry().peers_in(read.conversation_id);
        peers.retain(|peer| peer.user_id != read.user_id);
        self.tell(peers, "conversation:read", &read).await;
    }

    async fn tell_typing(&self, typing: Typing) {
        let mut peers = self.registry().peers_in(typing.conversation_id);
        peers.retain(|peer| {
            let is_viewing = peer.attention.lock().viewing == Some(typing.conversation_id);
            is_viewing && peer.user_id != typing.user_id
        });
        self.tell_volatile(peers, "typing", &typing).await;
    }

    async fn tell_user(&self, changed: &UserChanged) {
        let mut peers: HashMap<_, _> = HashMap::new();
        let mut add = |some: Vec<Arc<Peer>>| {
            peers.extend(some.into_iter().map(|peer| (peer.sid(), peer)));
        };
        add(self.registry().of_user(changed.user.id));
        for id in &changed.conversation_ids {
            add(self.registry().peers_in(*id));
        }
        let peers = peers.into_values().collect();
        self.tell(peers, "user:changed", &changed.user).await;
    }

    fn end_sessions(&self, revoked: &SessionsRevoked) {
        self.sockets.inner.auth.sessions_revoked(revoked);
        for peer in self.registry().of_user(revoked.user_id) {
            if revoked.session_ids.contains(&peer.session_id) {
                self.sockets.end_session(&peer);
            }
        }
    }

    /// Whoever has no room for it is cut, and catches up later.
    async fn tell(&self, peers: Vec<Arc<Peer>>, event: &'static str, data: &impl Serialize) {
        if let Some(told) = encode(event, data) {
            self.lanes.tell(peers, told).await;
        }
    }

    /// Nobody misses it when it is lost.
    async fn tell_volatile(
        &self,
        peers: Vec<Arc<Peer>>,
        event: &'static str,
        data: &impl Serialize,
    ) {
        if let Some(told) = encode(event, data) {
            self.lanes.tell(peers, told.volatile()).await;
        }
    }
}

fn encode(event: &'static str, data: &impl Serialize) -> Option<Told> {
    Told::new(event, data)
        .inspect_err(|error| tracing::error!(%error, event, "an event cannot be encoded"))
        .ok()
}

/// `conversation:me`
#[derive(serde::Serialize)]
struct MeFrame<'e> {
    me_rev: i64,
    conversation_id: ConversationId,
    me: Option<&'e models::Me>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<&'e models::Conversation>,
}
