//! Incoming webhooks: an address to which a script posts text, which a bot then sends into one
//! conversation. The bot belongs to its conversation, and is no member to list or to count.
//!
//! *Invariant:* the secret is in the address, is shown once, and only its hash is kept.

use std::fmt::Write;

use auth::request::Caller;
use db::{Arrival, Conn};
use futures_util::FutureExt;
use models::command::SendMessage;
use models::event::UserChanged;
use models::{
    Code, ConversationId, HookId, MemberRole, MessageId, Problem, Timestamp, UserId, text,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::access::{Action, lock, read};
use crate::change::News;
use crate::{Chat, Result};

/// Webhooks of one conversation at most.
const MOST: usize = 20;
/// Random bytes of a secret.
const SECRET_BYTES: usize = 32;

/// A webhook, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hook {
    /// Which.
    pub id: HookId,
    /// Where it writes.
    pub conversation_id: ConversationId,
    /// The bot that writes for it.
    pub user_id: UserId,
    /// The bot's name.
    pub name: String,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
}

/// A webhook that has just been made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NewHook {
    /// As it is listed from now on.
    #[serde(flatten)]
    pub hook: Hook,
    /// What its address ends with; shown this once.
    pub secret: String,
    /// Its address; shown this once.
    pub url: String,
}

/// The webhooks of a conversation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hooks {
    /// The oldest first.
    pub hooks: Vec<Hook>,
}

/// A webhook that somebody wants to make.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CreateHook {
    /// What its bot is called.
    pub name: String,
}

/// What a script posts to a webhook.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct HookMessage {
    /// The text.
    pub body: String,
    /// Chosen by the script, so that posting again is harmless.
    #[serde(default)]
    pub id: Option<MessageId>,
}

impl From<db::Hook> for Hook {
    fn from(hook: db::Hook) -> Self {
        let db::Hook {
            id,
            conversation_id,
            user_id,
            name,
            created_by,
            created_at,
        } = hook;
        Self {
            id,
            conversation_id,
            user_id,
            name,
            created_by,
            created_at,
        }
    }
}

impl Chat {
    /// The webhooks of a conversation.
    ///
    /// # Errors
    /// `not_found`, `forbidden`.
    pub async fn list_hooks(&self, caller: &Caller, id: ConversationId) -> Result<Hooks> {
        let mut conn = self.inner.db.read().await?;
        read(&mut conn, caller, id)
            .await?
            .check(Action::ManageHooks)?;
        let hooks = conn
            .list_hooks(id)
            .await?
            .into_iter()
            .map(Hook::from)
            .collect();
        Ok(Hooks { hooks })
    }

    /// Makes a webhook and its bot.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `invalid_field`, `too_many`.
    pub async fn create_hook(
        &self,
        caller: &Caller,
        id: ConversationId,
        wanted: CreateHook,
    ) -> Result<NewHook> {
        let name = text::name("name", &wanted.name)?;
        let (random, now) = (&self.inner.random, self.inner.clock.now());
        let secret = hex(&random.bytes::<SECRET_BYTES>());
        let hook = db::Hook {
            id: HookId(random.uuid(now)),
            conversation_id: id,
            user_id: UserId(random.uuid(now)),
            name,
            created_by: caller.user_id,
            created_at: now,
        };
        let (caller, made, hash) = (*caller, hook.clone(), hash(&secret));
        self.change(move |conn| {
            async move {
                insert(conn, &caller, &made, &hash).await?;
                Ok(((), News::default()))
            }
            .boxed()
        })
        .await?;
        let base = self.inner.auth.config().public_url.trim_end_matches('/');
        let url = format!("{base}/hooks/{secret}");
        Ok(NewHook {
            hook: hook.into(),
            secret,
            url,
        })
    }

    /// Takes a webhook away. What its bot wrote stays.
    ///
    /// # Errors
    /// `not_found`, `forbidden`.
    pub async fn delete_hook(
        &self,
        caller: &Caller,
        id: ConversationId,
        hook_id: HookId,
    ) -> Result<()> {
        let (caller, now) = (*caller, self.inner.clock.now());
        self.change(move |conn| {
            async move {
                let (_, access) = lock(conn, &caller, id).await?;
                access.check(Action::ManageHooks)?;
                let bot = conn
                    .delete_hook(id, hook_id, now)
                    .await?
                    .ok_or(Code::NotFound)?;
                conn.delete_members(id, &[bot], true, now).await?;
                let mut news = News::default();
                let user = conn.get_user(bot).await?;
                news.user(UserChanged {
                    user,
                    conversation_ids: vec![id],
                });
                Ok(((), news))
            }
            .boxed()
        })
        .await
    }

    /// Sends what was posted to a webhook, on the path of every message.
    ///
    /// # Errors
    /// `not_found` where there is no such webhook, and what sending may answer.
    pub async fn post_to_hook(&self, secret: &str, message: HookMessage) -> Result<()> {
        let hook = self
            .inner
            .db
            .read()
            .await?
            .find_hook_by_secret(&hash(secret))
            .await?;
        let hook = hook.ok_or(Code::NotFound)?;
        let HookMessage { body, id } = message;
        let id = id.unwrap_or_else(|| MessageId(self.inner.random.uuid(self.inner.clock.now())));
        let message = SendMessage {
            id,
            conversation_id: hook.conversation_id,
            body,
            reply_to: None,
            attachment_ids: Vec::new(),
            thread_id: None,
            poll: None,
        };
        self.send(hook.user_id, message)?.safe().await?;
        Ok(())
    }
}

async fn insert(conn: &mut Conn, caller: &Caller, hook: &db::Hook, hash: &[u8]) -> Result<()> {
    let (head, access) = lock(conn, caller, hook.conversation_id).await?;
    access.check(Action::ManageHooks)?;
    if conn.list_hooks(head.id).await?.len() >= MOST {
        return Err(Problem::new(Code::TooMany, "A conversation has at most 20 webhooks.").into());
    }
    // Nobody types this name: it only has to be one, and to differ from the next bot's.
    let digits = hook.user_id.0.simple().to_string();
    let username = format!("bot-{}", digits.get(20..).unwrap_or_default());
    conn.insert_hook(hook, &username, hash).await?;
    let arrival = Arrival {
        role: MemberRole::Member,
        at: hook.created_at,
        read_seq: head.last_seq,
        read_count: head.text_count,
    };
    conn.insert_members(head.id, &[hook.user_id], arrival)
        .await?;
    Ok(())
}

/// What is kept of a secret. It has 256 random bits, so a plain hash is enough, and looking a hash
/// up tells nobody how much of a guess was right.
fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
