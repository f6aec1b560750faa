//! Sends what is due to one push service, many at a time, until nothing is due.
//!
//! *Invariant:* a push is forgotten only after its push service has taken it, or refused it for good.
//! One that was sent and not yet noted when the process died is sent again, and replaces the first on
//! the device.
//!
//! *Invariant:* what is claimed is sent at once. What a push says was so when its call began.
//!
//! *Invariant:* what was sent is noted, whatever fails beside it, unless that fails until its claim has ended.
//!
//! *Invariant:* a server that stops leaves no claim behind: what it has no answer for is anybody's again.

use std::sync::Arc;
use std::time::Duration;

use db::{Claimed, Content, Push};
use futures_util::future::join_all;
use futures_util::{StreamExt as _, stream};
use models::{Kind, Timestamp};

use crate::client::{Answer, Handling, Repute};
use crate::hears::{Hears, hears};
use crate::outcomes::{Outcome, Outcomes};
use crate::payload;
use crate::seal::Keys;
use crate::services::{Room, Taken};
use crate::verdict::{Verdict, verdict};
use crate::{Error, Notifications, Result};

/// Pushes that are claimed together: few, so that some are noted and claimed while others are sent, and no
/// message waits long for what is written of them.
const TOGETHER: u32 = 16;
/// People whose pushes are tried at a push service that refused.
const PROBES: u32 = 4;
/// For how long pushes are this process's. All that are claimed together have been answered by then,
/// however slowly.
pub(crate) const CLAIM: Duration = Duration::from_secs(120);

/// How long a server that stops waits for answers: what was taken without one is sent twice.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// What has become of a push, and what its push service said if it was called.
type Delivered = (Push, Outcome, Option<Answer>);

impl Notifications {
    /// Sends what is due to a push service until nothing is, it is left alone, or the server stops.
    pub(crate) async fn drain(&self, taken: &Taken) -> Result<()> {
        loop {
            let lanes = lanes_of(&taken.room(self.inner.clock.now()));
            // To its end each: what others have sent is noted where one fails.
            let drained = join_all((0..lanes).map(|_| self.drain_lane(taken, lanes))).await;
            let drained: Vec<bool> = drained.into_iter().collect::<Result<_>>()?;
            if drained.into_iter().all(|is_done| is_done) {
                return Ok(());
            }
        }
    }

    /// Sends some after others; whether nothing is left to be sent. It may be that more or fewer should
    /// do the same at the same time.
    async fn drain_lane(&self, taken: &Taken, lanes: u32) -> Result<bool> {
        let mut sent = Arc::default();
        loop {
            let room = taken.room(self.inner.clock.now());
            let stops = self.inner.stop.is_cancelled();
            if stops || lanes_of(&room) != lanes {
                self.note(sent).await?;
                return Ok(stops);
            }
            match self.send_some(taken, room, sent).await? {
                Some(next) => sent = next,
                None => return Ok(true),
            }
        }
    }

    /// Sends as much as may be sent at once, and notes what was sent before; none where there was nothing.
    async fn send_some(
        &self,
        taken: &Taken,
        room: Room,
        before: Arc<Outcomes>,
    ) -> Result<Option<Arc<Outcomes>>> {
        let most = match &room {
            Room::None => 0,
            Room::Calls(calls) => TOGETHER.min(*calls),
            Room::Probe(_) => PROBES,
        };
        let calls = match most {
            0 => None,
            _ => {
                let calls = self.inner.calls.take(taken.is_strange(), most);
                self.inner.stop.run_until_cancelled(calls).await.flatten()
            }
        };
        let Some(mut calls) = calls else {
            self.note(before).await?;
            return Ok(None);
        };
        let most = u32::try_from(calls.num_permits()).unwrap_or(most);
        let claim = self.claim(taken.service(), room, most, Arc::clone(&before));
        let claimed = match claim.await {
            Ok(claimed) => claimed,
            Err(error) => {
                drop(calls);
                self.note(before).await?;
                return Err(error);
            }
        };
        if claimed.is_empty() {
            return Ok(None);
        }
        // Beside what is written, so that no message waits for it. Where it fails, these wait until their claim ends.
        let now = self.inner.clock.now();
        let pushes = self
            .inner
            .db
            .read()
            .await?
            .fill_pushes(claimed, now)
            .await?;
        drop(calls.split(calls.num_permits().saturating_sub(pushes.len())));
        let sent = self.deliver_all(pushes, taken).await;
        drop(calls);
        let now = self.inner.clock.now();
        let mut outcomes = Outcomes::default();
        for (push, outcome, answer) in sent {
            outcomes.add(&push, outcome, answer, now);
        }
        taken.called(outcomes.calls(), outcomes.silent(), outcomes.people(), now);
        self.weigh(&mut outcomes, taken).await;
        Ok(Some(Arc::new(outcomes)))
    }

    /// Claims what is sent next and notes what was sent before, in one transaction: whoever chats waits
    /// for one less.
    async fn claim(
        &self,
        service: &str,
        room: Room,
        most: u32,
        before: Arc<Outcomes>,
    ) -> Result<Vec<Claimed>> {
        let (service, now) = (service.to_owned(), self.inner.clock.now());
        let until = now.plus(CLAIM);
        let claim = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                before.write(conn, now).await?;
                Ok(match room {
                    Room::Probe(last) => {
                        conn.claim_probes(&service, now, until, &last, most).await?
                    }
                    _ => conn.claim_pushes(&service, now, until, most).await?,
                })
            })
        });
        claim.await
    }

    /// Sends pushes, all at the same time, but begins one in a turn: encrypting one takes its time, and who
    /// chats on the same threads would wait for all of them.
    pub(crate) async fn deliver_all(&self, pushes: Vec<Push>, taken: &Taken) -> Vec<Delivered> {
        // With none at a time it would wait for ever, also for nothing.
        let together = pushes.len().max(1);
        let one_in_a_turn = stream::iter(pushes).then(async |push| {
            tokio::task::yield_now().await;
            push
        });
        let calls = one_in_a_turn.map(async |push| {
            let delivered = self
                .inner
                .until_stopped(LAST_ANSWERS, self.deliver(&push, taken));
            let (outcome, answer) = delivered.await.unwrap_or_else(|| {
                let due = self.inner.clock.now();
                (Outcome::Later(due, push.attempts), None)
            });
            (push, outcome, answer)
        });
        calls.buffer_unordered(together).collect().await
    }

    /// Sends one push, if there is still something to be told, and somebody who wants to hear it now.
    async fn deliver(&self, push: &Push, taken: &Taken) -> (Outcome, Option<Answer>) {
        let now = self.inner.clock.now();
        let content = push.content.as_ref();
        let Some(content) = content.filter(|content| is_heard(push, content, now)) else {
            return (Outcome::Done, None);
        };
        let with_text = push.preferences.show_text;
        let mut answer = self.send(push, content, with_text, taken).await;
        if verdict(&answer, now) == Verdict::TooLarge && with_text {
            answer = self.send(push, content, false, taken).await;
        }
        (self.judge(push, &answer, taken), Some(answer))
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
        let repute = match taken.is_strange() {
            true => Repute::Strange,
            false => Repute::Known,
        };
        let client = &self.inner.client;
        client.send(&push.endpoint, sealed, &handling, repute).await
    }
}

/// Whether its person wants to hear it now: they may have said otherwise since it was owed.
fn is_heard(push: &Push, content: &Content, now: Timestamp) -> bool {
    let is_meant = push.is_high || content.kind == Kind::Direct;
    hears(&push.preferences, is_meant, now) != Hears::Not
}

/// How many send at the same time.
fn lanes_of(room: &Room) -> u32 {
    match room {
        Room::Calls(calls) => calls.div_ceil(TOGETHER),
        Room::None | Room::Probe(_) => 1,
    }
}
