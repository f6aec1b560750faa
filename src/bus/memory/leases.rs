//! Leases of one process: who holds what, and until when.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use models::{Clock, Timestamp};
use parking_lot::Mutex;
use uuid::Uuid;

use crate::{Error, Lease};

/// Below this many leases nobody looks for those that have run out.
const SWEEP_FROM: usize = 1_024;

/// Leases that run out by `clock`.
#[must_use]
pub fn leases(clock: Clock) -> Arc<dyn crate::Leases> {
    let held = Held {
        by_lease: HashMap::new(),
        sweep_at: SWEEP_FROM,
    };
    Arc::new(Leases {
        clock,
        held: Mutex::new(held),
    })
}

struct Leases {
    clock: Clock,
    held: Mutex<Held>,
}

struct Held {
    by_lease: HashMap<Lease, Vec<Hold>>,
    /// At this size those that have run out are removed.
    sweep_at: usize,
}

struct Hold {
    holder: Uuid,
    until: Timestamp,
}

impl Held {
    /// How many hold it now; what has run out is forgotten.
    fn count(&mut self, lease: Lease, now: Timestamp) -> usize {
        let Some(holds) = self.by_lease.get_mut(&lease) else {
            return 0;
        };
        holds.retain(|hold| hold.until > now);
        if holds.is_empty() {
            self.by_lease.remove(&lease);
            return 0;
        }
        holds.len()
    }

    /// What nobody asks for again is removed now and then: each time the number has doubled.
    fn sweep(&mut self, now: Timestamp) {
        if self.by_lease.len() < self.sweep_at {
            return;
        }
        self.by_lease.retain(|_, holds| {
            holds.retain(|hold| hold.until > now);
            !holds.is_empty()
        });
        self.sweep_at = (self.by_lease.len() * 2).max(SWEEP_FROM);
    }
}

impl crate::Leases for Leases {
    fn hold(
        &self,
        lease: Lease,
        holder: Uuid,
        span: Duration,
    ) -> BoxFuture<'_, Result<bool, Error>> {
        let now = self.clock.now();
        let until = now.plus(span);
        let mut held = self.held.lock();
        held.sweep(now);
        let nobody = held.count(lease, now) == 0;
        let holds = held.by_lease.entry(lease).or_default();
        match holds.iter_mut().find(|hold| hold.holder == holder) {
            Some(hold) => hold.until = until,
            None => holds.push(Hold { holder, until }),
        }
        ready(Ok(nobody)).boxed()
    }

    fn release(&self, lease: Lease, holder: Uuid) -> BoxFuture<'_, Result<bool, Error>> {
        let now = self.clock.now();
        let mut held = self.held.lock();
        if let Some(holds) = held.by_lease.get_mut(&lease) {
            holds.retain(|hold| hold.holder != holder);
        }
        ready(Ok(held.count(lease, now) == 0)).boxed()
    }

    fn held(&self, leases: Vec<Lease>) -> BoxFuture<'_, Result<Vec<bool>, Error>> {
        let now = self.clock.now();
        let mut held = self.held.lock();
        ready(Ok(leases
            .into_iter()
            .map(|lease| held.count(lease, now) > 0)
            .collect()))
        .boxed()
    }

    fn holders(&self, lease: Lease) -> BoxFuture<'_, Result<usize, Error>> {
        ready(Ok(self.held.lock().count(lease, self.clock.now()))).boxed()
    }
}
