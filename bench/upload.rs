//! Files of people on Snug, as [`transfer`](crate::transfer) sends and fetches them.

use anyhow::{Context, Result};
use serde_json::Value;
use tests::{Person, TestServer};

use crate::transfer::{Moved, Target, fetch, send};

pub(crate) const MIB: u64 = 1 << 20;

fn target(
    server: &TestServer,
    person: &Person,
    method: &'static str,
    path: &str,
    more: &str,
) -> Target {
    Target {
        address: server.address(),
        method,
        path: path.to_owned(),
        headers: format!("Authorization: Bearer {}\r\n{more}", person.token),
    }
}

/// Sends a file by tus, in one part.
pub(crate) async fn patch(server: &TestServer, person: &Person, bytes: u64) -> Result<Moved> {
    let upload = person.begin(usize::try_from(bytes)?).await;
    let headers = "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n\
                   Content-Type: application/offset+octet-stream\r\n";
    send(
        target(server, person, "PATCH", upload.path(), headers),
        bytes,
    )
    .await
}

/// Sends a file in one request.
pub(crate) async fn post(
    server: &TestServer,
    person: &Person,
    bytes: u64,
) -> Result<(Moved, Value)> {
    let moved = send(
        target(server, person, "POST", "/api/files?name=x", ""),
        bytes,
    )
    .await?;
    let file = serde_json::from_slice(&moved.body)?;
    Ok((moved, file))
}

/// Gets a file back.
pub(crate) async fn get(server: &TestServer, person: &Person, file: &Value) -> Result<Moved> {
    let path = format!("/api/files/{}", file["id"].as_str().unwrap_or_default());
    fetch(target(server, person, "GET", &path, "")).await
}

/// Removes what is stored, behind the server's back: the next file shall find as much room in memory
/// and on the disk as this one did.
pub(crate) fn remove_objects(server: &TestServer) -> Result<()> {
    let folder = server.data_dir().join("files").join("objects");
    std::fs::remove_dir_all(&folder).context("objects cannot be removed")?;
    std::fs::create_dir(&folder).context("their folder cannot be made again")
}
