//! How far one has read. Marks come often (with every scroll), so they are coalesced: of each
//! person and conversation only the last one that waits is written, and all that wait share one
//! commit. The answer comes after it.
//!
//! *Invariant:* a mark goes forward only, unless it says otherwise.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use db::{Marked, ReadMark};
use futures_util::FutureExt;
use models::command::MarkRead;
use models::event::{Address, MeChanged, Read};
use models::limits::READERS;
use models::{ConversationId, Event, Kind, Problem, Timestamp, UserId};
use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use crate::store::not_a_member;
use crate::{Chat, Error};

/// Between two commits of marks: what comes meanwhile goes together.
const BETWEEN: Duration = Duration::from_millis(150);
/// Marks in one commit, so that messages behind them don't wait long.
const TOGETHER: usize = 256;
/// Marks that may wait; one more is `busy`.
const WAITING: usize = 20_000;
/// How often the others are told how far somebody has read.
const TELL_EVERY: Duration = Duration::from_secs(1);

type Key = (ConversationId, UserId);
type Answer = oneshot::Sender<Result<i64, Problem>>;

/// The marks that wait to be written.
#[derive(Default)]
pub(crate) struct Reads {
    waiting: Mutex<Waiting>,
    wake: Notify,
}

#[derive(Default)]
struct Waiting {
    marks: BTreeMap<Key, Mark>,
    answers: usize,
    ended: bool,
}

struct Mark {
    seq: i64,
    back: bool,
    answers: Vec<Answer>,
}

impl Waiting {
    fn push(&mut self, key: Key, seq: i64, back: bool, answer: Answer) {
        let new = || Mark {
            seq,
            back,
            answers: Vec::new(),
        };
        let mark = self.marks.entry(key).or_insert_with(new);
        // As if each had been written by itself, in the order in which they came.
        mark.seq = if back { seq } else { mark.seq.max(seq) };
        mark.back |= back;
        mark.answers.push(answer);
        self.answers += 1;
    }

    fn take(&mut self) -> BTreeMap<Key, Mark> {
        let rest = match self.marks.keys().nth(TOGETHER).copied() {
            Some(first) => self.marks.split_off(&first),
            None => BTreeMap::new(),
        };
        let taken = std::mem::replace(&mut self.marks, rest);
        self.answers -= taken.values().map(|mark| mark.answers.len()).sum::<usize>();
        taken
    }
}

impl Chat {
    /// Says how far somebody has read, and answers how far they have after the commit.
    ///
    /// # Errors
    /// `not_found` where one is not a member, `busy`.
    pub async fn mark_read(&self, user_id: UserId, read: MarkRead) -> Result<i64, Problem> {
        if read.seq < 0 {
            return Err(Problem::field("seq", "invalid", "0 or more"));
        }
        let (answer, answered) = oneshot::channel();
        {
            let mut waiting = self.inner.reads.waiting.lock();
            if waiting.ended || waiting.answers >= WAITING {
                return Err(Problem::busy());
            }
            waiting.push(
                (read.conversation_id, user_id),
                read.seq,
                read.unread,
                answer,
            );
        }
        self.inner.reads.wake.notify_one();
        answered.await.unwrap_or_else(|_| Err(Problem::busy()))
    }

    /// Writes marks until it is told to stop, and then those that still wait.
    pub(crate) async fn write_reads(self, stop: CancellationToken) {
        let mut telling = Telling::default();
        loop {
            let tell_later = tokio::time::sleep(TELL_EVERY / 4);
            tokio::select! {
                () = self.inner.reads.wake.notified() => {}
                () = tell_later, if !telling.0.is_empty() => {}
                () = stop.cancelled() => break,
            }
            self.write_waiting(&mut telling).await;
            for read in telling.due(self.inner.clock.now()) {
                self.tell_read(read).await;
            }
            stop.run_until_cancelled(tokio::time::sleep(BETWEEN)).await;
        }
        self.inner.reads.waiting.lock().ended = true;
        self.write_waiting(&mut telling).await;
    }

    async fn write_waiting(&self, telling: &mut Telling) {
        loop {
            let taken = self.inner.reads.waiting.lock().take();
            if taken.is_empty() {
                return;
            }
            let marks: Vec<ReadMark> = taken
                .iter()
                .map(|(&(conversation_id, user_id), mark)| ReadMark {
                    conversation_id,
                    user_id,
                    seq: mark.seq,
                    back: mark.back,
                })
                .collect();
            let written = self
                .inner
                .db
                .write::<_, Error>(move |conn| {
                    async move { Ok(conn.write_reads(&marks).await?) }.boxed()
                })
                .await;
            match written.map_err(Problem::from) {
                Ok(marked) => {
                    answer(taken, &marked);
                    self.tell_all(marked, telling).await;
                }
                Err(problem) => {
                    for answer in taken.into_values().flat_map(|mark| mark.answers) {
                        // Whoever asked may have gone.
                        let _ = answer.send(Err(problem.clone()));
                    }
                }
            }
        }
    }

    async fn tell_all(&self, marked: Vec<Marked>, telling: &mut Telling) {
        for Marked {
            conversation_id,
            user_id,
            read_seq: seq,
            change,
        } in marked
        {
            let Some(change) = change else { continue };
            let event = MeChanged {
                user_id,
                me_rev: change.me_rev,
                conversation_id,
                me: Some(change.me),
                conversation: None,
            };
            self.publish(Address::User(user_id), Event::MeChanged(event))
                .await;
            let small = match change.kind {
                Kind::Direct => true,
                Kind::Group => change.members_count <= READERS,
                Kind::Channel => false,
            };
            if small && change.forward {
                let read = Read {
                    conversation_id,
                    user_id,
                    seq,
                };
                if let Some(read) = telling.tell(read, self.inner.clock.now()) {
                    self.tell_read(read).await;
                }
            }
        }
    }

    async fn tell_read(&self, read: Read) {
        self.publish(
            Address::Conversation(read.conversation_id),
            Event::Read(read),
        )
        .await;
    }
}

fn answer(taken: BTreeMap<Key, Mark>, marked: &[Marked]) {
    let read: HashMap<Key, i64> = marked
        .iter()
        .map(|it| ((it.conversation_id, it.user_id), it.read_seq))
        .collect();
    for (key, mark) in taken {
        for answer in mark.answers {
            let read_seq = read.get(&key).copied();
            // Whoever asked may have gone.
            let _ = answer.send(read_seq.ok_or_else(not_a_member));
        }
    }
}

/// What the others were told within the last second, and what they are to be told after it.
#[derive(Default)]
struct Telling(HashMap<Key, (Timestamp, Option<Read>)>);

impl Telling {
    /// What is to be told now; otherwise it is kept for later.
    fn tell(&mut self, read: Read, now: Timestamp) -> Option<Read> {
        let key = (read.conversation_id, read.user_id);
        match self.0.get_mut(&key) {
            Some((told, later)) if now < told.plus(TELL_EVERY) => {
                *later = Some(read);
                None
            }
            _ => {
                self.0.insert(key, (now, None));
                Some(read)
            }
        }
    }

    /// What was kept and is to be told now. What has nothing to tell is forgotten.
    fn due(&mut self, now: Timestamp) -> Vec<Read> {
        let mut due = Vec::new();
        self.0.retain(|_, (told, later)| {
            if now < told.plus(TELL_EVERY) {
                return true;
            }
            *told = now;
            due.extend(*later);
            later.take().is_some()
        });
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(seq: i64) -> Read {
        let id = uuid::Uuid::nil();
        Read {
            conversation_id: ConversationId(id),
            user_id: UserId(id),
            seq,
        }
    }

    #[test]
    fn the_others_are_told_once_a_second_and_of_the_last_one_in_the_end() {
        let mut telling = Telling::default();
        let at = Timestamp;
        assert_eq!(telling.tell(read(1), at(0)), Some(read(1)));
        assert_eq!(telling.tell(read(2), at(10)), None);
        assert_eq!(telling.tell(read(3), at(900)), None);
        assert_eq!(telling.due(at(999)), []);
        assert_eq!(telling.due(at(1_000)), [read(3)]);
        assert_eq!(telling.tell(read(4), at(1_500)), None);
        assert_eq!(telling.due(at(2_000)), [read(4)]);
        assert_eq!(telling.due(at(3_000)), []);
        assert!(
            telling.0.is_empty(),
            "what has nothing to tell is forgotten"
        );
        assert_eq!(telling.tell(read(5), at(3_001)), Some(read(5)));
    }

    #[test]
    fn marks_that_wait_come_to_what_they_would_have_come_to_one_by_one() {
        let key = (ConversationId(uuid::Uuid::nil()), UserId(uuid::Uuid::nil()));
        let coalesced = |marks: &[(i64, bool)]| {
            let mut waiting = Waiting::default();
            for &(seq, back) in marks {
                waiting.push(key, seq, back, oneshot::channel().0);
            }
            let mark = waiting.take().remove(&key).unwrap();
            assert_eq!((mark.answers.len(), waiting.answers), (marks.len(), 0));
            (mark.seq, mark.back)
        };
        assert_eq!(coalesced(&[(3, false), (7, false), (5, false)]), (7, false));
        assert_eq!(coalesced(&[(9, false), (2, true)]), (2, true));
        assert_eq!(coalesced(&[(2, true), (9, false), (4, false)]), (9, true));
    }
}
