//! What clients send: one table, one answer for each event.
//!
//! [`Sockets::receive`] is called in the order in which a socket's events come, and has checked
//! and enqueued before it returns the future that waits and answers: that is what keeps a socket's
//! order.

use std::borrow::Cow;
use std::future::{Future, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use models::command::{
    MarkRead, ReadThread, Sent, SetBookmark, SetTyping, Sync, ViewConversation, WatchPresence,
};
use models::{Code, Problem, UserId, parse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use socketioxide::extract::AckSender;

use crate::Sockets;
use crate::peer::{Frame, Peer};

/// Characters of an unknown event's name that are said back.
const NAME_CHARS: usize = 60;

/// An acknowledgement.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    Sent(Sent),
    Read { read_seq: i64 },
    Online { online: Vec<UserId> },
    Sync(Box<chat::SyncAnswer>),
    Error { error: Problem },
    Done {},
}

type Answering = BoxFuture<'static, Result<Answer, Problem>>;

impl Sockets {
    pub(crate) fn receive(
        self,
        peer: Arc<Peer>,
        frame: &Frame,
        ack: AckSender,
    ) -> impl Future<Output = ()> + Send + use<> {
        let begun = peer.begin();
        let answering = match &begun {
            Ok(_) => unless_it_panics(|| self.answer(&peer, &frame.0)),
            Err(problem) => Err(problem.clone()),
        };
        async move {
            let answer = finish(answering).await;
            peer.cut_if_full(&ack.send(&answer));
            drop(begun);
        }
    }

    fn answer(&self, peer: &Arc<Peer>, frame: &str) -> Result<Answering, Problem> {
        let (chat, by) = (&self.inner.chat, peer.user_id);
        // A change that is accepted has been counted.
        let refused = |problem| self.count_refused(by, problem);
        let (event, payload) = read(frame).map_err(refused)?;
        let accepted = match &*event {
            "message:send" => command(payload).and_then(|it| chat.send(by, it)).map(sent),
            "message:edit" => command(payload).and_then(|it| chat.edit(by, it)).map(done),
            "message:delete" => command(payload)
                .and_then(|it| chat.delete(by, it))
                .map(done),
            "reaction:set" => command(payload).and_then(|it| chat.react(by, it)).map(done),
            "pin:set" => command(payload).and_then(|it| chat.pin(by, it)).map(done),
            _ => {
                // Before it is looked at, however long it is.
                chat.ask(by)?;
                return self.answer_question(peer, &event, payload);
            }
        };
        accepted.map_err(refused)
    }

    fn answer_question(
        &self,
        peer: &Arc<Peer>,
        event: &str,
        payload: &[u8],
    ) -> Result<Answering, Problem> {
        let (chat, by) = (self.inner.chat.clone(), peer.user_id);
        match event {
            "conversation:read" => {
                let read = command::<MarkRead>(payload)?;
                let answer = async move {
                    chat.mark_read(by, read)
                        .await
                        .map(|read_seq| Answer::Read { read_seq })
                };
                Ok(answer.boxed())
            }
            "bookmark:set" => {
                let set = command::<SetBookmark>(payload)?;
                let answer = async move {
                    chat.set_bookmark(by, set).await?;
                    Ok(Answer::Done {})
                };
                Ok(answer.boxed())
            }
            "thread:read" => {
                let read = command::<ReadThread>(payload)?;
                let answer = async move {
                    chat.read_thread(by, read).await?;
                    Ok(Answer::Done {})
                };
                Ok(answer.boxed())
            }
            "conversation:view" => self.view(peer, command::<ViewConversation>(payload)?),
            "typing:set" => self.typing(peer, command::<SetTyping>(payload)?),
            "presence:watch" => self.watch(peer, command::<WatchPresence>(payload)?),
            "sync" => {
                let sync = command::<Sync>(payload)?;
                let answer = async move { Ok(Answer::Sync(Box::new(chat.sync(by, sync).await?))) };
                Ok(answer.boxed())
            }
            _ => {
                let event: String = event.chars().take(NAME_CHARS).collect();
                let detail = format!("no event `{event}`");
                Err(Problem::new(Code::UnknownEvent, detail))
            }
        }
    }

    /// Nothing is free, whatever is wrong with it.
    fn count_refused(&self, by: UserId, problem: Problem) -> Problem {
        match problem.code {
            Code::RateLimited => problem,
            _ => self.inner.chat.ask(by).err().unwrap_or(problem),
        }
    }
}

/// A panic is a defect, and not the client's: it is answered like everything else. The panic hook
/// has logged it.
fn unless_it_panics(
    begin: impl FnOnce() -> Result<Answering, Problem>,
) -> Result<Answering, Problem> {
    catch_unwind(AssertUnwindSafe(begin)).unwrap_or_else(|_| Err(Code::Internal.into()))
}

/// The answer, once it is there, whatever comes.
async fn finish(answering: Result<Answering, Problem>) -> Answer {
    let answer = match answering {
        Ok(answering) => AssertUnwindSafe(answering)
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(Code::Internal.into())),
        Err(problem) => Err(problem),
    };
    answer.unwrap_or_else(|error| Answer::Error { error })
}

/// The name and the argument of an event. No argument is an empty object's place.
fn read(frame: &str) -> Result<(Cow<'_, str>, &[u8]), Problem> {
    let malformed = || Problem::new(Code::Malformed, "An event has a name and an object.");
    let parts: Vec<&RawValue> = serde_json::from_str(frame).map_err(|_| malformed())?;
    let name = parts.first().ok_or_else(malformed)?;
    // Almost every name is plain text between two quotes; the others are not known here anyway.
    let event: Cow<'_, str> = match name
        .get()
        .strip_prefix('"')
        .and_then(|n| n.strip_suffix('"'))
    {
        Some(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
        _ => Cow::Owned(serde_json::from_str(name.get()).map_err(|_| malformed())?),
    };
    Ok((
        event,
        parts
            .get(1)
            .map_or(&b"null"[..], |payload| payload.get().as_bytes()),
    ))
}

fn command<T: DeserializeOwned>(payload: &[u8]) -> Result<T, Problem> {
    parse::object(payload)
}

fn sent(accepted: chat::Accepted) -> Answering {
    accepted.safe().map(|sent| sent.map(Answer::Sent)).boxed()
}

fn done(accepted: chat::Accepted) -> Answering {
    accepted
        .safe()
        .map(|sent| sent.map(|_| Answer::Done {}))
        .boxed()
}

/// An answer that is known at once.
pub(crate) fn at_once(answer: Answer) -> Answering {
    ready(Ok(answer)).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_event_whose_handler_panics_is_answered() {
        let at_once = unless_it_panics(|| panic!("a defect"));
        let later = unless_it_panics(|| Ok(async { panic!("a defect") }.boxed()));
        for answering in [at_once, later] {
            let Answer::Error { error } = finish(answering).await else {
                panic!("it went well");
            };
            assert_eq!(error.code, Code::Internal);
        }
    }
}
