//! Where randomness comes from: the system, or a test's seed.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::Uuid;

use crate::Timestamp;

/// A source of randomness that is passed in.
#[derive(Clone, Debug, Default)]
pub struct Random(Option<Arc<Mutex<StdRng>>>);

impl Random {
    /// The operating system's source: fit for keys and secrets.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// A repeatable source for tests.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// If the operating system has no randomness to give: nothing that needs a secret can go on.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "without the system's randomness no secret can be made"
    )]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Some(rng) => rng
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .fill_bytes(&mut bytes),
            None => SysRng
                .try_fill_bytes(&mut bytes)
                .expect("the system's randomness"),
        }
        bytes
    }

    /// A UUIDv7 (RFC 9562, section 5.7) of the given time.
    #[must_use]
    pub fn uuid(&self, now: Timestamp) -> Uuid {
        let millis = u64::try_from(now.0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }

    /// A number of milliseconds below `bound`, to spread what would come at once.
    #[must_use]
    pub fn jitter_ms(&self, bound: u64) -> u64 {
        u64::from_le_bytes(self.bytes::<8>()) % bound.max(1)
    }
}
