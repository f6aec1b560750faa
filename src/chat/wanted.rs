//! What a batch of jobs concerns, so that it is read in a handful of statements.

use models::{Change, ChangeId, ChangeMessage, ConversationId, FileId, Kind, MessageId, UserId};

use crate::mention::{self, Names};

/// What is asked for before anything is decided: each once, and in order.
pub(crate) struct Wanted {
    pub(crate) conversations: Vec<ConversationId>,
    pub(crate) people: Vec<(ConversationId, UserId)>,
    pub(crate) messages: Vec<(ConversationId, MessageId)>,
    pub(crate) changes: Vec<(ConversationId, ChangeId)>,
    pub(crate) files: Vec<FileId>,
    /// Of each job, whom its text names.
    pub(crate) names: Vec<Option<Names>>,
}

impl Wanted {
    pub(crate) fn of(jobs: &[ChangeMessage]) -> Self {
        let mut wanted = Self {
            conversations: Vec::with_capacity(jobs.len()),
            people: Vec::with_capacity(jobs.len()),
            messages: Vec::with_capacity(jobs.len()),
            changes: Vec::new(),
            files: Vec::new(),
            names: Vec::with_capacity(jobs.len()),
        };
        for job in jobs {
            wanted.add(job);
        }
        tidy(&mut wanted.conversations);
        tidy(&mut wanted.people);
        tidy(&mut wanted.messages);
        tidy(&mut wanted.changes);
        tidy(&mut wanted.files);
        wanted
    }

    fn add(&mut self, job: &ChangeMessage) {
        let at = job.conversation_id;
        self.conversations.push(at);
        self.people.push((at, job.user_id));
        self.messages.push((at, job.message_id));
        let names = match &job.change {
            Change::Send {
                body,
                reply_to,
                attachment_ids,
                thread_id,
                poll: _,
                has_waited: _,
            } => {
                let others = reply_to.iter().chain(thread_id);
                self.messages.extend(others.map(|id| (at, *id)));
                self.files.extend(attachment_ids);
                mention::names(body)
            }
            Change::Edit { body, change_id } => {
                self.changes.push((at, *change_id));
                mention::names(body)
            }
            Change::Delete { change_id }
            | Change::React { change_id, .. }
            | Change::Pin { change_id, .. } => {
                self.changes.push((at, *change_id));
                None
            }
        };
        self.names.push(names);
    }

    /// What the names in the jobs' texts are compared by.
    pub(crate) fn keys<'w>(&'w self, jobs: &[ChangeMessage]) -> Vec<(ConversationId, &'w str)> {
        let mut keys = Vec::new();
        for (job, names) in jobs.iter().zip(&self.names) {
            let of_job = names.iter().flat_map(|names| &names.keys);
            keys.extend(of_job.map(|key| (job.conversation_id, key.as_str())));
        }
        tidy(&mut keys);
        keys
    }
}

/// Those that have two people, one of whom may have blocked the other.
pub(crate) fn direct(heads: &[db::Head]) -> Vec<ConversationId> {
    let direct = heads.iter().filter(|head| head.kind == Kind::Direct);
    direct.map(|head| head.id).collect()
}

fn tidy<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}
