//! A connection that comes back: whoever needs a channel is given one on a connection that lives, however
//! long it takes to make it.
//!
//! lapin could recover by itself, but neither a channel that failed alone nor what must happen in between:
//! here whoever has a channel sees its end, and opens another.

use std::time::Duration;

use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, ConnectionProperties};
use models::Random;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::Pause;
use crate::Error;

const WHAT: &str = "RabbitMQ";
/// After this long a broker that has not let us in is tried again. lapin keeps a thread for each such try
/// until the system ends its connection.
const ENTER: Duration = Duration::from_secs(30);
/// How long whoever asks for a channel now waits for it, and for the end of a connection.
const NOW: Duration = Duration::from_secs(5);
/// How long whoever only asks whether there is a connection waits for the answer.
const LOOK: Duration = Duration::from_millis(100);
/// How often either side says that it is there. After two of them without a word it is not.
const HEARTBEAT_SECS: u16 = 10;
/// AMQP's word for an end that is no error (0-9-1, section 1.2).
pub(super) const OK: u16 = 200;

pub(super) struct Line {
    uri: AMQPUri,
    name: &'static str,
    random: Random,
    /// Whoever connects again has it locked; the others wait for the same connection.
    connection: Mutex<Option<Connection>>,
}

impl Line {
    /// Not connected yet.
    pub(super) fn new(url: &str, name: &'static str, random: Random) -> Result<Self, Error> {
        crate::tls::prepare();
        let mut uri: AMQPUri = url
            .parse()
            .map_err(|reason| Error::Url { what: WHAT, reason })?;
        uri.query.heartbeat.get_or_insert(HEARTBEAT_SECS);
        Ok(Self {
            uri,
            name,
            random,
            connection: Mutex::default(),
        })
    }

    /// Connects for the first time, or says why not.
    pub(super) async fn begin(&self) -> Result<(), Error> {
        let connection = self
            .connect()
            .await
            .map_err(|reason| Error::Unreachable { what: WHAT, reason })?;
        *self.connection.lock().await = Some(connection);
        Ok(())
    }

    /// A new channel, as soon as there can be one.
    pub(super) async fn channel(&self) -> Channel {
        let mut pause = Pause::new(&self.random);
        let mut connection = self.connection.lock().await;
        loop {
            if let Some(living) = &*connection
                && living.status().connected()
            {
                match living.create_channel().await {
                    Ok(channel) => return channel,
                    Err(error) => tracing::debug!(%error, "no channel"),
                }
            }
            *connection = None;
            pause.wait().await;
            match self.connect().await {
                Ok(living) => {
                    tracing::info!(connection = self.name, "RabbitMQ is back");
                    *connection = Some(living);
                }
                Err(error) => {
                    tracing::debug!(%error, connection = self.name, "RabbitMQ is away");
                }
            }
        }
    }

    /// A new channel now, or none.
    pub(super) async fn channel_now(&self) -> Result<Channel, Error> {
        let opened = timeout(NOW, self.channel()).await;
        opened.map_err(|_| Error::Away)
    }

    /// Whether there is a connection that lives. Whoever connects again holds it for longer than is waited.
    pub(super) async fn is_there(&self) -> bool {
        let connection = timeout(LOOK, self.connection.lock()).await;
        connection.is_ok_and(|it| it.as_ref().is_some_and(|it| it.status().connected()))
    }

    async fn connect(&self) -> Result<Connection, String> {
        let properties =
            ConnectionProperties::default().with_connection_name(self.name.to_owned().into());
        let connecting = Connection::connect_uri(self.uri.clone(), properties);
        match timeout(ENTER, connecting).await {
            Ok(connected) => connected.map_err(|error| error.to_string()),
            Err(_) => Err("it does not answer in time".to_owned()),
        }
    }

    pub(super) async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            // One that has gone does not mind.
            let _ = timeout(NOW, connection.close(OK, "".into())).await;
        }
    }
}

/// Of a request that failed all that is known is that it was not done.
impl From<lapin::Error> for Error {
    fn from(error: lapin::Error) -> Self {
        tracing::debug!(%error, "RabbitMQ did not do what it was asked");
        Self::Away
    }
}
