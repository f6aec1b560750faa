//! Refreshing: the refresh token is rotated at each use, and one that comes back too late gives a
//! thief away.
//!
//! A session counts the refresh tokens it has given out. Each is derived from the session and its
//! number, so giving one out again costs nothing and needs no memory.

use std::time::Duration;

use db::{Conn, Session};
use models::Timestamp;

use crate::device::{Device, Grant};
use crate::login::LIFETIME;
use crate::secret::RefreshToken;
use crate::{Auth, Error, Result, SessionKind};

/// For how long a token whose successor was used is refused and nothing more: another tab may have
/// been quicker.
const LATE: Duration = Duration::from_secs(60);

/// What presenting a token leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It is the newest: it gets a successor.
    Advance,
    /// Its successor was given out and not used yet: it is given out again.
    Repeat,
    /// Its successor was used a moment ago: refused.
    Late,
    /// It should be long forgotten: somebody has stolen it, or its successor. The session ends.
    Reuse,
    /// It was never given out, as far as the database knows.
    Unknown,
}

/// `newest` was given out first at `refreshed_at`; `presented` is what comes at `now`.
fn step(newest: i64, refreshed_at: Timestamp, presented: i64, now: Timestamp) -> Step {
    match newest.saturating_sub(presented) {
        0 => Step::Advance,
        1 => Step::Repeat,
        2 if now.since(refreshed_at) < LATE => Step::Late,
        2.. => Step::Reuse,
        _ => Step::Unknown,
    }
}

impl RefreshToken {
    /// Whether this is one of the session's, of whatever number.
    pub(crate) fn of(&self, session: &Session) -> bool {
        session.kind == SessionKind::Device
            && session.id == self.session_id
            && session
                .secret
                .as_slice()
                .try_into()
                .is_ok_and(|secret| self.genuine(secret))
    }

    /// What it leads to; nothing where its session has ended.
    fn judge(&self, session: Option<Session>, now: Timestamp) -> Option<(Session, Step)> {
        let session = session.filter(|session| {
            self.of(session)
                && session.revoked_at.is_none()
                && session.expires_at.is_none_or(|at| at > now)
        })?;
        let step = step(
            session.generation,
            session.refreshed_at,
            self.generation,
            now,
        );
        Some((session, step))
    }
}

impl Auth {
    /// A new access token, and the next refresh token, for a refresh token.
    ///
    /// # Errors
    /// `Unauthenticated`, and the database's.
    pub async fn refresh(&self, token: &str, device: Device) -> Result<Grant> {
        let now = self.inner.clock.now();
        let token = RefreshToken::parse(token).ok_or(Error::Unauthenticated)?;
        let mut conn = self.inner.db.read().await?;
        let found = conn.find_session(token.session_id).await?;
        drop(conn);
        // What needs no write is answered without one, so that nobody can make the writer work
        // with tokens that are worth nothing.
        let (session, step) = token.judge(found, now).ok_or(Error::Unauthenticated)?;
        let session = match step {
            Step::Late | Step::Unknown => return Err(Error::Unauthenticated),
            Step::Repeat => session,
            Step::Advance | Step::Reuse => self.rotate(token, device, now).await?,
        };
        let user = self
            .inner
            .db
            .read()
            .await?
            .find_user(session.user_id)
            .await?;
        let user = user
            .filter(|user| !user.disabled)
            .ok_or(Error::Unauthenticated)?;
        self.grant(&session, user, now)
    }

    /// Judges once more where nobody is in between, and writes what follows.
    async fn rotate(&self, token: RefreshToken, device: Device, now: Timestamp) -> Result<Session> {
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let found = conn.find_session_for_update(token.session_id).await?;
                let (session, step) = token.judge(found, now).ok_or(Error::Unauthenticated)?;
                let session = match step {
                    Step::Advance => advance(conn, session, device, now).await?,
                    Step::Reuse => {
                        conn.end_session(session.user_id, session.id, now).await?;
                        session
                    }
                    Step::Repeat => session,
                    Step::Late | Step::Unknown => return Err(Error::Unauthenticated),
                };
                Ok((session, step))
            })
        });
        let (session, step) = write.await?;
        if step == Step::Reuse {
            tracing::warn!(
                user_id = %session.user_id,
                session_id = %session.id,
                "a refresh token was used again: its session has ended"
            );
            self.announce_ended(session.user_id, vec![session.id]).await;
            return Err(Error::Unauthenticated);
        }
        Ok(session)
    }
}

async fn advance(
    conn: &mut Conn,
    mut session: Session,
    device: Device,
    now: Timestamp,
) -> Result<Session> {
    session.generation += 1;
    session.refreshed_at = now;
    session.last_seen_at = now;
    session.expires_at = Some(now.plus(LIFETIME));
    session.user_agent = device.user_agent;
    session.address = Some(device.address.to_string());
    conn.update_session_refreshed(&session).await?;
    Ok(session)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_leads_where_the_contract_says() {
        let at = |secs: i64| Timestamp(secs * 1_000);
        for newest in 0..6 {
            for presented in 0..8 {
                for secs in [0, 1, 59, 60, 61, 1_000_000] {
                    let expected = match newest - presented {
                        ..0 => Step::Unknown,
                        0 => Step::Advance,
                        1 => Step::Repeat,
                        2 if secs < 60 => Step::Late,
                        _ => Step::Reuse,
                    };
                    assert_eq!(step(newest, at(5), presented, at(5 + secs)), expected);
                }
            }
        }
        assert_eq!(step(0, at(0), i64::MIN, at(0)), Step::Reuse);
        assert_eq!(step(0, at(0), i64::MAX, at(0)), Step::Unknown);
        // A clock that was set back makes nobody a thief.
        assert_eq!(step(2, at(100), 0, at(0)), Step::Late);
    }
}
