//! Guessing passwords is slowed: failures are counted for each pair of address and account, and for
//! each address. While throttled, even the right password is refused.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use crate::{Auth, Error, Result};

const WINDOW: Duration = Duration::from_secs(60);
/// How many times as many failures an address may have as a pair of it and an account.
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
        let address = format!("login:{}", network(address));
        Self {
            pair: format!("{address}:{account}"),
            address,
        }
    }
}

/// What one subscriber has: an IPv4 address, or the /64 network of an IPv6 address, in which
/// everybody can take addresses at will.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
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
            match self.inner.limiter.check(key, most, WINDOW).await {
                Ok(None) => {}
                Ok(Some(wait)) => return Err(Error::Throttled(wait)),
                Err(error) => tracing::warn!(%error, "failed log-ins cannot be counted"),
            }
        }
        Ok(())
    }

    /// Counts a failure.
    pub(crate) async fn count_failure(&self, attempt: &Attempt) {
        if self.inner.config.logins_per_minute == 0 {
            return;
        }
        for key in [&attempt.pair, &attempt.address] {
            if let Err(error) = self.inner.limiter.count(key, WINDOW).await {
                tracing::warn!(%error, "a failed log-in could not be counted");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_subscriber_are_counted_together() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::"), network("2001:db8:1:3::"));
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
