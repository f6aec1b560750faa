//! Invites, with which accounts are made, and which may lead to a conversation.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Conn, Invite};
use models::access::{Access, Action, not_a_member};
use models::{ConversationId, Kind, Problem, Role, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::request::Caller;
use crate::{Auth, Error, Result};

/// Invites that can be open at a time.
const MOST: u32 = 500;
/// The longest life of an invite or a token, in seconds: ten years.
const LONGEST_SECS: u64 = 10 * 366 * 24 * 60 * 60;

/// An invite that somebody wants.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
pub struct NewInvite {
    /// In seconds; for ever where it is not given.
    pub expires_in: Option<u64>,
    /// Without a limit where it is not given.
    pub max_uses: Option<u32>,
    /// The conversation that whoever uses it comes into.
    pub conversation_id: Option<ConversationId>,
}

/// An invite on the wire.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InviteView {
    /// What its address ends with.
    pub code: String,
    /// Where whoever is invited goes.
    pub url: String,
    /// How often it was used.
    pub uses: i64,
    /// How often it may be used.
    pub max_uses: Option<i64>,
    /// Until when it may be used.
    pub expires_at: Option<Timestamp>,
    /// The conversation that whoever uses it comes into.
    pub conversation_id: Option<ConversationId>,
}

/// Whether `text` can be an invite's code.
pub(crate) fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// When something that lives for `expires_in` seconds from `now` on ends.
pub(crate) fn expiry(expires_in: Option<u64>, now: Timestamp) -> Result<Option<Timestamp>> {
    match expires_in {
        None => Ok(None),
        Some(secs @ 1..=LONGEST_SECS) => Ok(Some(now.plus(Duration::from_secs(secs)))),
        Some(_) => {
            let detail = "a number of seconds, at least 1 and at most ten years";
            Err(Problem::field("expires_in", "invalid", detail).into())
        }
    }
}

impl Auth {
    /// Makes an invite, for the server's owner and admins.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound` for a conversation that is not theirs to know, a field's problem,
    /// `TooMany`, and the database's.
    pub async fn invite(&self, caller: &Caller, new: NewInvite) -> Result<InviteView> {
        expect_manager(caller)?;
        self.make_invite(Some((caller.user_id, caller.role)), new)
            .await
    }

    /// Makes an invite from the command line.
    ///
    /// # Errors
    /// `NotFound` for a conversation that does not exist, a field's problem, `TooMany`, and the
    /// database's.
    pub async fn create_invite(&self, new: NewInvite) -> Result<InviteView> {
        self.make_invite(None, new).await
    }

    async fn make_invite(&self, by: Option<(UserId, Role)>, new: NewInvite) -> Result<InviteView> {
        let now = self.inner.clock.now();
        if new.max_uses == Some(0) {
            return Err(Problem::field("max_uses", "invalid", "at least 1").into());
        }
        let invite = Invite {
            code: URL_SAFE_NO_PAD.encode(self.inner.random.bytes::<12>()),
            created_by: by.map(|(id, _)| id),
            conversation_id: new.conversation_id,
            uses: 0,
            max_uses: new.max_uses.map(i64::from),
            created_at: now,
            expires_at: expiry(new.expires_in, now)?,
            revoked_at: None,
        };
        let inserted = invite.clone();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                if conn.list_invites(now, MOST).await?.len() >= MOST as usize {
                    return Err(Error::TooMany("End some invites first."));
                }
                if let Some(conversation_id) = inserted.conversation_id {
                    expect_invitable(conn, conversation_id, by).await?;
                }
                Ok(conn.insert_invite(&inserted).await?)
            })
        });
        write.await?;
        Ok(self.view(invite))
    }

    /// The invites that are open, for the server's owner and admins: but not those into
    /// conversations to which they may not invite, since with a code anybody comes in.
    ///
    /// # Errors
    /// `Forbidden`, and the database's.
    pub async fn list_invites(&self, caller: &Caller) -> Result<Vec<InviteView>> {
        expect_manager(caller)?;
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.read().await?;
        let mut views = Vec::new();
        for invite in conn.list_invites(now, MOST).await? {
            if is_shown(&mut conn, &invite, caller).await? {
                views.push(self.view(invite));
            }
        }
        Ok(views)
    }

    /// Ends an invite, for the server's owner and admins.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound` also for one that is not shown to them, and the database's.
    pub async fn end_invite(&self, caller: &Caller, code: String) -> Result<()> {
        expect_manager(caller)?;
        if !is_code(&code) {
            return Err(Error::NotFound);
        }
        let (now, caller) = (self.inner.clock.now(), *caller);
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let invite = conn.find_invite(&code).await?.ok_or(Error::NotFound)?;
                if is_shown(conn, &invite, &caller).await? && conn.end_invite(&code, now).await? {
                    Ok(())
                } else {
                    Err(Error::NotFound)
                }
            })
        });
        write.await
    }

    fn view(&self, invite: Invite) -> InviteView {
        let base = self.inner.config.public_url.trim_end_matches('/');
        InviteView {
            url: format!("{base}/join/{}", invite.code),
            code: invite.code,
            uses: invite.uses,
            max_uses: invite.max_uses,
            expires_at: invite.expires_at,
            conversation_id: invite.conversation_id,
        }
    }
}

fn expect_manager(caller: &Caller) -> Result<()> {
    if caller.role.manages() {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

async fn is_shown(conn: &mut Conn, invite: &Invite, caller: &Caller) -> Result<bool> {
    match invite.conversation_id {
        Some(id) => is_invitable(conn, id, Some((caller.user_id, caller.role))).await,
        None => Ok(true),
    }
}

/// An invite into a conversation adds people to it, so whoever makes one, sees one or has made the
/// one that is used must be allowed to. The command line may wherever there can be more people.
async fn expect_invitable(
    conn: &mut Conn,
    conversation_id: ConversationId,
    by: Option<(UserId, Role)>,
) -> Result<()> {
    let found = conn.find_kind(conversation_id).await?;
    let (kind, visibility) = found.ok_or_else(not_a_member)?;
    let Some((user_id, role)) = by else {
        return match kind {
            Kind::Direct => Err(Error::Forbidden),
            Kind::Group | Kind::Channel => Ok(()),
        };
    };
    let access = Access {
        kind,
        visibility,
        membership: conn.find_membership(conversation_id, user_id).await?,
        role,
    };
    Ok(access.check(Action::Add)?)
}

/// Whether they may; an error is the database's alone.
async fn is_invitable(
    conn: &mut Conn,
    conversation_id: ConversationId,
    by: Option<(UserId, Role)>,
) -> Result<bool> {
    match expect_invitable(conn, conversation_id, by).await {
        Ok(()) => Ok(true),
        Err(Error::Forbidden | Error::Problem(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Where an invite that is used leads: nowhere any more where whoever made it may not bring people in
/// today, so that nobody who was removed comes back by a link of their own.
pub(crate) async fn destination(
    conn: &mut Conn,
    invite: &Invite,
) -> Result<Option<ConversationId>> {
    let Some(conversation_id) = invite.conversation_id else {
        return Ok(None);
    };
    let by = match invite.created_by {
        None => None,
        Some(id) => match conn.find_user(id).await? {
            Some(user) if !user.disabled => Some((id, user.role)),
            _ => return Ok(None),
        },
    };
    let leads = is_invitable(conn, conversation_id, by).await?;
    Ok(leads.then_some(conversation_id))
}
