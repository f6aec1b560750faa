//! Files as clients see them: in a message, and as the answer to an upload.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::FileId;

/// A file that was uploaded and is ready. Nothing of it changes any more, so a message keeps it
/// as it was when it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct File {
    /// Chosen by the server.
    pub id: FileId,
    /// What its owner calls it. A name and nothing else: no part of it is a path.
    pub name: String,
    /// Bytes of what is stored.
    pub size: u64,
    /// What its bytes are, whatever it is called.
    pub content_type: String,
    /// Of what is stored, in hexadecimal digits.
    pub sha256: String,
    /// Of a picture that can be shown, upright.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Of a picture that can be shown, upright.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// What to show until a picture is there (thumbhash, Base64).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbhash: Option<String>,
}
