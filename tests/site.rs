//! Where people reach a server: at its own address, or through a proxy that speaks HTTPS for it.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::{Certificate, ClientBuilder};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

/// An address, and the name that it is called by. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Site {
    address: SocketAddr,
    secure: Option<Secure>,
}

/// What HTTPS needs.
#[derive(Debug, Clone)]
struct Secure {
    name: String,
    certificate: CertificateDer<'static>,
    config: Arc<ClientConfig>,
}

impl Site {
    /// A server without a proxy.
    #[must_use]
    pub fn plain(address: SocketAddr) -> Self {
        let secure = None;
        Self { address, secure }
    }

    /// A proxy at `address` that is called `name`, and has this certificate, which nobody else signed.
    #[must_use]
    pub fn secure(address: SocketAddr, name: &str, certificate: CertificateDer<'static>) -> Self {
        let mut roots = RootCertStore::empty();
        let added = roots.add(certificate.clone());
        added.expect("it is a certificate");
        // Said, since there are two in the binary.
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("they are known")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let secure = Some(Secure {
            name: name.to_owned(),
            certificate,
            config: Arc::new(config),
        });
        Self { address, secure }
    }

    /// The URL of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        self.to("http", path)
    }

    /// The URL of a path for a WebSocket.
    #[must_use]
    pub(crate) fn socket_url(&self, path: &str) -> String {
        self.to("ws", path)
    }

    fn to(&self, scheme: &str, path: &str) -> String {
        let Self { address, secure } = self;
        match secure {
            Some(Secure { name, .. }) => format!("{scheme}s://{name}:{}{path}", address.port()),
            None => format!("{scheme}://{address}{path}"),
        }
    }

    /// Where that is.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How sockets are encrypted, if they are.
    #[must_use]
    pub(crate) fn tls(&self) -> Option<Arc<ClientConfig>> {
        self.secure
            .as_ref()
            .map(|secure| Arc::clone(&secure.config))
    }

    /// An HTTP client that knows the name and trusts the certificate.
    pub fn http(&self) -> ClientBuilder {
        let builder = reqwest::Client::builder().timeout(crate::PATIENCE);
        let Some(Secure {
            name, certificate, ..
        }) = &self.secure
        else {
            return builder;
        };
        let certificate = Certificate::from_der(certificate).expect("it is a certificate");
        builder
            .resolve(name, self.address)
            .tls_certs_only([certificate])
    }
}
