//! Who hears of what was said. That somebody is a member, has not read it, and has not muted the
//! conversation is in the query that finds listeners; here is what they prefer on the whole.

use models::{Notify, NotifyPreferences, Timestamp};

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

/// How somebody is to hear of it, if they are not looking. `is_meant` says that it was said to them: in a
/// direct conversation, or with a mention.
pub(crate) fn hears(preferences: &NotifyPreferences, is_meant: bool, now: Timestamp) -> Hears {
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
    use models::QuietHours;

    use super::*;

    const NOON: Timestamp = Timestamp(12 * 60 * 60 * 1_000);

    fn prefers(notify: Notify) -> NotifyPreferences {
        NotifyPreferences {
            notify,
            ..NotifyPreferences::default()
        }
    }

    #[test]
    fn what_is_said_to_somebody_is_urgent_and_the_rest_is_not() {
        let all = prefers(Notify::All);
        assert_eq!(hears(&all, true, NOON), Hears::High);
        assert_eq!(hears(&all, false, NOON), Hears::Normal);
    }

    #[test]
    fn mentions_alone_are_what_is_said_to_somebody() {
        let mentions = prefers(Notify::Mentions);
        assert_eq!(hears(&mentions, true, NOON), Hears::High);
        assert_eq!(hears(&mentions, false, NOON), Hears::Not);
        assert_eq!(hears(&prefers(Notify::None), true, NOON), Hears::Not);
    }

    #[test]
    fn nothing_is_told_in_quiet_hours() {
        let mut preferences = prefers(Notify::All);
        preferences.quiet_hours = Some(QuietHours {
            from: "11:00".to_owned(),
            to: "12:00".to_owned(),
            time_zone: "UTC".to_owned(),
        });
        assert_eq!(hears(&preferences, true, NOON), Hears::High);
        let before = NOON.minus(std::time::Duration::from_millis(1));
        assert_eq!(hears(&preferences, true, before), Hears::Not);
    }
}
