//! How many of something each key has at a time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use parking_lot::Mutex;

/// Counts by key.
pub struct Counts<K>(Mutex<HashMap<K, u32>>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// One of them; given back when dropped.
pub struct Place<K: Eq + Hash> {
    counts: Arc<Counts<K>>,
    key: K,
}

impl<K: Eq + Hash + Clone> Counts<K> {
    /// Takes a place, unless `key` has `most` already; 0 lifts the limit.
    #[must_use]
    pub fn enter(self: &Arc<Self>, key: K, most: u32) -> Option<Place<K>> {
        let mut counts = self.0.lock();
        let count = counts.entry(key.clone()).or_default();
        if most > 0 && *count >= most {
            return None;
        }
        *count += 1;
        Some(Place {
            counts: Arc::clone(self),
            key,
        })
    }
}

impl<K: Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut counts = self.counts.0.lock();
        if let Some(count) = counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_given_back_when_it_is_dropped() {
        let counts = Arc::new(Counts::default());
        let first = counts.enter("a", 1);
        assert!(first.is_some() && counts.enter("a", 1).is_none());
        drop(first);
        assert!(counts.enter("a", 1).is_some() && counts.0.lock().is_empty());
    }
}
