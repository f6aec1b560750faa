//! What the operator's two commands find and take away.

use db::testing;
use image::ImageFormat;
use object_store::ObjectStoreExt as _;
use tempfile::TempDir;
use uuid::Uuid;

use crate::key::{self, Part};
use crate::samples::encoded;
use crate::testing::{CONFIG, House, on_both};
use crate::{Collected, Finding};

async fn findings(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    let verified = house
        .files
        .verify(|finding| findings.push(finding))
        .await
        .unwrap();
    assert_eq!(verified.findings, findings.len() as u64);
    findings
}

#[tokio::test]
async fn what_is_missing_changed_or_unowned_is_found() {
    on_both(CONFIG, async |house| {
        let png = encoded(600, 10, ImageFormat::Png);
        for bytes in [png, b"first".to_vec(), b"second".to_vec()] {
            house.post(1, "x", bytes).await.file();
        }
        assert_eq!(findings(house).await, []);
        let mut conn = house.db.read().await.unwrap();
        let blobs = conn.list_blobs(Uuid::nil(), 10).await.unwrap();
        drop(conn);
        let path = |size, part| {
            let blob = blobs.iter().find(|blob| blob.size == size);
            key::path(blob.map_or(Uuid::max(), |blob| blob.id), part)
        };
        let picture = blobs.iter().map(|blob| blob.size).max().unwrap();
        let (thumb, first) = (path(picture, Part::Thumb480), path(5, Part::Sent));
        let (second, unowned) = (path(6, Part::Sent), path(0, Part::Sent));
        let store = &house.files.inner.storage.store;
        store.delete(&thumb).await.unwrap();
        store.put(&first, "other".into()).await.unwrap();
        store.delete(&second).await.unwrap();
        store.put(&unowned, "nobody's".into()).await.unwrap();
        let found = findings(house).await;
        assert_eq!(found.len(), 4);
        for finding in [
            Finding::Missing(thumb.to_string()),
            Finding::Changed(first.to_string()),
            Finding::Missing(second.to_string()),
            Finding::Unowned(unowned.to_string()),
        ] {
            assert!(found.contains(&finding), "{finding} {found:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn collecting_takes_what_belongs_to_nobody_and_a_dry_run_takes_nothing() {
    on_both(CONFIG, async |house| {
        house.post(1, "x", "words").await.file();
        let kept = house.kept();
        let store = &house.files.inner.storage.store;
        let left = [
            key::path(Uuid::max(), Part::Thumb1280),
            format!("uploads/{}", Uuid::max().simple()).into(),
        ];
        for path in &left {
            store.put(path, "12345678".into()).await.unwrap();
        }
        // Not of our making: somebody may have put it there.
        store
            .put(&"README".into(), "hands off".into())
            .await
            .unwrap();
        let all = Collected {
            objects: 2,
            bytes: 16,
        };
        assert_eq!(house.files.gc(true).await.unwrap(), all);
        assert_eq!(house.kept().len(), kept.len() + 3);
        assert_eq!(house.files.gc(false).await.unwrap(), all);
        assert_eq!(house.files.gc(false).await.unwrap(), Collected::default());
        assert_eq!(house.kept().len(), kept.len() + 1);
        assert_eq!(findings(house).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_file_has_its_bytes_while_the_same_bytes_are_collected() {
    testing::on_both(async |db| {
        let house = House::over(db, TempDir::new().unwrap(), CONFIG, None).await;
        for round in 0..40_u64 {
            let (common, own) = ("the same for all", format!("only once {round}"));
            let (first, second, third, collected) = tokio::join!(
                house.post(1, "a", common),
                house.post(2, "b", common),
                house.post(1, "c", own.clone()),
                house.files.collect(),
            );
            collected.unwrap();
            for (who, answer, bytes) in [(1, first, common), (2, second, common), (1, third, &own)]
            {
                if answer.status == axum::http::StatusCode::SERVICE_UNAVAILABLE {
                    // It was collected just then, twice: whoever sent it tries again.
                    continue;
                }
                let path = format!("/api/files/{}", answer.file().id);
                assert_eq!(house.get(who, &path, &[]).await.body, bytes);
            }
            // Sometimes what was there has just expired, sometimes not.
            house.pass(60 * 60 * (1 + round * 7 % 29));
        }
        assert_eq!(findings(&house).await, []);
        house.pass(60 * 60 * 24);
        house.files.gc(false).await.unwrap();
        assert_eq!(house.kept(), [""; 0]);
    })
    .await;
}
