//! Where a request really comes from: the peer, or what a trusted proxy says.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use auth::request::{ClientAddress, ForwardedHttps};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;

use crate::config::Network;
use crate::listen::Peer;

/// Puts the [`ClientAddress`] and [`ForwardedHttps`] into a request.
pub(crate) async fn tell(
    State(trusted): State<Arc<[Network]>>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(Peer(peer)) = request.extensions().get().copied() {
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
        let address = client(peer.ip().to_canonical(), request.headers(), is_trusted);
        let is_https =
            is_trusted(peer.ip()) && last(request.headers(), "x-forwarded-proto") == Some("https");
        request.extensions_mut().insert(ForwardedHttps(is_https));
        request.extensions_mut().insert(ClientAddress(address));
    }
    next.run(request).await
}

/// From the right, where our own proxies write, the first address that is not one of theirs.
fn client(peer: IpAddr, headers: &HeaderMap, is_trusted: impl Fn(IpAddr) -> bool) -> IpAddr {
    let mut client = peer;
    let lists = headers.get_all("x-forwarded-for").iter();
    let entries: Vec<&str> = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .collect();
    for entry in entries.into_iter().rev() {
        if !is_trusted(client) {
            break;
        }
        // What cannot be read was not written by a proxy of ours, nor anything left of it.
        let Some(address) = parse(entry.trim()) else {
            break;
        };
        client = address;
    }
    client
}

fn parse(entry: &str) -> Option<IpAddr> {
    let address = entry.parse::<SocketAddr>().map(|address| address.ip());
    let address = address.or_else(|_| entry.trim_matches(['[', ']']).parse::<IpAddr>());
    address.ok().map(|address| address.to_canonical())
}

fn last<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(name)
        .iter()
        .next_back()?
        .to_str()
        .ok()?
        .rsplit(',')
        .next()
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for list in forwarded {
            headers.append("x-forwarded-for", list.parse().unwrap());
        }
        let proxies = Network::try_from("10.0.0.0/8".to_owned()).unwrap();
        client(peer.parse().unwrap(), &headers, |address| {
            proxies.contains(address)
        })
        .to_string()
    }

    #[test]
    fn a_stranger_cannot_say_where_it_comes_from() {
        assert_eq!(client_of("192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
    }

    #[test]
    fn a_proxys_word_is_taken_as_far_as_it_is_its_own() {
        assert_eq!(client_of("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client_of("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(
            client_of("10.0.0.1", &["6.6.6.6, 203.0.113.9, 10.0.0.2"]),
            "203.0.113.9"
        );
        assert_eq!(
            client_of("10.0.0.1", &["6.6.6.6", "203.0.113.9"]),
            "203.0.113.9"
        );
        assert_eq!(client_of("10.0.0.1", &["203.0.113.9:4711"]), "203.0.113.9");
        assert_eq!(client_of("10.0.0.1", &["[2001:db8::1]:80"]), "2001:db8::1");
        assert_eq!(client_of("10.0.0.1", &["6.6.6.6, nonsense"]), "10.0.0.1");
    }
}
