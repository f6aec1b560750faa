//! The sections of the file. The doc comments here are what `config/snug.reference.toml` says, so
//! they speak to the operator.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use auth::Registration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::value::{Network, Origin, PublicUrl, address, count, list};

/// Where it listens, how it is reached, and where its data is.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Server {
    /// Address and port. Behind nginx or another proxy on this machine leave it as it is;
    /// "0.0.0.0:8080" or "[::]:8080" is reached from other machines.
    #[schema(value_type = String)]
    #[serde(deserialize_with = "address")]
    pub(crate) listen: SocketAddr,
    /// What browsers use, without a path. Decides whether cookies are for HTTPS only, and what
    /// links begin with. Made from `listen` where it is missing.
    #[schema(value_type = Option<String>, example = "https://chat.example.org")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_url: Option<PublicUrl>,
    /// Addresses or networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are
    /// believed.
    #[schema(value_type = Vec<String>, example = json!(["127.0.0.1", "10.0.0.0/8"]))]
    #[serde(deserialize_with = "list")]
    pub(crate) trusted_proxies: Vec<Network>,
    /// Other origins whose pages may call this server; its own is always allowed.
    #[schema(value_type = Vec<String>, example = json!(["https://intranet.example.org"]))]
    #[serde(deserialize_with = "list")]
    pub(crate) allowed_origins: Vec<Origin>,
    /// The directory of the database (and in it the keys) and of files. Made where it is missing.
    #[schema(value_type = String)]
    pub(crate) data_dir: PathBuf,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            allowed_origins: Vec::new(),
            data_dir: PathBuf::from("data"),
        }
    }
}

impl Server {
    /// `public_url`, or the one that `listen` makes.
    pub(crate) fn public_url(&self) -> PublicUrl {
        self.public_url
            .clone()
            .unwrap_or_else(|| PublicUrl::of(self.listen))
    }

    pub(super) fn validate(&self) -> Result<()> {
        ensure!(
            !self.data_dir.as_os_str().is_empty(),
            "`server.data_dir` is empty"
        );
        Ok(())
    }
}

/// Where accounts and messages are kept.
#[derive(Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Database {
    /// PostgreSQL in place of SQLite in `server.data_dir`.
    #[schema(example = "postgres://snug:password@localhost/snug")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

/// Without the URL, which holds a password.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.url.is_some() {
            "PostgreSQL"
        } else {
            "SQLite"
        })
    }
}

impl Database {
    /// Which database it is, without the password.
    pub(crate) fn describe(&self) -> String {
        let url = self.url.as_deref().unwrap_or_default();
        let place = url.split_once("://").map_or(url, |(_, place)| place);
        // A password may have an `@` in it.
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        let place = place.split('?').next().unwrap_or_default();
        format!("the database at {place} (database.url)")
    }

    pub(super) fn validate(&self) -> Result<()> {
        let Some(url) = &self.url else { return Ok(()) };
        ensure!(
            url.starts_with("postgres://") || url.starts_with("postgresql://"),
            "`database.url` must begin with postgres:// (without it SQLite in `server.data_dir` is used)"
        );
        Ok(())
    }
}

/// Who may come in.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Auth {
    /// Who may make an account: "open" (everybody), "invite" (with a link from an owner or admin)
    /// or "closed" (nobody). The first account is the owner's, and may be made whatever this says.
    #[schema(value_type = String)]
    pub(crate) registration: Registration,
}

/// How much one person may do, so that nobody can hurt the others. 0 lifts a limit.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Limits {
    /// Messages and other changes of one person, with bursts of three seconds' worth.
    #[serde(deserialize_with = "count")]
    pub(crate) messages_per_second: u32,
    /// HTTP requests of one person, or of one address before they log in, with bursts of three
    /// seconds' worth.
    #[serde(deserialize_with = "count")]
    pub(crate) requests_per_second: u32,
    /// Sockets (open windows and devices) of one person.
    #[serde(deserialize_with = "count")]
    pub(crate) sockets_per_user: u32,
    /// Sockets of one address; an office behind one address needs more.
    #[serde(deserialize_with = "count")]
    pub(crate) sockets_per_address: u32,
    /// Failed log-ins for a pair of address and account; ten times that for an address, which may
    /// make as many accounts.
    #[serde(deserialize_with = "count")]
    pub(crate) logins_per_minute: u32,
    /// Files that one person uploads at a time.
    #[serde(deserialize_with = "count")]
    pub(crate) uploads_per_user: u32,
    /// Browsers that one person is told in.
    #[serde(deserialize_with = "count")]
    pub(crate) subscriptions_per_user: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            messages_per_second: 20,
            requests_per_second: 50,
            sockets_per_user: 50,
            sockets_per_address: 200,
            logins_per_minute: 10,
            uploads_per_user: 20,
            subscriptions_per_user: 20,
        }
    }
}

impl Limits {
    /// Above this no limit is kept that means anything; 0 says so.
    const MOST: u32 = 1_000_000;

    pub(super) fn validate(&self) -> Result<()> {
        for (key, value) in [
            ("messages_per_second", self.messages_per_second),
            ("requests_per_second", self.requests_per_second),
            ("sockets_per_user", self.sockets_per_user),
            ("sockets_per_address", self.sockets_per_address),
            ("logins_per_minute", self.logins_per_minute),
            ("uploads_per_user", self.uploads_per_user),
            ("subscriptions_per_user", self.subscriptions_per_user),
        ] {
            let most = Self::MOST;
            ensure!(
                value <= most,
                "`limits.{key}` is more than {most}; 0 lifts the limit"
            );
        }
        Ok(())
    }
}

/// What it prints while it runs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Log {
    /// "text" for people, "json" for machines. The variable RUST_LOG says how much: "info",
    /// "debug", "warn,chat=debug".
    #[schema(value_type = String)]
    pub(crate) format: LogFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    #[default]
    Text,
    Json,
}
