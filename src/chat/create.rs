//! Making a conversation: what is asked for is checked from its values first, then made in one
//! transaction. Doing it again is harmless, by its id or because a direct one exists once.

use auth::request::Caller;
use db::{Conn, NewConversation, Use};
use futures_util::FutureExt;
use models::conversation::ConversationWithMe;
use models::limits::MEMBERS;
use models::{Code, ConversationId, FileId, Kind, MemberRole, Problem, UserId, Visibility, text};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::change::{News, too_many_members};
use crate::{Chat, Error, Result, picture};

/// A conversation that somebody wants to make.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CreateConversation {
    /// Chosen by whoever makes it, so that making it again is harmless.
    #[serde(default)]
    pub id: Option<ConversationId>,
    /// Direct, group or channel.
    pub kind: Kind,
    /// Of a channel; `private` where nothing is said.
    #[serde(default)]
    pub visibility: Option<Visibility>,
    /// A channel needs one.
    #[serde(default)]
    pub title: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub topic: Option<String>,
    /// The file of its picture, one's own.
    #[serde(default)]
    pub picture: Option<FileId>,
    /// Who is in it beside oneself. Of a direct one the other person, or oneself for notes.
    #[serde(default)]
    pub member_ids: Vec<UserId>,
}

/// What was asked for, checked.
#[derive(Clone, Debug)]
struct Plan {
    new: NewConversation,
    /// Whether its id was chosen, so that finding it may be a repetition.
    repeatable: bool,
    others: Vec<UserId>,
}

impl Chat {
    /// Makes a conversation, or finds the one that this would make again; whether it was made.
    ///
    /// # Errors
    /// `invalid_field`, `id_conflict`, `too_many`, and `forbidden` where somebody has blocked the
    /// other.
    pub async fn create_conversation(
        &self,
        caller: &Caller,
        wanted: CreateConversation,
    ) -> Result<(ConversationWithMe, bool)> {
        let plan = self.plan(caller, wanted)?;
        match self.try_create(*caller, plan.clone()).await {
            // Somebody else made the same one meanwhile: now it is found.
            Err(Error::Db(db::Error::Exists)) => self.try_create(*caller, plan).await,
            done => done,
        }
    }

    fn plan(&self, caller: &Caller, wanted: CreateConversation) -> Result<Plan, Problem> {
        let CreateConversation {
            id,
            kind,
            visibility,
            title,
            topic,
            picture,
            member_ids,
        } = wanted;
        let now = self.inner.clock.now();
        let mut others = distinct(member_ids);
        let direct = match kind {
            Kind::Direct => Some((caller.user_id, the_other(&others, caller.user_id)?)),
            Kind::Group | Kind::Channel => None,
        };
        others.retain(|id| *id != caller.user_id);
        if others.len() >= MEMBERS {
            return Err(too_many_members());
        }
        Ok(Plan {
            repeatable: id.is_some(),
            others,
            new: NewConversation {
                id: id.unwrap_or_else(|| ConversationId(self.inner.random.uuid(now))),
                kind,
                visibility: check_visibility(kind, visibility)?,
                title: check_title(kind, title.as_deref())?,
                topic: check_topic(kind, topic.as_deref())?,
                picture: check_picture(kind, picture)?,
                created_by: caller.user_id,
                created_at: now,
                direct,
            },
        })
    }

    async fn try_create(&self, caller: Caller, plan: Plan) -> Result<(ConversationWithMe, bool)> {
        let chat = self.clone();
        self.change(move |conn| {
            async move {
                if let Some(id) = find(conn, &caller, &plan).await? {
                    return Ok(((with_me(conn, &caller, id).await?, false), News::default()));
                }
                check_people(conn, &caller, &plan.others, "member_ids").await?;
                if plan.new.direct.is_some() {
                    check_not_blocked(conn, &caller, &plan.others).await?;
                }
                let news = chat.make(conn, &caller, &plan).await?;
                Ok(((with_me(conn, &caller, plan.new.id).await?, true), news))
            }
            .boxed()
        })
        .await
    }

    async fn make(&self, conn: &mut Conn, caller: &Caller, plan: &Plan) -> Result<News> {
        conn.insert_conversation(&plan.new).await?;
        let head = conn
            .lock_conversations(&[plan.new.id])
            .await?
            .pop()
            .ok_or(Code::Internal)?;
        let everybody: Vec<UserId> = plan
            .others
            .iter()
            .copied()
            .chain([caller.user_id])
            .collect();
        conn.lock_people(&everybody).await?;
        if let Some(file) = plan.new.picture {
            let (place, now) = (Use::Picture(plan.new.id), plan.new.created_at);
            picture::set(conn, caller.user_id, place, Some(file), now).await?;
        }
        let mut change = self.begin(head, caller.user_id);
        let direct = plan.new.direct.is_some();
        let role = if direct {
            MemberRole::Member
        } else {
            MemberRole::Owner
        };
        change.admit(conn, &[caller.user_id], role).await?;
        if !plan.others.is_empty() {
            change.admit(conn, &plan.others, MemberRole::Member).await?;
        }
        let mut news = News::default();
        change.finish(conn, &mut news).await?;
        Ok(news)
    }
}

/// The conversation that this call would make again.
async fn find(conn: &mut Conn, caller: &Caller, plan: &Plan) -> Result<Option<ConversationId>> {
    if plan.repeatable
        && let Some(creator) = conn.find_creator(plan.new.id).await?
    {
        let mine = creator == Some(caller.user_id)
            && conn.find_me(plan.new.id, caller.user_id).await?.is_some();
        return if mine {
            Ok(Some(plan.new.id))
        } else {
            Err(Code::IdConflict.into())
        };
    }
    match plan.new.direct {
        Some((one, other)) => Ok(conn.find_direct(one, other).await?),
        None => Ok(None),
    }
}

async fn with_me(
    conn: &mut Conn,
    caller: &Caller,
    id: ConversationId,
) -> Result<ConversationWithMe> {
    let conversation = conn.get_conversation(id).await?;
    let me = conn.find_me(id, caller.user_id).await?;
    Ok(ConversationWithMe { conversation, me })
}

/// Whether all of `who` can be brought in by `caller`: they exist, and have not blocked them.
pub(crate) async fn check_people(
    conn: &mut Conn,
    caller: &Caller,
    who: &[UserId],
    field: &'static str,
) -> Result<()> {
    if who.is_empty() {
        return Ok(());
    }
    if conn.list_addable(who).await?.len() < who.len() {
        let detail = "somebody of these does not exist, or their account has ended";
        return Err(Problem::field(field, "unknown", detail).into());
    }
    if !conn.list_blockers(caller.user_id, who).await?.is_empty() {
        return Err(Problem::new(Code::Forbidden, "Somebody of these has blocked you.").into());
    }
    Ok(())
}

/// Nobody begins to talk with a person whom they have blocked.
async fn check_not_blocked(conn: &mut Conn, caller: &Caller, who: &[UserId]) -> Result<()> {
    for other in who {
        if !conn
            .list_blockers(*other, &[caller.user_id])
            .await?
            .is_empty()
        {
            return Err(Problem::new(Code::Forbidden, "You have blocked this person.").into());
        }
    }
    Ok(())
}

/// Each once, in the same order.
pub(crate) fn distinct(mut ids: Vec<UserId>) -> Vec<UserId> {
    let mut seen = std::collections::HashSet::with_capacity(ids.len());
    ids.retain(|id| seen.insert(*id));
    ids
}

/// Of a direct conversation: the one beside `me`, or `me` for notes.
fn the_other(ids: &[UserId], me: UserId) -> Result<UserId, Problem> {
    let others: Vec<UserId> = ids.iter().copied().filter(|id| *id != me).collect();
    match (ids.is_empty(), others.as_slice()) {
        (false, []) => Ok(me),
        (false, [other]) => Ok(*other),
        _ => Err(Problem::field(
            "member_ids",
            "invalid",
            "one person, or oneself for notes",
        )),
    }
}

fn check_visibility(
    kind: Kind,
    visibility: Option<Visibility>,
) -> Result<Option<Visibility>, Problem> {
    match (kind, visibility) {
        (Kind::Channel, visibility) => Ok(Some(visibility.unwrap_or(Visibility::Private))),
        (Kind::Direct | Kind::Group, None) => Ok(None),
        (Kind::Direct | Kind::Group, Some(_)) => Err(Problem::field(
            "visibility",
            "invalid",
            "only a channel has one",
        )),
    }
}

/// The title that a conversation of this kind may have.
pub(crate) fn check_title(kind: Kind, title: Option<&str>) -> Result<Option<String>, Problem> {
    let invalid = |code, detail: &'static str| Err(Problem::field("title", code, detail));
    match (kind, title) {
        (Kind::Channel, None) => invalid("missing", "a channel needs one"),
        (Kind::Direct, Some(_)) => invalid("invalid", "a direct conversation has none"),
        (Kind::Direct | Kind::Group, None) => Ok(None),
        (Kind::Group | Kind::Channel, Some(title)) => text::name("title", title).map(Some),
    }
}

/// The topic that a conversation of this kind may have.
pub(crate) fn check_topic(kind: Kind, topic: Option<&str>) -> Result<Option<String>, Problem> {
    match (kind, topic) {
        (_, None) => Ok(None),
        (Kind::Direct, Some(_)) => Err(Problem::field(
            "topic",
            "invalid",
            "a direct conversation has none",
        )),
        (Kind::Group | Kind::Channel, Some(topic)) => text::topic(topic),
    }
}

/// The picture that a conversation of this kind may have.
pub(crate) fn check_picture(
    kind: Kind,
    picture: Option<FileId>,
) -> Result<Option<FileId>, Problem> {
    if kind == Kind::Direct && picture.is_some() {
        let detail = "a direct conversation has none";
        return Err(Problem::field("picture", "invalid", detail));
    }
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_needs_a_title_and_a_group_does_not() {
        assert_eq!(
            check_title(Kind::Channel, None).unwrap_err().errors[0].code,
            "missing"
        );
        assert_eq!(check_title(Kind::Group, None).unwrap(), None);
        assert_eq!(
            check_title(Kind::Group, Some(" x ")).unwrap().as_deref(),
            Some("x")
        );
        assert!(check_title(Kind::Direct, Some("x")).is_err());
        assert!(check_topic(Kind::Direct, Some("x")).is_err());
    }

    #[test]
    fn a_direct_conversation_is_with_one_person_or_with_oneself() {
        let [me, you, third] = [1, 2, 3].map(|n| UserId(uuid::Uuid::from_u128(n)));
        assert_eq!(the_other(&[you], me).unwrap(), you);
        assert_eq!(the_other(&[me, you], me).unwrap(), you);
        assert_eq!(the_other(&[me], me).unwrap(), me);
        assert!(the_other(&[], me).is_err());
        assert!(the_other(&[you, third], me).is_err());
    }
}
