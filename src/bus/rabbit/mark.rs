//! What one RabbitMQ is told from another by: an empty queue of a name that all who use it know, and make
//! again for as long as they do.

use std::time::Duration;

use lapin::options::QueueDeclareOptions;

use super::connect::Line;
use super::topology::{arguments, milliseconds};
use crate::Error;

/// For how long it is there after the last who made it.
const SPAN: Duration = Duration::from_secs(60);

fn queue(prefix: &str, mark: u32) -> String {
    format!("{prefix}bus.{mark:08x}")
}

/// Whether somebody has made it.
pub(super) async fn is_there(line: &Line, prefix: &str, mark: u32) -> Result<bool, Error> {
    let channel = line.channel_now().await?;
    let only_ask = QueueDeclareOptions {
        passive: true,
        ..QueueDeclareOptions::default()
    };
    let asked = channel.queue_declare(queue(prefix, mark).into(), only_ask, arguments([]));
    match asked.await {
        Ok(_) => Ok(true),
        // The channel ends with such an answer.
        Err(error) if matches!(error.kind(), lapin::ErrorKind::ProtocolError(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Makes it, or says that it is used.
pub(super) async fn keep(line: &Line, prefix: &str, mark: u32) -> Result<(), Error> {
    let channel = line.channel_now().await?;
    let durable = QueueDeclareOptions {
        durable: true,
        ..QueueDeclareOptions::default()
    };
    let expires = arguments([("x-expires", milliseconds(SPAN))]);
    channel
        .queue_declare(queue(prefix, mark).into(), durable, expires)
        .await?;
    // A channel that is dropped closes by itself.
    Ok(())
}
