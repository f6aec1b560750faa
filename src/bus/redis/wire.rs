//! The names of channels, which replicas of other versions know as well.

use models::event::Address;
use models::{ConversationId, UserId};
use uuid::Uuid;

/// The names of one server's channels.
#[derive(Clone)]
pub(super) struct Names {
    prefix: String,
    /// This replica's, for what it tells itself.
    own: Uuid,
}

/// What a message on a channel is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// An event.
    Of(Address),
    /// A replica could not publish some events.
    Lost,
    /// This replica will hear no more of its own.
    End,
}

impl Names {
    pub(super) fn new(prefix: &str, own: Uuid) -> Self {
        let prefix = format!("{prefix}event:");
        Self { prefix, own }
    }

    pub(super) fn of(&self, address: Address) -> String {
        let prefix = &self.prefix;
        match address {
            Address::Conversation(ConversationId(id)) => format!("{prefix}c:{}", id.simple()),
            Address::User(UserId(id)) => format!("{prefix}u:{}", id.simple()),
            Address::Presence(UserId(id)) => format!("{prefix}p:{}", id.simple()),
            Address::Everyone => format!("{prefix}everyone"),
        }
    }

    pub(super) fn lost(&self) -> String {
        format!("{}lost", self.prefix)
    }

    pub(super) fn end(&self) -> String {
        format!("{}end:{}", self.prefix, self.own.simple())
    }

    /// What is heard whatever anybody asks for.
    pub(super) fn always(&self) -> Vec<String> {
        vec![self.of(Address::Everyone), self.lost(), self.end()]
    }

    /// What a channel is; none where a later version knows it.
    pub(super) fn read(&self, channel: &str) -> Option<Channel> {
        let name = channel.strip_prefix(&self.prefix)?;
        let Some((kind, id)) = name.split_once(':') else {
            return match name {
                "everyone" => Some(Channel::Of(Address::Everyone)),
                "lost" => Some(Channel::Lost),
                _ => None,
            };
        };
        let id = Uuid::try_parse(id).ok()?;
        match kind {
            "c" => Some(Channel::Of(Address::Conversation(ConversationId(id)))),
            "u" => Some(Channel::Of(Address::User(UserId(id)))),
            "p" => Some(Channel::Of(Address::Presence(UserId(id)))),
            "end" if id == self.own => Some(Channel::End),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_channel_reads_back() {
        let id = Uuid::from_u128(7);
        let names = Names::new("snug:", Uuid::from_u128(8));
        for address in [
            Address::Conversation(ConversationId(id)),
            Address::User(UserId(id)),
            Address::Presence(UserId(id)),
            Address::Everyone,
        ] {
            let name = names.of(address);
            assert_eq!(names.read(&name), Some(Channel::Of(address)), "{name}");
        }
        assert_eq!(names.read(&names.lost()), Some(Channel::Lost));
        assert_eq!(names.read(&names.end()), Some(Channel::End));
        let other = Names::new("snug:", id);
        assert_eq!(names.read(&other.end()), None, "another replica's");
        assert_eq!(names.read("snug:event:later"), None);
        assert_eq!(names.read("snug:event:x:y"), None);
    }
}
