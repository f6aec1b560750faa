//! Messages that are sent later, against both engines.

use std::time::Duration;

use auth::request::Caller;
use db::testing::on_both;
use models::event::Address;
use models::scheduled::ScheduleMessage;
use models::{Code, ConversationId, Event, MessageId, ScheduledMessage};

use crate::testing::House;
use crate::testing_people::code;
use crate::{MessageQuery, Result};

const HOUR: Duration = Duration::from_secs(60 * 60);

impl House {
    pub(crate) async fn later(
        &self,
        who: &Caller,
        at: ConversationId,
        id: MessageId,
        body: &str,
    ) -> Result<ScheduledMessage> {
        let wanted = ScheduleMessage {
            conversation_id: at,
            body: body.into(),
            send_at: self.clock.now().plus(HOUR),
            thread_id: None,
            reply_to: None,
            attachment_ids: None,
        };
        self.chat.schedule(who.user_id, id, wanted).await
    }

    async fn waiting(&self, who: &Caller) -> Vec<ScheduledMessage> {
        let list = self.chat.list_scheduled(who.user_id).await.unwrap();
        list.scheduled
    }

    async fn bodies(&self, who: &Caller, at: ConversationId) -> Vec<String> {
        let query = MessageQuery::default();
        let page = self.chat.list_messages(who.user_id, at, query).await;
        let messages = page.unwrap().messages;
        messages.into_iter().filter_map(|it| it.body).collect()
    }
}

#[tokio::test]
async fn it_is_sent_when_its_time_has_come_and_once() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let id = MessageId(house.id());
        house.heard();
        let made = house.later(&ada, room, id, "later").await.unwrap();
        assert_eq!(house.waiting(&ada).await, [made]);
        assert!(house.waiting(&bob).await.is_empty());
        let told = house.heard();
        let [(address, Event::ScheduledChanged(_))] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!(*address, Address::User(ada.user_id));

        house.clock.advance(HOUR - Duration::from_millis(1));
        assert!(!house.chat.send_due().await.unwrap());
        house.clock.advance(Duration::from_millis(1));
        assert!(house.chat.send_due().await.unwrap());
        assert!(!house.chat.send_due().await.unwrap());
        assert_eq!(house.bodies(&bob, room).await, ["later"]);
        assert!(house.waiting(&ada).await.is_empty());
        let again = house.later(&ada, room, id, "again").await;
        assert_eq!(code(again), Code::Gone);
        let his = house.later(&bob, room, id, "his").await;
        assert_eq!(code(his), Code::IdConflict);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn it_can_be_changed_and_taken_back_until_it_is_sent() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[]).await;
        let (first, second) = (MessageId(house.id()), MessageId(house.id()));
        let made = house.later(&ada, room, first, "one").await.unwrap();
        house.clock.advance(HOUR / 2);
        let changed = house.later(&ada, room, first, "two").await.unwrap();
        assert_eq!(changed.created_at, made.created_at);
        assert_eq!(changed.send_at, made.send_at.plus(HOUR / 2));
        assert_eq!(house.waiting(&ada).await, [changed]);
        house.later(&ada, room, second, "three").await.unwrap();
        assert_eq!(
            code(house.chat.unschedule(bob.user_id, second).await),
            Code::NotFound
        );
        house.chat.unschedule(ada.user_id, second).await.unwrap();
        assert_eq!(
            code(house.chat.unschedule(ada.user_id, second).await),
            Code::NotFound
        );
        house.clock.advance(HOUR * 2);
        house.chat.send_due().await.unwrap();
        assert_eq!(house.bodies(&ada, room).await, ["two"]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_killed_server_was_sending_is_sent_again_and_stored_once() {
    on_both(async |db| {
        let house = House::open(db.clone()).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let id = MessageId(house.id());
        house.later(&ada, room, id, "once").await.unwrap();
        house.clock.advance(HOUR);
        let now = house.clock.now();
        let until = now.plus(Duration::from_secs(30));
        let claim = db.write::<_, crate::Error>(move |conn| {
            Box::pin(async move { Ok(conn.claim_due(now, until, 10).await?) })
        });
        assert_eq!(claim.await.unwrap().len(), 1);
        // It was stored, and the server killed before it could note that.
        let message = models::command::SendMessage {
            id,
            conversation_id: room,
            body: "once".into(),
            reply_to: None,
            attachment_ids: Vec::new(),
            thread_id: None,
            poll: None,
        };
        house
            .chat
            .send(ada.user_id, message)
            .unwrap()
            .safe()
            .await
            .unwrap();
        assert!(!house.chat.send_due().await.unwrap());
        let changed = house.later(&ada, room, id, "no more").await;
        assert_eq!(code(changed), Code::Gone);
        assert_eq!(
            code(house.chat.unschedule(ada.user_id, id).await),
            Code::Locked
        );
        house.clock.advance(Duration::from_secs(30));
        assert!(house.chat.send_due().await.unwrap());
        assert_eq!(house.bodies(&ada, room).await, ["once"]);
        assert!(house.waiting(&ada).await.is_empty());
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_sent_waits_for_its_author_and_says_why() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let (room, other) = (
            house.group(&ada, &[&bob]).await,
            house.group(&bob, &[]).await,
        );
        let (id, fine) = (MessageId(house.id()), MessageId(house.id()));
        house.later(&bob, room, id, "still mine").await.unwrap();
        house.later(&bob, other, fine, "arrives").await.unwrap();
        house
            .chat
            .remove_member(&ada, room, bob.user_id)
            .await
            .unwrap();
        house.clock.advance(HOUR);
        house.chat.send_due().await.unwrap();
        assert!(house.bodies(&ada, room).await.is_empty());
        assert_eq!(house.bodies(&bob, other).await, ["arrives"]);
        let waiting = house.waiting(&bob).await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].failed.as_deref(), Some("not_found"));
        // Nothing tries it again by itself.
        house.clock.advance(HOUR);
        assert!(!house.chat.send_due().await.unwrap());
        house
            .chat
            .add_members(&ada, room, vec![bob.user_id])
            .await
            .unwrap();
        let changed = house.later(&bob, room, id, "still mine").await.unwrap();
        assert_eq!(changed.failed, None);
        house.clock.advance(HOUR);
        house.chat.send_due().await.unwrap();
        assert_eq!(house.bodies(&ada, room).await, ["still mine"]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_had_not_read_everything_before_has_not_after() {
    on_both(async |db| {
        let house = House::open_with_helpers(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let me = async |who: &Caller| {
            let found = house.chat.get_conversation(who, room).await.unwrap();
            found.me.unwrap()
        };
        house
            .later(&ada, room, MessageId(house.id()), "mine")
            .await
            .unwrap();
        house.say(&bob, room, "over night").await;
        house.say(&bob, room, "and in the morning").await;
        house.clock.advance(HOUR);
        let sent = async || {
            for _ in 0..200 {
                if house.waiting(&ada).await.is_empty() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            panic!("it was not sent");
        };
        sent().await;
        let unread = me(&ada).await;
        assert_eq!((unread.read_seq, unread.unread), (0, 3));

        let read = models::command::MarkRead {
            conversation_id: room,
            seq: 3,
            unread: false,
        };
        house.chat.mark_read(ada.user_id, read).await.unwrap();
        house
            .later(&ada, room, MessageId(house.id()), "mine, too")
            .await
            .unwrap();
        house.clock.advance(HOUR);
        sent().await;
        let read = me(&ada).await;
        assert_eq!((read.read_seq, read.unread), (4, 0));
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, eve) = (house.person("ada").await, house.person("eve").await);
        let room = house.group(&ada, &[]).await;
        let id = MessageId(house.id());
        assert_eq!(
            code(house.later(&eve, room, id, "in").await),
            Code::NotFound
        );
        assert_eq!(
            code(house.later(&ada, room, id, " ").await),
            Code::InvalidField
        );
        let far = ScheduleMessage {
            conversation_id: room,
            body: "far".into(),
            send_at: house.clock.now().plus(HOUR * 24 * 367),
            thread_id: None,
            reply_to: None,
            attachment_ids: None,
        };
        let far = house.chat.schedule(ada.user_id, id, far).await;
        assert_eq!(code(far), Code::InvalidField);
        for _ in 0..100 {
            let id = MessageId(house.id());
            house.later(&ada, room, id, "one of many").await.unwrap();
        }
        assert_eq!(
            code(house.later(&ada, room, id, "too").await),
            Code::TooMany
        );
        assert_eq!(house.waiting(&ada).await.len(), 100);
        house.close().await;
    })
    .await;
}
