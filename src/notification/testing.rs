//! For the tests here: a [`House`] with people, their browsers, and a clock that stands still.

use std::sync::Arc;
use std::time::Duration;

use auth::SessionKind;
use auth::request::Caller;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bus::{Lease, Leases};
use db::{Arrival, Config as DbConfig, Db, Mention, NewConversation, NewUser, ReadMark, Session};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use models::{
    Clock, ConversationId, Kind, MemberRole, Message, MessageId, MessageKind, Random, Role,
    SessionId, Timestamp, UserId,
};
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::testing_service::{Browser, PushService};
use crate::{Config, Error, MailAddress, MailConfig, MailServer, Notifications, Parts, PushKey};

const NOW: Timestamp = Timestamp(1_700_000_000_000);
pub(crate) const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) struct House {
    pub(crate) notifications: Notifications,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) tasks: TaskTracker,
    random: Random,
    _dir: TempDir,
}

/// Leases of a bus that is away.
struct Blind;

impl Leases for Blind {
    fn hold(&self, _: Lease, _: Uuid, _: Duration) -> BoxFuture<'_, Result<bool, bus::Error>> {
        ready(Err(bus::Error::Away)).boxed()
    }

    fn release(&self, _: Lease, _: Uuid) -> BoxFuture<'_, Result<bool, bus::Error>> {
        ready(Err(bus::Error::Away)).boxed()
    }

    fn held(&self, _: Vec<Lease>) -> BoxFuture<'_, Result<Vec<bool>, bus::Error>> {
        ready(Err(bus::Error::Away)).boxed()
    }

    fn holders(&self, _: Lease) -> BoxFuture<'_, Result<usize, bus::Error>> {
        ready(Err(bus::Error::Away)).boxed()
    }
}

/// What mails of a house are sent with, to a mail server.
pub(crate) fn mail_config(server: &str) -> MailConfig {
    MailConfig {
        server: MailServer::parse(server).unwrap(),
        from: MailAddress::parse("chat@example.org").unwrap(),
        public_url: "https://chat.example.org".to_owned(),
        after: Duration::from_secs(900),
        every: Duration::from_secs(3_600),
    }
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::build(None, bus::memory::leases).await
    }

    /// One that is never told who is looking.
    pub(crate) async fn blind() -> Self {
        Self::build(None, |_| Arc::new(Blind)).await
    }

    /// One that mails.
    pub(crate) async fn mailing(server: &tests::MailServer) -> Self {
        let mail = mail_config(&server.url());
        Self::build(Some(mail), bus::memory::leases).await
    }

    async fn build(mail: Option<MailConfig>, leases: fn(Clock) -> Arc<dyn Leases>) -> Self {
        let dir = TempDir::new().unwrap();
        let tasks = TaskTracker::new();
        let path = DbConfig::Sqlite(dir.path().join("snug.db"));
        let db = Db::open(&path, &tasks).await.unwrap();
        let (clock, random) = (Clock::manual(NOW), Random::seeded(7));
        let notifications = Notifications::new(Parts {
            config: Config {
                subject: "mailto:admin@example.org".to_owned(),
                allow_private_endpoints: true,
                max_age: MAX_AGE,
                subscriptions_per_user: 20,
                mail,
            },
            key: PushKey::load(&db, &random, NOW).await.unwrap(),
            db: db.clone(),
            leases: leases(clock.clone()),
            limiter: bus::memory::limiter(clock.clone()),
            clock: clock.clone(),
            random: random.clone(),
            tasks: tasks.clone(),
            beside: Handle::current(),
            stop: CancellationToken::new(),
        });
        Self {
            notifications: notifications.unwrap(),
            db,
            clock,
            tasks,
            random,
            _dir: dir,
        }
    }

    /// An account with a session.
    pub(crate) async fn person(&self, name: &'static str) -> Caller {
        let user_id = UserId(self.random.uuid(NOW));
        let session_id = SessionId(self.random.uuid(NOW));
        let write = self.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let user = NewUser {
                    id: user_id,
                    username: name.to_owned(),
                    username_key: Some(name.to_owned()),
                    display_name: name.to_owned(),
                    role: Role::Member,
                    password_hash: None,
                };
                conn.insert_user(&user, NOW).await?;
                let session = Session {
                    id: session_id,
                    user_id,
                    kind: SessionKind::Device,
                    name: None,
                    secret: vec![0; 32],
                    generation: 0,
                    refreshed_at: NOW,
                    user_agent: Some(format!("{name}'s browser")),
                    address: None,
                    created_at: NOW,
                    last_seen_at: NOW,
                    expires_at: None,
                    revoked_at: None,
                };
                Ok(conn.insert_session(&session).await?)
            })
        });
        write.await.unwrap();
        Caller {
            user_id,
            session_id,
            role: Role::Member,
            kind: SessionKind::Device,
        }
    }

    /// A group of these.
    pub(crate) async fn group(&self, who: &[&Caller]) -> ConversationId {
        self.conversation(who, Kind::Group).await
    }

    /// A direct conversation of these two.
    pub(crate) async fn direct(&self, who: &[&Caller; 2]) -> ConversationId {
        self.conversation(who, Kind::Direct).await
    }

    async fn conversation(&self, who: &[&Caller], kind: Kind) -> ConversationId {
        let id = ConversationId(self.random.uuid(NOW));
        let who: Vec<UserId> = who.iter().map(|caller| caller.user_id).collect();
        let write = self.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let new = NewConversation {
                    id,
                    kind,
                    visibility: None,
                    title: (kind == Kind::Group).then(|| "garden".to_owned()),
                    topic: None,
                    picture: None,
                    created_by: who[0],
                    created_at: NOW,
                    direct: (kind == Kind::Direct).then(|| (who[0], who[1])),
                };
                conn.insert_conversation(&new).await?;
                let arrival = Arrival {
                    role: MemberRole::Member,
                    at: NOW,
                    read_seq: 0,
                    read_count: 0,
                };
                conn.insert_members(id, &who, arrival).await?;
                Ok(())
            })
        });
        write.await.unwrap();
        id
    }

    /// Says something, and owes it, as `chat` does.
    pub(crate) async fn say(&self, who: &Caller, id: ConversationId, body: &'static str) {
        let (sender_id, at) = (who.user_id, self.clock.now());
        let message_id = MessageId(self.random.uuid(at));
        let write = self.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let mut head = conn.lock_conversations(&[id]).await?.pop().unwrap();
                (head.last_seq, head.rev) = (head.last_seq + 1, head.rev + 1);
                head.text_count += 1;
                let message = Message {
                    id: message_id,
                    conversation_id: id,
                    sender_id,
                    seq: head.last_seq,
                    rev: head.rev,
                    kind: MessageKind::Text,
                    body: Some(body.to_owned()),
                    event: None,
                    reply_to: None,
                    attachments: Vec::new(),
                    poll: None,
                    reactions: Vec::new(),
                    mentions: Vec::new(),
                    mentions_everyone: false,
                    thread_id: None,
                    thread: None,
                    pinned_at: None,
                    pinned_by: None,
                    bookmarked: None,
                    created_at: at,
                    edited_at: None,
                    deleted_at: None,
                };
                conn.insert_messages(&[(&message, head.text_count)]).await?;
                conn.update_heads(&[&head]).await?;
                conn.insert_owed(&[(id, head.last_seq, head.last_seq)], at)
                    .await?;
                Ok(())
            })
        });
        write.await.unwrap();
    }

    /// Mentions somebody in a message.
    pub(crate) async fn mention(&self, who: &Caller, conversation_id: ConversationId, seq: i64) {
        let mention = Mention {
            user_id: who.user_id,
            conversation_id,
            seq,
        };
        let write = self.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.insert_mentions(&[mention]).await?) })
        });
        write.await.unwrap();
    }

    /// Reads a conversation up to a message.
    pub(crate) async fn read(&self, who: &Caller, conversation_id: ConversationId, seq: i64) {
        let mark = ReadMark {
            conversation_id,
            user_id: who.user_id,
            seq,
            back: false,
        };
        let write = self.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.write_reads(&[mark]).await?) })
        });
        write.await.unwrap();
    }

    /// Somebody's address, confirmed by the code that is mailed there.
    pub(crate) async fn email(&self, who: &Caller, server: &tests::MailServer, address: &str) {
        let new = serde_json::from_value(json!({ "address": address })).unwrap();
        self.notifications.set_email(who, &new).await.unwrap();
        let code = server.told(address, 1).await.pop().unwrap().code();
        let code = serde_json::from_value(json!({ "code": code })).unwrap();
        self.notifications.confirm_email(who, &code).await.unwrap();
    }

    /// Looks after whoever is due to be mailed, once.
    pub(crate) async fn mail(&self) {
        let mailer = self.notifications.inner.mailer.as_ref().unwrap();
        self.notifications.mail_due(mailer).await.unwrap();
    }

    /// A browser of somebody's that subscribes with a push service.
    pub(crate) async fn browser(&self, who: &Caller, service: &PushService) -> Browser {
        self.browser_at(who, service.origin()).await
    }

    /// The same at an origin.
    pub(crate) async fn browser_at(&self, who: &Caller, origin: &str) -> Browser {
        let (pair, auth) = ece::generate_keypair_and_auth_secret().unwrap();
        let path = format!("/{}", self.random.uuid(NOW));
        let new = json!({
            "endpoint": format!("{origin}{path}"),
            "keys": {
                "p256dh": URL_SAFE_NO_PAD.encode(pair.pub_as_raw().unwrap()),
                "auth": URL_SAFE_NO_PAD.encode(auth),
            },
        });
        let new = serde_json::from_value(new).unwrap();
        let subscribed = self.notifications.subscribe(who, new).await.unwrap();
        Browser {
            id: subscribed.id,
            path,
            keys: pair.raw_components().unwrap(),
            auth,
        }
    }

    /// Expands what is owed and sends what is due, once.
    pub(crate) async fn tell(&self, service: &PushService) {
        self.notifications.expand().await.unwrap();
        let now = self.clock.now();
        let mut conn = self.db.read().await.unwrap();
        let mut due = conn.list_due_services(now).await.unwrap();
        drop(conn);
        due.retain(|due| due.service == service.origin());
        let services = &self.notifications.inner.services;
        let taken = due
            .pop()
            .and_then(|due| services.take(&due.service, due.user_id, now).ok());
        if let Some(taken) = taken {
            self.notifications.drain(&taken).await.unwrap();
        }
    }

    /// Begins all that runs as long as a server does that has others beside it.
    pub(crate) fn start(&self) {
        let owed = bus::memory::queue(1);
        self.notifications.clone().start(owed.consume(), false);
    }

    /// Stops, as a server does that goes down.
    pub(crate) fn stop(&self) {
        self.notifications.inner.stop.cancel();
    }

    /// Claims all pushes that are due to a push service, as another replica does; how many.
    pub(crate) async fn claim(&self, service: &PushService) -> usize {
        let (origin, now) = (service.origin().to_owned(), self.clock.now());
        let claim = self.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let until = now.plus(Duration::from_secs(120));
                Ok(conn.claim_pushes(&origin, now, until, 10).await?)
            })
        });
        claim.await.unwrap().len()
    }

    pub(crate) async fn owed(&self) -> i64 {
        self.notifications.owed().await.unwrap()
    }
}
