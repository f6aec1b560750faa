//! Logging in and out, and everything else that asks for a password.

use std::net::IpAddr;

use db::{Conn, Credentials, Session, SessionKind};
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

/// Somebody whose password was right.
#[derive(Clone)]
pub(crate) struct Proven {
    user: User,
    /// By which it was: what is done with it is done only while this is stored.
    hash: String,
}

async fn replace(conn: &mut Conn, user_id: UserId, old: Option<&str>, new: &str) -> Result<()> {
    match conn.update_password(user_id, old, new).await? {
        true => Ok(()),
        // It was changed meanwhile.
        false => Err(Error::InvalidCredentials),
    }
}

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
        let proven = self
            .prove(&attempt, credentials.as_ref(), password, device.address)
            .await?;
        self.begin_session(proven, &device).await
    }

    /// Begins a session, unless the account was closed or has another password by now: whoever waits
    /// in line with an old one must not come in after the sessions of that have ended.
    pub(crate) async fn begin_session(&self, proven: Proven, device: &Device) -> Result<Grant> {
        let Proven { user, hash } = proven;
        let session = self.new_session(user.id, device);
        let (inserted, now) = (session.clone(), session.created_at);
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let user_id = inserted.user_id;
                conn.lock_people(&[user_id]).await?;
                let known = conn.find_credentials_by_id(user_id).await?;
                let is_still = |known: &Credentials| {
                    !known.user.disabled && known.password_hash.as_ref() == Some(&hash)
                };
                if !known.as_ref().is_some_and(is_still) {
                    return Err(Error::InvalidCredentials);
                }
                conn.insert_session(&inserted).await?;
                Ok(conn.end_oldest_sessions(user_id, DEVICES, now).await?)
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
        self.prove_again(user_id, password, address).await.map(drop)
    }

    async fn prove_again(
        &self,
        user_id: UserId,
        password: &str,
        address: IpAddr,
    ) -> Result<Proven> {
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
    pub(crate) async fn prove(
        &self,
        attempt: &Attempt,
        credentials: Option<&Credentials>,
        password: &str,
        address: IpAddr,
    ) -> Result<Proven> {
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
        let (true, Some(known), Some(hash)) = (verdict != Verdict::Wrong, open, hash) else {
            self.count_failure(attempt).await;
            return Err(Error::InvalidCredentials);
        };
        let mut proven = Proven {
            user: known.user.clone(),
            hash: hash.to_owned(),
        };
        if verdict == Verdict::Outdated {
            match self.rehash(&proven, password, address).await {
                Ok(hash) => proven.hash = hash,
                // The next log-in tries again.
                Err(error) => tracing::warn!(%error, "a password could not be hashed anew"),
            }
        }
        Ok(proven)
    }

    /// Hashes a password that was right with today's parameters, and keeps that in place of what it
    /// was proven by.
    pub(crate) async fn rehash(
        &self,
        proven: &Proven,
        password: &str,
        address: IpAddr,
    ) -> Result<String> {
        let hash = self.inner.passwords.hash(password, address).await?;
        let (user_id, old, new) = (proven.user.id, proven.hash.clone(), hash.clone());
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { replace(conn, user_id, Some(&old), &new).await })
        });
        write.await?;
        Ok(hash)
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
        let proven = self.prove_again(caller.user_id, current, address).await?;
        let hash = self.inner.passwords.hash(new, address).await?;
        self.replace_password(caller.user_id, Some(proven), hash, Some(caller.session_id))
            .await
    }

    /// Gives somebody another password, where they have `proven` one only if that is theirs still,
    /// and ends their sessions.
    pub(crate) async fn replace_password(
        &self,
        user_id: UserId,
        proven: Option<Proven>,
        hash: String,
        except: Option<SessionId>,
    ) -> Result<()> {
        let now = self.inner.clock.now();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let old = proven.as_ref().map(|proven| proven.hash.as_str());
                replace(conn, user_id, old, &hash).await?;
                Ok(conn.end_sessions(user_id, except, now).await?)
            })
        });
        self.announce_ended(user_id, write.await?).await;
        Ok(())
    }

    /// Ends the session of a bearer token, and that of a refresh token, whose cookie is taken away:
    /// they differ where another tab has logged somebody else in. A browser whose access token has
    /// ended logs out all the same.
    ///
    /// # Errors
    /// `Unauthenticated` where neither names a session, and the database's.
    pub async fn logout(&self, bearer: Option<&str>, refresh: Option<&str>) -> Result<()> {
        let caller = match bearer {
            Some(token) => self
                .authenticate(token)
                .await
                .map(|caller| (caller.user_id, caller.session_id)),
            None => Err(Error::Unauthenticated),
        };
        let refreshable = match refresh {
            Some(refresh) => self.find_refreshable(refresh).await?,
            None => None,
        };
        match &caller {
            Ok((user_id, session_id)) => self.end_if_open(*user_id, *session_id).await?,
            Err(Error::Db(_)) => return caller.map(drop),
            // A refresh token whose session has ended before is what was asked for.
            Err(_) if refresh.is_none() => return caller.map(drop),
            Err(_) => {}
        }
        if let Some(session) = refreshable {
            self.end_if_open(session.user_id, session.id).await?;
        }
        Ok(())
    }

    async fn end_if_open(&self, user_id: UserId, session_id: SessionId) -> Result<()> {
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
