//! The section about what joins replicas, in the operator's words too.

use std::fmt;

use anyhow::{Result, bail, ensure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::value::count;

/// What joins several servers on one database. Without it one server serves alone, and needs nothing
/// beside it.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Bus {
    /// Redis, which tells each replica what the others have stored, and who is online. rediss:// is
    /// encrypted.
    #[schema(example = "redis://:password@localhost:6379/0")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redis_url: Option<String>,
    /// RabbitMQ, which keeps what was accepted until it is stored. amqps:// is encrypted. The path is
    /// the virtual host.
    #[schema(example = "amqp://snug:password@localhost:5672/%2f")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rabbitmq_url: Option<String>,
    /// Into how many queues RabbitMQ's is cut, which the replicas share between them. All must say the
    /// same, and it is fixed at the first start.
    #[serde(deserialize_with = "count")]
    pub(crate) partitions: u32,
}

/// Where both are.
#[derive(Clone, Copy)]
pub(crate) struct Urls<'c> {
    pub(crate) redis: &'c str,
    pub(crate) rabbitmq: &'c str,
}

impl Default for Bus {
    fn default() -> Self {
        Self {
            redis_url: None,
            rabbitmq_url: None,
            partitions: 16,
        }
    }
}

/// Without the URLs, which hold passwords.
impl fmt::Debug for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.urls().is_some() {
            "Redis and RabbitMQ"
        } else {
            "in memory"
        })
    }
}

impl Bus {
    /// A queue of RabbitMQ for each would cost more than it brings.
    const MOST: u32 = 256;

    /// Where the bus is, if there is one.
    pub(crate) fn urls(&self) -> Option<Urls<'_>> {
        Some(Urls {
            redis: self.redis_url.as_deref()?,
            rabbitmq: self.rabbitmq_url.as_deref()?,
        })
    }

    /// The partitions, which [`Bus::validate`] has bounded.
    pub(crate) fn partitions(&self) -> u16 {
        u16::try_from(self.partitions).unwrap_or(u16::MAX)
    }

    pub(super) fn validate(&self) -> Result<()> {
        let (redis, rabbitmq) = (self.redis_url.as_deref(), self.rabbitmq_url.as_deref());
        let alone = match (redis, rabbitmq) {
            (Some(_), None) => Some(("redis_url", "rabbitmq_url")),
            (None, Some(_)) => Some(("rabbitmq_url", "redis_url")),
            _ => None,
        };
        if let Some((given, missing)) = alone {
            bail!(
                "`bus.{given}` needs `bus.{missing}` beside it: replicas are joined by both, and one \
                 server alone by neither"
            );
        }
        let begins = |url: Option<&str>, schemes: [&str; 2]| {
            url.is_none_or(|url| schemes.iter().any(|scheme| url.starts_with(scheme)))
        };
        ensure!(
            begins(redis, ["redis://", "rediss://"]),
            "`bus.redis_url` must begin with redis:// or rediss://"
        );
        ensure!(
            begins(rabbitmq, ["amqp://", "amqps://"]),
            "`bus.rabbitmq_url` must begin with amqp:// or amqps://"
        );
        let most = Self::MOST;
        ensure!(
            (1..=most).contains(&self.partitions),
            "`bus.partitions` is not between 1 and {most}"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        let bus: Bus = toml::from_str(text).unwrap();
        bus.validate().unwrap_err().to_string()
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_its_key() {
        let both = "redis_url = \"redis://a\"\nrabbitmq_url = \"amqp://b\"\n";
        for (text, key) in [
            (
                "redis_url = \"redis://a\"".to_owned(),
                "`bus.rabbitmq_url` beside",
            ),
            (
                "rabbitmq_url = \"amqp://a\"".to_owned(),
                "`bus.redis_url` beside",
            ),
            (both.replace("redis://", "http://"), "bus.redis_url"),
            (both.replace("amqp://", "amqq://"), "bus.rabbitmq_url"),
            (format!("{both}partitions = 0"), "bus.partitions"),
            (format!("{both}partitions = 257"), "bus.partitions"),
        ] {
            let refusal = refusal(&text);
            assert!(refusal.contains(key), "{text}: {refusal}");
        }
    }

    #[test]
    fn passwords_are_never_printed() {
        let text = "redis_url = \"redis://:hidden@a\"\nrabbitmq_url = \"amqp://a:hidden@b\"";
        let bus: Bus = toml::from_str(text).unwrap();
        bus.validate().unwrap();
        assert_eq!(format!("{bus:?}"), "Redis and RabbitMQ");
    }
}
