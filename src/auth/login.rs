//! Logging in and out, and everything else that asks for a password.

use std::net::IpAddr;

use db::{Credentials, Session, SessionKind};
use models::{SessionId, Timestamp, User, UserId};

use crate::device::{Device, Grant};
use crate::password::Verdict;
use crate::request::Caller;
use crate::secret::RefreshToken;
use crate::throttle::Attempt;
use crate::{Auth, Error, Result, password, username};

/// Bytes of a username that is looked for at all; the longest that can be chosen has 128.
const USERNAME_BYTES: usize = 512;
/// Log-ins that a user has at a time; one more ends the one that was not used for the longest time.
const DEVICES: u32 = 100;
/// How long a session lives after its last refresh.
pub(crate) const LIFETIME: std::time::Duration = std::time::Duration::from_secs(90 * 24 * 60 * 60);

impl Auth {
    /// Logs somebody in on a device.
    ///
    /// # Errors
    /// `InvalidCredentials`, after the same time whether there is such a user or not, `Throttled`,
    /// `Busy`, and the database's.
    pub async fn login(&self, name: &str, password: &str, device: Device) -> Result<Grant> {
        let key = if name.len() > USERNAME_BYTES {
            String::new()
        } else {
            username::key(name)
        };
        // PostgreSQL takes no U+0000, and no username holds one.
        let known = !key.is_empty() && !key.contains('\0');
        let credentials = match known {
            true => self.inner.db.read().await?.find_credentials(&key).await?,
            false => None,
        };
        let attempt = Attempt::new(device.address, &key);
        self.prove(&attempt, credentials.as_ref(), password, device.address)
            .await?;
        let user = credentials.ok_or(Error::InvalidCredentials)?.user;
        let session = self.new_session(user.id, &device);
        let (inserted, now) = (session.clone(), session.created_at);
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                conn.insert_session(&inserted).await?;
                Ok(conn
                    .end_oldest_sessions(inserted.user_id, DEVICES, now)
                    .await?)
            })
        });
        self.announce_ended(user.id, write.await?).await;
        self.grant(&session, user, now)
    }

    /// Checks the password of somebody who is logged in, for what may be done with it alone. It is
    /// throttled together with the log-ins.
    ///
    /// # Errors
    /// `InvalidCredentials`, `Throttled`, `Busy`, and the database's.
    pub async fn verify_password(
        &self,
        user_id: UserId,
        password: &str,
        address: IpAddr,
    ) -> Result<()> {
        let credentials = self
            .inner
            .db
            .read()
            .await?
            .find_credentials_by_id(user_id)
            .await?;
        let account = credentials
            .as_ref()
            .and_then(|known| known.username_key.as_deref());
        let attempt = Attempt::new(address, account.unwrap_or_default());
        self.prove(&attempt, credentials.as_ref(), password, address)
            .await
    }

    /// Compares a password, throttled and counted. Without credentials it takes as long.
    async fn prove(
        &self,
        attempt: &Attempt,
        credentials: Option<&Credentials>,
        password: &str,
        address: IpAddr,
    ) -> Result<()> {
        self.throttle(attempt).await?;
        let open = credentials.filter(|known| !known.user.disabled);
        let hash = open.and_then(|known| known.password_hash.as_deref());
        let verdict = if password::is_too_long(password) {
            Verdict::Wrong
        } else {
            // Asked once more when the turn has come: attempts made all at once are counted too.
            let still = async || self.throttle(attempt).await;
            self.inner
                .passwords
                .verify(password, hash, address, still)
                .await?
        };
        match (verdict, open) {
            (Verdict::Right, Some(_)) => Ok(()),
            (Verdict::Outdated, Some(known)) => {
                self.rehash(known.user.id, password, address).await;
                Ok(())
            }
            _ => {
                self.count_failure(attempt).await;
                Err(Error::InvalidCredentials)
            }
        }
    }

    /// Hashes a password that was right with today's parameters. If that fails, the next log-in
    /// tries again.
    async fn rehash(&self, user_id: UserId, password: &str, address: IpAddr) {
        let rehashed = async {
            let hash = self.inner.passwords.hash(password, address).await?;
            let write = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.update_password(user_id, Some(&hash)).await?) })
            });
            write.await
        };
        if let Err(error) = rehashed.await {
            tracing::warn!(%error, "a password could not be hashed anew");
        }
    }

    /// Gives somebody another password; their other sessions, tokens too, end.
    ///
    /// # Errors
    /// `InvalidCredentials`, a field's problem, `Throttled`, `Busy`, and the database's.
    pub async fn change_password(
        &self,
        caller: &Caller,
        current: &str,
        new: &str,
        address: IpAddr,
    ) -> Result<()> {
        password::check("new", new)?;
        self.verify_password(caller.user_id, current, address)
            .await?;
        let hash = self.inner.passwords.hash(new, address).await?;
        self.replace_password(caller.user_id, hash, Some(caller.session_id))
            .await
    }

    pub(crate) async fn replace_password(
        &self,
        user_id: UserId,
        hash: String,
        except: Option<SessionId>,
    ) -> Result<()> {
        let now = self.inner.clock.now();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                conn.update_password(user_id, Some(&hash)).await?;
                Ok(conn.end_sessions(user_id, except, now).await?)
            })
        });
        self.announce_ended(user_id, write.await?).await;
        Ok(())
    }

    /// Ends the session of a bearer token, or of a refresh token where there is none. A browser
    /// whose access token has ended logs out all the same.
    ///
    /// # Errors
    /// `Unauthenticated` where neither names a session, and the database's.
    pub async fn logout(&self, bearer: Option<&str>, refresh: Option<&str>) -> Result<()> {
        let caller = match bearer {
            Some(token) => self
                .authenticate(token)
                .await
                .map(|c| (c.user_id, c.session_id)),
            None => Err(Error::Unauthenticated),
        };
        let (user_id, session_id) = match (caller, refresh) {
            (Ok(session), _) => session,
            (Err(error @ Error::Db(_)), _) | (Err(error), None) => return Err(error),
            (Err(_), Some(refresh)) => match self.find_refreshable(refresh).await? {
                Some(session) => (session.user_id, session.id),
                // It has ended before, which is what was asked for.
                None => return Ok(()),
            },
        };
        match self.end_session(user_id, session_id).await {
            Err(Error::NotFound) => Ok(()),
            ended => ended,
        }
    }

    /// The session that a genuine refresh token of any generation names.
    async fn find_refreshable(&self, refresh: &str) -> Result<Option<Session>> {
        let Some(token) = RefreshToken::parse(refresh) else {
            return Ok(None);
        };
        let session = self
            .inner
            .db
            .read()
            .await?
            .find_session(token.session_id)
            .await?;
        Ok(session.filter(|session| token.of(session)))
    }

    /// A log-in that is still to be stored.
    pub(crate) fn new_session(&self, user_id: UserId, device: &Device) -> Session {
        let now = self.inner.clock.now();
        Session {
            id: SessionId(self.inner.random.uuid(now)),
            user_id,
            kind: SessionKind::Device,
            name: None,
            secret: self.inner.random.bytes::<32>().to_vec(),
            generation: 0,
            refreshed_at: now,
            user_agent: device.user_agent.clone(),
            address: Some(device.address.to_string()),
            created_at: now,
            last_seen_at: now,
            expires_at: Some(now.plus(LIFETIME)),
            revoked_at: None,
        }
    }

    /// What a client gets for a session that was stored.
    pub(crate) fn grant(&self, session: &Session, user: User, now: Timestamp) -> Result<Grant> {
        let access_token = self.inner.keys.sign(user.id, session.id, now)?;
        Grant::new(session, user, access_token)
    }
}
