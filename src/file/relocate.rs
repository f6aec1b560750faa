//! All files of a server copied from where they are to somewhere else, and compared there.
//!
//! Whatever is there already with the right size stays: an object appears whole or not at all. What
//! the source has lost or damaged before cannot be moved, and is told of.
//!
//! *Invariant:* the source is read and nothing else.

use std::sync::Arc;

use db::{Blob, Db};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use object_store::ObjectStoreExt as _;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use crate::hash::Hash;
use crate::key::{self, Part};
use crate::staging::Staged;
use crate::verify::served;
use crate::{Error, Finding, Result, Storage, read};

/// Rows that are read together.
const TOGETHER: u32 = 500;
/// Contents that are copied, or compared, at a time.
const AT_A_TIME: usize = 4;
/// Bytes of a part of what is too large for one request: S3 takes 10,000 parts. Each of those at a
/// time has up to three of them in memory.
const PART: usize = 8 * 1024 * 1024;

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relocated {
    /// Contents, each with all its objects.
    pub blobs: u64,
    /// Bytes that were copied, or compared.
    pub bytes: u64,
    /// Objects that the source has lost, or that are not what they were.
    pub damaged: u64,
    /// Objects that should be in the new place and are not, or are others.
    pub differences: u64,
}

/// Files on their way from one place to another.
pub struct Relocation {
    /// The database that knows them.
    pub db: Db,
    /// Where they are.
    pub from: Storage,
    /// Where they go.
    pub into: Storage,
}

/// What became of one object.
enum Object {
    /// It is there, and so many bytes were read.
    There(u64),
    /// The source has it no more.
    Damaged(Finding),
    /// It is not where it should be by now.
    Different(Finding),
}

/// One object, as it has to be.
#[derive(Clone, Copy)]
struct Wanted {
    blob: Uuid,
    part: Part,
    size: u64,
    /// Not known of thumbnails.
    sha256: Option<[u8; 32]>,
}

impl Relocation {
    /// Copies what is not there yet; each object is what its row says, or it is not copied.
    ///
    /// # Errors
    /// The database's, and the stores'.
    pub async fn copy(
        &self,
        say: impl FnMut(Relocated),
        damaged: impl FnMut(Finding),
    ) -> Result<Relocated> {
        self.each(async |wanted| self.copy_object(wanted).await, say, damaged)
            .await
    }

    /// Reads everything in the new place again, and says what is not what its row says.
    ///
    /// # Errors
    /// The database's, and the stores'.
    pub async fn compare(
        &self,
        say: impl FnMut(Relocated),
        different: impl FnMut(Finding),
    ) -> Result<Relocated> {
        self.each(
            async |wanted| self.compare_object(wanted).await,
            say,
            different,
        )
        .await
    }

    /// Goes through all contents, some at a time.
    async fn each(
        &self,
        act: impl AsyncFn(Wanted) -> Result<Object>,
        mut say: impl FnMut(Relocated),
        mut tell: impl FnMut(Finding),
    ) -> Result<Relocated> {
        let (mut total, mut after) = (Relocated::default(), Uuid::nil());
        let act = &act;
        loop {
            let blobs = self.db.read().await?.list_blobs(after, TOGETHER).await?;
            let Some(last) = blobs.last() else {
                return Ok(total);
            };
            after = last.id;
            let acts = blobs.into_iter().map(|blob| async move {
                let mut objects = Vec::new();
                for wanted in wanted(&blob) {
                    objects.push(act(wanted).await?);
                }
                Ok::<_, Error>(objects)
            });
            let mut done = stream::iter(acts).buffer_unordered(AT_A_TIME);
            while let Some(objects) = done.try_next().await? {
                total.blobs += 1;
                for object in objects {
                    match object {
                        Object::There(bytes) => total.bytes += bytes,
                        Object::Damaged(finding) => {
                            total.damaged += 1;
                            tell(finding);
                        }
                        Object::Different(finding) => {
                            total.differences += 1;
                            tell(finding);
                        }
                    }
                }
                say(total);
            }
        }
    }

    async fn copy_object(&self, wanted: Wanted) -> Result<Object> {
        let path = wanted.path();
        match self.into.store.head(&path).await {
            Ok(object) if object.size == wanted.size => return Ok(Object::There(0)),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        // Of a copy that was killed right then.
        let staging = &self.into.staging;
        staging.discard(wanted.blob, &Staged::default()).await?;
        let mut bytes = match read::stream(&self.from.store, &path, None).await {
            Ok(bytes) => bytes,
            Err(Error::Missing(_)) => return Ok(Object::Damaged(missing(&path))),
            Err(error) => return Err(error),
        };
        let mut writer = BufWriter::with_capacity(Arc::clone(&self.into.store), path.clone(), PART)
            .with_max_concurrency(1);
        let (mut hash, mut size) = (Hash::new(), 0);
        let copied = async {
            while let Some(some) = bytes.try_next().await? {
                hash.update(&some);
                size += some.len() as u64;
                writer.put(some).await?;
            }
            Ok::<_, Error>(wanted.is(size, hash.finish()))
        }
        .await;
        match copied {
            Ok(true) => {
                writer.shutdown().await?;
                Ok(Object::There(size))
            }
            copied => {
                // Whatever that says: what it leaves is no object.
                let _ = writer.abort().await;
                copied.map(|_| Object::Damaged(changed(&path)))
            }
        }
    }

    async fn compare_object(&self, wanted: Wanted) -> Result<Object> {
        let path = wanted.path();
        let there = hash_of(&self.into, &path).await?;
        // Of a thumbnail only the source knows what it is.
        let source = match wanted.sha256.is_some() && wanted.is_there(there) {
            true => return Ok(Object::There(wanted.size)),
            false => hash_of(&self.from, &path).await?,
        };
        let is_right = match wanted.sha256 {
            Some(_) => false,
            None => wanted.is_there(there) && there == source,
        };
        if is_right {
            return Ok(Object::There(wanted.size));
        }
        let finding = match there {
            None => missing(&path),
            Some(_) => changed(&path),
        };
        Ok(match wanted.is_there(source) {
            true => Object::Different(finding),
            false => Object::Damaged(finding),
        })
    }
}

impl Wanted {
    fn path(&self) -> Path {
        key::path(self.blob, self.part)
    }

    fn is(&self, size: u64, hash: [u8; 32]) -> bool {
        self.size == size && self.sha256.is_none_or(|sha256| sha256 == hash)
    }

    fn is_there(&self, found: Option<(u64, [u8; 32])>) -> bool {
        found.is_some_and(|(size, hash)| self.is(size, hash))
    }
}

/// The objects of a blob.
fn wanted(blob: &Blob) -> Vec<Wanted> {
    let id = blob.id;
    let thumbs = [Part::Thumb480, Part::Thumb1280].into_iter();
    let thumbs = thumbs.zip(blob.thumbs).filter_map(|(part, size)| {
        Some(Wanted {
            blob: id,
            part,
            size: size?,
            sha256: None,
        })
    });
    let file = Wanted {
        blob: id,
        part: served(blob),
        size: blob.size,
        sha256: Some(blob.sha256),
    };
    std::iter::once(file).chain(thumbs).collect()
}

/// Size and hash of all of an object; none where it is not there.
async fn hash_of(storage: &Storage, path: &Path) -> Result<Option<(u64, [u8; 32])>> {
    let mut bytes = match read::stream(&storage.store, path, None).await {
        Ok(bytes) => bytes,
        Err(Error::Missing(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (mut hash, mut size) = (Hash::new(), 0);
    while let Some(some) = bytes.try_next().await? {
        hash.update(&some);
        size += some.len() as u64;
    }
    Ok(Some((size, hash.finish())))
}

fn missing(path: &Path) -> Finding {
    Finding::Missing(path.to_string())
}

fn changed(path: &Path) -> Finding {
    Finding::Changed(path.to_string())
}
