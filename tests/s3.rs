//! A server that speaks S3 and checks signatures, in the test's own process, over a directory. It runs
//! on a thread of its own, and so also answers while a test waits for a command.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::{self, Runtime};
use tokio::sync::RwLock;
use tokio::task::JoinSet;

/// The server. It needs paths that begin with the bucket's name.
pub struct S3 {
    folder: TempDir,
    service: S3Service,
    address: SocketAddr,
    running: JoinSet<()>,
    /// Read as long as there are connections, or requests that are being done.
    open: Arc<RwLock<()>>,
}

impl S3 {
    /// The one bucket there is.
    pub const BUCKET: &str = "files";
    /// The folder in it that servers of scenarios are given.
    pub const PREFIX: &str = "snug";
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
            open: Arc::default(),
        };
        server.go_on().await;
        server
    }

    /// Listens, again at the same address.
    ///
    /// # Panics
    /// Where somebody else does.
    pub async fn go_on(&mut self) {
        let listener = beside().spawn(TcpListener::bind(self.address)).await;
        let listener = listener.expect("it runs").expect("an address");
        self.address = listener.local_addr().expect("an address");
        let (service, open) = (self.service.clone(), Arc::clone(&self.open));
        let serve = async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (service, open) = (service.clone(), Arc::clone(&open));
                connections.spawn(async move {
                    let open = Arc::new(open.read_owned().await);
                    let http = Builder::new(TokioExecutor::new());
                    // What was asked for is done, also where nobody waits for it any more.
                    let done = service_fn(move |request| {
                        let (service, open) = (service.clone(), Arc::clone(&open));
                        async move {
                            let answer = tokio::spawn(async move {
                                let _open = open;
                                Service::call(&service, request).await
                            });
                            answer.await.unwrap_or_else(|error| panic!("{error}"))
                        }
                    });
                    // Clients go away.
                    drop(http.serve_connection(TokioIo::new(stream), done).await);
                });
            }
        };
        self.running.spawn_on(serve, beside().handle());
    }

    /// Waits until all is done that somebody asked for who has gone.
    pub async fn settle(&self) {
        drop(self.open.write().await);
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

    /// Parts of what is not whole yet, which no listing shows.
    #[must_use]
    pub fn parts(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder()).expect("a folder");
        let paths = entries.flatten().map(|entry| entry.path());
        paths
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(".upload_id-")
            })
            .collect()
    }
}

/// Where all such servers of this process run.
fn beside() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let mut builder = runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build();
        runtime.expect("there are threads")
    })
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S3 at {}", self.address)
    }
}
