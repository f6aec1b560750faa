//! The section about traces, in the operator's words too.

use std::fmt;
use std::str::FromStr as _;

use anyhow::{Result, ensure};
use http::{HeaderName, HeaderValue, Uri};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::value::{list, ratio};

/// How the way of single messages is told to a collector of OpenTelemetry, from their accept to the
/// sockets of each replica: ids and times, and never a text. Off without `url`.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Traces {
    /// The collector, which takes OTLP over HTTP. /v1/traces is added to it.
    #[schema(example = "http://localhost:4318")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// What is sent along, such as a key of the collector's: each of the form "name: value".
    #[schema(value_type = Vec<String>, example = json!(["authorization: Bearer secret"]))]
    #[serde(deserialize_with = "list")]
    pub(crate) headers: Vec<Header>,
    /// Of how many messages the way is told, from 0 (none) to 1 (all): 0.01 is one in a hundred.
    #[serde(deserialize_with = "ratio")]
    pub(crate) ratio: f64,
    /// What this server is called in traces.
    pub(crate) service_name: String,
}

impl Default for Traces {
    fn default() -> Self {
        Self {
            url: None,
            headers: Vec::new(),
            ratio: 0.01,
            service_name: "snug".to_owned(),
        }
    }
}

/// Without the URL and the headers, which hold secrets.
impl fmt::Debug for Traces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.url.is_some() { "on" } else { "off" })
    }
}

/// A header of HTTP. Its value may be a secret, and no error says it.
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Header {
    pub(crate) name: HeaderName,
    pub(crate) value: HeaderValue,
}

impl TryFrom<String> for Header {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || "a header of `traces.headers` is not of the form \"name: value\"".to_owned();
        let (name, value) = text.split_once(':').ok_or_else(wrong)?;
        let name = HeaderName::from_str(name.trim()).map_err(|_| wrong())?;
        let mut value = HeaderValue::from_str(value.trim()).map_err(|_| wrong())?;
        value.set_sensitive(true);
        Ok(Self { name, value })
    }
}

impl From<Header> for String {
    fn from(header: Header) -> Self {
        let value = header.value.to_str().unwrap_or_default();
        format!("{}: {value}", header.name)
    }
}

impl Traces {
    /// Where spans are sent to, if there is a collector.
    pub(crate) fn endpoint(&self) -> Option<String> {
        let url = self.url.as_deref()?.trim_end_matches('/');
        Some(format!("{url}/v1/traces"))
    }

    pub(super) fn validate(&self) -> Result<()> {
        ensure!(
            (0.0..=1.0).contains(&self.ratio),
            "`traces.ratio` is not between 0 and 1"
        );
        ensure!(
            !self.service_name.trim().is_empty(),
            "`traces.service_name` is empty"
        );
        let Some(url) = &self.url else {
            ensure!(
                self.headers.is_empty(),
                "`traces.headers` says nothing without `traces.url`"
            );
            return Ok(());
        };
        let uri = Uri::from_str(url).ok();
        let is_http = uri.is_some_and(|uri| {
            let has_host = uri.host().is_some_and(|host| !host.is_empty());
            has_host && matches!(uri.scheme_str(), Some("http" | "https")) && uri.query().is_none()
        });
        ensure!(
            is_http && !url.contains('@'),
            "`traces.url` is not of the form http://localhost:4318 (keys go into `traces.headers`)"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_is_refused_with_its_key_and_without_its_secrets() {
        for (text, key) in [
            ("url = \"localhost:4318\"", "traces.url"),
            ("url = \"grpc://a:4317\"", "traces.url"),
            ("url = \"http://hidden:hidden@a\"", "traces.url"),
            ("url = \"https://a/?key=hidden\"", "traces.url"),
            ("headers = [\"a: hidden\"]", "traces.headers"),
            ("headers = [\"hidden\"]", "traces.headers"),
            ("headers = [\"a: hid\\nden\"]", "traces.headers"),
            ("ratio = 1.5", "traces.ratio"),
            ("ratio = nan", "traces.ratio"),
            ("service_name = \" \"", "traces.service_name"),
        ] {
            let refused = match toml::from_str::<Traces>(text) {
                Ok(traces) => traces.validate().unwrap_err().to_string(),
                // What the library says has the line of the file beside it.
                Err(error) => error.message().to_owned(),
            };
            assert!(refused.contains(key), "{text}: {refused}");
            assert!(!refused.contains("hid"), "{text}: {refused}");
        }
    }

    #[test]
    fn secrets_are_never_printed() {
        let text = "url = \"https://a:1/b/\"\nheaders = \"X-Key: hidden, b: c\"\nratio = \"0.5\"";
        let traces: Traces = toml::from_str(text).unwrap();
        traces.validate().unwrap();
        assert_eq!(traces.endpoint().unwrap(), "https://a:1/b/v1/traces");
        assert_eq!(traces.headers.len(), 2);
        assert_eq!(format!("{traces:?}"), "on");
        assert_eq!(format!("{:?}", traces.headers[0].value), "Sensitive");
    }
}
