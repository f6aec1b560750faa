//! Asking a page for its beginning. The address is a stranger's: only the public internet is called, each
//! hop of a redirection is looked at like the first, and neither its size nor its time is the page's to say.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use internet::{PublicResolver, is_public};
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode, Url};

use crate::page::{self, Page};

const CONNECTS_WITHIN: Duration = Duration::from_secs(3);
/// Each hop, from looking up a name to the end of what is read.
const HOP_WITHIN: Duration = Duration::from_secs(5);
/// All of them.
const ALL_WITHIN: Duration = Duration::from_secs(8);
const HOPS: usize = 5;
/// Bytes of a page that are read: what it says of itself is at its beginning.
const READ: usize = 256 * 1024;
/// Bytes of an address.
pub(crate) const URL_BYTES: usize = 2_048;
/// Below the ports that anybody may open, only those of the web.
const PORTS: [u16; 2] = [80, 443];
const OPEN_PORTS: u16 = 1_024;

/// What became of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Found(Page),
    /// It is no page, or says nothing.
    Nothing,
    /// It may answer later.
    Failed,
}

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Fetcher {
    client: reqwest::Client,
    allow_private: bool,
}

impl Fetcher {
    pub(crate) fn new(allow_private: bool) -> reqwest::Result<Self> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!(
                "Snug/",
                env!("CARGO_PKG_VERSION"),
                " (link preview)"
            ))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECTS_WITHIN)
            .timeout(HOP_WITHIN)
            // One page of each, and not again for days.
            .pool_max_idle_per_host(0);
        if !allow_private {
            builder = builder.dns_resolver(Arc::new(PublicResolver::default()));
        }
        Ok(Self {
            client: builder.build()?,
            allow_private,
        })
    }

    pub(crate) async fn fetch(&self, url: &str) -> Outcome {
        let Some(url) = self.allowed(url, None) else {
            return Outcome::Nothing;
        };
        tokio::time::timeout(ALL_WITHIN, self.follow(url))
            .await
            .unwrap_or(Outcome::Failed)
    }

    async fn follow(&self, mut url: Url) -> Outcome {
        for _ in 0..HOPS {
            let request = self.client.get(url.clone());
            let request = request.header(ACCEPT, "text/html, application/xhtml+xml;q=0.9");
            let Ok(response) = request.send().await else {
                return Outcome::Failed;
            };
            let status = response.status();
            if !status.is_redirection() {
                return answered(response).await;
            }
            let location = response.headers().get(LOCATION);
            let next = location
                .and_then(|value| value.to_str().ok())
                .and_then(|next| self.allowed(next, Some(&url)));
            match next {
                Some(next) => url = next,
                None => return Outcome::Nothing,
            }
        }
        Outcome::Nothing
    }

    /// A page that may be asked for; what its name resolves to is looked at when it is called.
    fn allowed(&self, text: &str, base: Option<&Url>) -> Option<Url> {
        if text.len() > URL_BYTES {
            return None;
        }
        let url = match base {
            Some(base) => base.join(text),
            None => Url::parse(text),
        };
        let mut url = url.ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_named = !url.username().is_empty() || url.password().is_some();
        let port = url.port_or_known_default()?;
        let is_open = PORTS.contains(&port) || port >= OPEN_PORTS;
        let address = url.host_str()?.trim_matches(['[', ']']).parse::<IpAddr>();
        let is_private = !self.allow_private && address.is_ok_and(|at| !is_public(at));
        if !is_web || is_named || !is_open || is_private {
            return None;
        }
        url.set_fragment(None);
        Some(url)
    }
}

async fn answered(mut response: Response) -> Outcome {
    let status = response.status();
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Outcome::Failed;
    }
    let kind = response.headers().get(CONTENT_TYPE);
    let kind = kind
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let is_page = matches!(essence, "text/html" | "application/xhtml+xml");
    if !status.is_success() || !is_page {
        return Outcome::Nothing;
    }
    let charset = kind.split_once("charset=").map(|(_, label)| {
        let label = label.split(';').next().unwrap_or_default();
        label.trim_matches(['"', ' ']).to_owned()
    });
    let mut html = Vec::new();
    while html.len() < READ {
        match response.chunk().await {
            Ok(Some(chunk)) => html.extend_from_slice(&chunk[..chunk.len().min(READ - html.len())]),
            Ok(None) => break,
            // What came may be enough.
            Err(_) if html.is_empty() => return Outcome::Failed,
            Err(_) => break,
        }
    }
    page::read(&html, charset.as_deref()).map_or(Outcome::Nothing, Outcome::Found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_public_web_are_asked_for() {
        let fetcher = Fetcher::new(false).unwrap();
        for url in [
            "https://a.example/b?c#d",
            "http://a.example:8080/",
            "https://1.1.1.1/",
        ] {
            assert!(fetcher.allowed(url, None).is_some(), "{url}");
        }
        let long = format!("https://a.example/{}", "x".repeat(URL_BYTES));
        for url in [
            "",
            "a.example",
            "ftp://a.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://user@a.example/",
            "https://:secret@a.example/",
            "https://a.example:22/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://169.254.169.254/latest/meta-data",
            &long,
        ] {
            assert!(fetcher.allowed(url, None).is_none(), "{url}");
        }
    }

    #[test]
    fn each_hop_is_looked_at_like_the_first() {
        let fetcher = Fetcher::new(false).unwrap();
        let base = Url::parse("https://a.example/b").unwrap();
        let to = |next: &str| fetcher.allowed(next, Some(&base)).map(String::from);
        assert_eq!(to("/c").as_deref(), Some("https://a.example/c"));
        assert_eq!(to("//b.example/").as_deref(), Some("https://b.example/"));
        for next in [
            "http://10.0.0.1/",
            "//127.0.0.1/",
            "ftp://b.example/",
            "https://x@b.example/",
        ] {
            assert_eq!(to(next), None, "{next}");
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_not_called() {
        let fetcher = Fetcher::new(false).unwrap();
        let outcome = fetcher.fetch("http://localhost:9999/").await;
        assert_eq!(outcome, Outcome::Failed);
    }
}
