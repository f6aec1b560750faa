//! Staging in a bucket: a multipart upload, and beside it the bytes that are no whole part yet, as an
//! object of their own.
//!
//! What is put goes up once and stays: going on reads back less than one part.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use futures_util::future::BoxFuture;
use object_store::aws::AmazonS3;
use object_store::multipart::{MultipartStore as _, PartId};
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutPayload};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::hash::Hash;
use crate::key::{self, Part};
use crate::staging::{LARGE, Order, Stage, Staged, Staging, UPLOADS};
use crate::{Error, Result};

/// Bytes of each part but the last; S3 takes none below 5 MiB, and 10,000 in all.
pub(crate) const PART: u64 = LARGE;

type Store = Arc<PrefixStore<AmazonS3>>;

/// A bucket.
pub(crate) struct Multipart {
    store: Store,
    tasks: TaskTracker,
}

impl Multipart {
    pub(crate) fn new(store: Store, tasks: TaskTracker) -> Self {
        Self { store, tasks }
    }
}

impl Staging for Multipart {
    fn resume(
        &self,
        id: Uuid,
        staged: Staged,
        length: Option<u64>,
    ) -> BoxFuture<'_, Result<Stage>> {
        Box::pin(async move {
            let missing = || Error::Missing(tails(id).to_string());
            let uploader = Uploader {
                tail: read_tail(&self.store, id, staged.bytes).await?,
                object: key::path(id, Part::Sent),
                id,
                hash: staged.hash().ok_or_else(missing)?,
                bytes: staged.bytes,
                upload: staged.upload,
                parts: staged.parts,
                is_large: length.is_none_or(|length| length >= PART),
                going_up: None,
                remembered: (!staged.bytes.is_multiple_of(PART)).then_some(staged.bytes),
                forgotten: None,
                store: Arc::clone(&self.store),
                tasks: self.tasks.clone(),
            };
            Ok(Stage::new(|orders| {
                self.tasks.spawn(uploader.serve(orders))
            }))
        })
    }

    fn discard<'s>(&'s self, id: Uuid, staged: &'s Staged) -> BoxFuture<'s, Result<()>> {
        Box::pin(async move {
            if let Some(upload) = &staged.upload {
                let path = key::path(id, Part::Sent);
                match self.store.abort_multipart(&path, upload).await {
                    // There is no such upload, as some say it. Whether we may do anything at all is said
                    // by what follows.
                    Ok(())
                    | Err(
                        object_store::Error::NotFound { .. }
                        | object_store::Error::PermissionDenied { .. },
                    ) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            delete_tails(&self.store, id).await
        })
    }

    fn reachable(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let nothing = Path::from_iter([UPLOADS, "none"]);
            match self.store.head(&nothing).await {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(error.into()),
            }
        })
    }
}

fn tails(id: Uuid) -> Path {
    Path::from_iter([UPLOADS, &id.simple().to_string()])
}

/// Where the last bytes are that are no whole part, where there are so many in all.
fn tail(id: Uuid, bytes: u64) -> Path {
    Path::from_iter([UPLOADS, &id.simple().to_string(), &bytes.to_string()])
}

async fn read_tail(store: &Store, id: Uuid, bytes: u64) -> Result<Tail> {
    let length = bytes % PART;
    if length == 0 {
        return Ok(Tail::default());
    }
    let path = tail(id, bytes);
    let read = store.get(&path).await?.bytes().await?;
    match read.len() as u64 == length {
        true => Ok(Tail {
            blocks: vec![read],
            length,
        }),
        false => Err(Error::Missing(path.to_string())),
    }
}

async fn delete_tails(store: &Store, id: Uuid) -> Result<()> {
    let found: Vec<Path> = store
        .list(Some(&tails(id)))
        .map_ok(|object| object.location)
        .try_collect()
        .await?;
    for path in found {
        delete(store, &path).await?;
    }
    Ok(())
}

async fn delete(store: &Store, path: &Path) -> Result<()> {
    match store.delete(path).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Bytes that are no whole part yet.
#[derive(Default)]
struct Tail {
    blocks: Vec<Bytes>,
    length: u64,
}

impl Tail {
    fn payload(&self) -> PutPayload {
        self.blocks.iter().cloned().collect()
    }
}

/// Puts one upload, on a task of its own.
struct Uploader {
    store: Store,
    tasks: TaskTracker,
    id: Uuid,
    object: Path,
    hash: Hash,
    bytes: u64,
    tail: Tail,
    upload: Option<String>,
    parts: Vec<String>,
    /// Whether it will be more than one part.
    is_large: bool,
    /// The part before, while the next one fills.
    going_up: Option<JoinHandle<object_store::Result<PartId>>>,
    /// Of how many bytes the tail is that is remembered, and that was before.
    remembered: Option<u64>,
    forgotten: Option<u64>,
}

impl Uploader {
    async fn serve(mut self, mut orders: Receiver<Order>) -> Result<()> {
        while let Some(order) = orders.recv().await {
            match order {
                Order::Write(blocks) => {
                    for block in blocks {
                        self.take(block).await?;
                    }
                }
                Order::Checkpoint(reply) => {
                    let staged = self.checkpoint().await?;
                    // Nobody may be waiting any more.
                    let _ = reply.send(staged);
                }
                Order::Publish => return self.publish().await,
            }
        }
        self.settle().await
    }

    async fn take(&mut self, mut block: Bytes) -> Result<()> {
        self.hash.update(&block);
        self.bytes += block.len() as u64;
        while !block.is_empty() {
            let room = usize::try_from(PART - self.tail.length).unwrap_or(usize::MAX);
            let piece = block.split_to(room.min(block.len()));
            self.tail.length += piece.len() as u64;
            self.tail.blocks.push(piece);
            if self.tail.length == PART {
                self.put_part().await?;
            }
        }
        Ok(())
    }

    /// Lets what has filled go up, once what went up before is there.
    async fn put_part(&mut self) -> Result<()> {
        self.settle().await?;
        let upload = self.begun().await?;
        let payload = std::mem::take(&mut self.tail).payload();
        let (store, path, number) = (
            Arc::clone(&self.store),
            self.object.clone(),
            self.parts.len(),
        );
        self.going_up = Some(
            self.tasks
                .spawn(async move { store.put_part(&path, &upload, number, payload).await }),
        );
        Ok(())
    }

    async fn settle(&mut self) -> Result<()> {
        if let Some(part) = self.going_up.take() {
            let part = part.await.map_err(|error| Error::Store(error.into()))??;
            self.parts.push(part.content_id);
        }
        Ok(())
    }

    async fn begun(&mut self) -> Result<String> {
        if let Some(upload) = &self.upload {
            return Ok(upload.clone());
        }
        let upload = self.store.create_multipart(&self.object).await?;
        self.upload = Some(upload.clone());
        Ok(upload)
    }

    /// Of what will have parts the name of the upload is remembered before its first part goes up:
    /// nothing else says that it is there.
    async fn checkpoint(&mut self) -> Result<Staged> {
        if self.is_large {
            self.begun().await?;
        }
        self.settle().await?;
        let now = (self.tail.length > 0).then_some(self.bytes);
        if now != self.remembered {
            if now.is_some() {
                let path = tail(self.id, self.bytes);
                self.store.put(&path, self.tail.payload()).await?;
            }
            // What is remembered as this is asked for still is until it was answered.
            if let Some(bytes) = std::mem::replace(&mut self.forgotten, self.remembered) {
                delete(&self.store, &tail(self.id, bytes)).await?;
            }
            self.remembered = now;
        }
        Ok(Staged {
            bytes: self.bytes,
            hash: self.hash.state(),
            upload: self.upload.clone(),
            parts: self.parts.clone(),
        })
    }

    async fn publish(mut self) -> Result<()> {
        self.settle().await?;
        match &self.upload {
            Some(upload) if !self.parts.is_empty() => {
                if self.tail.length > 0 {
                    let (number, payload) = (self.parts.len(), self.tail.payload());
                    let last = self.store.put_part(&self.object, upload, number, payload);
                    self.parts.push(last.await?.content_id);
                }
                let parts = self.parts.drain(..);
                let parts = parts.map(|content_id| PartId { content_id }).collect();
                self.store
                    .complete_multipart(&self.object, upload, parts)
                    .await?;
            }
            // It was expected to be larger.
            Some(upload) => {
                self.store.put(&self.object, self.tail.payload()).await?;
                self.store.abort_multipart(&self.object, upload).await?;
            }
            None => {
                self.store.put(&self.object, self.tail.payload()).await?;
            }
        }
        delete_tails(&self.store, self.id).await
    }
}
