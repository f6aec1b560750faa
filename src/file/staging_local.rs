//! Staging on a disk: a file that becomes the object by its name.
//!
//! *Invariant:* at most two windows of bytes are dirty at a time. One `fsync` of a whole gigabyte
//! would hold up that of the chat's log behind it.

use std::fs::{self, File, OpenOptions};
use std::io::{IoSlice, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::hash::Hash;
use crate::key::{self, Part};
use crate::staging::{Order, Stage, Staged, Staging, UPLOADS};
use crate::{Error, Result};

/// Bytes that are made durable together: a disk is done with them in about ten milliseconds. Whoever
/// orders a checkpoint less often has fewer rows to write, and not more to wait for.
const WINDOW: u64 = 8 * 1024 * 1024;

/// A directory.
pub(crate) struct Directory {
    root: PathBuf,
    tasks: TaskTracker,
}

impl Directory {
    pub(crate) fn open(root: &Path, tasks: TaskTracker) -> Result<Self> {
        for folder in [UPLOADS, key::OBJECTS] {
            fs::create_dir_all(root.join(folder))?;
        }
        Ok(Self {
            root: root.to_owned(),
            tasks,
        })
    }

    fn staged(&self, id: Uuid) -> PathBuf {
        self.root.join(UPLOADS).join(id.simple().to_string())
    }
}

impl Staging for Directory {
    fn resume(
        &self,
        id: Uuid,
        staged: Staged,
        _length: Option<u64>,
    ) -> BoxFuture<'_, Result<Stage>> {
        let path = self.staged(id);
        let object = self.root.join(key::path(id, Part::Sent).as_ref());
        Box::pin(async move {
            let open = move || Writer::open(path, object, &staged);
            let writer = self.tasks.spawn_blocking(open).await;
            let writer = writer.map_err(|error| Error::Store(error.into()))??;
            Ok(Stage::new(|orders| {
                self.tasks.spawn_blocking(move || writer.serve(orders))
            }))
        })
    }

    fn discard<'s>(&'s self, id: Uuid, _staged: &'s Staged) -> BoxFuture<'s, Result<()>> {
        Box::pin(async move {
            remove(&self.staged(id)).await?;
            // An object is written under such a name first, which no listing shows: a server that is
            // killed right then leaves it.
            for object in key::all(id) {
                let path = self.root.join(object.as_ref()).into_os_string();
                for number in 1.. {
                    let mut half = path.clone();
                    half.push(format!("#{number}"));
                    if !remove(Path::new(&half)).await? {
                        break;
                    }
                }
            }
            Ok(())
        })
    }

    fn reachable(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            tokio::fs::metadata(self.root.join(UPLOADS)).await?;
            Ok(())
        })
    }
}

/// Whether there was one.
async fn remove(path: &Path) -> Result<bool> {
    match tokio::fs::remove_file(path).await {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Writes one upload, on a thread of its own.
struct Writer {
    path: PathBuf,
    object: PathBuf,
    file: File,
    hash: Hash,
    bytes: u64,
    /// How many are durable, or becoming so.
    begun: u64,
    /// How many are durable for certain.
    safe: u64,
    /// The window before, becoming durable.
    syncing: Option<JoinHandle<std::io::Result<u64>>>,
}

impl Writer {
    fn open(path: PathBuf, object: PathBuf, staged: &Staged) -> Result<Self> {
        let begins = staged.bytes == 0;
        let mut file = OpenOptions::new()
            .write(true)
            .create(begins)
            .truncate(false)
            .open(&path)
            .map_err(|error| match path.parent().is_some_and(Path::exists) {
                true => Error::from(error),
                // The whole disk is away, and no upload is lost.
                false => Error::Store(error.into()),
            })?;
        let hash = staged.hash();
        let (true, Some(hash)) = (file.metadata()?.len() >= staged.bytes, hash) else {
            return Err(Error::Missing(path.display().to_string()));
        };
        file.set_len(staged.bytes)?;
        file.seek(SeekFrom::Start(staged.bytes))?;
        Ok(Self {
            path,
            object,
            file,
            hash,
            bytes: staged.bytes,
            begun: staged.bytes,
            safe: staged.bytes,
            syncing: None,
        })
    }

    fn serve(mut self, mut orders: Receiver<Order>) -> Result<()> {
        while let Some(order) = orders.blocking_recv() {
            match order {
                Order::Write(bytes) => {
                    if let Err(error) = self.write(&bytes) {
                        // Makes room where there is none left.
                        let _ = self
                            .settle()
                            .and_then(|()| Ok(self.file.set_len(self.safe)?));
                        return Err(error.into());
                    }
                    if self.bytes - self.begun >= WINDOW {
                        self.sync(None)?;
                    }
                }
                Order::Checkpoint(reply) => self.sync(Some(reply))?,
                Order::Publish => {
                    self.settle()?;
                    return self.publish();
                }
            }
        }
        self.settle()
    }

    fn write(&mut self, bytes: &[Bytes]) -> std::io::Result<()> {
        for bytes in bytes {
            self.hash.update(bytes);
            self.bytes += bytes.len() as u64;
        }
        let mut slices: Vec<IoSlice<'_>> = bytes.iter().map(|bytes| IoSlice::new(bytes)).collect();
        let mut rest = &mut slices[..];
        // Empty ones at the front would look like an end.
        IoSlice::advance_slices(&mut rest, 0);
        while !rest.is_empty() {
            match self.file.write_vectored(rest) {
                Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
                Ok(written) => IoSlice::advance_slices(&mut rest, written),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes all so far durable beside what follows, once the window before is.
    fn sync(&mut self, reply: Option<oneshot::Sender<Staged>>) -> Result<()> {
        self.settle()?;
        self.begun = self.bytes;
        let file = self.file.try_clone()?;
        let staged = Staged {
            bytes: self.bytes,
            hash: self.hash.state(),
            ..Staged::default()
        };
        self.syncing = Some(tokio::task::spawn_blocking(move || {
            file.sync_data()?;
            let bytes = staged.bytes;
            // Nobody may be waiting any more.
            let _ = reply.map(|reply| reply.send(staged));
            Ok(bytes)
        }));
        Ok(())
    }

    /// Waits until the window before is durable.
    fn settle(&mut self) -> Result<()> {
        if let Some(syncing) = self.syncing.take() {
            let synced = Handle::current().block_on(syncing);
            self.safe = synced.map_err(|error| Error::Store(error.into()))??;
        }
        Ok(())
    }

    /// By its new name, after its bytes and before whoever hears of it.
    fn publish(self) -> Result<()> {
        self.file.sync_all()?;
        let missing = || Error::Store("a path has folders".into());
        let folder = self.object.parent().ok_or_else(missing)?;
        let objects = folder.parent().ok_or_else(missing)?;
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            sync_folder(objects)?;
        }
        fs::rename(&self.path, &self.object)?;
        sync_folder(folder)?;
        sync_folder(self.path.parent().ok_or_else(missing)?)
    }
}

fn sync_folder(folder: &Path) -> Result<()> {
    Ok(File::open(folder)?.sync_all()?)
}
