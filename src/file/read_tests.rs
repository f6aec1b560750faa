//! Bytes come as long as somebody reads them, whatever a bucket does meanwhile.

use futures_util::StreamExt as _;
use object_store::ObjectStoreExt as _;
use object_store::path::Path;
use tests::S3;
use tokio_util::task::TaskTracker;

use crate::Storage;
use crate::read::stream;
use crate::testing::bucket_of;

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn a_bucket_that_breaks_off_again_and_again_is_asked_again() {
    let mut server = S3::start().await;
    let storage = Storage::bucket(bucket_of(&server), &TaskTracker::new()).unwrap();
    // More than lies in the connection when it is cut.
    let whole: Vec<u8> = (0..60 * MIB).map(|at| (at / 7 % 251) as u8).collect();
    let path = Path::from("film");
    let put = storage.store.put(&path, whole.clone().into());
    put.await.unwrap();
    let range = 5..whole.len() as u64;
    let mut bytes = stream(&storage.store, &path, Some(range)).await.unwrap();
    let (mut came, mut cuts) = (Vec::new(), 0);
    while let Some(some) = bytes.next().await {
        came.extend(some.unwrap());
        if came.len() > (cuts + 1) * 8 * MIB {
            server.stop().await;
            server.go_on().await;
            cuts += 1;
        }
    }
    assert!(cuts >= 5 && came == whole[5..], "after {cuts} cuts");
}

#[tokio::test]
async fn a_bucket_that_gives_nothing_more_is_an_error() {
    let mut server = S3::start().await;
    let storage = Storage::bucket(bucket_of(&server), &TaskTracker::new()).unwrap();
    let path = Path::from("film");
    let put = storage.store.put(&path, vec![7; 30 * MIB].into());
    put.await.unwrap();
    let mut bytes = stream(&storage.store, &path, None).await.unwrap();
    assert!(bytes.next().await.unwrap().is_ok());
    storage.store.delete(&path).await.unwrap();
    server.stop().await;
    server.go_on().await;
    let rest: Vec<_> = bytes.collect().await;
    assert!(rest.last().unwrap().is_err());
}
