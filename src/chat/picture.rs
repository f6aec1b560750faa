//! Pictures of people and of conversations: files that were uploaded before.

use db::{Conn, Use};
use models::{FileId, Problem, Timestamp, UserId};

use crate::Result;

/// What every browser shows, and we have thumbnails of.
const KINDS: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Gives somebody or a conversation another picture, a file of whoever asks, or takes it away.
/// They are locked.
pub(crate) async fn set(
    conn: &mut Conn,
    by: UserId,
    place: Use,
    picture: Option<FileId>,
    now: Timestamp,
) -> Result<()> {
    if let Some(id) = picture {
        let field = match place {
            Use::Avatar(_) => "avatar",
            Use::Picture(_) => "picture",
        };
        let file = conn.lock_files(&[id], now).await?.pop();
        let file = file
            .filter(|file| file.owner_id == by)
            .ok_or_else(|| Problem::field(field, "unknown", format!("no file {id}")))?;
        if file.blob.dimensions.is_none() || !KINDS.contains(&&*file.blob.content_type) {
            let detail = "a PNG, JPEG, GIF or WebP picture that can be read";
            return Err(Problem::field(field, "invalid", detail).into());
        }
    }
    Ok(conn.replace_use(place, picture, now).await?)
}
