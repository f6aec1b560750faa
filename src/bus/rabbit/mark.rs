//! What one RabbitMQ is told from another by: an empty queue of a name that all who use it know, and make
//! again for as long as they do. It is no quorum queue: those are not kept alive by being made again
//! (<https://github.com/rabbitmq/rabbitmq-server/issues/5894>).

use std::time::Duration;

use lapin::options::QueueDeclareOptions;

use super::connect::Line;
use super::topology::{arguments, milliseconds};
use crate::Error;

/// What a broker says where there is none. Where its node is down the answer is 404 as well: then nobody knows.
const NONE: &str = "no queue";
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
        Err(error) => match error.kind() {
            lapin::ErrorKind::ProtocolError(reason) if reason.to_string().contains(NONE) => {
                Ok(false)
            }
            _ => Err(error.into()),
        },
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
