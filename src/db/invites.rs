//! Invites: codes with which accounts are made.

use models::{ConversationId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::on;
use crate::{Conn, Result};

/// An invite, whether it can still be used or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// What its address ends with.
    pub code: String,
    /// Who made it; nobody where the command line did.
    pub created_by: Option<UserId>,
    /// The conversation that whoever uses it comes into.
    pub conversation_id: Option<ConversationId>,
    /// How often it was used.
    pub uses: i64,
    /// How often it may be used.
    pub max_uses: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it may be used.
    pub expires_at: Option<Timestamp>,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
}

impl Invite {
    /// Whether it can be used at `now`.
    #[must_use]
    pub fn usable(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none()
            && self.expires_at.is_none_or(|at| at > now)
            && self.max_uses.is_none_or(|most| self.uses < most)
    }
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    code: String,
    created_by: Option<Uuid>,
    conversation_id: Option<Uuid>,
    uses: i64,
    max_uses: Option<i64>,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl From<Row> for Invite {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            created_by: row.created_by.map(UserId),
            conversation_id: row.conversation_id.map(ConversationId),
            uses: row.uses,
            max_uses: row.max_uses,
            created_at: Timestamp(row.created_at),
            expires_at: row.expires_at.map(Timestamp),
            revoked_at: row.revoked_at.map(Timestamp),
        }
    }
}

macro_rules! columns {
    () => {
        "code, created_by, conversation_id, uses, max_uses, created_at, expires_at, revoked_at"
    };
}

impl Conn {
    /// Adds an invite.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_invite(&mut self, invite: &Invite) -> Result<()> {
        on!(self, c => sqlx::query(concat!(
            "INSERT INTO invites (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        ))
        .bind(&invite.code)
        .bind(invite.created_by.map(|id| id.0))
        .bind(invite.conversation_id.map(|id| id.0))
        .bind(invite.uses)
        .bind(invite.max_uses)
        .bind(invite.created_at.0)
        .bind(invite.expires_at.map(|at| at.0))
        .bind(invite.revoked_at.map(|at| at.0))
        .execute(c)
        .await
        .map(drop))?;
        Ok(())
    }

    /// An invite, whether it can still be used or not.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_invite(&mut self, code: &str) -> Result<Option<Invite>> {
        let row = on!(self, c => sqlx::query_as::<_, Row>(
            concat!("SELECT ", columns!(), " FROM invites WHERE code = $1"),
        )
        .bind(code)
        .fetch_optional(c)
        .await)?;
        Ok(row.map(Invite::from))
    }

    /// The invites that were not ended and have not expired at `now`, the newest first, up to
    /// `most`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_invites(&mut self, now: Timestamp, most: u32) -> Result<Vec<Invite>> {
        let rows = on!(self, c => sqlx::query_as::<_, Row>(concat!(
            "SELECT ", columns!(), " FROM invites WHERE revoked_at IS NULL \
             AND (expires_at IS NULL OR expires_at > $1) \
             ORDER BY created_at DESC, code LIMIT $2",
        ))
        .bind(now.0)
        .bind(i64::from(most))
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(Invite::from).collect())
    }

    /// Uses an invite once more, where it still may be; what it was.
    ///
    /// # Errors
    /// The database's.
    pub async fn use_invite(&mut self, code: &str, now: Timestamp) -> Result<Option<Invite>> {
        let row = on!(self, c => sqlx::query_as::<_, Row>(concat!(
            "UPDATE invites SET uses = uses + 1 WHERE code = $1 AND revoked_at IS NULL \
             AND (expires_at IS NULL OR expires_at > $2) \
             AND (max_uses IS NULL OR uses < max_uses) RETURNING ", columns!(),
        ))
        .bind(code)
        .bind(now.0)
        .fetch_optional(c)
        .await)?;
        Ok(row.map(Invite::from))
    }

    /// Ends an invite; whether it had not ended.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_invite(&mut self, code: &str, now: Timestamp) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "UPDATE invites SET revoked_at = $2 WHERE code = $1 AND revoked_at IS NULL",
        )
        .bind(code)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Forgets the invites that ended before `before`.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_ended_invites(&mut self, before: Timestamp) -> Result<()> {
        on!(self, c => sqlx::query("DELETE FROM invites WHERE revoked_at < $1 OR expires_at < $1")
            .bind(before.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{on_both, write};

    fn invite(code: &str, max_uses: Option<i64>, expires_at: Option<i64>) -> Invite {
        Invite {
            code: code.to_owned(),
            created_by: Some(UserId(Uuid::from_u128(1))),
            conversation_id: Some(ConversationId(Uuid::from_u128(2))),
            uses: 0,
            max_uses,
            created_at: Timestamp(1),
            expires_at: expires_at.map(Timestamp),
            revoked_at: None,
        }
    }

    #[tokio::test]
    async fn an_invite_is_used_until_it_is_used_up_has_expired_or_was_ended() {
        on_both(async |db| {
            for new in [
                invite("two", Some(2), None),
                invite("old", None, Some(5)),
                invite("x", None, None),
            ] {
                write!(db, conn => conn.insert_invite(&new).await).unwrap();
            }
            let take = |code: &'static str, now: i64| {
                let db = db.clone();
                async move {
                    write!(db, conn => conn.use_invite(code, Timestamp(now)).await)
                        .unwrap()
                        .is_some()
                }
            };
            let (a, b, c) = tokio::join!(take("two", 2), take("two", 2), take("two", 2));
            assert_eq!([a, b, c].into_iter().filter(|used| *used).count(), 2);
            assert!(take("old", 4).await && !take("old", 5).await);
            assert!(take("x", 5).await && !take("unknown", 5).await);

            let listed = db
                .read()
                .await
                .unwrap()
                .list_invites(Timestamp(5), 9)
                .await
                .unwrap();
            let codes: Vec<&str> = listed.iter().map(|invite| invite.code.as_str()).collect();
            assert_eq!(codes, ["two", "x"]);
            assert!(!listed[0].usable(Timestamp(5)) && listed[1].usable(Timestamp(5)));

            assert!(write!(db, conn => conn.end_invite("x", Timestamp(6)).await).unwrap());
            assert!(!write!(db, conn => conn.end_invite("x", Timestamp(7)).await).unwrap());
            assert!(!take("x", 7).await);
            let found = db
                .read()
                .await
                .unwrap()
                .find_invite("x")
                .await
                .unwrap()
                .unwrap();
            assert_eq!((found.uses, found.revoked_at), (1, Some(Timestamp(6))));

            write!(db, conn => conn.delete_ended_invites(Timestamp(6)).await).unwrap();
            let mut conn = db.read().await.unwrap();
            assert!(conn.find_invite("old").await.unwrap().is_none());
            assert!(conn.find_invite("x").await.unwrap().is_some());
        })
        .await;
    }
}
