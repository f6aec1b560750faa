//! Who is connected to this process, and which of them is in which conversation.
//!
//! *Invariant:* a socket is in a conversation's room exactly while its user is, in the newest
//! membership that this process has read; and the topic is asked for what concerns somebody who is
//! here, and for nothing else. Locks here are never held over an await.

mod watched;

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use bus::Topic;
use futures_util::future::BoxFuture;
use models::event::Address;
use models::{ConversationId, Event, SessionId, UserId};
use parking_lot::RwLock;

use self::watched::Watched;
use crate::peer::Peer;

pub(crate) struct Registry(RwLock<State>);

/// Resolves once all that was asked for is heard.
pub(crate) type Heard = BoxFuture<'static, ()>;

struct State {
    topic: Arc<dyn Topic<Event>>,
    users: HashMap<UserId, User>,
    rooms: HashMap<ConversationId, Room>,
    watched: HashMap<UserId, Watched>,
    addresses: HashMap<IpAddr, u32>,
}

/// Somebody who is here.
#[derive(Default)]
struct User {
    peers: Vec<Arc<Peer>>,
    rooms: HashSet<ConversationId>,
}

struct Room {
    /// The revision of the membership that was read.
    members_rev: i64,
    users: HashSet<UserId>,
}

/// How many sockets one person and one address may have; 0 lifts the limit.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// `limits.sockets_per_user`
    pub per_user: u32,
    /// `limits.sockets_per_address`
    pub per_address: u32,
}

fn reached(count: usize, most: u32) -> bool {
    most > 0 && count >= most as usize
}

impl State {
    fn has(&self, peer: &Peer) -> bool {
        let user = self.users.get(&peer.user_id);
        user.is_some_and(|user| user.peers.iter().any(|other| other.sid() == peer.sid()))
    }

    /// Puts somebody who is here into a room; what is to be heard from now on goes to `wanted`.
    fn enter(
        &mut self,
        user_id: UserId,
        id: ConversationId,
        members_rev: i64,
        wanted: &mut Vec<Address>,
    ) {
        let Some(user) = self.users.get_mut(&user_id) else {
            return;
        };
        user.rooms.insert(id);
        let room = self.rooms.entry(id).or_insert_with(|| Room {
            members_rev,
            users: HashSet::new(),
        });
        if room.users.insert(user_id) {
            wanted.push(Address::Conversation(id));
        }
    }

    fn leave(&mut self, user_id: UserId, id: ConversationId) {
        if let Some(user) = self.users.get_mut(&user_id) {
            user.rooms.remove(&id);
        }
        if let Some(room) = self.rooms.get_mut(&id) {
            if room.users.remove(&user_id) {
                self.topic.unsubscribe(&[Address::Conversation(id)]);
            }
            if room.users.is_empty() {
                self.rooms.remove(&id);
            }
        }
    }
}

impl Registry {
    pub(crate) fn new(topic: Arc<dyn Topic<Event>>) -> Self {
        Self(RwLock::new(State {
            topic,
            users: HashMap::new(),
            rooms: HashMap::new(),
            watched: HashMap::new(),
            addresses: HashMap::new(),
        }))
    }

    /// Adds a peer, unless its user or its address has enough. Once that resolves it is told what
    /// concerns its user. Whether it is the user's first here.
    pub(crate) fn add(&self, peer: &Arc<Peer>, most: Most) -> Option<(bool, Heard)> {
        let mut state = self.0.write();
        let of_user = state
            .users
            .get(&peer.user_id)
            .map_or(0, |user| user.peers.len());
        let of_address = state.addresses.get(&peer.address).copied().unwrap_or(0) as usize;
        if reached(of_user, most.per_user) || reached(of_address, most.per_address) {
            return None;
        }
        *state.addresses.entry(peer.address).or_default() += 1;
        state
            .users
            .entry(peer.user_id)
            .or_default()
            .peers
            .push(Arc::clone(peer));
        let is_first = of_user == 0;
        let heard = state.topic.subscribe(&[Address::User(peer.user_id)]);
        Some((is_first, heard))
    }

    /// Removes a peer; whether it was the user's last here.
    pub(crate) fn remove(&self, peer: &Peer) -> bool {
        let mut guard = self.0.write();
        let state = &mut *guard;
        let Some(user) = state.users.get_mut(&peer.user_id) else {
            return false;
        };
        let before = user.peers.len();
        user.peers.retain(|other| other.sid() != peer.sid());
        if user.peers.len() == before {
            return false;
        }
        if let Some(count) = state.addresses.get_mut(&peer.address) {
            *count -= 1;
            if *count == 0 {
                state.addresses.remove(&peer.address);
            }
        }
        state.topic.unsubscribe(&[Address::User(peer.user_id)]);
        let watched = std::mem::take(&mut peer.attention.lock().watched);
        for user_id in watched {
            state.unwatch(user_id, peer.sid());
        }
        if state.users[&peer.user_id].peers.is_empty()
            && let Some(user) = state.users.remove(&peer.user_id)
        {
            for id in user.rooms {
                state.leave(peer.user_id, id);
            }
            return true;
        }
        false
    }

    /// Puts a user into the rooms of the memberships that were read. Gives back those of which a
    /// newer membership is known here, and those that the user is in and that were not read: they
    /// must be read again.
    pub(crate) fn join(
        &self,
        user_id: UserId,
        memberships: Vec<(ConversationId, i64)>,
    ) -> (Vec<ConversationId>, Heard) {
        let mut state = self.0.write();
        let read: HashSet<_> = memberships.iter().map(|(id, _)| *id).collect();
        let here = state.users.get(&user_id).into_iter();
        let here = here.flat_map(|user| &user.rooms);
        let mut stale: Vec<_> = here.filter(|id| !read.contains(id)).copied().collect();
        let mut wanted = Vec::new();
        for (id, members_rev) in memberships {
            let is_older =
                |room: &Room| members_rev < room.members_rev && !room.users.contains(&user_id);
            if state.rooms.get(&id).is_some_and(is_older) {
                stale.push(id);
            } else {
                state.enter(user_id, id, members_rev, &mut wanted);
            }
        }
        (stale, state.topic.subscribe(&wanted))
    }

    /// Takes a user out of a room.
    pub(crate) fn leave(&self, user_id: UserId, id: ConversationId) {
        self.0.write().leave(user_id, id);
    }

    /// Whether the room is older than `members_rev`; a room that nobody here is in never is.
    pub(crate) fn is_stale(&self, id: ConversationId, members_rev: i64) -> bool {
        self.0
            .read()
            .rooms
            .get(&id)
            .is_some_and(|room| room.members_rev < members_rev)
    }

    /// Makes a room what was read of its membership.
    pub(crate) fn set_members(
        &self,
        id: ConversationId,
        members_rev: i64,
        members: &[UserId],
    ) -> Heard {
        let mut state = self.0.write();
        let (mut gone, mut wanted) = (HashSet::new(), Vec::new());
        if let Some(room) = state.rooms.get_mut(&id) {
            if room.members_rev > members_rev {
                return state.topic.subscribe(&[]);
            }
            room.members_rev = members_rev;
            gone.clone_from(&room.users);
        }
        for user_id in members {
            if !gone.remove(user_id) {
                state.enter(*user_id, id, members_rev, &mut wanted);
            }
        }
        let heard = state.topic.subscribe(&wanted);
        for user_id in gone {
            state.leave(user_id, id);
        }
        heard
    }

    /// Whether the peer was added, and not removed since.
    pub(crate) fn has(&self, peer: &Peer) -> bool {
        self.0.read().has(peer)
    }

    pub(crate) fn is_member(&self, id: ConversationId, user_id: UserId) -> bool {
        self.0
            .read()
            .rooms
            .get(&id)
            .is_some_and(|room| room.users.contains(&user_id))
    }

    /// How many sockets there are.
    pub(crate) fn count(&self) -> usize {
        self.0
            .read()
            .users
            .values()
            .map(|user| user.peers.len())
            .sum()
    }

    /// Whether anybody here is in the room.
    pub(crate) fn has_room(&self, id: ConversationId) -> bool {
        self.0.read().rooms.contains_key(&id)
    }

    /// The sockets in the room.
    pub(crate) fn peers_in(&self, id: ConversationId) -> Vec<Arc<Peer>> {
        let state = self.0.read();
        let Some(room) = state.rooms.get(&id) else {
            return Vec::new();
        };
        let mut peers = Vec::with_capacity(room.users.len());
        for user in room.users.iter().filter_map(|id| state.users.get(id)) {
            peers.extend_from_slice(&user.peers);
        }
        peers
    }

    /// The sockets of one user.
    pub(crate) fn of_user(&self, user_id: UserId) -> Vec<Arc<Peer>> {
        let state = self.0.read();
        let user = state.users.get(&user_id);
        user.map(|user| user.peers.clone()).unwrap_or_default()
    }

    /// Everybody who is here.
    pub(crate) fn users(&self) -> Vec<UserId> {
        self.0.read().users.keys().copied().collect()
    }

    /// All sockets.
    pub(crate) fn all(&self) -> Vec<Arc<Peer>> {
        let state = self.0.read();
        let peers = state.users.values().flat_map(|user| &user.peers);
        peers.cloned().collect()
    }

    /// The sessions of all sockets, each once.
    pub(crate) fn sessions(&self) -> Vec<SessionId> {
        let state = self.0.read();
        let sessions: HashSet<_> = state
            .users
            .values()
            .flat_map(|user| &user.peers)
            .map(|peer| peer.session_id)
            .collect();
        sessions.into_iter().collect()
    }
}
