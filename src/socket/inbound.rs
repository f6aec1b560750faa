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
    DeleteMessage, EditMessage, MarkRead, SendMessage, Sent, SetReaction, SetTyping, Sync,
    ViewConversation, WatchPresence,
};
use models::{Code, Problem, UserId, parse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use socketioxide::extract::AckSender;

use crate::Sockets;
use crate::peer::{Frame, Peer};

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
        let (event, payload) = read(frame)?;
        if matches!(
            &*event,
            "conversation:read" | "presence:watch" | "typing:set" | "sync"
        ) {
            self.inner.chat.ask(peer.user_id)?;
        }
        let (chat, by) = (&self.inner.chat, peer.user_id);
        match &*event {
            "message:send" => Ok(sent(chat.send(by, command::<SendMessage>(payload)?)?)),
            "message:edit" => Ok(done(chat.edit(by, command::<EditMessage>(payload)?)?)),
            "message:delete" => Ok(done(chat.delete(by, command::<DeleteMessage>(payload)?)?)),
            "reaction:set" => Ok(done(chat.react(by, command::<SetReaction>(payload)?)?)),
            "conversation:read" => {
                let (chat, read) = (chat.clone(), command::<MarkRead>(payload)?);
                let answer = async move {
                    chat.mark_read(by, read)
                        .await
                        .map(|read_seq| Answer::Read { read_seq })
                };
                Ok(answer.boxed())
            }
            "conversation:view" => self.view(peer, command::<ViewConversation>(payload)?),
            "typing:set" => self.typing(peer, command::<SetTyping>(payload)?),
            "presence:watch" => self.watch(peer, command::<WatchPresence>(payload)?),
            "sync" => {
                let (chat, sync) = (chat.clone(), command::<Sync>(payload)?);
                let answer = async move { Ok(Answer::Sync(Box::new(chat.sync(by, sync).await?))) };
                Ok(answer.boxed())
            }
            _ => Err(Problem::new(
                Code::UnknownEvent,
                format!("no event `{event}`"),
            )),
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
