//! Looks at what was sent, once it is an object: what it is, where it was taken, what it looks like.
//! What comes of that lies beside it.

use std::time::Duration;

use bytes::Bytes;
use db::{Blob, Upload};
use models::{Code, Problem};
use object_store::ObjectStoreExt as _;

use crate::hash::Hash;
use crate::key::{self, Part};
use crate::picture::Picture;
use crate::pool::Undone;
use crate::{Error, Files, Result, kind, location, picture};

/// Bytes of a picture that we take into memory.
const PICTURE_BYTES: u64 = 64 * 1024 * 1024;
/// MiB of pictures in memory at a time.
pub(crate) const MEMORY_MIB: usize = 128;
const MIB: u64 = 1024 * 1024;
/// How long a picture waits for room.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long it may be looked at. That takes less than a second, but behind all else that a machine does.
const LOOKING: Duration = Duration::from_secs(45);

/// A picture without its location.
struct Clean {
    bytes: Bytes,
    sha256: [u8; 32],
}

impl Files {
    /// Looks at the object of an upload, of which this is known. Doing it again is harmless.
    ///
    /// # Errors
    /// `too_large` and `unsupported_type` for what we can never take; all else may pass.
    pub(crate) async fn look(&self, upload: &Upload, sha256: [u8; 32], size: u64) -> Result<Blob> {
        let store = &self.inner.storage.store;
        let path = key::path(upload.blob_id, Part::Sent);
        let head = match size.min(kind::HEAD as u64) {
            0 => Bytes::new(),
            length => store.get_range(&path, 0..length).await?,
        };
        let kind = kind::of(&head);
        let mut blob = Blob {
            id: upload.blob_id,
            sha256,
            size,
            content_type: kind.to_owned(),
            dimensions: None,
            thumbhash: None,
            cleaned: false,
            thumbs: [None, None],
        };
        if !kind::may_tell_where(kind) {
            return Ok(blob);
        }
        if size > PICTURE_BYTES {
            let detail = "A picture has at most 64 MiB; send it in an archive.";
            return Err(Problem::new(Code::TooLarge, detail).into());
        }
        let room = u32::try_from(size.div_ceil(MIB).max(1)).unwrap_or(u32::MAX);
        let room = tokio::time::timeout(PATIENCE, self.inner.memory.acquire_many(room)).await;
        let Ok(Ok(_room)) = room else {
            return Err(Problem::busy().into());
        };
        let mut bytes = store.get(&path).await?.bytes().await?;
        if let Some(clean) = self.cleaned(bytes.clone(), kind).await? {
            (blob.cleaned, blob.sha256) = (true, clean.sha256);
            blob.size = clean.bytes.len() as u64;
            bytes = clean.bytes;
            self.put(upload, Part::Clean, bytes.clone()).await?;
        }
        if let Some(picture) = self.examined(bytes, kind).await? {
            blob.dimensions = Some((picture.width, picture.height));
            blob.thumbhash = picture.thumbhash;
            for (index, thumb) in picture.thumbs.into_iter().enumerate() {
                let Some(thumb) = thumb else { continue };
                blob.thumbs[index] = Some(thumb.len() as u64);
                self.put(upload, [Part::Thumb480, Part::Thumb1280][index], thumb)
                    .await?;
            }
        }
        Ok(blob)
    }

    async fn put(&self, upload: &Upload, part: Part, bytes: Bytes) -> Result<()> {
        let path = key::path(upload.blob_id, part);
        self.inner.storage.store.put(&path, bytes.into()).await?;
        Ok(())
    }

    /// Without its location, where it has one.
    async fn cleaned(&self, bytes: Bytes, kind: &'static str) -> Result<Option<Clean>> {
        let clean = self.inner.pool.run(LOOKING, move || {
            let clean = location::without(&bytes, kind)?;
            Ok::<_, location::Stuck>(clean.map(|bytes| {
                let mut hash = Hash::new();
                hash.update(&bytes);
                let sha256 = hash.finish();
                Clean { bytes, sha256 }
            }))
        });
        match clean.await {
            Ok(Ok(clean)) => Ok(clean),
            Err(Undone::Busy) => Err(Problem::busy().into()),
            // Nobody may see what may tell.
            Ok(Err(location::Stuck)) | Err(Undone::Failed) => {
                let detail = "It says where it was taken, and that cannot be removed.";
                Err(Problem::new(Code::UnsupportedType, detail).into())
            }
        }
    }

    /// What it looks like, where we can tell in time.
    async fn examined(&self, bytes: Bytes, kind: &'static str) -> Result<Option<Picture>> {
        let begun = std::time::Instant::now();
        let examine = move || picture::examine(&bytes, kind);
        let examined = self.inner.pool.run(LOOKING, examine).await;
        metrics::histogram!("snug_picture_seconds").record(begun.elapsed());
        match examined {
            Ok(Ok(picture)) => Ok(picture),
            Ok(Err(many)) => {
                let detail = many.to_string();
                Err(Error::Problem(Problem::new(Code::UnsupportedType, detail)))
            }
            Err(Undone::Busy) => Err(Problem::busy().into()),
            Err(Undone::Failed) => Ok(None),
        }
    }
}
