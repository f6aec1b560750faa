//! A socket comes: its token is checked, its handlers stand and its rooms are joined before the
//! client is told that it is connected, so that nothing it sends at once is lost.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use auth::request::ClientAddress;
use bus::Lease;
use models::{Code, ConversationId, Problem, UserId};
use serde::Deserialize;
use socketioxide::extract::{AckSender, SocketRef, TryData};
use socketioxide::socket::DisconnectReason;

use crate::Sockets;
use crate::line::Line;
use crate::peer::{Frame, Peer};

/// What a client says who it is by.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    token: String,
}

/// A refusal: the client reads the code as the message of its `connect_error`.
#[derive(Debug)]
pub(crate) struct Refused(Code);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self(problem.code)
    }
}

impl Sockets {
    pub(crate) async fn connect(
        self,
        socket: SocketRef,
        TryData(credentials): TryData<Credentials>,
    ) -> Result<(), Refused> {
        if self.inner.closing.is_cancelled() {
            return Err(Refused(Code::Unavailable));
        }
        let Ok(Credentials { token }) = credentials else {
            return Err(Refused(Code::Unauthenticated));
        };
        let caller = self
            .inner
            .auth
            .authenticate(&token)
            .await
            .map_err(Problem::from)?;
        let extensions = &socket.req_parts().extensions;
        let address = extensions
            .get::<ClientAddress>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.0);
        let line = extensions.get::<Line>().cloned();
        let now = self.inner.clock.now();
        let holder = self.inner.random.uuid(now);
        let who = (caller.user_id, caller.session_id);
        let peer = Arc::new(Peer::new(socket.clone(), who, address, line, holder, now));

        // Registered first and read second: a removal in between is heard.
        let Some(first) = self.inner.registry.add(&peer, self.inner.most) else {
            return Err(Refused(Code::TooMany));
        };
        self.listen(&socket, &peer);
        // Once more: a session that ended before the peer was registered was told to nobody.
        if let Err(error) = self.inner.auth.authenticate(&token).await {
            self.inner.registry.remove(&peer);
            return Err(Problem::from(error).into());
        }
        if let Err(problem) = self.enter_all(caller.user_id).await {
            self.inner.registry.remove(&peer);
            return Err(problem.into());
        }
        if first {
            self.came(caller.user_id).await;
        }
        Ok(())
    }

    fn listen(&self, socket: &SocketRef, peer: &Arc<Peer>) {
        let (sockets, to) = (self.clone(), Arc::clone(peer));
        socket.on_fallback(move |frame: Frame, ack: AckSender| sockets.receive(to, &frame, ack));
        let (sockets, peer) = (self.clone(), Arc::clone(peer));
        socket.on_disconnect(move |reason: DisconnectReason| sockets.disconnect(peer, reason));
    }

    async fn disconnect(self, peer: Arc<Peer>, reason: DisconnectReason) {
        let last = self.inner.registry.remove(&peer);
        let viewing = peer.attention.lock().viewing.take();
        if let Some(id) = viewing {
            let lease = Lease::Viewing(peer.user_id, id);
            // It ends by itself where it cannot be let go of.
            let _ = self.inner.leases.release(lease, peer.holder).await;
        }
        if last {
            let goodbye = matches!(
                reason,
                DisconnectReason::ClientNSDisconnect
                    | DisconnectReason::ServerNSDisconnect
                    | DisconnectReason::TransportClose
            );
            self.went(peer.user_id, goodbye).await;
        }
    }

    /// Puts somebody into the rooms of all their conversations.
    pub(crate) async fn enter_all(&self, user_id: UserId) -> Result<(), Problem> {
        let memberships = self
            .inner
            .db
            .read()
            .await?
            .list_memberships(user_id)
            .await?;
        let stale = self.inner.registry.join(user_id, memberships);
        self.enter(user_id, stale).await;
        Ok(())
    }

    /// Puts somebody into the rooms of `ids`, those of them that they are still in. Who was read
    /// before a newer membership came to be known is read again.
    pub(crate) async fn enter(&self, user_id: UserId, mut ids: Vec<ConversationId>) {
        for _ in 0..3 {
            let mut memberships = Vec::new();
            for id in ids {
                let read = async { self.inner.db.read().await?.get_membership(id).await }.await;
                if let Ok((rev, members)) = read
                    && members.contains(&user_id)
                {
                    memberships.push((id, rev));
                }
            }
            ids = self.inner.registry.join(user_id, memberships);
            if ids.is_empty() {
                return;
            }
        }
    }
}
