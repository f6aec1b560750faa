//! The end of sessions: by their owner, by what replaces them, and out of the database.

use models::{SessionId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{ids, in_ids, on};
use crate::{Conn, Result};

impl Conn {
    /// Ends one session of a user; whether it lived until now.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_session(
        &mut self,
        user_id: UserId,
        id: SessionId,
        now: Timestamp,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "UPDATE sessions SET revoked_at = $3 \
             WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL \
             AND (expires_at IS NULL OR expires_at > $3)",
        )
        .bind(id.0)
        .bind(user_id.0)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Ends a user's sessions of every kind, but for `except`; which ones.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_sessions(
        &mut self,
        user_id: UserId,
        except: Option<SessionId>,
        now: Timestamp,
    ) -> Result<Vec<SessionId>> {
        let ended = on!(self, c => sqlx::query_scalar::<_, Uuid>(
            "UPDATE sessions SET revoked_at = $3 \
             WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL RETURNING id",
        )
        .bind(user_id.0)
        .bind(except.map_or(Uuid::nil(), Uuid::from))
        .bind(now.0)
        .fetch_all(c)
        .await)?;
        Ok(ended.into_iter().map(SessionId).collect())
    }

    /// Ends those of a user's log-ins that were not used for the longest time, so that `keep`
    /// stay; which ones.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_oldest_sessions(
        &mut self,
        user_id: UserId,
        keep: u32,
        now: Timestamp,
    ) -> Result<Vec<SessionId>> {
        let ended = on!(self, c => sqlx::query_scalar::<_, Uuid>(
            "UPDATE sessions SET revoked_at = $3 WHERE id IN (\
               SELECT id FROM sessions WHERE user_id = $1 AND kind = 'device' \
               AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3) \
               ORDER BY last_seen_at DESC, id DESC LIMIT 1000 OFFSET $2) RETURNING id",
        )
        .bind(user_id.0)
        .bind(i64::from(keep))
        .bind(now.0)
        .fetch_all(c)
        .await)?;
        Ok(ended.into_iter().map(SessionId).collect())
    }

    /// Up to `most` sessions that ended before `before`, in no order.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_ended_sessions(
        &mut self,
        before: Timestamp,
        most: u32,
    ) -> Result<Vec<SessionId>> {
        let ended = on!(self, c => sqlx::query_scalar::<_, Uuid>(
            "SELECT id FROM sessions WHERE revoked_at < $1 OR expires_at < $1 LIMIT $2",
        )
        .bind(before.0)
        .bind(i64::from(most))
        .fetch_all(c)
        .await)?;
        Ok(ended.into_iter().map(SessionId).collect())
    }

    /// Forgets sessions.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_sessions(&mut self, session_ids: &[SessionId]) -> Result<()> {
        let sql = in_ids!(self, "DELETE FROM sessions WHERE id IN ", "$1", "");
        on!(self, c => sqlx::query(sql).bind(ids(session_ids)).execute(c).await.map(drop))?;
        Ok(())
    }
}
