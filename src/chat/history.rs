//! Reading what was said: pages, one message, and what changed since a revision.
//!
//! Members see all history, nobody else sees any. A conversation's `seq` has no gaps, so that each
//! page is one range of it: no counting, no offset, as quick in a million messages as in a
//! thousand.

use models::{Conversation, ConversationId, Message, MessageId, Problem, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::store::not_a_member;
use crate::{Chat, Result, page};

/// Which messages. Without a place, the newest.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MessageQuery {
    /// Those just before this `seq`.
    pub before: Option<i64>,
    /// Those just after this `seq`.
    pub after: Option<i64>,
    /// This `seq` in the middle.
    pub around: Option<i64>,
    /// Only the replies in the thread that hangs on this message.
    pub thread_id: Option<MessageId>,
    /// How many; 50 by default, 200 at most.
    pub limit: Option<u64>,
}

/// A page of messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MessagePage {
    /// In order of `seq`.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub has_more_before: bool,
    /// Whether there are newer ones.
    pub has_more_after: bool,
}

/// From where on.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangeQuery {
    /// The revision that one has; 0 for everything.
    #[serde(default)]
    pub after: i64,
    /// How many messages; 50 by default, 200 at most.
    pub limit: Option<u64>,
}

/// What changed in a conversation after a revision.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Changes {
    /// The conversation now.
    pub conversation: Conversation,
    /// Each message that changed, as it is now, in order of `rev`.
    pub messages: Vec<Message>,
    /// The revision to go on from.
    pub rev: i64,
    /// Whether there is more after it.
    pub has_more: bool,
}

impl Chat {
    /// A page of a conversation's messages.
    ///
    /// # Errors
    /// `not_found` where one is not a member; `invalid_field` for more than one place.
    pub async fn list_messages(
        &self,
        reader: UserId,
        id: ConversationId,
        query: MessageQuery,
    ) -> Result<MessagePage> {
        query.check()?;
        if let Some(thread_id) = query.thread_id {
            return self.list_replies(reader, id, thread_id, query).await;
        }
        let mut conn = self.inner.db.read().await?;
        let last_seq = conn
            .find_last_seq(id, reader)
            .await?
            .ok_or_else(not_a_member)?;
        let (first, last) = query.range(last_seq);
        let messages = if first > last {
            Vec::new()
        } else {
            conn.list_messages(id, first, last, reader).await?
        };
        let (has_more_before, has_more_after) = (first > 1, last < last_seq);
        Ok(MessagePage {
            messages,
            has_more_before,
            has_more_after,
        })
    }

    /// One message, or its tombstone.
    ///
    /// # Errors
    /// `not_found`, also where one is not a member.
    pub async fn get_message(
        &self,
        reader: UserId,
        id: ConversationId,
        message_id: MessageId,
    ) -> Result<Message> {
        let mut conn = self.inner.db.read().await?;
        conn.find_last_seq(id, reader)
            .await?
            .ok_or_else(not_a_member)?;
        Ok(conn
            .find_message(id, message_id, reader)
            .await?
            .ok_or(models::Code::NotFound)?)
    }

    /// What changed in a conversation after a revision.
    ///
    /// # Errors
    /// `not_found` where one is not a member.
    pub async fn list_changes(
        &self,
        reader: UserId,
        id: ConversationId,
        query: ChangeQuery,
    ) -> Result<Changes> {
        let size = page::size(query.limit);
        // As of one moment: the revision that is answered must not be ahead of the messages.
        let mut conn = self.inner.db.snapshot().await?;
        conn.find_last_seq(id, reader)
            .await?
            .ok_or_else(not_a_member)?;
        let conversation = conn.get_conversation(id).await?;
        let mut messages = conn.list_changes(id, query.after, size + 1, reader).await?;
        let has_more = messages.len() > size as usize;
        messages.truncate(size as usize);
        let rev = match messages.last() {
            Some(last) if has_more => last.rev,
            _ => conversation.rev,
        };
        Ok(Changes {
            conversation,
            messages,
            rev,
            has_more,
        })
    }
}

impl MessageQuery {
    fn check(&self) -> Result<(), Problem> {
        let places = [
            ("before", self.before),
            ("after", self.after),
            ("around", self.around),
        ];
        match places
            .into_iter()
            .filter(|(_, place)| place.is_some())
            .nth(1)
        {
            Some((name, _)) => Err(Problem::field(
                name,
                "invalid",
                "only one of before, after and around",
            )),
            None => Ok(()),
        }
    }

    /// The first and the last `seq` that are asked for; where there is none, the last lies before
    /// the first, and both still say where that is.
    fn range(&self, last_seq: i64) -> (i64, i64) {
        let size = i64::from(page::size(self.limit));
        if let Some(after) = self.after {
            let first = after.clamp(0, last_seq) + 1;
            return (first, last_seq.min(first + size - 1));
        }
        let last = match (self.before, self.around) {
            (Some(before), _) => before.clamp(1, last_seq + 1) - 1,
            // The middle one and half of the others after it, more where there are fewer before.
            (_, Some(around)) => {
                let middle = around.clamp(1, last_seq.max(1));
                last_seq.min((middle + size / 2).max(size))
            }
            _ => last_seq,
        };
        ((last - size + 1).max(1), last)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn query() -> impl Strategy<Value = MessageQuery> {
        let seq = || prop_oneof![-5_i64..30, Just(i64::MIN), Just(i64::MAX)];
        let limit = proptest::option::of(0_u64..30);
        (0..4, seq(), limit).prop_map(|(which, seq, limit)| MessageQuery {
            before: (which == 1).then_some(seq),
            after: (which == 2).then_some(seq),
            around: (which == 3).then_some(seq),
            thread_id: None,
            limit,
        })
    }

    proptest! {
        /// The model takes from a list what the range reads from the tree.
        #[test]
        fn a_page_is_what_a_list_would_give(query in query(), last_seq in 0_i64..25) {
            let size = page::size(query.limit) as usize;
            let all: Vec<i64> = (1..=last_seq).collect();
            let expected: Vec<i64> = if let Some(after) = query.after {
                all.iter().copied().filter(|seq| *seq > after).take(size).collect()
            } else if let Some(around) = query.around {
                let from = all.len().saturating_sub(size);
                let middle = around.clamp(1, last_seq.max(1));
                let windows: Vec<&[i64]> =
                    if all.len() <= size { vec![&all] } else { all.windows(size).collect() };
                let wanted = usize::try_from(middle).unwrap().saturating_sub(size - size / 2);
                windows[wanted.min(from)].to_vec()
            } else {
                let before = query.before.unwrap_or(i64::MAX);
                let older: Vec<i64> = all.iter().copied().filter(|seq| *seq < before).collect();
                older[older.len().saturating_sub(size)..].to_vec()
            };
            let (first, last) = query.range(last_seq);
            prop_assert_eq!((first..=last).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn an_empty_page_says_on_which_side_there_is_more() {
        let at = |before, after| MessageQuery {
            before,
            after,
            ..MessageQuery::default()
        };
        assert_eq!(at(Some(1), None).range(9), (1, 0));
        assert_eq!(at(None, Some(9)).range(9), (10, 9));
        assert_eq!(at(None, None).range(0), (1, 0));
    }

    #[test]
    fn only_one_place_can_be_asked_for() {
        let query = MessageQuery {
            before: Some(1),
            around: Some(2),
            ..MessageQuery::default()
        };
        assert_eq!(query.check().unwrap_err().errors[0].field, "around");
    }
}
