//! How many calls of push services are under way in this process: each is a connection. Strange services,
//! which may all hang, have calls of their own and take none of the others'.

use tokio::sync::{Semaphore, SemaphorePermit};

/// Calls of services that are known to answer several people.
const KNOWN: usize = 256;
/// Calls of all others together.
const STRANGE: usize = 64;
/// Calls that people wait for who try their devices.
const TRIALS: usize = 16;

/// The calls that may be made.
pub(crate) struct Calls {
    known: Semaphore,
    strange: Semaphore,
    trials: Semaphore,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            known: Semaphore::new(KNOWN),
            strange: Semaphore::new(STRANGE),
            trials: Semaphore::new(TRIALS),
        }
    }
}

impl Calls {
    /// Waits until one is free, in the order in which callers came; takes as many as are free then, at most
    /// `most`. None where nobody may call any more.
    pub(crate) async fn take(&self, is_strange: bool, most: u32) -> Option<SemaphorePermit<'_>> {
        let calls = match is_strange {
            true => &self.strange,
            false => &self.known,
        };
        let mut taken = calls.acquire().await.ok()?;
        let free = u32::try_from(calls.available_permits()).unwrap_or(u32::MAX);
        // Somebody else may have been quicker: one is enough to go on.
        if let Ok(more) = calls.try_acquire_many(free.min(most.saturating_sub(1))) {
            taken.merge(more);
        }
        Some(taken)
    }

    /// The same for one who tries a device.
    pub(crate) async fn take_trial(&self) -> Option<SemaphorePermit<'_>> {
        self.trials.acquire().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_tries_devices_that_hang_leaves_all_others_their_calls() {
        let calls = Calls::default();
        let mut hanging = Vec::new();
        for _ in 0..TRIALS {
            hanging.push(calls.take_trial().await.unwrap());
        }
        assert!(futures_util::poll!(std::pin::pin!(calls.take_trial())).is_pending());
        assert_eq!(calls.take(true, 1).await.unwrap().num_permits(), 1);
        hanging.pop();
        assert!(calls.take_trial().await.is_some());
    }

    #[tokio::test]
    async fn strange_services_that_hang_leave_the_others_their_calls() {
        let calls = Calls::default();
        let hanging = calls.take(true, 1_000).await.unwrap();
        assert_eq!(hanging.num_permits(), STRANGE);
        assert_eq!(calls.take(false, 32).await.unwrap().num_permits(), 32);
        let waits = calls.take(true, 4);
        tokio::pin!(waits);
        assert!(futures_util::poll!(&mut waits).is_pending());
        drop(hanging);
        assert_eq!(waits.await.unwrap().num_permits(), 4);
    }
}
