//! How notifications behave.

use std::time::Duration;

use crate::mail::MailAddress;
use crate::smtp::MailServer;

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
    /// How mails are sent; none are where this is missing.
    pub mail: Option<MailConfig>,
}

/// How mails are sent.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `mail.smtp_url`: who takes them.
    pub server: MailServer,
    /// `mail.from`: whose they are.
    pub from: MailAddress,
    /// `server.public_url`, without a slash at its end: what links begin with.
    pub public_url: String,
    /// `mail.after_seconds`: how long somebody has to read a message before it is mailed.
    pub after: Duration,
    /// `mail.every_seconds`: how long it takes at least from one mail to the next.
    pub every: Duration,
}
