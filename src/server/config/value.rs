//! Values that are checked as they are read.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::Uri;
use http::uri::Authority;
use ipnet::IpNet;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::{Deserialize, Serialize};

/// Where browsers find this server: scheme and authority, nothing after it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct PublicUrl(Origin);

impl PublicUrl {
    /// The address as this machine reaches it.
    pub(crate) fn of(listen: SocketAddr) -> Self {
        let port = listen.port();
        let host = match listen.ip() {
            ip if ip.is_unspecified() => format!("localhost:{port}"),
            IpAddr::V4(ip) => format!("{ip}:{port}"),
            IpAddr::V6(ip) => format!("[{ip}]:{port}"),
        };
        Self(Origin { https: false, host })
    }

    /// Whether browsers come over HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        self.0.https
    }

    /// The origin of its pages.
    pub(crate) fn origin(&self) -> &Origin {
        &self.0
    }

    /// Without a slash at the end.
    pub(crate) fn as_str(&self) -> String {
        self.0.to_string()
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Origin::try_from(text.strip_suffix('/').unwrap_or(&text).to_owned()).map(Self)
    }
}

impl From<PublicUrl> for String {
    fn from(url: PublicUrl) -> Self {
        url.as_str()
    }
}

/// An origin (RFC 6454): scheme, host, and port where it is not the scheme's own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Origin {
    https: bool,
    /// In lower case, as browsers write it.
    host: String,
}

impl Origin {
    /// Host, and port where it is not the scheme's own.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}://{}",
            if self.https { "https" } else { "http" },
            self.host
        )
    }
}

impl TryFrom<String> for Origin {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not of the form https://chat.example.org");
        let uri = Uri::from_str(&text).map_err(|_| wrong())?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().ok_or_else(wrong)?;
        let rest = text.split_once("://").map_or("", |(_, rest)| rest);
        // A path, a query or a user's name would be dropped without a word.
        if rest != authority.as_str() || rest.contains('@') {
            return Err(wrong());
        }
        Ok(Self {
            https,
            host: canonical(authority, https),
        })
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.to_string()
    }
}

fn canonical(authority: &Authority, https: bool) -> String {
    let host = authority.host().to_lowercase();
    match authority.port_u16() {
        Some(port) if port != if https { 443 } else { 80 } => format!("{host}:{port}"),
        _ => host,
    }
}

/// An address, or a network in CIDR notation (RFC 4632).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Network(IpNet);

impl Network {
    /// Whether an address lies in it; an IPv4 address may come dressed as IPv6.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl TryFrom<String> for Network {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let net = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        net.map(Self)
            .map_err(|_| format!("\"{text}\" is neither an address nor a network"))
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.0.to_string()
    }
}

/// Address and port, or what they look like.
pub(super) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|_| D::Error::custom(format!("\"{text}\" is not of the form 127.0.0.1:8080")))
}

/// A whole number, as a number or as the environment must write it. Nothing is rounded, and `true`
/// is no number.
pub(super) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    whole(deserializer)
}

/// A number of bytes, in the same way.
pub(super) fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    whole(deserializer)
}

/// A number with digits behind its point, as a number or as the environment must write it.
pub(super) fn ratio<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "this must be a number, such as 0.01")]
    enum Ratio {
        Written(f64),
        Quoted(String),
    }
    match Ratio::deserialize(deserializer)? {
        Ratio::Written(number) => Ok(number),
        Ratio::Quoted(text) => text
            .trim()
            .parse()
            .map_err(|_| D::Error::custom(format!("\"{text}\" is not a number, such as 0.01"))),
    }
}

/// One that may be missing.
pub(super) fn some_bytes<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u64>, D::Error> {
    whole(deserializer).map(Some)
}

fn whole<'de, D, N>(deserializer: D) -> Result<N, D::Error>
where
    D: Deserializer<'de>,
    N: Deserialize<'de> + FromStr,
{
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "this must be a whole number, 0 or more")]
    enum Count<N> {
        Written(N),
        Quoted(String),
    }
    match Count::deserialize(deserializer)? {
        Count::Written(number) => Ok(number),
        Count::Quoted(text) => text
            .trim()
            .parse()
            .map_err(|_| D::Error::custom(format!("\"{text}\" is not a whole number, 0 or more"))),
    }
}

/// A list as TOML has it, or as the environment must write it: with commas in between.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + TryFrom<String, Error = String>,
{
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "this must be a list of texts")]
    enum List {
        Written(Vec<String>),
        Joined(String),
    }
    let words = match List::deserialize(deserializer)? {
        List::Written(words) => words,
        List::Joined(text) => text.split(',').map(|word| word.trim().to_owned()).collect(),
    };
    let words = words.into_iter().filter(|word| !word.is_empty());
    words
        .map(|word| T::try_from(word).map_err(D::Error::custom))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_reads_as_browsers_write_it() {
        for (text, origin) in [
            ("https://Chat.Example.org", "https://chat.example.org"),
            ("https://chat.example.org:443", "https://chat.example.org"),
            ("http://chat.example.org:443", "http://chat.example.org:443"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(
                Origin::try_from(text.to_owned()).unwrap().to_string(),
                origin
            );
        }
    }

    #[test]
    fn what_is_more_than_an_origin_is_refused() {
        for text in [
            "",
            "*",
            "null",
            "chat.example.org",
            "https://a/b",
            "https://u@a",
            "ws://a",
            "https://a?b",
        ] {
            assert!(Origin::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_mapped_address_is_found_in_its_ipv4_network() {
        let network = Network::try_from("10.0.0.0/8".to_owned()).unwrap();
        assert!(network.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!network.contains("::1".parse().unwrap()));
    }
}
