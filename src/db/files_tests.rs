use models::{File, FileId, Kind, Timestamp, UserId, Visibility};
use uuid::Uuid;

use crate::fixture::{LATER, NOW, ROOM, blob, enter, file, make, new, people, person, say};
use crate::testing::{on_both, write};
use crate::{ConversationDetails, Db, Use};

/// After everything that is not used has expired.
const AFTER: Timestamp = Timestamp(3_000);
/// Races are run so often.
const ROUNDS: u8 = 20;

async fn sees(db: &Db, id: FileId, who: UserId, now: Timestamp) -> bool {
    let mut conn = db.read().await.unwrap();
    let file = conn.find_visible_file(id, who, now).await.unwrap();
    file.is_some()
}

/// Expires and marks what can be; how many files went.
async fn collect(db: &Db, now: Timestamp) -> usize {
    write!(db, conn => {
        let blobs = conn.delete_expired_files(now, 500).await?;
        conn.mark_blobs_dead(&blobs, now).await?;
        Ok(blobs.len())
    })
    .unwrap()
}

async fn attach(db: &Db, id: FileId, seq: i64) {
    write!(db, conn => conn.insert_message_uses(&[(id, ROOM, seq)]).await).unwrap();
}

async fn detach(db: &Db, seq: i64) {
    write!(db, conn => conn.delete_message_uses(&[(ROOM, seq)], LATER).await).unwrap();
}

#[tokio::test]
async fn a_file_in_a_message_is_for_whoever_is_in_the_conversation_and_its_owner() {
    on_both(async |db| {
        let all = people(&db, 3).await;
        make(&db, new(ROOM, Kind::Channel)).await;
        enter(&db, ROOM, &all[..2], NOW).await;
        let (id, _) = file(&db, 7, person(1), blob(1)).await;
        assert!(sees(&db, id, person(1), NOW).await);
        assert!(!sees(&db, id, person(2), NOW).await);
        assert!(!sees(&db, id, person(1), LATER).await);
        attach(&db, id, 1).await;
        assert!(sees(&db, id, person(2), AFTER).await);
        assert!(!sees(&db, id, person(3), NOW).await);
        write!(db, conn => conn.delete_members(ROOM, &[person(2)], false, LATER).await).unwrap();
        assert!(!sees(&db, id, person(2), NOW).await);
        assert!(sees(&db, id, person(1), AFTER).await);
    })
    .await;
}

#[tokio::test]
async fn an_avatar_is_for_everybody_and_a_picture_for_whoever_may_see_the_title() {
    on_both(async |db| {
        people(&db, 3).await;
        make(&db, new(ROOM, Kind::Channel)).await;
        enter(&db, ROOM, &[person(1)], NOW).await;
        let (face, _) = file(&db, 7, person(1), blob(1)).await;
        let (sign, _) = file(&db, 8, person(1), blob(2)).await;
        write!(db, conn => {
            conn.replace_use(Use::Avatar(person(1)), Some(face), NOW).await?;
            conn.replace_use(Use::Picture(ROOM), Some(sign), NOW).await
        })
        .unwrap();
        assert!(sees(&db, face, person(3), AFTER).await);
        assert!(sees(&db, sign, person(3), AFTER).await);
        let private = ConversationDetails {
            visibility: Some(Visibility::Private),
            title: None,
            topic: None,
            picture: Some(sign),
        };
        write!(db, conn => conn.update_conversation(ROOM, &private).await).unwrap();
        assert!(!sees(&db, sign, person(3), AFTER).await);
        assert!(sees(&db, sign, person(1), AFTER).await);
    })
    .await;
}

#[tokio::test]
async fn a_file_goes_with_its_last_use() {
    on_both(async |db| {
        people(&db, 1).await;
        make(&db, new(ROOM, Kind::Channel)).await;
        let (id, _) = file(&db, 7, person(1), blob(1)).await;
        attach(&db, id, 1).await;
        attach(&db, id, 2).await;
        assert_eq!(collect(&db, AFTER).await, 0);
        detach(&db, 1).await;
        assert!(sees(&db, id, person(1), AFTER).await);
        detach(&db, 2).await;
        assert!(!sees(&db, id, person(1), LATER).await);
        assert_eq!(collect(&db, LATER).await, 1);
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.list_dead_blobs(10).await.unwrap(), [blob(1).id]);
    })
    .await;
}

#[tokio::test]
async fn another_picture_takes_the_place_of_the_one_before() {
    on_both(async |db| {
        people(&db, 1).await;
        let (old, _) = file(&db, 7, person(1), blob(1)).await;
        let (young, _) = file(&db, 8, person(1), blob(2)).await;
        for (picture, kept) in [
            (Some(old), [true, false]),
            (Some(old), [true, false]),
            (Some(young), [false, true]),
            (None, [false, false]),
        ] {
            let place = Use::Avatar(person(1));
            write!(db, conn => conn.replace_use(place, picture, LATER).await).unwrap();
            for (id, kept) in [old, young].into_iter().zip(kept) {
                assert_eq!(sees(&db, id, person(1), LATER).await, kept, "{picture:?}");
            }
        }
        let (mine, _) = file(&db, 9, person(1), blob(3)).await;
        write!(db, conn => {
            conn.replace_use(Use::Avatar(person(1)), Some(mine), NOW).await?;
            conn.delete_user(person(1), LATER).await
        })
        .unwrap();
        assert_eq!(collect(&db, LATER).await, 3);
    })
    .await;
}

#[tokio::test]
async fn the_files_of_a_deleted_conversation_go_with_its_messages() {
    on_both(async |db| {
        people(&db, 1).await;
        make(&db, new(ROOM, Kind::Channel)).await;
        for seq in 1..=3 {
            say(&db, ROOM, seq).await;
            let number = seq.unsigned_abs();
            let contents = blob(u8::try_from(number).unwrap());
            let (id, _) = file(&db, number.into(), person(1), contents).await;
            attach(&db, id, seq).await;
        }
        let (sign, _) = file(&db, 8, person(1), blob(8)).await;
        write!(db, conn => conn.replace_use(Use::Picture(ROOM), Some(sign), NOW).await).unwrap();
        write!(db, conn => conn.delete_conversation(ROOM, NOW).await).unwrap();
        let purge = async || {
            write!(db, conn => conn.purge_conversation_chunk(ROOM, 2, LATER).await).unwrap()
        };
        for gone in [2, 1, 1] {
            purge().await;
            assert_eq!(collect(&db, LATER).await, gone);
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_contents_are_stored_once_and_count_once_for_each() {
    on_both(async |db| {
        people(&db, 2).await;
        let (first, _) = file(&db, 7, person(1), blob(1)).await;
        let mut again = blob(1);
        again.id = Uuid::from_u128(99);
        let (_, kept) = file(&db, 8, person(1), again.clone()).await;
        assert_eq!(kept, blob(1));
        file(&db, 9, person(2), again).await;
        file(&db, 10, person(2), blob(2)).await;
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.sum_files(person(1)).await.unwrap(), 100);
        assert_eq!(conn.sum_files(person(2)).await.unwrap(), 200);
        assert!(conn.has_blob(person(1), blob(1).id).await.unwrap());
        assert!(!conn.has_blob(person(1), blob(2).id).await.unwrap());
        assert_eq!(conn.find_blob(&[1; 32]).await.unwrap(), Some(blob(1)));
        let listed = conn.list_blobs(Uuid::nil(), 10).await.unwrap();
        assert_eq!(listed, [blob(1), blob(2)]);
        assert_eq!(conn.list_blobs(blob(1).id, 10).await.unwrap(), [blob(2)]);
        let own = conn.find_own_file(first, person(1), NOW).await.unwrap();
        let seen = File::from(own.unwrap());
        assert_eq!(seen.sha256, "01".repeat(32));
        assert_eq!((seen.width, seen.height), (Some(640), Some(480)));
        assert_eq!(seen.thumbhash.as_deref(), Some("AQEBAQE="));
        let others = conn.find_own_file(first, person(2), NOW).await.unwrap();
        assert_eq!(others, None);
    })
    .await;
}

#[tokio::test]
async fn contents_that_are_marked_dead_are_matched_by_nothing() {
    on_both(async |db| {
        people(&db, 1).await;
        let (_, old) = file(&db, 7, person(1), blob(1)).await;
        write!(db, conn => conn.mark_blobs_dead(&[blob(1).id], NOW).await).unwrap();
        let live = async || {
            let mut conn = db.read().await.unwrap();
            conn.find_blob(&[1; 32]).await.unwrap().map(|blob| blob.id)
        };
        assert_eq!(live().await, Some(old.id));
        assert_eq!(collect(&db, LATER).await, 1);
        assert_eq!(live().await, None);
        let mut young = blob(1);
        young.id = Uuid::from_u128(99);
        let (_, kept) = file(&db, 8, person(1), young.clone()).await;
        assert_eq!(kept.id, young.id);
        let owners = async || {
            let ids = [old.id, young.id, Uuid::from_u128(5)];
            let mut conn = db.read().await.unwrap();
            let mut owners = conn.list_owners_of_objects(&ids).await.unwrap();
            owners.sort_unstable();
            owners
        };
        assert_eq!(owners().await, [young.id, old.id]);
        let both = [old.id, young.id];
        write!(db, conn => conn.delete_blobs(&both).await).unwrap();
        assert_eq!(owners().await, [young.id]);
    })
    .await;
}

#[tokio::test]
async fn an_unused_file_can_be_let_go_by_its_owner_alone() {
    on_both(async |db| {
        people(&db, 2).await;
        make(&db, new(ROOM, Kind::Channel)).await;
        let (id, _) = file(&db, 7, person(1), blob(1)).await;
        let expire = async |who| write!(db, conn => conn.expire_file(id, who, NOW).await).unwrap();
        assert!(!expire(person(2)).await);
        attach(&db, id, 1).await;
        assert!(!expire(person(1)).await);
        detach(&db, 1).await;
        assert!(expire(person(1)).await);
        assert_eq!(collect(&db, NOW).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_sent_while_it_expires_is_there_or_is_refused() {
    on_both(async |db| {
        people(&db, 1).await;
        make(&db, new(ROOM, Kind::Channel)).await;
        for round in 1..=ROUNDS {
            let (id, blob) = file(&db, round.into(), person(1), blob(round)).await;
            let send = async {
                write!(db, conn => {
                    let found = !conn.lock_files(&[id], NOW).await?.is_empty();
                    if found {
                        conn.insert_message_uses(&[(id, ROOM, round.into())]).await?;
                    }
                    Ok(found)
                })
                .unwrap()
            };
            let (sent, gone) = tokio::join!(send, collect(&db, LATER));
            assert!(sent != (gone == 1), "{sent} {gone}");
            assert_eq!(sees(&db, id, person(1), AFTER).await, sent);
            let mut conn = db.read().await.unwrap();
            let live = conn.find_blob(&blob.sha256).await.unwrap();
            assert_eq!(live.is_some(), sent);
        }
    })
    .await;
}

#[tokio::test]
async fn two_last_uses_that_go_at_the_same_moment_take_the_file_with_them() {
    on_both(async |db| {
        people(&db, 1).await;
        make(&db, new(ROOM, Kind::Channel)).await;
        for round in 1..=ROUNDS {
            let (id, _) = file(&db, round.into(), person(1), blob(round)).await;
            attach(&db, id, 1).await;
            attach(&db, id, 2).await;
            tokio::join!(detach(&db, 1), detach(&db, 2));
            assert_eq!(collect(&db, LATER).await, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn contents_that_come_again_while_they_are_collected_are_kept() {
    on_both(async |db| {
        people(&db, 1).await;
        for round in 1..=ROUNDS {
            let number = u128::from(round);
            let (id, _) = file(&db, number, person(1), blob(round)).await;
            let let_go = write!(db, conn => conn.expire_file(id, person(1), NOW).await);
            assert!(let_go.unwrap());
            let mut again = blob(round);
            again.id = Uuid::from_u128(1_000 + number);
            let come = file(&db, 1_000 + number, person(1), again);
            let ((_, kept), _) = tokio::join!(come, collect(&db, NOW));
            let mut conn = db.read().await.unwrap();
            let live = conn.find_blob(&[round; 32]).await.unwrap();
            assert_eq!(live, Some(kept));
            drop(conn);
            collect(&db, AFTER).await;
        }
    })
    .await;
}
