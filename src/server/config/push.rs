//! The section about push notifications, in the operator's words too.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::value::{PublicUrl, count};

/// Whom push services may write to where nothing is known. Some refuse it, Apple's among them.
const NOBODY: &str = "mailto:nobody@localhost";

/// How people are told of what was said while they were not looking. Browsers choose the push
/// service; this server calls it, and nothing can be read there.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Push {
    /// Whom a push service may write to if this server troubles it: a `mailto:` or `https:` URL.
    /// `server.public_url` where it is missing and that is a public https URL. Apple's service
    /// refuses a server that says neither.
    #[schema(example = "mailto:admin@example.org")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<String>,
    /// Push services may have any address, and be called over plain HTTP. For tests with one on this
    /// machine: with it, people can have this server call what only it can reach.
    pub(crate) allow_private_endpoints: bool,
    /// Seconds for which a push that no push service took is tried again, before it is given up.
    #[serde(deserialize_with = "count")]
    pub(crate) max_age: u32,
}

impl Default for Push {
    fn default() -> Self {
        Self {
            subject: None,
            allow_private_endpoints: false,
            max_age: 24 * 60 * 60,
        }
    }
}

impl Push {
    /// `subject`, or what is known in its place.
    pub(crate) fn subject(&self, public_url: &PublicUrl) -> String {
        let host = public_url.origin().host();
        let is_public = public_url.is_https() && host.contains('.') && !host.ends_with(".local");
        match &self.subject {
            Some(subject) => subject.clone(),
            None if is_public => public_url.as_str(),
            None => NOBODY.to_owned(),
        }
    }

    pub(super) fn validate(&self) -> Result<()> {
        let is_url = |text: &str| {
            let rest = text
                .strip_prefix("mailto:")
                .or(text.strip_prefix("https://"));
            rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(char::is_whitespace)
        };
        ensure!(
            self.subject.as_deref().is_none_or(is_url),
            "`push.subject` must begin with mailto: or https://"
        );
        ensure!(
            self.max_age > 0,
            "`push.max_age` is 0: nothing would be tried again"
        );
        Ok(())
    }
}
