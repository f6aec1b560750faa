//! Whether a push service refuses this server, or only somebody's browser. 401 and 403 say either: that
//! this server's key is not liked, or that one browser has subscribed with another key.
//!
//! *Invariant:* one person's browsers keep nobody else's pushes back. A push service is left alone once
//! several people's were refused with none taken in between, or those of all who have one there.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use models::{SubscriptionId, Timestamp, UserId};

/// So many people are several.
const SEVERAL: usize = 3;
/// How long a push service that refuses this server is left alone; doubled each time where it is
/// everybody's that it refuses.
const FIRST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// Of how many browsers it is remembered: who has one is strangers' input.
const KNOWN: usize = 256;

/// What one push service has refused.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    /// Whose browsers' pushes, with none taken since.
    refused: BTreeMap<SubscriptionId, UserId>,
    /// People whose were while others' were taken: that says nothing of this server, then or later.
    doubted: BTreeSet<UserId>,
    /// How often in a row it was left alone.
    pauses: u32,
    until: Option<Timestamp>,
    said: String,
}

/// Who has browsers at a push service, but for those whose refusals say nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Subscribers {
    pub(crate) people: usize,
    pub(crate) browsers: usize,
}

impl Refusals {
    /// Somebody's push was taken: nothing is wrong with this server's key.
    pub(crate) fn took(&mut self, who: UserId) {
        self.doubted
            .extend(std::mem::take(&mut self.refused).into_values());
        self.doubted.remove(&who);
        while self.doubted.len() > KNOWN {
            self.doubted.pop_first();
        }
        (self.pauses, self.until) = (0, None);
    }

    /// A push of one of somebody's browsers was not.
    pub(crate) fn refused(&mut self, id: SubscriptionId, who: UserId, said: &str) {
        if self.refused.len() < KNOWN {
            self.refused.insert(id, who);
        }
        said.clone_into(&mut self.said);
    }

    /// Whether it is this server that is refused, and until when the push service is left alone.
    pub(crate) fn weigh(&mut self, all: Subscribers, now: Timestamp) -> Option<Timestamp> {
        if self.is_paused(now) {
            return self.until;
        }
        let people: BTreeSet<_> = self.refused.values().collect();
        let people = people.difference(&self.doubted.iter().collect()).count();
        // One person's other browser may be in order.
        let is_enough = people >= all.people.clamp(1, SEVERAL)
            && self.refused.len() >= all.browsers.clamp(1, 2);
        if !is_enough {
            return None;
        }
        // Where there are others, one of theirs is soon tried.
        let pause = match people >= all.people || self.refused.len() >= KNOWN {
            true => (FIRST * 2_u32.pow(self.pauses.min(6))).min(LONGEST),
            false => FIRST,
        };
        self.pauses = self.pauses.saturating_add(1);
        self.until = Some(now.plus(pause));
        self.until
    }

    /// Until when it is left alone, where it is; in the past, when it is to be seen whether that goes on.
    pub(crate) fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// Whether it is left alone. Not for longer than anything is: the clock may have been set back.
    pub(crate) fn is_paused(&self, now: Timestamp) -> bool {
        self.until
            .is_some_and(|until| now < until && until.since(now) <= LONGEST)
    }

    pub(crate) fn said(&self) -> &str {
        &self.said
    }

    /// Whose pushes are tried after others'.
    pub(crate) fn people(&self) -> Vec<UserId> {
        let refused: BTreeSet<UserId> = self.refused.values().copied().collect();
        refused.union(&self.doubted).copied().collect()
    }

    /// Whose refusals say nothing.
    pub(crate) fn doubted(&self) -> Vec<UserId> {
        self.doubted.iter().copied().collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.refused.is_empty() && self.doubted.is_empty() && self.until.is_none()
    }
}

#[cfg(test)]
mod tests {
    use models::Random;

    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn people<const N: usize>() -> [(SubscriptionId, UserId); N] {
        let random = Random::seeded(1);
        std::array::from_fn(|_| (SubscriptionId(random.uuid(NOW)), UserId(random.uuid(NOW))))
    }

    fn all(people: usize, browsers: usize) -> Subscribers {
        Subscribers { people, browsers }
    }

    #[test]
    fn somebodys_browsers_are_refused_alone_until_several_peoples_are() {
        let [anna, ben, carol] = people();
        let mut refusals = Refusals::default();
        for (id, who) in [anna, ben] {
            refusals.refused(id, who, "no");
            assert_eq!(refusals.weigh(all(9, 9), NOW), None);
        }
        for _ in 0..5 {
            let other = SubscriptionId(Random::seeded(2).uuid(NOW));
            refusals.refused(other, ben.1, "no");
        }
        assert_eq!(
            refusals.weigh(all(9, 9), NOW),
            None,
            "it is the same person"
        );
        refusals.refused(carol.0, carol.1, "no");
        let until = refusals.weigh(all(9, 9), NOW).unwrap();
        assert_eq!(until.since(NOW), FIRST);
        refusals.took(anna.1);
        assert_eq!((refusals.until(), refusals.pauses), (None, 0));
        // What they are refused says nothing any more, others' does.
        refusals.refused(ben.0, ben.1, "no");
        refusals.refused(carol.0, carol.1, "no");
        assert_eq!(refusals.weigh(all(7, 7), NOW), None);
        assert!(!refusals.doubted().contains(&anna.1));
        refusals.refused(anna.0, anna.1, "no");
        assert_eq!(refusals.weigh(all(1, 1), NOW), Some(NOW.plus(FIRST)));
    }

    #[test]
    fn who_is_alone_at_a_push_service_is_refused_as_the_server_is_longer_each_time() {
        let [anna] = people();
        let mut refusals = Refusals::default();
        let mut now = NOW;
        refusals.refused(anna.0, anna.1, "no");
        assert_eq!(
            refusals.weigh(all(1, 2), now),
            None,
            "the other may be taken"
        );
        for minutes in [1, 2, 4, 8, 16, 32, 60, 60] {
            refusals.refused(anna.0, anna.1, "no");
            let until = refusals.weigh(all(1, 1), now).unwrap();
            assert_eq!(until.since(now), Duration::from_secs(60 * minutes));
            assert_eq!(refusals.weigh(all(1, 1), now), Some(until));
            now = until;
        }
        assert!(refusals.is_paused(now.minus(LONGEST)));
        assert!(!refusals.is_paused(NOW), "the clock was set back");
        refusals.took(anna.1);
        refusals.refused(anna.0, anna.1, "no");
        assert_eq!(refusals.weigh(all(1, 1), now), Some(now.plus(FIRST)));
    }

    #[test]
    fn a_pause_that_some_people_cause_grows_for_nobody_else() {
        let refusing: [_; 3] = people();
        let mut refusals = Refusals::default();
        let mut now = NOW;
        for _ in 0..5 {
            for (id, who) in refusing {
                refusals.refused(id, who, "no");
            }
            let until = refusals.weigh(all(4, 4), now).unwrap();
            assert_eq!(until.since(now), FIRST);
            now = until;
        }
    }

    #[test]
    fn strangers_fill_nothing() {
        let many: [_; 1_000] = people();
        let mut refusals = Refusals::default();
        for (id, who) in many {
            refusals.refused(id, who, "no");
        }
        assert_eq!(refusals.people().len(), KNOWN);
        refusals.took(many[999].1);
        assert_eq!(refusals.doubted().len(), KNOWN);
    }
}
