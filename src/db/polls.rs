//! Polls: what a message asks, beside its text. Who voted for what is in `reactions`.
//!
//! Written by a statement of its own, so that storing a message that asks nothing costs no more.

use models::Message;

use crate::conn::{Hex, on, rows};
use crate::{Conn, Result};

impl Conn {
    /// Writes what messages ask, of those that have begun to or ask nothing any more.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_polls(&mut self, messages: &[&Message]) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        let asks = |message: &&Message| {
            let poll = message.poll.as_ref().map(serde_json::to_string);
            Ok((
                Hex(message.conversation_id.0),
                message.seq,
                poll.transpose()?,
            ))
        };
        let polls: Vec<_> = messages.iter().map(asks).collect::<Result<_>>()?;
        let json = rows(polls.iter())?;
        let sql = self.pick(
            "UPDATE messages SET poll = j.value->>2 FROM jsonb_each($1) AS j \
             WHERE conversation_id = unhex(j.value->>0) AND seq = j.value->>1",
            "UPDATE messages AS m SET poll = j.value->>2 FROM json_array_elements($1::json) AS j \
             WHERE m.conversation_id = (j.value->>0)::uuid AND m.seq = (j.value->>1)::bigint",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }
}
