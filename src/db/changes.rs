//! Forgetting which changes were applied: a client that repeats one later than seven days is not
//! promised that it is known.

use models::Timestamp;

use crate::conn::on;
use crate::{Conn, Result};

impl Conn {
    /// Forgets up to `limit` changes that were applied before a time; how many.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_applied(&mut self, before: Timestamp, limit: u32) -> Result<u64> {
        Ok(on!(self, c => sqlx::query(
            "DELETE FROM changes WHERE (conversation_id, change_id) IN \
             (SELECT conversation_id, change_id FROM changes WHERE at < $1 ORDER BY at LIMIT $2)")
            .bind(before.0).bind(i64::from(limit)).execute(c).await
            .map(|done| done.rows_affected()))?)
    }
}
