use models::{Kind, MessageId, Notify, UserId};
use uuid::Uuid;

use crate::fixture::{LATER, NOW, ROOM, browser, enter, make, new, people, reply, say};
use crate::testing::{on_both, write};
use crate::{Db, Mention, Participant};

/// A group of four in which the first has said three things; all but the fourth have a browser.
async fn room(db: &Db) -> Vec<UserId> {
    let who = people(db, 4).await;
    make(db, new(ROOM, Kind::Group)).await;
    enter(db, ROOM, &who, NOW).await;
    for seq in 1..=3 {
        say(db, ROOM, seq).await;
    }
    for (number, user_id) in who.iter().take(3).enumerate() {
        browser(db, 1 + number as u128, *user_id, "https://push.example").await;
    }
    who
}

async fn listeners(db: &Db, from: i64, to: i64, after: Option<UserId>, limit: u32) -> Vec<UserId> {
    let mut conn = db.read().await.unwrap();
    let listeners = conn
        .list_listeners(ROOM, from, to, after, LATER, limit)
        .await
        .unwrap();
    listeners.iter().map(|listener| listener.user_id).collect()
}

#[tokio::test]
async fn members_with_a_browser_hear_what_others_say_in_chunks() {
    on_both(async |db| {
        let who = room(&db).await;
        assert_eq!(listeners(&db, 1, 3, None, 10).await, who[1..3]);
        assert_eq!(listeners(&db, 1, 3, None, 1).await, who[1..2]);
        assert_eq!(listeners(&db, 1, 3, Some(who[1]), 1).await, who[2..3]);
        assert!(listeners(&db, 1, 3, Some(who[2]), 1).await.is_empty());
        assert!(listeners(&db, 4, 4, None, 10).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn whoever_wants_nothing_or_only_what_is_said_to_them_hears_nothing() {
    on_both(async |db| {
        let who = room(&db).await;
        let wants = async |user_id: UserId, notify: Notify| {
            write!(db, conn => conn.update_preferences(ROOM, user_id, notify, None).await).unwrap();
        };
        wants(who[1], Notify::None).await;
        assert_eq!(listeners(&db, 1, 3, None, 10).await, who[2..3]);
        wants(who[2], Notify::Mentions).await;
        assert!(listeners(&db, 1, 3, None, 10).await.is_empty());
        wants(who[1], Notify::All).await;
        assert_eq!(listeners(&db, 1, 3, None, 10).await, who[1..2]);
    })
    .await;
}

#[tokio::test]
async fn of_a_reply_in_a_thread_those_hear_who_take_part_or_are_mentioned() {
    on_both(async |db| {
        let who = room(&db).await;
        reply(&db, ROOM, 1, 4).await;
        assert!(listeners(&db, 4, 4, None, 10).await.is_empty());
        let part = |user_id, read_seq| Participant {
            conversation_id: ROOM,
            thread_id: MessageId(Uuid::from_u128(1)),
            user_id,
            read_seq,
        };
        let parts = [part(who[1], 3), part(who[2], 4)];
        write!(db, conn => conn.insert_participants(&parts).await).unwrap();
        assert_eq!(listeners(&db, 4, 4, None, 10).await, who[1..2]);
        // What was read outside of the thread says nothing about it.
        let read = crate::ReadMark {
            conversation_id: ROOM,
            user_id: who[1],
            seq: 4,
            back: false,
        };
        write!(db, conn => conn.write_reads(&[read]).await.map(drop)).unwrap();
        assert_eq!(listeners(&db, 4, 4, None, 10).await, who[1..2]);
        // What is said beside it is for everybody still.
        assert_eq!(listeners(&db, 3, 4, None, 10).await, who[1..3]);

        reply(&db, ROOM, 1, 5).await;
        let everybody = Mention {
            user_id: UserId(Uuid::nil()),
            conversation_id: ROOM,
            seq: 5,
        };
        write!(db, conn => conn.insert_mentions(&[everybody]).await).unwrap();
        browser(&db, 9, who[3], "https://push.example").await;
        assert_eq!(listeners(&db, 5, 5, None, 10).await, who[1..4]);
    })
    .await;
}
