//! What has become of pushes that were sent together, and what follows for others.

use std::collections::BTreeSet;
use std::sync::Arc;

use db::{Conn, Push};
use models::{ConversationId, SubscriptionId, Timestamp, UserId};

use crate::client::Answer;
use crate::drain::CLAIM;
use crate::refusals::Subscribers;
use crate::services::Taken;
use crate::verdict::{Verdict, backoff, verdict, wait};
use crate::work::complain;
use crate::{Error, Notifications, Result};

/// What has become of one push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Sent, or nothing to be sent any more.
    Done,
    /// To be sent then, after so many failures.
    Later(Timestamp, u32),
    /// It was refused, so many times by now: it, its subscription, or this server.
    Refused(u32),
    /// Its subscription is no more.
    Ended,
}

/// What has become of some.
#[derive(Default)]
pub(crate) struct Outcomes {
    all: Vec<SubscriptionId>,
    people: BTreeSet<UserId>,
    silent: u32,
    has_taken: bool,
    done: Vec<(SubscriptionId, ConversationId, i64)>,
    later: Vec<(SubscriptionId, ConversationId, Timestamp, u32)>,
    refused: Vec<(SubscriptionId, ConversationId, u32)>,
    put_off: Vec<(SubscriptionId, Timestamp, u32)>,
    ended: Vec<SubscriptionId>,
    told: Vec<(SubscriptionId, Timestamp, u16)>,
}

impl Outcomes {
    pub(crate) fn add(
        &mut self,
        push: &Push,
        outcome: Outcome,
        answer: Option<Answer>,
        now: Timestamp,
    ) {
        let (subscription, conversation) = (push.subscription_id, push.conversation_id);
        self.all.push(subscription);
        if let Some(answer) = answer {
            self.people.insert(push.user_id);
            self.silent += u32::from(answer.status.is_none());
            self.has_taken |= verdict(&answer, now) == Verdict::Done;
            let status = answer.status.unwrap_or_default();
            self.told.push((subscription, now, status));
            // It was said of the browser, whatever else there is to tell it.
            if let (Outcome::Later(due, attempts), Verdict::Later(Some(_))) =
                (outcome, verdict(&answer, now))
            {
                self.put_off.push((subscription, due, attempts));
            }
        }
        match outcome {
            Outcome::Done => self.done.push((subscription, conversation, push.seq)),
            Outcome::Later(due, attempts) => {
                self.later.push((subscription, conversation, due, attempts));
            }
            Outcome::Refused(attempts) => self.refused.push((subscription, conversation, attempts)),
            Outcome::Ended => self.ended.push(subscription),
        }
    }

    /// How many calls were made.
    pub(crate) fn calls(&self) -> u32 {
        u32::try_from(self.told.len()).unwrap_or(u32::MAX)
    }

    /// How many of these had no answer.
    pub(crate) fn silent(&self) -> u32 {
        self.silent
    }

    /// For whom they were.
    pub(crate) fn people(&self) -> &BTreeSet<UserId> {
        &self.people
    }

    /// Writes what has become of them.
    pub(crate) async fn write(&self, conn: &mut Conn, now: Timestamp) -> db::Result<()> {
        if self.all.is_empty() {
            return Ok(());
        }
        conn.lock_subscriptions(&self.all).await?;
        conn.finish_pushes(&self.done, now).await?;
        conn.put_off_pushes(&self.later).await?;
        conn.put_off_subscriptions(&self.put_off).await?;
        conn.update_told(&self.told).await?;
        conn.end_subscriptions(&self.ended).await
    }
}

impl Notifications {
    /// What an answer means for its push, and for its push service.
    pub(crate) fn judge(&self, push: &Push, answer: &Answer, taken: &Taken) -> Outcome {
        let now = self.inner.clock.now();
        let (service, status, said) = (taken.service(), answer.status, &answer.detail);
        let attempts = push.attempts.saturating_add(1);
        let (outcome, word) = match verdict(answer, now) {
            Verdict::Done => {
                taken.took(push.user_id);
                (Outcome::Done, "sent")
            }
            Verdict::Ended => (Outcome::Ended, "ended"),
            Verdict::Refused => {
                let (user, subscription) = (push.user_id, push.subscription_id);
                taken.refused(subscription, user, said);
                tracing::warn!(
                    service, status, said, %user, %subscription,
                    "a push service refuses what is sent to somebody's browser: it is tried again later"
                );
                (Outcome::Refused(attempts), "refused")
            }
            Verdict::TooLarge | Verdict::Never => {
                tracing::warn!(
                    service,
                    status,
                    said,
                    "a push is given up: the push service will never take it"
                );
                (Outcome::Done, "given_up")
            }
            Verdict::Later(asked) => {
                let due = now.plus(wait(asked, attempts, &self.inner.random));
                if due.since(push.at) > self.inner.config.max_age {
                    tracing::warn!(
                        service,
                        status,
                        said,
                        attempts,
                        "a push is given up: nobody took it for too long (push.max_age)"
                    );
                    (Outcome::Done, "given_up")
                } else {
                    tracing::debug!(service, status, said, %due, "a push waits");
                    (Outcome::Later(due, attempts), "failed")
                }
            }
        };
        metrics::counter!("snug_pushes_total", "outcome" => word).increment(1);
        outcome
    }

    /// Puts off what is owed to those browsers that were refused: until the push service is asked again
    /// where it is this server that is refused, and then somewhat longer, so that others are tried before.
    pub(crate) async fn weigh(&self, outcomes: &mut Outcomes, taken: &Taken) {
        if outcomes.refused.is_empty() {
            return;
        }
        let now = self.inner.clock.now();
        let mut until = None;
        if !outcomes.has_taken {
            let service = taken.service();
            match self.subscribers(taken, now).await {
                Ok(all) => until = taken.weigh(all, now),
                // The next refusal is weighed.
                Err(error) => complain(&error, "a push service's refusals are not weighed"),
            }
            if let Some(until) = until {
                tracing::error!(
                    service, %until,
                    "a push service refuses this server: nothing is sent there until then"
                );
            }
        }
        let from = until.unwrap_or(now);
        for (subscription, conversation, attempts) in std::mem::take(&mut outcomes.refused) {
            let due = from.plus(backoff(attempts, &self.inner.random));
            let later = (subscription, conversation, due, attempts);
            outcomes.later.push(later);
            outcomes.put_off.push((subscription, due, attempts));
        }
    }

    async fn subscribers(&self, taken: &Taken, now: Timestamp) -> Result<Subscribers> {
        let (service, doubted) = (taken.service(), taken.doubted());
        let mut conn = self.inner.db.read().await?;
        let (people, browsers) = conn.count_subscribers(service, &doubted, now).await?;
        let count = |number| usize::try_from(number).unwrap_or_default();
        Ok(Subscribers {
            people: count(people),
            browsers: count(browsers),
        })
    }

    /// Writes what has become of them, in a transaction of its own.
    pub(crate) async fn note(&self, outcomes: Arc<Outcomes>) -> Result<()> {
        if outcomes.all.is_empty() {
            return Ok(());
        }
        let write = || {
            let (outcomes, now) = (Arc::clone(&outcomes), self.inner.clock.now());
            self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(outcomes.write(conn, now).await?) })
            })
        };
        self.insist(CLAIM, "what was sent waits to be noted", write)
            .await
    }
}
