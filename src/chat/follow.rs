//! The spans of what is followed, from its accept to its commit.
//!
//! A transaction stores many messages, and tells each conversation of all of its own with one event. A
//! message that is followed has a span of that transaction in its own trace. The event goes on from the
//! first of them, and the spans of the others link to that one, so that each leads to where it was told.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Instant;

use models::trace::{Fact, Role, Step};
use models::{ChangeMessage, Code, ConversationId, Problem, Traceparent};

use crate::Chat;

/// From a change that came in to its acknowledgement.
const ACCEPT: &str = "message.accept";
/// From a change that was taken from the queue to its commit, with all tries.
const STORE: &str = "message.store";

impl Chat {
    /// Begins to follow a change, if it is one that is followed, and has its job say so.
    pub(crate) fn follow(&self, job: &mut ChangeMessage) -> Option<Step> {
        let mut step = self.inner.traces.begin(ACCEPT, Role::Producer)?;
        step.tell(facts(job));
        job.traceparent = Some(step.own());
        Some(step)
    }

    /// The spans of a transaction since `begun`; what the event of each conversation goes on from.
    pub(crate) fn follow_stored(
        &self,
        jobs: &[ChangeMessage],
        outcomes: &[Result<(), Problem>],
        begun: Instant,
    ) -> HashMap<ConversationId, Traceparent> {
        let mut first = HashMap::new();
        for (job, outcome) in jobs.iter().zip(outcomes) {
            let Some(parent) = job.traceparent else {
                continue;
            };
            let mut step = self.step_of(job, jobs.len(), begun);
            if let Err(problem) = outcome {
                fail(step.as_mut(), problem.code);
                continue;
            }
            // Whoever follows nothing hands on what came.
            let own = step.as_ref().map_or(parent, Step::own);
            match (first.entry(job.conversation_id), step.as_mut()) {
                (Entry::Vacant(none), _) => drop(none.insert(own)),
                (Entry::Occupied(first), Some(step)) => step.link(*first.get()),
                (Entry::Occupied(_), None) => {}
            }
        }
        first
    }

    /// The span of a job that could not be stored.
    pub(crate) fn follow_failed(&self, job: &ChangeMessage, code: Code, begun: Instant) {
        fail(self.step_of(job, 1, begun).as_mut(), code);
    }

    fn step_of(&self, job: &ChangeMessage, batch: usize, begun: Instant) -> Option<Step> {
        let traces = &self.inner.traces;
        let mut step = traces.go_on(job.traceparent, STORE, Role::Consumer, begun)?;
        step.tell(facts(job));
        step.tell([("snug.batch.size", Fact::Count(batch))]);
        Some(step)
    }
}

/// Ends a span with what went wrong.
pub(crate) fn fail(step: Option<&mut Step>, code: Code) {
    if let Some(step) = step {
        step.fail(code.as_str());
    }
}

fn facts(job: &ChangeMessage) -> [(&'static str, Fact); 3] {
    [
        ("snug.conversation.id", Fact::Id(job.conversation_id.0)),
        ("snug.message.id", Fact::Id(job.message_id.0)),
        ("snug.change", Fact::Word(job.change.name())),
    ]
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU64;
    use std::sync::{Arc, Mutex};

    use models::trace::Span;
    use models::{Change, ChangeId, Clock, MessageId, Random, Timestamp, Traces, UserId};
    use uuid::Uuid;

    use super::*;
    use crate::testing::House;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn job(number: u128, room: u128, span_id: Option<u64>) -> ChangeMessage {
        let of_trace = |span_id| Traceparent {
            trace_id: number,
            span_id: NonZeroU64::new(span_id).unwrap(),
        };
        ChangeMessage {
            conversation_id: ConversationId(id(room)),
            user_id: UserId(id(1)),
            at: Timestamp(0),
            message_id: MessageId(id(number)),
            change: Change::Delete {
                change_id: ChangeId(id(number)),
            },
            traceparent: span_id.map(of_trace),
        }
    }

    fn jobs() -> [ChangeMessage; 5] {
        [
            job(1, 7, None),
            job(2, 7, Some(20)),
            job(3, 7, Some(30)),
            job(4, 7, Some(40)),
            job(5, 8, Some(50)),
        ]
    }

    fn outcomes() -> [Result<(), Problem>; 5] {
        let refused = Problem::from(Code::NotFound);
        [Ok(()), Err(refused), Ok(()), Ok(()), Ok(())]
    }

    #[tokio::test]
    async fn each_followed_job_has_a_span_in_its_own_trace_that_leads_to_the_event() {
        db::testing::on_both(async |db| {
            let spans = Arc::new(Mutex::new(Vec::new()));
            let kept = Arc::clone(&spans);
            let sink = move |span: Span| kept.lock().unwrap().push(span);
            let clock = Clock::manual(Timestamp(0));
            let traces = Traces::new(0.0, clock, Random::system(), sink);
            let house = House::open_with_traces(db, traces).await;
            let chat = &house.chat;
            let first = chat.follow_stored(&jobs(), &outcomes(), Instant::now());
            house.close().await;

            let spans = std::mem::take(&mut *spans.lock().unwrap());
            let told: Vec<_> = spans
                .iter()
                .map(|it| {
                    (
                        it.own.trace_id,
                        it.parent_id.map_or(0, NonZeroU64::get),
                        it.error,
                    )
                })
                .collect();
            let refused = (2, 20, Some("not_found"));
            let others = [(3, 30, None), (4, 40, None), (5, 50, None)];
            assert_eq!(told[0], refused);
            assert_eq!(told[1..], others);
            assert_eq!(first[&ConversationId(id(7))], spans[1].own);
            assert_eq!(first[&ConversationId(id(8))], spans[3].own);
            let links: Vec<_> = spans.iter().map(|span| span.link).collect();
            assert_eq!(links, [None, None, Some(spans[1].own), None]);
        })
        .await;
    }

    #[tokio::test]
    async fn whoever_follows_nothing_hands_on_what_came() {
        db::testing::on_both(async |db| {
            let house = House::open(db).await;
            let chat = &house.chat;
            let first = chat.follow_stored(&jobs(), &outcomes(), Instant::now());
            house.close().await;
            let own = |number, span_id| job(number, 7, Some(span_id)).traceparent.unwrap();
            assert_eq!(first[&ConversationId(id(7))], own(3, 30));
            assert_eq!(first[&ConversationId(id(8))], own(5, 50));
        })
        .await;
    }
}
