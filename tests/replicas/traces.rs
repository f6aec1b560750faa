//! Traces: an operator follows one message through all replicas, and nobody who talks notices.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tests::collector::{Collector, Span};
use tests::{Builder, TestServer, eventually, new_id};
use uuid::Uuid;

const SECRET: &str = "a-key-of-the-collector";

/// Follows every message.
fn followed(builder: Builder, collector: &Collector) -> Builder {
    builder
        .unlimited()
        .env("SNUG_TRACES__URL", collector.url())
        .env("SNUG_TRACES__HEADERS", format!("X-Key: {SECRET}"))
        .env("SNUG_TRACES__RATIO", "1")
}

/// Of one message: its accept and its store, once both have come.
async fn trace_of(collector: &Collector, id: Uuid) -> (Span, Span) {
    eventually("the spans of a message", async || {
        let mut spans = collector.spans();
        spans.retain(|span| span.fact("snug.message.id") == Some(id.to_string()));
        let named = |name| spans.iter().find(|span| span.span.name == name).cloned();
        Some((named("message.accept")?, named("message.store")?))
    })
    .await
}

/// The fan-outs that a store leads to, at so many replicas at least.
async fn fan_outs(collector: &Collector, store: &Span, least: usize) -> Vec<Span> {
    let (trace_id, span_id) = match &store.span.links[..] {
        [] => (&store.span.trace_id, &store.span.span_id),
        [first, ..] => (&first.trace_id, &first.span_id),
    };
    eventually("the fan-outs of a message", async || {
        let mut spans = collector.spans();
        spans.retain(|Span { span, .. }| {
            span.name == "message.fan_out"
                && (&span.trace_id, &span.parent_span_id) == (trace_id, span_id)
        });
        (spans.len() >= least).then_some(spans)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trace_leads_from_the_accept_at_one_replica_to_the_sockets_of_the_other() {
    let collector = Collector::start().await;
    let builder = followed(TestServer::builder().replicas(2), &collector);
    let server = builder
        .env("SNUG_TRACES__SERVICE_NAME", "the-pond")
        .start()
        .await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let (hers, mut his) = (alice.connect().await, bob.connect().await);
    let group = alice.group("The pond", &[&bob]).await;
    his.expect_event("conversation:me", |me| {
        me["conversation_id"] == json!(group)
    })
    .await;
    let (id, text) = (new_id(), "what nobody else may read");
    let message = json!({ "id": id, "conversation_id": group, "body": text });
    hers.emit_with_ack("message:send", message).await;
    his.expect_message(text).await;

    let (accept, store) = trace_of(&collector, id).await;
    let told = fan_outs(&collector, &store, 2).await;
    assert_eq!(told.len(), 2, "each replica told its sockets: {told:?}");
    assert_ne!(told[0].instance, told[1].instance);
    let (mine, other): (Vec<Span>, Vec<Span>) = told
        .into_iter()
        .partition(|span| span.instance == accept.instance);
    let [here, there] = [&mine[0], &other[0]];

    // One trace, each step knowing the one before.
    assert_eq!(accept.span.parent_span_id, b"");
    assert_eq!(store.span.parent_span_id, accept.span.span_id);
    for span in [&accept, &store, here, there] {
        assert_eq!(span.span.trace_id, accept.span.trace_id);
        assert_eq!(span.fact("snug.conversation.id"), Some(group.to_string()));
        assert!(span.span.end_time_unix_nano > span.span.start_time_unix_nano);
        assert!(span.span.start_time_unix_nano >= accept.span.start_time_unix_nano);
        assert!(span.resource.iter().any(|it| it.key == "host.name"));
    }
    assert_eq!(accept.fact("snug.change").as_deref(), Some("send"));
    assert_eq!(store.fact("snug.batch.size").as_deref(), Some("1"));
    assert_eq!(there.fact("snug.sockets").as_deref(), Some("1"));

    for (headers, body) in collector.requests() {
        assert_eq!(headers["x-key"], SECRET);
        assert_eq!(headers["content-type"], "application/x-protobuf");
        let body = String::from_utf8_lossy(&body);
        assert!(body.contains("the-pond"), "the service's name: {body}");
        assert!(!body.contains(text) && !body.contains("alice"), "{body}");
    }
    assert!(!server.log().contains(SECRET));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_many_messages_that_are_stored_as_one_leads_to_where_it_was_told() {
    let collector = Collector::start().await;
    let builder = followed(TestServer::builder().replicas(2), &collector);
    let server = builder.start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let (hers, mut his) = (alice.connect().await, bob.connect().await);
    let group = alice.group("The pond", &[&bob]).await;
    his.expect_event("conversation:me", |me| {
        me["conversation_id"] == json!(group)
    })
    .await;
    let ids: Vec<Uuid> = (0..60).map(|_| new_id()).collect();
    let sent = ids.iter().map(|id| {
        let message = json!({ "id": id, "conversation_id": group, "body": id.to_string() });
        hers.emit_with_ack("message:send", message)
    });
    join_all(sent).await;
    his.expect_message(&ids[59].to_string()).await;
    for id in ids {
        let (accept, store) = trace_of(&collector, id).await;
        assert_eq!(store.span.trace_id, accept.span.trace_id);
        fan_outs(&collector, &store, 2).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_hangs_slows_neither_the_chat_nor_a_stop() {
    let collector = Collector::start().await;
    collector.hang();
    let builder = followed(TestServer::builder().replicas(2), &collector);
    let mut server = builder.start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let group = alice.group("The pond", &[&bob]).await;
    let (hers, mut his) = (alice.connect().await, bob.connect().await);
    for number in 0..50 {
        let text = format!("number {number}");
        let begun = std::time::Instant::now();
        hers.send(group, &text).await;
        his.expect_message(&text).await;
        // A request to the collector is given up after ten seconds.
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(5), "{text} took {took:?}");
    }
    eventually("the collector is asked", async || {
        (!collector.requests().is_empty()).then_some(())
    })
    .await;
    hers.disconnect().await;
    his.disconnect().await;
    let (status, took) = server.terminate().await;
    assert!(status.success(), "{status}");
    assert!(took < Duration::from_secs(5), "{took:?}");
    let log = server.log();
    assert!(!log.contains("not everything came to its end"), "{log}");
    assert!(!log.contains(SECRET), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_collector_refuses_is_counted_and_told_once_and_the_last_spans_are_sent_at_a_stop()
{
    let collector = Collector::start().await;
    collector.answer(401);
    let mut server = followed(TestServer::builder().alone(), &collector)
        .start()
        .await;
    let alice = server.user("alice").await;
    let (group, socket) = (alice.group("Notes", &[]).await, alice.connect().await);
    for number in 0..3 {
        let before = collector.requests().len();
        socket.send(group, &format!("number {number}")).await;
        eventually("it is refused", async || {
            (collector.requests().len() > before).then_some(())
        })
        .await;
    }
    let told = "the collector takes no traces";
    eventually("it is told", async || {
        server.log().contains(told).then_some(())
    })
    .await;
    let log = server.log();
    assert_eq!(log.matches(told).count(), 1, "{log}");
    assert!(log.contains("401") && !log.contains(SECRET), "{log}");
    assert!(!log.contains(collector.url()), "{log}");
    let metrics = server.http().get(server.url("/metrics")).send().await;
    let metrics = metrics.expect("an answer").text().await.expect("its text");
    let lost = metrics
        .lines()
        .find_map(|line| line.strip_prefix("snug_spans_lost_total "));
    let lost: u64 = lost.expect("it is counted").parse().expect("a number");
    assert!(lost > 0);

    collector.answer(200);
    let id = new_id();
    let message = json!({ "id": id, "conversation_id": group, "body": "the last one" });
    socket.emit_with_ack("message:send", message).await;
    let (status, _) = server.terminate().await;
    assert!(status.success(), "{status}");
    trace_of(&collector, id).await;
    assert!(server.log().contains("takes traces again"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_busy_for_a_moment_has_the_spans_a_little_later() {
    let collector = Collector::start().await;
    collector.answer(503);
    let server = followed(TestServer::builder().alone(), &collector)
        .start()
        .await;
    let alice = server.user("alice").await;
    let (group, socket) = (alice.group("Notes", &[]).await, alice.connect().await);
    socket.send(group, "hello").await;
    let refused = eventually("it is refused", async || {
        collector.requests().into_iter().next()
    })
    .await;
    collector.answer(200);
    eventually("the same comes again", async || {
        let requests = collector.requests();
        let same = requests.iter().filter(|(_, body)| *body == refused.1);
        (same.count() >= 2).then_some(())
    })
    .await;
    assert!(!server.log().contains("the collector takes no traces"));
}
