//! What can be done with an upload: send it in one request, begin it, go on with it, ask how far it
//! is, give it up.
//!
//! The work is done on tasks of its own: a client that goes away takes nothing with it but the rest of
//! its body, and what came before is remembered.

use auth::count::Place;
use axum::body::Body;
use db::{StoredFile, Upload, UploadKind};
use models::{Code, FileId, Problem, UserId};
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::IntoParams;

use crate::begin::{New, count_failure};
use crate::busy::Guard;
use crate::intake::End;
use crate::tus::Checksum;
use crate::{Error, Files, Result};

/// Bodies that are taken at a time.
pub(crate) const BODIES: usize = 64;

/// One of them, and one of its sender's.
struct Room {
    _body: OwnedSemaphorePermit,
    _sender: Place<UserId>,
}

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Named {
    /// A name, of which folders, and characters that nobody sees, are left out.
    #[serde(default)]
    pub(crate) name: String,
}

/// Where an upload is.
pub(crate) struct Progress {
    pub(crate) upload: Upload,
    /// Once it is ready.
    pub(crate) file: Option<StoredFile>,
}

impl Progress {
    fn at(upload: Upload) -> Self {
        Self { upload, file: None }
    }

    fn ready(upload: Upload, file: StoredFile) -> Self {
        Self {
            upload,
            file: Some(file),
        }
    }

    /// Bytes that there will be.
    pub(crate) fn length(&self) -> u64 {
        self.upload.length.unwrap_or_default()
    }

    /// Where a client may go on. All that there is is the file.
    pub(crate) fn offset(&self) -> u64 {
        match self.file {
            Some(_) => self.length(),
            None => self.upload.received,
        }
    }
}

/// The bytes of a request, and where they belong.
pub(crate) struct Sent {
    pub(crate) offset: u64,
    /// How many there are, where it says so.
    pub(crate) length: Option<u64>,
    pub(crate) checksum: Option<Checksum>,
    pub(crate) body: Body,
}

impl Files {
    /// Takes a file in one request.
    pub(crate) async fn post(
        &self,
        owner_id: UserId,
        name: String,
        length: Option<u64>,
        body: Body,
    ) -> Result<StoredFile> {
        let room = self.room(owner_id)?;
        let new = New {
            kind: UploadKind::Post,
            name,
            metadata: None,
            length,
        };
        let upload = self.begin(owner_id, new).await?;
        let guard = self.inner.busy.enter(upload.id).await?;
        let given_up = upload.clone();
        let files = self.clone();
        self.work(async move {
            let _room = room;
            match files.go_on(upload, body, &guard, None).await {
                Ok(Progress {
                    file: Some(file), ..
                }) => Ok(file),
                unfinished => {
                    // Nobody can go on with it. What is staged may have got a name meanwhile.
                    let found = files.find(owner_id, given_up.id).await;
                    let given_up = found.unwrap_or(given_up);
                    let ended = files.end(&given_up).await;
                    if let Err(error) = files.discard(&given_up, true).await {
                        tracing::debug!(%error, "an upload is taken away later");
                    }
                    ended?;
                    unfinished.inspect_err(count_failure)?;
                    if files.inner.stop.is_cancelled() {
                        // That is not the sender's fault: another try finds a server.
                        let detail = "The server is going down.";
                        return Err(Problem::new(Code::Unavailable, detail).into());
                    }
                    let detail = "The body ended before its end.";
                    Err(Problem::new(Code::Malformed, detail).into())
                }
            }
        })
        .await
    }

    /// Begins an upload that one can go on with, with its first bytes where some came.
    pub(crate) async fn create(
        &self,
        owner_id: UserId,
        new: New,
        sent: Option<Sent>,
    ) -> Result<Progress> {
        let is_empty = new.length == Some(0);
        let upload = self.begin(owner_id, new).await?;
        match sent {
            Some(sent) => self.send(owner_id, upload.id, sent).await,
            None if is_empty => {
                let nothing = Sent {
                    offset: 0,
                    length: Some(0),
                    checksum: None,
                    body: Body::empty(),
                };
                self.send(owner_id, upload.id, nothing).await
            }
            None => Ok(Progress::at(upload)),
        }
    }

    /// Goes on with an upload, in place of whoever is at it.
    pub(crate) async fn send(&self, owner_id: UserId, id: FileId, sent: Sent) -> Result<Progress> {
        // Whoever hangs at it makes room.
        let (upload, guard) = self.enter(owner_id, id).await?;
        // Clients of tus come again after this alone.
        let room = self.room(owner_id).map_err(|_| Problem::busy())?;
        if upload.done_at.is_some() || sent.offset != upload.received {
            let detail = format!("The upload is at {}.", upload.received);
            return Err(Problem::new(Code::OffsetConflict, detail).into());
        }
        let end = sent.offset.checked_add(sent.length.unwrap_or(0));
        if end.is_none_or(|end| upload.length.is_some_and(|length| end > length)) {
            return Err(Code::TooLarge.into());
        }
        let files = self.clone();
        self.work(async move {
            let _room = room;
            let progress = files.go_on(upload, sent.body, &guard, sent.checksum).await;
            progress.inspect_err(count_failure)
        })
        .await
    }

    /// How far an upload is. Whoever writes it leaves, so that this stays true.
    pub(crate) async fn progress(&self, owner_id: UserId, id: FileId) -> Result<Progress> {
        let (upload, guard) = self.enter(owner_id, id).await?;
        if upload.done_at.is_some() {
            let now = self.inner.clock.now();
            let mut conn = self.inner.db.read().await?;
            let file = conn.find_own_file(id, owner_id, now).await?;
            // It may have been let go of since.
            return Ok(Progress::ready(upload, file.ok_or(Code::NotFound)?));
        }
        let files = self.clone();
        self.work(async move {
            let _guard = guard;
            Ok(match files.mend(&upload).await? {
                Some(file) => Progress::ready(upload, file),
                None => Progress::at(upload),
            })
        })
        .await
    }

    /// Gives an upload up, or lets go of the file that it became.
    pub(crate) async fn give_up(&self, owner_id: UserId, id: FileId) -> Result<()> {
        let (upload, _guard) = self.enter(owner_id, id).await?;
        if self.end(&upload).await? {
            return self.discard(&upload, true).await;
        }
        let now = self.inner.clock.now();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.expire_file(id, owner_id, now).await?) })
        });
        match write.await? {
            true => Ok(()),
            false => Err(Problem::new(Code::Forbidden, "The file is used.").into()),
        }
    }

    /// Somebody's own upload, in whose place nobody else writes.
    async fn enter(&self, owner_id: UserId, id: FileId) -> Result<(Upload, Guard)> {
        self.find(owner_id, id).await?;
        let guard = self.inner.busy.enter(id).await?;
        // As whoever was there has left it.
        Ok((self.find(owner_id, id).await?, guard))
    }

    async fn find(&self, owner_id: UserId, id: FileId) -> Result<Upload> {
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.read().await?;
        let upload = conn.find_upload(id, owner_id, now).await?;
        Ok(upload.ok_or(Code::NotFound)?)
    }

    async fn go_on(
        &self,
        upload: Upload,
        body: Body,
        guard: &Guard,
        checksum: Option<Checksum>,
    ) -> Result<Progress> {
        let staged = upload.clone();
        match self.go_on_staged(staged, body, guard, checksum).await {
            Err(Error::Missing(_)) => self.go_on_with_nothing(upload).await,
            progress => progress,
        }
    }

    async fn go_on_staged(
        &self,
        upload: Upload,
        body: Body,
        guard: &Guard,
        checksum: Option<Checksum>,
    ) -> Result<Progress> {
        let _counted = Counted::new();
        let mut live = self.open(upload).await?;
        let taken = self.take(&mut live, body, guard, checksum).await;
        if matches!(taken, Ok(End::Clean)) {
            live.ends_here();
        }
        if taken.is_ok() && live.is_whole() {
            let upload = live.upload.clone();
            return Ok(Progress::ready(upload, self.finish(live).await?));
        }
        let closed = live.stage.close().await;
        taken?;
        closed?;
        Ok(Progress::at(live.upload))
    }

    /// What was staged is not there: it has become an object, and whoever did that never heard of it,
    /// or it is lost and its client begins again.
    async fn go_on_with_nothing(&self, upload: Upload) -> Result<Progress> {
        if let Some(file) = self.mend(&upload).await? {
            return Ok(Progress::ready(upload, file));
        }
        self.end(&upload).await?;
        Err(Code::NotFound.into())
    }

    /// Nobody takes all there is, by sending slowly.
    fn room(&self, owner_id: UserId) -> Result<Room> {
        let most = self.inner.config.uploads_per_user;
        let sender = self.inner.senders.enter(owner_id, most);
        let body = self.inner.bodies.clone().try_acquire_owned();
        Ok(Room {
            _sender: sender.ok_or_else(|| self.too_many())?,
            _body: body.map_err(|_| Problem::busy())?,
        })
    }

    /// Does something to its end, also where nobody waits for it any more.
    async fn work<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let done = self.inner.tasks.spawn(work).await;
        done.unwrap_or_else(|_| Err(Code::Internal.into()))
    }
}

/// One upload more that bytes come of.
struct Counted;

impl Counted {
    fn new() -> Self {
        metrics::gauge!("snug_uploads").increment(1.0);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("snug_uploads").decrement(1.0);
    }
}
