//! Who is online: a lease for each person and process, renewed while a socket of theirs lives.
//!
//! Somebody who says goodbye is offline at once; somebody whose connection breaks is given a
//! moment to come back, so that a tunnel or a reload is not told to everybody.

use std::collections::HashMap;
use std::time::Duration;

use bus::Lease;
use models::event::{Address, Presence};
use models::{Event, UserId};
use parking_lot::Mutex;
use tokio::time::Instant;

use crate::Sockets;

/// For how long a lease is held; the contract's 60 seconds at most.
const LEASE: Duration = Duration::from_secs(45);
/// Between two renewals.
const RENEW: Duration = Duration::from_secs(15);
/// How long a broken connection has to come back.
const GRACE: Duration = Duration::from_secs(20);

/// Who may be about to go, and when it is told.
#[derive(Default)]
pub(crate) struct Leaving(Mutex<HashMap<UserId, Instant>>);

impl Sockets {
    /// Somebody's first socket here.
    pub(crate) async fn came(&self, user_id: UserId) {
        self.inner.leaving.0.lock().remove(&user_id);
        let lease = Lease::Online(user_id);
        if let Ok(true) = self
            .inner
            .leases
            .hold(lease, self.inner.holder, LEASE)
            .await
        {
            self.tell_topic(user_id, true).await;
        }
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
        if !self.inner.registry.of_user(user_id).is_empty() {
            return;
        }
        let lease = Lease::Online(user_id);
        if let Ok(true) = self.inner.leases.release(lease, self.inner.holder).await {
            self.tell_topic(user_id, false).await;
        }
    }

    async fn tell_topic(&self, user_id: UserId, online: bool) {
        let event = Event::Presence(Presence { user_id, online });
        // Presence is a hint: whoever misses it asks again when they come back.
        let _ = self
            .inner
            .topic
            .publish(Address::Presence(user_id), event)
            .await;
    }

    /// Renews the leases of everybody who is here, and tells of those who did not come back.
    pub(crate) async fn keep_presence(self) {
        let mut renewed = Instant::now();
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
            if now.duration_since(renewed) >= RENEW {
                renewed = now;
                for user_id in self.inner.registry.users() {
                    let lease = Lease::Online(user_id);
                    let _ = self
                        .inner
                        .leases
                        .hold(lease, self.inner.holder, LEASE)
                        .await;
                }
            }
        }
    }
}
