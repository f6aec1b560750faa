//! Fan-out: what this process hears on the topic goes to the sockets that it concerns.
//!
//! An event of a conversation is encoded once and emitted once for its whole room. A busy
//! conversation waits up to 5 ms for company, so that under load one frame carries many messages;
//! a quiet one never waits.
//!
//! *Invariant:* a room that is older than an event's `members_rev` is read again before the event
//! goes out, so that whoever was removed hears nothing that came after.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use bus::{Heard, Listener};
use models::event::{
    ConversationChanged, MeChanged, Presence, Read, SessionsRevoked, Typing, UserChanged,
};
use models::{ConversationId, Event};
use socketioxide::{BroadcastError, SocketError};
use tokio::time::Instant;

use crate::Sockets;
use crate::frame::{self, ConversationFrame};
use crate::peer::Peer;
use crate::registry::room;

/// How long a busy conversation waits for company.
const COMPANY: Duration = Duration::from_millis(5);

/// When each conversation may speak next, and what it has to say then.
#[derive(Default)]
struct Held {
    events: HashMap<ConversationId, Option<ConversationChanged>>,
    due: BTreeSet<(Instant, ConversationId)>,
}

impl Sockets {
    /// Tells sockets what is heard, until the topic is closed.
    pub async fn fan_out(self, mut events: Box<dyn Listener<Event>>) {
        let mut held = Held::default();
        loop {
            let next = held.due.first().map(|(at, _)| *at);
            let heard = tokio::select! {
                biased;
                () = sleep_until(next) => {
                    self.release(&mut held).await;
                    continue;
                }
                heard = events.next() => heard,
            };
            match heard {
                Some(Heard::Event(_, event)) => {
                    // Ours alone in one process, so nothing is copied.
                    let event = Arc::unwrap_or_clone(event);
                    self.hear(&mut held, event).await;
                }
                Some(Heard::Lost) => self.read_again().await,
                None => break,
            }
        }
    }

    async fn hear(&self, held: &mut Held, event: Event) {
        match event {
            Event::ConversationChanged(changed) => self.hold(held, changed).await,
            Event::MeChanged(changed) => self.tell_me(&changed).await,
            Event::MessageRejected(rejected) => {
                // Only the replica that accepted knows the sender's sockets better than this.
                for peer in self.inner.registry.of_user(rejected.user_id) {
                    peer.emit("message:rejected", &rejected);
                }
            }
            Event::Read(read) => self.tell_read(read),
            Event::Typing(typing) => self.tell_typing(typing),
            Event::Presence(presence) => self.tell_presence(presence),
            Event::UserChanged(changed) => self.tell_user(&changed),
            Event::SessionsRevoked(revoked) => self.end_sessions(&revoked),
        }
    }

    /// Emits at once where the conversation was quiet; otherwise keeps it for a moment.
    async fn hold(&self, held: &mut Held, changed: ConversationChanged) {
        let id = changed.conversation_id;
        if !self.inner.registry.has_room(id) {
            return;
        }
        match held.events.get_mut(&id) {
            None => {
                self.emit_changed(&changed).await;
                held.events.insert(id, None);
                held.due.insert((Instant::now() + COMPANY, id));
            }
            Some(waiting @ None) => *waiting = Some(changed),
            Some(Some(waiting)) => {
                if let Some(other) = frame::merge(waiting, changed) {
                    let before = std::mem::replace(waiting, other);
                    self.emit_changed(&before).await;
                }
            }
        }
    }

    async fn release(&self, held: &mut Held) {
        let now = Instant::now();
        while held.due.first().is_some_and(|(at, _)| *at <= now)
            && let Some((_, id)) = held.due.pop_first()
        {
            if let Some(Some(changed)) = held.events.remove(&id) {
                self.emit_changed(&changed).await;
                held.events.insert(id, None);
                held.due.insert((Instant::now() + COMPANY, id));
            }
        }
    }

    async fn emit_changed(&self, changed: &ConversationChanged) {
        let id = changed.conversation_id;
        // Without knowing who may hear it nobody does: they see the gap at the next event.
        if self.inner.registry.is_stale(id, changed.members_rev) && !self.read_room(id).await {
            return;
        }
        let sockets = self.inner.registry.room_size(id);
        if sockets == 0 {
            return;
        }
        metrics::counter!("snug_messages_delivered_total")
            .increment((sockets * changed.messages.len()) as u64);
        if changed.messages.is_empty() {
            if let Some(conversation) = &changed.conversation {
                let frame = ConversationFrame {
                    conversation,
                    after_rev: changed.after_rev,
                };
                self.emit_to_room(id, "conversation:changed", &frame).await;
            }
            return;
        }
        for frame in frame::split(changed) {
            self.emit_to_room(id, "message:changed", &frame).await;
        }
    }

    async fn emit_to_room<T: serde::Serialize>(
        &self,
        id: ConversationId,
        event: &'static str,
        data: &T,
    ) {
        let sent = self.io().to(room(id)).emit(event, data).await;
        let Err(BroadcastError::Socket(errors)) = sent else {
            return;
        };
        let full = |error: &&SocketError| matches!(error, SocketError::InternalChannelFull);
        let full = errors.iter().filter(full).count();
        if full == 0 {
            return;
        }
        // The error does not say whose buffers were full: those who do not read are cut. Where
        // that is not all of them, somebody has missed this and would not know: everybody asks.
        let mut cut = 0;
        self.inner
            .registry
            .each_in(id, |peer| cut += usize::from(peer.cut_if_blocked()));
        if cut < full {
            self.inner.registry.each_in(id, |peer| {
                peer.emit("sync:required", &serde_json::json!({}));
            });
        }
    }

    async fn tell_me(&self, changed: &MeChanged) {
        let peers = self.inner.registry.of_user(changed.user_id);
        if peers.is_empty() {
            return;
        }
        let id = changed.conversation_id;
        if changed.me.is_none() {
            self.inner.registry.leave(changed.user_id, id);
        } else if !self.inner.registry.is_member(id, changed.user_id) {
            self.enter(changed.user_id, vec![id]).await;
        }
        let frame = MeFrame {
            me_rev: changed.me_rev,
            conversation_id: id,
            me: changed.me.as_ref(),
            conversation: changed.conversation.as_ref(),
        };
        for peer in peers {
            peer.emit("conversation:me", &frame);
        }
    }

    fn tell_read(&self, read: Read) {
        self.inner.registry.each_in(read.conversation_id, |peer| {
            if peer.user_id != read.user_id {
                peer.emit_volatile("conversation:read", &read);
            }
        });
    }

    fn tell_typing(&self, typing: Typing) {
        self.inner.registry.each_in(typing.conversation_id, |peer| {
            let viewing = peer.attention.lock().viewing == Some(typing.conversation_id);
            if viewing && peer.user_id != typing.user_id {
                peer.emit_volatile("typing", &typing);
            }
        });
    }

    fn tell_presence(&self, presence: Presence) {
        for peer in self.inner.registry.watchers(presence.user_id) {
            peer.emit_volatile("presence", &presence);
        }
    }

    fn tell_user(&self, changed: &UserChanged) {
        let mut told = HashSet::new();
        let mut tell = |peer: &Arc<Peer>| {
            if told.insert(peer.sid()) {
                peer.emit("user:changed", &changed.user);
            }
        };
        self.inner
            .registry
            .of_user(changed.user.id)
            .iter()
            .for_each(&mut tell);
        for id in &changed.conversation_ids {
            self.inner.registry.each_in(*id, &mut tell);
        }
    }

    fn end_sessions(&self, revoked: &SessionsRevoked) {
        self.inner.auth.sessions_revoked(revoked);
        for peer in self.inner.registry.of_user(revoked.user_id) {
            if revoked.session_ids.contains(&peer.session_id) {
                self.end_session(&peer);
            }
        }
    }

    /// Reads a room's membership again; whether that succeeded.
    async fn read_room(&self, id: ConversationId) -> bool {
        let membership = async { self.inner.db.read().await?.get_membership(id).await }.await;
        match membership {
            Ok((rev, members)) => {
                self.inner.registry.set_members(id, rev, &members);
                true
            }
            Err(error) => {
                tracing::warn!(%error, conversation = %id, "a room could not be read");
                false
            }
        }
    }

    /// Events were missed: all that depends on them is read again, then every client asks.
    async fn read_again(&self) {
        for user_id in self.inner.registry.users() {
            if let Err(problem) = self.enter_all(user_id).await {
                tracing::warn!(%problem, user = %user_id, "memberships could not be read again");
            }
        }
        for peer in self.inner.registry.all() {
            peer.emit("sync:required", &serde_json::json!({}));
        }
    }
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

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
