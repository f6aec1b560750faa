//! Who is online: a lease for each person and process, renewed while a socket of theirs lives.
//!
//! Somebody who says goodbye, or closes the page, is offline at once; somebody whose connection
//! breaks is given a moment to come back, so that a tunnel is not told to everybody. Of whom a process
//! held that was killed nobody tells: each looks by itself whether those whom its sockets watch are online.

use std::collections::HashMap;
use std::time::Duration;

use bus::{Lease, Leases, Topic};
use models::event::{Address, Presence};
use models::{Event, UserId};
use parking_lot::Mutex;
use tokio::time::Instant;
use uuid::Uuid;

use crate::Sockets;

/// For how long a lease is held. With two looks it is less than the contract's 60 seconds.
const LEASE: Duration = Duration::from_secs(30);
/// Between two renewals.
const RENEW: Duration = Duration::from_secs(10);
/// Between two looks at whoever is watched here. By the second, all have renewed their leases since the
/// first.
const SEE: Duration = Duration::from_secs(11);
/// After a renewal that failed.
const AGAIN: Duration = Duration::from_secs(3);
/// How long a broken connection has to come back.
const GRACE: Duration = Duration::from_secs(20);

/// Who may be about to go, and when it is told.
#[derive(Default)]
pub(crate) struct Leaving(Mutex<HashMap<UserId, Instant>>);

impl Sockets {
    /// Somebody's first socket here.
    pub(crate) async fn came(&self, user_id: UserId) {
        self.inner.leaving.0.lock().remove(&user_id);
        // Where it cannot be held now, it is renewed soon.
        let _ = self.online().hold(user_id).await;
    }

    /// Somebody's last socket here has ended.
    pub(crate) async fn went(&self, user_id: UserId, goodbye: bool) {
        if goodbye {
            self.gone(user_id).await;
        } else {
            self.inner
                .leaving
                .0
                .lock()
                .insert(user_id, Instant::now() + GRACE);
        }
    }

    async fn gone(&self, user_id: UserId) {
        if self.inner.registry.of_user(user_id).is_empty() {
            self.online().release(user_id).await;
        }
    }

    /// Renews the lease of somebody who was here a moment ago. Where it had lapsed, or was let go of
    /// while they came back, that they are online is told again.
    async fn renew(&self, user_id: UserId) -> Result<(), bus::Error> {
        if self.online().hold(user_id).await? {
            // They may have gone meanwhile, with nobody left to tell of it.
            self.gone(user_id).await;
        }
        Ok(())
    }

    /// Looks who of those is online who are watched here, or who are newly; whoever watches is told what
    /// nobody has told.
    async fn see(&self, all: bool) {
        let watched = self.inner.registry.watched(all);
        let leases = watched.iter().map(|(id, _)| Lease::Online(*id)).collect();
        let Ok(held) = self.inner.leases.held(leases).await else {
            return;
        };
        for ((user_id, known), online) in watched.into_iter().zip(held) {
            if self.inner.registry.see_presence(user_id, known, online) {
                let presence = Presence { user_id, online };
                for peer in self.inner.registry.watchers(user_id) {
                    peer.emit_volatile("presence", &presence);
                }
                // A replica that is killed leaves thousands, of each of whom hundreds are told.
                tokio::task::yield_now().await;
            }
        }
    }

    fn online(&self) -> Online<'_> {
        Online {
            leases: &*self.inner.leases,
            topic: &*self.inner.topic,
            holder: self.inner.holder,
        }
    }

    /// Renews the leases of everybody who is here, and tells of those who did not come back.
    pub(crate) async fn keep_presence(self) {
        let (mut renewed, mut seen) = (Instant::now(), Instant::now());
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                () = self.inner.closing.cancelled() => return,
            }
            let now = Instant::now();
            let due: Vec<UserId> = {
                let mut leaving = self.inner.leaving.0.lock();
                leaving
                    .extract_if(|_, at| *at <= now)
                    .map(|(user_id, _)| user_id)
                    .collect()
            };
            for user_id in due {
                self.gone(user_id).await;
            }
            let all = now.duration_since(seen) >= SEE;
            if all {
                seen = now;
            }
            self.see(all).await;
            if now.duration_since(renewed) >= RENEW {
                renewed = now;
                for user_id in self.inner.registry.users() {
                    // A bus that is away would take its time for each.
                    if self.renew(user_id).await.is_err() {
                        renewed = now - RENEW + AGAIN;
                        break;
                    }
                }
            }
        }
    }
}

/// Leases, and that whoever watches is told of each that begins or ends.
struct Online<'s> {
    leases: &'s dyn Leases,
    topic: &'s dyn Topic<Event>,
    holder: Uuid,
}

impl Online<'_> {
    /// Holds somebody's lease from now on; whether nobody held it before.
    async fn hold(&self, user_id: UserId) -> Result<bool, bus::Error> {
        let held = self.leases.hold(Lease::Online(user_id), self.holder, LEASE);
        let is_new = held.await?;
        if is_new {
            self.tell(user_id, true).await;
        }
        Ok(is_new)
    }

    async fn release(&self, user_id: UserId) {
        let released = self.leases.release(Lease::Online(user_id), self.holder);
        if released.await.unwrap_or(false) {
            self.tell(user_id, false).await;
        }
    }

    async fn tell(&self, user_id: UserId, online: bool) {
        let event = Event::Presence(Presence { user_id, online });
        // Presence is a hint: whoever misses it asks again when they come back.
        let _ = self.topic.publish(Address::Presence(user_id), event).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bus::{Heard, memory};
    use models::{Clock, Random, Timestamp};

    #[tokio::test]
    async fn whoever_was_told_to_be_offline_while_they_are_here_is_told_to_be_online_again() {
        let (clock, random) = (Clock::manual(Timestamp(0)), Random::system());
        let (leases, topic) = (memory::leases(clock.clone()), memory::topic(10));
        let mut ear = topic.listen();
        let online = Online {
            leases: &*leases,
            topic: &*topic,
            holder: random.uuid(Timestamp(0)),
        };
        let ada = UserId(random.uuid(Timestamp(0)));
        assert!(online.hold(ada).await.unwrap());
        assert!(!online.hold(ada).await.unwrap(), "renewed");
        online.release(ada).await;
        assert!(online.hold(ada).await.unwrap(), "it was let go of");
        clock.advance(LEASE);
        assert!(online.hold(ada).await.unwrap(), "it had lapsed");
        topic.close();
        let mut told = Vec::new();
        while let Some(Heard::Event(_, event)) = ear.next().await {
            if let Event::Presence(presence) = &*event {
                told.push(presence.online);
            }
        }
        assert_eq!(told, [true, false, true, true]);
    }
}
