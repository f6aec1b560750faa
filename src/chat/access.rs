//! What somebody is to a conversation, as it is read from the database; what follows from it is
//! told by [`models::access`].

use auth::request::Caller;
use db::{Conn, Head};
use models::ConversationId;
pub(crate) use models::access::{Access, Action};

use crate::Result;
use crate::store::not_a_member;

/// What somebody is to a conversation, for reading.
pub(crate) async fn read(conn: &mut Conn, caller: &Caller, id: ConversationId) -> Result<Access> {
    let (kind, visibility) = conn.find_kind(id).await?.ok_or_else(not_a_member)?;
    let membership = conn.find_membership(id, caller.user_id).await?;
    Ok(Access {
        kind,
        visibility,
        membership,
        role: caller.role,
    })
}

/// Locks a conversation until the commit, so that what is decided here stays true.
pub(crate) async fn lock(
    conn: &mut Conn,
    caller: &Caller,
    id: ConversationId,
) -> Result<(Head, Access)> {
    let head = conn
        .lock_conversations(&[id])
        .await?
        .pop()
        .ok_or_else(not_a_member)?;
    let access = Access {
        kind: head.kind,
        visibility: head.visibility,
        membership: conn.find_membership(id, caller.user_id).await?,
        role: caller.role,
    };
    Ok((head, access))
}
