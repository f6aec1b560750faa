//! For tests: people, a room, and what happens in it.

use models::{
    Conversation, ConversationId, FileId, HookId, Kind, Me, MemberRole, Message, MessageId,
    MessageKind, Role, SessionId, SubscriptionId, Timestamp, UserId, Visibility,
};
use uuid::Uuid;

use crate::testing::write;
use crate::{
    Arrival, Blob, Db, Error, Hook, NewConversation, NewEmail, NewFile, NewUser, Session,
    SessionKind, Subscription,
};

pub(crate) const NOW: Timestamp = Timestamp(1_000);
pub(crate) const LATER: Timestamp = Timestamp(2_000);
pub(crate) const ROOM: ConversationId = ConversationId(Uuid::from_u128(100));

pub(crate) fn person(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

/// People with the ids 1 to `count`.
pub(crate) async fn people(db: &Db, count: u128) -> Vec<UserId> {
    write!(db, conn => {
        for number in 1..=count {
            let user = NewUser {
                id: person(number),
                username: format!("user{number}"),
                username_key: Some(format!("user{number}")),
                display_name: format!("User {number}"),
                role: Role::Member,
                password_hash: None,
            };
            conn.insert_user(&user, NOW).await?;
        }
        Ok(())
    })
    .unwrap();
    (1..=count).map(person).collect()
}

pub(crate) fn new(id: ConversationId, kind: Kind) -> NewConversation {
    NewConversation {
        id,
        kind,
        visibility: (kind == Kind::Channel).then_some(Visibility::Public),
        title: (kind != Kind::Direct).then(|| "Füchse".to_owned()),
        topic: None,
        picture: None,
        created_by: person(1),
        created_at: NOW,
        direct: (kind == Kind::Direct).then_some((person(2), person(1))),
    }
}

pub(crate) async fn make(db: &Db, new: NewConversation) {
    write!(db, conn => conn.insert_conversation(&new).await).unwrap();
}

pub(crate) async fn enter(
    db: &Db,
    id: ConversationId,
    who: &[UserId],
    at: Timestamp,
) -> Vec<(UserId, i64)> {
    let who = who.to_vec();
    write!(db, conn => {
        let arrival = Arrival { role: MemberRole::Member, at, read_seq: 0, read_count: 0 };
        let revs = conn.insert_members(id, &who, arrival).await?;
        conn.update_members_count(id, i64::try_from(who.len()).unwrap_or(0)).await?;
        Ok(revs)
    })
    .unwrap()
}

/// Says something, which counts as text number `seq`.
pub(crate) async fn say(db: &Db, id: ConversationId, seq: i64) {
    let message = text(id, seq);
    write!(db, conn => {
        let mut head = conn.lock_conversations(&[id]).await?.pop().ok_or(Error::Missing)?;
        (head.last_seq, head.rev, head.text_count) = (seq, seq + 1, seq);
        conn.insert_messages(&[(&message, seq)]).await?;
        conn.update_heads(&[&head]).await
    })
    .unwrap();
}

/// Says something in the thread of the text number `thread`.
pub(crate) async fn reply(db: &Db, id: ConversationId, thread: i64, seq: i64) {
    let message = Message {
        thread_id: Some(text(id, thread).id),
        ..text(id, seq)
    };
    write!(db, conn => {
        let mut head = conn.lock_conversations(&[id]).await?.pop().ok_or(Error::Missing)?;
        head.next_reply();
        head.rev += 1;
        conn.insert_messages(&[(&message, head.text_count)]).await?;
        conn.update_heads(&[&head]).await
    })
    .unwrap();
}

fn text(id: ConversationId, seq: i64) -> Message {
    Message {
        id: MessageId(Uuid::from_u128(seq.unsigned_abs().into())),
        conversation_id: id,
        sender_id: person(1),
        seq,
        rev: seq + 1,
        kind: MessageKind::Text,
        body: Some(format!("message {seq}")),
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
        created_at: LATER,
        edited_at: None,
        deleted_at: None,
    }
}

pub(crate) async fn find(db: &Db, id: ConversationId) -> Option<Conversation> {
    db.read()
        .await
        .unwrap()
        .find_conversation(id)
        .await
        .unwrap()
}

pub(crate) async fn me(db: &Db, id: ConversationId, user_id: UserId) -> Option<Me> {
    db.read().await.unwrap().find_me(id, user_id).await.unwrap()
}

/// A webhook of the room, its bot in it.
pub(crate) async fn hook(db: &Db, number: u128) -> Hook {
    let hook = Hook {
        id: HookId(Uuid::from_u128(number)),
        conversation_id: ROOM,
        user_id: person(number),
        name: "Deploys".into(),
        created_by: person(1),
        created_at: NOW,
    };
    let made = hook.clone();
    write!(db, conn => {
        conn.insert_hook(&made, "bot-1", &number.to_be_bytes()).await?;
        let arrival = Arrival { role: MemberRole::Member, at: NOW, read_seq: 0, read_count: 0 };
        conn.insert_members(ROOM, &[made.user_id], arrival).await
    })
    .unwrap();
    hook
}

/// Contents number `number`, of a picture.
pub(crate) fn blob(number: u8) -> Blob {
    Blob {
        id: Uuid::from_u128(0xb10b_0000 + u128::from(number)),
        sha256: [number; 32],
        size: 100,
        content_type: "image/png".into(),
        dimensions: Some((640, 480)),
        thumbhash: Some(vec![number; 5]),
        cleaned: false,
        thumbs: [Some(10), None],
    }
}

/// Somebody's file number `number` with these contents, which goes at `LATER`; and what it is of.
pub(crate) async fn file(db: &Db, number: u128, owner_id: UserId, blob: Blob) -> (FileId, Blob) {
    let id = FileId(Uuid::from_u128(number));
    write!(db, conn => {
        let blob = conn.keep_blob(&blob, NOW).await?;
        let (name, expires_at) = ("fox.png", LATER);
        let file = NewFile { id, owner_id, name, blob: &blob, expires_at };
        conn.insert_file(file, NOW).await?;
        Ok((id, blob))
    })
    .unwrap()
}

/// Somebody's browser number `number`, of a push service and in a session of its own.
pub(crate) async fn browser(
    db: &Db,
    number: u128,
    user_id: UserId,
    service: &str,
) -> SubscriptionId {
    let session = Session {
        id: SessionId(Uuid::from_u128(number)),
        user_id,
        kind: SessionKind::Device,
        name: None,
        secret: vec![0; 32],
        generation: 0,
        refreshed_at: NOW,
        user_agent: Some("agent".into()),
        address: None,
        created_at: NOW,
        last_seen_at: NOW,
        expires_at: None,
        revoked_at: None,
    };
    let new = Subscription {
        id: SubscriptionId(Uuid::from_u128(number)),
        user_id,
        session_id: session.id,
        endpoint: format!("{service}/{number}"),
        service: service.to_owned(),
        p256dh: vec![4; 65],
        auth: vec![5; 16],
        created_at: NOW,
        told_at: None,
        said: None,
    };
    write!(db, conn => {
        conn.insert_session(&session).await?;
        conn.upsert_subscription(&new, 0, NOW).await
    })
    .unwrap()
    .unwrap()
}

/// Somebody's address number `number`, confirmed and due at `at`; its secret.
pub(crate) async fn email(db: &Db, user_id: UserId, number: u8, at: Timestamp) -> Vec<u8> {
    let new = NewEmail {
        user_id,
        address: format!("{number}@example.org"),
        secret: vec![number; 16],
        code_hash: vec![number; 32],
        code_until: at.plus(std::time::Duration::from_secs(1)),
    };
    let secret = new.secret.clone();
    write!(db, conn => {
        conn.set_email(&new).await?;
        conn.confirm_email(user_id, &new.code_hash, 1, at).await
    })
    .unwrap();
    secret
}
