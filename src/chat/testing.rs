//! For tests: the rules on a database of their own, with a memory for a bus and jobs that are
//! stored as they come.

use std::time::Duration;

use auth::request::Caller;
use auth::{Auth, Registration, SessionKind};
use bus::{Heard, Listener, memory};
use db::{Db, NewUser};
use futures_util::FutureExt;
use models::command::{DeleteMessage, EditMessage, SendMessage, SetReaction};
use models::event::Address;
use models::{
    Clock, ConversationId, Event, Kind, MessageId, Problem, Random, Role, SessionId, Timestamp,
    Traces, UserId, Visibility,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::testing_people::with;
use crate::{Chat, CreateConversation, Parts, general};

/// The rules, and an ear on what they tell.
pub(crate) struct House {
    pub(crate) chat: Chat,
    pub(crate) clock: Clock,
    ear: Box<dyn Listener<Event>>,
    storing: JoinHandle<()>,
    stop: CancellationToken,
}

impl House {
    /// Everything runs but what [`Chat::start`] starts.
    pub(crate) async fn open(db: Db) -> Self {
        Self::open_with_traces(db, Traces::default()).await
    }

    /// Also what follows messages.
    pub(crate) async fn open_with_traces(db: Db, traces: Traces) -> Self {
        let (clock, random) = (Clock::manual(Timestamp(1_000_000_000)), Random::system());
        let (topic, queue) = (memory::topic(1_000_000), memory::queue(10_000));
        let tasks = TaskTracker::new();
        let auth = Auth::new(auth::Parts {
            config: auth::Config {
                registration: Registration::Open,
                logins_per_minute: 0,
                public_url: "https://snug.example/".into(),
            },
            db: db.clone(),
            topic: topic.clone(),
            limiter: memory::limiter(clock.clone()),
            welcome: general::welcome(clock.clone(), random.clone()),
            clock: clock.clone(),
            random: random.clone(),
            tasks: tasks.clone(),
        });
        let ear = topic.listen();
        let chat = Chat::new(Parts {
            db,
            auth: auth.await.unwrap(),
            topic,
            queue: queue.clone(),
            owed: memory::queue(1_000),
            leases: memory::leases(clock.clone()),
            limiter: memory::limiter(clock.clone()),
            clock: clock.clone(),
            random,
            tasks: tasks.clone(),
            messages_per_second: 0,
            traces,
        });
        let storing = tasks.spawn(chat.clone().store_all(queue.consume()));
        Self {
            chat,
            clock,
            ear,
            storing,
            stop: CancellationToken::new(),
        }
    }

    /// Also what works beside the path of a message.
    pub(crate) async fn open_with_helpers(db: Db) -> Self {
        let house = Self::open(db).await;
        house.chat.start(&house.stop);
        house
    }

    pub(crate) fn id(&self) -> Uuid {
        self.chat.inner.random.uuid(self.clock.now())
    }

    /// Somebody new.
    pub(crate) async fn person(&self, name: &'static str) -> Caller {
        let (user_id, now) = (UserId(self.id()), self.clock.now());
        let user = NewUser {
            id: user_id,
            username: name.into(),
            username_key: Some(auth::username::key(name)),
            display_name: name.into(),
            role: Role::Member,
            password_hash: None,
        };
        let insert = self.chat.inner.db.write::<_, db::Error>(move |conn| {
            async move { conn.insert_user(&user, now).await }.boxed()
        });
        insert.await.unwrap();
        let session_id = SessionId(Uuid::nil());
        Caller {
            user_id,
            session_id,
            role: Role::Member,
            kind: SessionKind::Device,
        }
    }

    pub(crate) async fn group(&self, by: &Caller, others: &[&Caller]) -> ConversationId {
        self.make(by, Kind::Group, others).await
    }

    pub(crate) async fn make(&self, by: &Caller, kind: Kind, others: &[&Caller]) -> ConversationId {
        let new = CreateConversation {
            visibility: (kind == Kind::Channel).then_some(Visibility::Private),
            ..with(kind, others)
        };
        self.create(by, new).await
    }

    pub(crate) async fn say(&self, by: &Caller, to: ConversationId, body: &str) -> MessageId {
        self.try_say(by, to, body).await.unwrap()
    }

    pub(crate) async fn try_say(
        &self,
        by: &Caller,
        conversation_id: ConversationId,
        body: &str,
    ) -> Result<MessageId, Problem> {
        self.try_reply(by, conversation_id, None, body).await
    }

    /// Says something in the thread of a message.
    pub(crate) async fn try_reply(
        &self,
        by: &Caller,
        conversation_id: ConversationId,
        thread_id: Option<MessageId>,
        body: &str,
    ) -> Result<MessageId, Problem> {
        let message = SendMessage {
            id: MessageId(self.id()),
            conversation_id,
            body: body.into(),
            reply_to: None,
            attachment_ids: Vec::new(),
            thread_id,
            poll: None,
        };
        self.chat
            .send(by.user_id, message)?
            .safe()
            .await
            .map(|sent| sent.id)
    }

    pub(crate) async fn edit(
        &self,
        by: &Caller,
        conversation_id: ConversationId,
        id: MessageId,
        body: &str,
    ) -> Result<(), Problem> {
        let edit = EditMessage {
            conversation_id,
            id,
            body: body.into(),
            change_id: None,
        };
        self.chat.edit(by.user_id, edit)?.safe().await.map(drop)
    }

    pub(crate) async fn delete(
        &self,
        by: &Caller,
        conversation_id: ConversationId,
        id: MessageId,
    ) -> Result<(), Problem> {
        let delete = DeleteMessage {
            conversation_id,
            id,
            change_id: None,
        };
        self.chat.delete(by.user_id, delete)?.safe().await.map(drop)
    }

    pub(crate) async fn react(
        &self,
        by: &Caller,
        conversation_id: ConversationId,
        id: MessageId,
        on: bool,
    ) -> Result<(), Problem> {
        let emoji = "🎉".into();
        let reaction = SetReaction {
            conversation_id,
            id,
            emoji,
            on,
            change_id: None,
        };
        self.chat
            .react(by.user_id, reaction)?
            .safe()
            .await
            .map(drop)
    }

    /// What was told since the last time.
    pub(crate) fn heard(&mut self) -> Vec<(Address, Event)> {
        let mut heard = Vec::new();
        // Without tokio's budget, which would say after 128 events that there are no more.
        while let Some(Some(Heard::Event(address, event))) =
            tokio::task::unconstrained(self.ear.next()).now_or_never()
        {
            heard.push((address, Event::clone(&event)));
        }
        heard
    }

    /// Indexes all that is stored.
    pub(crate) async fn index(&self) {
        while self.chat.index_pass(&self.stop).await.unwrap() {}
    }

    /// Stops everything, and waits for it.
    pub(crate) async fn close(self) {
        let tasks = self.chat.inner.tasks.clone();
        self.stop.cancel();
        self.storing.abort();
        tasks.close();
        let done = tokio::time::timeout(Duration::from_secs(20), tasks.wait()).await;
        assert!(done.is_ok(), "a task is left over");
    }
}
