//! What storing new messages writes. On PostgreSQL all of it is one statement: each of its own would be one
//! more way there and back, for which everybody waits whose messages are stored with these.

use models::{ConversationId, Message, Timestamp};

use crate::conn::Engine;
use crate::heads::{head_rows, moved_heads};
use crate::owed::{inserted_owed, range_rows};
use crate::store::{inserted_messages, message_rows, moved_reads, read_rows};
use crate::{Conn, Head, ReadMove, Result};

/// What comes of a batch, as far as it is new messages.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'b> {
    /// New messages, each with the count of texts up to it.
    pub messages: &'b [(&'b Message, i64)],
    /// How far their senders have read by them.
    pub reads: &'b [ReadMove],
    /// The conversations of these and of what changed else.
    pub heads: &'b [&'b Head],
    /// Of each conversation the first and the last that people are to be told of.
    pub owed: &'b [(ConversationId, i64, i64)],
}

const ALL: &str = concat!(
    "WITH messages_now AS (",
    inserted_messages!("$1"),
    "), reads_now AS (",
    moved_reads!("$2"),
    "), heads_now AS (",
    moved_heads!("$3"),
    ") ",
    inserted_owed!("$4", "$5")
);

impl Conn {
    /// Writes it; whether anything is owed of these.
    ///
    /// # Errors
    /// The database's.
    pub async fn write_sent(&mut self, sent: &Sent<'_>, at: Timestamp) -> Result<bool> {
        let Sent {
            messages,
            reads,
            heads,
            owed,
        } = *sent;
        // Where nothing is new, something old changed: its conversation has another revision.
        if messages.is_empty() {
            return self.update_heads(heads).await.map(|()| false);
        }
        match self.engine() {
            Engine::Sqlite(_) => {
                self.insert_messages(messages).await?;
                self.update_read_by_sending(reads).await?;
                self.update_heads(heads).await?;
                self.insert_owed(owed, at).await
            }
            Engine::Postgres(conn) => {
                let all = sqlx::query(ALL)
                    .bind(message_rows(messages)?)
                    .bind(read_rows(reads)?)
                    .bind(head_rows(heads)?)
                    .bind(range_rows(owed)?)
                    .bind(at.0);
                Ok(all.execute(conn).await?.rows_affected() > 0)
            }
        }
    }
}
