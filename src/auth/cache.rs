//! The sessions that were let in lately, so that a request costs no look at the database.
//!
//! *Invariant:* nothing here is believed for longer than [`BELIEVED`] after it was read, and what
//! has been revoked is never put back by a read that began before.

use std::collections::HashMap;
use std::time::Duration;

use db::LiveSession;
use models::{SessionId, Timestamp};
use parking_lot::Mutex;

use crate::request::Caller;
use crate::secret::Secret;
use crate::{Error, Result};

/// For how long a read is believed. Changes by the command line are noticed after that.
pub(crate) const BELIEVED: Duration = Duration::from_secs(30);
/// How many are kept; one takes about 150 bytes.
const MOST: usize = 50_000;
/// For how long one that nobody uses is kept and read again.
const UNUSED: Duration = Duration::from_secs(5 * 60);
/// How often it is noted when a session was used last.
const NOTED: Duration = Duration::from_secs(60);

/// A session that was let in.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) caller: Caller,
    pub(crate) secret: Secret,
    expires_at: Option<Timestamp>,
    read_at: Timestamp,
    used_at: Timestamp,
    noted_at: Timestamp,
}

impl Entry {
    /// From what was read at `now`.
    pub(crate) fn new(session: &LiveSession, now: Timestamp) -> Result<Self> {
        let secret = session.secret.as_slice().try_into();
        Ok(Self {
            caller: Caller {
                user_id: session.user_id,
                session_id: session.id,
                role: session.role,
                kind: session.kind,
            },
            secret: secret.map_err(|_| Error::Internal("a stored session has no secret"))?,
            expires_at: session.expires_at,
            read_at: now,
            used_at: now,
            noted_at: session.last_seen_at,
        })
    }

    fn alive(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|at| at > now)
    }
}

#[derive(Default)]
pub(crate) struct Cache(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    entries: HashMap<SessionId, Entry>,
    /// Grows with each revocation.
    epoch: u64,
}

impl Cache {
    /// A session that was read lately; notes that it is in use.
    pub(crate) fn get(&self, id: SessionId, now: Timestamp) -> Option<Entry> {
        let mut inner = self.0.lock();
        let entry = inner.entries.get_mut(&id)?;
        if now.since(entry.read_at) >= BELIEVED || !entry.alive(now) {
            return None;
        }
        entry.used_at = now;
        Some(*entry)
    }

    /// To be taken before a read of which [`Cache::put`] gets to know.
    pub(crate) fn epoch(&self) -> u64 {
        self.0.lock().epoch
    }

    /// Keeps what was read after `epoch` was taken, unless sessions were revoked meanwhile;
    /// whether it did.
    pub(crate) fn put(&self, entry: Entry, epoch: u64) -> bool {
        let mut inner = self.0.lock();
        if inner.epoch != epoch {
            return false;
        }
        if inner.entries.len() >= MOST {
            // It is only a cache: in this rare case everybody is read again.
            inner.entries.clear();
        }
        let noted_at = inner
            .entries
            .get(&entry.caller.session_id)
            .map_or(entry.noted_at, |old| old.noted_at);
        inner
            .entries
            .insert(entry.caller.session_id, Entry { noted_at, ..entry });
        true
    }

    /// Forgets sessions that have ended.
    pub(crate) fn revoke(&self, ids: &[SessionId]) {
        let mut inner = self.0.lock();
        inner.epoch += 1;
        for id in ids {
            inner.entries.remove(id);
        }
    }

    /// All that is kept, for one query; what nobody uses any more is dropped.
    pub(crate) fn in_use(&self, now: Timestamp) -> Vec<SessionId> {
        let mut inner = self.0.lock();
        inner
            .entries
            .retain(|_, entry| now.since(entry.used_at) < UNUSED);
        inner.entries.keys().copied().collect()
    }

    /// Takes over what one query for `asked` at `now` has found: the others have ended.
    pub(crate) fn renew(&self, asked: &[SessionId], found: &[LiveSession], now: Timestamp) {
        let found: HashMap<SessionId, &LiveSession> = found.iter().map(|s| (s.id, s)).collect();
        let mut inner = self.0.lock();
        for id in asked {
            match (found.get(id), inner.entries.get_mut(id)) {
                (Some(session), Some(entry)) => {
                    entry.caller.role = session.role;
                    entry.expires_at = session.expires_at;
                    entry.read_at = entry.read_at.max(now);
                }
                (None, Some(_)) => {
                    inner.entries.remove(id);
                    inner.epoch += 1;
                }
                (_, None) => {}
            }
        }
    }

    /// Sessions whose last use is to be noted now.
    pub(crate) fn take_used(&self, now: Timestamp) -> Vec<SessionId> {
        let mut inner = self.0.lock();
        let mut used = Vec::new();
        for (id, entry) in &mut inner.entries {
            if entry.used_at > entry.noted_at && now.since(entry.noted_at) >= NOTED {
                entry.noted_at = now;
                used.push(*id);
            }
        }
        used
    }
}

#[cfg(test)]
mod tests {
    use db::SessionKind;
    use models::{Role, UserId};
    use uuid::Uuid;

    use super::*;

    const ID: SessionId = SessionId(Uuid::from_u128(1));

    fn live() -> LiveSession {
        LiveSession {
            id: ID,
            user_id: UserId(Uuid::from_u128(2)),
            role: Role::Member,
            kind: SessionKind::Device,
            secret: vec![0; 32],
            last_seen_at: Timestamp(0),
            expires_at: None,
        }
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp(1_000_000 + secs * 1_000)
    }

    #[test]
    fn what_was_read_is_believed_for_half_a_minute() {
        let cache = Cache::default();
        cache.put(Entry::new(&live(), at(0)).unwrap(), cache.epoch());
        assert!(cache.get(ID, at(29)).is_some());
        assert!(cache.get(ID, at(30)).is_none());
        cache.renew(&[ID], &[live()], at(30));
        assert!(cache.get(ID, at(59)).is_some());
        cache.renew(&[ID], &[], at(59));
        assert!(cache.get(ID, at(59)).is_none());
    }

    #[test]
    fn a_read_that_began_before_a_revocation_brings_nothing_back() {
        let cache = Cache::default();
        let epoch = cache.epoch();
        cache.revoke(&[ID]);
        assert!(!cache.put(Entry::new(&live(), at(0)).unwrap(), epoch));
        assert!(cache.get(ID, at(0)).is_none());
        cache.renew(&[ID], &[live()], at(0));
        assert!(cache.get(ID, at(0)).is_none());
    }

    #[test]
    fn the_last_use_is_noted_once_a_minute() {
        let cache = Cache::default();
        cache.put(Entry::new(&live(), at(0)).unwrap(), cache.epoch());
        assert_eq!(cache.take_used(at(0)), [ID]);
        assert!(cache.get(ID, at(20)).is_some());
        assert!(cache.take_used(at(59)).is_empty());
        assert_eq!(cache.take_used(at(60)), [ID]);
        assert!(cache.take_used(at(300)).is_empty(), "nobody used it since");
    }

    #[test]
    fn what_nobody_uses_is_dropped() {
        let cache = Cache::default();
        cache.put(Entry::new(&live(), at(0)).unwrap(), cache.epoch());
        assert_eq!(cache.in_use(at(299)), [ID]);
        assert!(cache.in_use(at(300)).is_empty());
    }
}
