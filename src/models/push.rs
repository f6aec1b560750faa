//! What people want to be told of when they are not looking.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Notify;

/// How long a push service keeps a push for a device that is away, at most (four weeks, which is as
/// long as the known ones keep any).
pub const MOST_TTL_SECONDS: u32 = 2_419_200;

/// What somebody wants to be told of, on the whole. A conversation's own preferences narrow it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NotifyPreferences {
    /// Every message, mentions and direct messages, or nothing.
    pub notify: Notify,
    /// Whether a notification says who wrote what, or only that somebody did.
    pub show_text: bool,
    /// When nothing is to be told.
    #[schema(required)]
    pub quiet_hours: Option<QuietHours>,
    /// How long a push service keeps a push for a device that is away, in seconds.
    #[schema(maximum = 2_419_200)]
    pub ttl_seconds: u32,
}

impl Default for NotifyPreferences {
    fn default() -> Self {
        Self {
            notify: Notify::All,
            show_text: true,
            quiet_hours: None,
            ttl_seconds: 24 * 60 * 60,
        }
    }
}

/// Each day from one time of the clock to another, past midnight where `to` is not after `from`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuietHours {
    /// `HH:MM`, the first minute that is quiet.
    #[schema(example = "22:00")]
    pub from: String,
    /// `HH:MM`, the first minute that is not.
    #[schema(example = "07:00")]
    pub to: String,
    /// A name of the IANA time zone database.
    #[schema(example = "Europe/Zurich")]
    pub time_zone: String,
}
