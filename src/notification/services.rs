//! What this process knows of each push service: whether it is being called, how many calls it gets, and
//! whether it is left alone for the time being.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use models::{SubscriptionId, Timestamp, UserId};
use parking_lot::Mutex;

use crate::pace::Pace;
use crate::refusals::{Refusals, Subscribers};

/// How many strange services are called at a time for one person, who has them to themselves as far as
/// anybody knows.
const EACH: usize = 4;
/// Services that are remembered: which there are is strangers' input.
const KNOWN: usize = 1_024;

/// What is known of the push services. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Services(Arc<Mutex<HashMap<String, Service>>>);

#[derive(Default)]
struct Service {
    /// For whom it is being called first, where it is.
    busy_for: Option<UserId>,
    pace: Pace,
    refusals: Refusals,
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

/// How many pushes are sent next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// None: it is left alone.
    None,
    /// Up to so many at a time.
    Calls(u32),
    /// A few different people's, to see whether it takes one. Those of these people come last.
    Probe(Vec<UserId>),
}

/// Why a service is not called.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// It is being called, or left alone.
    ForNow,
    /// Strange ones enough are called for these people; it may be called for somebody else.
    For(BTreeSet<UserId>),
}

impl Services {
    /// Takes a service for a caller of its own, unless there is one or it is left alone. `who` has waited
    /// there for the longest time.
    pub(crate) fn take(&self, service: &str, who: UserId, now: Timestamp) -> Result<Taken, Left> {
        let mut services = self.0.lock();
        let known = services.get(service);
        if known.is_some_and(|known| known.busy_for.is_some() || known.is_away(now)) {
            return Err(Left::ForNow);
        }
        if known.is_none_or(|known| known.pace.is_strange()) {
            let full = full(&services);
            if full.contains(&who) {
                return Err(Left::For(full));
            }
        }
        services.entry(service.to_owned()).or_default().busy_for = Some(who);
        Ok(Taken {
            services: self.clone(),
            service: service.to_owned(),
        })
    }

    /// Those that are paused now.
    pub(crate) fn paused(&self, now: Timestamp) -> Vec<Paused> {
        let services = self.0.lock();
        let paused = services.iter().filter_map(|(service, known)| {
            let until = known.refusals.until();
            let until = until.filter(|_| known.refusals.is_paused(now))?;
            Some(Paused {
                service: service.clone(),
                until,
                said: known.refusals.said().to_owned(),
            })
        });
        paused.collect()
    }
}

/// Those for whom as many strange services are called as may be.
fn full(services: &HashMap<String, Service>) -> BTreeSet<UserId> {
    let mut calls: BTreeMap<UserId, usize> = BTreeMap::new();
    let strange = services.values().filter(|known| known.pace.is_strange());
    for who in strange.filter_map(|known| known.busy_for) {
        *calls.entry(who).or_default() += 1;
    }
    calls.retain(|_, calls| *calls >= EACH);
    calls.into_keys().collect()
}

impl Service {
    /// How much would be lost with what is known of it: strangers bring most of those of which that is
    /// little, and may bring as many as they like.
    fn worth(&self) -> u8 {
        if self.busy_for.is_some() {
            3
        } else if !self.pace.is_strange() {
            2
        } else {
            u8::from(!self.refusals.is_empty())
        }
    }

    fn is_away(&self, now: Timestamp) -> bool {
        self.refusals.is_paused(now) || self.pace.is_away(now)
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

    /// How many pushes may be sent now.
    pub(crate) fn room(&self, now: Timestamp) -> Room {
        self.with(|known| match known.refusals.until() {
            _ if known.is_away(now) => Room::None,
            Some(_) => Room::Probe(known.refusals.people()),
            None => Room::Calls(known.pace.window()),
        })
    }

    /// Whether it is one that may hang, as far as anybody knows.
    pub(crate) fn is_strange(&self) -> bool {
        self.with(|known| known.pace.is_strange())
    }

    /// Of so many calls for these people that were made together, so many had no answer.
    pub(crate) fn called(
        &self,
        calls: u32,
        silent: u32,
        people: &BTreeSet<UserId>,
        now: Timestamp,
    ) {
        self.with(|known| known.pace.note(calls, silent, people, now));
    }

    /// It took something of somebody's.
    pub(crate) fn took(&self, who: UserId) {
        self.with(|known| known.refusals.took(who));
    }

    /// It refused something for one of somebody's browsers.
    pub(crate) fn refused(&self, id: SubscriptionId, who: UserId, said: &str) {
        self.with(|known| known.refusals.refused(id, who, said));
    }

    /// Whose refusals say nothing of this server.
    pub(crate) fn doubted(&self) -> Vec<UserId> {
        self.with(|known| known.refusals.doubted())
    }

    /// Until when it is paused, where what it refused is this server.
    pub(crate) fn weigh(&self, all: Subscribers, now: Timestamp) -> Option<Timestamp> {
        self.with(|known| known.refusals.weigh(all, now))
    }

    fn with<T>(&self, look: impl FnOnce(&mut Service) -> T) -> T {
        let mut services = self.services.0.lock();
        look(services.entry(self.service.clone()).or_default())
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut services = self.services.0.lock();
        if let Some(known) = services.get_mut(&self.service) {
            known.busy_for = None;
            if known.pace.is_new() && known.refusals.is_empty() {
                services.remove(&self.service);
            }
        }
        for least in 1..=3 {
            if services.len() > KNOWN {
                services.retain(|_, known| known.worth() >= least);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use models::Random;

    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);
    const ORIGIN: &str = "https://push.example";

    fn people<const N: usize>() -> [UserId; N] {
        let random = Random::seeded(1);
        std::array::from_fn(|_| UserId(random.uuid(NOW)))
    }

    #[test]
    fn a_service_has_one_caller_at_a_time() {
        let (services, [anna, ben]) = (Services::default(), people());
        let taken = services.take(ORIGIN, anna, NOW).unwrap();
        assert!(services.take(ORIGIN, ben, NOW).is_err());
        assert!(services.take("https://other.example", anna, NOW).is_ok());
        drop(taken);
        assert!(services.take(ORIGIN, ben, NOW).is_ok());
        assert!(services.0.lock().is_empty());
    }

    #[test]
    fn one_person_has_few_strange_services_called_and_as_many_known_ones_as_there_are() {
        let (services, [anna, ben]) = (Services::default(), people());
        let name = |number| format!("https://{number}.example");
        let taken: Vec<_> = (0..9)
            .filter_map(|number| services.take(&name(number), anna, NOW).ok())
            .collect();
        assert_eq!(taken.len(), EACH);
        let left = services.take(&name(8), anna, NOW).err();
        assert_eq!(left, Some(Left::For(BTreeSet::from([anna]))));
        assert!(services.take(&name(8), ben, NOW).is_ok());
        taken[0].called(4, 0, &BTreeSet::from(people::<4>()), NOW);
        assert!(services.take(&name(8), anna, NOW).is_ok());
    }

    #[test]
    fn a_service_that_answers_people_one_by_one_is_known_in_the_end() {
        let (services, [anna, ben]) = (Services::default(), people());
        for (who, is_strange) in [(anna, true), (ben, false)] {
            let taken = services.take(ORIGIN, who, NOW).unwrap();
            taken.called(1, 0, &BTreeSet::from([who]), NOW);
            assert_eq!(taken.is_strange(), is_strange);
        }
    }

    #[test]
    fn a_service_that_refuses_is_paused_and_then_asked_for_a_few_people() {
        let (services, [anna]) = (Services::default(), people());
        let taken = services.take(ORIGIN, anna, NOW).unwrap();
        assert_eq!(taken.room(NOW), Room::Calls(1));
        let id = SubscriptionId(Random::seeded(2).uuid(NOW));
        taken.refused(id, anna, "no");
        let all = Subscribers {
            people: 1,
            browsers: 1,
        };
        let until = taken.weigh(all, NOW).unwrap();
        assert_eq!(taken.room(NOW), Room::None);
        drop(taken);
        assert_eq!(services.take(ORIGIN, anna, NOW).err(), Some(Left::ForNow));
        assert_eq!(services.paused(NOW)[0].service, ORIGIN);
        assert_eq!(services.paused(NOW)[0].said, "no");
        assert!(services.paused(until).is_empty());
        let taken = services.take(ORIGIN, anna, until).unwrap();
        assert_eq!(taken.room(until), Room::Probe(vec![anna]));
        taken.took(anna);
        assert_eq!(taken.room(until), Room::Calls(1));
    }

    #[test]
    fn strangers_have_only_so_many_services_remembered_and_push_no_other_out() {
        let (services, [anna, ben, carol]) = (Services::default(), people());
        let both = BTreeSet::from([ben, carol]);
        services
            .take(ORIGIN, ben, NOW)
            .unwrap()
            .called(2, 0, &both, NOW);
        let refusing = services.take("https://no.example", ben, NOW).unwrap();
        let all = Subscribers {
            people: 1,
            browsers: 1,
        };
        let id = SubscriptionId(Random::seeded(2).uuid(NOW));
        refusing.refused(id, ben, "no");
        refusing.weigh(all, NOW).unwrap();
        drop(refusing);
        for number in 0..5_000 {
            let name = format!("https://{number}.example");
            let taken = services.take(&name, anna, NOW).unwrap();
            taken.called(1, 1, &BTreeSet::from([anna]), NOW);
        }
        assert!(services.0.lock().len() <= KNOWN);
        assert_eq!(services.paused(NOW).len(), 1);
        let taken = services.take(ORIGIN, ben, NOW).unwrap();
        assert_eq!(taken.room(NOW), Room::Calls(8));
    }
}
