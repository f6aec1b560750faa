//! For the tests of what storing promises: a conversation on an engine, and jobs for it.

use std::sync::Arc;
use std::time::Duration;

use bus::{Lease, Leases, memory};
use db::{Arrival, Db, NewConversation, NewUser};
use futures_util::FutureExt;
use models::event::ConversationChanged;
use models::{
    Change, ChangeId, ChangeMessage, Clock, Code, ConversationId, Kind, MemberRole, Message,
    MessageId, Problem, Random, Reaction, Role, Timestamp, UserId,
};

use crate::batch::{Applied, apply};

pub(crate) const NOW: Timestamp = Timestamp(1_000);

/// A conversation with an owner, Ada, and a member, Bob.
pub(crate) struct Room {
    pub(crate) db: Db,
    pub(crate) id: ConversationId,
    pub(crate) ada: UserId,
    pub(crate) bob: UserId,
    pub(crate) random: Random,
    pub(crate) leases: Arc<dyn Leases>,
}

impl Room {
    pub(crate) async fn new(db: Db, kind: Kind) -> Self {
        let random = Random::system();
        let [id, ada, bob] = std::array::from_fn(|_| random.uuid(Clock::system().now()));
        let room = Self {
            db,
            id: id.into(),
            ada: ada.into(),
            bob: bob.into(),
            random,
            leases: memory::leases(Clock::system()),
        };
        let (id, ada, bob) = (room.id, room.ada, room.bob);
        room.write(move |conn| {
            async move {
                for (user_id, name) in [(ada, "ada"), (bob, "bob")] {
                    let user = NewUser {
                        id: user_id,
                        username: name.into(),
                        username_key: Some(auth::username::key(name)),
                        display_name: name.into(),
                        role: Role::Member,
                        password_hash: None,
                    };
                    conn.insert_user(&user, NOW).await?;
                }
                conn.insert_conversation(&NewConversation {
                    id,
                    kind,
                    visibility: None,
                    title: None,
                    topic: None,
                    picture: None,
                    created_by: ada,
                    created_at: NOW,
                    direct: (kind == Kind::Direct).then_some((ada, bob)),
                })
                .await?;
                for (user_id, role) in [(ada, MemberRole::Owner), (bob, MemberRole::Member)] {
                    let arrival = Arrival {
                        role,
                        at: NOW,
                        read_seq: 0,
                        read_count: 0,
                    };
                    conn.insert_members(id, &[user_id], arrival).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await;
        room
    }

    pub(crate) async fn write<T: Send + 'static>(&self, work: impl db::Work<T, db::Error>) -> T {
        self.db.write(work).await.unwrap()
    }

    pub(crate) fn job(&self, by: UserId, message_id: MessageId, change: Change) -> ChangeMessage {
        ChangeMessage {
            conversation_id: self.id,
            user_id: by,
            at: NOW,
            message_id,
            change,
            traceparent: None,
        }
    }

    pub(crate) fn message_id(&self) -> MessageId {
        MessageId(self.random.uuid(NOW))
    }

    pub(crate) fn change_id(&self) -> ChangeId {
        ChangeId(self.random.uuid(NOW))
    }

    pub(crate) fn send(&self, by: UserId, id: MessageId, body: &str) -> ChangeMessage {
        let change = Change::Send {
            body: body.into(),
            reply_to: None,
            attachment_ids: Vec::new(),
            thread_id: None,
            poll: None,
            has_waited: false,
        };
        self.job(by, id, change)
    }

    pub(crate) fn edit(&self, by: UserId, id: MessageId, body: &str) -> ChangeMessage {
        self.job(
            by,
            id,
            Change::Edit {
                body: body.into(),
                change_id: self.change_id(),
            },
        )
    }

    pub(crate) fn delete(&self, by: UserId, id: MessageId) -> ChangeMessage {
        self.job(
            by,
            id,
            Change::Delete {
                change_id: self.change_id(),
            },
        )
    }

    pub(crate) fn react(&self, by: UserId, id: MessageId, emoji: &str, on: bool) -> ChangeMessage {
        self.job(
            by,
            id,
            Change::React {
                emoji: emoji.into(),
                on,
                change_id: self.change_id(),
            },
        )
    }

    pub(crate) async fn apply(&self, jobs: Vec<ChangeMessage>) -> Applied {
        let leases = Arc::clone(&self.leases);
        self.write(move |conn| async move { apply(conn, &jobs, &*leases).await }.boxed())
            .await
    }

    /// Applies one job; its only event, if it changed anything.
    pub(crate) async fn one(
        &self,
        job: ChangeMessage,
    ) -> Result<Option<ConversationChanged>, Problem> {
        let mut applied = self.apply(vec![job]).await;
        applied.outcomes.remove(0)?;
        Ok(applied.changed.pop())
    }

    pub(crate) async fn code(&self, job: ChangeMessage) -> Code {
        self.one(job).await.unwrap_err().code
    }

    /// New members, as many as asked for.
    pub(crate) async fn crowd(&self, count: u32) -> Vec<UserId> {
        let (id, random) = (self.id, self.random.clone());
        let new = move |_| UserId(random.uuid(NOW));
        let crowd: Vec<UserId> = (0..count).map(new).collect();
        let who = crowd.clone();
        self.write(move |conn| {
            async move {
                for user_id in &who {
                    let user = NewUser {
                        id: *user_id,
                        username: user_id.to_string(),
                        username_key: None,
                        display_name: "Somebody".into(),
                        role: Role::Member,
                        password_hash: None,
                    };
                    conn.insert_user(&user, NOW).await?;
                }
                let arrival = Arrival {
                    role: MemberRole::Member,
                    at: NOW,
                    read_seq: 0,
                    read_count: 0,
                };
                conn.insert_members(id, &who, arrival).await?;
                conn.update_members_count(id, i64::from(count)).await
            }
            .boxed()
        })
        .await;
        crowd
    }

    /// What `who` do about a message at once, as everybody is told it.
    pub(crate) async fn react_all(&self, who: &[UserId], id: MessageId, on: bool) -> Vec<Reaction> {
        let jobs = who.iter().map(|by| self.react(*by, id, "🎉", on)).collect();
        let mut applied = self.apply(jobs).await;
        assert!(applied.outcomes.iter().all(Result::is_ok));
        let message = applied.changed.remove(0).messages.remove(0);
        assert_eq!(self.stored(id).await.as_ref(), Some(&message));
        message.reactions
    }

    pub(crate) async fn come_online(&self, who: &[UserId]) {
        for user_id in who {
            let lease = Lease::Online(*user_id);
            let span = Duration::from_secs(600);
            let held = self.leases.hold(lease, self.random.uuid(NOW), span);
            held.await.unwrap();
        }
    }

    pub(crate) async fn is_mine(&self, reader: UserId, id: MessageId) -> Option<bool> {
        let mut conn = self.db.read().await.unwrap();
        let message = conn.find_message(self.id, id, reader).await.unwrap();
        message.unwrap().reactions[0].mine
    }

    pub(crate) async fn stored(&self, id: MessageId) -> Option<Message> {
        let mut conn = self.db.read().await.unwrap();
        conn.list_stored(&[(self.id, id)])
            .await
            .unwrap()
            .pop()
            .map(|stored| stored.message)
    }

    pub(crate) async fn mentions(&self, user_id: UserId) -> i64 {
        let mut conn = self.db.read().await.unwrap();
        conn.get_me(self.id, user_id).await.unwrap().mentions
    }
}
