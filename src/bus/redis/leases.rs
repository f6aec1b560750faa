//! Leases of all replicas: a sorted set for each, its members the holders, their scores the times at
//! which they run out, by the clock of Redis alone. Each call is one script, so nothing happens between
//! what it reads and what it writes.

use std::sync::Arc;
use std::time::Duration;

use fred::clients::Client;
use fred::types::scripts::Script;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use models::{ConversationId, UserId};
use uuid::Uuid;

use super::connect;
use crate::{Error, Lease};

/// Leases that one script looks at.
const TOGETHER: usize = 500;

const HOLD: &str = r"
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local held = redis.call('ZCARD', KEYS[1])
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return held
";
const RELEASE: &str = r"
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('ZCARD', KEYS[1])
";
const HELD: &str = r"
local held = {}
for at, key in ipairs(KEYS) do
    held[at] = redis.call('ZCOUNT', key, '(' .. now, '+inf')
end
return held
";

pub(super) fn leases(prefix: &str, client: Client) -> Arc<dyn crate::Leases> {
    let [hold, release, held] = [HOLD, RELEASE, HELD].map(connect::script);
    Arc::new(Leases {
        prefix: format!("{prefix}lease:"),
        client,
        hold,
        release,
        held,
    })
}

struct Leases {
    prefix: String,
    client: Client,
    hold: Script,
    release: Script,
    held: Script,
}

impl Leases {
    fn key(&self, lease: Lease) -> String {
        let prefix = &self.prefix;
        match lease {
            Lease::Online(UserId(user)) => format!("{prefix}online:{}", user.simple()),
            Lease::Viewing(UserId(user), ConversationId(id)) => {
                format!("{prefix}viewing:{}:{}", user.simple(), id.simple())
            }
            Lease::Replica => format!("{prefix}replica"),
        }
    }

    async fn counts(&self, leases: &[Lease]) -> Result<Vec<u64>, Error> {
        let keys: Vec<_> = leases.iter().map(|lease| self.key(*lease)).collect();
        let none: Vec<String> = Vec::new();
        let counts = self.held.evalsha_with_reload(&self.client, keys, none);
        let counts: Vec<u64> = counts.await?;
        // Whoever asked relies on their order.
        if counts.len() == leases.len() {
            Ok(counts)
        } else {
            Err(Error::Away)
        }
    }
}

impl crate::Leases for Leases {
    fn hold(
        &self,
        lease: Lease,
        holder: Uuid,
        span: Duration,
    ) -> BoxFuture<'_, Result<bool, Error>> {
        async move {
            let arguments = vec![holder.simple().to_string(), span.as_millis().to_string()];
            let held = self
                .hold
                .evalsha_with_reload(&self.client, self.key(lease), arguments);
            let held: u64 = held.await?;
            Ok(held == 0)
        }
        .boxed()
    }

    fn release(&self, lease: Lease, holder: Uuid) -> BoxFuture<'_, Result<bool, Error>> {
        async move {
            let holder = holder.simple().to_string();
            let held = self
                .release
                .evalsha_with_reload(&self.client, self.key(lease), holder);
            let held: u64 = held.await?;
            Ok(held == 0)
        }
        .boxed()
    }

    fn held(&self, leases: Vec<Lease>) -> BoxFuture<'_, Result<Vec<bool>, Error>> {
        async move {
            let mut held = Vec::with_capacity(leases.len());
            for some in leases.chunks(TOGETHER) {
                held.extend(self.counts(some).await?.into_iter().map(|count| count > 0));
            }
            Ok(held)
        }
        .boxed()
    }

    fn holders(&self, lease: Lease) -> BoxFuture<'_, Result<usize, Error>> {
        async move {
            let count = self.counts(&[lease]).await?;
            Ok(count.iter().fold(0, |sum, count| {
                sum + usize::try_from(*count).unwrap_or(usize::MAX)
            }))
        }
        .boxed()
    }
}
