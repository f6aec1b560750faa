//! A server that speaks S3 and checks signatures, in the test's own process, over a directory.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// The server. It needs paths that begin with the bucket's name.
pub struct S3 {
    folder: TempDir,
    service: S3Service,
    address: SocketAddr,
    running: JoinSet<()>,
}

impl S3 {
    /// The one bucket there is.
    pub const BUCKET: &str = "files";
    /// Who may do everything.
    pub const KEY: &str = "AKIATEST";
    /// What proves it.
    pub const SECRET: &str = "a secret of tests";

    /// Starts a server with an empty bucket.
    ///
    /// # Panics
    /// Where it cannot.
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        std::fs::create_dir(folder.path().join(Self::BUCKET)).expect("a bucket");
        let store = FileSystem::new(folder.path()).expect("a store");
        let mut service = S3ServiceBuilder::new(store);
        service.set_auth(SimpleAuth::from_single(Self::KEY, Self::SECRET));
        let mut server = Self {
            folder,
            service: service.build(),
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            running: JoinSet::new(),
        };
        server.go_on().await;
        server
    }

    /// Listens, again at the same address.
    ///
    /// # Panics
    /// Where somebody else does.
    pub async fn go_on(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("an address");
        self.address = listener.local_addr().expect("an address");
        let service = self.service.clone();
        self.running.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                connections.spawn(async move {
                    let http = Builder::new(TokioExecutor::new());
                    // Clients go away.
                    drop(http.serve_connection(TokioIo::new(stream), service).await);
                });
            }
        });
    }

    /// Goes away in the middle of whatever it does; what is stored stays.
    pub async fn stop(&mut self) {
        self.running.shutdown().await;
    }

    /// Where it is.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where everything is that it keeps.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
