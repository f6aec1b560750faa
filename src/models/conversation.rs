//! Conversations, who is in them, and one's own part of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::user::UnknownWord;
use crate::{ConversationId, FileId, Message, Timestamp, User, UserId};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        // A rename of each would not reach the schema from here.
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$item])* $variant),+ }

        impl $name {
            /// The word on the wire and in the database.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(UnknownWord(word.to_owned())),
                }
            }
        }
    };
}

words! {
    /// What sort of conversation it is.
    Kind {
        /// Between two people, or one's own notes.
        Direct = "direct",
        /// Of some people.
        Group = "group",
        /// With a title, public or private.
        Channel = "channel",
    }
}

words! {
    /// Who can find a channel.
    Visibility {
        /// Everybody on the server, who may also join.
        Public = "public",
        /// Its members.
        Private = "private",
    }
}

words! {
    /// What a member may do in one conversation.
    MemberRole {
        /// Manages it.
        Owner = "owner",
        /// Takes part.
        Member = "member",
    }
}

words! {
    /// What one wants to be told of.
    Notify {
        /// Every message.
        All = "all",
        /// Mentions of oneself.
        Mentions = "mentions",
        /// Nothing.
        None = "none",
    }
}

/// A conversation, the same for everybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// Direct, group or channel.
    pub kind: Kind,
    /// Of a channel.
    pub visibility: Option<Visibility>,
    /// Of a channel, and of a group that was given one.
    pub title: Option<String>,
    /// What it is about.
    pub topic: Option<String>,
    /// The file of its picture.
    pub picture: Option<FileId>,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// How many members it has.
    pub members_count: u32,
    /// Both of a direct conversation, the first 8 of a group, otherwise null.
    pub member_ids: Option<Vec<UserId>>,
    /// The greatest `seq` given out.
    pub last_seq: i64,
    /// The greatest `rev` given out.
    pub rev: i64,
    /// The newest message outside of threads.
    pub last_message: Option<Box<Message>>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// One's own part of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// What one may do here.
    pub role: MemberRole,
    /// Up to which `seq` one has read.
    pub read_seq: i64,
    /// Text messages after it, outside of threads.
    pub unread: i64,
    /// Mentions of oneself after it.
    pub mentions: i64,
    /// Replies of others that one has not read, in the threads that one takes part in.
    #[serde(default)]
    pub thread_unread: i64,
    /// What one wants to be told of.
    pub notify: Notify,
    /// Until when one wants to be told of nothing.
    pub muted_until: Option<Timestamp>,
    /// When one came in.
    pub joined_at: Timestamp,
    /// The conversation's newest message when this was read. What a client knows beyond it counts on
    /// top: others' texts are unread, and one's own moves `read_seq`.
    pub last_seq: i64,
}

/// A conversation together with one's own part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConversationWithMe {
    /// The same for everybody.
    #[serde(flatten)]
    pub conversation: Conversation,
    /// One's own part; null where one is not a member.
    pub me: Option<Me>,
}

/// Somebody in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// Who.
    pub user: User,
    /// What they may do here.
    pub role: MemberRole,
    /// Since when.
    pub joined_at: Timestamp,
    /// Up to which message they have read: in direct conversations and groups of up to 50 people, else
    /// null.
    #[serde(default)]
    pub read_seq: Option<i64>,
}
