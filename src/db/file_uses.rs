//! Where files are used: in messages, also those that are sent later, as avatars, as pictures of
//! conversations. What is used stays, and may be seen by whoever sees where; with its last use it goes.

use models::{ConversationId, FileId, MessageId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Hex, ids, in_ids, on, places, rows};
use crate::{Conn, Result};

/// What has one file at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// How somebody is seen.
    Avatar(UserId),
    /// A conversation's.
    Picture(ConversationId),
}

impl Use {
    fn key(self) -> (&'static str, Uuid) {
        match self {
            Self::Avatar(id) => ("avatar", id.0),
            Self::Picture(id) => ("picture", id.0),
        }
    }
}

impl Conn {
    /// Uses a file here from now on, or none; the one before goes, unless it is used elsewhere. The
    /// file is locked already.
    ///
    /// # Errors
    /// The database's.
    pub async fn replace_use(
        &mut self,
        place: Use,
        file: Option<FileId>,
        now: Timestamp,
    ) -> Result<()> {
        let (kind, place_id) = place.key();
        let file = file.map(|id| id.0);
        let former: Vec<Uuid> = on!(self, c => sqlx::query_scalar(
            "DELETE FROM file_uses WHERE place_id = $1 AND kind = $2 AND file_id <> $3 \
             RETURNING file_id")
            .bind(place_id).bind(kind).bind(file.unwrap_or_default()).fetch_all(c).await)?;
        if let Some(file) = file {
            on!(self, c => sqlx::query(
                "INSERT INTO file_uses (file_id, kind, place_id) VALUES ($1, $2, $3) \
                 ON CONFLICT DO NOTHING")
                .bind(file).bind(kind).bind(place_id).execute(c).await.map(drop))?;
            self.keep_files(&[FileId(file)]).await?;
        }
        self.release_files(&former, now).await
    }

    /// Uses files in messages. They are locked already.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_message_uses(
        &mut self,
        uses: &[(FileId, ConversationId, i64)],
    ) -> Result<()> {
        if uses.is_empty() {
            return Ok(());
        }
        let json = rows(
            uses.iter()
                .map(|(file, at, seq)| (Hex(file.0), Hex(at.0), seq)),
        )?;
        let sql = self.pick(
            "INSERT INTO file_uses (file_id, kind, place_id, seq) \
             SELECT unhex(value->>0), 'message', unhex(value->>1), value->>2 FROM jsonb_each($1)",
            "INSERT INTO file_uses (file_id, kind, place_id, seq) \
             SELECT (value->>0)::uuid, 'message', (value->>1)::uuid, (value->>2)::bigint \
             FROM json_array_elements($1::json)",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        let files: Vec<FileId> = uses.iter().map(|(file, _, _)| *file).collect();
        self.keep_files(&files).await
    }

    /// What somebody sends later uses these files from now on, and no others. They are locked already. The
    /// id is its author's choice, and another's may be the same: what is not theirs is left alone.
    pub(crate) async fn replace_scheduled_uses(
        &mut self,
        user_id: UserId,
        id: MessageId,
        files: &[FileId],
        now: Timestamp,
    ) -> Result<()> {
        let former: Vec<Uuid> = on!(self, c => sqlx::query_scalar(
            "DELETE FROM file_uses WHERE place_id = $1 AND kind = 'scheduled' AND EXISTS \
             (SELECT 1 FROM files AS f WHERE f.id = file_id AND f.owner_id = $2) RETURNING file_id")
            .bind(id.0).bind(user_id.0).fetch_all(c).await)?;
        for file in files {
            on!(self, c => sqlx::query(
                "INSERT INTO file_uses (file_id, kind, place_id) VALUES ($1, 'scheduled', $2)")
                .bind(file.0).bind(id.0).execute(c).await.map(drop))?;
        }
        self.keep_files(files).await?;
        self.release_files(&former, now).await
    }

    /// Messages use their files no more, since they were deleted.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_message_uses(
        &mut self,
        messages: &[(ConversationId, i64)],
        now: Timestamp,
    ) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        let json = places(messages)?;
        let sql = self.pick(
            "DELETE FROM file_uses WHERE kind = 'message' AND (place_id, seq) IN \
             (SELECT unhex(value->>0), value->>1 FROM jsonb_each($1)) RETURNING file_id",
            "DELETE FROM file_uses AS u USING json_array_elements($1::json) AS j \
             WHERE u.kind = 'message' AND u.place_id = (j.value->>0)::uuid \
             AND u.seq = (j.value->>1)::bigint RETURNING u.file_id",
        );
        let files: Vec<Uuid> = on!(self, c => sqlx::query_scalar(sql)
            .bind(json).fetch_all(c).await)?;
        self.release_files(&files, now).await
    }

    /// The messages of a conversation before `seq` use their files no more.
    pub(crate) async fn delete_uses_below(
        &mut self,
        id: ConversationId,
        seq: i64,
        now: Timestamp,
    ) -> Result<()> {
        let files: Vec<Uuid> = on!(self, c => sqlx::query_scalar(
            "DELETE FROM file_uses WHERE place_id = $1 AND kind = 'message' AND seq < $2 \
             RETURNING file_id")
            .bind(id.0).bind(seq).fetch_all(c).await)?;
        self.release_files(&files, now).await
    }

    /// What is used does not expire.
    async fn keep_files(&mut self, which: &[FileId]) -> Result<()> {
        let sql = in_ids!(
            self,
            "UPDATE files SET expires_at = NULL WHERE expires_at IS NOT NULL AND id IN ",
            "$1",
            ""
        );
        on!(self, c => sqlx::query(sql).bind(ids(which)).execute(c).await.map(drop))?;
        Ok(())
    }
}
