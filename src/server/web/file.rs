//! A file of the web app, and how it is answered: compressed as the client likes it, kept by it for
//! as long as its name stands for its bytes.

use axum::Extension;
use axum::body::Bytes;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::headers::OfApp;

/// The page of the app.
pub(super) const PAGE: &str = "/index.html";
/// The service worker. A kept one would hold back a new version of the app.
const WORKER: &str = "/sw.js";
/// Where names contain a hash of what is in the file: other bytes, another name.
pub(super) const ASSETS: &str = "/assets/";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Kept, and asked about each time.
const NEVER: &str = "no-cache";
/// A name that stays, such as the icon's.
const SHORTLY: &str = "public, max-age=600";

/// A file as `build.rs` has put it into the binary.
pub(super) struct File {
    /// Where it is served.
    pub(super) path: &'static str,
    kind: &'static str,
    /// Its ETag. A weak one, since it is the same for all encodings.
    tag: &'static str,
    plain: &'static [u8],
    /// Nothing where it would not be smaller.
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

// `SCRIPT`, the path of the script that the page begins with, and `FILES` in order of their paths.
include!(concat!(env!("OUT_DIR"), "/files.rs"));

impl File {
    /// The one at that path.
    pub(super) fn find(path: &str) -> Option<&'static Self> {
        let found = FILES.binary_search_by(|file| file.path.cmp(path)).ok()?;
        FILES.get(found)
    }

    /// Whether its name changes with its bytes.
    pub(super) fn is_hashed(&self) -> bool {
        self.path.starts_with(ASSETS)
    }

    /// Answers a request that has these headers.
    pub(super) fn answer(&self, asked: &HeaderMap) -> Response {
        let of_app = Extension(OfApp);
        let always = [
            (header::CACHE_CONTROL, self.keep()),
            (header::ETAG, self.tag),
            (header::VARY, "accept-encoding"),
        ];
        if self.is_held(asked) {
            return (StatusCode::NOT_MODIFIED, of_app, always).into_response();
        }
        let (bytes, encoding) = self.encoded(asked);
        let kind = [(header::CONTENT_TYPE, self.kind)];
        let mut response = (of_app, always, kind, Bytes::from_static(bytes)).into_response();
        if let Some(encoding) = encoding {
            let encoding = HeaderValue::from_static(encoding);
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, encoding);
        }
        response
    }

    fn keep(&self) -> &'static str {
        if self.is_hashed() {
            FOR_EVER
        } else if [PAGE, WORKER].contains(&self.path) {
            NEVER
        } else {
            SHORTLY
        }
    }

    /// Whether the client holds these bytes already.
    fn is_held(&self, asked: &HeaderMap) -> bool {
        let bare = |tag: &str| tag.trim_start_matches("W/") == self.tag.trim_start_matches("W/");
        list(asked, header::IF_NONE_MATCH).any(|tag| tag == "*" || bare(tag))
    }

    /// The smallest form that the client takes.
    fn encoded(&self, asked: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
        [("br", self.brotli), ("gzip", self.gzip)]
            .into_iter()
            .find_map(|(name, bytes)| Some((bytes?, Some(name))).filter(|_| takes(asked, name)))
            .unwrap_or((self.plain, None))
    }
}

/// The entries of a header that is a list.
fn list(asked: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = asked.get_all(name).into_iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

/// Whether an encoding is asked for, and not only to say no to it (`q=0`).
fn takes(asked: &HeaderMap, encoding: &str) -> bool {
    list(asked, header::ACCEPT_ENCODING).any(|entry| {
        let mut words = entry.split(';').map(str::trim);
        let is_it = words
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = words.find_map(|word| word.strip_prefix("q=")?.parse::<f32>().ok());
        is_it && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: File = File {
        path: "/assets/sample-Ab12.js",
        kind: "text/javascript; charset=utf-8",
        tag: "W/\"0123456789abcdef\"",
        plain: b"plain",
        brotli: Some(b"br"),
        gzip: Some(b"gz"),
    };

    fn asking(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_smallest_form_is_sent_that_the_client_takes() {
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip, br;q=0", Some("gzip")),
            ("GZIP;q=0.5", Some("gzip")),
            ("br;q=0.000, gzip; q=0", None),
            ("identity", None),
            ("deflate", None),
            ("", None),
            ("brotli", None),
        ] {
            let (_, encoding) = SAMPLE.encoded(&asking(header::ACCEPT_ENCODING, accept));
            assert_eq!(encoding, expected, "{accept}");
        }
        assert_eq!(SAMPLE.encoded(&HeaderMap::new()), (&b"plain"[..], None));
        let incompressible = File {
            brotli: None,
            ..SAMPLE
        };
        let (_, encoding) = incompressible.encoded(&asking(header::ACCEPT_ENCODING, "br, gzip"));
        assert_eq!(encoding, Some("gzip"));
    }

    #[test]
    fn who_holds_a_file_is_not_sent_it_again() {
        for (tags, held) in [
            ("W/\"0123456789abcdef\"", true),
            ("\"0123456789abcdef\"", true),
            ("\"another\", W/\"0123456789abcdef\"", true),
            ("*", true),
            ("\"another\"", false),
            ("0123456789abcdef", false),
            ("", false),
        ] {
            let answer = SAMPLE.answer(&asking(header::IF_NONE_MATCH, tags));
            let expected = if held { 304 } else { 200 };
            assert_eq!(answer.status(), expected, "{tags}");
            assert_eq!(answer.headers()[header::ETAG], SAMPLE.tag);
            assert_eq!(answer.headers()[header::VARY], "accept-encoding");
        }
    }

    #[test]
    fn each_file_is_found_and_the_page_begins_with_a_script_of_its_own() {
        for file in FILES {
            let found = File::find(file.path).map(|found| found.path);
            assert_eq!(found, Some(file.path), "they are in order");
        }
        assert!(File::find(SCRIPT).is_some_and(File::is_hashed));
        assert!(File::find(PAGE).is_some_and(|page| page.keep() == NEVER));
        assert!(File::find(WORKER).is_some_and(|worker| worker.keep() == NEVER));
        assert!(File::find("/assets/").is_none());
    }
}
