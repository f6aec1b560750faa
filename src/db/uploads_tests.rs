use models::{FileId, Timestamp};
use uuid::Uuid;

use crate::fixture::{LATER, NOW, blob, people, person};
use crate::testing::{on_both, write};
use crate::{Db, OpenUploads, Upload, UploadKind};

/// After everything has expired.
const AFTER: Timestamp = Timestamp(3_000);

fn upload(number: u128, length: Option<u64>) -> Upload {
    Upload {
        id: FileId(Uuid::from_u128(number)),
        owner_id: person(1),
        blob_id: Uuid::from_u128(100 + number),
        kind: UploadKind::Tus,
        name: "fox.png".into(),
        metadata: Some("filename Zm94".into()),
        length,
        received: 0,
        staged: None,
        expires_at: LATER,
        done_at: None,
    }
}

async fn begin(db: &Db, upload: &Upload) -> FileId {
    let new = upload.clone();
    write!(db, conn => conn.insert_upload(&new, NOW).await).unwrap();
    upload.id
}

async fn advance(db: &Db, id: FileId, from: u64, to: u64) -> bool {
    write!(db, conn => conn.update_upload(id, from, to, "{}", NOW, LATER).await).unwrap()
}

async fn finish(db: &Db, id: FileId, length: u64) -> bool {
    write!(db, conn => conn.finish_upload(id, length, NOW, LATER).await).unwrap()
}

async fn found(db: &Db, id: FileId) -> Option<Upload> {
    let mut conn = db.read().await.unwrap();
    conn.find_upload(id, person(1), NOW).await.unwrap()
}

#[tokio::test]
async fn an_upload_goes_on_only_from_where_it_was_left() {
    on_both(async |db| {
        people(&db, 2).await;
        let mut upload = upload(1, Some(100));
        let id = begin(&db, &upload).await;
        assert_eq!(found(&db, id).await.as_ref(), Some(&upload));
        assert!(advance(&db, id, 0, 40).await);
        assert!(!advance(&db, id, 0, 50).await);
        (upload.received, upload.staged) = (40, Some("{}".into()));
        assert_eq!(found(&db, id).await.as_ref(), Some(&upload));
        let mut conn = db.read().await.unwrap();
        let others = conn.find_upload(id, person(2), NOW).await.unwrap();
        let late = conn.find_upload(id, person(1), LATER).await.unwrap();
        assert_eq!((others, late), (None, None));
        drop(conn);
        assert!(finish(&db, id, 100).await);
        assert!(!finish(&db, id, 100).await);
        assert!(!advance(&db, id, 100, 110).await);
        let done = found(&db, id).await.unwrap();
        assert_eq!((done.received, done.done_at), (100, Some(NOW)));
    })
    .await;
}

#[tokio::test]
async fn with_what_has_ended_nobody_goes_on() {
    on_both(async |db| {
        people(&db, 1).await;
        let id = begin(&db, &upload(1, Some(100))).await;
        let end = async || write!(db, conn => conn.end_upload(id, NOW).await).unwrap();
        assert!(end().await);
        assert!(!end().await);
        assert_eq!(found(&db, id).await, None);
        assert!(!advance(&db, id, 0, 10).await);
        assert!(!finish(&db, id, 100).await);
    })
    .await;
}

#[tokio::test]
async fn what_has_expired_is_taken_away_but_for_the_objects_that_a_blob_has() {
    on_both(async |db| {
        people(&db, 1).await;
        let open = begin(&db, &upload(1, Some(100))).await;
        let done = begin(&db, &upload(2, Some(100))).await;
        let mut kept = blob(1);
        kept.id = upload(2, None).blob_id;
        write!(db, conn => conn.keep_blob(&kept, NOW).await).unwrap();
        assert!(finish(&db, done, 100).await);
        let end = async |now| write!(db, conn => conn.end_expired_uploads(now, 10).await).unwrap();
        assert_eq!(end(NOW).await, 0);
        assert_eq!(end(AFTER).await, 2);
        let dead = async || {
            let mut conn = db.read().await.unwrap();
            let dead = conn.list_dead_uploads(10).await.unwrap();
            let mut dead: Vec<_> = dead.iter().map(|(it, kept)| (it.id, *kept)).collect();
            dead.sort_unstable();
            dead
        };
        assert_eq!(dead().await, [(open, false), (done, true)]);
        write!(db, conn => conn.delete_uploads(&[open, done]).await).unwrap();
        assert!(dead().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_somebody_uploads_at_a_time_is_counted() {
    on_both(async |db| {
        people(&db, 1).await;
        let count = async |since| {
            let mut conn = db.read().await.unwrap();
            conn.count_uploads(person(1), since).await.unwrap()
        };
        assert_eq!(count(NOW).await, OpenUploads::default());
        let [a, b, c] = [(1, Some(100)), (2, None), (3, Some(7))].map(|(n, l)| upload(n, l));
        begin(&db, &a).await;
        let post = Upload {
            kind: UploadKind::Post,
            ..b
        };
        let id = begin(&db, &post).await;
        advance(&db, id, 0, 50).await;
        finish(&db, begin(&db, &c).await, 7).await;
        let (active, bytes) = (2, 150);
        assert_eq!(count(NOW).await, OpenUploads { active, bytes });
        assert_eq!(count(LATER).await, OpenUploads { active: 0, bytes });
        assert_eq!(write!(db, conn => conn.end_posts(NOW).await).unwrap(), 1);
        let (active, bytes) = (1, 100);
        assert_eq!(count(NOW).await, OpenUploads { active, bytes });
    })
    .await;
}
