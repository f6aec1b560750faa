//! What storing promises of mentions, against both engines.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bus::{Lease, Leases};
use db::testing::on_both;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use models::{Code, Kind, UserId};
use uuid::Uuid;

use crate::testing_room::{NOW, Room};

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

/// Never answers, as a Redis that hangs.
struct Silent;

impl Leases for Silent {
    fn hold(&self, _: Lease, _: Uuid, _: Duration) -> BoxFuture<'_, Result<bool, bus::Error>> {
        pending().boxed()
    }

    fn release(&self, _: Lease, _: Uuid) -> BoxFuture<'_, Result<bool, bus::Error>> {
        pending().boxed()
    }

    fn held(&self, _: Vec<Lease>) -> BoxFuture<'_, Result<Vec<bool>, bus::Error>> {
        pending().boxed()
    }

    fn holders(&self, _: Lease) -> BoxFuture<'_, Result<usize, bus::Error>> {
        pending().boxed()
    }
}

#[tokio::test]
async fn messages_wait_for_a_moment_to_hear_who_is_online_and_then_tell_everybody() {
    on_both(async |db| {
        let mut room = Room::new(db, Kind::Group).await;
        room.leases = Arc::new(Silent);
        let since = Instant::now();
        let said = room.send(room.ada, room.message_id(), "@here");
        let said = room.one(said).await.unwrap();
        assert!(said.unwrap().messages[0].mentions_everyone);
        assert!(since.elapsed() < Duration::from_secs(2));
        assert_eq!(room.mentions(room.bob).await, 1);
    })
    .await;
}
