//! Pins, against both engines.

use auth::request::Caller;
use db::testing::on_both;
use models::command::SetPin;
use models::limits::PINS;
use models::{ChangeId, Code, ConversationId, Event, Kind, MessageId, Problem};

use crate::testing::House;

impl House {
    async fn pin(
        &self,
        by: &Caller,
        at: ConversationId,
        id: MessageId,
        on: bool,
    ) -> Result<(), Problem> {
        let pin = SetPin {
            conversation_id: at,
            id,
            on,
            change_id: None,
        };
        self.chat.pin(by.user_id, pin)?.safe().await.map(drop)
    }

    async fn pins(&self, who: &Caller, at: ConversationId) -> Vec<MessageId> {
        let pins = self.chat.list_pins(who.user_id, at).await.unwrap();
        pins.messages.iter().map(|it| it.id).collect()
    }
}

#[tokio::test]
async fn a_pin_is_a_change_of_its_message_and_the_last_comes_first() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let first = house.say(&ada, room, "the beans").await;
        let second = house.say(&ada, room, "the peas").await;
        house.pin(&ada, room, first, true).await.unwrap();
        house.clock.advance(std::time::Duration::from_secs(1));
        house.heard();
        house.pin(&bob, room, second, true).await.unwrap();
        let told = house.heard();
        let [(_, Event::ConversationChanged(changed))] = &told[..] else {
            panic!("{told:?}");
        };
        let [message] = &changed.messages[..] else {
            panic!("{changed:?}");
        };
        assert_eq!((message.id, message.rev), (second, changed.rev));
        assert_eq!(message.pinned_by, Some(bob.user_id));
        assert_eq!(message.pinned_at, Some(house.clock.now()));
        assert_eq!(house.pins(&ada, room).await, [second, first]);

        // Again it changes nothing, whoever does it.
        house.pin(&ada, room, second, true).await.unwrap();
        assert_eq!(house.heard().len(), 0);
        house.pin(&ada, room, second, false).await.unwrap();
        assert_eq!(house.pins(&bob, room).await, [first]);
        let found = house.chat.get_message(bob.user_id, room, second).await;
        let found = found.unwrap();
        assert_eq!((found.pinned_at, found.pinned_by), (None, None));
        // What is deleted is pinned no more.
        house.delete(&ada, room, first).await.unwrap();
        assert!(house.pins(&bob, room).await.is_empty());
        let gone = house.pin(&ada, room, first, true).await.unwrap_err();
        assert_eq!(gone.code, Code::Gone);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn in_a_channel_its_owners_pin_and_elsewhere_everybody() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let (bob, eve) = (house.person("bob").await, house.person("eve").await);
        for (kind, may) in [
            (Kind::Direct, true),
            (Kind::Group, true),
            (Kind::Channel, false),
        ] {
            let room = house.make(&ada, kind, &[&bob]).await;
            let id = house.say(&ada, room, "the beans").await;
            let pinned = house.pin(&bob, room, id, true).await;
            let code = pinned.err().map(|problem| problem.code);
            assert_eq!(code, (!may).then_some(Code::Forbidden), "{kind:?}");
            house.pin(&ada, room, id, true).await.unwrap();
            let strange = house.pin(&eve, room, id, false).await.unwrap_err();
            assert_eq!(strange.code, Code::NotFound, "{kind:?}");
            assert!(house.chat.list_pins(eve.user_id, room).await.is_err());
        }
        let room = house.make(&ada, Kind::Channel, &[]).await;
        let unknown = house.pin(&ada, room, MessageId(house.id()), true).await;
        assert_eq!(unknown.unwrap_err().code, Code::NotFound);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_conversation_keeps_a_hundred_pins_and_a_change_counts_once() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let mut last = house.say(&ada, room, "0").await;
        house.pin(&ada, room, last, true).await.unwrap();
        for number in 1..PINS {
            last = house.say(&ada, room, &number.to_string()).await;
            house.pin(&ada, room, last, true).await.unwrap();
        }
        let next = house.say(&ada, room, "one more").await;
        let refused = house.pin(&ada, room, next, true).await.unwrap_err();
        assert_eq!(refused.code, Code::TooMany);
        let change_id = Some(ChangeId(house.id()));
        let unpin = SetPin {
            conversation_id: room,
            id: last,
            on: false,
            change_id,
        };
        for _ in 0..2 {
            let accepted = house.chat.pin(ada.user_id, unpin).unwrap();
            accepted.safe().await.unwrap();
        }
        house.pin(&ada, room, next, true).await.unwrap();
        let refused = house.pin(&ada, room, last, true).await.unwrap_err();
        assert_eq!(refused.code, Code::TooMany);
        house.close().await;
    })
    .await;
}
