//! The bytes of an object as a body.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt as _, try_unfold};
use object_store::path::Path;
use object_store::{GetOptions, GetResultPayload, ObjectStore};

use crate::{Error, Result};

/// Bytes that are read together from a disk.
const BLOCK: u64 = 256 * 1024;

/// These bytes of an object. They are there, or it is an error before the first one.
pub(crate) async fn body(store: &dyn ObjectStore, path: &Path, range: Range<u64>) -> Result<Body> {
    if range.is_empty() {
        return Ok(Body::empty());
    }
    let options = GetOptions {
        range: Some(range.clone().into()),
        ..GetOptions::default()
    };
    let read = store.get_opts(path, options).await?;
    if read.range != range {
        return Err(Error::Missing(path.to_string()));
    }
    let bytes: BoxStream<'static, Result<Bytes>> = match read.payload {
        GetResultPayload::File(file, _) => blocks(file, range).boxed(),
        GetResultPayload::Stream(bytes) => bytes.map(|read| Ok(read?)).boxed(),
    };
    let sent = metrics::counter!("snug_file_bytes_out_total");
    let counted = bytes.inspect(move |read| {
        if let Ok(bytes) = read {
            sent.increment(bytes.len() as u64);
        }
    });
    Ok(Body::from_stream(counted))
}

/// Each block is read when the one before has been taken: a reader that is slow holds no thread.
fn blocks(file: File, range: Range<u64>) -> impl futures_util::Stream<Item = Result<Bytes>> {
    try_unfold((file, range), |(mut file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let end = range.end.min(range.start + BLOCK);
        let (from, length) = (range.start, end - range.start);
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
            file.seek(SeekFrom::Start(from))?;
            file.by_ref().take(length).read_to_end(&mut bytes)?;
            Ok::<_, std::io::Error>((file, Bytes::from(bytes)))
        });
        let (file, bytes) = read.await.map_err(|error| Error::Store(error.into()))??;
        if bytes.len() as u64 != length {
            return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
        }
        Ok(Some((bytes, (file, end..range.end))))
    })
}
