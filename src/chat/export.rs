//! All that one person has here, as lines of JSON: who they are, where they talk, what they said, and what
//! they uploaded. It is read in pieces while it is sent, so that neither its length nor a client that reads
//! slowly costs anything: between two pieces nothing is held but where to go on.
//!
//! *Invariant:* nothing that others said, and nothing of a conversation that one has left but one's own words.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use db::{Conn, Stay};
use futures_util::{Stream, stream};
use models::{
    ConversationId, File, FileId, Kind, Message, MessageId, Poll, Problem, ScheduledMessage,
    Timestamp, User, UserId,
};
use serde::Serialize;

use crate::{Chat, Result};

/// So often within an hour.
const MOST: u32 = 3;
const WINDOW: Duration = Duration::from_secs(60 * 60);
/// Messages that are looked through for one's own at a time.
const SPAN: i64 = 2_000;
/// Files at a time.
const FILES: u32 = 200;

/// One line.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    Profile {
        #[serde(flatten)]
        user: &'a User,
        email: Option<String>,
        exported_at: Timestamp,
    },
    Conversation {
        id: ConversationId,
        kind: Kind,
        title: Option<&'a str>,
        with: Option<&'a str>,
        joined_at: Timestamp,
        left_at: Option<Timestamp>,
    },
    Message {
        id: MessageId,
        conversation_id: ConversationId,
        seq: i64,
        body: Option<&'a str>,
        reply_to: Option<MessageId>,
        thread_id: Option<MessageId>,
        attachments: Vec<FileId>,
        #[serde(skip_serializing_if = "Option::is_none")]
        poll: Option<&'a Poll>,
        created_at: Timestamp,
        edited_at: Option<Timestamp>,
    },
    /// What is sent later.
    Scheduled {
        #[serde(flatten)]
        message: &'a ScheduledMessage,
    },
    File {
        #[serde(flatten)]
        file: &'a File,
        url: String,
    },
    /// Nothing is missing before it.
    End,
}

/// Where it goes on.
enum Step {
    Profile,
    Messages { stays: VecDeque<Stay>, after: i64 },
    Files(FileId),
    End,
}

struct Export {
    chat: Chat,
    user_id: UserId,
    step: Step,
}

impl Chat {
    /// All that somebody has here.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn export(
        &self,
        user_id: UserId,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        self.count_export(user_id).await?;
        let export = Export {
            chat: self.clone(),
            user_id,
            step: Step::Profile,
        };
        Ok(stream::try_unfold(export, Export::next))
    }

    async fn count_export(&self, user_id: UserId) -> Result<()> {
        let (limiter, key) = (&self.inner.limiter, format!("export:{user_id}"));
        let wait = match limiter.check(&key, MOST, WINDOW).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(%error, "exports cannot be counted");
                return Ok(());
            }
        };
        if let Some(wait) = wait {
            let millis = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            return Err(Problem::rate_limited(millis).into());
        }
        if let Err(error) = limiter.count(&key, WINDOW).await {
            tracing::warn!(%error, "an export could not be counted");
        }
        Ok(())
    }
}

impl Export {
    /// The next lines, and what follows them; none at the end.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        let mut lines = Vec::new();
        while lines.is_empty() {
            if matches!(self.step, Step::End) {
                return Ok(None);
            }
            let chat = self.chat.clone();
            // Never closed, so there is nothing to do about an error.
            let _turn = chat.inner.long_reads.acquire().await;
            let mut conn = chat.inner.db.read().await?;
            self.step = match self.step {
                Step::Profile => self.say_profile(&mut conn, &mut lines).await?,
                Step::Messages { ref stays, .. } if stays.is_empty() => {
                    Step::Files(FileId(uuid::Uuid::nil()))
                }
                Step::Messages { stays, after } => {
                    say_messages(&mut conn, self.user_id, stays, after, &mut lines).await?
                }
                Step::Files(after) => self.say_files(&mut conn, after, &mut lines).await?,
                Step::End => Step::End,
            };
        }
        Ok(Some((lines.into(), self)))
    }

    async fn say_profile(&self, conn: &mut Conn, lines: &mut Vec<u8>) -> Result<Step> {
        let now = self.chat.inner.clock.now();
        let user = conn.get_user(self.user_id).await?.at(now);
        let email = conn.find_email(self.user_id).await?;
        let profile = Line::Profile {
            user: &user,
            email: email.map(|email| email.address),
            exported_at: now,
        };
        profile.write(lines)?;
        let stays = conn.list_stays(self.user_id).await?;
        for stay in &stays {
            let line = Line::Conversation {
                id: stay.conversation_id,
                kind: stay.kind,
                title: stay.title.as_deref(),
                with: stay.with.as_deref(),
                joined_at: stay.joined_at,
                left_at: stay.left_at,
            };
            line.write(lines)?;
        }
        for message in &conn.list_scheduled(self.user_id).await? {
            Line::Scheduled { message }.write(lines)?;
        }
        Ok(Step::Messages {
            stays: stays.into(),
            after: 0,
        })
    }

    async fn say_files(&self, conn: &mut Conn, after: FileId, lines: &mut Vec<u8>) -> Result<Step> {
        let now = self.chat.inner.clock.now();
        let files = conn.list_own_files(self.user_id, after, now, FILES).await?;
        let base = self
            .chat
            .inner
            .auth
            .config()
            .public_url
            .trim_end_matches('/');
        for file in &files {
            let url = format!("{base}/api/files/{}", file.id);
            Line::File { file, url }.write(lines)?;
        }
        Ok(match files.last() {
            Some(last) if files.len() == FILES as usize => Step::Files(last.id),
            _ => {
                Line::End.write(lines)?;
                Step::End
            }
        })
    }
}

/// What one said in the first of the conversations, a span of it.
async fn say_messages(
    conn: &mut Conn,
    user_id: UserId,
    mut stays: VecDeque<Stay>,
    after: i64,
    lines: &mut Vec<u8>,
) -> Result<Step> {
    let Some(stay) = stays.front() else {
        return Ok(Step::Messages { stays, after });
    };
    let last = after.saturating_add(SPAN);
    let said = conn
        .list_said_by(user_id, stay.conversation_id, after, last)
        .await?;
    for message in &said {
        of_message(message).write(lines)?;
    }
    if last < stay.last_seq {
        return Ok(Step::Messages { stays, after: last });
    }
    stays.pop_front();
    Ok(Step::Messages { stays, after: 0 })
}

fn of_message(message: &Message) -> Line<'_> {
    Line::Message {
        id: message.id,
        conversation_id: message.conversation_id,
        seq: message.seq,
        body: message.body.as_deref(),
        reply_to: message.reply_to,
        thread_id: message.thread_id,
        attachments: message.attachments.iter().map(|file| file.id).collect(),
        poll: message.poll.as_ref(),
        created_at: message.created_at,
        edited_at: message.edited_at,
    }
}

impl Line<'_> {
    fn write(&self, lines: &mut Vec<u8>) -> Result<()> {
        serde_json::to_writer(&mut *lines, self).map_err(db::Error::from)?;
        lines.push(b'\n');
        Ok(())
    }
}
