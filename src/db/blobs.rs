//! Contents of files, each stored once whoever uploaded it. Their objects lie in the file store
//! under the row's id.
//!
//! *Invariant:* a blob is marked dead before its objects are deleted, and nothing matches a dead
//! one; so whoever finds a live blob under its lock has its objects.

use models::Timestamp;
use uuid::Uuid;

use crate::conn::{ids, in_ids, on};
use crate::{Conn, Error, Result};

/// Contents, with what is known of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Names its objects.
    pub id: Uuid,
    /// Of the bytes that are served.
    pub sha256: [u8; 32],
    /// Of the bytes that are served.
    pub size: u64,
    /// What they are.
    pub content_type: String,
    /// Of a picture that can be shown: width and height, upright.
    pub dimensions: Option<(u32, u32)>,
    /// Of a picture that can be shown.
    pub thumbhash: Option<Vec<u8>>,
    /// Whether what was sent was rewritten, without its location.
    pub cleaned: bool,
    /// Bytes of the thumbnails whose long side is 480 and 1280, where it has them.
    pub thumbs: [Option<u64>; 2],
}

/// The columns of a [`BlobRow`], for `concat!`; the table goes by the name `b`.
macro_rules! blob_columns {
    () => {
        "b.id AS blob_id, b.sha256, b.size, b.content_type, b.width, b.height, b.thumbhash, \
         b.cleaned, b.thumb_480, b.thumb_1280"
    };
}
pub(crate) use blob_columns;

/// A row of `blobs`.
#[derive(sqlx_macros::FromRow)]
pub(crate) struct BlobRow {
    blob_id: Uuid,
    sha256: Vec<u8>,
    size: i64,
    content_type: String,
    width: Option<i64>,
    height: Option<i64>,
    thumbhash: Option<Vec<u8>>,
    cleaned: bool,
    thumb_480: Option<i64>,
    thumb_1280: Option<i64>,
}

impl TryFrom<BlobRow> for Blob {
    type Error = Error;

    fn try_from(row: BlobRow) -> Result<Self> {
        let pixels = |side: Option<i64>| side.and_then(|side| u32::try_from(side).ok());
        let sha256 = row.sha256.as_slice().try_into();
        Ok(Self {
            id: row.blob_id,
            sha256: sha256.map_err(|_| Error::Stored("a SHA-256 has 32 bytes".into()))?,
            size: row.size.unsigned_abs(),
            content_type: row.content_type,
            dimensions: pixels(row.width).zip(pixels(row.height)),
            thumbhash: row.thumbhash,
            cleaned: row.cleaned,
            thumbs: [row.thumb_480, row.thumb_1280].map(|size| size.map(i64::unsigned_abs)),
        })
    }
}

impl Conn {
    /// The live blob with these contents. It may be dead the moment after.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_blob(&mut self, sha256: &[u8; 32]) -> Result<Option<Blob>> {
        let row: Option<BlobRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", blob_columns!(), " FROM blobs AS b WHERE b.sha256 = $1 \
             AND b.dead_at IS NULL"))
            .bind(&sha256[..]).fetch_optional(c).await)?;
        row.map(Blob::try_from).transpose()
    }

    /// The live blob with the contents of `new`: one that was there, or `new` itself, which is
    /// stored then. Nobody can mark it dead until the commit.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_blob(&mut self, new: &Blob, now: Timestamp) -> Result<Blob> {
        if let Some(blob) = self.lock_blob(&new.sha256).await? {
            return Ok(blob);
        }
        // Somebody else may store the same this moment; the index waits for them.
        on!(self, c => sqlx::query(
            "INSERT INTO blobs (id, sha256, size, content_type, width, height, thumbhash, cleaned, \
             thumb_480, thumb_1280, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (sha256) WHERE dead_at IS NULL DO NOTHING")
            .bind(new.id)
            .bind(&new.sha256[..])
            .bind(new.size.cast_signed())
            .bind(&*new.content_type)
            .bind(new.dimensions.map(|(width, _)| i64::from(width)))
            .bind(new.dimensions.map(|(_, height)| i64::from(height)))
            .bind(new.thumbhash.as_deref())
            .bind(new.cleaned)
            .bind(new.thumbs[0].map(u64::cast_signed))
            .bind(new.thumbs[1].map(u64::cast_signed))
            .bind(now.0)
            .execute(c).await.map(drop))?;
        // Gone again already: the whole is done anew.
        self.lock_blob(&new.sha256).await?.ok_or(Error::Busy)
    }

    /// The live blob with these contents. Nobody can mark it dead until the commit.
    ///
    /// # Errors
    /// The database's.
    pub async fn lock_blob(&mut self, sha256: &[u8; 32]) -> Result<Option<Blob>> {
        let sql = self.pick(
            concat!(
                "SELECT ",
                blob_columns!(),
                " FROM blobs AS b WHERE b.sha256 = $1 AND b.dead_at IS NULL"
            ),
            concat!(
                "SELECT ",
                blob_columns!(),
                " FROM blobs AS b WHERE b.sha256 = $1 AND b.dead_at IS NULL FOR SHARE"
            ),
        );
        let row: Option<BlobRow> =
            on!(self, c => sqlx::query_as(sql).bind(&sha256[..]).fetch_optional(c).await)?;
        row.map(Blob::try_from).transpose()
    }

    /// Marks those dead that no file has any more: their objects may be deleted from the commit on.
    ///
    /// # Errors
    /// The database's.
    pub async fn mark_blobs_dead(&mut self, which: &[Uuid], now: Timestamp) -> Result<()> {
        let json = ids(which);
        if let crate::conn::Engine::Postgres(c) = self.engine() {
            // A statement of its own, so that the next one sees the files of whoever held a lock.
            sqlx::query(
                "SELECT id FROM blobs WHERE id IN \
                 (SELECT value::uuid FROM json_array_elements_text($1::json)) \
                 ORDER BY id FOR UPDATE",
            )
            .bind(&json)
            .execute(c)
            .await?;
        }
        let sql = in_ids!(
            self,
            "UPDATE blobs SET dead_at = $2 WHERE dead_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM files WHERE files.blob_id = blobs.id) AND id IN ",
            "$1",
            ""
        );
        on!(self, c => sqlx::query(sql).bind(json).bind(now.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Blobs whose objects are to be deleted.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_dead_blobs(&mut self, limit: u32) -> Result<Vec<Uuid>> {
        Ok(on!(self, c => sqlx::query_scalar(
            "SELECT id FROM blobs WHERE dead_at IS NOT NULL ORDER BY id LIMIT $1")
            .bind(i64::from(limit)).fetch_all(c).await)?)
    }

    /// Forgets dead blobs, whose objects are gone.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_blobs(&mut self, which: &[Uuid]) -> Result<()> {
        let json = ids(which);
        let sql = in_ids!(
            self,
            "DELETE FROM blobs WHERE dead_at IS NOT NULL AND id IN ",
            "$1",
            ""
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Live blobs in order of their ids, up to `limit` of those after `after`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_blobs(&mut self, after: Uuid, limit: u32) -> Result<Vec<Blob>> {
        let rows: Vec<BlobRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", blob_columns!(), " FROM blobs AS b WHERE b.id > $1 AND b.dead_at IS NULL \
             ORDER BY b.id LIMIT $2"))
            .bind(after).bind(i64::from(limit)).fetch_all(c).await)?;
        rows.into_iter().map(Blob::try_from).collect()
    }

    /// Which of these own objects: blobs, also dead ones, and uploads.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_owners_of_objects(&mut self, which: &[Uuid]) -> Result<Vec<Uuid>> {
        let json = ids(which);
        let sql = self.pick(
            "SELECT id FROM blobs WHERE id IN (SELECT unhex(value) FROM json_each($1)) \
             UNION SELECT blob_id FROM uploads WHERE blob_id IN \
             (SELECT unhex(value) FROM json_each($1))",
            "SELECT id FROM blobs WHERE id IN \
             (SELECT value::uuid FROM json_array_elements_text($1::json)) \
             UNION SELECT blob_id FROM uploads WHERE blob_id IN \
             (SELECT value::uuid FROM json_array_elements_text($1::json))",
        );
        Ok(on!(self, c => sqlx::query_scalar(sql).bind(json).fetch_all(c).await)?)
    }
}
