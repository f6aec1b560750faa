//! What a new account joins: the public channel `general`, which is made with the first account,
//! and the conversation that its invite leads to. Nobody says anything about it there.

use std::sync::Arc;

use auth::{Newcomer, Welcome};
use db::{Conn, Head, NewConversation};
use futures_util::FutureExt;
use models::limits::MEMBERS;
use models::{Clock, ConversationId, Kind, MemberRole, Random, Visibility};

use crate::change::{Change, News};
use crate::{Error, Result};

/// The setting that holds the id of `general`.
const SETTING: &str = "general";
/// What it is called at first; its owners may rename it, and it stays the one that people join.
const TITLE: &str = "general";

/// The step that [`auth::Parts`] wants: it runs in the transaction that makes an account.
#[must_use]
pub fn welcome(clock: Clock, random: Random) -> Welcome {
    Arc::new(move |conn, newcomer| {
        let (clock, random) = (clock.clone(), random.clone());
        async move {
            let mut news = News::default();
            receive(conn, newcomer, &clock, &random, &mut news)
                .await
                .map_err(|error| match error {
                    Error::Problem(problem) => auth::Error::Problem(problem),
                    Error::Db(error) => auth::Error::Db(error),
                })?;
            Ok(news.0)
        }
        .boxed()
    })
}

async fn receive(
    conn: &mut Conn,
    newcomer: Newcomer,
    clock: &Clock,
    random: &Random,
    news: &mut News,
) -> Result<()> {
    let mut joins = Vec::new();
    if newcomer.first {
        joins.push(make(conn, newcomer, clock, random).await?);
    } else if let Some(id) = conn.find_setting(SETTING).await? {
        joins.extend(id.parse::<ConversationId>().ok());
    }
    joins.extend(newcomer.invited_to.filter(|id| !joins.contains(id)));
    // What was deleted is left out; the locks are taken in order of the ids.
    for head in conn.lock_conversations(&joins).await? {
        if head.kind != Kind::Direct && (head.members_count as usize) < MEMBERS {
            join(conn, head, newcomer, clock, random, news).await?;
        }
    }
    Ok(())
}

async fn make(
    conn: &mut Conn,
    newcomer: Newcomer,
    clock: &Clock,
    random: &Random,
) -> Result<ConversationId> {
    let now = clock.now();
    let id = ConversationId(random.uuid(now));
    conn.insert_conversation(&NewConversation {
        id,
        kind: Kind::Channel,
        visibility: Some(Visibility::Public),
        title: Some(TITLE.to_owned()),
        topic: None,
        picture: None,
        created_by: newcomer.user_id,
        created_at: now,
        direct: None,
    })
    .await?;
    conn.set_setting(SETTING, &id.to_string()).await?;
    Ok(id)
}

async fn join(
    conn: &mut Conn,
    head: Head,
    newcomer: Newcomer,
    clock: &Clock,
    random: &Random,
    news: &mut News,
) -> Result<()> {
    let empty = head.members_count == 0;
    let role = if empty && newcomer.first {
        MemberRole::Owner
    } else {
        MemberRole::Member
    };
    let mut change = Change::new(head, newcomer.user_id, clock, random);
    change.say_nothing(conn).await?;
    change.admit(conn, &[newcomer.user_id], role).await?;
    change.finish(conn, news).await?;
    Ok(())
}
