use models::{ConversationId, UserId};
use uuid::Uuid;

use crate::fixture::{LATER, ROOM, browser, people, person};
use crate::testing::{on_both, write};
use crate::{Db, Owed};

const OTHER: ConversationId = ConversationId(Uuid::from_u128(200));

async fn insert(db: &Db, new: &'static [(ConversationId, i64, i64)]) -> bool {
    write!(db, conn => conn.insert_owed(new, LATER).await).unwrap()
}

async fn list(db: &Db, limit: u32) -> Vec<Owed> {
    let mut conn = db.read().await.unwrap();
    conn.list_owed(limit).await.unwrap()
}

#[tokio::test]
async fn nothing_is_owed_where_nobody_wants_to_be_told() {
    on_both(async |db| {
        people(&db, 1).await;
        assert!(!insert(&db, &[(ROOM, 1, 3)]).await);
        assert!(list(&db, 10).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_owed_is_kept_in_order_with_how_far_it_came_until_all_have_it() {
    on_both(async |db| {
        people(&db, 1).await;
        browser(&db, 1, person(1), "https://push.example").await;
        assert!(!insert(&db, &[]).await);
        assert!(insert(&db, &[(ROOM, 1, 3), (OTHER, 5, 5)]).await);
        assert!(insert(&db, &[(ROOM, 4, 4)]).await);
        let owed = list(&db, 10).await;
        let seen: Vec<_> = owed
            .iter()
            .map(|row| {
                (
                    row.conversation_id,
                    row.from_seq,
                    row.to_seq,
                    row.at,
                    row.after,
                )
            })
            .collect();
        let none: Option<UserId> = None;
        assert_eq!(
            seen,
            [
                (ROOM, 1, 3, LATER, none),
                (OTHER, 5, 5, LATER, none),
                (ROOM, 4, 4, LATER, none)
            ]
        );
        assert_eq!(list(&db, 2).await, owed[..2]);
        let (first, last) = (owed[0].id, owed[2].id);
        let lock =
            async |after| write!(db, conn => conn.lock_owed(&[first, last], after).await).unwrap();
        assert!(lock(None).await && !lock(Some(person(7))).await);
        write!(db, conn => conn.move_owed(&[first, last], person(7)).await).unwrap();
        assert!(!lock(None).await && lock(Some(person(7))).await);
        let after: Vec<_> = list(&db, 10).await.iter().map(|row| row.after).collect();
        assert_eq!(after, [Some(person(7)), none, Some(person(7))]);
        write!(db, conn => conn.delete_owed(&[first, last]).await).unwrap();
        assert_eq!(list(&db, 10).await, owed[1..2]);
        assert!(!lock(Some(person(7))).await);
    })
    .await;
}
