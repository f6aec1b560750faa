//! Scenarios of several replicas, with everything that joins them: what only several have. The other
//! scenarios run on two of them where `SNUG_TEST_DATABASE` is `replicas`.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a scenario that cannot go on says why, and fails"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "clients act at the same time, in real time"
)]

mod brokers;
mod chaos;
mod dead;
mod joined;
mod listener;
mod pond;
mod processes;
mod refused;
mod stopping;
mod stores;
mod talker;
mod traces;
mod uploader;
