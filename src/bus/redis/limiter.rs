//! Counts of all replicas: a list of the last times for each key, by the clock of Redis, bounded, and
//! gone when its window is over.

use std::sync::Arc;
use std::time::Duration;

use fred::clients::Client;
use fred::types::scripts::Script;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use sha2::{Digest, Sha256};

use super::connect;
use crate::Error;

/// Times that are kept of a key: as if nobody allowed more within a window.
const MOST: u32 = 1_024;

/// How long until the key is free: when the last time that counts leaves the window.
const CHECK: &str = r"
local at = redis.call('LINDEX', KEYS[1], -tonumber(ARGV[1]))
if not at then
    return 0
end
return math.max(0, at + ARGV[2] - now)
";
const COUNT: &str = r"
redis.call('RPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], -tonumber(ARGV[1]), -1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0
";

pub(super) fn limiter(prefix: &str, client: Client) -> Arc<dyn crate::Limiter> {
    let [check, count] = [CHECK, COUNT].map(connect::script);
    Arc::new(Limiter {
        prefix: format!("{prefix}count:"),
        client,
        check,
        count,
    })
}

struct Limiter {
    prefix: String,
    client: Client,
    check: Script,
    count: Script,
}

impl Limiter {
    /// A key is kept as its hash: a hostile one's length costs nothing, and Redis learns no address.
    fn key(&self, key: &str) -> String {
        let hash = Sha256::digest(key);
        let (half, _) = hash.split_at(16);
        half.iter()
            .fold(self.prefix.clone(), |key, byte| format!("{key}{byte:02x}"))
    }

    async fn ask(
        &self,
        script: &Script,
        key: String,
        number: u32,
        window: Duration,
    ) -> Result<u64, Error> {
        let arguments = vec![number.to_string(), window.as_millis().to_string()];
        let answer = script.evalsha_with_reload(&self.client, key, arguments);
        Ok(answer.await?)
    }
}

impl crate::Limiter for Limiter {
    fn check(
        &self,
        key: &str,
        most: u32,
        window: Duration,
    ) -> BoxFuture<'_, Result<Option<Duration>, Error>> {
        if most == 0 {
            return ready(Ok(None)).boxed();
        }
        let key = self.key(key);
        async move {
            let wait = self.ask(&self.check, key, most.min(MOST), window).await?;
            Ok(Some(Duration::from_millis(wait)).filter(|wait| !wait.is_zero()))
        }
        .boxed()
    }

    fn count(&self, key: &str, window: Duration) -> BoxFuture<'_, Result<(), Error>> {
        let key = self.key(key);
        async move {
            self.ask(&self.count, key, MOST, window).await?;
            Ok(())
        }
        .boxed()
    }
}
