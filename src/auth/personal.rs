//! Personal access tokens, for scripts and bots.

use db::Session;
use models::{SessionId, Timestamp, text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::request::Caller;
use crate::{Auth, Error, Result, SessionKind, invite, secret};

/// Tokens that a user has at a time.
const MOST: usize = 100;

/// A token that somebody wants.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// In seconds; for ever where it is not given.
    pub expires_in: Option<u64>,
}

/// A token in the list of its owner's.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TokenView {
    /// Its session.
    pub id: SessionId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was used last, to about a minute.
    pub last_seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// Whether the request was made with it.
    pub current: bool,
}

/// A token that was just made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FreshToken {
    /// The token itself: it is never shown again.
    pub token: String,
    /// How it is listed.
    #[serde(flatten)]
    pub view: TokenView,
}

fn view(session: Session, caller: &Caller) -> TokenView {
    TokenView {
        id: session.id,
        name: session.name.unwrap_or_default(),
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        expires_at: session.expires_at,
        current: session.id == caller.session_id,
    }
}

impl Auth {
    /// Makes a token. Only a device may: a token that has leaked must not outlive its end by
    /// making others.
    ///
    /// # Errors
    /// `Forbidden`, a field's problem, `TooMany`, and the database's.
    pub async fn create_token(&self, caller: &Caller, new: NewToken) -> Result<FreshToken> {
        if caller.kind != SessionKind::Device {
            return Err(Error::Forbidden);
        }
        let now = self.inner.clock.now();
        let id = SessionId(self.inner.random.uuid(now));
        let (token, hash) = secret::new_token(&self.inner.random, id);
        let session = Session {
            id,
            user_id: caller.user_id,
            kind: SessionKind::Token,
            name: Some(text::name("name", &new.name)?),
            secret: hash.to_vec(),
            generation: 0,
            refreshed_at: now,
            user_agent: None,
            address: None,
            created_at: now,
            last_seen_at: now,
            expires_at: invite::expiry(new.expires_in, now)?,
            revoked_at: None,
        };
        let inserted = session.clone();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let kind = SessionKind::Token;
                if conn.list_sessions(inserted.user_id, kind, now).await?.len() >= MOST {
                    return Err(Error::TooMany("Revoke some tokens first."));
                }
                Ok(conn.insert_session(&inserted).await?)
            })
        });
        write.await?;
        Ok(FreshToken {
            token,
            view: view(session, caller),
        })
    }

    /// The caller's tokens, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_tokens(&self, caller: &Caller) -> Result<Vec<TokenView>> {
        let sessions = self.own_sessions(caller, SessionKind::Token).await?;
        Ok(sessions
            .into_iter()
            .map(|session| view(session, caller))
            .collect())
    }

    /// The caller's sessions of one kind, the newest first.
    pub(crate) async fn own_sessions(
        &self,
        caller: &Caller,
        kind: SessionKind,
    ) -> Result<Vec<Session>> {
        let now = self.inner.clock.now();
        Ok(self
            .inner
            .db
            .read()
            .await?
            .list_sessions(caller.user_id, kind, now)
            .await?)
    }
}
