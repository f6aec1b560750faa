//! Pushes that would never be sent: those that are too old, whoever refuses them or is not asked, and those
//! that a clock has put off which was ahead.

use db::PushBounds;

use crate::drain::CLAIM;
use crate::verdict::PATIENCE;
use crate::work::TOGETHER;
use crate::{Error, Notifications, Result};

impl Notifications {
    /// Gives up the former, and has the latter sent.
    pub(crate) async fn find_lost(&self) -> Result<()> {
        loop {
            let now = self.inner.clock.now();
            let max_age = self.inner.config.max_age;
            let bounds = PushBounds {
                now,
                first_at: now.minus(max_age),
                // Another replica's clock may be somewhat ahead.
                last_due: now.plus(PATIENCE + CLAIM),
                last_claim: now.plus(CLAIM * 2),
            };
            if !self.inner.db.read().await?.has_lost_pushes(bounds).await? {
                return Ok(());
            }
            let write = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move {
                    let rescued = conn.rescue_pushes(bounds, TOGETHER).await?;
                    let given_up = conn.give_up_pushes(bounds, TOGETHER).await?;
                    Ok((rescued, given_up))
                })
            });
            let (rescued, given_up) = write.await?;
            if rescued > 0 {
                tracing::warn!(
                    rescued,
                    "pushes were put off for too long, as by a clock that was ahead: they are sent now"
                );
                self.inner.due.notify_one();
            }
            if given_up > 0 {
                tracing::warn!(
                    given_up,
                    "pushes are given up: nobody took them for too long (push.max_age)"
                );
                metrics::counter!("snug_pushes_total", "outcome" => "given_up").increment(given_up);
            }
            // Others are at the rest.
            if rescued + given_up < u64::from(TOGETHER) {
                return Ok(());
            }
        }
    }
}
