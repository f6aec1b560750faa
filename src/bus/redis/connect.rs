//! One place that says how Redis is spoken to. A client connects again by itself, without end, and what
//! is asked meanwhile fails soon.

use std::time::Duration;

use fred::clients::Client;
use fred::interfaces::ClientLike;
use fred::types::RespVersion;
use fred::types::config::{
    Config, ConnectionConfig, PerformanceConfig, ReconnectPolicy, ServerConfig, TcpConfig,
    UnresponsiveConfig,
};
use fred::types::scripts::Script;

use crate::Error;

const WHAT: &str = "Redis";

/// After this long a command has failed.
pub(super) const COMMAND: Duration = Duration::from_secs(2);
/// After this long a try to connect has failed.
const CONNECT: Duration = Duration::from_secs(5);
/// A connection that owes an answer for longer is closed: its peer is cut off, or stopped.
const UNRESPONSIVE: Duration = Duration::from_secs(5);
/// Between two tries to connect, with as much again by chance.
const RETRY_MS: std::ops::Range<u32> = 100..2_000;
const JITTER_MS: u32 = 500;
/// Commands that may wait to be sent.
const COMMANDS: usize = 65_536;
/// Messages that a listener may be behind; beyond, it has lost some.
const MESSAGES: usize = 16_384;

/// A client that is not connected yet.
pub(super) fn client(url: &str) -> Result<Client, Error> {
    crate::tls::prepare();
    let mut config = Config::from_url(url).map_err(|error| Error::Url {
        what: WHAT,
        reason: error.details().to_owned(),
    })?;
    if matches!(config.server, ServerConfig::Clustered { .. }) {
        // What confirms a subscription must be sent where that was.
        return Err(Error::Url {
            what: WHAT,
            reason: "a cluster is not supported".to_owned(),
        });
    }
    // Version 3 of the protocol has other commands beside subscriptions on one connection.
    config.version = RespVersion::RESP3;
    let connection = ConnectionConfig {
        connection_timeout: CONNECT,
        internal_command_timeout: CONNECT,
        // Whether a command was done whose answer did not come, who asked must decide.
        max_command_attempts: 1,
        max_command_buffer_len: COMMANDS,
        reconnect_on_auth_error: true,
        tcp: TcpConfig {
            nodelay: Some(true),
            ..TcpConfig::default()
        },
        unresponsive: UnresponsiveConfig {
            max_timeout: Some(UNRESPONSIVE),
            interval: UNRESPONSIVE / 5,
        },
        ..ConnectionConfig::default()
    };
    let performance = PerformanceConfig {
        default_command_timeout: COMMAND,
        broadcast_channel_capacity: MESSAGES,
        ..PerformanceConfig::default()
    };
    let again = ReconnectPolicy::Exponential {
        attempts: 0,
        // None: it never gives up.
        max_attempts: 0,
        min_delay: RETRY_MS.start,
        max_delay: RETRY_MS.end,
        base: 2,
        jitter: JITTER_MS,
    };
    Ok(Client::new(
        config,
        Some(performance),
        Some(connection),
        Some(again),
    ))
}

/// What scripts begin with: `now`, in milliseconds, by the one clock that all replicas share.
const NOW: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
";

/// A script that knows the time.
pub(super) fn script(body: &str) -> Script {
    Script::from_lua(format!("{NOW}{body}"))
}

/// Connects for the first time, or says why not.
pub(super) async fn begin(client: &Client) -> Result<(), Error> {
    // Its task ends with the client.
    let connected = client.init().await;
    connected.map(drop).map_err(|error| unreachable(&error))
}

pub(super) fn unreachable(error: &fred::error::Error) -> Error {
    Error::Unreachable {
        what: WHAT,
        reason: error.details().to_owned(),
    }
}

/// Of a command that failed all that is known is that it was not done.
impl From<fred::error::Error> for Error {
    fn from(error: fred::error::Error) -> Self {
        tracing::debug!(%error, "Redis did not do what it was asked");
        Self::Away
    }
}
