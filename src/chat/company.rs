//! Company: a busy conversation waits a moment before it is stored, so that under load one commit,
//! one event and one frame carry many messages. A quiet one never waits.
//!
//! A conversation is busy if its last commit held more than one of its changes, and began less than
//! [`MOMENT`] ago. Whatever is stored takes along all that waits.

use std::collections::HashMap;
use std::time::Duration;

use bus::{Consumer, Delivery};
use models::{ChangeMessage, ConversationId};
use tokio::time::{Instant, timeout_at};

/// From one commit of a busy conversation to the next.
const MOMENT: Duration = Duration::from_millis(5);

/// Until when each busy conversation waits.
#[derive(Default)]
pub(crate) struct Company(HashMap<ConversationId, Instant>);

impl Company {
    /// The next jobs, up to `most`; none when the queue is closed and empty.
    pub(crate) async fn gather(
        &self,
        jobs: &mut dyn Consumer<ChangeMessage>,
        most: usize,
    ) -> Option<Vec<Delivery<ChangeMessage>>> {
        let mut gathered = jobs.next(most).await?;
        let mut until = self.until(of(&gathered), Instant::now());
        while let Some(at) = until
            && gathered.len() < most
            && let Ok(Some(more)) = timeout_at(at, jobs.next(most - gathered.len())).await
        {
            until = self
                .until(of(&more), Instant::now())
                .map(|other| other.min(at));
            gathered.extend(more);
        }
        Some(gathered)
    }

    /// Until when jobs of these conversations may wait for others; none where one must not wait.
    fn until(&self, ids: impl Iterator<Item = ConversationId>, now: Instant) -> Option<Instant> {
        let mut earliest = now + MOMENT;
        for id in ids {
            let until = self.0.get(&id).filter(|until| **until > now)?;
            earliest = earliest.min(*until);
        }
        Some(earliest)
    }

    /// Changes of these conversations, one for each, are stored from `now` on.
    pub(crate) fn stored(&mut self, ids: impl Iterator<Item = ConversationId>, now: Instant) {
        self.0.retain(|_, until| *until > now);
        let mut changes = HashMap::new();
        for id in ids {
            *changes.entry(id).or_insert(0_u32) += 1;
        }
        let busy = changes.into_iter().filter(|(_, changes)| *changes > 1);
        self.0.extend(busy.map(|(id, _)| (id, now + MOMENT)));
    }
}

fn of(jobs: &[Delivery<ChangeMessage>]) -> impl Iterator<Item = ConversationId> {
    jobs.iter().map(|delivery| delivery.job.conversation_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const A: ConversationId = ConversationId(Uuid::from_u128(1));
    const B: ConversationId = ConversationId(Uuid::from_u128(2));

    #[test]
    fn only_a_conversation_of_which_many_changes_came_together_waits() {
        let (mut company, now) = (Company::default(), Instant::now());
        let until = |company: &Company, ids: &[ConversationId], after: u32| {
            let now = now + MOMENT * after / 5;
            company
                .until(ids.iter().copied(), now)
                .map(|until| until - now)
        };
        assert_eq!(until(&company, &[A], 0), None);
        company.stored([A, B, A].into_iter(), now);
        assert_eq!(until(&company, &[A, A], 0), Some(MOMENT));
        assert_eq!(until(&company, &[A], 3), Some(MOMENT * 2 / 5));
        assert_eq!(until(&company, &[B], 0), None, "a quiet one");
        assert_eq!(until(&company, &[A, B], 0), None, "a quiet one takes along");
        assert_eq!(until(&company, &[A], 5), None, "not longer");
        company.stored([A].into_iter(), now + MOMENT);
        assert_eq!(until(&company, &[A], 6), None, "it became quiet");
    }
}
