//! What a server says when it is up: where it is, where its data is, how it can be reached.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use crate::config::Config;
use crate::say::say;
use crate::stores;

/// Tells the log, and at the first start whoever started it.
pub(crate) fn greet(config: &Config, is_first_start: bool) {
    let listen = config.server.listen;
    let url = config.server.public_url().as_str();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), %listen, url, "ready");
    if !listen.ip().is_loopback() {
        tell_how_it_is_reached(config, listen);
    }
    let mail = config.mail.config(&config.server.public_url());
    if mail.is_ok_and(|mail| mail.is_some_and(|mail| mail.server.exposes_password())) {
        tracing::warn!(
            "the mail server's password crosses the network unencrypted: let mail.smtp_url begin with \
             smtps://, or end with ?tls=required"
        );
    }
    if is_first_start {
        say(format_args!("Snug is ready. Open it at    {url}"));
        say(format_args!(
            "Its data is in               {}",
            place(config)
        ));
        say("The first account to register owns the server.");
    }
}

fn tell_how_it_is_reached(config: &Config, listen: SocketAddr) {
    let ip = if listen.ip().is_unspecified() {
        own_address()
    } else {
        Some(listen.ip())
    };
    if let Some(ip) = ip {
        let address = SocketAddr::new(ip, listen.port());
        tracing::info!("other machines reach it at http://{address} if no firewall is in between");
    }
    if !config.server.public_url().is_https() {
        tracing::warn!(
            "passwords and messages cross the network unencrypted: put a proxy with HTTPS in front, \
             and set server.public_url to its address (docs/operating.md)"
        );
    }
}

/// The address from which this machine would speak to the internet. Nothing is sent: a datagram
/// socket that connects only chooses its route (192.0.2.1 is an example's address, RFC 5737).
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_unspecified())
}

fn place(config: &Config) -> String {
    if config.database.url.is_some() {
        return "the PostgreSQL database of database.url".to_owned();
    }
    let path = stores::database_file(config);
    std::path::absolute(&path)
        .unwrap_or(path)
        .display()
        .to_string()
}
