//! The jobs that could not be done, by a defect or because this version does not know them. They stay until
//! somebody has them done after all, or lets them go.

use std::sync::Arc;

use lapin::message::BasicGetMessage;
use lapin::options::{
    BasicAckOptions, BasicGetOptions, BasicNackOptions, BasicPublishOptions, ConfirmSelectOptions,
};
use lapin::types::AMQPValue;
use lapin::{BasicProperties, Channel, Confirmation};

use super::connect::{Line, OK};
use super::topology::Topology;
use crate::Error;

/// AMQP's word for what survives a restart.
const PERSISTENT: u8 = 2;
/// What RabbitMQ says where a dead letter came from by.
const FROM: &str = "x-first-death-queue";

/// The dead letters of one queue.
pub struct DeadLetters {
    line: Arc<Line>,
    topology: Topology,
}

/// A job that could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// What it is called by.
    pub id: String,
    /// The partition it came from.
    pub queue: String,
    /// The job as it was published: JSON, unless that was what was wrong with it.
    pub body: String,
}

/// Some of the dead letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All that are there now.
    All,
    /// The one of this id.
    One(String),
}

impl Which {
    fn has(&self, letter: &DeadLetter) -> bool {
        match self {
            Self::All => true,
            Self::One(id) => *id == letter.id,
        }
    }
}

impl DeadLetters {
    pub(super) fn new(line: Arc<Line>, topology: Topology) -> Self {
        Self { line, topology }
    }

    /// The oldest, up to `most`. They stay where they are.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn list(&self, most: usize) -> Result<Vec<DeadLetter>, Error> {
        let channel = self.line.channel_now().await?;
        let letters = self.get(&channel, most).await?;
        leave(&channel).await?;
        Ok(letters.into_iter().map(|(letter, _)| letter).collect())
    }

    /// Puts some back to where they came from, behind what waits there; how many there were.
    ///
    /// # Errors
    /// [`Error::Away`], also where the queue is full. What was not put back yet stays.
    pub async fn retry(&self, which: &Which) -> Result<usize, Error> {
        self.end(which, true).await
    }

    /// Lets some go for good; how many there were.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn discard(&self, which: &Which) -> Result<usize, Error> {
        self.end(which, false).await
    }

    async fn end(&self, which: &Which, again: bool) -> Result<usize, Error> {
        let channel = self.line.channel_now().await?;
        let confirms = ConfirmSelectOptions::default();
        channel.confirm_select(confirms).await?;
        let mut ended = 0;
        for (letter, message) in self.get(&channel, usize::MAX).await? {
            if !which.has(&letter) {
                continue;
            }
            if again {
                put_back(&channel, &letter, &message).await?;
            }
            // Not before it is safe elsewhere.
            let this = BasicAckOptions::default();
            message.ack(this).await?;
            ended += 1;
        }
        leave(&channel).await?;
        Ok(ended)
    }

    /// Takes what is there now, as long as the channel lives.
    async fn get(
        &self,
        channel: &Channel,
        most: usize,
    ) -> Result<Vec<(DeadLetter, BasicGetMessage)>, Error> {
        let mut letters = Vec::new();
        while letters.len() < most {
            let get = channel.basic_get(self.topology.dead().into(), BasicGetOptions::default());
            let Some(message) = get.await? else {
                break;
            };
            letters.push((read(&message), message));
        }
        Ok(letters)
    }
}

/// Puts all back that was only looked at, in its order.
async fn leave(channel: &Channel) -> Result<(), Error> {
    let back = BasicNackOptions {
        multiple: true,
        requeue: true,
    };
    channel.basic_nack(0, back).await?;
    Ok(channel.close(OK, "".into()).await?)
}

fn read(message: &BasicGetMessage) -> DeadLetter {
    let properties = &message.properties;
    let id = properties.message_id().as_ref();
    let from = properties.headers().as_ref();
    let from = from.and_then(|headers| headers.inner().get(FROM));
    DeadLetter {
        id: id.map(ToString::to_string).unwrap_or_default(),
        queue: match from {
            Some(AMQPValue::LongString(queue)) => queue.to_string(),
            _ => String::new(),
        },
        body: String::from_utf8_lossy(&message.data).into_owned(),
    }
}

async fn put_back(
    channel: &Channel,
    letter: &DeadLetter,
    message: &BasicGetMessage,
) -> Result<(), Error> {
    let properties = BasicProperties::default()
        .with_delivery_mode(PERSISTENT)
        .with_message_id(letter.id.clone().into());
    let options = BasicPublishOptions {
        mandatory: true,
        ..BasicPublishOptions::default()
    };
    let queue = letter.queue.clone().into();
    let sent = channel.basic_publish("".into(), queue, options, &message.data, properties);
    match sent.await?.await? {
        Confirmation::Ack(None) => Ok(()),
        _ => Err(Error::Away),
    }
}
