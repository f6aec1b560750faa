//! Threads, against both engines.

use auth::request::Caller;
use db::testing::on_both;
use models::command::ReadThread;
use models::{Code, ConversationId, Event, Kind, Me, Message, MessageId, Thread, UserId};

use crate::MessageQuery;
use crate::testing::House;

impl House {
    async fn reply(&self, by: &Caller, at: ConversationId, to: MessageId, body: &str) -> MessageId {
        self.try_reply(by, at, Some(to), body).await.unwrap()
    }

    async fn me(&self, who: &Caller, at: ConversationId) -> Me {
        let mut conn = self.chat.inner.db.read().await.unwrap();
        conn.get_me(at, who.user_id).await.unwrap()
    }

    async fn found(&self, who: &Caller, at: ConversationId, id: MessageId) -> Message {
        self.chat.get_message(who.user_id, at, id).await.unwrap()
    }

    async fn thread(&self, who: &Caller, at: ConversationId, id: MessageId) -> Option<Thread> {
        self.found(who, at, id).await.thread
    }

    async fn unread_threads(&self, who: &Caller, at: ConversationId) -> Vec<(MessageId, i64)> {
        let found = self.chat.list_unread_threads(who.user_id, at).await;
        let threads = found.unwrap().threads.into_iter();
        threads.map(|it| (it.message.id, it.unread)).collect()
    }

    async fn read_thread(&self, who: &Caller, at: ConversationId, id: MessageId, seq: i64) {
        let read = ReadThread {
            conversation_id: at,
            thread_id: id,
            seq,
        };
        self.chat.read_thread(who.user_id, read).await.unwrap();
    }

    async fn replies(&self, who: &Caller, at: ConversationId, query: MessageQuery) -> Replies {
        let page = self.chat.list_messages(who.user_id, at, query).await;
        let page = page.unwrap();
        (
            page.messages.iter().map(|it| it.seq).collect(),
            page.has_more_before,
            page.has_more_after,
        )
    }
}

/// Their places, and whether there is more before and after.
type Replies = (Vec<i64>, bool, bool);

fn in_thread(id: MessageId) -> MessageQuery {
    MessageQuery {
        thread_id: Some(id),
        limit: Some(2),
        ..MessageQuery::default()
    }
}

#[tokio::test]
async fn the_message_that_a_thread_hangs_on_tells_of_it_in_the_same_event() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let root = house.say(&ada, room, "the beans").await;
        assert_eq!(house.thread(&bob, room, root).await, None);
        house.heard();
        let reply = house.reply(&bob, room, root, "want water").await;

        let told = house.heard();
        let [(_, Event::ConversationChanged(changed))] = &told[..] else {
            panic!("{told:?}");
        };
        let ids: Vec<MessageId> = changed.messages.iter().map(|it| it.id).collect();
        assert_eq!(ids, [reply, root]);
        assert_eq!(changed.messages[0].thread_id, Some(root));
        let thread = changed.messages[1].thread.clone().unwrap();
        assert_eq!((thread.replies, thread.last_seq), (1, 2));
        assert_eq!(thread.user_ids, [bob.user_id]);
        assert_eq!(thread.mine, None, "an event is the same for everybody");
        let read = house.thread(&ada, room, root).await.unwrap();
        assert_eq!(read.mine, Some(true));
        let changes = house
            .chat
            .list_changes(ada.user_id, room, Default::default());
        let changes = changes.await.unwrap();
        let revs: Vec<i64> = changes.messages.iter().map(|it| it.rev).collect();
        assert_eq!(revs, [changed.rev - 1, changed.rev]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn replies_are_unread_for_those_alone_who_take_part() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let (bob, cy) = (house.person("bob").await, house.person("cy").await);
        let dan = house.person("dan").await;
        let room = house.group(&ada, &[&bob, &cy, &dan]).await;
        let root = house.say(&ada, room, "the beans").await;
        let before = house.me(&dan, room).await;
        house.reply(&bob, room, root, "want water").await;
        house.reply(&bob, room, root, "and you, @cy, a rest").await;

        let unread = async |who: &Caller| {
            let me = house.me(who, room).await;
            (me.unread, me.mentions, me.thread_unread)
        };
        assert_eq!(unread(&ada).await, (0, 0, 2), "she began it");
        assert_eq!(
            unread(&bob).await,
            (1, 0, 0),
            "he wrote them, and has not read hers"
        );
        assert_eq!(unread(&cy).await, (1, 1, 1), "she was named");
        assert_eq!(
            unread(&dan).await,
            (before.unread, 0, 0),
            "he takes no part"
        );
        assert_eq!(house.me(&bob, room).await.read_seq, 0);

        house.reply(&cy, room, root, "a rest it is").await;
        assert_eq!(unread(&cy).await, (1, 1, 0), "whoever replies has read");
        assert_eq!(unread(&ada).await, (0, 0, 3));
        assert_eq!(unread(&bob).await, (1, 0, 1));
        assert_eq!(house.unread_threads(&ada, room).await, [(root, 3)]);
        assert_eq!(house.unread_threads(&dan, room).await, []);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn reading_a_thread_is_told_to_oneself_and_takes_its_mentions_along() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let root = house.say(&ada, room, "the beans").await;
        house.reply(&bob, room, root, "@ada: water").await;
        house.reply(&bob, room, root, "@ada: soon").await;
        assert_eq!(house.me(&ada, room).await.mentions, 2);
        house.heard();

        house.read_thread(&ada, room, root, 2).await;
        let told = house.heard();
        let [(_, Event::MeChanged(changed))] = &told[..] else {
            panic!("{told:?}");
        };
        let me = changed.me.clone().unwrap();
        assert_eq!((me.thread_unread, me.mentions, me.read_seq), (1, 1, 1));
        assert_eq!(me, house.me(&ada, room).await);
        // It goes forward only, and is told once.
        house.read_thread(&ada, room, root, 1).await;
        house.read_thread(&ada, room, root, 2).await;
        // Whoever takes no part, or has nothing to read, has nothing to tell.
        house.read_thread(&bob, room, root, i64::MAX).await;
        assert_eq!(house.heard().len(), 0);
        house.read_thread(&ada, room, root, i64::MAX).await;
        let me = house.me(&ada, room).await;
        assert_eq!((me.thread_unread, me.mentions), (0, 0));
        assert_eq!(house.unread_threads(&ada, room).await, []);

        // What comes after it is unread again.
        house.reply(&bob, room, root, "now").await;
        assert_eq!(house.unread_threads(&ada, room).await, [(root, 1)]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn both_of_a_direct_conversation_take_part() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.make(&ada, Kind::Direct, &[&bob]).await;
        let root = house.say(&ada, room, "the beans").await;
        house.reply(&ada, room, root, "want water").await;
        assert_eq!(house.me(&bob, room).await.thread_unread, 1);
        assert_eq!(house.me(&ada, room).await.thread_unread, 0);
        let thread = house.thread(&bob, room, root).await.unwrap();
        assert_eq!(thread.mine, Some(true));
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_thread_hangs_on_a_text_that_is_there_and_in_no_thread() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.make(&ada, Kind::Channel, &[]).await;
        let other = house.group(&ada, &[&bob]).await;
        let root = house.say(&ada, room, "the beans").await;
        let elsewhere = house.say(&ada, other, "the peas").await;
        let reply = house.reply(&ada, room, root, "want water").await;
        house.try_say(&bob, room, "hello").await.unwrap_err();
        house
            .chat
            .add_members(&ada, room, vec![bob.user_id])
            .await
            .unwrap();
        let page = house
            .chat
            .list_messages(ada.user_id, room, Default::default());
        let happened = page.await.unwrap().messages.last().unwrap().id;
        let gone = house.say(&ada, room, "nothing").await;
        house.delete(&ada, room, gone).await.unwrap();

        for (id, code) in [
            (elsewhere, Code::InvalidField),
            (MessageId(house.id()), Code::InvalidField),
            (reply, Code::InvalidField),
            (happened, Code::InvalidField),
            (gone, Code::Gone),
        ] {
            let refused = house
                .try_reply(&ada, room, Some(id), "x")
                .await
                .unwrap_err();
            assert_eq!(refused.code, code, "{refused:?}");
            if code == Code::InvalidField {
                assert_eq!(refused.errors[0].field, "thread_id");
            }
        }
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_is_deleted_counts_no_more_and_a_tombstone_keeps_its_thread() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let root = house.say(&ada, room, "the beans").await;
        let first = house.reply(&bob, room, root, "want water").await;
        let second = house.reply(&ada, room, root, "yes").await;
        house.delete(&bob, room, first).await.unwrap();
        let thread = house.thread(&ada, room, root).await.unwrap();
        assert_eq!((thread.replies, thread.last_seq), (1, 3));
        house.delete(&ada, room, root).await.unwrap();
        let message = house.found(&bob, room, root).await;
        assert!(message.deleted_at.is_some() && message.body.is_none());
        assert_eq!(message.thread.unwrap().replies, 1);
        house.delete(&ada, room, second).await.unwrap();
        // Again, which changes nothing.
        house.delete(&ada, room, second).await.unwrap();
        assert_eq!(house.thread(&ada, room, root).await, None);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn replies_come_in_pages_of_their_own() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[]).await;
        let root = house.say(&ada, room, "the beans").await;
        for _ in 0..2 {
            house.reply(&ada, room, root, "want").await;
            house.say(&ada, room, "something else").await;
        }
        house.reply(&ada, room, root, "water").await;
        // Replies have the places 2, 4 and 6.
        let at = |before, after, around| MessageQuery {
            before,
            after,
            around,
            ..in_thread(root)
        };
        for (query, page) in [
            (at(None, None, None), (vec![4, 6], true, false)),
            (at(Some(4), None, None), (vec![2], false, true)),
            (at(None, Some(0), None), (vec![2, 4], false, true)),
            (at(None, Some(2), None), (vec![4, 6], true, false)),
            (at(None, Some(i64::MAX), None), (vec![], true, false)),
            (at(None, None, Some(4)), (vec![2, 4], false, true)),
            (at(Some(i64::MIN), None, None), (vec![], false, true)),
        ] {
            assert_eq!(house.replies(&ada, room, query).await, page, "{query:?}");
        }
        for (who, id) in [(&ada, MessageId(house.id())), (&bob, root)] {
            let refused = house
                .chat
                .list_messages(who.user_id, room, in_thread(id))
                .await;
            assert!(refused.is_err(), "{refused:?}");
        }
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_newest_message_of_a_conversation_is_one_outside_of_threads() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let newest = async || {
            let found = house.chat.get_conversation(&ada, room).await.unwrap();
            let message = found.conversation.last_message.unwrap();
            (message.body.unwrap(), found.conversation.last_seq)
        };
        let root = house.say(&ada, room, "the beans").await;
        house.reply(&ada, room, root, "want").await;
        house.reply(&ada, room, root, "water").await;
        assert_eq!(newest().await, ("the beans".into(), 3));
        house.say(&ada, room, "the peas").await;
        assert_eq!(newest().await, ("the peas".into(), 4));
        house.reply(&ada, room, root, "now").await;
        assert_eq!(newest().await, ("the peas".into(), 5));
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_back_to_a_conversation_begins_anew_in_its_threads_too() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let root = house.say(&bob, room, "the beans").await;
        house.reply(&ada, room, root, "want water").await;
        assert_eq!(house.me(&bob, room).await.thread_unread, 1);
        house
            .chat
            .remove_member(&ada, room, bob.user_id)
            .await
            .unwrap();
        house.reply(&ada, room, root, "soon").await;
        house
            .chat
            .add_members(&ada, room, vec![bob.user_id])
            .await
            .unwrap();
        assert_eq!(house.me(&bob, room).await.thread_unread, 0);
        house.reply(&ada, room, root, "now").await;
        assert_eq!(house.me(&bob, room).await.thread_unread, 1);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn of_many_who_reply_the_first_are_named() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let mut others = Vec::new();
        for at in 0..22 {
            let name: &'static str = format!("person{at:02}").leak();
            others.push(house.person(name).await);
        }
        let all: Vec<&Caller> = others.iter().collect();
        let room = house.group(&ada, &all).await;
        let root = house.say(&ada, room, "the beans").await;
        for other in &others {
            house.reply(other, room, root, "want water").await;
        }
        let last = others.last().unwrap();
        let thread = house.thread(last, room, root).await.unwrap();
        let first: Vec<UserId> = others[..20].iter().map(|it| it.user_id).collect();
        assert_eq!((thread.replies, thread.user_ids), (22, first));
        assert_eq!(thread.mine, Some(true), "known by the rows behind it");
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_replies_to_what_they_had_not_read_is_told_that_they_have() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let root = house.say(&ada, room, "the beans").await;
        house.reply(&bob, room, root, "want water").await;
        house.heard();
        house.reply(&ada, room, root, "soon").await;
        let told = house.heard();
        let [_, (_, Event::MeChanged(changed))] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!(changed.me, Some(house.me(&ada, room).await));
        let mut conn = house.chat.inner.db.read().await.unwrap();
        assert_eq!(changed.me_rev, conn.get_me_rev(ada.user_id).await.unwrap());
        drop(conn);
        house.reply(&ada, room, root, "or later").await;
        assert_eq!(
            house.heard().len(),
            1,
            "there was nothing that she had not read"
        );
        house.close().await;
    })
    .await;
}
