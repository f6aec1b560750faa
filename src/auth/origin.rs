//! Which pages may use the cookies. `SameSite=Strict` keeps other sites out already; this keeps out
//! other origins of the same site, such as another port of this machine.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::{Auth, Error, Result};

impl Auth {
    /// Lets a request go on unless a page of a foreign origin made it.
    pub(crate) fn expect_own_origin(&self, headers: &HeaderMap) -> Result<()> {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return Ok(());
        };
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let allowed = &self.inner.config.allowed_origins;
        let own = std::iter::once(&self.inner.config.public_url);
        if is_allowed(origin, host, own.chain(allowed)) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }
}

fn is_allowed<'a>(
    origin: &HeaderValue,
    host: Option<&str>,
    mut allowed: impl Iterator<Item = &'a String>,
) -> bool {
    let Some((scheme, authority)) = origin.to_str().ok().and_then(parts) else {
        return false;
    };
    let is_page = matches!(scheme.as_str(), "http" | "https");
    let own = is_page && host.is_some_and(|host| without_port_of(&scheme, host) == authority);
    own || allowed
        .any(|url| parts(url).is_some_and(|url| url == (scheme.clone(), authority.clone())))
}

/// The scheme and the authority of an address, as they are compared (RFC 6454, section 4).
fn parts(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let scheme = scheme.to_ascii_lowercase();
    let authority = without_port_of(&scheme, authority);
    Some((scheme, authority))
}

fn without_port_of(scheme: &str, authority: &str) -> String {
    let port = if scheme == "https" { ":443" } else { ":80" };
    authority
        .strip_suffix(port)
        .unwrap_or(authority)
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_host_and_configured_origins_are_allowed_and_nothing_else() {
        let allowed = [
            "https://chat.example.org/".to_owned(),
            "http://localhost:5173".to_owned(),
        ];
        let is = |origin: &'static str, host| {
            is_allowed(&HeaderValue::from_static(origin), host, allowed.iter())
        };
        let host = Some("127.0.0.1:8080");
        assert!(is("http://127.0.0.1:8080", host));
        assert!(is("https://Chat.example.org", host));
        assert!(is("https://chat.example.org:443", host));
        assert!(is("http://localhost:5173", host));
        assert!(is("http://snug.lan", Some("snug.lan:80")));
        for foreign in [
            "null",
            "http://127.0.0.1:8081",
            "javascript://127.0.0.1:8080",
            "http://chat.example.org",
            "https://chat.example.org.evil.net",
            "http://localhost",
            "",
        ] {
            assert!(!is(foreign, host), "{foreign}");
        }
        assert!(!is("http://127.0.0.1:8080", None));
    }
}
