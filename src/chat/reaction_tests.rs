//! What storing promises of reactions, against both engines.

use db::Reactor;
use db::testing::on_both;
use models::{Code, Kind};

use crate::testing_room::Room;

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
