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
