//! One request to the collector, and what came of it.

use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message as _;
use reqwest::redirect::Policy;

use crate::config::Header;

const CONNECTS_WITHIN: Duration = Duration::from_secs(3);
/// All of a request, from looking up a name to the end of the answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read: it says how many spans were refused.
const READ: usize = 64 * 1_024;

/// What is sent; cheap to clone.
pub(super) type Body = bytes::Bytes;

/// Why the collector has not taken a batch, without where it is or what it said.
pub(super) struct Failure {
    pub(super) reason: String,
    /// Whether it may take it later (OTLP, "Failures": 429, 502, 503, 504, or no answer).
    pub(super) again: bool,
}

pub(super) struct Client {
    http: reqwest::Client,
    url: String,
}

impl Client {
    pub(super) fn new(url: String, headers: &[Header]) -> reqwest::Result<Self> {
        let mut all = HeaderMap::new();
        let protobuf = HeaderValue::from_static("application/x-protobuf");
        all.insert(CONTENT_TYPE, protobuf);
        for Header { name, value } in headers {
            all.append(name, value.clone());
        }
        let http = reqwest::Client::builder()
            .user_agent(concat!("Snug/", env!("CARGO_PKG_VERSION")))
            .default_headers(all)
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECTS_WITHIN)
            .timeout(ANSWERS_WITHIN)
            .build()?;
        Ok(Self { http, url })
    }

    /// Sends a batch; how many of its spans were refused.
    pub(super) async fn send(&self, body: Body) -> Result<usize, Failure> {
        let answer = self.http.post(&self.url).body(body).send().await;
        let mut answer = answer.map_err(|error| explain(&error))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(refusal(status));
        }
        let mut said = Vec::new();
        // What goes wrong from here on changes nothing: the batch is taken.
        while said.len() < READ
            && let Ok(Some(chunk)) = answer.chunk().await
        {
            said.extend_from_slice(&chunk);
        }
        let said = ExportTraceServiceResponse::decode(&*said).unwrap_or_default();
        let refused = said.partial_success.map_or(0, |it| it.rejected_spans);
        Ok(usize::try_from(refused).unwrap_or(0))
    }
}

fn refusal(status: StatusCode) -> Failure {
    Failure {
        reason: format!("it answers {status}"),
        again: matches!(status.as_u16(), 429 | 502..=504),
    }
}

fn explain(error: &reqwest::Error) -> Failure {
    let reason = if error.is_timeout() {
        "it does not answer in time"
    } else if error.is_connect() {
        "it cannot be reached"
    } else {
        "it gives no answer that can be read"
    };
    Failure {
        reason: reason.to_owned(),
        again: true,
    }
}
