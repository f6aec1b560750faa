//! What people have uploaded and is ready, each a name for a blob; and who may see it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use models::{File, FileId, Timestamp, UserId};
use uuid::Uuid;

use crate::blobs::BlobRow;
use crate::conn::{Engine, ids, in_ids, on};
use crate::{Blob, Conn, Error, Result};

/// A file with what is stored of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Which.
    pub id: FileId,
    /// Who uploaded it.
    pub owner_id: UserId,
    /// What they call it.
    pub name: String,
    /// What it is.
    pub blob: Blob,
}

/// A file that has just become ready.
#[derive(Clone, Copy, Debug)]
pub struct NewFile<'f> {
    /// Its upload's.
    pub id: FileId,
    /// Who uploaded it.
    pub owner_id: UserId,
    /// What they call it.
    pub name: &'f str,
    /// What it is.
    pub blob: &'f Blob,
    /// When it goes, unless it is used by then.
    pub expires_at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
pub(crate) struct FileRow {
    id: Uuid,
    owner_id: Uuid,
    name: String,
    #[sqlx(flatten)]
    blob: BlobRow,
}

impl TryFrom<FileRow> for StoredFile {
    type Error = Error;

    fn try_from(row: FileRow) -> Result<Self> {
        Ok(Self {
            id: FileId(row.id),
            owner_id: UserId(row.owner_id),
            name: row.name,
            blob: row.blob.try_into()?,
        })
    }
}

impl From<StoredFile> for File {
    /// The file as clients see it.
    fn from(StoredFile { id, name, blob, .. }: StoredFile) -> Self {
        Self {
            id,
            name,
            size: blob.size,
            content_type: blob.content_type,
            sha256: hex(&blob.sha256),
            width: blob.dimensions.map(|(width, _)| width),
            height: blob.dimensions.map(|(_, height)| height),
            thumbhash: blob.thumbhash.map(|hash| STANDARD.encode(hash)),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The columns of a [`FileRow`], for `concat!`; the tables go by the names `f` and `b`.
macro_rules! file_columns {
    () => {
        concat!("f.id, f.owner_id, f.name, ", crate::blobs::blob_columns!())
    };
}
pub(crate) use file_columns;

impl Conn {
    /// Stores a file. Its blob is kept before, in the same transaction.
    ///
    /// # Errors
    /// [`Error::Exists`] where its id is in use.
    pub async fn insert_file(&mut self, file: NewFile<'_>, now: Timestamp) -> Result<()> {
        on!(self, c => sqlx::query(
            "INSERT INTO files (id, owner_id, blob_id, size, name, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(file.id.0)
            .bind(file.owner_id.0)
            .bind(file.blob.id)
            .bind(file.blob.size.cast_signed())
            .bind(file.name)
            .bind(now.0)
            .bind(file.expires_at.0)
            .execute(c).await.map(drop))?;
        Ok(())
    }

    /// Somebody's own file that has not expired.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_own_file(
        &mut self,
        id: FileId,
        owner_id: UserId,
        now: Timestamp,
    ) -> Result<Option<StoredFile>> {
        let row: Option<FileRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", file_columns!(), " FROM files AS f JOIN blobs AS b ON b.id = f.blob_id \
             WHERE f.id = $1 AND f.owner_id = $2 \
             AND (f.expires_at IS NULL OR f.expires_at > $3)"))
            .bind(id.0).bind(owner_id.0).bind(now.0).fetch_optional(c).await)?;
        row.map(StoredFile::try_from).transpose()
    }

    /// A file that somebody may see: their own; of a conversation that they are in; an avatar; the
    /// picture of a public channel.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_visible_file(
        &mut self,
        id: FileId,
        viewer: UserId,
        now: Timestamp,
    ) -> Result<Option<StoredFile>> {
        let row: Option<FileRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", file_columns!(), " FROM files AS f JOIN blobs AS b ON b.id = f.blob_id \
             WHERE f.id = $1 AND (f.expires_at IS NULL OR f.expires_at > $3) \
             AND (f.owner_id = $2 \
             OR EXISTS (SELECT 1 FROM file_uses AS u JOIN members AS m \
             ON m.conversation_id = u.place_id AND m.user_id = $2 AND m.left_at IS NULL \
             WHERE u.file_id = f.id AND u.kind IN ('message', 'picture')) \
             OR EXISTS (SELECT 1 FROM file_uses AS u WHERE u.file_id = f.id AND u.kind = 'avatar') \
             OR EXISTS (SELECT 1 FROM file_uses AS u JOIN conversations AS v ON v.id = u.place_id \
             AND v.visibility = 'public' AND v.deleted_at IS NULL \
             WHERE u.file_id = f.id AND u.kind = 'picture'))"))
            .bind(id.0).bind(viewer.0).bind(now.0).fetch_optional(c).await)?;
        row.map(StoredFile::try_from).transpose()
    }

    /// Files that can be used now, in order of their ids; unknown and expired ones are left out.
    /// They stay until the commit. To be called after conversations and people are locked.
    ///
    /// # Errors
    /// The database's.
    pub async fn lock_files(
        &mut self,
        which: &[FileId],
        now: Timestamp,
    ) -> Result<Vec<StoredFile>> {
        if which.is_empty() {
            return Ok(Vec::new());
        }
        let json = ids(which);
        let sql = self.pick(
            concat!(
                "SELECT ",
                file_columns!(),
                " FROM files AS f JOIN blobs AS b ON b.id = f.blob_id \
                 WHERE f.id IN (SELECT unhex(value) FROM json_each($1)) \
                 AND (f.expires_at IS NULL OR f.expires_at > $2) ORDER BY f.id"
            ),
            concat!(
                "SELECT ",
                file_columns!(),
                " FROM files AS f JOIN blobs AS b ON b.id = f.blob_id \
                 WHERE f.id IN (SELECT value::uuid FROM json_array_elements_text($1::json)) \
                 AND (f.expires_at IS NULL OR f.expires_at > $2) ORDER BY f.id FOR UPDATE OF f"
            ),
        );
        let rows: Vec<FileRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).bind(now.0).fetch_all(c).await)?;
        rows.into_iter().map(StoredFile::try_from).collect()
    }

    /// How many bytes somebody has, the same contents counted once.
    ///
    /// # Errors
    /// The database's.
    pub async fn sum_files(&mut self, owner_id: UserId) -> Result<u64> {
        let bytes: i64 = on!(self, c => sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(mine.size), 0) AS BIGINT) FROM \
             (SELECT DISTINCT blob_id, size FROM files WHERE owner_id = $1) AS mine")
            .bind(owner_id.0).fetch_one(c).await)?;
        Ok(bytes.unsigned_abs())
    }

    /// Whether somebody has these contents already, so that they cost them nothing more.
    ///
    /// # Errors
    /// The database's.
    pub async fn has_blob(&mut self, owner_id: UserId, blob_id: Uuid) -> Result<bool> {
        let found: Option<i32> = on!(self, c => sqlx::query_scalar(
            "SELECT 1 FROM files WHERE owner_id = $1 AND blob_id = $2 LIMIT 1")
            .bind(owner_id.0).bind(blob_id).fetch_optional(c).await)?;
        Ok(found.is_some())
    }

    /// Lets somebody's own file go now; whether it was used nowhere.
    ///
    /// # Errors
    /// The database's.
    pub async fn expire_file(
        &mut self,
        id: FileId,
        owner_id: UserId,
        now: Timestamp,
    ) -> Result<bool> {
        self.hold_files(&[id]).await?;
        let rows = on!(self, c => sqlx::query(
            "UPDATE files SET expires_at = $3 WHERE id = $1 AND owner_id = $2 \
             AND NOT EXISTS (SELECT 1 FROM file_uses WHERE file_id = $1)")
            .bind(id.0).bind(owner_id.0).bind(now.0).execute(c).await
            .map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Lets those go that are used nowhere any more.
    pub(crate) async fn release_files(&mut self, which: &[Uuid], now: Timestamp) -> Result<()> {
        if which.is_empty() {
            return Ok(());
        }
        let which: Vec<FileId> = which.iter().copied().map(FileId).collect();
        self.hold_files(&which).await?;
        let sql = in_ids!(
            self,
            "UPDATE files SET expires_at = $2 \
             WHERE NOT EXISTS (SELECT 1 FROM file_uses WHERE file_id = files.id) AND id IN ",
            "$1",
            ""
        );
        on!(self, c => sqlx::query(sql).bind(ids(&which)).bind(now.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Locks files in a statement of its own, so that the next one sees what whoever held them has
    /// made of their uses.
    async fn hold_files(&mut self, which: &[FileId]) -> Result<()> {
        if let Engine::Postgres(c) = self.engine() {
            let sql = "SELECT id FROM files WHERE id IN \
                (SELECT value::uuid FROM json_array_elements_text($1::json)) \
                ORDER BY id FOR UPDATE";
            sqlx::query(sql).bind(ids(which)).execute(c).await?;
        }
        Ok(())
    }

    /// Takes up to `limit` files away that expired and are used nowhere; the blobs that they had.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_expired_files(&mut self, now: Timestamp, limit: u32) -> Result<Vec<Uuid>> {
        let sql = self.pick(
            "DELETE FROM files WHERE id IN (SELECT f.id FROM files AS f WHERE f.expires_at <= $1 \
             AND NOT EXISTS (SELECT 1 FROM file_uses AS u WHERE u.file_id = f.id) \
             ORDER BY f.expires_at LIMIT $2) RETURNING blob_id",
            "WITH old AS MATERIALIZED (SELECT f.id FROM files AS f WHERE f.expires_at <= $1 \
             AND NOT EXISTS (SELECT 1 FROM file_uses AS u WHERE u.file_id = f.id) \
             ORDER BY f.expires_at LIMIT $2 FOR UPDATE OF f SKIP LOCKED) \
             DELETE FROM files USING old WHERE files.id = old.id RETURNING blob_id",
        );
        let mut blobs: Vec<Uuid> = on!(self, c => sqlx::query_scalar(sql)
            .bind(now.0).bind(i64::from(limit)).fetch_all(c).await)?;
        blobs.sort_unstable();
        blobs.dedup();
        Ok(blobs)
    }
}
