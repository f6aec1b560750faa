//! What the operator's two commands find and take away.

use image::ImageFormat;
use object_store::ObjectStoreExt as _;
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
