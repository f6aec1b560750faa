//! A real nginx with `config/nginx.conf` as operators are given it: only names, addresses and paths are
//! filled in, and a certificate is made for it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tempfile::TempDir;

use crate::process::{self, Process};
use crate::{Site, TestServer};

/// The name in the file.
const NAME: &str = "chat.example.org";
/// The line of the file that says where Snug is.
const SERVER: &str = "server 127.0.0.1:8080 ";
/// For how long it may take to end: then it is killed, and its own processes stay.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running nginx. It ends, and leaves nothing, when this is dropped.
#[derive(Debug)]
pub struct Nginx {
    process: Process,
    site: Site,
    plain_port: u16,
    home: TempDir,
}

impl Nginx {
    /// Starts it before these servers, each of which believes it (see [`crate::Builder::behind_nginx`]).
    pub async fn start(servers: &[&TestServer]) -> Self {
        Self::start_with(servers, &[]).await
    }

    /// The same with some of the file's words replaced by others, where a scenario cannot wait as long or
    /// send as much.
    pub async fn start_with(servers: &[&TestServer], words: &[(&str, &str)]) -> Self {
        let home = tempfile::Builder::new().prefix("snug-nginx-").tempdir();
        let home = home.expect("a temporary folder can be made");
        // Its workers are another user.
        open_to_all(home.path());
        let certificate = certify(home.path());
        let [port, plain_port] = [process::free_port(), process::free_port()];
        let mut text = filled_in(home.path(), port, plain_port, servers);
        for (word, other) in words {
            text = replaced(&text, word, other);
        }
        write(&home, "nginx.conf", &text);

        let mut command = Command::new("setpriv");
        // Not KILL, which its workers would not hear of.
        command.args(["--pdeathsig", "TERM", "--"]);
        command.arg(program()).args(arguments(home.path()));
        command.args(["-g", "daemon off;"]);
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let nginx = Self {
            process: Process::start(&mut command, &home.path().join("nginx.log")),
            site: Site::secure(address, NAME, certificate),
            plain_port,
            home,
        };
        nginx.listens().await
    }

    /// How people reach it.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The address without encryption.
    #[must_use]
    pub fn plain_address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.plain_port))
    }

    /// The file of the certificate that it has.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.home.path().join("fullchain.pem")
    }

    /// What it complained of.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |name| std::fs::read_to_string(self.home.path().join(name)).unwrap_or_default();
        read("nginx.log") + &read("error.log")
    }

    /// The processes that serve now, and those that still do after a reload.
    #[must_use]
    pub fn workers(&self) -> Vec<String> {
        let master = self.process.id();
        let children = std::fs::read_to_string(format!("/proc/{master}/task/{master}/children"));
        let children = children.expect("nginx runs");
        children.split_whitespace().map(str::to_owned).collect()
    }

    /// `nginx -s reload`, as an operator says it.
    pub fn reload(&self) {
        let mut command = Command::new(program());
        command.args(arguments(self.home.path()));
        let Output { status, stderr, .. } = command
            .args(["-s", "reload"])
            .output()
            .expect("nginx can be started");
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    }

    async fn listens(mut self) -> Self {
        let since = Instant::now();
        while tokio::net::TcpStream::connect(self.site.address())
            .await
            .is_err()
        {
            let ended = self.process.ended();
            assert!(ended.is_none(), "nginx ended: {}", self.log());
            assert!(since.elapsed() < PATIENCE, "nginx is late: {}", self.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let lines = format!("\n--- nginx ---\n{}\n---\n", self.log());
            let _ = std::io::Write::write_all(&mut std::io::stderr(), lines.as_bytes());
        }
        self.process.signal(Signal::TERM);
        let since = Instant::now();
        while self.process.ended().is_none() && since.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn program() -> PathBuf {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&folders).chain(["/usr/sbin".into()]);
    let program = folders
        .map(|folder| folder.join("nginx"))
        .find(|path| path.exists());
    program.expect("nginx is installed (on Debian the package `nginx`)")
}

/// Makes a key, and a certificate that nobody else signs.
fn certify(home: &Path) -> CertificateDer<'static> {
    let certificate = home.join("fullchain.pem");
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-noenc", "-newkey", "ec", "-days", "2"]);
    command.args(["-pkeyopt", "ec_paramgen_curve:prime256v1"]);
    command.args(["-subj", &format!("/CN={NAME}")]);
    command.args(["-addext", &format!("subjectAltName=DNS:{NAME}")]);
    command.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    command.arg("-keyout").arg(home.join("privkey.pem"));
    command.arg("-out").arg(&certificate);
    let Output { status, stderr, .. } = command
        .output()
        .expect("openssl is installed (on Debian the package of that name)");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    CertificateDer::from_pem_file(certificate).expect("it is a certificate")
}

/// Nothing of what is usual, in folders that all of them would share.
fn arguments(home: &Path) -> [PathBuf; 6] {
    let conf = home.join("nginx.conf");
    let log = home.join("error.log");
    let home = home.to_owned();
    ["-p".into(), home, "-c".into(), conf, "-e".into(), log]
}

fn filled_in(home: &Path, port: u16, plain_port: u16, servers: &[&TestServer]) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/nginx.conf");
    let mut text = std::fs::read_to_string(file).expect("config/nginx.conf is there");
    let path = |name: &str| home.join(name).display().to_string();
    let line = text
        .lines()
        .find(|line| line.trim_start().starts_with(SERVER));
    let line = line.expect("the file says where Snug is").to_owned();
    let replicas = servers.iter().flat_map(|server| {
        let numbers = 0..server.replica_count();
        numbers.map(|number| server.replica(number).address())
    });
    let lines = replicas.map(|address| {
        let own = format!("server {address} ");
        line.replace(SERVER, &own) + "\n"
    });
    text = replaced(&text, &format!("{line}\n"), &lines.collect::<String>());
    // What this machine may not have, or others use.
    for (word, other) in [
        ("listen [::]:80 default_server;", ""),
        ("listen [::]:443 ssl http2 default_server;", ""),
        ("listen [::]:443 ssl http2;", ""),
        ("listen 80 ", &format!("listen 127.0.0.1:{plain_port} ")),
        ("listen 443 ", &format!("listen 127.0.0.1:{port} ")),
        ("/etc/letsencrypt/live/chat.example.org/", &path("")),
        ("/run/nginx.pid", &path("nginx.pid")),
        ("/var/log/nginx/error.log", &path("error.log")),
        ("/var/cache/snug", &path("cache")),
        ("http {\n", &format!("http {{\n{}", temporary(home))),
    ] {
        text = replaced(&text, word, other);
    }
    text
}

/// What no file names, and all of them would share.
fn temporary(home: &Path) -> String {
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let line = |kind| format!("    {kind}_temp_path {};\n", home.join(kind).display());
    kinds.map(line).concat()
}

/// So that a word which is not in the file any more is missed.
fn replaced(text: &str, word: &str, other: &str) -> String {
    assert!(text.contains(word), "config/nginx.conf has no {word:?}");
    text.replace(word, other)
}

fn write(home: &TempDir, name: &str, text: &str) {
    std::fs::write(home.path().join(name), text).expect("a folder of one's own can be written");
}

fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let all = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder, all).expect("it is ours");
}
