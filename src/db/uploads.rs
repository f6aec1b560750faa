//! What is being uploaded, from before its first byte until a day after it is done or given up.
//!
//! *Invariant:* `received` never goes back, and is the length only of an upload whose file is ready:
//! clients that ask take that for success.

use models::{FileId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{ids, in_ids, on};
use crate::{Conn, Result};

/// How it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadKind {
    /// In parts, and one can go on with it.
    Tus,
    /// In one request.
    Post,
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The file's, once it is one.
    pub id: FileId,
    /// Who uploads.
    pub owner_id: UserId,
    /// Names its objects.
    pub blob_id: Uuid,
    /// How it comes.
    pub kind: UploadKind,
    /// What its owner calls it.
    pub name: String,
    /// As the client gave it, to be given back.
    pub metadata: Option<String>,
    /// As announced.
    pub length: Option<u64>,
    /// Up to where it is safe.
    pub received: u64,
    /// What is needed to go on; JSON.
    pub staged: Option<String>,
    /// When it ends unless something comes.
    pub expires_at: Timestamp,
    /// When its file became ready.
    pub done_at: Option<Timestamp>,
}

/// What somebody uploads at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenUploads {
    /// How many something has come of lately.
    pub active: u64,
    /// Bytes that all of them will have.
    pub bytes: u64,
}

#[derive(sqlx_macros::FromRow)]
struct UploadRow {
    id: Uuid,
    owner_id: Uuid,
    blob_id: Uuid,
    kind: String,
    name: String,
    metadata: Option<String>,
    length: Option<i64>,
    received: i64,
    staged: Option<String>,
    expires_at: i64,
    done_at: Option<i64>,
}

impl From<UploadRow> for Upload {
    fn from(row: UploadRow) -> Self {
        Self {
            id: FileId(row.id),
            owner_id: UserId(row.owner_id),
            blob_id: row.blob_id,
            kind: if row.kind == "tus" {
                UploadKind::Tus
            } else {
                UploadKind::Post
            },
            name: row.name,
            metadata: row.metadata,
            length: row.length.map(i64::unsigned_abs),
            received: row.received.unsigned_abs(),
            staged: row.staged,
            expires_at: Timestamp(row.expires_at),
            done_at: row.done_at.map(Timestamp),
        }
    }
}

macro_rules! columns {
    () => {
        "id, owner_id, blob_id, kind, name, metadata, length, received, staged, expires_at, done_at"
    };
}

impl Conn {
    /// What somebody is uploading; `since` tells what is still active. To be called with the
    /// person locked, so that it stays true until the commit.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_uploads(
        &mut self,
        owner_id: UserId,
        since: Timestamp,
    ) -> Result<OpenUploads> {
        let (active, bytes): (i64, i64) = on!(self, c => sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(CASE WHEN touched_at >= $2 THEN 1 ELSE 0 END), 0) AS BIGINT), \
             CAST(COALESCE(SUM(COALESCE(length, received)), 0) AS BIGINT) FROM uploads \
             WHERE owner_id = $1 AND done_at IS NULL AND dead_at IS NULL")
            .bind(owner_id.0).bind(since.0).fetch_one(c).await)?;
        Ok(OpenUploads {
            active: active.unsigned_abs(),
            bytes: bytes.unsigned_abs(),
        })
    }

    /// Begins an upload.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_upload(&mut self, upload: &Upload, now: Timestamp) -> Result<()> {
        on!(self, c => sqlx::query(
            "INSERT INTO uploads (id, owner_id, blob_id, kind, name, metadata, length, created_at, \
             touched_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)")
            .bind(upload.id.0)
            .bind(upload.owner_id.0)
            .bind(upload.blob_id)
            .bind(match upload.kind {
                UploadKind::Tus => "tus",
                UploadKind::Post => "post",
            })
            .bind(&*upload.name)
            .bind(upload.metadata.as_deref())
            .bind(upload.length.map(u64::cast_signed))
            .bind(now.0)
            .bind(upload.expires_at.0)
            .execute(c).await.map(drop))?;
        Ok(())
    }

    /// Somebody's upload that has not ended.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_upload(
        &mut self,
        id: FileId,
        owner_id: UserId,
        now: Timestamp,
    ) -> Result<Option<Upload>> {
        let row: Option<UploadRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", columns!(), " FROM uploads WHERE id = $1 AND owner_id = $2 \
             AND dead_at IS NULL AND expires_at > $3"))
            .bind(id.0).bind(owner_id.0).bind(now.0).fetch_optional(c).await)?;
        Ok(row.map(Upload::from))
    }

    /// Says how far an upload is safe, and what is needed to go on. Whether it was where the caller
    /// left it: else somebody else has gone on with it, or it has ended.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_upload(
        &mut self,
        id: FileId,
        from: u64,
        to: u64,
        staged: &str,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "UPDATE uploads SET received = $3, staged = $4, touched_at = $5, expires_at = $6 \
             WHERE id = $1 AND received = $2 AND dead_at IS NULL AND done_at IS NULL")
            .bind(id.0)
            .bind(from.cast_signed())
            .bind(to.cast_signed())
            .bind(staged)
            .bind(now.0)
            .bind(expires_at.0)
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Says that an upload has become a file of `length` bytes. Whether it had not ended before.
    ///
    /// # Errors
    /// The database's.
    pub async fn finish_upload(
        &mut self,
        id: FileId,
        length: u64,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "UPDATE uploads SET length = $2, received = $2, staged = NULL, touched_at = $3, \
             done_at = $3, expires_at = $4 WHERE id = $1 AND done_at IS NULL AND dead_at IS NULL")
            .bind(id.0).bind(length.cast_signed()).bind(now.0).bind(expires_at.0)
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Ends an upload that is not done: nothing goes on with it, and its objects may be deleted from
    /// the commit on. Whether it was one.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_upload(&mut self, id: FileId, now: Timestamp) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "UPDATE uploads SET dead_at = $2 \
             WHERE id = $1 AND done_at IS NULL AND dead_at IS NULL")
            .bind(id.0).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Ends up to `limit` uploads that have expired, also those that are done; how many.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_expired_uploads(&mut self, now: Timestamp, limit: u32) -> Result<u64> {
        let sql = self.pick(
            "UPDATE uploads SET dead_at = $1 WHERE id IN (SELECT id FROM uploads \
             WHERE expires_at <= $1 AND dead_at IS NULL ORDER BY expires_at LIMIT $2)",
            "WITH old AS MATERIALIZED (SELECT id FROM uploads WHERE expires_at <= $1 \
             AND dead_at IS NULL ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED) \
             UPDATE uploads SET dead_at = $1 FROM old WHERE uploads.id = old.id",
        );
        Ok(
            on!(self, c => sqlx::query(sql).bind(now.0).bind(i64::from(limit))
            .execute(c).await.map(|done| done.rows_affected()))?,
        )
    }

    /// Ends all uploads that came in one request: of a server that has just started alone, nobody
    /// is sending them any more.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_posts(&mut self, now: Timestamp) -> Result<u64> {
        Ok(on!(self, c => sqlx::query(
            "UPDATE uploads SET dead_at = $1 \
             WHERE kind = 'post' AND done_at IS NULL AND dead_at IS NULL")
            .bind(now.0).execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// Up to `limit` uploads that have ended; and of each whether its objects are a blob's now, which
    /// are to be left alone.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_dead_uploads(&mut self, limit: u32) -> Result<Vec<(Upload, bool)>> {
        let rows: Vec<DeadRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", columns!(), ", EXISTS (SELECT 1 FROM blobs WHERE blobs.id = blob_id) AS kept \
             FROM uploads WHERE dead_at IS NOT NULL ORDER BY expires_at LIMIT $1"))
            .bind(i64::from(limit)).fetch_all(c).await)?;
        let row = |row: DeadRow| (row.upload.into(), row.kept);
        Ok(rows.into_iter().map(row).collect())
    }

    /// Forgets uploads that have ended and whose objects are gone, or a blob's.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_uploads(&mut self, which: &[FileId]) -> Result<()> {
        let json = ids(which);
        let sql = in_ids!(
            self,
            "DELETE FROM uploads WHERE dead_at IS NOT NULL AND id IN ",
            "$1",
            ""
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }
}

#[derive(sqlx_macros::FromRow)]
struct DeadRow {
    #[sqlx(flatten)]
    upload: UploadRow,
    kept: bool,
}
