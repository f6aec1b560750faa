//! What this process knows of each push service: whether it is being called, and whether it takes
//! nothing of this server's for the time being.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use models::Timestamp;
use parking_lot::Mutex;

/// How long a push service that refuses this server's key is left alone; doubled each time.
const FIRST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// Pushes of one service that are taken from the database at a time.
const TOGETHER: u32 = 512;

/// What is known of the push services. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Services(Arc<Mutex<HashMap<String, Service>>>);

#[derive(Default)]
struct Service {
    is_busy: bool,
    /// How often in a row it has refused.
    refusals: u32,
    paused_until: Option<Timestamp>,
    /// What it said when it refused.
    said: String,
}

/// A push service that takes nothing of this server's for the time being.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paused {
    /// Its origin.
    pub service: String,
    /// When it is tried again.
    pub until: Timestamp,
    /// What it said.
    pub said: String,
}

impl Services {
    /// Takes a service for a caller of its own, unless there is one or it is paused.
    pub(crate) fn take(&self, service: &str, now: Timestamp) -> Option<Taken> {
        let mut services = self.0.lock();
        let known = services.entry(service.to_owned()).or_default();
        if known.is_busy || known.paused_until.is_some_and(|until| now < until) {
            return None;
        }
        known.is_busy = true;
        Some(Taken {
            services: self.clone(),
            service: service.to_owned(),
        })
    }

    /// Those that are paused now.
    pub(crate) fn paused(&self, now: Timestamp) -> Vec<Paused> {
        let services = self.0.lock();
        let paused = services.iter().filter_map(|(service, known)| {
            let until = known.paused_until.filter(|until| now < *until)?;
            Some(Paused {
                service: service.clone(),
                until,
                said: known.said.clone(),
            })
        });
        paused.collect()
    }
}

/// A push service that is being called. Dropped, it can be taken again.
pub(crate) struct Taken {
    services: Services,
    service: String,
}

impl Taken {
    pub(crate) fn service(&self) -> &str {
        &self.service
    }

    /// How many pushes may be sent now: none while it is paused, and one after that, to see.
    pub(crate) fn room(&self, now: Timestamp) -> u32 {
        self.with(|known| match known.paused_until {
            Some(until) if now < until => 0,
            Some(_) => 1,
            None => TOGETHER,
        })
    }

    /// Until when it is paused, where it is.
    pub(crate) fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.with(|known| known.paused_until.filter(|until| now < *until))
    }

    /// It took something: nothing is wrong with this server's key.
    pub(crate) fn took(&self) {
        self.with(|known| {
            known.refusals = 0;
            known.paused_until = None;
        });
    }

    /// It refused this server; until when it is left alone. Refusals of calls that were under way
    /// together count once.
    pub(crate) fn refused(&self, said: &str, now: Timestamp) -> Timestamp {
        self.with(|known| {
            if let Some(until) = known.paused_until.filter(|until| now < *until) {
                return until;
            }
            let pause = (FIRST * 2_u32.pow(known.refusals.min(6))).min(LONGEST);
            let until = now.plus(pause);
            known.refusals += 1;
            known.paused_until = Some(until);
            said.clone_into(&mut known.said);
            until
        })
    }

    fn with<T>(&self, look: impl FnOnce(&mut Service) -> T) -> T {
        let mut services = self.services.0.lock();
        look(services.entry(self.service.clone()).or_default())
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut services = self.services.0.lock();
        // What is in order needs not be known: endpoints are strangers' input.
        if let Some(known) = services.get_mut(&self.service) {
            known.is_busy = false;
            if known.paused_until.is_none() {
                services.remove(&self.service);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);
    const ORIGIN: &str = "https://push.example";

    #[test]
    fn a_service_has_one_caller_at_a_time() {
        let services = Services::default();
        let taken = services.take(ORIGIN, NOW).unwrap();
        assert!(services.take(ORIGIN, NOW).is_none());
        assert!(services.take("https://other.example", NOW).is_some());
        drop(taken);
        assert!(services.take(ORIGIN, NOW).is_some());
        assert!(services.0.lock().is_empty());
    }

    #[test]
    fn a_service_that_refuses_is_left_alone_longer_each_time_until_it_takes_something() {
        let services = Services::default();
        let mut now = NOW;
        for minutes in [1, 2, 4, 8, 16, 32, 60, 60] {
            let taken = services.take(ORIGIN, now).unwrap();
            let until = taken.refused("no", now);
            assert_eq!(until.since(now), Duration::from_secs(60 * minutes));
            assert_eq!(taken.refused("no", now.plus(FIRST / 2)), until);
            assert_eq!(taken.room(now), 0);
            drop(taken);
            assert!(services.take(ORIGIN, now).is_none());
            assert_eq!(services.paused(now)[0].service, ORIGIN);
            now = until;
            assert!(services.paused(now).is_empty());
        }
        let taken = services.take(ORIGIN, now).unwrap();
        assert_eq!(taken.room(now), 1);
        taken.took();
        assert_eq!(taken.room(now), TOGETHER);
        let until = taken.refused("no", now);
        assert_eq!(until.since(now), FIRST);
    }
}
