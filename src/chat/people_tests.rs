//! What people do with conversations, and what everybody hears of it, against both engines.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use auth::request::Caller;
use auth::{Auth, NewAccount, Registration, SessionKind};
use bus::{Heard, Listener, memory};
use db::testing::on_both;
use db::{Db, NewUser};
use futures_util::FutureExt;
use models::conversation::ConversationWithMe;
use models::event::{Address, ConversationChanged, MeChanged, UserChanged};
use models::{
    Clock, Code, ConversationId, Event, Kind, MemberRole, MessageId, MessageKind, Notify, Problem,
    Random, Role, SessionId, SystemEvent, Timestamp, UserId, Visibility,
};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::{
    Chat, CreateConversation, CreateHook, EditConversation, EditUser, HookMessage, Parts,
    Preferences, Result, general,
};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "correct horse battery staple";

/// A server's rules, and an ear on what they tell.
struct Server {
    chat: Chat,
    auth: Auth,
    db: Db,
    clock: Clock,
    ear: Box<dyn Listener<Event>>,
    tasks: TaskTracker,
}

impl Server {
    async fn start(db: Db) -> Self {
        let (clock, random) = (Clock::manual(Timestamp(1_000)), Random::system());
        let (topic, queue) = (memory::topic(100_000), memory::queue(1_000));
        let tasks = TaskTracker::new();
        let auth = Auth::new(auth::Parts {
            config: auth::Config {
                registration: Registration::Open,
                logins_per_minute: 10,
                public_url: "https://snug.example/".into(),
                allowed_origins: Vec::new(),
            },
            db: db.clone(),
            topic: topic.clone(),
            limiter: memory::limiter(clock.clone()),
            welcome: general::welcome(clock.clone(), random.clone()),
            clock: clock.clone(),
            random: random.clone(),
            tasks: tasks.clone(),
        });
        let auth = auth.await.unwrap();
        let ear = topic.listen();
        let chat = Chat::new(Parts {
            db: db.clone(),
            auth: auth.clone(),
            topic,
            queue: queue.clone(),
            leases: memory::leases(clock.clone()),
            clock: clock.clone(),
            random,
            tasks: tasks.clone(),
            messages_per_second: 0,
        });
        tasks.spawn(chat.clone().store_all(queue.consume()));
        Self { chat, auth, db, clock, ear, tasks }
    }

    /// Somebody with an account that nobody logs into.
    async fn person(&self, name: &'static str, role: Role) -> Caller {
        // Ids are in the order of their times.
        self.clock.advance(Duration::from_millis(1));
        let now = self.clock.now();
        let id = UserId(Random::system().uuid(now));
        let insert = self.db.write::<_, db::Error>(move |conn| {
            async move {
                let user = NewUser {
                    id,
                    username: name.into(),
                    username_key: Some(name.into()),
                    display_name: name.into(),
                    role,
                    password_hash: None,
                };
                conn.insert_user(&user, now).await
            }
            .boxed()
        });
        insert.await.unwrap();
        caller(id, role)
    }

    /// Somebody with an account that was made as accounts are made.
    async fn account(&self, name: &str) -> Caller {
        let account =
            NewAccount { username: name.into(), password: PASSWORD.into(), display_name: None };
        let user = self.auth.create_account(account, None).await.unwrap();
        caller(user.id, user.role)
    }

    /// What was told since the last time.
    fn heard(&mut self) -> Vec<(Address, Event)> {
        let mut heard = Vec::new();
        // Without tokio's budget, which would say after 128 events that there are no more.
        while let Some(Some(Heard::Event(address, event))) =
            tokio::task::unconstrained(self.ear.next()).now_or_never()
        {
            heard.push((address, Event::clone(&event)));
        }
        heard
    }

    fn heard_of_conversations(&mut self) -> Vec<ConversationChanged> {
        let of = |(_, event)| match event {
            Event::ConversationChanged(changed) => Some(changed),
            _ => None,
        };
        self.heard().into_iter().filter_map(of).collect()
    }

    fn heard_of_mes(&mut self) -> Vec<MeChanged> {
        let of = |(_, event)| match event {
            Event::MeChanged(changed) => Some(changed),
            _ => None,
        };
        self.heard().into_iter().filter_map(of).collect()
    }

    fn heard_of_people(&mut self) -> Vec<UserChanged> {
        let of = |(_, event)| match event {
            Event::UserChanged(changed) => Some(changed),
            _ => None,
        };
        self.heard().into_iter().filter_map(of).collect()
    }

    async fn make(&self, by: &Caller, new: CreateConversation) -> ConversationId {
        let (made, new) = self.chat.create_conversation(by, new).await.unwrap();
        assert!(new);
        made.conversation.id
    }

    async fn group(&self, by: &Caller, others: &[&Caller]) -> ConversationId {
        self.make(by, with(Kind::Group, others)).await
    }

    async fn channel(&self, by: &Caller, visibility: Visibility) -> ConversationId {
        let new = CreateConversation { visibility: Some(visibility), ..with(Kind::Channel, &[]) };
        self.make(by, new).await
    }

    async fn members(&self, by: &Caller, id: ConversationId) -> Vec<(UserId, MemberRole)> {
        let members = self.chat.list_members(by, id, None, None).await.unwrap().members;
        let mut members: Vec<_> = members.iter().map(|one| (one.user.id, one.role)).collect();
        members.sort_unstable_by_key(|(id, _)| *id);
        members
    }

    async fn see(&self, by: &Caller, id: ConversationId) -> Result<ConversationWithMe> {
        self.chat.get_conversation(by, id).await
    }
}

fn caller(user_id: UserId, role: Role) -> Caller {
    let session_id = SessionId(Uuid::nil());
    Caller { user_id, session_id, role, kind: SessionKind::Device }
}

fn with(kind: Kind, others: &[&Caller]) -> CreateConversation {
    CreateConversation {
        id: None,
        kind,
        visibility: None,
        title: (kind == Kind::Channel).then(|| "Birds".into()),
        topic: None,
        picture: None,
        member_ids: others.iter().map(|other| other.user_id).collect(),
    }
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T>) -> Code {
    Problem::from(result.unwrap_err()).code
}

fn ids(people: &[&Caller]) -> Vec<UserId> {
    people.iter().map(|person| person.user_id).collect()
}

#[tokio::test]
async fn a_direct_conversation_is_the_same_whoever_opens_it_and_notes_are_ones_own() {
    on_both(async |db| {
        let mut server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let (made, new) =
            server.chat.create_conversation(&ada, with(Kind::Direct, &[&bob])).await.unwrap();
        assert!(new);
        let mut both = made.conversation.member_ids.clone().unwrap();
        both.sort_unstable();
        assert_eq!(both, ids(&[&ada, &bob]));
        assert_eq!(made.me.unwrap().role, MemberRole::Member);
        let told = server.heard_of_mes();
        assert_eq!(told.len(), 2, "both hear that they are in it");
        assert!(told.iter().all(|me| me.conversation.as_ref().unwrap().id == made.conversation.id));
        let (found, new) =
            server.chat.create_conversation(&bob, with(Kind::Direct, &[&ada, &bob])).await.unwrap();
        assert_eq!((found.conversation.id, new), (made.conversation.id, false));
        assert!(server.heard().is_empty());
        let notes = server.make(&ada, with(Kind::Direct, &[&ada])).await;
        assert_eq!(server.see(&ada, notes).await.unwrap().conversation.members_count, 1);
        let nobody = caller(UserId(Uuid::nil()), Role::Member);
        let wrong = with(Kind::Direct, &[&nobody]);
        assert_eq!(code(server.chat.create_conversation(&ada, wrong).await), Code::InvalidField);
    })
    .await;
}

#[tokio::test]
async fn two_who_open_their_direct_conversation_at_once_get_the_same() {
    on_both(async |db| {
        let server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let open = |by: Caller, other: Caller| {
            let chat = server.chat.clone();
            async move { chat.create_conversation(&by, with(Kind::Direct, &[&other])).await }
        };
        let (one, other) = tokio::join!(open(ada, bob), open(bob, ada));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.0.conversation.id, other.0.conversation.id);
        assert!(one.1 != other.1, "one of them made it");
    })
    .await;
}

#[tokio::test]
async fn making_a_conversation_again_with_its_id_is_harmless_for_whoever_made_it() {
    on_both(async |db| {
        let server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let id = Some(ConversationId(Uuid::from_u128(7)));
        let new = CreateConversation { id, ..with(Kind::Group, &[&bob]) };
        assert_eq!(Some(server.make(&ada, new.clone()).await), id);
        let (found, new_one) = server.chat.create_conversation(&ada, new.clone()).await.unwrap();
        assert_eq!((Some(found.conversation.id), new_one), (id, false));
        assert_eq!(code(server.chat.create_conversation(&bob, new).await), Code::IdConflict);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_added_hears_of_it_and_the_conversation_says_so_at_the_same_revision() {
    on_both(async |db| {
        let mut server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let cy = server.person("cy", Role::Member).await;
        let group = server.group(&ada, &[&bob]).await;
        server.heard();
        server.chat.add_members(&bob, group, ids(&[&cy, &ada, &cy])).await.unwrap();
        let heard = server.heard();
        let [(to_cy, Event::MeChanged(me)), (to_all, Event::ConversationChanged(changed))] =
            heard.as_slice()
        else {
            panic!("{heard:?}");
        };
        assert_eq!(*to_cy, Address::User(cy.user_id));
        let own = me.me.as_ref().unwrap();
        assert_eq!((own.role, own.read_seq, own.unread), (MemberRole::Member, 1, 0));
        assert_eq!((me.me_rev, me.conversation.as_ref().unwrap().rev), (1, 2));
        assert_eq!(*to_all, Address::Conversation(group));
        assert_eq!((changed.after_rev, changed.rev, changed.members_rev), (1, 2, 2));
        let said = &changed.messages[0];
        assert_eq!((said.seq, said.rev, said.kind), (1, 2, MessageKind::System));
        assert_eq!(said.sender_id, bob.user_id);
        assert_eq!(said.event, Some(SystemEvent::Added { user_ids: ids(&[&cy]) }));
        let conversation = changed.conversation.as_ref().unwrap();
        assert_eq!((conversation.rev, conversation.members_count), (2, 3));
        assert_eq!(conversation.last_message.as_deref(), Some(said));
        server.chat.add_members(&bob, group, ids(&[&cy])).await.unwrap();
        assert!(server.heard().is_empty(), "nothing changed");
        let unknown = vec![UserId(Uuid::nil())];
        assert_eq!(code(server.chat.add_members(&bob, group, unknown).await), Code::InvalidField);
        // What is in it now is what is read from it.
        assert_eq!(server.see(&cy, group).await.unwrap().me.as_ref(), me.me.as_ref());
    })
    .await;
}

#[tokio::test]
async fn many_who_are_added_are_named_in_several_messages_of_one_change() {
    on_both(async |db| {
        let mut server = Server::start(db.clone()).await;
        let ada = server.person("ada", Role::Member).await;
        let many: Vec<UserId> = (1..=1_001).map(|n| UserId(Uuid::from_u128(n))).collect();
        let (made, now) = (many.clone(), server.clock.now());
        let insert = db.write::<_, db::Error>(move |conn| {
            async move {
                for id in made {
                    let user = NewUser {
                        id,
                        username: id.to_string(),
                        username_key: Some(id.to_string()),
                        display_name: "x".into(),
                        role: Role::Member,
                        password_hash: None,
                    };
                    conn.insert_user(&user, now).await?;
                }
                Ok(())
            }
            .boxed()
        });
        insert.await.unwrap();
        let group = server.group(&ada, &[]).await;
        server.heard();
        server.chat.add_members(&ada, group, many).await.unwrap();
        let heard = server.heard();
        assert_eq!(heard.len(), 1_002);
        let Some((_, Event::ConversationChanged(changed))) = heard.last() else { panic!() };
        let revs: Vec<i64> = changed.messages.iter().map(|message| message.rev).collect();
        assert_eq!((changed.after_rev, revs, changed.rev), (1, vec![2, 3, 4], 4));
        assert_eq!(changed.conversation.as_ref().unwrap().members_count, 1_002);
    })
    .await;
}

#[tokio::test]
async fn whoever_was_removed_hears_it_and_cannot_join_again_until_added() {
    on_both(async |db| {
        let mut server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let channel = server.channel(&ada, Visibility::Public).await;
        let joined = server.chat.join_channel(&bob, channel).await.unwrap();
        assert_eq!(joined.me.unwrap().read_seq, 1);
        assert_eq!(
            code(server.chat.remove_member(&bob, channel, ada.user_id).await),
            Code::Forbidden
        );
        server.heard();
        server.chat.remove_member(&ada, channel, bob.user_id).await.unwrap();
        let heard = server.heard();
        let [(_, Event::MeChanged(me)), (_, Event::ConversationChanged(changed))] =
            heard.as_slice()
        else {
            panic!("{heard:?}");
        };
        assert_eq!((me.user_id, me.me_rev, &me.me), (bob.user_id, 2, &None));
        assert_eq!(changed.members_rev, changed.rev);
        let removed = SystemEvent::Removed { user_id: bob.user_id };
        assert_eq!(changed.messages[0].event, Some(removed));
        assert_eq!(code(server.chat.join_channel(&bob, channel).await), Code::Forbidden);
        let gone = server.chat.remove_member(&ada, channel, bob.user_id).await;
        assert_eq!(code(gone), Code::NotFound);
        server.chat.add_members(&ada, channel, ids(&[&bob])).await.unwrap();
        server.chat.remove_member(&bob, channel, bob.user_id).await.unwrap();
        server.chat.join_channel(&bob, channel).await.unwrap();
        server.heard();
        server.chat.join_channel(&bob, channel).await.unwrap();
        assert!(server.heard().is_empty(), "joining again is harmless");
    })
    .await;
}

#[tokio::test]
async fn the_last_owner_hands_over_before_leaving() {
    on_both(async |db| {
        let mut server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let group = server.group(&ada, &[&bob]).await;
        let (chat, a, b) = (server.chat.clone(), ada.user_id, bob.user_id);
        assert_eq!(code(chat.remove_member(&ada, group, a).await), Code::LastOwner);
        let member = MemberRole::Member;
        assert_eq!(code(chat.set_member_role(&ada, group, a, member).await), Code::LastOwner);
        assert_eq!(code(chat.set_member_role(&bob, group, b, member).await), Code::Forbidden);
        server.heard();
        chat.set_member_role(&ada, group, b, MemberRole::Owner).await.unwrap();
        let heard = server.heard();
        let [(_, Event::MeChanged(me)), (_, Event::ConversationChanged(changed))] =
            heard.as_slice()
        else {
            panic!("{heard:?}");
        };
        assert_eq!((me.user_id, me.me.as_ref().unwrap().role), (b, MemberRole::Owner));
        assert!(me.conversation.is_none(), "he was in it before");
        assert_eq!((changed.rev, changed.members_rev), (2, 1), "nobody came or went");
        let said = SystemEvent::RoleChanged { user_id: b, role: MemberRole::Owner };
        assert_eq!(changed.messages[0].event, Some(said));
        chat.remove_member(&ada, group, a).await.unwrap();
        let left = server.heard_of_conversations().remove(0);
        assert_eq!(left.messages[0].event, Some(SystemEvent::Left {}));
        assert_eq!(server.members(&bob, group).await, [(b, MemberRole::Owner)]);
        assert_eq!(code(server.see(&ada, group).await), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn what_changes_of_a_conversation_is_said_and_what_stays_is_not() {
    on_both(async |db| {
        let mut server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let channel = server.channel(&ada, Visibility::Private).await;
        server.heard();
        let chat = server.chat.clone();
        let same = EditConversation { title: Some(Some(" Birds ".into())), ..Default::default() };
        chat.edit_conversation(&ada, channel, same).await.unwrap();
        assert!(server.heard().is_empty());
        let edit = EditConversation {
            title: Some(Some("Herons".into())),
            topic: Some(Some("grey".into())),
            visibility: Some(Visibility::Public),
            ..Default::default()
        };
        let edited = chat.edit_conversation(&ada, channel, edit).await.unwrap();
        let changed = server.heard_of_conversations().remove(0);
        assert_eq!((changed.after_rev, changed.rev), (1, 4));
        let said: Vec<_> =
            changed.messages.into_iter().map(|one| (one.rev, one.event.unwrap())).collect();
        let title = Some("Herons".to_owned());
        let topic = Some("grey".to_owned());
        let wanted =
            [(3, SystemEvent::Renamed { title }), (4, SystemEvent::TopicChanged { topic })];
        assert_eq!(said, wanted);
        assert_eq!(changed.conversation, Some(edited.conversation));
        let hide = EditConversation {
            visibility: Some(Visibility::Private),
            ..EditConversation::default()
        };
        chat.edit_conversation(&ada, channel, hide).await.unwrap();
        let changed = server.heard_of_conversations().remove(0);
        assert!(changed.messages.is_empty() && changed.rev == 5);
        let nameless = EditConversation { title: Some(None), ..Default::default() };
        let refused = chat.edit_conversation(&ada, channel, nameless).await;
        assert_eq!(code(refused), Code::InvalidField);
    })
    .await;
}

#[tokio::test]
async fn to_others_a_public_channel_shows_title_topic_and_size_and_nothing_else_exists() {
    on_both(async |db| {
        let server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let admin = server.person("admin", Role::Admin).await;
        let public = server.channel(&ada, Visibility::Public).await;
        let private = server.channel(&ada, Visibility::Private).await;
        let chat = &server.chat;
        chat.add_members(&ada, public, ids(&[&server.person("cy", Role::Member).await]))
            .await
            .unwrap();
        for other in [bob, admin] {
            let seen = server.see(&other, public).await.unwrap();
            assert_eq!(seen.me, None);
            let channel = seen.conversation;
            assert_eq!((channel.title.as_deref(), channel.members_count), (Some("Birds"), 2));
            assert_eq!((channel.last_seq, channel.rev, channel.created_by), (0, 0, None));
            assert!(channel.last_message.is_none());
            assert_eq!(code(server.see(&other, private).await), Code::NotFound);
            let found = chat.list_channels(&other, "bir", None, None).await.unwrap().channels;
            assert_eq!(found.len(), 1);
            assert!(found[0].me.is_none() && found[0].conversation.id == public);
        }
        let found = chat.list_channels(&ada, "", None, None).await.unwrap().channels;
        assert_eq!(found[0].me.as_ref().map(|me| me.role), Some(MemberRole::Owner));
        assert_eq!(code(chat.list_members(&bob, public, None, None).await), Code::Forbidden);
        assert_eq!(server.members(&admin, public).await.len(), 2);
        let edit = EditConversation { topic: Some(Some("x".into())), ..Default::default() };
        assert_eq!(
            code(chat.edit_conversation(&bob, public, edit.clone()).await),
            Code::Forbidden
        );
        let edited = chat.edit_conversation(&admin, public, edit).await.unwrap();
        assert_eq!((edited.conversation.topic.as_deref(), edited.me), (Some("x"), None));
        let preferences = Preferences { notify: Notify::None, muted_until: None };
        assert_eq!(code(chat.set_preferences(&bob, public, preferences).await), Code::NotFound);
        chat.delete_conversation(&admin, public).await.unwrap();
        assert_eq!(code(server.see(&ada, public).await), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_for_everybody() {
    on_both(async |db| {
        let mut server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let group = server.group(&ada, &[&bob]).await;
        server.heard();
        assert_eq!(code(server.chat.delete_conversation(&bob, group).await), Code::Forbidden);
        server.chat.delete_conversation(&ada, group).await.unwrap();
        let mut told: Vec<_> =
            server.heard_of_mes().into_iter().map(|me| (me.user_id, me.me_rev, me.me)).collect();
        told.sort_unstable_by_key(|(id, ..)| *id);
        assert_eq!(told, [(ada.user_id, 2, None), (bob.user_id, 2, None)]);
        for person in [&ada, &bob] {
            assert_eq!(code(server.see(person, group).await), Code::NotFound);
            let listed = server.chat.list_conversations(person).await.unwrap();
            assert!(listed.conversations.is_empty() && listed.me_rev == 2);
        }
        let again = server.chat.delete_conversation(&ada, group).await;
        assert_eq!(code(again), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn preferences_are_ones_own_and_a_direct_conversation_stays_as_it_is() {
    on_both(async |db| {
        let mut server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let direct = server.make(&ada, with(Kind::Direct, &[&bob])).await;
        server.heard();
        let chat = server.chat.clone();
        let until = Some(Timestamp(5_000));
        let preferences = Preferences { notify: Notify::Mentions, muted_until: until };
        chat.set_preferences(&ada, direct, preferences).await.unwrap();
        let heard = server.heard();
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].0, Address::User(ada.user_id));
        let me = server.see(&ada, direct).await.unwrap().me.unwrap();
        assert_eq!((me.notify, me.muted_until), (Notify::Mentions, until));
        assert_eq!(server.see(&bob, direct).await.unwrap().me.unwrap().notify, Notify::All);
        let (a, b) = (ada.user_id, bob.user_id);
        assert_eq!(code(chat.remove_member(&ada, direct, a).await), Code::Forbidden);
        assert_eq!(code(chat.remove_member(&ada, direct, b).await), Code::Forbidden);
        assert_eq!(code(chat.delete_conversation(&ada, direct).await), Code::Forbidden);
        assert_eq!(code(chat.add_members(&ada, direct, vec![b]).await), Code::Forbidden);
        let edit = EditConversation { title: Some(Some("x".into())), ..Default::default() };
        assert_eq!(code(chat.edit_conversation(&ada, direct, edit).await), Code::Forbidden);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_blocked_cannot_bring_the_other_into_anything() {
    on_both(async |db| {
        let server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let chat = &server.chat;
        let group = server.group(&bob, &[]).await;
        chat.block(&ada, bob.user_id).await.unwrap();
        assert_eq!(chat.list_blocked(&ada).await.unwrap().users[0].id, bob.user_id);
        for (by, new) in [
            (bob, with(Kind::Direct, &[&ada])),
            (ada, with(Kind::Direct, &[&bob])),
            (bob, with(Kind::Group, &[&ada])),
        ] {
            assert_eq!(code(chat.create_conversation(&by, new).await), Code::Forbidden);
        }
        assert_eq!(code(chat.add_members(&bob, group, ids(&[&ada])).await), Code::Forbidden);
        assert_eq!(code(chat.block(&ada, ada.user_id).await), Code::Forbidden);
        assert_eq!(code(chat.block(&ada, UserId(Uuid::nil())).await), Code::NotFound);
        chat.unblock(&ada, bob.user_id).await.unwrap();
        server.make(&bob, with(Kind::Direct, &[&ada])).await;
    })
    .await;
}

#[tokio::test]
async fn the_first_account_makes_general_and_each_new_one_joins_it_without_a_word() {
    on_both(async |db| {
        let mut server = Server::start(db).await;
        let ada = server.account("ada").await;
        assert_eq!(ada.role, Role::Owner);
        server.heard();
        let bob = server.account("bob").await;
        let changed = server.heard_of_conversations().remove(0);
        assert!(changed.messages.is_empty());
        assert_eq!((changed.after_rev, changed.rev, changed.members_rev), (2, 3, 3));
        let mine = server.chat.list_conversations(&bob).await.unwrap().conversations;
        let [general] = mine.try_into().unwrap();
        assert_eq!(general.conversation.title.as_deref(), Some("general"));
        assert_eq!(general.conversation.visibility, Some(Visibility::Public));
        assert_eq!((general.conversation.members_count, general.conversation.last_seq), (2, 0));
        assert_eq!(general.me.unwrap().role, MemberRole::Member);
        let id = general.conversation.id;
        let owner = server.see(&ada, id).await.unwrap().me.unwrap();
        assert_eq!(owner.role, MemberRole::Owner);
        server.chat.delete_conversation(&ada, id).await.unwrap();
        let cy = server.account("cy").await;
        assert!(server.chat.list_conversations(&cy).await.unwrap().conversations.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_webhook_writes_as_a_bot_that_nobody_counts() {
    on_both(async |db| {
        let server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let bob = server.person("bob", Role::Member).await;
        let group = server.group(&ada, &[&bob]).await;
        let chat = &server.chat;
        let name = || CreateHook { name: "Deploys".into() };
        assert_eq!(code(chat.create_hook(&bob, group, name()).await), Code::Forbidden);
        let made = chat.create_hook(&ada, group, name()).await.unwrap();
        assert_eq!(made.url, format!("https://snug.example/hooks/{}", made.secret));
        let text = |body: &str, id| HookMessage { body: body.into(), id };
        let id = Some(MessageId(Uuid::from_u128(9)));
        for _ in 0..2 {
            chat.post_to_hook(&made.secret, text("shipped", id)).await.unwrap();
        }
        let seen = server.see(&bob, group).await.unwrap();
        let newest = seen.conversation.last_message.unwrap();
        assert_eq!((newest.seq, newest.body.as_deref()), (1, Some("shipped")));
        assert_eq!(newest.sender_id, made.hook.user_id);
        assert_eq!((seen.conversation.members_count, seen.me.unwrap().unread), (2, 1));
        assert_eq!(seen.conversation.member_ids.unwrap().len(), 2);
        assert_eq!(server.members(&bob, group).await.len(), 2);
        let bot = chat.get_user(made.hook.user_id).await.unwrap();
        assert_eq!((bot.role, bot.display_name.as_str()), (Role::Bot, "Deploys"));
        let people = chat.list_users("deploy", None, None).await.unwrap().users;
        assert!(people.is_empty(), "nobody looks for bots");
        let by_id = chat.list_users_by_id(&bot.id.to_string()).await.unwrap().users;
        assert_eq!(by_id, [bot.clone()]);
        assert_eq!(code(chat.remove_member(&ada, group, bot.id).await), Code::NotFound);
        assert_eq!(code(chat.post_to_hook("x", text("x", None)).await), Code::NotFound);
        assert_eq!(code(chat.post_to_hook(&made.secret, text(" ", None)).await), Code::InvalidField);
        assert_eq!(chat.list_hooks(&ada, group).await.unwrap().hooks, [made.hook.clone()]);
        chat.delete_hook(&ada, group, made.hook.id).await.unwrap();
        let late = chat.post_to_hook(&made.secret, text("late", None)).await;
        assert_eq!(code(late), Code::NotFound);
        for number in 0..20 {
            let hook = CreateHook { name: format!("{number}") };
            chat.create_hook(&ada, group, hook).await.unwrap();
        }
        assert_eq!(code(chat.create_hook(&ada, group, name()).await), Code::TooMany);
    })
    .await;
}

#[tokio::test]
async fn a_new_name_is_told_to_those_who_share_a_conversation() {
    on_both(async |db| {
        let mut server = Server::start(db).await;
        let ada = server.person("ada", Role::Member).await;
        let group = server.group(&ada, &[]).await;
        server.heard();
        let edit = EditUser { display_name: Some(" Ada L. ".into()), avatar: None };
        let user = server.chat.edit_me(&ada, edit.clone()).await.unwrap();
        assert_eq!(user.display_name, "Ada L.");
        let told = server.heard_of_people().remove(0);
        assert_eq!((told.user, told.conversation_ids), (user, vec![group]));
        server.chat.edit_me(&ada, edit).await.unwrap();
        assert!(server.heard().is_empty());
        let found = server.chat.list_users("ADA l", None, None).await.unwrap();
        assert_eq!((found.users.len(), found.next_cursor), (1, None));
        let empty = EditUser { display_name: Some(String::new()), avatar: None };
        assert_eq!(code(server.chat.edit_me(&ada, empty).await), Code::InvalidField);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_account_leaves_everything_but_what_was_said() {
    on_both(async |db| {
        let mut server = Server::start(db.clone()).await;
        let ada = server.account("ada").await;
        let bob = server.account("bob").await;
        let chat = server.chat.clone();
        let general = chat.list_conversations(&ada).await.unwrap().conversations[0].conversation.id;
        let direct = server.make(&ada, with(Kind::Direct, &[&bob])).await;
        let shared = server.group(&ada, &[&bob]).await;
        let alone = server.group(&ada, &[]).await;
        server.heard();
        let wrong = chat.delete_account(&ada, "wrong password", HERE).await;
        assert_eq!(code(wrong), Code::InvalidCredentials);
        chat.delete_account(&ada, PASSWORD, HERE).await.unwrap();
        let people = server.heard_of_people();
        let gone = &people[0].user;
        assert_eq!((gone.display_name.as_str(), gone.disabled), ("Deleted person", true));
        assert!(people[0].conversation_ids.contains(&general));
        assert_eq!((people[1].user.id, people[1].user.role), (bob.user_id, Role::Owner));
        for id in [general, shared] {
            assert_eq!(server.members(&bob, id).await, [(bob.user_id, MemberRole::Owner)]);
        }
        assert_eq!(server.see(&bob, direct).await.unwrap().conversation.members_count, 2);
        assert!(db.read().await.unwrap().find_kind(alone).await.unwrap().is_none());
        assert!(db.read().await.unwrap().list_departing(9).await.unwrap().is_empty());
        chat.finish_deletions().await.unwrap();
        let ada = server.account("ada").await;
        assert_eq!(ada.role, Role::Member, "the name is free, and the server has an owner");
        let added = chat.add_members(&bob, shared, vec![people[0].user.id]).await;
        assert_eq!(code(added), Code::InvalidField);
        server.tasks.close();
    })
    .await;
}
