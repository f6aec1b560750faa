//! Guessing passwords is slowed: failures are counted for each pair of address and account, and for
//! each address. While throttled, even the right password is refused. Registrations are counted by
//! address too: whoever makes accounts without end has every limit of a person as often.

use std::net::IpAddr;
use std::time::Duration;

use crate::request::ClientAddress;

use crate::{Auth, Error, Result};

const WINDOW: Duration = Duration::from_secs(60);
/// How many times as many failures an address may have as a pair of it and an account, and how many
/// times as many accounts it may make.
const PER_ADDRESS: u32 = 10;
/// Bytes of an account's key; longer ones are nobody's, and are counted together.
const ACCOUNT_BYTES: usize = 256;

/// Under which names a failure is counted.
pub(crate) struct Attempt {
    address: String,
    pair: String,
}

impl Attempt {
    /// `account` is a username's key, whether somebody has it or not.
    pub(crate) fn new(address: IpAddr, account: &str) -> Self {
        let account = if account.len() > ACCOUNT_BYTES {
            ""
        } else {
            account
        };
        let address = format!("login:{}", ClientAddress(address).network());
        Self {
            pair: format!("{address}:{account}"),
            address,
        }
    }
}

impl Auth {
    /// Lets an attempt begin, or says how long to wait. A bus that is away throttles nobody: how
    /// many passwords are hashed at a time still bounds the guessing.
    pub(crate) async fn throttle(&self, attempt: &Attempt) -> Result<()> {
        let most = self.inner.config.logins_per_minute;
        if most == 0 {
            return Ok(());
        }
        let limits = [
            (&attempt.pair, most),
            (&attempt.address, most.saturating_mul(PER_ADDRESS)),
        ];
        for (key, most) in limits {
            self.check(key, most).await?;
        }
        Ok(())
    }

    /// Counts a failure.
    pub(crate) async fn count_failure(&self, attempt: &Attempt) {
        if self.inner.config.logins_per_minute == 0 {
            return;
        }
        for key in [&attempt.pair, &attempt.address] {
            self.count(key).await;
        }
    }

    /// Counts somebody who makes an account, or says how long to wait.
    pub(crate) async fn count_registration(&self, address: IpAddr) -> Result<()> {
        let most = self.inner.config.logins_per_minute;
        if most == 0 {
            return Ok(());
        }
        let key = format!("register:{}", ClientAddress(address).network());
        self.check(&key, most.saturating_mul(PER_ADDRESS)).await?;
        self.count(&key).await;
        Ok(())
    }

    async fn check(&self, key: &str, most: u32) -> Result<()> {
        match self.inner.limiter.check(key, most, WINDOW).await {
            Ok(None) => {}
            Ok(Some(wait)) => return Err(Error::Throttled(wait)),
            Err(error) => tracing::warn!(%error, "attempts cannot be counted"),
        }
        Ok(())
    }

    async fn count(&self, key: &str) {
        if let Err(error) = self.inner.limiter.count(key, WINDOW).await {
            tracing::warn!(%error, "an attempt could not be counted");
        }
    }
}
