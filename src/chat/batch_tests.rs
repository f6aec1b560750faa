//! What storing promises, against both engines.

use db::testing::on_both;
use futures_util::FutureExt;
use models::{Change, Code, FieldError, Kind, UserId};

use crate::testing_room::{NOW, Room};

/// A conversation begins with this revision, its making.
const MADE: i64 = 1;

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
