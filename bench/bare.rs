//! What taking and giving a file costs at least: a handler of axum that streams a body into a file and
//! syncs it once, and one that streams it back. No accounts, no database, no hash, and nothing that
//! anybody could go on with.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::put;
use bytes::BytesMut;
use futures_util::StreamExt as _;
use futures_util::stream::try_unfold;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufWriter};

/// Bytes that are read together: as many as Snug does.
const BLOCK: usize = 256 * 1024;

/// Serves until it is killed.
#[tokio::main]
pub(crate) async fn serve(address: SocketAddr, folder: PathBuf) -> Result<()> {
    let router = Router::new()
        .route("/{name}", put(take).get(give))
        .with_state(folder);
    let listener = tokio::net::TcpListener::bind(address).await?;
    Ok(axum::serve(listener, router).await?)
}

async fn take(
    State(folder): State<PathBuf>,
    Path(name): Path<String>,
    body: Body,
) -> Result<StatusCode, Failed> {
    let mut file = BufWriter::new(File::create(folder.join(name)).await?);
    let mut frames = body.into_data_stream();
    while let Some(frame) = frames.next().await {
        file.write_all(&frame.map_err(io::Error::other)?).await?;
    }
    file.flush().await?;
    file.get_ref().sync_all().await?;
    Ok(StatusCode::CREATED)
}

async fn give(State(folder): State<PathBuf>, Path(name): Path<String>) -> Result<Response, Failed> {
    let file = File::open(folder.join(name)).await?;
    let length = [(header::CONTENT_LENGTH, file.metadata().await?.len())];
    let length = length.map(|(name, length)| (name, length.to_string()));
    let blocks = try_unfold(file, |mut file| async move {
        let mut block = BytesMut::with_capacity(BLOCK);
        let read = file.read_buf(&mut block).await?;
        Ok::<_, io::Error>((read > 0).then(|| (block.freeze(), file)))
    });
    Ok((length, Body::from_stream(blocks)).into_response())
}

struct Failed(io::Error);

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.0.to_string()).into_response()
    }
}
