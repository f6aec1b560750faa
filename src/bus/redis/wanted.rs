//! Which addresses this replica wants to hear of, and since when it does.

use std::collections::{HashMap, HashSet};
use std::mem;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use models::event::Address;
use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};

#[derive(Default)]
pub(super) struct Wanted {
    inner: Mutex<Inner>,
    changed: Notify,
}

#[derive(Default)]
struct Inner {
    /// How many want each.
    counts: HashMap<Address, usize>,
    /// Redis has confirmed these.
    live: HashSet<Address>,
    /// These may have to be subscribed to, or no longer.
    dirty: Vec<Address>,
    waiting: Vec<oneshot::Sender<()>>,
    /// Nobody waits while Redis is away: what is missed until it is back is said then.
    away: bool,
}

/// What is to be done next.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) subscribe: Vec<Address>,
    pub(super) unsubscribe: Vec<Address>,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Wanted {
    /// Counts one more for each address; resolves once all are heard, or at once while Redis is away.
    pub(super) fn add(&self, addresses: &[Address]) -> BoxFuture<'static, ()> {
        let confirmed = {
            let mut inner = self.inner.lock();
            for address in addresses {
                let count = inner.counts.entry(*address).or_default();
                *count += 1;
                if *count == 1 {
                    inner.dirty.push(*address);
                }
            }
            if inner.away || addresses.iter().all(|address| inner.live.contains(address)) {
                return ready(()).boxed();
            }
            let (waiting, confirmed) = oneshot::channel();
            inner.waiting.push(waiting);
            confirmed
        };
        self.changed.notify_one();
        // Dropped where Redis has gone, which is told otherwise.
        confirmed.map(drop).boxed()
    }

    /// Counts one less for each.
    pub(super) fn remove(&self, addresses: &[Address]) {
        let mut inner = self.inner.lock();
        for address in addresses {
            let Some(count) = inner.counts.get_mut(address) else {
                continue;
            };
            *count -= 1;
            if *count == 0 {
                inner.counts.remove(address);
                inner.dirty.push(*address);
            }
        }
        drop(inner);
        self.changed.notify_one();
    }

    /// Waits until something is to be done.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// What has changed since the last time.
    pub(super) fn take(&self) -> Changes {
        let mut inner = self.inner.lock();
        let mut changes = Changes {
            waiting: mem::take(&mut inner.waiting),
            ..Changes::default()
        };
        let dirty: HashSet<_> = mem::take(&mut inner.dirty).into_iter().collect();
        for address in dirty {
            match (
                inner.counts.contains_key(&address),
                inner.live.contains(&address),
            ) {
                (true, false) => changes.subscribe.push(address),
                (false, true) => {
                    // From here on nobody may rely on it.
                    inner.live.remove(&address);
                    changes.unsubscribe.push(address);
                }
                _ => {}
            }
        }
        changes
    }

    /// All that is wanted, where nothing is known to be subscribed to.
    pub(super) fn take_all(&self) -> Changes {
        let mut inner = self.inner.lock();
        inner.dirty.clear();
        inner.live.clear();
        Changes {
            subscribe: inner.counts.keys().copied().collect(),
            unsubscribe: Vec::new(),
            waiting: mem::take(&mut inner.waiting),
        }
    }

    /// Redis has confirmed these changes; whether it was away, and more were asked for since by those who
    /// did not wait.
    #[must_use]
    pub(super) fn confirm(&self, changes: Changes) -> bool {
        let mut inner = self.inner.lock();
        inner.live.extend(changes.subscribe);
        inner.away &= !inner.dirty.is_empty();
        let is_behind = inner.away;
        drop(inner);
        for waiting in changes.waiting {
            // Whoever waited may have gone.
            let _ = waiting.send(());
        }
        is_behind
    }

    /// Redis is away: nobody waits for it.
    pub(super) fn give_up(&self) {
        let mut inner = self.inner.lock();
        inner.away = true;
        inner.live.clear();
        inner.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use models::UserId;
    use uuid::Uuid;

    use super::*;

    const A: Address = Address::User(UserId(Uuid::from_u128(1)));
    const B: Address = Address::User(UserId(Uuid::from_u128(2)));

    #[test]
    fn an_address_is_subscribed_to_while_somebody_wants_it() {
        let wanted = Wanted::default();
        drop(wanted.add(&[A, B]));
        drop(wanted.add(&[A]));
        let changes = wanted.take();
        assert_eq!(changes.subscribe.len(), 2);
        assert!(!wanted.confirm(changes));
        wanted.remove(&[A, B]);
        let changes = wanted.take();
        assert!(changes.subscribe.is_empty());
        assert_eq!(changes.unsubscribe, [B], "somebody still wants the other");
        wanted.remove(&[A]);
        drop(wanted.add(&[A]));
        let changes = wanted.take();
        assert!(changes.subscribe.is_empty() && changes.unsubscribe.is_empty());
    }

    #[test]
    fn whoever_asks_waits_until_it_is_confirmed() {
        let wanted = Wanted::default();
        let mut first = wanted.add(&[A]);
        assert!((&mut first).now_or_never().is_none());
        let changes = wanted.take();
        let second = wanted.add(&[A]);
        assert!(!wanted.confirm(changes));
        assert!(first.now_or_never().is_some());
        assert!(wanted.add(&[A]).now_or_never().is_some(), "it is heard");
        assert!(!wanted.confirm(wanted.take()));
        assert!(second.now_or_never().is_some());
    }

    #[test]
    fn nobody_waits_while_redis_is_away() {
        let wanted = Wanted::default();
        let before = wanted.add(&[A]);
        wanted.give_up();
        assert!(before.now_or_never().is_some());
        assert!(wanted.add(&[B]).now_or_never().is_some());
        let changes = wanted.take_all();
        assert_eq!(changes.subscribe.len(), 2);
        assert!(!wanted.confirm(changes));
        assert!(wanted.add(&[A, B]).now_or_never().is_some());
    }
    #[test]
    fn what_is_asked_for_while_redis_comes_back_is_subscribed_to_before_it_is_back() {
        let wanted = Wanted::default();
        wanted.give_up();
        let changes = wanted.take_all();
        assert!(wanted.add(&[A]).now_or_never().is_some(), "nobody waits");
        assert!(wanted.confirm(changes), "not all was asked for");
        assert!(wanted.add(&[B]).now_or_never().is_some(), "still not");
        let changes = wanted.take();
        assert_eq!(changes.subscribe.len(), 2);
        assert!(!wanted.confirm(changes));
        assert!(wanted.add(&[A, B]).now_or_never().is_some());
    }
}
