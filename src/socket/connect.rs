//! A socket comes: its token is checked, its handlers stand and its rooms are joined before the
//! client is told that it is connected, so that nothing it sends at once is lost.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use auth::request::ClientAddress;
use db::Membership;
use models::{Code, ConversationId, Problem, UserId};
use serde::Deserialize;
use socketioxide::extract::{AckSender, SocketRef, TryData};
use socketioxide::socket::DisconnectReason;

use crate::Sockets;
use crate::line::Line;
use crate::peer::{Frame, Peer, Way};
use crate::registry::Heard;

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
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| {
                address.network()
            });
        let way = extensions.get::<Line>().cloned().map_or_else(
            || Way::Polling(Arc::clone(&self.inner.upgrades)),
            Way::Stream,
        );
        let now = self.inner.clock.now();
        let holder = self.inner.random.uuid(now);
        let who = (caller.user_id, caller.session_id);
        let peer = Arc::new(Peer::new(socket.clone(), who, address, way, holder, now));

        // Registered first and read second: a removal in between is heard.
        let Some((first, heard)) = self.inner.registry.add(&peer, self.inner.most) else {
            return Err(Refused(Code::TooMany));
        };
        self.listen(&socket, &peer);
        heard.await;
        // Once more: a session that ended before the peer was registered was told to nobody.
        if let Err(error) = self.inner.auth.authenticate(&token).await {
            self.inner.registry.remove(&peer);
            return Err(Problem::from(error).into());
        }
        if let Err(problem) = self.enter_all(caller.user_id).await {
            self.inner.registry.remove(&peer);
            return Err(problem.into());
        }
        // Its session may have ended since.
        if !self.inner.registry.has(&peer) {
            return Err(Refused(Code::Unauthenticated));
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
        peer.attention.lock().end();
        // It ends by itself where it cannot be let go of.
        let _ = peer.settle_view(&*self.inner.leases).await;
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
        let (stale, heard) = self.inner.registry.join(user_id, memberships);
        heard.await;
        for id in stale {
            self.read_room(id).await?.1.await;
        }
        Ok(())
    }

    /// Reads a room's membership again: whoever is here and a member is in it, and nobody else.
    /// Also the conversation's revision when it was read.
    pub(crate) async fn read_room(&self, id: ConversationId) -> Result<(i64, Heard), Problem> {
        let read = async { self.inner.db.read().await?.get_membership(id).await }.await;
        let membership = read.inspect_err(|error| {
            tracing::warn!(%error, conversation = %id, "a room could not be read");
        })?;
        let Membership {
            rev,
            members_rev,
            user_ids,
        } = membership;
        Ok((
            rev,
            self.inner.registry.set_members(id, members_rev, &user_ids),
        ))
    }
}
