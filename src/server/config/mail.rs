//! The section about mail, in the operator's words too.

use std::fmt;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, ensure};
use notification::{MailAddress, MailConfig, MailServer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::value::{PublicUrl, count};

/// A week: above this nobody would call it news.
const MOST_SECONDS: u32 = 7 * 24 * 60 * 60;

/// How people are mailed of mentions and direct messages that they have not read, if they gave an
/// address and no browser of theirs is told. Off without `smtp_url`.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Mail {
    /// The mail server that takes mails: `smtps://name:password@host` for TLS (port 465),
    /// `smtp://name:password@host?tls=required` for STARTTLS (port 587), `smtp://host` for neither
    /// (port 25). What is no letter or digit in a name or a password is written as in URLs (%40 for @).
    #[schema(example = "smtps://snug:password@mail.example.org")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) smtp_url: Option<String>,
    /// Whose the mails are, with a name or without. Without it they are from `snug@` the host of
    /// `server.public_url`, under the server's name.
    #[schema(example = "chat@example.org")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// Seconds that somebody has to read a message before it is mailed.
    #[serde(deserialize_with = "count")]
    pub(crate) after_seconds: u32,
    /// Seconds at least from one mail to a person to the next.
    #[serde(deserialize_with = "count")]
    pub(crate) every_seconds: u32,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            smtp_url: None,
            from: None,
            after_seconds: 15 * 60,
            every_seconds: 60 * 60,
        }
    }
}

/// Without the URL, which holds a password.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on = if self.smtp_url.is_some() { "on" } else { "off" };
        f.write_str(on)
    }
}

impl Mail {
    /// What mails are sent with, where they are.
    ///
    /// # Errors
    /// A value that cannot be used, with its key.
    pub(crate) fn config(&self, public_url: &PublicUrl) -> Result<Option<MailConfig>> {
        let Some(url) = &self.smtp_url else {
            return Ok(None);
        };
        let server = MailServer::parse(url);
        let server = server.map_err(|wrong| anyhow!("`mail.smtp_url` {wrong}"))?;
        let from = match &self.from {
            Some(from) => MailAddress::parse(from),
            None => MailAddress::of_host(public_url.origin().host()),
        };
        let from = from.context(
            "`mail.from` must be an address such as chat@example.org, or Chat <chat@example.org>",
        )?;
        Ok(Some(MailConfig {
            server,
            from,
            public_url: public_url.as_str(),
            after: Duration::from_secs(self.after_seconds.into()),
            every: Duration::from_secs(self.every_seconds.into()),
        }))
    }

    pub(super) fn validate(&self, public_url: &PublicUrl) -> Result<()> {
        for (key, value) in [
            ("after_seconds", self.after_seconds),
            ("every_seconds", self.every_seconds),
        ] {
            ensure!(
                (1..=MOST_SECONDS).contains(&value),
                "`mail.{key}` must be between 1 and {MOST_SECONDS}"
            );
        }
        if self.smtp_url.is_none() {
            ensure!(
                self.from.is_none(),
                "`mail.from` says nothing without `mail.smtp_url`"
            );
        }
        self.config(public_url).map(drop)
    }
}
