//! The log: lines for people or for machines, on standard error.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::config::LogFormat;

/// Begins to log, from `level` up where `RUST_LOG` says nothing else.
pub(crate) fn start(format: LogFormat, level: LevelFilter) {
    let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(filter) => EnvFilter::builder()
            .with_default_directive(level.into())
            .parse_lossy(filter),
        // The database would tell of every table that exists already.
        Err(_) => EnvFilter::new(format!("{level},sqlx=warn")),
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    // It is started once; a second time is no reason not to serve.
    let _ = match format {
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    std::panic::set_hook(Box::new(|panic| {
        // Not what it says: that may quote what somebody sent.
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        metrics::counter!("snug_panics_total").increment(1);
        tracing::error!(place, "panicked: this is a defect, please report it");
    }));
}
