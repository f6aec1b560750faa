//! The bytes of an object, as a stream that takes as long as whoever reads it.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream, StreamExt as _, try_unfold};
use object_store::path::Path;
use object_store::{GetOptions, GetResult, GetResultPayload, ObjectStore};

use crate::{Error, Result};

/// Bytes that are read together from a disk.
const BLOCK: u64 = 256 * 1024;

type Store = Arc<dyn ObjectStore>;

/// These bytes of an object. They are there, or it is an error before the first one.
pub(crate) async fn body(store: &Store, path: &Path, range: Range<u64>) -> Result<Body> {
    if range.is_empty() {
        return Ok(Body::empty());
    }
    let bytes = stream(store, path, Some(range)).await?;
    let sent = metrics::counter!("snug_file_bytes_out_total");
    let counted = bytes.inspect(move |read| {
        if let Ok(bytes) = read {
            sent.increment(bytes.len() as u64);
        }
    });
    Ok(Body::from_stream(counted))
}

/// These bytes of an object, or all.
pub(crate) async fn stream(
    store: &Store,
    path: &Path,
    range: Option<Range<u64>>,
) -> Result<BoxStream<'static, Result<Bytes>>> {
    let read = get(store, path, range).await?;
    let range = read.range.clone();
    Ok(match read.payload {
        GetResultPayload::File(file, _) => blocks(file, range).boxed(),
        GetResultPayload::Stream(bytes) => pieces(Source {
            store: Arc::clone(store),
            path: path.clone(),
            range,
            bytes,
            has_given: false,
        })
        .boxed(),
    })
}

async fn get(store: &Store, path: &Path, range: Option<Range<u64>>) -> Result<GetResult> {
    let options = GetOptions {
        range: range.clone().map(Into::into),
        ..GetOptions::default()
    };
    let read = store.get_opts(path, options).await?;
    match range.is_none_or(|range| range == read.range) {
        true => Ok(read),
        false => Err(Error::Missing(path.to_string())),
    }
}

/// Each block is read when the one before has been taken: a reader that is slow holds no thread.
fn blocks(file: File, range: Range<u64>) -> impl Stream<Item = Result<Bytes>> {
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
            return Err(std::io::Error::from(ErrorKind::UnexpectedEof).into());
        }
        Ok(Some((bytes, (file, end..range.end))))
    })
}

/// An object in a bucket.
struct Source {
    store: Store,
    path: Path,
    /// What is still to come.
    range: Range<u64>,
    bytes: BoxStream<'static, object_store::Result<Bytes>>,
    /// Whether anything has come since it was asked.
    has_given: bool,
}

/// A bucket is asked again where it breaks off, as long as something comes each time: an answer of
/// its has two minutes, and whoever watches a film reads for longer.
fn pieces(source: Source) -> impl Stream<Item = Result<Bytes>> {
    try_unfold(source, |mut source| async move {
        while !source.range.is_empty() {
            match source.bytes.next().await {
                Some(Ok(bytes)) => {
                    source.range.start += bytes.len() as u64;
                    source.has_given = true;
                    return Ok(Some((bytes, source)));
                }
                Some(Err(_)) if source.has_given => {
                    let rest = Some(source.range.clone());
                    let read = get(&source.store, &source.path, rest).await?;
                    (source.bytes, source.has_given) = (read.into_stream(), false);
                }
                Some(Err(error)) => return Err(error.into()),
                None => return Err(std::io::Error::from(ErrorKind::UnexpectedEof).into()),
            }
        }
        Ok(None)
    })
}
