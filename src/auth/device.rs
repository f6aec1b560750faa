//! Where somebody logs in from, and what they get for it.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use db::Session;
use models::User;

use crate::request::ClientAddress;
use crate::secret::{self, RefreshToken};
use crate::{Error, Result};

/// Characters of a `User-Agent` that are kept.
const USER_AGENT_CHARS: usize = 200;

/// Where somebody logs in from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The client's, after trusted proxies.
    pub address: IpAddr,
    /// What it calls itself.
    pub user_agent: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, state).await?;
        let agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|agent| agent.to_str().ok());
        let user_agent = agent.map(|agent| agent.chars().take(USER_AGENT_CHARS).collect());
        Ok(Self {
            address,
            user_agent,
        })
    }
}

/// What a client gets for logging in or refreshing.
pub struct Grant {
    /// Who.
    pub user: User,
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// For the refresh cookie, and nowhere else.
    pub(crate) refresh_token: String,
    /// For the cookie that lets pictures in.
    pub(crate) files_cookie: String,
}

impl Grant {
    pub(crate) fn new(session: &Session, user: User, access_token: String) -> Result<Self> {
        let secret = session.secret.as_slice().try_into();
        let secret = secret.map_err(|_| Error::Internal("a stored session has no secret"))?;
        Ok(Self {
            user,
            access_token,
            refresh_token: RefreshToken::derive(secret, session.id, session.generation),
            files_cookie: secret::files_cookie(secret, session.id),
        })
    }
}
