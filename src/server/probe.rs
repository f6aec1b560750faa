//! `snug health`: what the running server says of itself, for health checks that have no other program
//! at hand.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use axum::body::{Body, to_bytes};
use http::{Request, StatusCode, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use models::Problem;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::config::Config;
use crate::say::say;

/// For how long it may say nothing: longer than it waits for its database itself.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of what it says.
const MOST: usize = 64 * 1024;

/// Asks it, and prints what it says.
///
/// # Errors
/// When it cannot serve, or does not answer.
pub(crate) async fn run(config: &Config) -> Result<()> {
    let address = near(config.server.listen);
    let (status, said) = timeout(PATIENCE, ask(address))
        .await
        .with_context(|| format!("no server answers at {address}"))?
        .with_context(|| format!("no server answers at {address}"))?;
    if status != StatusCode::OK {
        let problem = serde_json::from_str(&said);
        bail!(problem.map_or(said, |problem: Problem| problem.detail.into_owned()));
    }
    say(said.trim_end());
    Ok(())
}

/// Where a server that listens there is reached from its own machine.
fn near(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(address: SocketAddr) -> Result<(StatusCode, String)> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::get("/readyz").header(header::HOST, address.to_string());
    let request = request.body(Body::empty())?;
    let answer = async move {
        let response = sender.send_request(request).await?;
        let status = response.status();
        let body = to_bytes(Body::new(response.into_body()), MOST).await?;
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    };
    // The connection carries the answer, and ends with whoever asks. What is wrong with it, they hear.
    let (answer, _) = tokio::join!(answer, connection);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_is_asked_at_home() {
        for (listen, near_by) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
            ("10.0.0.5:80", "10.0.0.5:80"),
        ] {
            assert_eq!(near(listen.parse().unwrap()), near_by.parse().unwrap());
        }
    }
}
