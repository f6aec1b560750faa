//! Log-ins on devices, and personal access tokens.

use models::user::UnknownWord;
use models::{Role, SessionId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{ids, in_ids, on};
use crate::{Conn, Error, Result};

/// What a session was made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionKind {
    /// A log-in, with a refresh token that rotates.
    Device,
    /// A personal access token, for a script or a bot.
    Token,
}

impl SessionKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Token => "token",
        }
    }
}

impl std::str::FromStr for SessionKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "device" => Ok(Self::Device),
            "token" => Ok(Self::Token),
            _ => Err(UnknownWord(word.to_owned())),
        }
    }
}

/// A session, whether it lives or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// What made it.
    pub kind: SessionKind,
    /// Of a token: what its owner calls it.
    pub name: Option<String>,
    /// Of a device: what its refresh tokens are derived from. Of a token: its SHA-256.
    pub secret: Vec<u8>,
    /// The newest refresh token that was given out.
    pub generation: i64,
    /// When that one was given out first.
    pub refreshed_at: Timestamp,
    /// The `User-Agent` of its log-in or last refresh.
    pub user_agent: Option<String>,
    /// The client's address at its log-in or last refresh.
    pub address: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was used last, to about a minute.
    pub last_seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
}

/// A session that lives, of a user who may log in: what is needed to let a request in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSession {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// That user's.
    pub role: Role,
    /// What made it.
    pub kind: SessionKind,
    /// See [`Session::secret`].
    pub secret: Vec<u8>,
    /// See [`Session::last_seen_at`].
    pub last_seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    kind: String,
    name: Option<String>,
    secret: Vec<u8>,
    generation: i64,
    refreshed_at: i64,
    user_agent: Option<String>,
    address: Option<String>,
    created_at: i64,
    last_seen_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for Session {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: SessionId(row.id),
            user_id: UserId(row.user_id),
            kind: row.kind.parse()?,
            name: row.name,
            secret: row.secret,
            generation: row.generation,
            refreshed_at: Timestamp(row.refreshed_at),
            user_agent: row.user_agent,
            address: row.address,
            created_at: Timestamp(row.created_at),
            last_seen_at: Timestamp(row.last_seen_at),
            expires_at: row.expires_at.map(Timestamp),
            revoked_at: row.revoked_at.map(Timestamp),
        })
    }
}

#[derive(sqlx_macros::FromRow)]
struct LiveRow {
    id: Uuid,
    user_id: Uuid,
    role: String,
    kind: String,
    secret: Vec<u8>,
    last_seen_at: i64,
    expires_at: Option<i64>,
}

impl TryFrom<LiveRow> for LiveSession {
    type Error = Error;

    fn try_from(row: LiveRow) -> Result<Self> {
        Ok(Self {
            id: SessionId(row.id),
            user_id: UserId(row.user_id),
            role: row.role.parse()?,
            kind: row.kind.parse()?,
            secret: row.secret,
            last_seen_at: Timestamp(row.last_seen_at),
            expires_at: row.expires_at.map(Timestamp),
        })
    }
}

macro_rules! columns {
    () => {
        "id, user_id, kind, name, secret, generation, refreshed_at, user_agent, address, \
         created_at, last_seen_at, expires_at, revoked_at"
    };
}

impl Conn {
    /// Adds a session.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_session(&mut self, session: &Session) -> Result<()> {
        on!(self, c => sqlx::query(concat!(
            "INSERT INTO sessions (", columns!(), ") \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        ))
        .bind(session.id.0)
        .bind(session.user_id.0)
        .bind(session.kind.as_str())
        .bind(session.name.as_deref())
        .bind(session.secret.as_slice())
        .bind(session.generation)
        .bind(session.refreshed_at.0)
        .bind(session.user_agent.as_deref())
        .bind(session.address.as_deref())
        .bind(session.created_at.0)
        .bind(session.last_seen_at.0)
        .bind(session.expires_at.map(|at| at.0))
        .bind(session.revoked_at.map(|at| at.0))
        .execute(c)
        .await
        .map(drop))?;
        Ok(())
    }

    /// A session, whether it lives or not.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_session(&mut self, id: SessionId) -> Result<Option<Session>> {
        let row = on!(self, c => sqlx::query_as::<_, Row>(
            concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1"),
        )
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
        row.map(Session::try_from).transpose()
    }

    /// As [`Conn::find_session`], and nobody else changes it until this transaction has ended.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_session_for_update(&mut self, id: SessionId) -> Result<Option<Session>> {
        let sql = self.pick(
            concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1"),
            concat!(
                "SELECT ",
                columns!(),
                " FROM sessions WHERE id = $1 FOR UPDATE"
            ),
        );
        let row = on!(self, c => sqlx::query_as::<_, Row>(sql)
            .bind(id.0)
            .fetch_optional(c)
            .await)?;
        row.map(Session::try_from).transpose()
    }

    /// Those of `session_ids` that live at `now` and whose user may log in.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_live_sessions(
        &mut self,
        session_ids: &[SessionId],
        now: Timestamp,
    ) -> Result<Vec<LiveSession>> {
        let sql = in_ids!(
            self,
            "SELECT s.id, s.user_id, u.role, s.kind, s.secret, s.last_seen_at, s.expires_at \
             FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id IN ",
            "$1",
            " AND s.revoked_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > $2) \
              AND NOT u.disabled AND u.deleted_at IS NULL"
        );
        let rows = on!(self, c => sqlx::query_as::<_, LiveRow>(sql)
            .bind(ids(session_ids))
            .bind(now.0)
            .fetch_all(c)
            .await)?;
        rows.into_iter().map(LiveSession::try_from).collect()
    }

    /// A user's sessions of one kind that live at `now`, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_sessions(
        &mut self,
        user_id: UserId,
        kind: SessionKind,
        now: Timestamp,
    ) -> Result<Vec<Session>> {
        let rows = on!(self, c => sqlx::query_as::<_, Row>(concat!(
            "SELECT ", columns!(), " FROM sessions \
             WHERE user_id = $1 AND kind = $2 AND revoked_at IS NULL \
             AND (expires_at IS NULL OR expires_at > $3) ORDER BY created_at DESC, id DESC",
        ))
        .bind(user_id.0)
        .bind(kind.as_str())
        .bind(now.0)
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(Session::try_from).collect()
    }

    /// Notes that a refresh gave out `session.generation`, with what goes with it.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_session_refreshed(&mut self, session: &Session) -> Result<()> {
        on!(self, c => sqlx::query(
            "UPDATE sessions SET generation = $2, refreshed_at = $3, user_agent = $4, \
             address = $5, last_seen_at = $6, expires_at = $7 WHERE id = $1",
        )
        .bind(session.id.0)
        .bind(session.generation)
        .bind(session.refreshed_at.0)
        .bind(session.user_agent.as_deref())
        .bind(session.address.as_deref())
        .bind(session.last_seen_at.0)
        .bind(session.expires_at.map(|at| at.0))
        .execute(c)
        .await
        .map(drop))?;
        Ok(())
    }

    /// Notes that these sessions were used at about `now`.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_sessions_seen(
        &mut self,
        session_ids: &[SessionId],
        now: Timestamp,
    ) -> Result<()> {
        let sql = in_ids!(
            self,
            "UPDATE sessions SET last_seen_at = $2 WHERE id IN ",
            "$1",
            " AND last_seen_at < $2"
        );
        on!(self, c => sqlx::query(sql).bind(ids(session_ids)).bind(now.0).execute(c).await.map(drop))?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "sessions_tests.rs"]
mod tests;
