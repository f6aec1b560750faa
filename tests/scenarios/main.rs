//! Scenarios: people use the real server, and things go wrong.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a scenario that cannot go on says why, and fails"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "clients act at the same time, in real time"
)]

mod basics;
mod commands;
mod crash;
mod files_crash;
mod files_download;
mod files_messages;
mod files_operations;
mod files_pictures;
mod files_samples;
mod files_slow;
mod files_tus;
mod files_upload;
mod full_disk;
mod mail;
mod mail_server;
mod moving;
mod moving_killed;
mod moving_refused;
mod newer_database;
mod nginx;
mod nginx_pages;
mod node_clients;
mod order;
mod people;
mod pins;
mod polls;
mod previews;
mod push;
mod push_crash;
mod push_gone;
mod push_secure;
mod push_services;
mod push_subscriptions;
mod push_wishes;
mod random_walk;
mod refused_starts;
mod removed_member;
mod rust_clients;
mod scheduled;
mod search;
mod slow_readers;
mod stopping;
mod sync_property;
mod threads;
mod web_app;
mod write_ahead_log;
