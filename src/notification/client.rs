//! The one client that calls push services. It follows no redirect, uses no proxy, connects to public
//! addresses alone unless it may go anywhere, and waits for nobody longer than [`ANSWERS_WITHIN`].

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use internet::{NotPublic, PublicResolver};
use models::text;
use reqwest::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER,
};
use reqwest::redirect::Policy;

use crate::endpoint::Endpoint;
use crate::seal::Sealed;
use crate::{Error, Result};

const CONNECTS_WITHIN: Duration = Duration::from_secs(5);
/// All of a call, from looking up a name to the end of the answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// Between two signs of life on a connection that calls wait on, and how long for an answer to one.
const ALIVE_EVERY: Duration = Duration::from_secs(10);
const ALIVE_WITHIN: Duration = Duration::from_secs(5);
/// Connections to one push service that are kept for the next call; none to strange ones.
const IDLE: usize = 64;
const IDLE_FOR: Duration = Duration::from_secs(60);
/// Bytes of an answer's body that are read: what it says is for people.
const READ: usize = 1_024;
/// Characters of it that are told.
const TOLD: usize = 200;
const NOT_PUBLIC: &str = "The push service has no address of the public internet.";

/// How a push is to be handled (RFC 8030, section 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Handling {
    /// For how long it is kept for a device that is away, in seconds.
    pub(crate) ttl_seconds: u32,
    /// Whether to wake the device for it.
    pub(crate) is_high: bool,
    /// What it replaces one of, at most 32 characters of Base64url.
    pub(crate) topic: Option<String>,
}

/// What a push service said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Its status; none where no answer came.
    pub(crate) status: Option<u16>,
    /// When it wants to be asked again, as it was written.
    pub(crate) retry_after: Option<String>,
    /// What it said, or what went wrong; one line.
    pub(crate) detail: String,
}

/// Whether a push service may be anybody's, as far as this server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repute {
    /// It answers to several people.
    Known,
    /// It may be made to hang, or have thousands of names.
    Strange,
}

/// Calls push services. Strange ones share nothing with the others. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Client {
    known: reqwest::Client,
    strange: reqwest::Client,
    allow_private: bool,
}

impl Client {
    pub(crate) fn new(allow_private: bool) -> Result<Self> {
        Ok(Self {
            known: Self::build(allow_private, IDLE)?,
            strange: Self::build(allow_private, 0)?,
            allow_private,
        })
    }

    fn build(allow_private: bool, idle: usize) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Snug/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .https_only(!allow_private)
            .connect_timeout(CONNECTS_WITHIN)
            .timeout(ANSWERS_WITHIN)
            .http2_keep_alive_interval(ALIVE_EVERY)
            .http2_keep_alive_timeout(ALIVE_WITHIN)
            .pool_max_idle_per_host(idle)
            .pool_idle_timeout(IDLE_FOR);
        if !allow_private {
            builder = builder.dns_resolver(Arc::new(PublicResolver::default()));
        }
        builder.build().map_err(Error::Client)
    }

    /// Sends a push. Whatever goes wrong is an answer too.
    pub(crate) async fn send(
        &self,
        url: &str,
        sealed: Sealed,
        handling: &Handling,
        repute: Repute,
    ) -> Answer {
        // What was allowed when it came may be no more. A name is looked at when it is looked up.
        if !self.allow_private && Endpoint::read(url, false).is_err() {
            return Answer {
                detail: NOT_PUBLIC.to_owned(),
                ..Answer::default()
            };
        }
        let client = match repute {
            Repute::Known => &self.known,
            Repute::Strange => &self.strange,
        };
        Self::call(client, url, sealed, handling)
            .await
            .unwrap_or_else(|error| Answer {
                status: None,
                retry_after: None,
                detail: explain(&error),
            })
    }

    async fn call(
        client: &reqwest::Client,
        url: &str,
        sealed: Sealed,
        handling: &Handling,
    ) -> reqwest::Result<Answer> {
        let mut headers = HeaderMap::new();
        headers.insert("ttl", HeaderValue::from(handling.ttl_seconds));
        let urgency = if handling.is_high { "high" } else { "normal" };
        headers.insert("urgency", HeaderValue::from_static(urgency));
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("aes128gcm"));
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        );
        let mut request = client
            .post(url)
            .headers(headers)
            .header(AUTHORIZATION, sealed.authorization);
        if let Some(topic) = &handling.topic {
            request = request.header("topic", topic);
        }
        let mut response = request.body(sealed.body).send().await?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| Some(value.to_str().ok()?.to_owned()));
        let mut said = Vec::new();
        // Read to its end, a short answer leaves the connection for the next call. The status is
        // known: what goes wrong from here on changes nothing.
        while said.len() < READ
            && let Ok(Some(chunk)) = response.chunk().await
        {
            said.extend_from_slice(&chunk[..chunk.len().min(READ - said.len())]);
        }
        Ok(Answer {
            status: Some(status),
            retry_after,
            detail: one_line(&String::from_utf8_lossy(&said)),
        })
    }
}

/// What strangers say goes into the log and to people: without what would break a line, turn it around, or
/// is not seen.
fn one_line(said: &str) -> String {
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    words
        .chars()
        .filter(|c| !c.is_control() && !text::is_hidden(*c) && !is_unseen(*c))
        .take(TOLD)
        .collect()
}

/// What nothing but names are written with.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{e0000}'..='\u{e0fff}')
}

/// In words that say nothing of the endpoint, which is a secret of its browser.
fn explain(error: &reqwest::Error) -> String {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<NotPublic>() {
            return NOT_PUBLIC.to_owned();
        }
        cause = error.source();
    }
    let what = if error.is_timeout() {
        "The push service does not answer in time."
    } else if error.is_connect() {
        "The push service cannot be reached."
    } else {
        "The push service gave no answer that can be read."
    };
    what.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_push_service_says_is_one_short_line() {
        assert_eq!(one_line(" a\r\nb\u{7}\t c "), "a b c");
        assert_eq!(one_line(&"x".repeat(5_000)).len(), TOLD);
        let turned = "a\u{202e}b\u{2066}c\u{200b}\u{200d}\u{feff}\u{e0041}d\u{ad}";
        assert_eq!(one_line(turned), "abcd");
    }

    #[tokio::test]
    async fn what_is_of_this_machine_is_not_called() {
        let client = Client::new(false).unwrap();
        let handling = Handling {
            ttl_seconds: 0,
            is_high: false,
            topic: None,
        };
        // The last ones were subscribed to while `push.allow_private_endpoints` was on.
        for url in [
            "https://localhost:9/x",
            "https://127.0.0.1:9/x",
            "https://[::1]:9/x",
            "http://push.example:9/x",
        ] {
            let sealed = Sealed {
                body: Vec::new(),
                authorization: String::new(),
            };
            let answer = client.send(url, sealed, &handling, Repute::Strange).await;
            assert_eq!(answer.status, None);
            assert_eq!(answer.detail, NOT_PUBLIC, "{url}");
        }
    }
}
