//! Whose coming and going the sockets here want to be told of.
//!
//! *Invariant:* the topic is asked for a person's presence once for each socket that watches them.

use std::collections::HashMap;
use std::sync::Arc;

use models::UserId;
use models::event::Address;
use socketioxide::socket::Sid;

use super::{Heard, Registry, State};
use crate::peer::Peer;

/// Somebody of whom sockets here want to know whether they are online.
#[derive(Default)]
pub(super) struct Watched {
    watchers: HashMap<Sid, Arc<Peer>>,
    /// As it was told or seen last; none where neither was.
    online: Option<bool>,
    /// Seen offline once since.
    is_doubted: bool,
}

impl State {
    pub(super) fn unwatch(&mut self, user_id: UserId, sid: Sid) {
        if let Some(watched) = self.watched.get_mut(&user_id) {
            if watched.watchers.remove(&sid).is_some() {
                self.topic.unsubscribe(&[Address::Presence(user_id)]);
            }
            if watched.watchers.is_empty() {
                self.watched.remove(&user_id);
            }
        }
    }
}

impl Registry {
    /// Once that resolves the peer is told of these people, and of no others.
    pub(crate) fn watch(&self, peer: &Arc<Peer>, user_ids: Vec<UserId>) -> Heard {
        let mut state = self.0.write();
        // Who has gone meanwhile must not be kept here.
        if !state.has(peer) {
            return state.topic.subscribe(&[]);
        }
        let before = std::mem::take(&mut peer.attention.lock().watched);
        for user_id in before {
            state.unwatch(user_id, peer.sid());
        }
        for user_id in &user_ids {
            let watched = state.watched.entry(*user_id).or_default();
            watched.watchers.insert(peer.sid(), Arc::clone(peer));
        }
        let wanted: Vec<Address> = user_ids.iter().copied().map(Address::Presence).collect();
        peer.attention.lock().watched = user_ids;
        state.topic.subscribe(&wanted)
    }

    /// The sockets that watch a person.
    pub(crate) fn watchers(&self, user_id: UserId) -> Vec<Arc<Peer>> {
        let state = self.0.read();
        let watched = state.watched.get(&user_id);
        let watchers = watched.into_iter().flat_map(|it| it.watchers.values());
        watchers.cloned().collect()
    }

    /// Who is watched here, and whether they are online as far as is known; those of whom nothing is, or
    /// all.
    pub(crate) fn watched(&self, all: bool) -> Vec<(UserId, Option<bool>)> {
        let state = self.0.read();
        let watched = state.watched.iter().map(|(id, it)| (*id, it.online));
        watched
            .filter(|(_, online)| all || online.is_none())
            .collect()
    }

    /// Whoever watches a person is told whether they are online.
    pub(crate) fn note_presence(&self, user_id: UserId, online: bool) {
        if let Some(watched) = self.0.write().watched.get_mut(&user_id) {
            (watched.online, watched.is_doubted) = (Some(online), false);
        }
    }

    /// Somebody was seen online, or not, by a look that began when what was `known` was known; whether
    /// whoever watches has been told otherwise, and is to be told. That somebody has gone is believed the
    /// second time: a Redis that came back empty knows of nobody until all have renewed their leases.
    pub(crate) fn see_presence(&self, user_id: UserId, known: Option<bool>, online: bool) -> bool {
        let mut state = self.0.write();
        let Some(watched) = state.watched.get_mut(&user_id) else {
            return false;
        };
        // What was told meanwhile is newer.
        if watched.online != known {
            return false;
        }
        let is_doubted = std::mem::replace(&mut watched.is_doubted, !online);
        match known {
            None => {
                watched.online = Some(online);
                false
            }
            Some(known) => {
                let is_news = known != online && (online || is_doubted);
                if is_news {
                    watched.online = Some(online);
                }
                is_news
            }
        }
    }
}
