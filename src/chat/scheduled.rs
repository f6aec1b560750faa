//! Messages that somebody has written and that are sent later: what waits, and changing it. What
//! sends them is `due.rs`. Nobody but their author learns of them before they are sent.

use std::time::Duration;

use futures_util::FutureExt;
use models::event::{Address, ScheduledChanged};
use models::limits::{SCHEDULED, SCHEDULED_DAYS};
use models::message::check_body;
use models::scheduled::ScheduleMessage;
use models::{Code, Event, FileId, MessageId, Problem, ScheduledMessage, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::change::News;
use crate::decide::own_files;
use crate::send::check_attachments;
use crate::store::not_a_member;
use crate::{Chat, Result};

/// What somebody has written that is sent later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Scheduled {
    /// The next due comes first.
    pub scheduled: Vec<ScheduledMessage>,
}

impl Chat {
    /// All that somebody has written and that is sent later.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_scheduled(&self, user_id: UserId) -> Result<Scheduled> {
        let mut conn = self.inner.db.read().await?;
        let scheduled = conn.list_scheduled(user_id).await?;
        Ok(Scheduled { scheduled })
    }

    /// Has a message sent later, or changes one that waits.
    ///
    /// # Errors
    /// `invalid_field`; `not_found` where one is not a member, `gone` where it has been sent, `locked`
    /// while it is, `id_conflict`, `too_many`.
    pub async fn schedule(
        &self,
        user_id: UserId,
        id: MessageId,
        wanted: ScheduleMessage,
    ) -> Result<ScheduledMessage> {
        // Whether it has files, the transaction knows.
        check_body(&wanted.body, true)?;
        check_attachments(wanted.attachment_ids.as_deref().unwrap_or_default())?;
        let now = self.inner.clock.now();
        let last = now.plus(Duration::from_secs(SCHEDULED_DAYS * 24 * 60 * 60));
        if wanted.send_at > last {
            let problem = Problem::field("send_at", "invalid", "at most a year ahead");
            return Err(problem.into());
        }
        let mut message = ScheduledMessage {
            id,
            conversation_id: wanted.conversation_id,
            thread_id: wanted.thread_id,
            reply_to: wanted.reply_to,
            body: wanted.body,
            attachments: Vec::new(),
            send_at: wanted.send_at,
            created_at: now,
            failed: None,
        };
        self.change(move |conn| {
            async move {
                // One list of one person at a time.
                conn.lock_people(&[user_id]).await?;
                let at = message.conversation_id;
                let last_seq = conn.find_last_seq(at, user_id).await?;
                last_seq.ok_or_else(not_a_member)?;
                if let Some(sent) = conn.find_message(at, id, user_id).await? {
                    return Err(match sent.sender_id == user_id {
                        true => Problem::new(Code::Gone, "This message has been sent.").into(),
                        false => Code::IdConflict.into(),
                    });
                }
                let held = conn.find_scheduled(user_id, id).await?;
                let held: Vec<FileId> = held.iter().flat_map(ScheduledMessage::file_ids).collect();
                let ids = wanted.attachment_ids.unwrap_or_else(|| held.clone());
                check_body(&message.body, !ids.is_empty())?;
                // Together, since they are locked in the order of their ids.
                let files = conn.lock_files(&[&ids[..], &held].concat(), now).await?;
                let files = files.into_iter().map(|file| (file.id, file)).collect();
                message.attachments = own_files(&files, user_id, &ids)?;
                if !conn.write_scheduled(user_id, &message, now).await? {
                    return Err(being_sent().into());
                }
                let all = conn.list_scheduled(user_id).await?;
                if all.len() > SCHEDULED {
                    let detail = "At most 100 messages that are sent later.";
                    return Err(Problem::new(Code::TooMany, detail).into());
                }
                // When it was made it keeps.
                let written = all.into_iter().find(|it| it.id == id);
                Ok((written.unwrap_or(message), told(user_id)))
            }
            .boxed()
        })
        .await
    }

    /// Has a message not sent.
    ///
    /// # Errors
    /// `not_found` where none such waits, `locked` while it is being sent.
    pub async fn unschedule(&self, user_id: UserId, id: MessageId) -> Result<()> {
        let now = self.inner.clock.now();
        self.change(move |conn| {
            async move {
                conn.lock_people(&[user_id]).await?;
                if conn.delete_unclaimed(user_id, id, now).await? {
                    return Ok(((), told(user_id)));
                }
                Err(match conn.find_scheduled(user_id, id).await? {
                    Some(_) => being_sent().into(),
                    None => Problem::new(Code::NotFound, "No such message waits.").into(),
                })
            }
            .boxed()
        })
        .await
    }
}

/// That somebody's list is another now, for their own devices.
pub(crate) fn told(user_id: UserId) -> News {
    let changed = Event::ScheduledChanged(ScheduledChanged { user_id });
    News(vec![(Address::User(user_id), changed)])
}

fn being_sent() -> Problem {
    Problem::new(Code::Locked, "This message is just being sent.")
}
