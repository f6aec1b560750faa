//! Who hears of what was said. That somebody is a member, has not read it, and has not muted the
//! conversation is in the query that finds listeners; here is what they prefer on the whole.

use db::Listener;
use models::{Kind, Notify, Timestamp};

use crate::quiet;

/// How somebody is to hear of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hears {
    /// Not at all.
    Not,
    /// When it suits the device.
    Normal,
    /// At once: it was said to them.
    High,
}

/// How somebody is to hear of it, if they are not looking.
pub(crate) fn hears(listener: &Listener, now: Timestamp) -> Hears {
    let preferences = &listener.preferences;
    let is_meant = listener.is_mentioned || listener.kind == Kind::Direct;
    let wants = match preferences.notify {
        Notify::All => true,
        Notify::Mentions => is_meant,
        Notify::None => false,
    };
    let hours = preferences.quiet_hours.as_ref();
    if !wants || hours.is_some_and(|hours| quiet::is_quiet(hours, now)) {
        Hears::Not
    } else if is_meant {
        Hears::High
    } else {
        Hears::Normal
    }
}

#[cfg(test)]
mod tests {
    use models::{NotifyPreferences, QuietHours, UserId};

    use super::*;

    const NOON: Timestamp = Timestamp(12 * 60 * 60 * 1_000);

    fn listener(kind: Kind, is_mentioned: bool, notify: Notify) -> Listener {
        Listener {
            user_id: UserId(models::Random::seeded(1).uuid(NOON)),
            kind,
            is_mentioned,
            notify: Notify::All,
            preferences: NotifyPreferences {
                notify,
                ..NotifyPreferences::default()
            },
        }
    }

    #[test]
    fn what_is_said_to_somebody_is_urgent_and_the_rest_is_not() {
        let told = |kind, mentioned| hears(&listener(kind, mentioned, Notify::All), NOON);
        assert_eq!(told(Kind::Direct, false), Hears::High);
        assert_eq!(told(Kind::Channel, true), Hears::High);
        assert_eq!(told(Kind::Channel, false), Hears::Normal);
        assert_eq!(told(Kind::Group, false), Hears::Normal);
    }

    #[test]
    fn mentions_alone_are_mentions_and_direct_messages() {
        let told = |kind, mentioned| hears(&listener(kind, mentioned, Notify::Mentions), NOON);
        assert_eq!(told(Kind::Direct, false), Hears::High);
        assert_eq!(told(Kind::Group, true), Hears::High);
        assert_eq!(told(Kind::Group, false), Hears::Not);
        let none = listener(Kind::Direct, true, Notify::None);
        assert_eq!(hears(&none, NOON), Hears::Not);
    }

    #[test]
    fn nothing_is_told_in_quiet_hours() {
        let mut listener = listener(Kind::Direct, true, Notify::All);
        listener.preferences.quiet_hours = Some(QuietHours {
            from: "11:00".to_owned(),
            to: "12:00".to_owned(),
            time_zone: "UTC".to_owned(),
        });
        assert_eq!(hears(&listener, NOON), Hears::High);
        let before = NOON.minus(std::time::Duration::from_millis(1));
        assert_eq!(hears(&listener, before), Hears::Not);
    }
}
