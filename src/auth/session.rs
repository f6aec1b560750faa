//! Who a token is, and the end of sessions.

use std::collections::HashSet;
use std::time::Duration;

use db::Session;
use models::event::{Address, SessionsRevoked};
use models::{Event, SessionId, Timestamp, User, UserId};

use crate::cache::Entry;
use crate::key::Jwks;
use crate::request::Caller;
use crate::secret::{Bound, TOKEN_PREFIX};
use crate::{Auth, Error, Result, SessionKind};

/// How often it is noted that a session has a socket: with thousands of them, every minute would
/// be much writing for little.
const NOTED: Duration = Duration::from_secs(10 * 60);

impl Auth {
    /// Who `token` is: an access token, or a personal one.
    ///
    /// # Errors
    /// `Unauthenticated`, `TokenExpired`, and the database's.
    pub async fn authenticate(&self, token: &str) -> Result<Caller> {
        let now = self.inner.clock.now();
        if let Some(text) = token.strip_prefix(TOKEN_PREFIX) {
            let bound = Bound::parse(text).ok_or(Error::Unauthenticated)?;
            let entry = self.live(bound.session_id, now).await?;
            let genuine = entry.caller.kind == SessionKind::Token && bound.is_token(&entry.secret);
            return if genuine {
                Ok(entry.caller)
            } else {
                Err(Error::Unauthenticated)
            };
        }
        let claims = self.inner.keys.verify(token, &self.inner.db, now).await?;
        let caller = self.live(claims.sid, now).await?.caller;
        if caller.user_id == claims.sub {
            Ok(caller)
        } else {
            Err(Error::Unauthenticated)
        }
    }

    /// Who the value of the files' cookie is.
    ///
    /// # Errors
    /// `Unauthenticated`, and the database's.
    pub async fn authenticate_cookie(&self, value: &str) -> Result<Caller> {
        let bound = Bound::parse(value).ok_or(Error::Unauthenticated)?;
        let entry = self.live(bound.session_id, self.inner.clock.now()).await?;
        let genuine = entry.caller.kind == SessionKind::Device && bound.is_cookie(&entry.secret);
        if genuine {
            Ok(entry.caller)
        } else {
            Err(Error::Unauthenticated)
        }
    }

    /// A session that lives, from memory where it was read lately.
    async fn live(&self, id: SessionId, now: Timestamp) -> Result<Entry> {
        if let Some(entry) = self.inner.cache.get(id, now) {
            return Ok(entry);
        }
        loop {
            let epoch = self.inner.cache.epoch();
            let found = self
                .inner
                .db
                .read()
                .await?
                .list_live_sessions(&[id], now)
                .await?;
            let entry = Entry::new(found.first().ok_or(Error::Unauthenticated)?, now)?;
            // Where sessions were revoked meanwhile, this may have been one of them.
            if self.inner.cache.put(entry, epoch) {
                return Ok(entry);
            }
        }
    }

    /// The caller and the session they call by.
    ///
    /// # Errors
    /// `Unauthenticated` where it has just ended, and the database's.
    pub(crate) async fn current_session(&self, caller: &Caller) -> Result<(User, Session)> {
        let mut conn = self.inner.db.read().await?;
        let user = conn.find_user(caller.user_id).await?;
        let session = conn.find_session(caller.session_id).await?;
        user.zip(session).ok_or(Error::Unauthenticated)
    }

    /// The public keys whose tokens are valid now.
    pub(crate) fn jwks(&self) -> Jwks {
        self.inner.keys.jwks(self.inner.clock.now())
    }

    /// Which of `session_ids` have ended, in one query. The others are in use by their sockets,
    /// which is noted now and then.
    ///
    /// # Errors
    /// The database's.
    pub async fn check_sessions(&self, session_ids: &[SessionId]) -> Result<Vec<SessionId>> {
        let now = self.inner.clock.now();
        let live = self
            .inner
            .db
            .read()
            .await?
            .list_live_sessions(session_ids, now)
            .await?;
        self.inner.cache.renew(session_ids, &live, now);
        let unnoted = live.iter().filter(|s| now.since(s.last_seen_at) >= NOTED);
        if let Err(error) = self.note_used(unnoted.map(|s| s.id).collect(), now).await {
            tracing::warn!(%error, "the use of sessions could not be noted");
        }
        let live: HashSet<SessionId> = live.iter().map(|s| s.id).collect();
        Ok(session_ids
            .iter()
            .copied()
            .filter(|id| !live.contains(id))
            .collect())
    }

    /// To be called for each [`Event::SessionsRevoked`] that is heard: the sessions are forgotten
    /// here at once.
    pub fn sessions_revoked(&self, event: &SessionsRevoked) {
        self.inner.cache.revoke(&event.session_ids);
    }

    /// Tells everybody of sessions that were ended in a transaction that has been committed. What
    /// cannot be told is noticed within half a minute.
    ///
    /// It is told to everyone, because a replica that has none of the user's sockets may still
    /// remember the session; and once, so that sockets are closed once.
    pub async fn announce_ended(&self, user_id: UserId, session_ids: Vec<SessionId>) {
        if session_ids.is_empty() {
            return;
        }
        let revoked = SessionsRevoked {
            user_id,
            session_ids,
        };
        self.sessions_revoked(&revoked);
        let event = Event::SessionsRevoked(revoked);
        if let Err(error) = self.inner.topic.publish(Address::Everyone, event).await {
            tracing::warn!(%error, "the end of a session could not be told");
        }
    }

    /// Ends one of the caller's sessions of this kind, and tells everybody.
    ///
    /// # Errors
    /// `NotFound` where they have no such session, and the database's.
    pub(crate) async fn end_own(
        &self,
        caller: &Caller,
        kind: SessionKind,
        id: SessionId,
    ) -> Result<()> {
        // Its kind never changes, so it need not be asked in the transaction.
        let found = self.inner.db.read().await?.find_session(id).await?;
        if found.is_none_or(|session| session.kind != kind) {
            return Err(Error::NotFound);
        }
        self.end_session(caller.user_id, id).await
    }

    /// Ends one session of a user, and tells everybody.
    ///
    /// # Errors
    /// `NotFound` where they have no such session, and the database's.
    pub async fn end_session(&self, user_id: UserId, id: SessionId) -> Result<()> {
        let now = self.inner.clock.now();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.end_session(user_id, id, now).await?) })
        });
        if !write.await? {
            return Err(Error::NotFound);
        }
        self.announce_ended(user_id, vec![id]).await;
        Ok(())
    }
}
