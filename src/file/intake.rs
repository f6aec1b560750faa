//! Takes the bytes of a body as they come: handed on in blocks, made durable every now and then, and
//! remembered in the upload's row once they are.
//!
//! *Invariant:* what is remembered is durable, and never all of it: that all is there is said by the
//! transaction that makes the file ready, and by nothing else.

use std::pin::pin;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use db::Upload;
use futures_util::StreamExt as _;
use models::{Code, Problem};
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::begin::{count, life};
use crate::busy::Guard;
use crate::staging::{LARGE, Stage, Staged};
use crate::tus::Checksum;
use crate::{Error, Files, Result};

/// Bytes that are handed on together.
const BLOCK: usize = 256 * 1024;
/// Bytes after which what came is made durable.
const WINDOW: u64 = 16 * 1024 * 1024;
/// The same in time, where little comes.
const EVERY: Duration = Duration::from_secs(5);
/// How long nothing may come.
const IDLE: Duration = Duration::from_secs(30);

/// An upload whose bytes are being taken.
pub(crate) struct Live {
    pub(crate) upload: Upload,
    pub(crate) stage: Stage,
    /// All that has come, durable or not.
    came: u64,
}

/// How a body ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// By itself.
    Clean,
    /// Cut off, or since nothing came any more, or by somebody who takes over, or since the server
    /// goes down.
    Cut,
}

impl Files {
    /// Goes on with an upload.
    pub(crate) async fn open(&self, upload: Upload) -> Result<Live> {
        let staged: Staged = match &upload.staged {
            Some(staged) => {
                serde_json::from_str(staged).map_err(|error| Error::Store(error.into()))?
            }
            None => Staged::default(),
        };
        let resumed = self
            .inner
            .storage
            .staging
            .resume(upload.blob_id, staged, upload.length);
        let mut live = Live {
            stage: resumed.await?,
            came: upload.received,
            upload,
        };
        // Before the first byte: a bucket gives large uploads a name, and nothing else knows it.
        let is_large = live.upload.length.is_none_or(|length| length >= LARGE);
        if is_large && live.upload.staged.is_none() {
            self.checkpoint(&mut live).await?;
        }
        Ok(live)
    }

    /// Takes a body. What came is remembered, also where it fails; with a checksum, once that is
    /// right.
    pub(crate) async fn take(
        &self,
        live: &mut Live,
        body: Body,
        guard: &Guard,
        mut checksum: Option<Checksum>,
    ) -> Result<End> {
        let end = self
            .take_frames(live, body.into_data_stream(), guard, &mut checksum)
            .await;
        if let Some(checksum) = checksum
            && (!matches!(end, Ok(End::Clean)) || !checksum.agrees())
        {
            // Whatever came is forgotten: the row says where it was.
            live.came = live.upload.received;
            return Err(end.err().unwrap_or_else(|| Code::ChecksumMismatch.into()));
        }
        let end = end?;
        if live.came > live.upload.received && !live.is_whole() {
            self.checkpoint(live).await?;
        }
        Ok(end)
    }

    async fn take_frames(
        &self,
        live: &mut Live,
        mut frames: BodyDataStream,
        guard: &Guard,
        checksum: &mut Option<Checksum>,
    ) -> Result<End> {
        let mut block = Block::default();
        let mut pending: Option<oneshot::Receiver<Staged>> = None;
        let (mut since, mut last) = (0, Instant::now());
        let mut stop = pin!(self.inner.stop.cancelled());
        let mut leave = pin!(guard.leave.cancelled());
        let most = live
            .upload
            .length
            .unwrap_or(self.inner.config.max_size_bytes);
        let end = loop {
            let frame = tokio::select! {
                frame = tokio::time::timeout(IDLE, frames.next()) => frame,
                () = &mut stop => break Ok(End::Cut),
                () = &mut leave => break Ok(End::Cut),
                // None where the worker has ended; the next order says why.
                staged = async { pending.as_mut()?.await.ok() }, if pending.is_some() => {
                    pending = None;
                    if let Some(staged) = staged {
                        self.remember(&mut live.upload, &staged).await?;
                    }
                    continue;
                }
            };
            let frame = match frame {
                Ok(Some(Ok(frame))) => frame,
                Ok(None) => break Ok(End::Clean),
                Ok(Some(Err(_))) => break Ok(End::Cut),
                Err(_) => {
                    count("idle");
                    break Ok(End::Cut);
                }
            };
            let length = frame.len() as u64;
            if length > most - live.came {
                break Err(self.beyond(&live.upload));
            }
            if let Some(checksum) = checksum {
                checksum.update(&frame);
            }
            metrics::counter!("snug_file_bytes_in_total").increment(length);
            live.came += length;
            since += length;
            block.push(frame);
            if block.length >= BLOCK {
                live.stage.write(block.take()).await?;
            }
            let is_due = since >= WINDOW || last.elapsed() >= EVERY;
            if is_due && checksum.is_none() && !live.is_whole() {
                // Not before the one before: what is not durable has a bound.
                if let Some(staged) = pending.take()
                    && let Ok(staged) = staged.await
                {
                    self.remember(&mut live.upload, &staged).await?;
                }
                live.stage.write(block.take()).await?;
                pending = Some(live.stage.checkpoint().await?);
                (since, last) = (0, Instant::now());
            }
        };
        live.stage.write(block.take()).await?;
        if let Some(staged) = pending
            && let Ok(staged) = staged.await
        {
            self.remember(&mut live.upload, &staged).await?;
        }
        end
    }

    /// Makes all that came durable, and remembers it.
    async fn checkpoint(&self, live: &mut Live) -> Result<()> {
        let staged = live.stage.settle().await?;
        self.remember(&mut live.upload, &staged).await
    }

    async fn remember(&self, upload: &mut Upload, staged: &Staged) -> Result<()> {
        let text = serde_json::to_string(staged).map_err(|error| Error::Store(error.into()))?;
        let now = self.inner.clock.now();
        let expires_at = now.plus(life(upload.kind));
        let (id, from, to) = (upload.id, upload.received, staged.bytes);
        let stored = text.clone();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                Ok(conn
                    .update_upload(id, from, to, &stored, now, expires_at)
                    .await?)
            })
        });
        if !write.await? {
            // Another server has gone on with it, or it has ended.
            return Err(Code::Locked.into());
        }
        (upload.received, upload.staged, upload.expires_at) = (to, Some(text), expires_at);
        Ok(())
    }

    /// More came than may.
    fn beyond(&self, upload: &Upload) -> Error {
        match upload.length {
            Some(length) if length < self.inner.config.max_size_bytes => {
                let detail = format!("More came than the {length} bytes that were announced.");
                Problem::new(Code::TooLarge, detail).into()
            }
            _ => self.too_large(),
        }
    }
}

impl Live {
    /// Whether all is there.
    pub(crate) fn is_whole(&self) -> bool {
        self.upload.length == Some(self.came)
    }

    /// Says that what came is all there is, of what nobody announced.
    pub(crate) fn ends_here(&mut self) {
        self.upload.length.get_or_insert(self.came);
    }
}

#[derive(Default)]
struct Block {
    frames: Vec<Bytes>,
    length: usize,
}

impl Block {
    fn push(&mut self, frame: Bytes) {
        self.length += frame.len();
        self.frames.push(frame);
    }

    fn take(&mut self) -> Vec<Bytes> {
        self.length = 0;
        std::mem::take(&mut self.frames)
    }
}
