//! Spans as OTLP has them: protobuf, of the types that OpenTelemetry makes from its own definition.

use bytes::Bytes;
use models::trace::{Fact, Role, Span, Traceparent};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{self as otlp, span, status};
use prost::Message as _;
use uuid::Uuid;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// W3C's flags of a trace that is followed.
const FOLLOWED: u32 = 1;

/// Who it is that tells of its spans: by its service, and this process of it.
pub(super) fn resource(service_name: &str, instance: Uuid) -> Resource {
    let host = rustix::system::uname();
    let host = host.nodename().to_string_lossy().into_owned();
    let attributes = [
        ("service.name", service_name.to_owned()),
        ("service.version", VERSION.to_owned()),
        ("service.instance.id", instance.to_string()),
        ("host.name", host),
    ];
    let attributes = attributes.map(|(key, text)| attribute(key, Value::StringValue(text)));
    Resource {
        attributes: attributes.into(),
        ..Resource::default()
    }
}

/// One request.
pub(super) fn request(resource: &Resource, spans: Vec<Span>) -> Bytes {
    let scope = InstrumentationScope {
        name: "snug".to_owned(),
        version: VERSION.to_owned(),
        ..InstrumentationScope::default()
    };
    let spans = otlp::ScopeSpans {
        scope: Some(scope),
        spans: spans.into_iter().map(encode).collect(),
        ..otlp::ScopeSpans::default()
    };
    let request = ExportTraceServiceRequest {
        resource_spans: vec![otlp::ResourceSpans {
            resource: Some(resource.clone()),
            scope_spans: vec![spans],
            ..otlp::ResourceSpans::default()
        }],
    };
    request.encode_to_vec().into()
}

fn encode(span: Span) -> otlp::Span {
    let kind = match span.role {
        Role::Producer => span::SpanKind::Producer,
        Role::Consumer => span::SpanKind::Consumer,
    };
    let parent = span.parent_id.map(|id| id.get().to_be_bytes().into());
    let mut attributes: Vec<KeyValue> = span.facts.into_iter().map(fact).collect();
    let mut status = None;
    if let Some(code) = span.error {
        attributes.push(attribute("error.type", Value::StringValue(code.to_owned())));
        status = Some(otlp::Status {
            code: status::StatusCode::Error.into(),
            ..otlp::Status::default()
        });
    }
    otlp::Span {
        trace_id: span.own.trace_id.to_be_bytes().into(),
        span_id: span.own.span_id.get().to_be_bytes().into(),
        parent_span_id: parent.unwrap_or_default(),
        flags: FOLLOWED,
        name: span.name.to_owned(),
        kind: kind.into(),
        start_time_unix_nano: span.begun_ns,
        end_time_unix_nano: span.ended_ns,
        attributes,
        links: span.link.into_iter().map(link).collect(),
        status,
        ..otlp::Span::default()
    }
}

fn link(to: Traceparent) -> span::Link {
    span::Link {
        trace_id: to.trace_id.to_be_bytes().into(),
        span_id: to.span_id.get().to_be_bytes().into(),
        flags: FOLLOWED,
        ..span::Link::default()
    }
}

fn fact((key, fact): (&'static str, Fact)) -> KeyValue {
    let value = match fact {
        Fact::Id(id) => Value::StringValue(id.to_string()),
        Fact::Count(count) => Value::IntValue(i64::try_from(count).unwrap_or(i64::MAX)),
        Fact::Word(word) => Value::StringValue(word.to_owned()),
    };
    attribute(key, value)
}

fn attribute(key: &str, value: Value) -> KeyValue {
    KeyValue {
        key: key.to_owned(),
        value: Some(AnyValue { value: Some(value) }),
        ..KeyValue::default()
    }
}
