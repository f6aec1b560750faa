//! Reactions: who reacted to what with which emoji.

use std::collections::HashMap;

use models::limits::REACTION_USERS;
use models::{ConversationId, Reaction, UserId};
use uuid::Uuid;

use crate::conn::on;
use crate::messages::Place;
use crate::{Conn, Result};

#[derive(sqlx::FromRow)]
struct ReactionRow {
    conversation_id: Uuid,
    seq: i64,
    emoji: String,
    user_id: Uuid,
}

impl Conn {
    /// The reactions at `places`, each message's in the order in which people reacted.
    pub(crate) async fn list_reactions(
        &mut self,
        places: &[Place],
        reader: Option<UserId>,
    ) -> Result<HashMap<(ConversationId, i64), Vec<Reaction>>> {
        let json = serde_json::to_string(places)?;
        let sql = self.pick(
            "SELECT r.conversation_id, r.seq, r.emoji, r.user_id \
             FROM jsonb_each($1) AS j CROSS JOIN reactions AS r \
             ON r.conversation_id = unhex(j.value->>'c') AND r.seq = j.value->>'s' \
             ORDER BY r.conversation_id, r.seq, r.rev",
            "SELECT r.conversation_id, r.seq, r.emoji, r.user_id \
             FROM json_to_recordset($1::json) AS j(c uuid, s bigint) \
             JOIN reactions AS r ON r.conversation_id = j.c AND r.seq = j.s \
             ORDER BY r.conversation_id, r.seq, r.rev",
        );
        let rows: Vec<ReactionRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        let mut reactions: HashMap<_, Vec<Reaction>> = HashMap::new();
        for row in rows {
            let of_message = reactions
                .entry((ConversationId(row.conversation_id), row.seq))
                .or_default();
            let user_id = UserId(row.user_id);
            let mine = reader.map(|reader| reader == user_id);
            match of_message
                .iter_mut()
                .find(|reaction| reaction.emoji == row.emoji)
            {
                Some(reaction) => {
                    reaction.count += 1;
                    if reaction.user_ids.len() < REACTION_USERS {
                        reaction.user_ids.push(user_id);
                    }
                    reaction.mine = reaction.mine.zip(mine).map(|(before, now)| before || now);
                }
                None => of_message.push(Reaction {
                    emoji: row.emoji,
                    count: 1,
                    user_ids: vec![user_id],
                    mine,
                }),
            }
        }
        Ok(reactions)
    }

    /// Sets or takes away one reaction; whether that changed anything.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_reaction(
        &mut self,
        place: (ConversationId, i64),
        user_id: UserId,
        emoji: &str,
        on: bool,
        rev: i64,
    ) -> Result<bool> {
        let (conversation_id, seq) = (place.0.0, place.1);
        let changed = if on {
            on!(self, c => sqlx::query(
                "INSERT INTO reactions (conversation_id, seq, emoji, user_id, rev) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
                .bind(conversation_id).bind(seq).bind(emoji).bind(user_id.0).bind(rev)
                .execute(c).await.map(|done| done.rows_affected()))?
        } else {
            on!(self, c => sqlx::query(
                "DELETE FROM reactions WHERE conversation_id = $1 AND seq = $2 AND emoji = $3 \
                 AND user_id = $4")
                .bind(conversation_id).bind(seq).bind(emoji).bind(user_id.0)
                .execute(c).await.map(|done| done.rows_affected()))?
        };
        Ok(changed > 0)
    }

    /// Takes all reactions of one message away.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_reactions(&mut self, place: (ConversationId, i64)) -> Result<()> {
        on!(self, c => sqlx::query(
            "DELETE FROM reactions WHERE conversation_id = $1 AND seq = $2")
            .bind(place.0.0).bind(place.1).execute(c).await.map(drop))?;
        Ok(())
    }

    /// The reactions of one message, as everybody sees them.
    ///
    /// # Errors
    /// The database's.
    pub async fn get_reactions(&mut self, place: (ConversationId, i64)) -> Result<Vec<Reaction>> {
        let mut reactions = self
            .list_reactions(&[Place::new(place.0.0, place.1)], None)
            .await?;
        Ok(reactions.remove(&place).unwrap_or_default())
    }
}
