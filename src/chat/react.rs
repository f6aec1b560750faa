//! Reactions, and votes, which are reactions with the keycap of a poll's option: what one does to a
//! batch, and who may react.

use std::collections::HashMap;

use db::Reactor;
use models::event::Reacted;
use models::limits::{REACTION_USERS, REACTIONS};
use models::poll::is_keycap;
use models::{Change, ChangeMessage, Code, Message, MessageKind, Poll, Problem, Reaction};

use crate::batch::{Batch, Entry, Key};
use crate::decide::blocked;

/// Whoever reacts, where the message itself doesn't tell whether they have: with that emoji, and with
/// what a vote takes away.
pub(crate) fn unsure(jobs: &[ChangeMessage], messages: &HashMap<Key, Entry>) -> Vec<Reactor> {
    let of_job = |job: &ChangeMessage| {
        let Change::React { emoji, on, .. } = &job.change else {
            return Vec::new();
        };
        let Some(entry) = messages.get(&(job.conversation_id, job.message_id)) else {
            return Vec::new();
        };
        let message = &entry.stored.message;
        let rivals = rivals(message, emoji, *on).map(|rival| reactor(job, message, rival));
        let all = rivals.chain([reactor(job, message, emoji)]);
        all.filter(|it| is_named(&message.reactions, it).is_none())
            .collect()
    };
    jobs.iter().flat_map(of_job).collect()
}

impl Batch {
    pub(crate) fn react(
        &mut self,
        job: &ChangeMessage,
        emoji: &str,
        on: bool,
    ) -> Result<(), Problem> {
        self.may_react(job, emoji, on)?;
        let message = self.target(job)?;
        let it = reactor(job, message, emoji);
        if self.is_set(message, &it) == on {
            return Ok(());
        }
        // In this order, so that nobody is told of two votes where there is one.
        let rivals = rivals(message, emoji, on).map(|emoji| reactor(job, message, emoji));
        let mut moves: Vec<(Reactor, bool)> = rivals
            .filter(|rival| self.is_set(message, rival))
            .map(|rival| (rival, false))
            .collect();
        moves.push((it, on));
        let (room, entry) = self.place(job)?;
        let message = entry.touch(room);
        for (reactor, on) in &moves {
            if *on {
                add(&mut message.reactions, reactor);
            } else {
                take(&mut message.reactions, reactor);
            }
            room.reacted.push(Reacted {
                id: job.message_id,
                user_id: job.user_id,
                emoji: reactor.emoji.clone(),
                on: *on,
            });
        }
        let rev = message.rev;
        let moves = moves.into_iter();
        self.reactions
            .extend(moves.map(|(reactor, on)| (reactor, on.then_some(rev))));
        Ok(())
    }

    fn is_set(&self, message: &Message, reactor: &Reactor) -> bool {
        match self.reactions.get(reactor) {
            Some(rev) => rev.is_some(),
            None => {
                self.reacted.contains(reactor)
                    || is_named(&message.reactions, reactor) == Some(true)
            }
        }
    }

    fn may_react(&self, job: &ChangeMessage, emoji: &str, on: bool) -> Result<(), Problem> {
        self.writer(job)?;
        let message = self.target(job)?;
        if message.kind == MessageKind::System {
            return Err(Problem::new(
                Code::Forbidden,
                "Nobody reacts to what happened.",
            ));
        }
        if message.deleted_at.is_some() {
            return Err(Problem::new(Code::Gone, "This message was deleted."));
        }
        if self.blocked.contains(&job.conversation_id) {
            return Err(blocked());
        }
        if let Some(poll) = &message.poll
            && is_keycap(emoji)
        {
            return may_vote(job, poll, emoji);
        }
        let is_vote = |emoji: &str| message.poll.as_ref().is_some_and(|it| it.is_vote(emoji));
        let others = message.reactions.iter().filter(|it| !is_vote(&it.emoji));
        let known = message.reactions.iter().any(|it| it.emoji == emoji);
        if on && !known && others.count() >= REACTIONS {
            return Err(Problem::new(
                Code::TooMany,
                "At most 20 different reactions.",
            ));
        }
        Ok(())
    }
}

fn may_vote(job: &ChangeMessage, poll: &Poll, emoji: &str) -> Result<(), Problem> {
    if !poll.is_vote(emoji) {
        let detail = "this poll has no such option";
        return Err(Problem::field("emoji", "unknown", detail));
    }
    if poll.has_ended(job.at) {
        return Err(Problem::new(Code::Forbidden, "This poll has ended."));
    }
    Ok(())
}

/// The votes that one takes away: all others, where one has one vote.
fn rivals(message: &Message, emoji: &str, on: bool) -> impl Iterator<Item = &'static str> {
    let poll = message.poll.as_ref();
    let single = poll.filter(|poll| on && !poll.multiple && poll.is_vote(emoji));
    let votes = single.into_iter().flat_map(Poll::votes);
    votes.filter(move |vote| *vote != emoji)
}

fn reactor(job: &ChangeMessage, message: &Message, emoji: &str) -> Reactor {
    Reactor {
        conversation_id: job.conversation_id,
        seq: message.seq,
        emoji: emoji.to_owned(),
        user_id: job.user_id,
    }
}

/// Whether the message itself names whoever reacts as one who did; none where it doesn't tell.
fn is_named(reactions: &[Reaction], reactor: &Reactor) -> Option<bool> {
    let reaction = reactions.iter().find(|it| it.emoji == reactor.emoji);
    reaction.map_or(Some(false), |it| it.is_by(reactor.user_id))
}

fn add(reactions: &mut Vec<Reaction>, reactor: &Reactor) {
    let Some(reaction) = reactions.iter_mut().find(|it| it.emoji == reactor.emoji) else {
        reactions.push(Reaction {
            emoji: reactor.emoji.clone(),
            count: 1,
            user_ids: vec![reactor.user_id],
            mine: None,
        });
        return;
    };
    // Where some are not named, whoever comes now is not the next to be.
    let all_named = reaction.user_ids.len() == reaction.count as usize;
    if all_named && reaction.user_ids.len() < REACTION_USERS {
        reaction.user_ids.push(reactor.user_id);
    }
    reaction.count += 1;
}

/// Whose place among those named is free now is read when the batch is written.
fn take(reactions: &mut Vec<Reaction>, reactor: &Reactor) {
    reactions.retain_mut(|reaction| {
        if reaction.emoji == reactor.emoji {
            reaction.count = reaction.count.saturating_sub(1);
            reaction.user_ids.retain(|id| *id != reactor.user_id);
        }
        reaction.count > 0
    });
}
