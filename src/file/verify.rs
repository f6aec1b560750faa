//! Checks that everything that is known of files is true: every row has its objects, with the right
//! bytes, and every object has its row.

use std::fmt;

use db::Blob;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::ObjectStoreExt as _;
use object_store::path::Path;
use uuid::Uuid;

use crate::hash::Hash;
use crate::key::{self, Part};
use crate::{Error, Files, Result, read};

/// Rows, or objects, that are looked at together.
const TOGETHER: u32 = 500;

/// Something that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An object that is not there.
    Missing(String),
    /// An object whose bytes are others.
    Changed(String),
    /// An object that belongs to nobody.
    Unowned(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(object) => write!(f, "missing: {object}"),
            Self::Changed(object) => write!(f, "wrong hash: {object}"),
            Self::Unowned(object) => write!(f, "unowned: {object}"),
        }
    }
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Contents, each with all its objects.
    pub blobs: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// What is not as it has to be.
    pub findings: u64,
}

impl Files {
    /// Looks at everything, and says what is not as it has to be. It may run beside a server.
    ///
    /// # Errors
    /// The database's, and the store's.
    pub async fn verify(&self, mut say: impl FnMut(Finding)) -> Result<Verified> {
        let mut verified = Verified::default();
        let mut after = Uuid::nil();
        loop {
            let mut conn = self.inner.db.read().await?;
            let blobs = conn.list_blobs(after, TOGETHER).await?;
            drop(conn);
            let Some(last) = blobs.last() else { break };
            after = last.id;
            for blob in blobs {
                verified.blobs += 1;
                verified.bytes += blob.size;
                for finding in self.verify_blob(&blob).await? {
                    verified.findings += 1;
                    say(finding);
                }
            }
        }
        let found = self.inner.storage.store.list(None);
        let mut found = found.try_chunks(TOGETHER as usize);
        while let Some(some) = found.next().await {
            for object in self.unowned(some.map_err(|error| error.1)?).await? {
                verified.findings += 1;
                say(Finding::Unowned(object.location.to_string()));
            }
        }
        Ok(verified)
    }

    async fn verify_blob(&self, blob: &Blob) -> Result<Vec<Finding>> {
        let path = key::path(blob.id, served(blob));
        let mut findings = Vec::new();
        match self.hash_of(&path).await {
            Ok(hash) if hash == blob.sha256 => {}
            Ok(_) => findings.push(Finding::Changed(path.to_string())),
            Err(Error::Missing(_)) => findings.push(Finding::Missing(path.to_string())),
            Err(error) => return Err(error),
        }
        let thumbs = [Part::Thumb480, Part::Thumb1280];
        for (part, size) in thumbs.into_iter().zip(blob.thumbs) {
            let Some(size) = size else { continue };
            let path = key::path(blob.id, part);
            match self.inner.storage.store.head(&path).await {
                Ok(object) if object.size == size => {}
                Ok(_) => findings.push(Finding::Changed(path.to_string())),
                Err(object_store::Error::NotFound { .. }) => {
                    findings.push(Finding::Missing(path.to_string()));
                }
                Err(error) => return Err(error.into()),
            }
        }
        if !findings.is_empty() {
            // It may have been collected since it was listed.
            let live = self.inner.db.read().await?.find_blob(&blob.sha256).await?;
            if live.is_none_or(|live| live.id != blob.id) {
                findings.clear();
            }
        }
        Ok(findings)
    }

    /// Of all of an object's bytes.
    pub(crate) async fn hash_of(&self, path: &Path) -> Result<[u8; 32]> {
        let mut hash = Hash::new();
        let mut bytes = read::stream(&self.inner.storage.store, path, None).await?;
        while let Some(some) = bytes.try_next().await? {
            hash.update(&some);
        }
        Ok(hash.finish())
    }
}

/// Which of a blob's objects is the file.
pub(crate) fn served(blob: &Blob) -> Part {
    match blob.cleaned {
        true => Part::Clean,
        false => Part::Sent,
    }
}
