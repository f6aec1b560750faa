//! An upload becomes a file: its bytes an object, the object a blob that is there once, and all of
//! that known in one transaction.
//!
//! *Invariant:* a row of the upload says that all is there exactly when the file is ready. Clients take
//! that for success.

use std::time::Duration;

use db::{Blob, NewFile, StoredFile, Upload};
use models::{Code, Timestamp};
use object_store::{Error as StoreError, ObjectStoreExt as _};

use crate::intake::Live;
use crate::key::{self, Part};
use crate::staging::Staged;
use crate::{Error, Files, Result};

/// For how long a file stays that is used nowhere, and an upload that is done.
const UNUSED: Duration = Duration::from_secs(24 * 60 * 60);

/// What a file consists of.
enum Contents {
    /// What is there already.
    Known([u8; 32]),
    /// What has just become objects.
    New(Blob),
}

impl Files {
    /// Makes a file of an upload all of whose bytes have come.
    pub(crate) async fn finish(&self, mut live: Live) -> Result<StoredFile> {
        let finished = self.finish_live(&mut live).await;
        // Whatever became of it: nobody else may have it in their hands.
        let closed = live.stage.close().await;
        let file = finished?;
        closed?;
        self.tidy(&live.upload, &file).await;
        Ok(file)
    }

    async fn finish_live(&self, live: &mut Live) -> Result<StoredFile> {
        let staged = live.stage.settle().await?;
        let hash = staged.hash().ok_or(Code::Internal)?.finish();
        let known = self.inner.db.read().await?.find_blob(&hash).await?;
        if known.is_some()
            && let Some(file) = self
                .store(&live.upload, staged.bytes, Contents::Known(hash))
                .await?
        {
            return Ok(file);
        }
        live.stage.publish().await?;
        self.finish_object(&live.upload, hash, staged.bytes).await
    }

    /// Makes a file of an upload whose bytes have become an object, where the server was killed just
    /// then or could not go on; none where they have not.
    pub(crate) async fn mend(&self, upload: &Upload) -> Result<Option<StoredFile>> {
        let path = key::path(upload.blob_id, Part::Sent);
        let size = match self.inner.storage.store.head(&path).await {
            Ok(object) => object.size,
            Err(StoreError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if upload.length != Some(size) {
            return Ok(None);
        }
        let hash = self.hash_of(&path).await?;
        let file = self.finish_object(upload, hash, size).await?;
        self.tidy(upload, &file).await;
        // Whoever published it had no time to.
        warn_of(self.discard(upload, false).await);
        Ok(Some(file))
    }

    /// Takes away what the file does not need: all, where the same was there already, and what told
    /// where it was taken.
    async fn tidy(&self, upload: &Upload, file: &StoredFile) {
        let tidied = match file.blob.id == upload.blob_id {
            true if file.blob.cleaned => {
                let sent = key::path(upload.blob_id, Part::Sent);
                self.inner
                    .storage
                    .store
                    .delete(&sent)
                    .await
                    .map_err(Error::from)
            }
            true => Ok(()),
            false => self.discard(upload, true).await,
        };
        warn_of(tidied);
    }

    async fn finish_object(
        &self,
        upload: &Upload,
        hash: [u8; 32],
        sent: u64,
    ) -> Result<StoredFile> {
        let looked = self.look(upload, hash, sent).await;
        if let Err(Error::Problem(problem)) = &looked
            && matches!(problem.code, Code::TooLarge | Code::UnsupportedType)
        {
            // It would be the same next time.
            self.end(upload).await?;
        }
        let contents = Contents::New(looked?);
        let file = self.store(upload, sent, contents).await?;
        Ok(file.ok_or(Code::Busy)?)
    }

    /// The one transaction; nothing where known contents have gone.
    async fn store(
        &self,
        upload: &Upload,
        sent: u64,
        contents: Contents,
    ) -> Result<Option<StoredFile>> {
        let (upload, now) = (upload.clone(), self.inner.clock.now());
        let (expires_at, quota) = (now.plus(UNUSED), self.inner.config.quota_bytes);
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let owner_id = upload.owner_id;
                conn.lock_people(&[owner_id]).await?;
                let blob = match contents {
                    Contents::New(blob) => conn.keep_blob(&blob, now).await?,
                    Contents::Known(hash) => match conn.lock_blob(&hash).await? {
                        Some(blob) => blob,
                        None => return Ok(None),
                    },
                };
                if let Some(quota) = quota
                    && !conn.has_blob(owner_id, blob.id).await?
                    && conn.sum_files(owner_id).await?.saturating_add(blob.size) > quota
                {
                    return Err(Code::QuotaExceeded.into());
                }
                let file = NewFile {
                    id: upload.id,
                    owner_id,
                    name: &upload.name,
                    blob: &blob,
                    expires_at,
                };
                if !conn.finish_upload(upload.id, sent, now, expires_at).await? {
                    // It has ended meanwhile.
                    return Err(Code::NotFound.into());
                }
                conn.insert_file(file, now).await?;
                Ok(Some(StoredFile {
                    id: upload.id,
                    owner_id,
                    name: upload.name,
                    blob,
                }))
            })
        });
        write.await
    }

    /// Ends an upload that comes to nothing: what there is of it goes with the next collection.
    pub(crate) async fn end(&self, upload: &Upload) -> Result<bool> {
        let (id, now): (_, Timestamp) = (upload.id, self.inner.clock.now());
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.end_upload(id, now).await?) })
        });
        write.await
    }

    /// Takes away what is staged of an upload and, with its objects, all of it.
    pub(crate) async fn discard(&self, upload: &Upload, with_objects: bool) -> Result<()> {
        let staged: Staged = match &upload.staged {
            Some(staged) => serde_json::from_str(staged).unwrap_or_default(),
            None => Staged::default(),
        };
        let staging = &self.inner.storage.staging;
        staging.discard(upload.blob_id, &staged).await?;
        if with_objects {
            self.delete_objects(upload.blob_id).await?;
        }
        Ok(())
    }

    /// Deletes all objects of a blob. Doing it again is harmless.
    pub(crate) async fn delete_objects(&self, blob: uuid::Uuid) -> Result<()> {
        for path in key::all(blob) {
            match self.inner.storage.store.delete(&path).await {
                Ok(()) | Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// The file is ready all the same, and what is left goes with it.
fn warn_of(tidied: Result<()>) {
    if let Err(error) = tidied {
        tracing::warn!(%error, "an object that nobody needs is still there");
    }
}
