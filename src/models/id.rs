//! Newtypes over UUIDs, so that a user is never taken for a conversation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// A person or a bot.
    UserId,
    /// A log-in on one device, or a personal access token.
    SessionId,
    /// A direct conversation, a group or a channel.
    ConversationId,
    /// A message; chosen by its sender, unique in its conversation.
    MessageId,
    /// A change that is applied once; unique in its conversation for seven days.
    ChangeId,
    /// An uploaded file.
    FileId,
    /// An incoming webhook.
    HookId,
    /// A browser's push subscription.
    SubscriptionId,
}
