//! What is done again and again: reading keys and remembered sessions anew, noting when sessions
//! were used, forgetting what has long ended.

use std::time::Duration;

use models::{SessionId, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::key::{self, RETIRED_LIFETIME};
use crate::{Auth, Error, Result};

/// A little more often than a remembered session is believed, so that one in use is read here,
/// together with all others, and never on a request's way.
const EVERY: Duration = Duration::from_secs(25);
/// Every how many rounds what has ended is forgotten: about once an hour.
const FORGET_EVERY: u32 = 144;
/// For how long ended sessions and invites are kept: an invite that has ended is known as such, a
/// refresh token that was used again is known as stolen.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Rows that are written at a time, so that messages behind them don't wait long.
const TOGETHER: u32 = 500;

impl Auth {
    /// Keeps everything up to date until it is told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut round: u32 = 0;
        while stop
            .run_until_cancelled(tokio::time::sleep(EVERY))
            .await
            .is_some()
        {
            if let Err(error) = self.renew().await {
                tracing::warn!(%error, "sessions and keys could not be read again");
            }
            if round.is_multiple_of(FORGET_EVERY)
                && let Err(error) = self.forget().await
            {
                tracing::warn!(%error, "ended sessions could not be forgotten");
            }
            round = round.wrapping_add(1);
        }
    }

    /// Reads the keys and all remembered sessions again, and notes which were used.
    ///
    /// # Errors
    /// The database's.
    pub async fn renew(&self) -> Result<()> {
        let now = self.inner.clock.now();
        self.inner.keys.reload(&self.inner.db, now).await?;
        let asked = self.inner.cache.in_use(now);
        if asked.is_empty() {
            return Ok(());
        }
        let live = self
            .inner
            .db
            .read()
            .await?
            .list_live_sessions(&asked, now)
            .await?;
        self.inner.cache.renew(&asked, &live, now);
        self.note_used(self.inner.cache.take_used(now), now).await
    }

    pub(crate) async fn note_used(&self, used: Vec<SessionId>, now: Timestamp) -> Result<()> {
        for some in used.chunks(TOGETHER as usize) {
            let some = some.to_vec();
            let write = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.update_sessions_seen(&some, now).await?) })
            });
            write.await?;
        }
        Ok(())
    }

    /// Forgets what has long ended.
    pub(crate) async fn forget(&self) -> Result<()> {
        let now = self.inner.clock.now();
        let (before, retired) = (now.minus(KEPT), now.minus(RETIRED_LIFETIME));
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                conn.delete_keys(key::PURPOSE, retired).await?;
                Ok(conn.delete_ended_invites(before).await?)
            })
        });
        write.await?;
        loop {
            let mut conn = self.inner.db.read().await?;
            let ended = conn.list_ended_sessions(before, TOGETHER).await?;
            drop(conn);
            let last = ended.len() < TOGETHER as usize;
            let write = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.delete_sessions(&ended).await?) })
            });
            write.await?;
            if last {
                return Ok(());
            }
        }
    }
}
