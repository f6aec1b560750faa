//! Mentions: a row for each, so that counting those that are unread costs nothing.

use models::{ConversationId, UserId};
use serde::Serialize;

use crate::conn::{hex, on};
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
        let json = mention_rows(mentions)?;
        let sql = self.pick(
            "INSERT OR IGNORE INTO mentions (user_id, conversation_id, seq) \
             SELECT unhex(value->>'u'), unhex(value->>'c'), value->>'s' FROM jsonb_each($1)",
            "INSERT INTO mentions (user_id, conversation_id, seq) \
             SELECT u, c, s FROM json_to_recordset($1::json) AS j(u uuid, c uuid, s bigint) \
             ON CONFLICT DO NOTHING",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes mentions away, of a message that was edited or deleted.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_mentions(&mut self, mentions: &[Mention]) -> Result<()> {
        let json = mention_rows(mentions)?;
        let sql = self.pick(
            "DELETE FROM mentions WHERE (user_id, conversation_id, seq) IN \
             (SELECT unhex(value->>'u'), unhex(value->>'c'), value->>'s' FROM jsonb_each($1))",
            "DELETE FROM mentions WHERE (user_id, conversation_id, seq) IN \
             (SELECT u, c, s FROM json_to_recordset($1::json) AS j(u uuid, c uuid, s bigint))",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }
}

fn mention_rows(mentions: &[Mention]) -> Result<String> {
    #[derive(Serialize)]
    struct Row {
        u: String,
        c: String,
        s: i64,
    }
    let rows: Vec<Row> = mentions
        .iter()
        .map(|mention| Row {
            u: hex(mention.user_id.0),
            c: hex(mention.conversation_id.0),
            s: mention.seq,
        })
        .collect();
    Ok(serde_json::to_string(&rows)?)
}
