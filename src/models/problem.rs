//! The one wire error (RFC 9457), over HTTP and in acknowledgements.

use std::borrow::Cow;

use axum_core::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $word:literal $title:literal),+ $(,)?) => {
        /// What went wrong, stable for programs. Each has one HTTP status.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $name),+ }

        impl Code {
            /// Every code, in the order of its status.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status),+ }
            }

            /// A short sentence for people, the same at every occurrence.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }
        }
    };
}

codes! {
    /// Not a JSON object, not a query string.
    Malformed = 400 "malformed" "The request cannot be read.",
    /// No valid credentials.
    Unauthenticated = 401 "unauthenticated" "Log in first.",
    /// The access token has ended: refresh.
    TokenExpired = 401 "token_expired" "The access token has expired.",
    /// Unknown user or wrong password.
    InvalidCredentials = 401 "invalid_credentials" "The username or the password is wrong.",
    /// Known, and not allowed.
    Forbidden = 403 "forbidden" "You may not do this.",
    /// No account can be made this way.
    RegistrationClosed = 403 "registration_closed" "Registration needs an invite.",
    /// It does not exist, or is not yours to know.
    NotFound = 404 "not_found" "There is nothing here.",
    /// An event of Socket.IO that no server knows.
    UnknownEvent = 404 "unknown_event" "There is no such event.",
    /// The path exists, the method does not.
    MethodNotAllowed = 405 "method_not_allowed" "This method is not allowed here.",
    /// The request did not come to its end in time.
    Timeout = 408 "timeout" "The request took too long to arrive.",
    /// Somebody has this username, or one that looks like it.
    UsernameTaken = 409 "username_taken" "This username is taken.",
    /// Somebody else has used this id.
    IdConflict = 409 "id_conflict" "This id is in use.",
    /// The last owner hands over before leaving.
    LastOwner = 409 "last_owner" "The last owner cannot leave.",
    /// The upload has come further, or less far, than the offset says: ask where it is.
    OffsetConflict = 409 "offset_conflict" "The upload is at another offset.",
    /// It was there and has ended.
    Gone = 410 "gone" "This is gone.",
    /// A version of the protocol of uploads that this server does not speak.
    UnsupportedVersion = 412 "unsupported_version" "This version of tus is not supported.",
    /// More bytes than allowed.
    TooLarge = 413 "too_large" "This is too large.",
    /// A content type that is not taken here.
    UnsupportedType = 415 "unsupported_type" "This content type is not supported.",
    /// The file has nothing at the range asked for.
    RangeNotSatisfiable = 416 "range_not_satisfiable" "There is nothing at this range.",
    /// A field is missing, of the wrong type, or against a rule.
    InvalidField = 422 "invalid_field" "A field is not valid.",
    /// Somebody else is at it just now: try again.
    Locked = 423 "locked" "Another request is at it.",
    /// Too often: wait.
    RateLimited = 429 "rate_limited" "Too many requests. Wait a little.",
    /// Too many of something at a time.
    TooMany = 429 "too_many" "There are too many of these.",
    /// What came is not what its checksum says: send it again.
    ChecksumMismatch = 460 "checksum_mismatch" "The checksum does not match.",
    /// A fault of the server's own.
    Internal = 500 "internal" "Something went wrong on the server.",
    /// The server is behind: try again.
    Busy = 503 "busy" "The server is busy. Try again.",
    /// Something that the server needs is away.
    Unavailable = 503 "unavailable" "The server cannot do this right now.",
    /// The disk is full.
    StorageFull = 507 "storage_full" "The server has no room left.",
    /// The user's share is used up.
    QuotaExceeded = 507 "quota_exceeded" "Your storage is used up.",
}

/// One field that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Name of the field, with dots where it lies deeper.
    pub field: Cow<'static, str>,
    /// `missing`, `wrong_type`, `too_short`, `too_long`, `invalid`, …
    pub code: Cow<'static, str>,
    /// For people.
    pub detail: Cow<'static, str>,
}

/// What a client is told when something cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.as_str())]
pub struct Problem {
    /// What went wrong, for programs.
    pub code: Code,
    /// What went wrong this time, for people.
    pub detail: Cow<'static, str>,
    /// The fields concerned.
    pub errors: Vec<FieldError>,
    /// When it makes sense to try again.
    pub retry_after_ms: Option<u64>,
}

/// The problem's form on the wire.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct Wire {
    /// A URI reference that names the code.
    #[serde(rename = "type")]
    kind: Cow<'static, str>,
    /// The code's sentence.
    title: Cow<'static, str>,
    /// The HTTP status.
    status: u16,
    /// Stable for programs.
    code: Code,
    /// What went wrong this time.
    detail: Cow<'static, str>,
    /// The fields concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// When it makes sense to try again, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
}

impl Problem {
    /// A problem with a detail of its own.
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_ms: None,
        }
    }

    /// One field that is not as it must be.
    pub fn field(
        field: impl Into<Cow<'static, str>>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        let error = FieldError {
            field: field.into(),
            code: code.into(),
            detail: detail.into(),
        };
        Self {
            code: Code::InvalidField,
            detail: format!("{}: {}", error.field, error.detail).into(),
            errors: vec![error],
            retry_after_ms: None,
        }
    }

    /// Too often; come back after `millis`.
    #[must_use]
    pub fn rate_limited(millis: u64) -> Self {
        Self {
            retry_after_ms: Some(millis.max(1)),
            ..Code::RateLimited.into()
        }
    }

    /// The server is behind; come back soon.
    #[must_use]
    pub fn busy() -> Self {
        Self {
            retry_after_ms: Some(1_000),
            ..Code::Busy.into()
        }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code, code.title())
    }
}

impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire {
            kind: format!("/api/docs#{}", self.code.as_str()).into(),
            title: self.code.title().into(),
            status: self.code.status(),
            code: self.code,
            detail: self.detail.clone(),
            errors: self.errors.clone(),
            retry_after_ms: self.retry_after_ms,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Wire {
            code,
            detail,
            errors,
            retry_after_ms,
            ..
        } = Wire::deserialize(deserializer)?;
        Ok(Self {
            code,
            detail,
            errors,
            retry_after_ms,
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(millis) = self.retry_after_ms {
            headers.insert(
                header::RETRY_AFTER,
                HeaderValue::from(millis.div_ceil(1_000)),
            );
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_reads_back_as_it_was_written() {
        let problem = Problem::field("title", "too_long", "at most 80 characters");
        let text = serde_json::to_string(&problem).unwrap();
        assert_eq!(serde_json::from_str::<Problem>(&text).unwrap(), problem);
        assert!(
            text.contains(r#""status":422,"code":"invalid_field""#),
            "{text}"
        );
    }

    #[test]
    fn the_word_of_a_code_is_its_form_on_the_wire() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
