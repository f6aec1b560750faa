//! Who is in a conversation: listed, added, given another role, removed; and leaving by oneself.

use auth::request::Caller;
use db::Conn;
use futures_util::FutureExt;
use models::access::Membership;
use models::limits::MEMBERS;
use models::{Code, ConversationId, Member, MemberRole, Role, SystemEvent, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Action, lock, read};
use crate::change::{News, too_many_members};
use crate::create::{check_people, distinct};
use crate::{Chat, Result, page};

/// A page of the people in a conversation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Members {
    /// In the order in which they came.
    pub members: Vec<Member>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

impl Chat {
    /// The people in a conversation.
    ///
    /// # Errors
    /// `not_found`; `forbidden` of a public channel that one is not in.
    pub async fn list_members(
        &self,
        caller: &Caller,
        id: ConversationId,
        cursor: Option<&str>,
        limit: Option<u64>,
    ) -> Result<Members> {
        let (after, size) = (page::cursor(cursor)?, page::size(limit));
        let mut conn = self.inner.db.read().await?;
        read(&mut conn, caller, id)
            .await?
            .check(Action::ListMembers)?;
        let mut members = conn.list_members(id, after, size + 1).await?;
        let next_cursor = page::cut(&mut members, size, |member| member.user.id.to_string());
        let now = self.inner.clock.now();
        let members = members
            .into_iter()
            .map(|member| Member {
                user: member.user.at(now),
                ..member
            })
            .collect();
        Ok(Members {
            members,
            next_cursor,
        })
    }

    /// Brings people in. Those who are in already stay as they are.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `too_many`; `invalid_field` where somebody does not exist.
    pub async fn add_members(
        &self,
        caller: &Caller,
        id: ConversationId,
        who: Vec<UserId>,
    ) -> Result<()> {
        let mut who = distinct(who);
        if who.len() > MEMBERS {
            return Err(too_many_members().into());
        }
        let (chat, caller) = (self.clone(), *caller);
        self.change(move |conn| {
            async move {
                let (head, access) = lock(conn, &caller, id).await?;
                access.check(Action::Add)?;
                let present: std::collections::HashSet<UserId> =
                    conn.list_present(id, &who).await?.into_iter().collect();
                who.retain(|user_id| !present.contains(user_id));
                check_people(conn, &caller, &who, "user_ids").await?;
                let mut news = News::default();
                if !who.is_empty() {
                    let mut change = chat.begin(head, caller.user_id);
                    change.say_added(conn, &who).await?;
                    change.admit(conn, &who, MemberRole::Member).await?;
                    change.finish(conn, &mut news).await?;
                }
                Ok(((), news))
            }
            .boxed()
        })
        .await
    }

    /// Takes a member out; oneself: leaves.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `last_owner`.
    pub async fn remove_member(
        &self,
        caller: &Caller,
        id: ConversationId,
        user_id: UserId,
    ) -> Result<()> {
        let (chat, caller) = (self.clone(), *caller);
        let leaves = user_id == caller.user_id;
        self.change(move |conn| {
            async move {
                let (head, access) = lock(conn, &caller, id).await?;
                access.check(if leaves {
                    Action::Leave
                } else {
                    Action::Remove
                })?;
                let role = member_role(conn, id, user_id).await?;
                keep_an_owner(conn, id, role).await?;
                let mut news = News::default();
                let event = if leaves {
                    SystemEvent::Left {}
                } else {
                    SystemEvent::Removed { user_id }
                };
                let mut change = chat.begin(head, caller.user_id);
                change.say(conn, event).await?;
                change.dismiss(conn, user_id, !leaves, &mut news).await?;
                change.finish(conn, &mut news).await?;
                Ok(((), news))
            }
            .boxed()
        })
        .await
    }

    /// Gives a member another role.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `last_owner`.
    pub async fn set_member_role(
        &self,
        caller: &Caller,
        id: ConversationId,
        user_id: UserId,
        role: MemberRole,
    ) -> Result<()> {
        let (chat, caller) = (self.clone(), *caller);
        self.change(move |conn| {
            async move {
                let (head, access) = lock(conn, &caller, id).await?;
                access.check(Action::SetRole)?;
                let before = member_role(conn, id, user_id).await?;
                let mut news = News::default();
                if before != role {
                    keep_an_owner(conn, id, before).await?;
                    let mut change = chat.begin(head, caller.user_id);
                    change.set_role(conn, user_id, role, &mut news).await?;
                    change.finish(conn, &mut news).await?;
                }
                Ok(((), news))
            }
            .boxed()
        })
        .await
    }
}

/// The role of somebody who is in the conversation. A webhook's bot comes and goes with the
/// webhook, and is no member here.
async fn member_role(conn: &mut Conn, id: ConversationId, user_id: UserId) -> Result<MemberRole> {
    let Some(Membership::Present(role)) = conn.find_membership(id, user_id).await? else {
        return Err(Code::NotFound.into());
    };
    let user = conn.get_user(user_id).await?;
    if user.role == Role::Bot {
        Err(Code::NotFound.into())
    } else {
        Ok(role)
    }
}

/// Whoever is the last owner hands over before they stop being one.
async fn keep_an_owner(conn: &mut Conn, id: ConversationId, role: MemberRole) -> Result<()> {
    if role == MemberRole::Owner && conn.count_owners(id).await? == 1 {
        return Err(Code::LastOwner.into());
    }
    Ok(())
}
