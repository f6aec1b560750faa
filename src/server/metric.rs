//! The metrics: their names, what they mean, and the buckets of their histograms. They are counted
//! where things happen; `docs/operating.md` explains each.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use bus::Queue;
use metrics::Unit;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use models::ChangeMessage;
use notification::Notifications;
use socket::Sockets;

use crate::listen::Ingress;
use crate::{buses, otlp};

/// From a tenth of a millisecond to ten seconds.
const SECONDS: &[f64] = &[
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];
const SIZES: &[f64] = &[
    1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0,
];
/// How often gauges are read, and histograms gathered up.
const EVERY: Duration = Duration::from_secs(1);
/// How many times as seldom what is owed is counted.
const OWED_EVERY: u64 = 15;

const COUNTERS: &[(&str, &str)] = &[
    (
        "snug_changes_accepted_total",
        "Messages and changes of messages that were accepted.",
    ),
    (
        "snug_messages_stored_total",
        "Messages that were stored or changed.",
    ),
    (
        "snug_messages_delivered_total",
        "Messages that were put into a socket.",
    ),
    (
        "snug_events_lost_total",
        "Events that could not be announced.",
    ),
    (
        "snug_topic_published_total",
        "Events that were told to other replicas.",
    ),
    (
        "snug_topic_losses_total",
        "Times that events of other replicas were missed.",
    ),
    (
        "snug_sync_storms_total",
        "Times that all clients were asked to sync.",
    ),
    (
        "snug_syncs_required_total",
        "Clients that were asked to sync.",
    ),
    (
        "snug_jobs_failed_total",
        "Jobs that went to the dead letters.",
    ),
    (
        "snug_slow_readers_cut_total",
        "Sockets that were cut because they did not read.",
    ),
    (
        "snug_connections_refused_total",
        "Connections of addresses that had too many.",
    ),
    ("snug_panics_total", "Defects: panics that were caught."),
    ("snug_file_bytes_in_total", "Bytes of files that came."),
    (
        "snug_file_bytes_out_total",
        "Bytes of files that this server sent.",
    ),
    (
        "snug_files_collected_total",
        "Contents that no file had any more, and that were deleted.",
    ),
    (
        "snug_file_store_errors_total",
        "Times that the disk or bucket of files did not do what it was asked.",
    ),
    (otlp::LOST, "Spans of traces that no collector has taken."),
];
/// Counted by outcome.
const PUSHES: &str = "snug_pushes_total";
const OUTCOMES: [&str; 5] = ["sent", "failed", "refused", "ended", "given_up"];
const MAILS: &str = "snug_mails_total";
const MAIL_OUTCOMES: [&str; 4] = ["sent", "failed", "refused", "ended"];
/// Counted by queue.
const REDELIVERED: &str = "snug_jobs_redelivered_total";
const REFUSED: &str = "snug_jobs_refused_total";
const QUEUES: [&str; 2] = [buses::CHANGES, buses::OWED];
/// Counted by reason.
const FAILURES: &str = "snug_upload_failures_total";
const REASONS: [&str; 5] = ["too_large", "quota", "checksum", "storage", "unfit"];
const GAUGES: &[(&str, &str)] = &[
    (
        "snug_connections",
        "HTTP connections that are open, without WebSockets.",
    ),
    ("snug_sockets", "Sockets that are connected."),
    ("snug_queue_depth", "Changes that wait to be stored."),
    (
        "snug_replicas",
        "Replicas that live, as this one counts them.",
    ),
    (
        "snug_queue_partitions",
        "Parts of the queue of changes that this replica stores from.",
    ),
    ("snug_uploads", "Uploads that bytes come of."),
    (
        "snug_pushes_owed",
        "Pushes that no push service has taken yet.",
    ),
    (
        "snug_push_services_paused",
        "Push services that refuse this server, and are left alone for now.",
    ),
];
const HISTOGRAMS: &[(&str, &str)] = &[
    ("snug_store_batch_size", "Changes in one transaction."),
    (
        "snug_store_seconds",
        "One transaction of changes, from its first statement to its commit.",
    ),
    (
        "snug_store_lag_seconds",
        "How long the oldest change of a transaction had waited for it.",
    ),
    (
        "snug_db_commit_seconds",
        "One commit of SQLite's writer, with all that was in it.",
    ),
    (
        "snug_accept_seconds",
        "From a change that came in to its acknowledgement.",
    ),
    ("snug_http_seconds", "From a request to its answer."),
    (
        "snug_picture_seconds",
        "One picture, from when it waits for a thread to its thumbnails.",
    ),
];

/// Installs the recorder. Once in a process.
///
/// # Errors
/// When there is one already.
pub(crate) fn install() -> Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)?
        .set_buckets_for_metric(Matcher::Suffix("_size".to_owned()), SIZES)?
        .install_recorder()?;
    for (name, about) in COUNTERS {
        metrics::describe_counter!(*name, *about);
        // So that a rate can be taken from the first one on.
        metrics::counter!(*name).absolute(0);
    }
    metrics::describe_counter!(
        REDELIVERED,
        "Jobs that the broker gave out again, by queue."
    );
    metrics::describe_counter!(REFUSED, "Jobs that the broker did not take, by queue.");
    for queue in QUEUES {
        metrics::counter!(REDELIVERED, "queue" => queue).absolute(0);
        metrics::counter!(REFUSED, "queue" => queue).absolute(0);
    }
    metrics::describe_counter!(FAILURES, "Uploads that failed, by reason.");
    for reason in REASONS {
        metrics::counter!(FAILURES, "reason" => reason).absolute(0);
    }
    metrics::describe_counter!(
        PUSHES,
        "Answers of push services, by what came of the push."
    );
    for outcome in OUTCOMES {
        metrics::counter!(PUSHES, "outcome" => outcome).absolute(0);
    }
    metrics::describe_counter!(
        MAILS,
        "Answers of the mail server, by what came of the mail."
    );
    for outcome in MAIL_OUTCOMES {
        metrics::counter!(MAILS, "outcome" => outcome).absolute(0);
    }
    for (name, about) in GAUGES {
        metrics::describe_gauge!(*name, *about);
    }
    for (name, about) in HISTOGRAMS {
        let unit = if name.ends_with("_seconds") {
            Unit::Seconds
        } else {
            Unit::Count
        };
        metrics::describe_histogram!(*name, unit, *about);
    }
    Ok(handle)
}

/// Keeps what is read, rather than counted; never returns.
pub(crate) async fn keep(
    handle: PrometheusHandle,
    sockets: Sockets,
    ingress: Ingress,
    queue: Arc<dyn Queue<ChangeMessage>>,
    notifications: Notifications,
) {
    for round in 0_u64.. {
        // Counting them reads them all.
        if round.is_multiple_of(OWED_EVERY)
            && let Ok(owed) = notifications.owed().await
        {
            metrics::gauge!("snug_pushes_owed").set(owed as f64);
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a gauge of things that fit in memory"
        )]
        {
            metrics::gauge!("snug_connections").set(ingress.count() as f64);
            metrics::gauge!("snug_sockets").set(sockets.count() as f64);
            metrics::gauge!("snug_queue_depth").set(queue.depth() as f64);
            let paused = notifications.paused().len();
            metrics::gauge!("snug_push_services_paused").set(paused as f64);
        }
        handle.run_upkeep();
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that stand in a text.
    fn named(text: &str) -> impl Iterator<Item = &str> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.filter(|word| word.starts_with("snug_"))
    }

    #[test]
    fn the_dashboard_shows_metrics_that_there_are() {
        let plain = [COUNTERS, GAUGES, HISTOGRAMS].concat();
        let plain = plain.into_iter().map(|(name, _)| name);
        let known: Vec<&str> = plain
            .chain([PUSHES, MAILS, REDELIVERED, REFUSED, FAILURES])
            .collect();
        let dashboard = include_str!("../../config/grafana.json");
        for name in named(dashboard) {
            let of_histogram = ["_bucket", "_sum", "_count"];
            let base = of_histogram.iter().find_map(|end| name.strip_suffix(end));
            assert!(
                known.contains(&name) || base.is_some_and(|base| known.contains(&base)),
                "{name}"
            );
        }
    }

    #[test]
    fn each_metric_is_explained_to_operators() {
        let text = include_str!("../../docs/operating.md");
        let known: Vec<&str> = named(text).collect();
        for (name, _) in [COUNTERS, GAUGES, HISTOGRAMS].concat() {
            assert!(known.contains(&name), "{name}");
        }
    }
}
