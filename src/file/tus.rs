//! The headers of tus 1.0 (<https://tus.io/protocols/resumable-upload>): what they say, and how they
//! are written.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use models::{Code, Problem, Timestamp};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// The one version there is.
pub(crate) const VERSION: &str = "1.0.0";
/// What a server may leave out of tus and we do not.
pub(crate) const EXTENSIONS: &str = "creation,creation-with-upload,termination,expiration,checksum";
/// How bytes may be summed up.
pub(crate) const ALGORITHMS: &str = "sha1,sha256";
/// What bytes are sent as.
pub(crate) const BYTES: &str = "application/offset+octet-stream";
/// Bytes of `Upload-Metadata`; a name has at most a few hundred.
const METADATA_BYTES: usize = 4 * 1024;

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// That the client speaks this version.
pub(crate) fn check_version(headers: &HeaderMap) -> Result<(), Problem> {
    match text(headers, "tus-resumable") {
        Some(VERSION) => Ok(()),
        _ => Err(Problem::new(
            Code::UnsupportedVersion,
            "Send Tus-Resumable: 1.0.0.",
        )),
    }
}

/// That what comes is bytes of an upload.
pub(crate) fn check_bytes(headers: &HeaderMap) -> Result<(), Problem> {
    match text(headers, "content-type") {
        Some(kind) if kind.eq_ignore_ascii_case(BYTES) => Ok(()),
        _ => Err(Problem::new(
            Code::UnsupportedType,
            format!("Send {BYTES}."),
        )),
    }
}

/// A number of bytes in a header; none where it is not there.
pub(crate) fn number(headers: &HeaderMap, name: &'static str) -> Result<Option<u64>, Problem> {
    if !headers.contains_key(name) {
        return Ok(None);
    }
    text(headers, name)
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(|| Problem::field(name, "invalid", "a number of bytes"))
}

/// `Upload-Metadata`: as it came, for whoever asks again, and the name in it.
pub(crate) struct Metadata {
    pub(crate) raw: Option<String>,
    pub(crate) name: Option<String>,
}

/// What a client says of its file. Its type is not believed.
pub(crate) fn metadata(headers: &HeaderMap) -> Result<Metadata, Problem> {
    let invalid = |detail| Problem::field("upload-metadata", "invalid", detail);
    let Some(header) = headers.get("upload-metadata") else {
        return Ok(Metadata {
            raw: None,
            name: None,
        });
    };
    if header.len() > METADATA_BYTES {
        return Err(Problem::field(
            "upload-metadata",
            "too_long",
            "at most 4 KiB",
        ));
    }
    let raw = header.to_str().map_err(|_| invalid("ASCII alone"))?;
    let mut name = None;
    for pair in raw
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = STANDARD
            .decode(value.trim())
            .map_err(|_| invalid("each value in Base64"))?;
        if name.is_none() && matches!(key, "filename" | "name") {
            name = Some(String::from_utf8_lossy(&value).into_owned());
        }
    }
    Ok(Metadata {
        raw: Some(raw.to_owned()),
        name,
    })
}

/// What the bytes of a request must add up to.
pub(crate) enum Checksum {
    Sha1(Sha1, Vec<u8>),
    Sha256(Sha256, Vec<u8>),
}

impl Checksum {
    /// `Upload-Checksum`; none where it is not there.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        if !headers.contains_key("upload-checksum") {
            return Ok(None);
        }
        let invalid = || Problem::field("upload-checksum", "invalid", "sha1 or sha256, and Base64");
        let (algorithm, sum) = text(headers, "upload-checksum")
            .and_then(|text| text.split_once(' '))
            .ok_or_else(invalid)?;
        let sum = STANDARD.decode(sum.trim()).map_err(|_| invalid())?;
        match algorithm {
            "sha1" => Ok(Some(Self::Sha1(Sha1::new(), sum))),
            "sha256" => Ok(Some(Self::Sha256(Sha256::new(), sum))),
            _ => Err(invalid()),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hash, _) => hash.update(bytes),
            Self::Sha256(hash, _) => hash.update(bytes),
        }
    }

    pub(crate) fn agrees(self) -> bool {
        match self {
            Self::Sha1(hash, sum) => hash.finalize().as_slice() == sum,
            Self::Sha256(hash, sum) => hash.finalize().as_slice() == sum,
        }
    }
}

/// `Upload-Expires`: the time as HTTP writes it.
pub(crate) fn expires(at: Timestamp) -> HeaderValue {
    let since = Duration::from_millis(u64::try_from(at.0).unwrap_or(0));
    // The year 9999 is the last that HTTP can write.
    let since = since.min(Duration::from_secs(253_402_300_799));
    let text = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since);
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn a_client_says_which_version_it_speaks() {
        assert!(check_version(&headers(&[("tus-resumable", "1.0.0")])).is_ok());
        for other in [&[][..], &[("tus-resumable", "0.2.2")]] {
            let problem = check_version(&headers(other)).unwrap_err();
            assert_eq!(problem.code, Code::UnsupportedVersion);
        }
    }

    #[test]
    fn a_length_is_digits() {
        let of = |text| number(&headers(&[("upload-length", text)]), "upload-length");
        assert_eq!(of("0"), Ok(Some(0)));
        assert_eq!(of(" 12 "), Ok(Some(12)));
        assert_eq!(number(&HeaderMap::new(), "upload-length"), Ok(None));
        for bad in ["", "-1", "+1", "1.5", "0x10", "99999999999999999999999"] {
            assert_eq!(of(bad).unwrap_err().code, Code::InvalidField, "{bad}");
        }
    }

    #[test]
    fn the_name_is_found_among_the_metadata() {
        let of = |text| metadata(&headers(&[("upload-metadata", text)]));
        // As tus-js-client and as Uppy send it.
        for text in [
            "filename w6QucG5n,filetype aW1hZ2UvcG5n",
            "relativePath bnVsbA==,name w6QucG5n, type eA==",
            "is_secret, name w6QucG5n",
        ] {
            let metadata = of(text).unwrap();
            assert_eq!(metadata.name.as_deref(), Some("ä.png"));
            assert_eq!(metadata.raw.as_deref(), Some(text));
        }
        assert_eq!(of("").unwrap().name, None);
        assert!(of("filename not*base64").is_err());
        assert!(of(&"a".repeat(5_000)).is_err());
    }

    #[test]
    fn a_checksum_is_right_or_wrong() {
        let of = |text| {
            let mut sum = Checksum::of(&headers(&[("upload-checksum", text)])).ok()??;
            sum.update(b"hello ");
            sum.update(b"world");
            Some(sum.agrees())
        };
        assert_eq!(of("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="), Some(true));
        assert_eq!(of("sha1 AAAANclPz7QV2+lfQIuc6R7oRu0="), Some(false));
        let sha256 = "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=";
        assert_eq!(of(sha256), Some(true));
        for bad in ["md5 AAAA", "sha1", "sha1 *", "Kq5s"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_end_of_an_upload_is_written_as_http_writes_times() {
        assert_eq!(
            expires(Timestamp(784_111_777_000)),
            "Sun, 06 Nov 1994 08:49:37 GMT"
        );
        assert_eq!(
            expires(Timestamp(i64::MAX)),
            "Fri, 31 Dec 9999 23:59:59 GMT"
        );
    }

    proptest! {
        #[test]
        fn no_metadata_does_any_harm(text in "[ -~]{0,300}") {
            let _ = metadata(&headers(&[("upload-metadata", &text)]));
            let _ = Checksum::of(&headers(&[("upload-checksum", &text)]));
        }
    }
}
