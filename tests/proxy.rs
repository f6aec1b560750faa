//! A way to a server that can be cut: bytes stop in both directions, and nobody is told.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The way. It is closed when this is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    cut: watch::Sender<bool>,
    _running: JoinSet<()>,
}

impl Proxy {
    /// A way to a port of this machine.
    ///
    /// # Panics
    /// Where there is no port for it.
    pub async fn start(to: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (cut, is_cut) = watch::channel(false);
        let mut running = JoinSet::new();
        running.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                let is_cut = is_cut.clone();
                connections.spawn(async move {
                    if let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, to)).await {
                        join(near, far, is_cut).await;
                    }
                });
            }
        });
        Self {
            address,
            cut,
            _running: running,
        }
    }

    /// Where it begins.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Nothing passes any more, on connections that are there and on new ones.
    pub fn cut(&self) {
        self.cut.send_replace(true);
    }

    /// What was held passes, and what follows.
    pub fn heal(&self) {
        self.cut.send_replace(false);
    }
}

async fn join(near: TcpStream, far: TcpStream, is_cut: watch::Receiver<bool>) {
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    tokio::join!(
        pass(near_in, far_out, is_cut.clone()),
        pass(far_in, near_out, is_cut)
    );
}

async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut is_cut: watch::Receiver<bool>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count) = from.read(&mut buffer).await {
        // An error says that the test is over.
        let healed = is_cut.wait_for(|cut| !cut).await.is_ok();
        if count == 0 || !healed || to.write_all(&buffer[..count]).await.is_err() {
            break;
        }
    }
    // The other side may have gone already.
    let _ = to.shutdown().await;
}
