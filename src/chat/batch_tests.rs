//! What storing promises, against both engines.

use std::sync::Arc;
use std::time::Duration;

use bus::{Lease, Leases, memory};
use db::testing::on_both;
use db::{Arrival, Db, NewConversation, NewUser, Reactor};
use futures_util::FutureExt;
use models::event::ConversationChanged;
use models::{
    Change, ChangeId, ChangeMessage, Clock, Code, ConversationId, FieldError, Kind, MemberRole,
    Message, MessageId, Problem, Random, Reaction, Role, Timestamp, UserId,
};

use crate::batch::{Applied, apply};

const NOW: Timestamp = Timestamp(1_000);
/// A conversation begins with this revision, its making.
const MADE: i64 = 1;

/// A conversation with an owner, Ada, and a member, Bob.
struct Room {
    db: Db,
    id: ConversationId,
    ada: UserId,
    bob: UserId,
    random: Random,
    leases: Arc<dyn Leases>,
}

impl Room {
    async fn new(db: Db, kind: Kind) -> Self {
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

    async fn write<T: Send + 'static>(&self, work: impl db::Work<T, db::Error>) -> T {
        self.db.write(work).await.unwrap()
    }

    fn job(&self, by: UserId, message_id: MessageId, change: Change) -> ChangeMessage {
        ChangeMessage {
            conversation_id: self.id,
            user_id: by,
            at: NOW,
            message_id,
            change,
            traceparent: None,
        }
    }

    fn message_id(&self) -> MessageId {
        MessageId(self.random.uuid(NOW))
    }

    fn change_id(&self) -> ChangeId {
        ChangeId(self.random.uuid(NOW))
    }

    fn send(&self, by: UserId, id: MessageId, body: &str) -> ChangeMessage {
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

    fn edit(&self, by: UserId, id: MessageId, body: &str) -> ChangeMessage {
        self.job(
            by,
            id,
            Change::Edit {
                body: body.into(),
                change_id: self.change_id(),
            },
        )
    }

    fn delete(&self, by: UserId, id: MessageId) -> ChangeMessage {
        self.job(
            by,
            id,
            Change::Delete {
                change_id: self.change_id(),
            },
        )
    }

    fn react(&self, by: UserId, id: MessageId, emoji: &str, on: bool) -> ChangeMessage {
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

    async fn apply(&self, jobs: Vec<ChangeMessage>) -> Applied {
        let leases = Arc::clone(&self.leases);
        self.write(move |conn| async move { apply(conn, &jobs, &*leases).await }.boxed())
            .await
    }

    /// Applies one job; its only event, if it changed anything.
    async fn one(&self, job: ChangeMessage) -> Result<Option<ConversationChanged>, Problem> {
        let mut applied = self.apply(vec![job]).await;
        applied.outcomes.remove(0)?;
        Ok(applied.changed.pop())
    }

    async fn code(&self, job: ChangeMessage) -> Code {
        self.one(job).await.unwrap_err().code
    }

    /// New members, as many as asked for.
    async fn crowd(&self, count: u32) -> Vec<UserId> {
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
    async fn react_all(&self, who: &[UserId], id: MessageId, on: bool) -> Vec<Reaction> {
        let jobs = who.iter().map(|by| self.react(*by, id, "🎉", on)).collect();
        let mut applied = self.apply(jobs).await;
        assert!(applied.outcomes.iter().all(Result::is_ok));
        let message = applied.changed.remove(0).messages.remove(0);
        assert_eq!(self.stored(id).await.as_ref(), Some(&message));
        message.reactions
    }

    async fn come_online(&self, who: &[UserId]) {
        for user_id in who {
            let lease = Lease::Online(*user_id);
            let span = Duration::from_secs(600);
            let held = self.leases.hold(lease, self.random.uuid(NOW), span);
            held.await.unwrap();
        }
    }

    async fn is_mine(&self, reader: UserId, id: MessageId) -> Option<bool> {
        let mut conn = self.db.read().await.unwrap();
        let message = conn.find_message(self.id, id, reader).await.unwrap();
        message.unwrap().reactions[0].mine
    }

    async fn stored(&self, id: MessageId) -> Option<Message> {
        let mut conn = self.db.read().await.unwrap();
        conn.list_stored(&[(self.id, id)])
            .await
            .unwrap()
            .pop()
            .map(|stored| stored.message)
    }

    async fn mentions(&self, user_id: UserId) -> i64 {
        let mut conn = self.db.read().await.unwrap();
        conn.get_me(self.id, user_id).await.unwrap().mentions
    }
}

#[tokio::test]
async fn a_batch_gives_out_places_in_order_and_announces_them_once() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let ids: Vec<_> = (0..5).map(|_| room.message_id()).collect();
        let jobs = ids
            .iter()
            .map(|id| room.send(room.ada, *id, "hello"))
            .collect();
        let applied = room.apply(jobs).await;
        assert!(applied.outcomes.iter().all(Result::is_ok));
        let [changed] = &applied.changed[..] else {
            panic!("one event a conversation")
        };
        assert_eq!((changed.after_rev, changed.rev), (MADE, MADE + 5));
        let told: Vec<_> = changed
            .messages
            .iter()
            .map(|m| (m.id, m.seq, m.rev))
            .collect();
        let expected: Vec<_> = ids
            .iter()
            .zip(1..)
            .map(|(id, n)| (*id, n, MADE + n))
            .collect();
        assert_eq!(told, expected);
        for message in &changed.messages {
            assert_eq!(room.stored(message.id).await.as_ref(), Some(message));
        }
        let mut conn = room.db.read().await.unwrap();
        assert_eq!(
            conn.get_me(room.id, room.ada).await.unwrap().unread,
            0,
            "sending reads"
        );
        assert_eq!(conn.get_me(room.id, room.bob).await.unwrap().unread, 5);
    })
    .await;
}

#[tokio::test]
async fn a_message_that_is_sent_again_changes_nothing_and_is_announced_as_it_is() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let id = room.message_id();
        room.one(room.send(room.ada, id, "hello")).await.unwrap();
        let again = room
            .one(room.send(room.ada, id, "other words"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((again.after_rev, again.rev), (MADE, MADE + 1));
        assert_eq!(again.messages[0].body.as_deref(), Some("hello"));
        let again = room.apply(vec![room.send(room.ada, id, "hello")]).await;
        assert_eq!((again.changed.len(), again.stored), (1, 0));
        assert_eq!(
            room.code(room.send(room.bob, id, "mine")).await,
            Code::IdConflict
        );
        let twice = room.message_id();
        let jobs = vec![
            room.send(room.ada, twice, "a"),
            room.send(room.ada, twice, "a"),
        ];
        let applied = room.apply(jobs).await;
        assert_eq!(applied.outcomes, [Ok(()), Ok(())]);
        assert_eq!(applied.changed.len(), 1);
        assert_eq!(applied.changed[0].messages.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_leaves_no_trace_and_spoils_no_other() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let stranger = UserId(room.random.uuid(NOW));
        let (first, second) = (room.message_id(), room.message_id());
        let lost = room.message_id();
        let mut reply = room.send(room.ada, lost, "to nothing");
        if let Change::Send { reply_to, .. } = &mut reply.change {
            *reply_to = Some(room.message_id());
        }
        let applied = room
            .apply(vec![
                room.send(room.ada, first, "one"),
                room.send(stranger, lost, "let me in"),
                reply,
                room.edit(room.bob, first, "not mine"),
                room.send(room.bob, second, "two"),
            ])
            .await;
        let codes: Vec<_> = applied
            .outcomes
            .iter()
            .map(|o| o.as_ref().err().map(|p| p.code))
            .collect();
        let refused = [
            None,
            Some(Code::NotFound),
            Some(Code::InvalidField),
            Some(Code::Forbidden),
            None,
        ];
        assert_eq!(codes, refused);
        let fields: Vec<FieldError> = applied.outcomes[2].clone().unwrap_err().errors;
        assert_eq!(fields[0].field, "reply_to");
        assert_eq!(room.stored(lost).await, None);
        assert_eq!(
            room.stored(second).await.unwrap().seq,
            2,
            "no gap where one was refused"
        );
    })
    .await;
}

#[tokio::test]
async fn an_edit_and_a_deletion_take_the_next_revision_once() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let id = room.message_id();
        room.one(room.send(room.bob, id, "helo")).await.unwrap();
        let edit = room.edit(room.bob, id, "hello");
        let changed = room.one(edit.clone()).await.unwrap().unwrap();
        let place = (changed.after_rev, changed.rev, changed.messages[0].seq);
        assert_eq!(place, (MADE + 1, MADE + 2, 1));
        let again = room.one(edit).await.unwrap().unwrap();
        assert_eq!(again.rev, MADE + 2, "a repeat is announced, not applied");
        assert_eq!(
            room.code(room.edit(room.ada, id, "no")).await,
            Code::Forbidden
        );
        let deleted = room.one(room.delete(room.ada, id)).await.unwrap().unwrap();
        let tombstone = &deleted.messages[0];
        assert_eq!(
            (tombstone.seq, tombstone.rev, &tombstone.body),
            (1, MADE + 3, &None)
        );
        assert!(tombstone.deleted_at.is_some());
        assert!(room.one(room.delete(room.bob, id)).await.unwrap().is_none());
        assert_eq!(room.code(room.edit(room.bob, id, "back")).await, Code::Gone);
        assert_eq!(
            room.code(room.react(room.bob, id, "👍", true)).await,
            Code::Gone
        );
        assert_eq!(room.stored(id).await.as_ref(), Some(tombstone));
    })
    .await;
}

#[tokio::test]
async fn changes_of_a_message_in_its_own_batch_are_told_as_one() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let (edited, deleted) = (room.message_id(), room.message_id());
        let applied = room
            .apply(vec![
                room.send(room.ada, edited, "helo"),
                room.edit(room.ada, edited, "hello"),
                room.send(room.ada, deleted, "oops"),
                room.react(room.bob, deleted, "👍", true),
                room.delete(room.ada, deleted),
                room.react(room.bob, edited, "👍", true),
            ])
            .await;
        assert!(
            applied.outcomes.iter().all(Result::is_ok),
            "{:?}",
            applied.outcomes
        );
        let changed = &applied.changed[0];
        assert_eq!(
            (changed.after_rev, changed.rev, changed.messages.len()),
            (MADE, MADE + 2, 2)
        );
        for message in &changed.messages {
            assert_eq!(room.stored(message.id).await.as_ref(), Some(message));
        }
        let [edited, deleted] = &changed.messages[..] else {
            panic!("in the order of their places")
        };
        assert_eq!((edited.seq, edited.reactions[0].count), (1, 1));
        assert_eq!((deleted.seq, &deleted.body), (2, &None));
    })
    .await;
}

#[tokio::test]
async fn a_reaction_is_set_once_by_each_and_there_are_twenty_different_ones() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let id = room.message_id();
        room.one(room.send(room.ada, id, "hello")).await.unwrap();
        let changed = room
            .one(room.react(room.bob, id, "👍", true))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(changed.reacted.len(), 1);
        assert!(
            room.one(room.react(room.bob, id, "👍", true))
                .await
                .unwrap()
                .is_none()
        );
        let both = room
            .one(room.react(room.ada, id, "👍", true))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(both.messages[0].reactions[0].user_ids, [room.bob, room.ada]);
        for emoji in emojis::iter().filter(|one| one.as_str() != "👍").take(19) {
            room.one(room.react(room.ada, id, emoji.as_str(), true))
                .await
                .unwrap();
        }
        let one_more = emojis::iter()
            .filter(|one| one.as_str() != "👍")
            .nth(19)
            .unwrap();
        let code = room
            .code(room.react(room.bob, id, one_more.as_str(), true))
            .await;
        assert_eq!(code, Code::TooMany);
        let gone = room
            .one(room.react(room.ada, id, "👍", false))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(gone.messages[0].reactions[0].user_ids, [room.bob]);
    })
    .await;
}

#[tokio::test]
async fn of_many_who_react_all_are_counted_and_the_first_fifty_named() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let crowd = room.crowd(120).await;
        let id = room.message_id();
        room.one(room.send(room.ada, id, "hello")).await.unwrap();
        room.react_all(&crowd[..30], id, true).await;
        let all = room.react_all(&crowd[30..], id, true).await;
        assert_eq!((all.len(), all[0].count), (1, 120));
        assert_eq!(all[0].user_ids, crowd[..50]);
        for (reader, mine) in [(crowd[0], true), (crowd[119], true), (room.ada, false)] {
            assert_eq!(room.is_mine(reader, id).await, Some(mine));
        }
        for by in [crowd[0], crowd[119]] {
            let again = room.one(room.react(by, id, "🎉", true)).await.unwrap();
            assert!(again.is_none(), "set before");
        }
        let not_set = room.one(room.react(room.ada, id, "🎉", false)).await;
        assert!(not_set.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn whoever_is_next_takes_the_place_of_one_of_the_first_fifty() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let crowd = room.crowd(70).await;
        let id = room.message_id();
        room.one(room.send(room.ada, id, "hello")).await.unwrap();
        for by in &crowd {
            room.react_all(&[*by], id, true).await;
        }
        let gone = [&crowd[..10], &crowd[69..]].concat();
        let fewer = room.react_all(&gone, id, false).await;
        assert_eq!(fewer[0].count, 59);
        assert_eq!(fewer[0].user_ids, crowd[10..60]);
        let back = room.react_all(&crowd[..1], id, true).await;
        assert_eq!((back[0].count, &back[0].user_ids[..]), (60, &crowd[10..60]));
        assert_eq!(room.is_mine(crowd[0], id).await, Some(true));
        assert_eq!(room.is_mine(crowd[1], id).await, Some(false));
        // Gone and back in one batch: the last of all.
        let jobs = [(crowd[10], false), (crowd[10], true), (crowd[11], false)]
            .map(|(by, on)| room.react(by, id, "🎉", on));
        let mut applied = room.apply(jobs.into()).await;
        let told = applied.changed.remove(0).messages.remove(0);
        let names = [&crowd[12..69], &crowd[..1], &crowd[10..11]].concat();
        assert_eq!(told.reactions[0].count, 59);
        assert_eq!(told.reactions[0].user_ids, names[..50]);
        let none = room.react_all(&names, id, false).await;
        assert_eq!(none, []);
    })
    .await;
}

#[tokio::test]
async fn a_tombstone_keeps_no_reactions() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let (id, seq) = (room.message_id(), 1);
        room.one(room.send(room.ada, id, "hello")).await.unwrap();
        room.react_all(&[room.ada, room.bob], id, true).await;
        let deleted = room.one(room.delete(room.ada, id)).await.unwrap().unwrap();
        assert_eq!(deleted.messages[0].reactions, []);
        assert_eq!(room.stored(id).await.unwrap().reactions, []);
        let reactor = |user_id| Reactor {
            conversation_id: room.id,
            seq,
            emoji: "🎉".into(),
            user_id,
        };
        let which = [room.ada, room.bob].map(reactor);
        let mut conn = room.db.read().await.unwrap();
        assert!(conn.list_reacted(&which).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn mentions_follow_the_text() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let (named, all) = (room.message_id(), room.message_id());
        let changed = room
            .one(room.send(room.ada, named, "@Bob, @ada!"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(changed.messages[0].mentions.len(), 2);
        assert_eq!(room.mentions(room.bob).await, 1);
        room.one(room.send(room.ada, all, "@all")).await.unwrap();
        assert_eq!(room.mentions(room.bob).await, 2);
        room.one(room.edit(room.ada, named, "nobody"))
            .await
            .unwrap();
        assert_eq!(room.mentions(room.bob).await, 1);
        room.one(room.delete(room.ada, all)).await.unwrap();
        assert_eq!(room.mentions(room.bob).await, 0);
    })
    .await;
}

#[tokio::test]
async fn here_tells_who_is_online_where_it_may_be_said() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        let stranger = UserId(room.random.uuid(NOW));
        room.come_online(&[room.bob, stranger]).await;
        let offline = room.crowd(2).await[0];
        let id = room.message_id();
        assert_eq!(
            room.code(room.send(stranger, id, "@here")).await,
            Code::NotFound
        );
        assert_eq!(room.mentions(room.bob).await, 0);
        let said = room.one(room.send(room.ada, id, "@here")).await.unwrap();
        assert!(said.unwrap().messages[0].mentions_everyone);
        assert_eq!(room.mentions(room.bob).await, 1);
        assert_eq!(room.mentions(offline).await, 0);
        room.one(room.edit(room.ada, id, "nobody")).await.unwrap();
        assert_eq!(room.mentions(room.bob).await, 1, "stays told");
        room.crowd(51).await;
        let loud = room.message_id();
        let said = room.one(room.send(room.bob, loud, "@here")).await.unwrap();
        let message = &said.unwrap().messages[0];
        assert!(!message.mentions_everyone, "too many, and no owner");
    })
    .await;
}

#[tokio::test]
async fn what_one_batch_tells_those_online_is_bounded_and_nobody_is_left_out() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Group).await;
        room.come_online(&[room.bob]).await;
        let offline = room.crowd(50).await[0];
        let say = || room.send(room.ada, room.message_id(), "@here");
        room.apply((0..203).map(|_| say()).collect()).await;
        assert_eq!(room.mentions(room.bob).await, 203);
        assert_eq!(room.mentions(offline).await, 3, "the last, as by @all");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_blocked_cannot_write_to_the_other() {
    on_both(async |db| {
        let room = Room::new(db, Kind::Direct).await;
        let (ada, bob, id) = (room.ada, room.bob, room.message_id());
        room.one(room.send(ada, id, "hello")).await.unwrap();
        room.write(move |conn| async move { conn.insert_block(ada, bob, NOW).await }.boxed())
            .await;
        assert_eq!(
            room.code(room.send(bob, room.message_id(), "hi")).await,
            Code::Forbidden
        );
        assert_eq!(
            room.code(room.edit(ada, id, "and more")).await,
            Code::Forbidden
        );
        assert_eq!(
            room.code(room.delete(bob, id)).await,
            Code::Forbidden,
            "nobody owns a direct one"
        );
    })
    .await;
}
