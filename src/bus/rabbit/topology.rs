//! Which queues there are at the broker, what they are called, and which of them a key belongs to. Replicas
//! of all versions must agree on all of it.

use std::time::Duration;

use lapin::options::{ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, ErrorKind};
use uuid::Uuid;

use super::Size;
use super::connect::Line;
use crate::Error;

/// How often a message may be given out again. RabbitMQ 4 would give up after 20, and before that there is no
/// word for no limit.
const DELIVERIES: i64 = 1_000_000_000;

pub(super) struct Topology {
    /// What metrics call it.
    pub(super) called: String,
    name: String,
    pub(super) size: Size,
}

impl Topology {
    pub(super) fn new(prefix: &str, name: &str, size: Size) -> Self {
        Self {
            called: name.to_owned(),
            name: format!("{prefix}{name}"),
            size,
        }
    }

    pub(super) fn queue(&self, partition: u16) -> String {
        format!("{}.{partition}", self.name)
    }

    pub(super) fn dead(&self) -> String {
        format!("{}.dead", self.name)
    }

    /// The partition of a key. *Invariant:* it is the same in every version.
    pub(super) fn partition(&self, key: Uuid) -> u16 {
        let key = key.as_u128();
        let folded = (key ^ (key >> 64)) & u128::from(u64::MAX);
        // Of ids that begin with the time, and of hand-made ones, all bits must count: the finaliser of
        // SplitMix64.
        let mut mixed = u64::try_from(folded).unwrap_or_default();
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        u16::try_from(mixed % u64::from(self.size.partitions)).unwrap_or_default()
    }

    /// Makes all queues.
    pub(super) async fn begin(&self, line: &Line) -> Result<(), Error> {
        let channel = line.channel_now().await?;
        for partition in 0..self.size.partitions {
            self.declare(&channel, partition)
                .await
                .map_err(|error| match error.kind() {
                    ErrorKind::ProtocolError(reason) => Error::OtherQueues(reason.to_string()),
                    _ => error.into(),
                })?;
        }
        Ok(())
    }

    /// A channel to publish to a partition, with confirms.
    pub(super) async fn publisher(
        &self,
        channel: &Channel,
        partition: u16,
    ) -> Result<(), lapin::Error> {
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await?;
        self.declare(channel, partition).await
    }

    /// Makes a partition where there is none, and the place for what it cannot do before.
    pub(super) async fn declare(
        &self,
        channel: &Channel,
        partition: u16,
    ) -> Result<(), lapin::Error> {
        let durable = QueueDeclareOptions {
            durable: true,
            ..QueueDeclareOptions::default()
        };
        let often = AMQPValue::LongLongInt(DELIVERIES);
        let dead = arguments([
            ("x-queue-type", text("quorum")),
            ("x-delivery-limit", often.clone()),
        ]);
        channel
            .queue_declare(self.dead().into(), durable, dead)
            .await?;
        let partitions = self.size.partitions.max(1);
        let jobs = self.size.jobs / u32::from(partitions);
        let bytes = i64::try_from(self.size.bytes / u64::from(partitions)).unwrap_or(i64::MAX);
        let arguments = arguments([
            ("x-queue-type", text("quorum")),
            // Jobs go to one replica at a time, and to another where that has gone.
            ("x-single-active-consumer", AMQPValue::Boolean(true)),
            // The oldest would go otherwise, which was confirmed.
            ("x-overflow", text("reject-publish")),
            ("x-max-length", AMQPValue::LongLongInt(jobs.max(1).into())),
            ("x-max-length-bytes", AMQPValue::LongLongInt(bytes.max(1))),
            ("x-delivery-limit", often),
            ("x-dead-letter-exchange", text("")),
            ("x-dead-letter-routing-key", text(&self.dead())),
            ("x-dead-letter-strategy", text("at-least-once")),
        ]);
        channel
            .queue_declare(self.queue(partition).into(), durable, arguments)
            .await?;
        Ok(())
    }
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}

pub(super) fn milliseconds(span: Duration) -> AMQPValue {
    AMQPValue::LongLongInt(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
}

pub(super) fn arguments<const N: usize>(values: [(&str, AMQPValue); N]) -> FieldTable {
    let mut table = FieldTable::default();
    for (name, value) in values {
        table.insert(name.into(), value);
    }
    table
}

#[cfg(test)]
mod tests {
    use models::{Random, Timestamp};

    use super::*;

    const SIZE: Size = Size {
        partitions: 16,
        jobs: 1_000,
        bytes: 1_000_000,
    };

    #[test]
    fn keys_spread_over_the_partitions() {
        let topology = Topology::new("snug.", "changes", SIZE);
        let random = Random::seeded(1);
        let mut made = [0; 16];
        let mut counted = [0; 16];
        for number in 0..16_000_u32 {
            let id = random.uuid(Timestamp(i64::from(number)));
            made[usize::from(topology.partition(id))] += 1;
            let id = Uuid::from_u128(u128::from(number));
            counted[usize::from(topology.partition(id))] += 1;
        }
        for count in made.into_iter().chain(counted) {
            assert!((850..1_150).contains(&count), "{made:?} {counted:?}");
        }
    }

    #[test]
    fn the_partition_of_a_key_never_changes() {
        let topology = Topology::new("snug.", "changes", SIZE);
        let keys = [
            "0198c0de-0000-7000-8000-000000000001",
            "00000000-0000-0000-0000-000000000000",
        ];
        let partitions = keys.map(|key| topology.partition(key.parse().unwrap()));
        assert_eq!(partitions, [6, 0]);
    }
}
