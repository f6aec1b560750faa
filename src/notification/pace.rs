//! How many calls a push service gets at a time. Which push services there are strangers decide, and each
//! may hang: so a new one is asked with a single push, and has more calls once it has answered, and pushes
//! of more people.
//!
//! *Invariant:* what one person has subscribed to never has many calls, and what hangs has one.

use std::collections::BTreeSet;
use std::time::Duration;

use models::{Timestamp, UserId};

/// Calls at a time for each person who has something due.
pub(crate) const EACH: u32 = 4;
/// Calls of one push service at a time: what more would send, whoever chats beside it pays for.
const MOST: u32 = 104;
/// People that it takes to have as many.
const PEOPLE: usize = (MOST / EACH) as usize;
/// How long one that does not answer is left alone; doubled each time.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// How one push service is called.
#[derive(Debug)]
pub(crate) struct Pace {
    window: u32,
    /// Whom it has answered since it last did not, as many as count.
    answered: BTreeSet<UserId>,
    /// How often it did not answer, less how often it did since.
    hangs: u32,
    until: Option<Timestamp>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            window: 1,
            answered: BTreeSet::new(),
            hangs: 0,
            until: None,
        }
    }
}

impl Pace {
    /// How many calls it gets.
    pub(crate) fn window(&self) -> u32 {
        self.window
    }

    /// Whether nobody knows that it answers to more than one person.
    pub(crate) fn is_strange(&self) -> bool {
        self.window <= EACH
    }

    /// Whether it is left alone, because it does not answer.
    pub(crate) fn is_away(&self, now: Timestamp) -> bool {
        // No longer than anything is: the clock may have been set back.
        self.until
            .is_some_and(|until| now < until && until.since(now) <= LONGEST)
    }

    /// Of so many calls for these people that were made together, so many had no answer.
    pub(crate) fn note(
        &mut self,
        calls: u32,
        silent: u32,
        people: &BTreeSet<UserId>,
        now: Timestamp,
    ) {
        if calls == 0 {
            return;
        }
        if silent == 0 {
            for who in people {
                if self.answered.len() < PEOPLE {
                    self.answered.insert(*who);
                }
            }
            let people = u32::try_from(self.answered.len()).unwrap_or(u32::MAX);
            self.window = self.window.max(people.saturating_mul(EACH).min(MOST));
            self.hangs = self.hangs.saturating_sub(1);
            self.until = None;
            return;
        }
        self.answered.clear();
        if silent < calls {
            self.window = (self.window / 2).max(1);
        } else {
            let wait = (FIRST * 2_u32.pow(self.hangs.min(6))).min(LONGEST);
            self.until = Some(now.plus(wait));
            self.hangs = self.hangs.saturating_add(1);
            self.window = 1;
        }
    }

    /// Whether there is nothing to be remembered.
    pub(crate) fn is_new(&self) -> bool {
        self.is_strange() && self.hangs == 0 && self.answered.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn people(numbers: std::ops::Range<u128>) -> BTreeSet<UserId> {
        numbers
            .map(|number| UserId(uuid::Uuid::from_u128(number)))
            .collect()
    }

    #[test]
    fn a_service_has_more_calls_the_more_people_it_answers_and_one_person_has_few() {
        let mut pace = Pace::default();
        assert_eq!(pace.window(), 1);
        for _ in 0..9 {
            pace.note(1, 0, &people(0..1), NOW);
        }
        assert!(pace.window() == EACH && pace.is_strange());
        for (new, expected) in [
            (1..2, 8),
            (1..3, 12),
            (0..16, 64),
            (16..24, 96),
            (24..99, MOST),
        ] {
            pace.note(16, 0, &people(new), NOW);
            assert_eq!(pace.window(), expected);
        }
        pace.note(1, 0, &people(0..1), NOW);
        assert_eq!(
            pace.window(),
            MOST,
            "that there is little to say says nothing"
        );
    }

    #[test]
    fn a_service_that_answers_less_has_fewer_calls_and_one_that_hangs_is_left_alone() {
        let mut pace = Pace::default();
        pace.note(4, 0, &people(0..40), NOW);
        pace.note(MOST, 1, &people(0..40), NOW);
        assert_eq!((pace.window(), pace.is_away(NOW)), (MOST / 2, false));
        pace.note(1, 0, &people(0..1), NOW);
        assert_eq!(
            pace.window(),
            MOST / 2,
            "it has to answer many again to have more"
        );
        let mut now = NOW;
        for secs in [1, 2, 4, 8, 16, 32, 60, 60] {
            pace.note(1, 1, &people(0..1), now);
            assert_eq!(pace.window(), 1);
            let until = now.plus(Duration::from_secs(secs));
            assert!(pace.is_away(until.minus(Duration::from_millis(1))));
            assert!(!pace.is_away(until));
            now = until;
        }
        pace.note(1, 0, &people(0..1), now);
        assert!(!pace.is_away(now) && !pace.is_new());
    }
}
