//! Socket.IO 5 over Engine.IO 4 over WebSocket, at the level of frames.
//!
//! This is all that the bench uses, for thousands of sockets on little processor time: a frame is
//! handed out as it came, told apart by its first bytes, and parsed by whoever wants to.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use rustls::ClientConfig;
use serde_json::Value;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config};

use crate::Site;

/// A connected stream of frames.
pub type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How to connect.
#[derive(Debug, Clone)]
pub struct Options {
    /// The server's address.
    pub address: SocketAddr,
    /// The WebSocket's URL.
    pub url: String,
    /// How it is encrypted, if it is.
    pub tls: Option<Arc<ClientConfig>>,
    /// What goes along with CONNECT: `{"token": …}`.
    pub auth: Value,
    /// The address to come from: ports run out at about 28,000 for each.
    pub source: Option<IpAddr>,
    /// How much the kernel keeps for a client that does not read.
    pub receive_buffer: Option<u32>,
}

impl Options {
    /// A connection with an access token.
    #[must_use]
    pub fn new(address: SocketAddr, token: &str) -> Self {
        Self::at(&Site::plain(address), token)
    }

    /// The same at a site.
    #[must_use]
    pub fn at(site: &Site, token: &str) -> Self {
        let auth = serde_json::json!({ "token": token });
        Self {
            address: site.address(),
            url: site.socket_url("/socket.io/?EIO=4&transport=websocket"),
            tls: site.tls(),
            auth,
            source: None,
            receive_buffer: None,
        }
    }
}

/// A connection that did not come about.
#[derive(Debug)]
pub enum Error {
    /// The server answered `connect_error`, with this message.
    Refused(String),
    /// The server refused the WebSocket itself, with this status.
    Status(u16),
    /// The connection failed or ended before it was one.
    Lost(String),
}

/// A connection that came about.
#[derive(Debug)]
pub struct Connected {
    /// Its frames from here on.
    pub stream: Stream,
    /// Events that the server sent before it confirmed the connection. They count: the official
    /// clients keep them and hand them out after.
    pub early: Vec<Utf8Bytes>,
}

/// What a frame is.
#[derive(Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// Engine.IO asks whether we live: answer [`PONG`].
    Ping,
    /// The namespace is connected.
    Connected,
    /// The server says goodbye to the namespace; the official clients stay away after it.
    Disconnected,
    /// An event: a JSON array of its name and arguments.
    Event(&'a str),
    /// The answer to an event of ours: its number, and a JSON array.
    Ack(u64, &'a str),
    /// The namespace was refused: a JSON object with `message`.
    Refused(&'a str),
    /// Anything else.
    Other(&'a str),
}

/// The answer to a ping.
pub const PONG: Message = Message::Text(Utf8Bytes::from_static("3"));

/// Tells what a frame is, by its first bytes.
#[must_use]
pub fn parse(frame: &str) -> Packet<'_> {
    if frame == "2" {
        return Packet::Ping;
    }
    match frame.as_bytes() {
        [b'4', b'0', ..] => Packet::Connected,
        [b'4', b'1', ..] => Packet::Disconnected,
        [b'4', b'2', ..] => {
            Packet::Event(frame[2..].trim_start_matches(|c: char| c.is_ascii_digit()))
        }
        [b'4', b'3', ..] => {
            let rest = &frame[2..];
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            match rest[..digits].parse() {
                Ok(id) => Packet::Ack(id, &rest[digits..]),
                Err(_) => Packet::Other(frame),
            }
        }
        [b'4', b'4', ..] => Packet::Refused(&frame[2..]),
        _ => Packet::Other(frame),
    }
}

/// The name and the argument of an event, which is a JSON array of the two.
#[must_use]
pub fn event(array: &str) -> Option<(&str, &str)> {
    let (name, rest) = array.strip_prefix("[\"")?.split_once('"')?;
    Some((
        name,
        rest.strip_prefix(',')
            .unwrap_or("null]")
            .strip_suffix(']')?,
    ))
}

/// The frame of an event of ours; with a number the server answers it.
#[must_use]
pub fn emit(id: Option<u64>, event: &str, data: &Value) -> String {
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    format!("42{id}[\"{event}\",{data}]")
}

/// Connects, and waits until the namespace is connected too.
pub async fn connect(options: &Options) -> Result<Connected, Error> {
    let mut stream = upgrade(options).await?;
    let mut early = Vec::new();
    while let Some(message) = stream.next().await {
        let Message::Text(frame) = message.map_err(lost)? else {
            continue;
        };
        match parse(&frame) {
            Packet::Connected => return Ok(Connected { stream, early }),
            Packet::Refused(why) => return Err(refused(why)),
            Packet::Ping => stream.send(PONG).await.map_err(lost)?,
            Packet::Event(_) => early.push(frame),
            Packet::Other(open) if open.starts_with('0') => {
                let connect = format!("40{}", options.auth);
                stream.send(Message::text(connect)).await.map_err(lost)?;
            }
            other => return Err(Error::Lost(format!("unexpected before CONNECT: {other:?}"))),
        }
    }
    Err(Error::Lost("the stream ended before CONNECT".to_owned()))
}

async fn upgrade(options: &Options) -> Result<Stream, Error> {
    let socket = TcpSocket::new_v4().map_err(lost)?;
    if let Some(size) = options.receive_buffer {
        socket.set_recv_buffer_size(size).map_err(lost)?;
    }
    if let Some(source) = options.source {
        socket.bind(SocketAddr::new(source, 0)).map_err(lost)?;
    }
    let tcp = socket.connect(options.address).await.map_err(lost)?;
    tcp.set_nodelay(true).map_err(lost)?;
    // The library's own 128 KiB for each socket would be most of the generator's memory.
    let config = WebSocketConfig::default()
        .read_buffer_size(8 * 1024)
        .write_buffer_size(8 * 1024);
    let tls = options.tls.clone();
    let connector = tls.map_or(Connector::Plain, Connector::Rustls);
    let url = options.url.as_str();
    match client_async_tls_with_config(url, tcp, Some(config), Some(connector)).await {
        Ok((stream, _)) => Ok(stream),
        Err(tungstenite::Error::Http(answer)) => Err(Error::Status(answer.status().as_u16())),
        Err(error) => Err(lost(error)),
    }
}

fn refused(why: &str) -> Error {
    let why: Value = serde_json::from_str(why).unwrap_or_default();
    Error::Refused(why["message"].as_str().unwrap_or_default().to_owned())
}

fn lost(error: impl std::fmt::Display) -> Error {
    Error::Lost(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_told_apart_by_their_first_bytes() {
        assert_eq!(parse("2"), Packet::Ping);
        assert_eq!(
            parse("42[\"a\",{\"b\":1}]"),
            Packet::Event("[\"a\",{\"b\":1}]")
        );
        assert_eq!(parse("4312[{}]"), Packet::Ack(12, "[{}]"));
        assert_eq!(
            parse("44{\"message\":\"no\"}"),
            Packet::Refused("{\"message\":\"no\"}")
        );
        assert_eq!(event("[\"a:b\",{\"c\":[1]}]"), Some(("a:b", "{\"c\":[1]}")));
        assert_eq!(event("[\"bare\"]"), Some(("bare", "null")));
    }
}
