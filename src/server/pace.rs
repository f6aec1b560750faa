//! How many requests one person, or one address before it has logged in, may make.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use auth::Auth;
use auth::request::{Caller, ClientAddress, bearer};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use models::{Problem, UserId};

/// A burst of requests is this many seconds' worth.
const BURST_SECS: u32 = 3;
/// How often those are forgotten who have not called for a while.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Whose {
    User(UserId),
    Address(IpAddr),
}

/// The pace that everybody has to keep. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pace {
    auth: Auth,
    limiter: Option<Arc<DefaultKeyedRateLimiter<Whose>>>,
}

impl Pace {
    /// `per_second` requests; 0 lifts the limit.
    pub(crate) fn new(auth: Auth, per_second: u32) -> Self {
        let limiter = NonZeroU32::new(per_second).map(|rate| {
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST_SECS - 1));
            let quota = Quota::per_second(rate).allow_burst(burst);
            Arc::new(DefaultKeyedRateLimiter::keyed(quota))
        });
        Self { auth, limiter }
    }

    /// Forgets now and then who has not called for a while; never returns.
    pub(crate) async fn forget(self) {
        loop {
            tokio::time::sleep(FORGET_EVERY).await;
            if let Some(limiter) = &self.limiter {
                limiter.retain_recent();
                limiter.shrink_to_fit();
            }
        }
    }

    fn check(&self, whose: Whose) -> Result<(), Problem> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter.check_key(&whose).map_err(|early| {
            let wait = early.wait_time_from(DefaultClock::default().now());
            Problem::rate_limited(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))
        })
    }
}

/// Answers `rate_limited` to whoever calls too often. Finds out who calls, so that the handler
/// need not do it again.
pub(crate) async fn keep(State(pace): State<Pace>, mut request: Request, next: Next) -> Response {
    // Whoever looks after the server must not be told that it is down because others call often.
    if matches!(request.uri().path(), "/healthz" | "/readyz" | "/metrics") {
        return next.run(request).await;
    }
    let caller: Option<Caller> = match bearer(request.headers()) {
        // What is wrong with a token is for the handler to say: not every one wants it.
        Some(token) => pace.auth.authenticate(token).await.ok(),
        None => None,
    };
    let address = request
        .extensions()
        .get::<ClientAddress>()
        .map(|address| address.0);
    let whose = match (caller, address) {
        (Some(caller), _) => Some(Whose::User(caller.user_id)),
        (None, Some(address)) => Some(Whose::Address(network(address))),
        (None, None) => None,
    };
    if let Some(Err(problem)) = whose.map(|whose| pace.check(whose)) {
        return problem.into_response();
    }
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller);
    }
    next.run(request).await
}

/// An IPv6 customer is a network of 64 bits, with as many addresses as it likes.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !u128::from(u64::MAX),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_customer_is_counted_as_one() {
        let one = network("2001:db8:1:2:3::4".parse().unwrap());
        assert_eq!(one, network("2001:db8:1:2:ffff::".parse().unwrap()));
        assert_ne!(one, network("2001:db8:1:3::4".parse().unwrap()));
    }
}
