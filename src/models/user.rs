//! People and bots.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{FileId, Timestamp, UserId};

/// What somebody may do on the whole server.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An incoming webhook's author.
    Bot,
    /// Everybody else.
    Member,
    /// Invites people and manages public channels.
    Admin,
    /// Whoever made the first account; may do everything an admin may, and name the server.
    Owner,
}

impl Role {
    /// The word on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// Whether this role invites people and manages public channels.
    #[must_use]
    pub fn manages(self) -> bool {
        self >= Self::Admin
    }
}

/// A word that is not of the list it should be from.
#[derive(Debug, thiserror::Error)]
#[error("unknown word `{0}`")]
pub struct UnknownWord(pub String);

impl std::str::FromStr for Role {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Ok(match word {
            "bot" => Self::Bot,
            "member" => Self::Member,
            "admin" => Self::Admin,
            "owner" => Self::Owner,
            _ => return Err(UnknownWord(word.to_owned())),
        })
    }
}

/// What somebody says of themselves for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Status {
    /// One fully qualified emoji.
    pub emoji: Option<String>,
    /// At most 100 characters; may be empty where there is an emoji.
    pub text: String,
    /// From then on it is none, and nobody is told: who shows it looks at the time.
    pub until: Option<Timestamp>,
}

/// A person or a bot, as everybody on the server may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// Unique without regard to case and to letters that look alike.
    pub username: String,
    /// What the others read.
    pub display_name: String,
    /// The file of the picture.
    pub avatar: Option<FileId>,
    /// On the whole server.
    pub role: Role,
    /// Cannot log in; deleted accounts too.
    pub disabled: bool,
    /// What they say of themselves; null where it is nothing.
    #[serde(default)]
    pub status: Option<Status>,
    /// Where their clock is, by its name in the time zone database; null where they don't say.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Of the last change of this object.
    pub updated_at: Timestamp,
}

impl User {
    /// As they are at a time: without a status that is over.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.status = self
            .status
            .filter(|status| status.until.is_none_or(|until| now < until));
        self
    }
}
