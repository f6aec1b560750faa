//! Where a browser's push service takes pushes for it: a URL that a stranger gave.

use std::net::IpAddr;

use internet::is_public;
use models::Problem;
use reqwest::Url;

/// Bytes of an endpoint; those of the known services have up to 600.
const LONGEST: usize = 2_048;

/// Where pushes for one browser go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// As it is called.
    pub(crate) url: String,
    /// Its origin: the push service.
    pub(crate) service: String,
}

impl Endpoint {
    /// Reads what a browser gave. What its name resolves to is looked at when it is called.
    pub(crate) fn read(text: &str, allow_private: bool) -> Result<Self, Problem> {
        let wrong = |code, detail| Problem::field("endpoint", code, detail);
        if text.len() > LONGEST {
            return Err(wrong("too_long", "at most 2,048 bytes"));
        }
        let mut url = Url::parse(text).map_err(|_| wrong("invalid", "not a URL"))?;
        let is_allowed = url.scheme() == "https" || allow_private && url.scheme() == "http";
        if !is_allowed {
            return Err(wrong("invalid", "not an https URL"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("invalid", "a URL with a name or a password"));
        }
        let host = url.host_str().unwrap_or_default();
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        if !allow_private && address.is_ok_and(|address| !is_public(address)) {
            return Err(wrong("forbidden", "not an address of the public internet"));
        }
        url.set_fragment(None);
        // What is no ASCII is longer as it is called.
        if url.as_str().len() > LONGEST {
            return Err(wrong("too_long", "at most 2,048 bytes"));
        }
        Ok(Self {
            service: url.origin().ascii_serialization(),
            url: url.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_belongs_to_the_origin_of_its_url() {
        let endpoint = Endpoint::read("https://Push.example:443/send/ab?c=d#e", false).unwrap();
        assert_eq!(endpoint.service, "https://push.example");
        assert_eq!(endpoint.url, "https://push.example/send/ab?c=d");
        let endpoint = Endpoint::read("http://127.0.0.1:99/x", true).unwrap();
        assert_eq!(endpoint.service, "http://127.0.0.1:99");
    }

    #[test]
    fn what_is_not_public_and_encrypted_is_no_endpoint() {
        for text in [
            "",
            "push",
            "/push",
            "https://",
            "http://push.example/x",
            "file:///etc/passwd",
            "data:,x",
            "https://user@push.example/",
            "https://:secret@push.example/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://10.0.0.1:8443/x",
            "https://169.254.169.254/latest",
        ] {
            assert!(Endpoint::read(text, false).is_err(), "{text}");
        }
        let long = format!("https://push.example/{}", "x".repeat(LONGEST));
        assert!(Endpoint::read(&long, false).is_err());
        let long = format!("https://push.example/{}", "語".repeat(LONGEST / 4));
        assert!(long.len() < LONGEST && Endpoint::read(&long, false).is_err());
    }
}
