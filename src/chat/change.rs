//! One change of one conversation, within the transaction that makes it, and what is told of it
//! after the commit.
//!
//! *Invariant:* whatever is committed here is told also where whoever asked went away meanwhile.

use db::{Arrival, Conn, Head};
use models::event::{Address, ConversationChanged, MeChanged};
use models::limits::{CONVERSATIONS, MEMBERS};
use models::{
    Clock, Code, Conversation, ConversationId, Event, Me, MemberRole, Message, MessageId, Notify,
    Problem, Random, SystemEvent, Timestamp, UserId,
};

use crate::{Chat, Error, Result};

/// People named in one system message; more are named in the next one, so that none grows large.
const NAMED: usize = 500;

/// What is to be told after the commit, in this order.
#[derive(Debug, Default)]
pub(crate) struct News(pub(crate) Vec<(Address, Event)>);

impl News {
    /// One's own part of a conversation changed.
    pub(crate) fn me(&mut self, changed: MeChanged) {
        self.0
            .push((Address::User(changed.user_id), Event::MeChanged(changed)));
    }

    /// These people are in a conversation no more.
    pub(crate) fn gone(&mut self, conversation_id: ConversationId, revs: Vec<(UserId, i64)>) {
        for (user_id, me_rev) in revs {
            let me = None;
            self.me(MeChanged {
                user_id,
                me_rev,
                conversation_id,
                me,
                conversation: None,
            });
        }
    }
}

/// A conversation that is being changed. Locked.
pub(crate) struct Change {
    head: Head,
    after_rev: i64,
    by: UserId,
    now: Timestamp,
    random: Random,
    messages: Vec<Message>,
    arrivals: Vec<(UserId, i64, Me)>,
    /// Whether anything takes a revision.
    changed: bool,
}

impl Change {
    /// Begins a change by somebody.
    pub(crate) fn new(head: Head, by: UserId, clock: &Clock, random: &Random) -> Self {
        Self {
            after_rev: head.rev,
            head,
            by,
            now: clock.now(),
            random: random.clone(),
            messages: Vec::new(),
            arrivals: Vec::new(),
            changed: false,
        }
    }

    /// Says in the conversation what happened; the next revision is of that and of the change.
    pub(crate) async fn say(&mut self, conn: &mut Conn, event: SystemEvent) -> Result<()> {
        let id = MessageId(self.random.uuid(self.now));
        let message = conn
            .append_system_message(self.head.id, id, self.by, event, self.now)
            .await?;
        self.head.last_seq = message.seq;
        self.head.rev = message.rev;
        self.messages.push(message);
        self.changed = true;
        Ok(())
    }

    /// Takes the next revision for a change that nobody says anything about.
    pub(crate) async fn say_nothing(&mut self, conn: &mut Conn) -> Result<()> {
        self.head.rev = conn.bump_rev(self.head.id).await?;
        self.changed = true;
        Ok(())
    }

    /// Says who was added.
    pub(crate) async fn say_added(&mut self, conn: &mut Conn, who: &[UserId]) -> Result<()> {
        for some in who.chunks(NAMED) {
            self.say(
                conn,
                SystemEvent::Added {
                    user_ids: some.to_vec(),
                },
            )
            .await?;
        }
        Ok(())
    }

    /// Lets people in who are not members, at the present revision. All history is read to them.
    ///
    /// # Errors
    /// `too_many` where the conversation would have too many members, or somebody too many
    /// conversations.
    pub(crate) async fn admit(
        &mut self,
        conn: &mut Conn,
        who: &[UserId],
        role: MemberRole,
    ) -> Result<()> {
        if self.head.members_count as usize + who.len() > MEMBERS {
            return Err(too_many_members().into());
        }
        let (id, read_seq) = (self.head.id, self.head.last_seq);
        let arrival = Arrival {
            role,
            at: self.now,
            read_seq,
            read_count: self.head.text_count,
        };
        let revs = conn.insert_members(id, who, arrival).await?;
        if conn.find_crowded(who, CONVERSATIONS).await?.is_some() {
            let detail = "Somebody would be in more than 1,000 conversations.";
            return Err(Problem::new(Code::TooMany, detail).into());
        }
        self.count(conn, i64::try_from(who.len()).unwrap_or(i64::MAX))
            .await?;
        let me = Me {
            role,
            read_seq,
            unread: 0,
            mentions: 0,
            thread_unread: 0,
            notify: Notify::All,
            muted_until: None,
            joined_at: self.now,
            last_seq: read_seq,
        };
        self.arrivals.extend(
            revs.into_iter()
                .map(|(user_id, rev)| (user_id, rev, me.clone())),
        );
        Ok(())
    }

    /// Takes a member out, at the present revision.
    pub(crate) async fn dismiss(
        &mut self,
        conn: &mut Conn,
        user_id: UserId,
        removed: bool,
        news: &mut News,
    ) -> Result<()> {
        let revs = conn
            .delete_members(self.head.id, &[user_id], removed, self.now)
            .await?;
        self.count(conn, -1).await?;
        news.gone(self.head.id, revs);
        Ok(())
    }

    /// Gives a member another role, and says so.
    pub(crate) async fn set_role(
        &mut self,
        conn: &mut Conn,
        user_id: UserId,
        role: MemberRole,
        news: &mut News,
    ) -> Result<()> {
        let conversation_id = self.head.id;
        self.say(conn, SystemEvent::RoleChanged { user_id, role })
            .await?;
        let me_rev = conn
            .update_member_role(conversation_id, user_id, role)
            .await?;
        let me = Some(conn.get_me(conversation_id, user_id).await?);
        news.me(MeChanged {
            user_id,
            me_rev,
            conversation_id,
            me,
            conversation: None,
        });
        Ok(())
    }

    async fn count(&mut self, conn: &mut Conn, by: i64) -> Result<()> {
        conn.update_members_count(self.head.id, by).await?;
        self.head.members_count = self
            .head
            .members_count
            .saturating_add_signed(i32::try_from(by).unwrap_or(i32::MAX));
        self.head.members_rev = self.head.rev;
        Ok(())
    }

    /// The conversation as it is now. Those who came in hear of it first, then its members.
    pub(crate) async fn finish(self, conn: &mut Conn, news: &mut News) -> Result<Conversation> {
        let conversation_id = self.head.id;
        let conversation = conn.get_conversation(conversation_id).await?;
        for (user_id, me_rev, me) in self.arrivals {
            news.me(MeChanged {
                user_id,
                me_rev,
                conversation_id,
                me: Some(me),
                conversation: Some(conversation.clone()),
            });
        }
        if self.changed {
            let changed = ConversationChanged {
                conversation_id,
                after_rev: self.after_rev,
                rev: self.head.rev,
                members_rev: self.head.members_rev,
                messages: self.messages,
                conversation: Some(conversation.clone()),
                reacted: Vec::new(),
                traceparent: None,
            };
            let address = Address::Conversation(conversation_id);
            news.0.push((address, Event::ConversationChanged(changed)));
        }
        Ok(conversation)
    }
}

pub(crate) fn too_many_members() -> Problem {
    Problem::new(Code::TooMany, "A conversation has at most 10,000 members.")
}

impl Chat {
    /// Begins a change of a locked conversation.
    pub(crate) fn begin(&self, head: Head, by: UserId) -> Change {
        Change::new(head, by, &self.inner.clock, &self.inner.random)
    }

    /// Does `work` in one transaction and tells the news of it after the commit. Both run to their
    /// end on a task of their own.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        work: impl db::Work<(T, News), Error>,
    ) -> Result<T> {
        let chat = self.clone();
        let done = self.inner.tasks.spawn(async move {
            let (value, news) = chat.inner.db.write(work).await?;
            chat.publish_all(news).await;
            Ok(value)
        });
        done.await.unwrap_or_else(|_| Err(Code::Internal.into()))
    }

    async fn publish_all(&self, news: News) {
        for (address, event) in news.0 {
            self.publish(address, event).await;
        }
    }
}
