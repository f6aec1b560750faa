//! The two cookies, and where they are taken from: the refresh token, which nothing but the routes
//! under `/api/auth` gets to see, and the one that lets a browser's pictures in.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::device::Grant;
use crate::login::LIFETIME;
use crate::request::ForwardedHttps;
use crate::{Auth, Error, Result};

/// The refresh token's.
pub(crate) const REFRESH: Cookie = Cookie {
    name: "snug_refresh",
    path: "/api/auth",
};
/// The name of the files' cookie, whose value [`Auth::authenticate_cookie`] takes.
pub const FILES_COOKIE: &str = "snug_files";
const FILES: Cookie = Cookie {
    name: FILES_COOKIE,
    path: "/api/files",
};

/// A cookie's name, and where it goes.
#[derive(Clone, Copy)]
pub(crate) struct Cookie {
    name: &'static str,
    path: &'static str,
}

impl Cookie {
    /// Its value in a request.
    pub(crate) fn value(self, headers: &HeaderMap) -> Option<&str> {
        read(headers, self.name)
    }

    fn set(self, value: &str, seconds: u64, secure: bool) -> Result<HeaderValue> {
        let Self { name, path } = self;
        let secure = if secure { "; Secure" } else { "" };
        let attributes = "HttpOnly; SameSite=Strict";
        let text = format!("{name}={value}; Path={path}; Max-Age={seconds}; {attributes}{secure}");
        HeaderValue::from_str(&text).map_err(|_| Error::Internal("a cookie could not be written"))
    }
}

/// The value of the cookie `name` in a request (RFC 6265, section 4.2).
#[must_use]
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim())
}

impl Auth {
    fn secure(&self, ForwardedHttps(https): ForwardedHttps) -> bool {
        https || self.inner.config.public_url.starts_with("https://")
    }

    /// Sets both cookies.
    pub(crate) fn set_cookies(
        &self,
        grant: &Grant,
        https: ForwardedHttps,
        headers: &mut HeaderMap,
    ) -> Result<()> {
        let seconds = LIFETIME.as_secs();
        for (cookie, value) in [
            (REFRESH, &grant.refresh_token),
            (FILES, &grant.files_cookie),
        ] {
            headers.append(
                header::SET_COOKIE,
                cookie.set(value, seconds, self.secure(https))?,
            );
        }
        Ok(())
    }

    /// Takes both cookies away. Only logging out does: a refresh that failed must not, because
    /// another tab may just have put a newer one there.
    pub(crate) fn clear_cookies(
        &self,
        https: ForwardedHttps,
        headers: &mut HeaderMap,
    ) -> Result<()> {
        for cookie in [REFRESH, FILES] {
            headers.append(header::SET_COOKIE, cookie.set("", 0, self.secure(https))?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(read(&headers, "b"), None);
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; xb=2"));
        headers.append(header::COOKIE, HeaderValue::from_static("c=3;b=4=5 ; d"));
        assert_eq!(read(&headers, "b"), Some("4=5"));
        assert_eq!(read(&headers, "d"), None);
    }

    #[test]
    fn a_cookie_is_secure_over_https_alone() {
        let plain = REFRESH.set("v", 60, false).unwrap();
        let expected = "snug_refresh=v; Path=/api/auth; Max-Age=60; HttpOnly; SameSite=Strict";
        assert_eq!(plain, expected);
        assert_eq!(
            REFRESH.set("v", 60, true).unwrap(),
            format!("{expected}; Secure")
        );
    }
}
