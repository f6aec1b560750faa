//! Bookmarks, against both engines.

use std::time::Duration;

use auth::request::Caller;
use db::testing::on_both;
use models::command::SetBookmark;
use models::{Code, ConversationId, Event, Kind, MessageId};

use crate::testing::House;
use crate::{BookmarkQuery, Bookmarks, MessageQuery, Result};

impl House {
    async fn save(&self, who: &Caller, at: ConversationId, id: MessageId, on: bool) -> Result<()> {
        self.clock.advance(Duration::from_secs(1));
        let set = SetBookmark {
            conversation_id: at,
            id,
            on,
        };
        self.chat.set_bookmark(who.user_id, set).await
    }

    async fn saved(&self, who: &Caller, cursor: Option<String>) -> Bookmarks {
        let query = BookmarkQuery {
            cursor,
            limit: Some(2),
        };
        self.chat.list_bookmarks(who.user_id, query).await.unwrap()
    }

    async fn saved_ids(&self, who: &Caller) -> Vec<MessageId> {
        let found = self.saved(who, None).await.bookmarks;
        found.iter().map(|it| it.message.id).collect()
    }
}

#[tokio::test]
async fn what_one_saves_is_ones_own_and_told_to_oneself_alone() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let id = house.say(&ada, room, "the beans").await;
        house.heard();
        for _ in 0..2 {
            house.save(&bob, room, id, true).await.unwrap();
        }
        let told = house.heard();
        let [(address, Event::BookmarkChanged(changed))] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!(*address, models::event::Address::User(bob.user_id));
        assert_eq!((changed.id, changed.on), (id, true));
        assert_eq!(house.saved_ids(&bob).await, [id]);
        assert!(house.saved_ids(&ada).await.is_empty());

        let read = async |who: &Caller| {
            let query = MessageQuery::default();
            let page = house.chat.list_messages(who.user_id, room, query).await;
            page.unwrap().messages[0].bookmarked
        };
        assert_eq!(
            (read(&bob).await, read(&ada).await),
            (Some(true), Some(false))
        );
        for _ in 0..2 {
            house.save(&bob, room, id, false).await.unwrap();
        }
        assert_eq!(read(&bob).await, Some(false));
        assert!(house.saved_ids(&bob).await.is_empty());
        assert_eq!(house.heard().len(), 1);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_saved_last_comes_first_in_pages() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let rooms = [house.group(&ada, &[]).await, house.group(&ada, &[]).await];
        let mut ids = Vec::new();
        for number in 0..5 {
            let room = rooms[number % 2];
            let id = house.say(&ada, room, "x").await;
            house.save(&ada, room, id, true).await.unwrap();
            ids.insert(0, id);
        }
        let mut found = Vec::new();
        let mut cursor = None;
        loop {
            let page = house.saved(&ada, cursor).await;
            assert!(page.bookmarks.len() <= 2);
            found.extend(page.bookmarks.iter().map(|it| it.message.id));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(found, ids);
        for cursor in ["x", "1.2", "1.x.3", "1.00000000000000000000000000000001.x"] {
            let query = BookmarkQuery {
                cursor: Some(cursor.into()),
                limit: None,
            };
            assert!(house.chat.list_bookmarks(ada.user_id, query).await.is_err());
        }
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_one_sees_no_more_is_not_among_what_one_has_saved() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let first = house.say(&ada, room, "the beans").await;
        let second = house.say(&ada, room, "the peas").await;
        for id in [first, second] {
            house.save(&bob, room, id, true).await.unwrap();
        }
        house.delete(&ada, room, second).await.unwrap();
        assert_eq!(house.saved_ids(&bob).await, [first]);
        let code = async |who: &Caller, at, id| {
            let problem = house.save(who, at, id, true).await.unwrap_err();
            models::Problem::from(problem).code
        };
        assert_eq!(code(&bob, room, second).await, Code::Gone);
        assert_eq!(
            code(&bob, room, MessageId(house.id())).await,
            Code::NotFound
        );
        house
            .chat
            .remove_member(&ada, room, bob.user_id)
            .await
            .unwrap();
        assert!(house.saved_ids(&bob).await.is_empty());
        assert_eq!(code(&bob, room, first).await, Code::NotFound);
        house
            .chat
            .add_members(&ada, room, vec![bob.user_id])
            .await
            .unwrap();
        assert_eq!(house.saved_ids(&bob).await, [first]);
        let page = house
            .chat
            .list_messages(bob.user_id, room, MessageQuery::default());
        let happened = page.await.unwrap().messages.last().unwrap().id;
        assert_eq!(code(&bob, room, happened).await, Code::Forbidden);

        let other = house.make(&ada, Kind::Channel, &[&bob]).await;
        let id = house.say(&ada, other, "gone soon").await;
        house.save(&bob, other, id, true).await.unwrap();
        house.chat.delete_conversation(&ada, other).await.unwrap();
        assert_eq!(house.saved_ids(&bob).await, [first]);
        house.close().await;
    })
    .await;
}
