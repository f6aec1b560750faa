//! Webhooks and blocks, against both engines.

use models::{ConversationId, Kind, Role};
use uuid::Uuid;

use crate::fixture::{LATER, NOW, ROOM, hook, make, new, people, person};
use crate::testing::{on_both, write};

#[tokio::test]
async fn blocks_are_set_and_taken_back_and_found_from_both_sides() {
    on_both(async |db| {
        let everybody = people(&db, 3).await;
        for _ in 0..2 {
            write!(db, conn => conn.insert_block(person(1), person(2), NOW).await).unwrap();
        }
        write!(db, conn => conn.insert_block(person(1), person(3), LATER).await).unwrap();
        let mut conn = db.read().await.unwrap();
        assert_eq!(
            conn.list_blocks(person(1)).await.unwrap(),
            [person(3), person(2)]
        );
        assert_eq!(conn.count_blocks(person(1)).await.unwrap(), 2);
        assert_eq!(
            conn.list_blockers(person(2), &everybody).await.unwrap(),
            [person(1)]
        );
        drop(conn);
        for _ in 0..2 {
            write!(db, conn => conn.delete_block(person(1), person(2)).await).unwrap();
        }
        let mut conn = db.read().await.unwrap();
        assert!(
            conn.list_blockers(person(2), &everybody)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_webhook_is_found_by_its_secret_until_it_is_taken_away() {
    on_both(async |db| {
        people(&db, 1).await;
        make(&db, new(ROOM, Kind::Group)).await;
        let made = [hook(&db, 50).await, hook(&db, 51).await];
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.list_hooks(ROOM).await.unwrap(), made);
        let found = conn
            .find_hook_by_secret(&50_u128.to_be_bytes())
            .await
            .unwrap();
        assert_eq!(found.as_ref(), Some(&made[0]));
        assert_eq!(conn.find_hook_by_secret(b"x").await.unwrap(), None);
        let bot = conn.get_user(person(50)).await.unwrap();
        assert_eq!(
            (bot.role, bot.display_name.as_str()),
            (Role::Bot, "Deploys")
        );
        drop(conn);
        let elsewhere = ConversationId(Uuid::nil());
        let id = made[0].id;
        for (place, bot) in [(elsewhere, None), (ROOM, Some(person(50))), (ROOM, None)] {
            let ended = write!(db, conn => conn.delete_hook(place, id, LATER).await);
            assert_eq!(ended.unwrap(), bot);
        }
        let mut conn = db.read().await.unwrap();
        assert!(conn.get_user(person(50)).await.unwrap().disabled);
        assert_eq!(
            conn.find_hook_by_secret(&50_u128.to_be_bytes())
                .await
                .unwrap(),
            None
        );
    })
    .await;
}
