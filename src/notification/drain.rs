//! Sends what is due to one push service, many at a time, until nothing is due.
//!
//! *Invariant:* a push is forgotten only after its push service has taken it, or refused it for good.
//! One that was sent and not yet noted when the process died is sent again, and replaces the first on
//! the device.

use db::{Content, Push};
use futures_util::{StreamExt as _, stream};
use models::{ConversationId, SubscriptionId, Timestamp};

use crate::client::{Answer, Handling};
use crate::payload;
use crate::seal::Keys;
use crate::services::Taken;
use crate::verdict::{Verdict, backoff, verdict};
use crate::{Error, Notifications, Result};

/// Pushes that one service is sent at a time.
const AT_A_TIME: usize = 128;
/// For how long pushes are this process's. All that are claimed together have been answered by then,
/// however slowly.
const CLAIM: std::time::Duration = std::time::Duration::from_secs(120);

/// What has become of some pushes.
#[derive(Default)]
struct Outcomes {
    all: Vec<SubscriptionId>,
    done: Vec<(SubscriptionId, ConversationId, i64)>,
    later: Vec<(SubscriptionId, ConversationId, Timestamp, u32)>,
    ended: Vec<SubscriptionId>,
    told: Vec<(SubscriptionId, Timestamp, u16)>,
}

/// What has become of one push.
enum Outcome {
    /// Sent, or nothing to be sent any more.
    Done,
    /// To be sent then, after so many failures.
    Later(Timestamp, u32),
    /// Its subscription is no more.
    Ended,
}

impl Notifications {
    /// Sends what is due to a push service until nothing is, or it is paused.
    pub(crate) async fn drain(&self, taken: &Taken) -> Result<()> {
        loop {
            let now = self.inner.clock.now();
            let room = taken.room(now);
            if room == 0 {
                return Ok(());
            }
            let (service, until) = (taken.service().to_owned(), now.plus(CLAIM));
            let claim = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.claim_pushes(&service, now, until, room).await?) })
            });
            let pushes = claim.await?;
            if pushes.is_empty() {
                return Ok(());
            }
            let outcomes = stream::iter(pushes)
                .map(|push| self.deliver(push, taken))
                .buffer_unordered(AT_A_TIME)
                .fold(
                    Outcomes::default(),
                    async |mut all, (push, outcome, answer)| {
                        all.add(&push, &outcome, answer, self.inner.clock.now());
                        all
                    },
                )
                .await;
            self.note(outcomes).await?;
        }
    }

    /// Sends one push, if there is still something to be told.
    async fn deliver(&self, push: Push, taken: &Taken) -> (Push, Outcome, Option<Answer>) {
        let now = self.inner.clock.now();
        let Some(content) = &push.content else {
            return (push, Outcome::Done, None);
        };
        if let Some(until) = taken.paused_until(now) {
            let attempts = push.attempts;
            return (push, Outcome::Later(until, attempts), None);
        }
        let with_text = push.preferences.show_text;
        let mut answer = self.send(&push, content, with_text, taken).await;
        if verdict(&answer, now) == Verdict::TooLarge && with_text {
            answer = self.send(&push, content, false, taken).await;
        }
        let outcome = self.judge(&push, &answer, taken);
        (push, outcome, Some(answer))
    }

    async fn send(&self, push: &Push, content: &Content, with_text: bool, taken: &Taken) -> Answer {
        let keys = Keys {
            p256dh: push.p256dh.clone(),
            auth: push.auth.clone(),
        };
        let text = payload::message(push, content, with_text);
        let sealed = match self.inner.sealer.seal(taken.service(), &keys, &text) {
            Ok(sealed) => sealed,
            // Its keys were tried when they came: this is a defect, and may be mended.
            Err(error) => {
                tracing::error!(%error, "a push cannot be encrypted");
                return Answer::default();
            }
        };
        let handling = Handling {
            ttl_seconds: push.preferences.ttl_seconds,
            is_high: push.is_high,
            topic: Some(payload::topic(push.conversation_id)),
        };
        self.inner
            .client
            .send(&push.endpoint, sealed, &handling)
            .await
    }

    fn judge(&self, push: &Push, answer: &Answer, taken: &Taken) -> Outcome {
        let now = self.inner.clock.now();
        let service = taken.service();
        let attempts = push.attempts.saturating_add(1);
        let (outcome, word) = match verdict(answer, now) {
            Verdict::Done => {
                taken.took();
                (Outcome::Done, "sent")
            }
            Verdict::Ended => (Outcome::Ended, "ended"),
            Verdict::Refused => {
                let until = taken.refused(&answer.detail, now);
                tracing::error!(
                    service, status = answer.status, said = answer.detail, %until,
                    "a push service refuses this server: nothing is sent there until then"
                );
                // This one waits longer each time, so that others of the service are tried before it.
                let wait = backoff(attempts, &self.inner.random);
                (Outcome::Later(until.plus(wait), attempts), "refused")
            }
            Verdict::TooLarge | Verdict::Never => {
                tracing::warn!(
                    service,
                    status = answer.status,
                    said = answer.detail,
                    "a push is given up: the push service will never take it"
                );
                (Outcome::Done, "given_up")
            }
            Verdict::Later(wait) => {
                let wait = wait.unwrap_or_else(|| backoff(attempts, &self.inner.random));
                let due = now.plus(wait);
                if due.since(push.at) > self.inner.config.max_age {
                    tracing::warn!(
                        service,
                        status = answer.status,
                        said = answer.detail,
                        attempts,
                        "a push is given up: nobody took it for too long (push.max_age)"
                    );
                    (Outcome::Done, "given_up")
                } else {
                    tracing::debug!(service, status = answer.status, said = answer.detail, %due, "a push waits");
                    (Outcome::Later(due, attempts), "failed")
                }
            }
        };
        metrics::counter!("snug_pushes_total", "outcome" => word).increment(1);
        outcome
    }

    /// Writes what has become of them, in one transaction.
    async fn note(&self, outcomes: Outcomes) -> Result<()> {
        let now = self.inner.clock.now();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                conn.lock_subscriptions(&outcomes.all).await?;
                conn.finish_pushes(&outcomes.done, now).await?;
                conn.put_off_pushes(&outcomes.later).await?;
                conn.update_told(&outcomes.told).await?;
                Ok(conn.end_subscriptions(&outcomes.ended).await?)
            })
        });
        write.await
    }
}

impl Outcomes {
    fn add(&mut self, push: &Push, outcome: &Outcome, answer: Option<Answer>, now: Timestamp) {
        let (subscription, conversation) = (push.subscription_id, push.conversation_id);
        self.all.push(subscription);
        if let Some(answer) = answer {
            let status = answer.status.unwrap_or_default();
            self.told.push((subscription, now, status));
        }
        match *outcome {
            Outcome::Done => self.done.push((subscription, conversation, push.seq)),
            Outcome::Later(due, attempts) => {
                self.later.push((subscription, conversation, due, attempts));
            }
            Outcome::Ended => self.ended.push(subscription),
        }
    }
}
