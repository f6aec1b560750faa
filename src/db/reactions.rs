//! Reactions: who reacted to what with which emoji.
//!
//! What clients see of them (how many, and the first 50) is kept in the message's own row, so that
//! neither a page nor one more reaction costs more where there are ten thousand. The rows here say
//! who exactly.
//!
//! *Invariant:* a row changes only in the transaction that writes its message, under the lock of
//! the conversation.

use std::collections::HashSet;

use models::limits::REACTION_USERS;
use models::{ConversationId, Message, Reaction, UserId};
use uuid::Uuid;

use crate::conn::{Hex, on, places, rows};
use crate::{Conn, Result};

/// Somebody's reaction to a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reactor {
    /// Where.
    pub conversation_id: ConversationId,
    /// To which message.
    pub seq: i64,
    /// With what.
    pub emoji: String,
    /// Who.
    pub user_id: UserId,
}

type ReactorRow = (Uuid, i64, String, Uuid);

impl Conn {
    /// Those of `which` that are set.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_reacted(&mut self, which: &[Reactor]) -> Result<HashSet<Reactor>> {
        if which.is_empty() {
            return Ok(HashSet::new());
        }
        let json = rows(which.iter().map(row))?;
        let sql = self.pick(
            "SELECT r.conversation_id, r.seq, r.emoji, r.user_id \
             FROM jsonb_each($1) AS j CROSS JOIN reactions AS r \
             ON r.conversation_id = unhex(j.value->>0) AND r.seq = j.value->>1 \
             AND r.emoji = j.value->>2 AND r.user_id = unhex(j.value->>3)",
            "SELECT r.conversation_id, r.seq, r.emoji, r.user_id \
             FROM json_array_elements($1::json) AS j JOIN reactions AS r \
             ON r.conversation_id = (j.value->>0)::uuid AND r.seq = (j.value->>1)::bigint \
             AND r.emoji = j.value->>2 AND r.user_id = (j.value->>3)::uuid",
        );
        let rows: Vec<ReactorRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        let reactor = |(conversation_id, seq, emoji, user_id)| Reactor {
            conversation_id: ConversationId(conversation_id),
            seq,
            emoji,
            user_id: UserId(user_id),
        };
        Ok(rows.into_iter().map(reactor).collect())
    }

    /// Says of each reaction to `messages` whether `reader` is one of those who set it.
    pub(crate) async fn fill_mine(
        &mut self,
        messages: &mut [Message],
        reader: UserId,
    ) -> Result<()> {
        let reactor = |(conversation_id, seq), reaction: &Reaction| Reactor {
            conversation_id,
            seq,
            emoji: reaction.emoji.clone(),
            user_id: reader,
        };
        let mut unsure = Vec::new();
        for message in messages.iter() {
            let place = (message.conversation_id, message.seq);
            let of_message = message.reactions.iter();
            let unknown = of_message.filter(|it| it.is_by(reader).is_none());
            unsure.extend(unknown.map(|it| reactor(place, it)));
        }
        let reacted = self.list_reacted(&unsure).await?;
        for message in messages {
            let place = (message.conversation_id, message.seq);
            for reaction in &mut message.reactions {
                let known = reaction.is_by(reader);
                let mine = known.unwrap_or_else(|| reacted.contains(&reactor(place, reaction)));
                reaction.mine = Some(mine);
            }
        }
        Ok(())
    }

    /// Sets reactions, each with the revision that did it, which is the order in which people
    /// reacted.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_reactions(&mut self, which: &[(&Reactor, i64)]) -> Result<()> {
        if which.is_empty() {
            return Ok(());
        }
        let json = rows(which.iter().map(|(reactor, rev)| {
            let (conversation_id, seq, emoji, user_id) = row(reactor);
            (conversation_id, seq, emoji, user_id, rev)
        }))?;
        let sql = self.pick(
            "INSERT OR REPLACE INTO reactions (conversation_id, seq, emoji, user_id, rev) \
             SELECT unhex(value->>0), value->>1, value->>2, unhex(value->>3), value->>4 \
             FROM jsonb_each($1)",
            "INSERT INTO reactions (conversation_id, seq, emoji, user_id, rev) \
             SELECT (value->>0)::uuid, (value->>1)::bigint, value->>2, (value->>3)::uuid, \
             (value->>4)::bigint FROM json_array_elements($1::json) \
             ON CONFLICT (conversation_id, seq, emoji, user_id) DO UPDATE SET rev = excluded.rev",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes reactions away; those that are not set are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_reactions(&mut self, which: &[&Reactor]) -> Result<()> {
        if which.is_empty() {
            return Ok(());
        }
        let json = rows(which.iter().map(|reactor| row(reactor)))?;
        let sql = self.pick(
            "DELETE FROM reactions WHERE (conversation_id, seq, emoji, user_id) IN \
             (SELECT unhex(value->>0), value->>1, value->>2, unhex(value->>3) FROM jsonb_each($1))",
            "DELETE FROM reactions AS r USING json_array_elements($1::json) AS j \
             WHERE r.conversation_id = (j.value->>0)::uuid AND r.seq = (j.value->>1)::bigint \
             AND r.emoji = j.value->>2 AND r.user_id = (j.value->>3)::uuid",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes all reactions of messages away.
    ///
    /// # Errors
    /// The database's.
    pub async fn clear_reactions(&mut self, which: &[(ConversationId, i64)]) -> Result<()> {
        if which.is_empty() {
            return Ok(());
        }
        let json = places(which)?;
        let sql = self.pick(
            "DELETE FROM reactions WHERE (conversation_id, seq) IN \
             (SELECT unhex(value->>0), value->>1 FROM jsonb_each($1))",
            "DELETE FROM reactions AS r USING json_array_elements($1::json) AS j \
             WHERE r.conversation_id = (j.value->>0)::uuid AND r.seq = (j.value->>1)::bigint",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// The first 50 who reacted to each of these messages with the emoji beside it, in the order in
    /// which they did; in the order of `which`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_first_reactors(
        &mut self,
        which: &[(ConversationId, i64, &str)],
    ) -> Result<Vec<Vec<UserId>>> {
        if which.is_empty() {
            return Ok(Vec::new());
        }
        let json = rows(which.iter().map(|(id, seq, emoji)| (Hex(id.0), seq, emoji)))?;
        let sql = self.pick(
            "SELECT (SELECT json_group_array(hex(f.user_id)) FROM (SELECT r.user_id \
             FROM reactions AS r WHERE r.conversation_id = unhex(j.value->>0) \
             AND r.seq = j.value->>1 AND r.emoji = j.value->>2 \
             ORDER BY r.rev, r.user_id LIMIT $2) AS f) FROM jsonb_each($1) AS j ORDER BY j.key",
            "SELECT (SELECT coalesce(json_agg(f.user_id), '[]')::text FROM (SELECT r.user_id \
             FROM reactions AS r WHERE r.conversation_id = (j.value->>0)::uuid \
             AND r.seq = (j.value->>1)::bigint AND r.emoji = j.value->>2 \
             ORDER BY r.rev, r.user_id LIMIT $2) AS f) \
             FROM json_array_elements($1::json) WITH ORDINALITY AS j(value, key) ORDER BY j.key",
        );
        let most = i64::try_from(REACTION_USERS).unwrap_or(i64::MAX);
        let rows: Vec<(String,)> =
            on!(self, c => sqlx::query_as(sql).bind(json).bind(most).fetch_all(c).await)?;
        rows.iter()
            .map(|(names,)| Ok(serde_json::from_str(names)?))
            .collect()
    }
}

fn row(reactor: &Reactor) -> (Hex, i64, &str, Hex) {
    let Reactor {
        conversation_id,
        seq,
        emoji,
        user_id,
    } = reactor;
    (Hex(conversation_id.0), *seq, emoji, Hex(user_id.0))
}
