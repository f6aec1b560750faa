//! `@username`, `@all` and `@here` in a body, and whom they tell.

use std::collections::BTreeSet;
use std::collections::hash_map::{Entry, HashMap};
use std::time::Duration;

use bus::{Lease, Leases};
use db::{Conn, Mention};
use models::limits::MENTION_ALL_MEMBERS;
use models::{ChangeMessage, ConversationId, MemberRole, Problem, UserId};
use tokio::time::{Instant, timeout_at};
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

use crate::batch::Batch;

/// Names looked at in one body; more are plain text.
const NAMES: usize = 50;
/// Mentions of whoever is online that one batch makes at most, so that `@here` holds up nobody's
/// messages; where there would be more, it tells everybody, as `@all` does.
const ONLINE_MENTIONS: usize = 10_000;
/// How long one batch waits to hear who is online: it has locks that others wait for.
const ASK: Duration = Duration::from_millis(300);

/// By whom everybody is mentioned.
const EVERYBODY: UserId = UserId(Uuid::nil());

/// Whom a body names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// What usernames are compared by, each once.
    pub(crate) keys: BTreeSet<String>,
    /// `@all`
    pub(crate) all: bool,
    /// `@here`
    pub(crate) here: bool,
}

/// Whom a message tells.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The members it names, each once.
    pub(crate) members: Vec<UserId>,
    all: bool,
    here: bool,
}

impl Told {
    pub(crate) fn is_everyone(&self) -> bool {
        self.all || self.here
    }
}

/// An `@here` by somebody who may say it.
pub(crate) struct SaidHere {
    conversation_id: ConversationId,
    seq: i64,
    sender_id: UserId,
}

impl Batch {
    /// The members that a job names, and everybody only where that is allowed.
    pub(crate) fn told(
        &self,
        job: &ChangeMessage,
        names: Option<&Names>,
        role: MemberRole,
    ) -> Told {
        let Some(names) = names else {
            return Told::default();
        };
        let mut members: Vec<UserId> = Vec::new();
        if let Some(named) = self.named.get(&job.conversation_id) {
            members.extend(names.keys.iter().filter_map(|key| named.get(key)));
        }
        members.sort_unstable();
        members.dedup();
        let may_tell_all = role == MemberRole::Owner
            || self.members_count(job.conversation_id) <= MENTION_ALL_MEMBERS;
        Told {
            members,
            all: names.all && may_tell_all,
            here: names.here && may_tell_all,
        }
    }

    pub(crate) fn mention(&mut self, job: &ChangeMessage, seq: i64, told: &Told) {
        let said = SaidHere {
            conversation_id: job.conversation_id,
            seq,
            sender_id: job.user_id,
        };
        let everybody = told.all.then_some(EVERYBODY);
        for user_id in told.members.iter().copied().chain(everybody) {
            self.tell(&said, user_id);
        }
        if told.here {
            self.here.push(said);
        }
    }

    /// Takes back what the message named so far. Who was named by `@here` stays told.
    pub(crate) fn unmention(&mut self, job: &ChangeMessage) -> Result<(), Problem> {
        let message = self.target(job)?;
        let seq = message.seq;
        let everybody = message.mentions_everyone.then_some(EVERYBODY);
        let named: Vec<UserId> = message.mentions.iter().copied().chain(everybody).collect();
        for user_id in named {
            let mention = Mention {
                user_id,
                conversation_id: job.conversation_id,
                seq,
            };
            self.mentions.remove(&mention);
            self.unmentions.insert(mention);
        }
        Ok(())
    }

    /// Mentions whoever is online where `@here` was said. Only what was allowed asks for members,
    /// and a conversation's are asked for once.
    pub(crate) async fn mention_online(
        &mut self,
        conn: &mut Conn,
        leases: &dyn Leases,
    ) -> db::Result<()> {
        let (mut left, until) = (ONLINE_MENTIONS, Instant::now() + ASK);
        let mut online = HashMap::new();
        for said in std::mem::take(&mut self.here) {
            let at = said.conversation_id;
            let Some(rest) = left.checked_sub(self.members_count(at) as usize) else {
                self.tell(&said, EVERYBODY);
                continue;
            };
            left = rest;
            let present = match online.entry(at) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    unknown.insert(list_online(conn, leases, at, until).await?)
                }
            };
            for user_id in present.iter() {
                self.tell(&said, *user_id);
            }
        }
        Ok(())
    }

    fn tell(&mut self, said: &SaidHere, user_id: UserId) {
        if user_id == said.sender_id {
            return;
        }
        let mention = Mention {
            user_id,
            conversation_id: said.conversation_id,
            seq: said.seq,
        };
        self.unmentions.remove(&mention);
        self.mentions.insert(mention);
    }

    fn members_count(&self, id: ConversationId) -> u32 {
        self.rooms
            .get(&id)
            .map_or(u32::MAX, |room| room.head.members_count)
    }
}

/// The members who are online, or everybody where that cannot be told by then: what is told to one too many is
/// better than what nobody hears.
async fn list_online(
    conn: &mut Conn,
    leases: &dyn Leases,
    id: ConversationId,
    until: Instant,
) -> db::Result<Vec<UserId>> {
    let members = conn.list_member_ids(id).await?;
    let asked = members.iter().map(|&id| Lease::Online(id)).collect();
    let Ok(Ok(online)) = timeout_at(until, leases.held(asked)).await else {
        return Ok(vec![EVERYBODY]);
    };
    let present = members.into_iter().zip(online).filter(|(_, held)| *held);
    Ok(present.map(|(user_id, _)| user_id).collect())
}

/// Finds the names in `body`, if it has any. An `@` within a word is none (an address of e-mail),
/// and a full stop that ends a sentence is not a part of the name before it.
pub(crate) fn names(body: &str) -> Option<Names> {
    // Most bodies have none.
    if !body.contains('@') {
        return None;
    }
    let mut names = Names::default();
    let mut before = None;
    for (at, c) in body.char_indices() {
        let begins = c == '@' && !before.is_some_and(is_name_char);
        before = Some(c);
        if !begins {
            continue;
        }
        let rest = &body[at + 1..];
        let end = rest.find(|c| !is_name_char(c)).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches(['.', '_', '-']);
        match name {
            "" => {}
            "all" => names.all = true,
            "here" => names.here = true,
            name if names.keys.len() < NAMES => {
                names.keys.insert(auth::username::key(name));
            }
            _ => {}
        }
    }
    (names != Names::default()).then_some(names)
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(body: &str) -> Vec<String> {
        names(body)
            .into_iter()
            .flat_map(|names| names.keys)
            .collect()
    }

    #[test]
    fn names_are_found_where_a_word_begins() {
        assert_eq!(
            keys("@ada, ask (@bob.b). @cy-"),
            ["ada", "bob.b", "cy"].map(auth::username::key)
        );
        assert_eq!(keys("ada@example.org @ @@"), Vec::<String>::new());
        for name in ["प्रिया", "தமிழ்", "น้ำ", "Jose\u{301}"] {
            let stored = auth::username::parse(name).unwrap();
            assert_eq!(keys(&format!("@{name}.")), [auth::username::key(&stored)]);
        }
        assert_eq!(keys("@ada @ada"), [auth::username::key("ada")]);
    }

    #[test]
    fn everybody_is_named_by_all_and_here() {
        let found = names("@all and @here!").unwrap();
        assert!(found.all && found.here && found.keys.is_empty());
        assert!(!names("@allan").unwrap().all);
    }
}
