//! What is done when events were missed, by a bus that was away or a reader that was behind: what
//! depends on them is read again, and every client is asked to sync.
//!
//! *Invariant:* a client is asked only after its session was checked and its rooms were read, so that
//! whoever was let go of meanwhile hears nothing more.

use std::time::Duration;

use models::Problem;

use crate::Sockets;

/// Clients that are asked at a time, and between two times: they all answer with a question.
const TOGETHER: usize = 50;
const PAUSE: Duration = Duration::from_millis(50);
/// After an error.
const RETRY: Duration = Duration::from_secs(1);
/// Over how much time all are asked, however many they are.
const SPREAD: Duration = Duration::from_secs(5);

impl Sockets {
    /// Makes up for what was missed, each time that some was, until [`Sockets::drain`].
    pub(crate) async fn keep_up(&self) {
        loop {
            tokio::select! {
                () = self.inner.missed.notified() => {}
                () = self.inner.closing.cancelled() => return,
            }
            metrics::counter!("snug_sync_storms_total").increment(1);
            if let Err(problem) = self.read_again().await {
                // As long as the database is away nobody can sync either.
                tracing::warn!(%problem, "what was missed could not be read again");
                tokio::time::sleep(RETRY).await;
                self.inner.missed.notify_one();
                continue;
            }
            self.ask_all().await;
        }
    }

    async fn read_again(&self) -> Result<(), Problem> {
        self.check_sessions().await.map_err(Problem::from)?;
        for user_id in self.inner.registry.users() {
            self.enter_all(user_id).await?;
        }
        Ok(())
    }

    async fn ask_all(&self) {
        let peers = self.inner.registry.all();
        let times = u32::try_from(peers.len().div_ceil(TOGETHER)).unwrap_or(u32::MAX);
        let pause = PAUSE.min(SPREAD / times.max(1));
        for some in peers.chunks(TOGETHER) {
            for peer in some {
                peer.emit("sync:required", &serde_json::json!({}));
            }
            metrics::counter!("snug_syncs_required_total").increment(some.len() as u64);
            tokio::time::sleep(pause).await;
        }
    }
}
