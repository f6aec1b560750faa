//! What both stagings promise, on a disk and in a bucket of a server that checks signatures.

use std::path::Path;

use bytes::Bytes;
use models::Random;
use object_store::ObjectStoreExt as _;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tempfile::TempDir;
use tests::S3;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::Storage;
use crate::hash::Hash;
use crate::key::{self, Part};
use crate::staging::{Stage, Staged};
use crate::staging_s3::PART;
use crate::testing::{bucket_of, kept_in};

const MIB: usize = 1024 * 1024;

/// Runs a scenario on both; the folder is where everything is that is kept.
async fn on_both(scenario: impl AsyncFn(Storage, &Path)) {
    let tasks = TaskTracker::new();
    let dir = TempDir::new().unwrap();
    let storage = Storage::directory(dir.path(), &tasks).unwrap();
    scenario(storage, dir.path()).await;

    let server = S3::start().await;
    let storage = Storage::bucket(bucket_of(&server), &tasks).unwrap();
    scenario(storage, &server.folder().join(S3::BUCKET)).await;
}

fn bytes(length: usize) -> Bytes {
    let mut bytes = vec![0; length];
    StdRng::seed_from_u64(length as u64).fill(&mut bytes[..]);
    bytes.into()
}

fn id() -> Uuid {
    Uuid::from_bytes(Random::system().bytes())
}

fn hash_of(bytes: &[u8]) -> [u8; 32] {
    let mut hash = Hash::new();
    hash.update(bytes);
    hash.finish()
}

async fn resumed(storage: &Storage, id: Uuid, staged: &Staged, length: usize) -> Stage {
    let staging = &storage.staging;
    let resumed = staging.resume(id, staged.clone(), Some(length as u64));
    resumed.await.unwrap()
}

/// As a body comes.
async fn write(stage: &mut Stage, bytes: &Bytes) {
    for start in (0..bytes.len()).step_by(100_000) {
        let end = bytes.len().min(start + 100_000);
        let (first, second) = (start..(start + end) / 2, (start + end) / 2..end);
        let block = vec![bytes.slice(first), bytes.slice(second)];
        stage.write(block).await.unwrap();
    }
}

async fn settled(stage: &mut Stage) -> Staged {
    stage.checkpoint().await.unwrap().await.unwrap()
}

async fn read(storage: &Storage, id: Uuid) -> Option<Bytes> {
    let read = storage.store.get(&key::path(id, Part::Sent)).await.ok()?;
    Some(read.bytes().await.unwrap())
}

#[tokio::test]
async fn bytes_that_were_published_are_the_object_and_nothing_else_is_left() {
    on_both(async |storage, folder| {
        for length in [0, 1, 300_000, PART as usize, 20 * MIB + 7] {
            let (id, bytes) = (id(), bytes(length));
            let mut stage = resumed(&storage, id, &Staged::default(), length).await;
            write(&mut stage, &bytes).await;
            let staged = settled(&mut stage).await;
            assert_eq!(staged.bytes, length as u64);
            assert_eq!(staged.hash().unwrap().finish(), hash_of(&bytes));
            assert_eq!(read(&storage, id).await, None, "not before it is published");
            stage.publish().await.unwrap();
            assert_eq!(read(&storage, id).await.unwrap(), bytes);
            assert_eq!(kept_in(folder), [id.simple().to_string()]);
            let path = key::path(id, Part::Sent);
            storage.store.delete(&path).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn an_upload_goes_on_behind_its_last_checkpoint_and_what_came_after_is_cut_off() {
    on_both(async |storage, _| {
        let (id, bytes) = (id(), bytes(19 * MIB));
        let mut staged = Staged::default();
        // Each time more comes than is remembered.
        for (safe, lost) in [(0, 5), (3, 10), (9 * MIB, 10 * MIB), (16 * MIB, 19 * MIB)] {
            let mut stage = resumed(&storage, id, &staged, bytes.len()).await;
            let from = staged.bytes as usize;
            write(&mut stage, &bytes.slice(from..safe)).await;
            staged = settled(&mut stage).await;
            assert_eq!(staged.bytes as usize, safe);
            write(&mut stage, &Bytes::from(vec![7; lost - safe])).await;
            stage.close().await.unwrap();
            let text = serde_json::to_string(&staged).unwrap();
            assert_eq!(serde_json::from_str::<Staged>(&text).unwrap(), staged);
        }
        let mut stage = resumed(&storage, id, &staged, bytes.len()).await;
        write(&mut stage, &bytes.slice(16 * MIB..)).await;
        let staged = settled(&mut stage).await;
        assert_eq!(staged.hash().unwrap().finish(), hash_of(&bytes));
        stage.publish().await.unwrap();
        assert_eq!(read(&storage, id).await.unwrap(), bytes);
    })
    .await;
}

#[tokio::test]
async fn a_checkpoint_before_the_last_one_can_still_be_gone_on_with() {
    on_both(async |storage, _| {
        let (id, bytes) = (id(), bytes(12 * MIB));
        let mut stage = resumed(&storage, id, &Staged::default(), bytes.len()).await;
        write(&mut stage, &bytes.slice(..MIB)).await;
        let remembered = settled(&mut stage).await;
        // The server is killed before it remembers this one.
        write(&mut stage, &bytes.slice(MIB..11 * MIB)).await;
        settled(&mut stage).await;
        drop(stage.close().await);
        let mut stage = resumed(&storage, id, &remembered, bytes.len()).await;
        write(&mut stage, &bytes.slice(MIB..)).await;
        settled(&mut stage).await;
        stage.publish().await.unwrap();
        assert_eq!(read(&storage, id).await.unwrap(), bytes);
    })
    .await;
}

#[tokio::test]
async fn what_is_given_up_leaves_nothing() {
    on_both(async |storage, folder| {
        for length in [0, 10, 9 * MIB] {
            let (id, bytes) = (id(), bytes(length));
            let mut stage = resumed(&storage, id, &Staged::default(), 20 * MIB).await;
            write(&mut stage, &bytes).await;
            let staged = settled(&mut stage).await;
            stage.close().await.unwrap();
            for _ in 0..2 {
                storage.staging.discard(id, &staged).await.unwrap();
            }
            assert_eq!(kept_in(folder), [""; 0]);
        }
    })
    .await;
}

#[tokio::test]
async fn half_an_object_that_a_killed_server_left_goes_with_what_was_staged() {
    let dir = TempDir::new().unwrap();
    let storage = Storage::directory(dir.path(), &TaskTracker::new()).unwrap();
    let id = id();
    let [object, thumb] = [Part::Sent, Part::Thumb480].map(|part| key::path(id, part));
    storage.store.put(&object, "whole".into()).await.unwrap();
    for number in 1..=2 {
        let half = dir.path().join(format!("{thumb}#{number}"));
        std::fs::write(half, "ha").unwrap();
    }
    let discarded = storage.staging.discard(id, &Staged::default()).await;
    discarded.unwrap();
    assert_eq!(kept_in(dir.path()), [object.filename().unwrap()]);
}

#[tokio::test]
async fn what_is_lost_is_not_gone_on_with() {
    on_both(async |storage, _| {
        let mut hash = Hash::new();
        hash.update(b"lost");
        let staged = Staged {
            bytes: 4,
            hash: hash.state(),
            ..Staged::default()
        };
        let resumed = storage.staging.resume(id(), staged, Some(9)).await;
        assert!(matches!(resumed.err(), Some(crate::Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn a_bucket_that_is_away_says_so_and_the_upload_goes_on_when_it_is_back() {
    let tasks = TaskTracker::new();
    let mut server = S3::start().await;
    let storage = Storage::bucket(bucket_of(&server), &tasks).unwrap();
    let (id, bytes) = (id(), bytes(9 * MIB));
    let mut stage = resumed(&storage, id, &Staged::default(), bytes.len()).await;
    write(&mut stage, &bytes.slice(..MIB)).await;
    let staged = settled(&mut stage).await;
    server.stop().await;
    stage.write(vec![bytes.slice(MIB..)]).await.unwrap();
    // The first part cannot go up.
    let checkpoint = stage.checkpoint().await.unwrap().await;
    assert!(checkpoint.is_err());
    assert!(matches!(stage.close().await, Err(crate::Error::Store(_))));
    server.go_on().await;
    let mut stage = resumed(&storage, id, &staged, bytes.len()).await;
    write(&mut stage, &bytes.slice(MIB..)).await;
    settled(&mut stage).await;
    stage.publish().await.unwrap();
    assert_eq!(read(&storage, id).await.unwrap(), bytes);
}

#[tokio::test]
async fn a_bucket_gives_nothing_to_whoever_has_another_key() {
    let server = S3::start().await;
    let stranger = crate::Bucket {
        secret_access_key: Some("another".to_owned()),
        ..bucket_of(&server)
    };
    let storage = Storage::bucket(stranger, &TaskTracker::new()).unwrap();
    let path = key::path(id(), Part::Sent);
    assert!(storage.store.put(&path, "x".into()).await.is_err());
}
