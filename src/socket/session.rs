//! A socket lives as long as its session, whatever the bus does; and how all of them end.

use std::sync::Arc;
use std::time::Duration;

use crate::Sockets;
use crate::peer::Peer;

/// Between two looks at all sessions, in one query.
const CHECK: Duration = Duration::from_secs(30);
/// How long a client has to hang up by itself once its session has ended.
const HANG_UP: Duration = Duration::from_secs(1);

impl Sockets {
    pub(crate) async fn keep_sessions(&self) {
        let mut tick = tokio::time::interval(CHECK);
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                () = self.inner.closing.cancelled() => return,
            }
            if let Err(error) = self.check_sessions().await {
                tracing::warn!(%error, "sessions could not be checked");
            }
            self.forget_stillborn().await;
            if let Some(handshakes) = &*self.inner.handshakes {
                handshakes.retain_recent();
            }
        }
    }

    /// Ends the sockets of sessions that have ended.
    pub(crate) async fn check_sessions(&self) -> auth::Result<()> {
        let sessions = self.inner.registry.sessions();
        let ended = self.inner.auth.check_sessions(&sessions).await?;
        for peer in self.inner.registry.all() {
            if ended.contains(&peer.session_id) {
                self.end_session(&peer);
            }
        }
        Ok(())
    }

    /// Tells a client that its session has ended, and hangs up. It does not come back by itself.
    pub(crate) fn end_session(&self, peer: &Arc<Peer>) {
        peer.emit("session:revoked", &serde_json::json!({}));
        let last = Arc::clone(peer);
        if peer.socket.clone().disconnect().is_err() {
            peer.cut();
        }
        self.inner.tasks.spawn(async move {
            tokio::time::sleep(HANG_UP).await;
            last.cut();
        });
    }

    /// A connection that broke during its handshake never tells of its end.
    async fn forget_stillborn(&self) {
        for peer in self.inner.registry.all() {
            let is_old = peer.is_older_than(self.inner.clock.now(), CHECK);
            if is_old && !peer.socket.connected() && self.inner.registry.remove(&peer) {
                self.went(peer.user_id, false).await;
            }
        }
    }

    /// Cuts all streams, spread over `span`, so that clients come back little by little. From now
    /// on nobody new is let in.
    pub async fn drain(&self, span: Duration) {
        self.inner.closing.cancel();
        let peers = self.inner.registry.all();
        let steps = 50;
        for some in peers.chunks(peers.len().div_ceil(steps).max(1)) {
            for peer in some {
                peer.cut();
            }
            tokio::time::sleep(span / u32::try_from(steps).unwrap_or(1)).await;
        }
    }
}
