//! How many requests one person, or one address before it has logged in, may make.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use auth::Auth;
use auth::cookie::{self, FILES_COOKIE};
use auth::request::{Caller, ClientAddress, Viewer, bearer};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use http::Method;
use models::{Problem, UserId};

use crate::config::Network;

/// A burst of requests is this many seconds' worth.
const BURST_SECS: u32 = 3;
/// Pictures are asked for so much faster than anything else: a page of them all at once.
const PICTURES: u32 = 4;
/// What a browser shows by itself, without a token.
const FILES: &str = "/api/files/";
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
    /// Of what browsers show by themselves.
    pictures: Option<Arc<DefaultKeyedRateLimiter<Whose>>>,
    trusted_proxies: Arc<[Network]>,
}

impl Pace {
    /// `per_second` requests; 0 lifts the limit.
    pub(crate) fn new(auth: Auth, per_second: u32, trusted_proxies: Arc<[Network]>) -> Self {
        Self {
            auth,
            limiter: limiter(per_second),
            pictures: limiter(per_second.saturating_mul(PICTURES)),
            trusted_proxies,
        }
    }

    /// Forgets now and then who has not called for a while; never returns.
    pub(crate) async fn forget(self) {
        loop {
            tokio::time::sleep(FORGET_EVERY).await;
            for limiter in self.limiter.iter().chain(&self.pictures) {
                limiter.retain_recent();
                limiter.shrink_to_fit();
            }
        }
    }

    /// Whether a request looks after the server: it must not be told that it is down because it or
    /// others call often. What costs more than a word is for this machine and the proxies alone.
    fn looks_after(&self, path: &str, address: Option<ClientAddress>) -> bool {
        let is_near = |address: ClientAddress| {
            address.0.is_loopback()
                || self
                    .trusted_proxies
                    .iter()
                    .any(|network| network.contains(address.0))
        };
        match path {
            "/healthz" => true,
            "/readyz" | "/metrics" => address.is_none_or(is_near),
            _ => false,
        }
    }

    fn check(&self, whose: Whose) -> Result<(), Problem> {
        check(self.limiter.as_deref(), whose)
    }

    /// Lets those through whom a cookie lets see files. They are counted by who they are: a whole
    /// office looks at pictures from one address.
    async fn keep_viewer(&self, request: &mut Request) -> Option<Result<(), Problem>> {
        let shows = request.uri().path().starts_with(FILES)
            && matches!(*request.method(), Method::GET | Method::HEAD);
        let cookie = cookie::read(request.headers(), FILES_COOKIE).filter(|_| shows)?;
        let viewer = self.auth.authenticate_cookie(cookie).await.ok()?;
        request.extensions_mut().insert(Viewer(viewer));
        Some(check(self.pictures.as_deref(), Whose::User(viewer.user_id)))
    }
}

fn limiter(per_second: u32) -> Option<Arc<DefaultKeyedRateLimiter<Whose>>> {
    let rate = NonZeroU32::new(per_second)?;
    let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST_SECS - 1));
    let quota = Quota::per_second(rate).allow_burst(burst);
    Some(Arc::new(DefaultKeyedRateLimiter::keyed(quota)))
}

fn check(limiter: Option<&DefaultKeyedRateLimiter<Whose>>, whose: Whose) -> Result<(), Problem> {
    let Some(limiter) = limiter else {
        return Ok(());
    };
    limiter.check_key(&whose).map_err(|early| {
        let wait = early.wait_time_from(DefaultClock::default().now());
        Problem::rate_limited(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))
    })
}

/// Answers `rate_limited` to whoever calls too often. Finds out who calls, so that the handler
/// need not do it again.
pub(crate) async fn keep(State(pace): State<Pace>, mut request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ClientAddress>().copied();
    if pace.looks_after(request.uri().path(), address) {
        return next.run(request).await;
    }
    if bearer(request.headers()).is_none()
        && let Some(kept) = pace.keep_viewer(&mut request).await
    {
        return match kept {
            Ok(()) => next.run(request).await,
            Err(problem) => problem.into_response(),
        };
    }
    let caller: Option<Caller> = match bearer(request.headers()) {
        // What is wrong with a token is for the handler to say: not every one wants it.
        Some(token) => pace.auth.authenticate(token).await.ok(),
        None => None,
    };
    let whose = match (caller, address) {
        (Some(caller), _) => Some(Whose::User(caller.user_id)),
        (None, Some(address)) => Some(Whose::Address(address.network())),
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
