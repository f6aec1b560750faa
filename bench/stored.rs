//! What a database holds of what was sent, by the numbers in the bodies.

use std::collections::HashMap;

use anyhow::{Context, Result};
use tests::Database;

use crate::sender::{COUNTED_BITS, Sent};

const ALL: &str = "select conversation_id, seq, substr(body, 2, 8) from messages
    order by conversation_id, seq";
const COUNT: &str = "select coalesce(sum(last_seq), 0) from conversations";

/// What should not be.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Flaws {
    /// Messages that were acknowledged and are not there.
    pub(crate) lost: u64,
    /// Those that are there again.
    pub(crate) doubled: u64,
    /// Those that come before one that their sender sent before them.
    pub(crate) disordered: u64,
    /// Seqs that a conversation left out.
    pub(crate) gaps: u64,
}

/// How many messages there are.
pub(crate) fn count(database: &Database) -> Result<u64> {
    database.ask(COUNT).trim().parse().context("a number")
}

/// Looks for all that these senders had acknowledged.
pub(crate) fn check(database: &Database, sent: &[Sent]) -> Result<Flaws> {
    let mut flaws = Flaws::default();
    // Of each sender, how many messages it sent and which of them are there.
    let mut found: HashMap<u64, Vec<bool>> = HashMap::new();
    for sent in sent {
        let none = vec![false; usize::try_from(sent.messages)?];
        found.insert(u64::from(sent.sender), none);
    }
    let mut newest: HashMap<u64, usize> = HashMap::new();
    let (mut conversation, mut before) = ("", 0);
    let rows = database.ask(ALL);
    for row in rows.lines() {
        let fields: Vec<&str> = row.split('\t').collect();
        let [id, seq, body] = fields[..] else {
            continue;
        };
        let seq: u64 = seq.parse().context("a seq")?;
        if id != conversation {
            (conversation, before) = (id, 0);
        }
        flaws.gaps += seq - before - 1;
        before = seq;
        let Ok(number) = u64::from_str_radix(body, 16) else {
            continue;
        };
        let sender = number >> COUNTED_BITS;
        let place = usize::try_from(number & ((1 << COUNTED_BITS) - 1))?;
        let Some(there) = found.get_mut(&sender).and_then(|all| all.get_mut(place)) else {
            continue;
        };
        flaws.doubled += u64::from(*there);
        *there = true;
        let newest = newest.entry(sender).or_default();
        flaws.disordered += u64::from(place < *newest);
        *newest = place.max(*newest);
    }
    let there = found.values().flatten();
    flaws.lost = u64::try_from(there.filter(|there| !**there).count())?;
    Ok(flaws)
}

impl Flaws {
    pub(crate) fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.disordered += other.disordered;
        self.gaps += other.gaps;
    }

    pub(crate) fn all(self) -> u64 {
        self.lost + self.doubled + self.disordered + self.gaps
    }
}
