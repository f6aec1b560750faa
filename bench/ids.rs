//! Message ids: UUIDv7 as clients make them, at next to no cost.

use std::time::Instant;

use uuid::{Builder, Uuid};

/// A source of ids that are in order of time, each once.
#[derive(Debug)]
pub(crate) struct Ids {
    started: Instant,
    started_millis: u64,
    state: u64,
}

impl Ids {
    pub(crate) fn new() -> Self {
        let seed = Uuid::now_v7();
        let started_millis = seed.get_timestamp().map_or(0, |timestamp| {
            let (seconds, nanos) = timestamp.to_unix();
            seconds * 1000 + u64::from(nanos / 1_000_000)
        });
        let (_, state) = seed.as_u64_pair();
        Self {
            started: Instant::now(),
            started_millis,
            state,
        }
    }

    pub(crate) fn next(&mut self) -> Uuid {
        // SplitMix64: the numbers are as good as random to an index, which is all that matters.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let mut random = [0; 10];
        random[..2].copy_from_slice(&self.state.to_le_bytes()[..2]);
        random[2..].copy_from_slice(&mixed.to_le_bytes());
        let since = u64::try_from(self.started.elapsed().as_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(self.started_millis + since, &random).into_uuid()
    }
}

/// The frame of a message: its number, which is the acknowledgement's too, is in the body.
pub(crate) fn frame(number: u64, id: Uuid, conversation: Uuid) -> String {
    format!(
        "42{number}[\"message:send\",{{\"id\":\"{id}\",\"conversation_id\":\"{conversation}\",\
         \"body\":\"~{number:08x} The heron is back at the pond, just where the reeds were cut \
         last year.\"}}]"
    )
}
