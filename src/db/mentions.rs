//! Mentions: a row for each, so that counting those that are unread costs nothing.

use models::{ConversationId, UserId};

use crate::conn::{Hex, on, rows};
use crate::{Conn, Result};

/// A mention of somebody; the nil UUID stands for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mention {
    /// Of whom.
    pub user_id: UserId,
    /// Where.
    pub conversation_id: ConversationId,
    /// In which message.
    pub seq: i64,
}

impl Conn {
    /// Adds mentions; those that exist stay.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_mentions(&mut self, mentions: &[Mention]) -> Result<()> {
        if mentions.is_empty() {
            return Ok(());
        }
        let json = mention_rows(mentions)?;
        let sql = self.pick(
            "INSERT OR IGNORE INTO mentions (user_id, conversation_id, seq) \
             SELECT unhex(value->>0), unhex(value->>1), value->>2 FROM jsonb_each($1)",
            "INSERT INTO mentions (user_id, conversation_id, seq) \
             SELECT (value->>0)::uuid, (value->>1)::uuid, (value->>2)::bigint \
             FROM json_array_elements($1::json) ON CONFLICT DO NOTHING",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes mentions away, of a message that was edited or deleted.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_mentions(&mut self, mentions: &[Mention]) -> Result<()> {
        if mentions.is_empty() {
            return Ok(());
        }
        let json = mention_rows(mentions)?;
        let sql = self.pick(
            "DELETE FROM mentions WHERE (user_id, conversation_id, seq) IN \
             (SELECT unhex(value->>0), unhex(value->>1), value->>2 FROM jsonb_each($1))",
            "DELETE FROM mentions AS m USING json_array_elements($1::json) AS j \
             WHERE m.user_id = (j.value->>0)::uuid AND m.conversation_id = (j.value->>1)::uuid \
             AND m.seq = (j.value->>2)::bigint",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }
}

fn mention_rows(mentions: &[Mention]) -> Result<String> {
    rows(mentions.iter().map(|mention| {
        let (user_id, conversation_id) = (mention.user_id.0, mention.conversation_id.0);
        (Hex(user_id), Hex(conversation_id), mention.seq)
    }))
}
