//! Counts of one process: a sliding window for each key.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use models::{Clock, Timestamp};
use parking_lot::Mutex;

use crate::Error;

/// Keys that are counted at a time; beyond, those that were counted longest ago are forgotten.
const KEYS: usize = 16_384;

/// Counts by `clock`.
#[must_use]
pub fn limiter(clock: Clock) -> Arc<dyn crate::Limiter> {
    Arc::new(Limiter::new(clock))
}

struct Limiter {
    clock: Clock,
    /// A key is kept as its hash, so that a hostile key's length costs nothing.
    hasher: RandomState,
    counts: Mutex<HashMap<u64, Counts>>,
}

impl Limiter {
    fn new(clock: Clock) -> Self {
        Self {
            clock,
            hasher: RandomState::new(),
            counts: Mutex::default(),
        }
    }
}

struct Counts {
    /// When it was counted, in order.
    times: VecDeque<Timestamp>,
    window: Duration,
}

impl Counts {
    /// Forgets what lies before the window; whether that was all.
    fn expire(&mut self, window: Duration, now: Timestamp) -> bool {
        while self.times.front().is_some_and(|at| at.plus(window) <= now) {
            self.times.pop_front();
        }
        self.times.is_empty()
    }
}

impl crate::Limiter for Limiter {
    fn check(
        &self,
        key: &str,
        most: u32,
        window: Duration,
    ) -> BoxFuture<'_, Result<Option<Duration>, Error>> {
        let now = self.clock.now();
        let key = self.hasher.hash_one(key);
        let mut counts = self.counts.lock();
        let wait = counts.get_mut(&key).and_then(|counts| {
            counts.expire(window, now);
            // Free again once so many have left the window that fewer than `most` are in it.
            let too_many = counts
                .times
                .len()
                .checked_sub(usize::try_from(most).ok()?)?;
            counts
                .times
                .get(too_many)
                .map(|at| at.plus(window).since(now))
        });
        ready(Ok(wait)).boxed()
    }

    fn count(&self, key: &str, window: Duration) -> BoxFuture<'_, Result<(), Error>> {
        let now = self.clock.now();
        let key = self.hasher.hash_one(key);
        let mut counts = self.counts.lock();
        if counts.len() >= KEYS && !counts.contains_key(&key) {
            make_room(&mut counts, now);
        }
        let entry = counts.entry(key).or_insert_with(|| Counts {
            times: VecDeque::new(),
            window,
        });
        entry.window = window;
        entry.expire(window, now);
        entry.times.push_back(now);
        ready(Ok(())).boxed()
    }
}

/// Removes what has run out, and the oldest quarter where that is not enough.
fn make_room(counts: &mut HashMap<u64, Counts>, now: Timestamp) {
    counts.retain(|_, entry| {
        let window = entry.window;
        !entry.expire(window, now)
    });
    if counts.len() < KEYS {
        return;
    }
    let mut last: Vec<Timestamp> = counts
        .values()
        .filter_map(|entry| entry.times.back().copied())
        .collect();
    let (_, oldest, _) = last.select_nth_unstable(KEYS / 4);
    let oldest = *oldest;
    let mut to_go = KEYS / 4;
    counts.retain(|_, entry| {
        let go = to_go > 0 && entry.times.back().is_none_or(|at| *at <= oldest);
        to_go -= usize::from(go);
        !go
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limiter as _;

    #[tokio::test]
    async fn a_flood_of_keys_does_not_grow_without_bound() {
        let clock = Clock::manual(Timestamp(0));
        let limiter = Limiter::new(clock.clone());
        let window = Duration::from_secs(60);
        for number in 0..KEYS * 2 {
            limiter
                .count(&format!("address {number}"), window)
                .await
                .unwrap();
        }
        assert!(limiter.counts.lock().len() <= KEYS);
        clock.advance(window);
        limiter.count("one more", window).await.unwrap();
        assert!(
            limiter
                .check("one more", 1, window)
                .await
                .unwrap()
                .is_some()
        );
    }
}
