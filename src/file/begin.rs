//! An upload begins with its row: whatever comes after has an owner.

use std::time::Duration;

use db::{Upload, UploadKind};
use models::{Code, FileId, Problem, UserId};
use uuid::Uuid;

use crate::{Error, Files, Result, name};

/// An upload that nothing has come of for so long is not counted any more.
const ACTIVE: Duration = Duration::from_secs(10 * 60);

/// What somebody is about to send.
pub(crate) struct New {
    pub(crate) kind: UploadKind,
    pub(crate) name: String,
    /// As the client gave it, to be given back.
    pub(crate) metadata: Option<String>,
    /// Bytes, where it says how many.
    pub(crate) length: Option<u64>,
}

/// For how long an upload is kept while nothing comes: a day, or an hour where nobody can go on.
pub(crate) fn life(kind: UploadKind) -> Duration {
    match kind {
        UploadKind::Tus => Duration::from_secs(24 * 60 * 60),
        UploadKind::Post => Duration::from_secs(60 * 60),
    }
}

impl Files {
    /// Begins an upload, if there is room for it.
    pub(crate) async fn begin(&self, owner_id: UserId, new: New) -> Result<Upload> {
        let config = self.inner.config;
        if new
            .length
            .is_some_and(|length| length > config.max_size_bytes)
        {
            return Err(self.too_large()).inspect_err(count_failure);
        }
        let now = self.inner.clock.now();
        let upload = Upload {
            id: FileId(self.inner.random.uuid(now)),
            owner_id,
            blob_id: Uuid::from_bytes(self.inner.random.bytes()),
            kind: new.kind,
            name: name::clean(&new.name),
            metadata: new.metadata,
            length: new.length,
            received: 0,
            staged: None,
            expires_at: now.plus(life(new.kind)),
            done_at: None,
        };
        let (begun, too_many) = (upload.clone(), self.too_many());
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                conn.lock_people(&[owner_id]).await?;
                let open = conn.count_uploads(owner_id, now.minus(ACTIVE)).await?;
                let most = u64::from(config.uploads_per_user);
                if most > 0 && open.active >= most {
                    return Err(too_many);
                }
                if let Some(quota) = config.quota_bytes {
                    let used = conn.sum_files(owner_id).await?;
                    let wanted = used
                        .saturating_add(open.bytes)
                        .saturating_add(upload.length.unwrap_or(0));
                    if wanted > quota {
                        return Err(Code::QuotaExceeded.into());
                    }
                }
                Ok(conn.insert_upload(&upload, now).await?)
            })
        });
        write.await.inspect_err(count_failure)?;
        Ok(begun)
    }

    /// Somebody is at more uploads than anybody may be.
    pub(crate) fn too_many(&self) -> Error {
        let most = self.inner.config.uploads_per_user;
        let detail = format!("At most {most} uploads at a time.");
        Problem::new(Code::TooMany, detail).into()
    }

    /// A file is larger than any may be.
    pub(crate) fn too_large(&self) -> Error {
        let most = self.inner.config.max_size_bytes;
        let detail = format!("A file has at most {most} bytes.");
        Problem::new(Code::TooLarge, detail).into()
    }
}

/// Counts why an upload failed.
pub(crate) fn count_failure(error: &Error) {
    let reason = match error {
        Error::Problem(problem) => match problem.code {
            Code::TooLarge => "too_large",
            Code::QuotaExceeded => "quota",
            Code::ChecksumMismatch => "checksum",
            Code::UnsupportedType => "unfit",
            _ => return,
        },
        Error::Full | Error::Missing(_) | Error::Store(_) => "storage",
        Error::Db(_) => return,
    };
    count(reason);
}

/// Counts an upload that failed.
pub(crate) fn count(reason: &'static str) {
    metrics::counter!("snug_upload_failures_total", "reason" => reason).increment(1);
}
