//! Who wants to hear nothing from whom.

use models::{Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{ids, in_ids, on};
use crate::{Conn, Result};

impl Conn {
    /// Blocks somebody; again is harmless.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_block(
        &mut self,
        user_id: UserId,
        blocked_id: UserId,
        at: Timestamp,
    ) -> Result<()> {
        on!(self, c => sqlx::query(
            "INSERT INTO blocks (user_id, blocked_id, created_at) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING")
            .bind(user_id.0).bind(blocked_id.0).bind(at.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes a block back; again is harmless.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_block(&mut self, user_id: UserId, blocked_id: UserId) -> Result<()> {
        on!(self, c => sqlx::query("DELETE FROM blocks WHERE user_id = $1 AND blocked_id = $2")
            .bind(user_id.0).bind(blocked_id.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// How many people somebody has blocked.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_blocks(&mut self, user_id: UserId) -> Result<i64> {
        let (count,): (i64,) = on!(self, c => sqlx::query_as(
            "SELECT COUNT(*) FROM blocks WHERE user_id = $1")
            .bind(user_id.0).fetch_one(c).await)?;
        Ok(count)
    }

    /// Whom somebody has blocked, the last one first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_blocks(&mut self, user_id: UserId) -> Result<Vec<UserId>> {
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(
            "SELECT blocked_id FROM blocks WHERE user_id = $1 ORDER BY created_at DESC, blocked_id")
            .bind(user_id.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
    }

    /// Those of `who` who have blocked somebody.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_blockers(
        &mut self,
        blocked_id: UserId,
        who: &[UserId],
    ) -> Result<Vec<UserId>> {
        let json = ids(who);
        let sql = in_ids!(
            self,
            "SELECT user_id FROM blocks WHERE blocked_id = $2 AND user_id IN ",
            "$1",
            ""
        );
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(sql)
            .bind(json).bind(blocked_id.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
    }
}
