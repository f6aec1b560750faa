//! `snug serve`: from a configuration to a running server, and to its end.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};
use tokio_util::task::TaskTracker;

use crate::app::{App, Core};
use crate::config::Config;
use crate::listen;
use crate::lock::Lock;
use crate::running::Running;
use crate::shutdown::{DEADLINE, LAST_REQUESTS, REQUESTS, SPREAD, Signals};
use crate::{greet, metric, process};

/// Connections that may wait to be accepted, as after a restart when everybody comes back.
const BACKLOG: u32 = 4_096;
/// Connections of one address for each of its sockets: a browser opens a few beside its socket.
const CONNECTIONS_PER_SOCKET: u32 = 10;

/// Serves until a signal comes; what nobody waits for is done by `beside`.
///
/// # Errors
/// Why it cannot start, or cannot go on.
pub(crate) async fn serve(config: &Config, beside: &Handle) -> Result<()> {
    process::prepare();
    let mut signals = Signals::new()?;
    // What needs not come to an end: holding the lock, and letting people in.
    let tasks = TaskTracker::new();
    let lock = Lock::acquire(config, &tasks).await?;
    let listener = bind(config.server.listen)?;
    let metrics = metric::install()?;
    let core = Core::open(config, &lock).await?;
    let is_first_start = !core.db.read().await?.has_users().await?;
    let app = App::new(core, config, beside, Some(metrics)).await?;

    let running = app.run();
    let rules = listen::Rules {
        per_address: config
            .limits
            .sockets_per_address
            .saturating_mul(CONNECTIONS_PER_SOCKET),
        trusted_proxies: config.server.trusted_proxies.clone(),
    };
    tasks.spawn(listen::accept(
        listener,
        app.router.clone(),
        rules,
        app.ingress.clone(),
    ));
    greet::greet(config, is_first_start);

    let fault = tokio::select! {
        () = signals.next() => None,
        () = lock.lost() => {
            Some("the lock on the database was lost: another server may work on it by now".to_owned())
        }
        what = running.ended() => {
            Some(format!("{what} ended, which is a defect (see the log); start the server again"))
        }
    };
    tracing::info!("going down");
    // Where another may have what is this one's, nothing is taken any more, and nobody is let down gently.
    let spread = if fault.is_some() {
        Duration::ZERO
    } else {
        SPREAD
    };
    let ended = tokio::select! {
        ended = timeout(DEADLINE, end(app, running, spread)) => ended,
        () = signals.next() => bail!("ended at once by a second signal"),
    };
    if ended.is_err() {
        tracing::warn!("not everything came to its end in time; nothing acknowledged is lost");
    }
    if let Some(fault) = fault {
        bail!(fault);
    }
    tracing::info!("gone");
    Ok(())
}

async fn end(app: App, running: Running, spread: Duration) {
    let begun = Instant::now();
    app.closing.cancel();
    app.ingress.turn_away();
    app.sockets.drain(spread).await;
    let left = REQUESTS.saturating_sub(begun.elapsed());
    app.ingress.close(left.max(LAST_REQUESTS)).await;
    app.drain(running).await;
}

fn bind(address: SocketAddr) -> Result<TcpListener> {
    listener(address).map_err(|error| {
        let port = address.port();
        let why = match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "port {port} is in use: end the program that has it, or choose another port \
                 (server.listen, or SNUG_SERVER__LISTEN in the environment)"
            ),
            io::ErrorKind::AddrNotAvailable => {
                format!(
                    "{} is no address of this machine (server.listen)",
                    address.ip()
                )
            }
            io::ErrorKind::PermissionDenied => format!(
                "port {port} is only for privileged programs: choose one above 1023 \
                 (server.listen), and put a proxy in front"
            ),
            _ => return anyhow!(error).context(format!("{address} cannot be listened on")),
        };
        anyhow!(why)
    })
}

fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    // So that a restart need not wait for the kernel to forget the connections before it.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
