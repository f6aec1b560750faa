//! How notifications behave.

use std::time::Duration;

/// How notifications behave.
#[derive(Clone, Debug)]
pub struct Config {
    /// `push.subject`: whom a push service may write to (RFC 8292, section 2.1), `mailto:` or `https:`.
    pub subject: String,
    /// `push.allow_private_endpoints`: push services may be anywhere, over plain HTTP too.
    pub allow_private_endpoints: bool,
    /// `push.max_age`: what nobody took for so long is given up.
    pub max_age: Duration,
    /// `limits.subscriptions_per_user`; 0 lifts it.
    pub subscriptions_per_user: u32,
}
