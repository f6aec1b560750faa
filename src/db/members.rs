//! Who is in which conversation. A row stays when its member leaves, so that `sync` can tell of it.
//!
//! *Invariant:* rows are locked in this order: conversations, then people, then members; people in
//! order of their ids, members in order of conversation and person, so that two changes of many
//! never wait for each other.

use models::access::Membership;
use models::limits::READERS;
use models::{ConversationId, Member, MemberRole, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{ids, in_ids, on};
use crate::users::{UserRow, user_columns};
use crate::{Conn, Error, Result};

/// How members come in.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// As what.
    pub role: MemberRole,
    /// When.
    pub at: Timestamp,
    /// The conversation's newest message: history is read.
    pub read_seq: i64,
    /// The conversation's count of texts there.
    pub read_count: i64,
}

#[derive(sqlx_macros::FromRow)]
struct MembershipRow {
    role: String,
    left_at: Option<i64>,
    removed: bool,
}

#[derive(sqlx_macros::FromRow)]
struct MemberRow {
    #[sqlx(flatten)]
    user: UserRow,
    member_role: String,
    joined_at: i64,
    read_seq: Option<i64>,
}

impl TryFrom<MemberRow> for Member {
    type Error = Error;

    fn try_from(row: MemberRow) -> Result<Self> {
        Ok(Self {
            user: row.user.try_into()?,
            role: row.member_role.parse()?,
            joined_at: Timestamp(row.joined_at),
            read_seq: row.read_seq,
        })
    }
}

impl Conn {
    /// Whether somebody is, or was, in a conversation; none where they never were.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_membership(
        &mut self,
        conversation_id: ConversationId,
        user_id: UserId,
    ) -> Result<Option<Membership>> {
        let row: Option<MembershipRow> = on!(self, c => sqlx::query_as(
            "SELECT role, left_at, removed FROM members \
             WHERE conversation_id = $1 AND user_id = $2")
            .bind(conversation_id.0).bind(user_id.0).fetch_optional(c).await)?;
        row.map(|row| {
            Ok(match (row.left_at, row.removed) {
                (None, _) => Membership::Present(row.role.parse()?),
                (Some(_), true) => Membership::Removed,
                (Some(_), false) => Membership::Left,
            })
        })
        .transpose()
    }

    /// Everybody in a conversation, bots too, in no order.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_member_ids(
        &mut self,
        conversation_id: ConversationId,
    ) -> Result<Vec<UserId>> {
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(
            "SELECT user_id FROM members WHERE conversation_id = $1 AND left_at IS NULL")
            .bind(conversation_id.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
    }

    /// The conversations that somebody is in, in no order.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_conversation_ids(&mut self, user_id: UserId) -> Result<Vec<ConversationId>> {
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(
            "SELECT conversation_id FROM members WHERE user_id = $1 AND left_at IS NULL")
            .bind(user_id.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// The people in a conversation in the order in which they came, bots left out: up to `limit`
    /// of those after `after`. How far they have read is said where they are few.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_members(
        &mut self,
        conversation_id: ConversationId,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<Member>> {
        let rows: Vec<MemberRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", user_columns!(), ", m.role AS member_role, m.joined_at, CASE WHEN \
             v.kind = 'direct' OR (v.kind = 'group' AND v.members_count <= $4) \
             THEN m.read_seq END AS read_seq \
             FROM members AS m JOIN users AS u ON u.id = m.user_id \
             JOIN conversations AS v ON v.id = m.conversation_id \
             WHERE m.conversation_id = $1 AND m.left_at IS NULL AND u.role <> 'bot' \
             AND ($2 IS NULL OR (m.joined_at, m.user_id) > (SELECT a.joined_at, a.user_id \
             FROM members AS a WHERE a.conversation_id = $1 AND a.user_id = $2)) \
             ORDER BY m.joined_at, m.user_id LIMIT $3"))
            .bind(conversation_id.0).bind(after.map(|id| id.0)).bind(i64::from(limit))
            .bind(i64::from(READERS)).fetch_all(c).await)?;
        rows.into_iter().map(Member::try_from).collect()
    }

    /// Those of `who` who are in the conversation.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_present(
        &mut self,
        conversation_id: ConversationId,
        who: &[UserId],
    ) -> Result<Vec<UserId>> {
        let json = ids(who);
        let sql = in_ids!(
            self,
            "SELECT user_id FROM members \
             WHERE conversation_id = $2 AND left_at IS NULL AND user_id IN ",
            "$1",
            ""
        );
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(sql)
            .bind(json).bind(conversation_id.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
    }

    /// Those of `who` who can be in conversations: people whose account has not ended.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_addable(&mut self, who: &[UserId]) -> Result<Vec<UserId>> {
        let json = ids(who);
        let sql = in_ids!(
            self,
            "SELECT id FROM users WHERE NOT disabled AND deleted_at IS NULL AND role <> 'bot' \
             AND id IN ",
            "$1",
            ""
        );
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
    }

    /// Somebody of `who` who is in more than `most` conversations.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_crowded(&mut self, who: &[UserId], most: usize) -> Result<Option<UserId>> {
        let json = ids(who);
        let sql = in_ids!(
            self,
            "SELECT user_id FROM members WHERE left_at IS NULL AND user_id IN ",
            "$1",
            " GROUP BY user_id HAVING COUNT(*) > $2 LIMIT 1"
        );
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let row: Option<(Uuid,)> =
            on!(self, c => sqlx::query_as(sql).bind(json).bind(most).fetch_optional(c).await)?;
        Ok(row.map(|(id,)| UserId(id)))
    }

    /// How many owners a conversation has.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_owners(&mut self, conversation_id: ConversationId) -> Result<i64> {
        let (count,): (i64,) = on!(self, c => sqlx::query_as(
            "SELECT COUNT(*) FROM members \
             WHERE conversation_id = $1 AND left_at IS NULL AND role = 'owner'")
            .bind(conversation_id.0).fetch_one(c).await)?;
        Ok(count)
    }

    /// Who has been in the conversation the longest, of the people beside `user_id` whose account
    /// was not deleted; one that is closed comes after all that are open.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_longest_member(
        &mut self,
        conversation_id: ConversationId,
        user_id: UserId,
    ) -> Result<Option<UserId>> {
        let row: Option<(Uuid,)> = on!(self, c => sqlx::query_as(
            "SELECT m.user_id FROM members AS m JOIN users AS u ON u.id = m.user_id \
             WHERE m.conversation_id = $1 AND m.user_id <> $2 AND m.left_at IS NULL \
             AND u.deleted_at IS NULL AND u.role <> 'bot' \
             ORDER BY u.disabled, m.joined_at, m.user_id LIMIT 1")
            .bind(conversation_id.0).bind(user_id.0).fetch_optional(c).await)?;
        Ok(row.map(|(id,)| UserId(id)))
    }

    /// People whose account was deleted and who have not yet left what they were in.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_departing(&mut self, limit: u32) -> Result<Vec<UserId>> {
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(
            // In this order, from the few who are deleted.
            "SELECT DISTINCT u.id FROM users AS u CROSS JOIN members AS m \
             CROSS JOIN conversations AS c WHERE u.deleted_at IS NOT NULL AND m.user_id = u.id \
             AND m.left_at IS NULL AND c.id = m.conversation_id AND c.deleted_at IS NULL \
             AND c.kind <> 'direct' LIMIT $1")
            .bind(i64::from(limit)).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
    }

    /// Who would own the server if its last owner went: the admin whose account is the oldest, or
    /// else the person whose account is.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_server_heir(&mut self, user_id: UserId) -> Result<Option<UserId>> {
        let row: Option<(Uuid,)> = on!(self, c => sqlx::query_as(
            "SELECT id FROM users WHERE id <> $1 AND role IN ('admin', 'member') AND NOT disabled \
             AND deleted_at IS NULL ORDER BY role, created_at, id LIMIT 1")
            .bind(user_id.0).fetch_optional(c).await)?;
        Ok(row.map(|(id,)| UserId(id)))
    }

    /// Lets people in who are not members, each with an own revision, which is returned. Whoever
    /// was a member before begins anew.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_members(
        &mut self,
        conversation_id: ConversationId,
        who: &[UserId],
        arrival: Arrival,
    ) -> Result<Vec<(UserId, i64)>> {
        let revs = self.bump_me_revs(who).await?;
        let json = ids(who);
        let sql = in_ids!(
            self,
            "INSERT INTO members (conversation_id, user_id, role, joined_at, read_seq, read_count, \
             me_rev) SELECT $2, u.id, $3, $4, $5, $6, u.me_rev FROM users AS u WHERE u.id IN ",
            "$1",
            " ON CONFLICT (conversation_id, user_id) DO UPDATE SET role = excluded.role, \
             joined_at = excluded.joined_at, left_at = NULL, removed = FALSE, \
             read_seq = excluded.read_seq, read_count = excluded.read_count, notify = 'all', \
             muted_until = NULL, me_rev = excluded.me_rev"
        );
        on!(self, c => sqlx::query(sql)
            .bind(json)
            .bind(conversation_id.0)
            .bind(arrival.role.as_str())
            .bind(arrival.at.0)
            .bind(arrival.read_seq)
            .bind(arrival.read_count)
            .execute(c).await.map(drop))?;
        // In threads too, where they took part before.
        let sql = in_ids!(
            self,
            "UPDATE thread_members SET unread = 0 WHERE conversation_id = $2 AND unread > 0 \
             AND user_id IN ",
            "$1",
            ""
        );
        on!(self, c => sqlx::query(sql).bind(ids(who)).bind(conversation_id.0)
            .execute(c).await.map(drop))?;
        Ok(revs)
    }

    /// Takes members out, each with an own revision, which is returned. `removed` keeps them from
    /// joining again.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_members(
        &mut self,
        conversation_id: ConversationId,
        who: &[UserId],
        removed: bool,
        at: Timestamp,
    ) -> Result<Vec<(UserId, i64)>> {
        let revs = self.bump_me_revs(who).await?;
        let json = ids(who);
        let sql = in_ids!(
            self,
            "UPDATE members SET left_at = $3, removed = $4, \
             me_rev = (SELECT u.me_rev FROM users AS u WHERE u.id = members.user_id) \
             WHERE conversation_id = $2 AND left_at IS NULL AND user_id IN ",
            "$1",
            ""
        );
        on!(self, c => sqlx::query(sql)
            .bind(json).bind(conversation_id.0).bind(at.0).bind(removed)
            .execute(c).await.map(drop))?;
        Ok(revs)
    }

    /// Gives a member another role, and returns their own revision of that.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_member_role(
        &mut self,
        conversation_id: ConversationId,
        user_id: UserId,
        role: MemberRole,
    ) -> Result<i64> {
        let rev = self.bump_me_rev(user_id).await?;
        on!(self, c => sqlx::query(
            "UPDATE members SET role = $3, me_rev = $4 WHERE conversation_id = $1 AND user_id = $2")
            .bind(conversation_id.0).bind(user_id.0).bind(role.as_str()).bind(rev)
            .execute(c).await.map(drop))?;
        Ok(rev)
    }
}
