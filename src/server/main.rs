//! Snug's binary: the command line, the configuration, the composition root, the ingress.
//!
//! It must never hold a rule of the product: it puts the services together and lets requests in.

mod about;
mod address;
mod app;
mod beside;
mod buses;
mod cli;
mod config;
mod docs;
mod files;
#[cfg(test)]
mod files_tests;
#[cfg(test)]
mod fresh;
mod greet;
mod headers;
mod health;
mod invite;
mod keys;
mod layers;
mod listen;
mod lock;
mod log;
mod metric;
mod migrate;
mod moving;
#[cfg(test)]
mod moving_tests;
mod origin;
mod otlp;
mod pace;
mod password;
mod probe;
mod process;
mod push;
mod queue;
mod reference;
mod replica;
mod routes;
mod running;
mod say;
mod serve;
mod shutdown;
mod stores;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod trace;
mod unread;
mod user;
mod web;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Parser as _;
use tokio::runtime::Handle;
use tracing_subscriber::filter::LevelFilter;

use crate::cli::{Cli, Command, ConfigCommand};
use crate::config::{Config, LogFormat};
use crate::say::{complain, say};

/// Gives memory back after a burst, where the system's own keeps it; see `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// For how long the end waits for work that cannot be interrupted, such as hashing a password.
const PATIENCE: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    if let Some(Command::Config(ConfigCommand::Reference)) = cli.command {
        say(reference::render().trim_end());
        return Ok(());
    }
    process::keep_files_private();
    let config = Config::load(cli.config.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("snug")
        .build()
        .context("no threads can be started")?;
    let beside = beside::start().context("no threads can be started")?;
    let command = cli.command.unwrap_or(Command::Serve);
    let result = runtime.block_on(dispatch(command, &config, beside.handle()));
    runtime.shutdown_timeout(PATIENCE);
    beside.shutdown_background();
    result
}

async fn dispatch(command: Command, config: &Config, beside: &Handle) -> Result<()> {
    if let Command::Serve = command {
        log::start(config.log.format, LevelFilter::INFO);
        return serve::serve(config, beside).await;
    }
    log::start(LogFormat::Text, LevelFilter::ERROR);
    match command {
        Command::User(command) => user::run(command, config).await,
        Command::Invite(invite) => invite::run(invite, config).await,
        Command::Keys(command) => keys::run(&command, config).await,
        Command::Push(command) => push::run(command, config).await,
        Command::Files(command) => files::run(command, config).await,
        Command::Queue(command) => queue::run(command, config).await,
        Command::Migrate => migrate::run(config).await,
        Command::Health => probe::run(config).await,
        Command::Move(options) => moving::run(&options, config).await,
        Command::Config(_) => {
            say("The configuration is fine.");
            Ok(())
        }
        Command::Serve => Ok(()),
    }
}
