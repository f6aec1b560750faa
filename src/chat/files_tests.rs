//! Files in messages, as avatars and as pictures of conversations.

use auth::request::Caller;
use db::testing::on_both;
use db::{Blob, NewFile};
use futures_util::FutureExt;
use models::command::{DeleteMessage, SendMessage};
use models::{Code, ConversationId, File, FileId, Kind, Message, MessageId, Problem};
use uuid::Uuid;

use crate::testing::House;
use crate::testing_people::{HERE, PASSWORD, with};
use crate::{ChangeQuery, CreateConversation, EditConversation, EditUser, MessageQuery, Result};

const PICTURE: &str = "image/png";

impl House {
    /// A file that somebody has uploaded, with contents of its own.
    pub(crate) async fn file(&self, owner: &Caller, content_type: &str) -> FileId {
        let (id, now) = (FileId(self.id()), self.clock.now());
        let half = id.0.into_bytes();
        let blob = Blob {
            id: self.id(),
            sha256: std::array::from_fn(|at| half[at % 16]),
            size: 10,
            content_type: content_type.into(),
            dimensions: content_type.starts_with("image").then_some((3, 4)),
            thumbhash: None,
            cleaned: false,
            thumbs: [None, None],
        };
        let owner_id = owner.user_id;
        let insert = self.chat.inner.db.write::<_, db::Error>(move |conn| {
            async move {
                let blob = conn.keep_blob(&blob, now).await?;
                let expires_at = now.plus(std::time::Duration::from_secs(60));
                let (name, blob) = ("fox", &blob);
                let file = NewFile {
                    id,
                    owner_id,
                    name,
                    blob,
                    expires_at,
                };
                conn.insert_file(file, now).await
            }
            .boxed()
        });
        insert.await.unwrap();
        id
    }

    pub(crate) async fn files(&self, owner: &Caller, count: usize) -> Vec<FileId> {
        let mut files = Vec::new();
        for _ in 0..count {
            files.push(self.file(owner, PICTURE).await);
        }
        files
    }

    /// Whether somebody may have a file.
    pub(crate) async fn has(&self, who: &Caller, id: FileId) -> bool {
        let now = self.clock.now();
        let mut conn = self.chat.inner.db.read().await.unwrap();
        let file = conn.find_visible_file(id, who.user_id, now).await.unwrap();
        file.is_some()
    }

    fn message(&self, to: ConversationId, body: &str, files: &[FileId]) -> SendMessage {
        SendMessage {
            id: MessageId(self.id()),
            conversation_id: to,
            body: body.into(),
            reply_to: None,
            attachment_ids: files.to_vec(),
            thread_id: None,
            poll: None,
        }
    }

    pub(crate) async fn show(
        &self,
        by: &Caller,
        to: ConversationId,
        body: &str,
        files: &[FileId],
    ) -> Result<MessageId, Problem> {
        let message = self.message(to, body, files);
        let sent = self.chat.send(by.user_id, message)?.safe().await?;
        Ok(sent.id)
    }

    pub(crate) async fn newest(&self, by: &Caller, at: ConversationId) -> Message {
        let query = MessageQuery::default();
        let page = self.chat.list_messages(by.user_id, at, query).await;
        page.unwrap().messages.pop().unwrap()
    }
}

pub(crate) fn ids(message: &Message) -> Vec<FileId> {
    message.attachments.iter().map(|file| file.id).collect()
}

/// The field and its code.
#[track_caller]
fn refusal<T: std::fmt::Debug>(result: Result<T, Problem>) -> (String, String) {
    let problem = result.unwrap_err();
    assert_eq!(problem.code, Code::InvalidField);
    let error = &problem.errors[0];
    (error.field.to_string(), error.code.to_string())
}

fn attachments(code: &str) -> (String, String) {
    ("attachment_ids".into(), code.into())
}

#[tokio::test]
async fn files_come_with_their_message_wherever_it_is_read() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let files = house.files(&ada, 2).await;
        assert!(!house.has(&bob, files[0]).await);
        house.heard();
        let id = house.show(&ada, room, "look", &files).await.unwrap();
        let told = house.heard_of_conversations().pop().unwrap();
        assert_eq!(ids(&told.messages[0]), files);
        let read = house.newest(&bob, room).await;
        assert_eq!(read.attachments, told.messages[0].attachments);
        let File { name, size, .. } = &read.attachments[0];
        assert_eq!((&**name, *size), ("fox", 10));
        assert_eq!(read.attachments[0].content_type, PICTURE);
        let chat = &house.chat;
        let one = chat.get_message(bob.user_id, room, id).await.unwrap();
        assert_eq!(ids(&one), files);
        let query = ChangeQuery::default();
        let changes = chat.list_changes(bob.user_id, room, query).await.unwrap();
        assert_eq!(ids(changes.messages.last().unwrap()), files);
        let last = house.see(&bob, room).await.unwrap().conversation;
        assert_eq!(ids(&last.last_message.unwrap()), files);
        assert!(house.has(&bob, files[0]).await);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_has_up_to_ten_files_of_its_sender_and_others_are_stored_meanwhile() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let files = house.files(&ada, 11).await;
        let foreign = house.file(&bob, PICTURE).await;
        let unknown = FileId(Uuid::nil());
        let show = async |files: &[FileId]| house.show(&ada, room, "look", files).await;
        assert_eq!(refusal(show(&files).await), attachments("too_many"));
        let twice = [files[0], files[1], files[0]];
        assert_eq!(refusal(show(&twice).await), attachments("duplicate"));
        let accept = |files: &[FileId]| {
            let message = house.message(room, "look", files);
            house.chat.send(ada.user_id, message).unwrap()
        };
        let first = accept(&files[..10]);
        let (second, third) = (accept(&[files[10], foreign]), accept(&[unknown]));
        let last = accept(&[]);
        first.safe().await.unwrap();
        assert_eq!(refusal(second.safe().await), attachments("unknown"));
        assert_eq!(refusal(third.safe().await), attachments("unknown"));
        last.safe().await.unwrap();
        assert_eq!(house.newest(&bob, room).await.seq, 2);
        assert!(!house.has(&bob, files[10]).await);
        house.clock.advance(std::time::Duration::from_secs(60));
        let late = show(&files[10..]).await;
        assert_eq!(refusal(late), attachments("unknown"));
        // What is used does not expire.
        show(&files[..10]).await.unwrap();
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_with_files_needs_no_words() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let files = house.files(&ada, 1).await;
        let alone = house.show(&ada, room, "", &files).await.unwrap();
        house.edit(&ada, room, alone, "a fox").await.unwrap();
        house.edit(&ada, room, alone, " ").await.unwrap();
        assert_eq!(ids(&house.newest(&ada, room).await), files);
        let missing = ("body".to_owned(), "too_short".to_owned());
        assert_eq!(refusal(house.show(&ada, room, " ", &[]).await), missing);
        let words = house.say(&ada, room, "words").await;
        let edited = house.edit(&ada, room, words, " ").await;
        assert_eq!(refusal(edited), missing);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_deleted_message_takes_its_files_with_it_unless_another_has_them() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let files = house.files(&ada, 2).await;
        let both = house.show(&ada, room, "", &files).await.unwrap();
        house.show(&ada, room, "", &files[1..]).await.unwrap();
        house.delete(&ada, room, both).await.unwrap();
        let chat = &house.chat;
        let tombstone = chat.get_message(bob.user_id, room, both).await.unwrap();
        assert!(tombstone.attachments.is_empty());
        for who in [&ada, &bob] {
            assert!(!house.has(who, files[0]).await);
            assert!(house.has(who, files[1]).await);
        }
        // Sending it again changes nothing, though one of its files is gone.
        let mut again = house.message(room, "", &files);
        again.id = both;
        let again = chat.send(ada.user_id, again).unwrap();
        again.safe().await.unwrap();
        assert!(!house.has(&ada, files[0]).await);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_that_comes_and_goes_at_once_leaves_no_file() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let file = house.file(&ada, PICTURE).await;
        let message = house.message(room, "look", &[file]);
        let id = message.id;
        let sent = house.chat.send(ada.user_id, message).unwrap();
        // Before the first is stored, so that one transaction has both.
        let delete = DeleteMessage {
            conversation_id: room,
            id,
            change_id: None,
        };
        let deleted = house.chat.delete(ada.user_id, delete).unwrap();
        sent.safe().await.unwrap();
        deleted.safe().await.unwrap();
        assert!(!house.has(&ada, file).await);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_avatar_is_a_picture_of_ones_own_and_goes_with_the_account() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.account("ada").await, house.person("bob").await);
        let wear = async |avatar: Option<FileId>| {
            let edit = EditUser {
                avatar: Some(avatar),
                ..EditUser::default()
            };
            let user = house.chat.edit_me(&ada, edit).await;
            user.map(|user| user.avatar).map_err(Problem::from)
        };
        let foreign = house.file(&bob, PICTURE).await;
        let refused = |code: &str| ("avatar".to_owned(), code.to_owned());
        assert_eq!(refusal(wear(Some(foreign)).await), refused("unknown"));
        for other in ["text/plain", "image/avif"] {
            let file = house.file(&ada, other).await;
            assert_eq!(refusal(wear(Some(file)).await), refused("invalid"));
        }
        let files = house.files(&ada, 2).await;
        assert_eq!(wear(Some(files[0])).await.unwrap(), Some(files[0]));
        assert_eq!(wear(Some(files[0])).await.unwrap(), Some(files[0]));
        assert!(house.has(&bob, files[0]).await);
        assert_eq!(wear(Some(files[1])).await.unwrap(), Some(files[1]));
        assert!(!house.has(&bob, files[0]).await);
        assert!(house.has(&bob, files[1]).await);
        let gone = house.chat.delete_account(&ada, PASSWORD, HERE).await;
        gone.unwrap();
        assert!(!house.has(&bob, files[1]).await);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_conversation_has_a_picture_of_whoever_sets_it() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let eve = house.person("eve").await;
        let files = house.files(&ada, 2).await;
        let first = CreateConversation {
            picture: Some(files[0]),
            ..with(Kind::Group, &[&bob])
        };
        let room = house.create(&ada, first).await;
        assert!(house.has(&bob, files[0]).await);
        assert!(!house.has(&eve, files[0]).await);
        let hang = async |by: &Caller, picture: Option<FileId>| {
            let edit = EditConversation {
                picture: Some(picture),
                ..EditConversation::default()
            };
            let seen = house.chat.edit_conversation(by, room, edit).await;
            seen.map(|seen| seen.conversation).map_err(Problem::from)
        };
        let refused = |code: &str| ("picture".to_owned(), code.to_owned());
        let foreign = hang(&ada, Some(house.file(&bob, PICTURE).await)).await;
        assert_eq!(refusal(foreign), refused("unknown"));
        let text = hang(&ada, Some(house.file(&ada, "text/plain").await)).await;
        assert_eq!(refusal(text), refused("invalid"));
        let seen = hang(&ada, Some(files[1])).await.unwrap();
        assert_eq!(seen.picture, Some(files[1]));
        assert!(!house.has(&bob, files[0]).await);
        let rev = seen.rev;
        assert_eq!(hang(&ada, Some(files[1])).await.unwrap().rev, rev);
        let direct = CreateConversation {
            picture: Some(files[1]),
            ..with(Kind::Direct, &[&bob])
        };
        let made = house.chat.create_conversation(&ada, direct).await;
        assert_eq!(refusal(made.map_err(Problem::from)), refused("invalid"));
        assert_eq!(hang(&ada, None).await.unwrap().picture, None);
        assert!(!house.has(&bob, files[1]).await);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_files_of_a_conversation_go_with_it() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let files = house.files(&ada, 1).await;
        house.show(&ada, room, "look", &files).await.unwrap();
        let chat = &house.chat;
        chat.delete_conversation(&ada, room).await.unwrap();
        assert!(!house.has(&bob, files[0]).await);
        house.clock.advance(std::time::Duration::from_secs(1));
        chat.maintain_once().await.unwrap();
        assert!(!house.has(&ada, files[0]).await);
        house.close().await;
    })
    .await;
}
