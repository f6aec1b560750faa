//! Who is connected to this process, and which of them is in which conversation.
//!
//! *Invariant:* a socket is in a conversation's room exactly while its user is, in the newest
//! membership that this process has read. Locks here are never held over an await.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use models::{ConversationId, SessionId, UserId};
use parking_lot::RwLock;
use socketioxide::socket::Sid;

use crate::peer::Peer;

#[derive(Default)]
pub(crate) struct Registry(RwLock<State>);

#[derive(Default)]
struct State {
    users: HashMap<UserId, Vec<Arc<Peer>>>,
    rooms: HashMap<ConversationId, Room>,
    watchers: HashMap<UserId, HashMap<Sid, Arc<Peer>>>,
    addresses: HashMap<IpAddr, u32>,
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

/// The name of a conversation's room.
pub(crate) fn room(id: ConversationId) -> String {
    id.0.simple().to_string()
}

impl Registry {
    /// Adds a peer, unless its user or its address has enough. From here on it is told what
    /// concerns its user. Whether it is the user's first here.
    pub(crate) fn add(&self, peer: &Arc<Peer>, most: Most) -> Option<bool> {
        let mut state = self.0.write();
        let of_user = state.users.get(&peer.user_id).map_or(0, Vec::len);
        let of_address = state.addresses.get(&peer.address).copied().unwrap_or(0) as usize;
        if reached(of_user, most.per_user) || reached(of_address, most.per_address) {
            return None;
        }
        *state.addresses.entry(peer.address).or_default() += 1;
        state
            .users
            .entry(peer.user_id)
            .or_default()
            .push(Arc::clone(peer));
        Some(of_user == 0)
    }

    /// Removes a peer; whether it was the user's last here.
    pub(crate) fn remove(&self, peer: &Peer) -> bool {
        let mut guard = self.0.write();
        let state = &mut *guard;
        let Some(peers) = state.users.get_mut(&peer.user_id) else {
            return false;
        };
        let before = peers.len();
        peers.retain(|other| other.sid() != peer.sid());
        if peers.len() == before {
            return false;
        }
        if let Some(count) = state.addresses.get_mut(&peer.address) {
            *count -= 1;
            if *count == 0 {
                state.addresses.remove(&peer.address);
            }
        }
        for user_id in &peer.attention.lock().watched {
            unwatch(&mut state.watchers, *user_id, peer.sid());
        }
        let last = state.users.get(&peer.user_id).is_some_and(Vec::is_empty);
        if last {
            state.users.remove(&peer.user_id);
            state.rooms.retain(|_, room| {
                room.users.remove(&peer.user_id);
                !room.users.is_empty()
            });
        }
        last
    }

    /// Puts a user into the rooms of the memberships that were read, all their sockets with them.
    /// Gives back those of which a newer membership is known here: they must be read again.
    pub(crate) fn join(
        &self,
        user_id: UserId,
        memberships: Vec<(ConversationId, i64)>,
    ) -> Vec<ConversationId> {
        let mut guard = self.0.write();
        let state = &mut *guard;
        let Some(peers) = state.users.get(&user_id) else {
            return Vec::new();
        };
        let mut stale = Vec::new();
        for (id, members_rev) in memberships {
            let entry = state.rooms.entry(id).or_insert_with(|| Room {
                members_rev,
                users: HashSet::new(),
            });
            if members_rev < entry.members_rev && !entry.users.contains(&user_id) {
                stale.push(id);
                continue;
            }
            entry.users.insert(user_id);
            for peer in peers {
                peer.socket.join(room(id));
            }
        }
        stale
    }

    /// Takes a user out of a room, all their sockets with them.
    pub(crate) fn leave(&self, user_id: UserId, id: ConversationId) {
        let mut guard = self.0.write();
        let state = &mut *guard;
        if let Some(entry) = state.rooms.get_mut(&id) {
            entry.users.remove(&user_id);
            if entry.users.is_empty() {
                state.rooms.remove(&id);
            }
        }
        for peer in state.users.get(&user_id).into_iter().flatten() {
            peer.socket.leave(room(id));
        }
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
    pub(crate) fn set_members(&self, id: ConversationId, members_rev: i64, members: &[UserId]) {
        let mut guard = self.0.write();
        let state = &mut *guard;
        let Some(entry) = state.rooms.get_mut(&id) else {
            return;
        };
        if entry.members_rev > members_rev {
            return;
        }
        entry.members_rev = members_rev;
        let users: HashSet<UserId> = members
            .iter()
            .copied()
            .filter(|user| state.users.contains_key(user))
            .collect();
        for gone in entry.users.difference(&users) {
            for peer in state.users.get(gone).into_iter().flatten() {
                peer.socket.leave(room(id));
            }
        }
        for come in users.difference(&entry.users) {
            for peer in state.users.get(come).into_iter().flatten() {
                peer.socket.join(room(id));
            }
        }
        entry.users = users;
        if entry.users.is_empty() {
            state.rooms.remove(&id);
        }
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
        self.0.read().users.values().map(Vec::len).sum()
    }

    /// Whether anybody here is in the room.
    pub(crate) fn has_room(&self, id: ConversationId) -> bool {
        self.0.read().rooms.contains_key(&id)
    }

    /// How many sockets are in the room.
    pub(crate) fn room_size(&self, id: ConversationId) -> usize {
        let state = self.0.read();
        let users = state
            .rooms
            .get(&id)
            .into_iter()
            .flat_map(|room| &room.users);
        users
            .filter_map(|user| state.users.get(user))
            .map(Vec::len)
            .sum()
    }

    /// Calls `tell` for each socket in the room.
    pub(crate) fn each_in(&self, id: ConversationId, mut tell: impl FnMut(&Arc<Peer>)) {
        let state = self.0.read();
        for user in state
            .rooms
            .get(&id)
            .into_iter()
            .flat_map(|room| &room.users)
        {
            state
                .users
                .get(user)
                .into_iter()
                .flatten()
                .for_each(&mut tell);
        }
    }

    /// The sockets of one user.
    pub(crate) fn of_user(&self, user_id: UserId) -> Vec<Arc<Peer>> {
        self.0
            .read()
            .users
            .get(&user_id)
            .cloned()
            .unwrap_or_default()
    }

    /// Everybody who is here.
    pub(crate) fn users(&self) -> Vec<UserId> {
        self.0.read().users.keys().copied().collect()
    }

    /// All sockets.
    pub(crate) fn all(&self) -> Vec<Arc<Peer>> {
        self.0.read().users.values().flatten().cloned().collect()
    }

    /// The sessions of all sockets, each once.
    pub(crate) fn sessions(&self) -> Vec<SessionId> {
        let state = self.0.read();
        let sessions: HashSet<_> = state
            .users
            .values()
            .flatten()
            .map(|peer| peer.session_id)
            .collect();
        sessions.into_iter().collect()
    }

    /// From now on the peer is told of these people, and of no others.
    pub(crate) fn watch(&self, peer: &Arc<Peer>, user_ids: Vec<UserId>) {
        let mut state = self.0.write();
        let before = std::mem::take(&mut peer.attention.lock().watched);
        for user_id in before {
            unwatch(&mut state.watchers, user_id, peer.sid());
        }
        for user_id in &user_ids {
            state
                .watchers
                .entry(*user_id)
                .or_default()
                .insert(peer.sid(), Arc::clone(peer));
        }
        peer.attention.lock().watched = user_ids;
    }

    /// The sockets that watch a person.
    pub(crate) fn watchers(&self, user_id: UserId) -> Vec<Arc<Peer>> {
        self.0
            .read()
            .watchers
            .get(&user_id)
            .into_iter()
            .flat_map(HashMap::values)
            .cloned()
            .collect()
    }
}

fn unwatch(watchers: &mut HashMap<UserId, HashMap<Sid, Arc<Peer>>>, user_id: UserId, sid: Sid) {
    if let Some(of_user) = watchers.get_mut(&user_id) {
        of_user.remove(&sid);
        if of_user.is_empty() {
            watchers.remove(&user_id);
        }
    }
}
