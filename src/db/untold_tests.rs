use models::{ConversationId, Kind, MessageId, Notify, Timestamp, UserId};
use uuid::Uuid;

use crate::fixture::{LATER, NOW, ROOM, browser, email, enter, make, new, people, say};
use crate::testing::{on_both, write};
use crate::{Db, Later, Mention, ReadMark, Untold};

const DIRECT: ConversationId = ConversationId(Uuid::from_u128(200));

/// Two people in a group and in a direct conversation, in each of which the first has said three
/// things, and the other has an address.
async fn pair(db: &Db) -> (UserId, Vec<u8>) {
    let who = people(db, 2).await;
    for (id, kind) in [(ROOM, Kind::Group), (DIRECT, Kind::Direct)] {
        make(db, new(id, kind)).await;
        enter(db, id, &who, NOW).await;
        for seq in 1..=3 {
            say(db, id, seq).await;
        }
    }
    let secret = email(db, who[1], 1, NOW).await;
    (who[1], secret)
}

async fn mention(db: &Db, user_id: UserId, seq: i64) {
    let mention = Mention {
        user_id,
        conversation_id: ROOM,
        seq,
    };
    write!(db, conn => conn.insert_mentions(&[mention]).await).unwrap();
}

async fn untold(db: &Db, user_id: UserId, each: u32) -> Vec<Untold> {
    let mut conn = db.read().await.unwrap();
    conn.list_untold(user_id, LATER, each).await.unwrap()
}

async fn places(db: &Db, user_id: UserId) -> Vec<(ConversationId, i64)> {
    let untold = untold(db, user_id, 10).await;
    let mut places: Vec<_> = untold.iter().map(|u| (u.conversation_id, u.seq)).collect();
    places.sort_unstable();
    places
}

#[tokio::test]
async fn direct_messages_and_mentions_are_told_and_nothing_else() {
    on_both(async |db| {
        let (ben, _) = pair(&db).await;
        assert_eq!(
            places(&db, ben).await,
            [(DIRECT, 1), (DIRECT, 2), (DIRECT, 3)]
        );
        mention(&db, ben, 2).await;
        // Everybody, and once more by name.
        mention(&db, UserId(Uuid::nil()), 2).await;
        mention(&db, UserId(Uuid::nil()), 3).await;
        let told = untold(&db, ben, 10).await;
        let group: Vec<_> = told.iter().filter(|u| u.conversation_id == ROOM).collect();
        assert_eq!(group.len(), 2);
        assert_eq!(
            (group[0].seq, group[0].count, group[0].since),
            (2, 2, LATER)
        );
        assert_eq!(group[0].sender, "User 1");
        assert_eq!(
            (group[1].body.as_str(), group[1].is_cut),
            ("message 3", false)
        );
        assert_eq!(group[1].title.as_deref(), Some("Füchse"));
        assert_eq!(told.iter().filter(|u| u.kind == Kind::Direct).count(), 3);
        assert!(untold(&db, UserId(Uuid::from_u128(1)), 10).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn of_each_conversation_the_newest_come_with_how_many_there_are() {
    on_both(async |db| {
        let (ben, _) = pair(&db).await;
        let told = untold(&db, ben, 2).await;
        let seen: Vec<_> = told.iter().map(|u| (u.seq, u.count)).collect();
        assert_eq!(seen, [(2, 3), (3, 3)]);
    })
    .await;
}

#[tokio::test]
async fn what_was_read_or_told_by_a_mail_is_not_told() {
    on_both(async |db| {
        let (ben, secret) = pair(&db).await;
        mention(&db, ben, 3).await;
        let told = Later {
            user_id: ben,
            secret,
            due: LATER,
            attempts: 0,
            refusals: 0,
        };
        write!(db, conn => conn.finish_mail(&told, &[(DIRECT, 2)]).await).unwrap();
        assert_eq!(places(&db, ben).await, [(ROOM, 3), (DIRECT, 3)]);
        let mark = ReadMark {
            conversation_id: ROOM,
            user_id: ben,
            seq: 3,
            back: false,
        };
        write!(db, conn => conn.write_reads(&[mark]).await).unwrap();
        assert_eq!(places(&db, ben).await, [(DIRECT, 3)]);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_a_browser_that_is_told_gets_no_mail() {
    on_both(async |db| {
        let (ben, _) = pair(&db).await;
        let id = browser(&db, 5, ben, "https://push.example").await;
        assert!(places(&db, ben).await.is_empty());
        write!(db, conn => conn.delete_subscription(id, ben).await).unwrap();
        assert_eq!(places(&db, ben).await.len(), 3);
        // One whose session has ended tells nobody.
        browser(&db, 6, ben, "https://push.example").await;
        write!(db, conn => conn.end_sessions(ben, None, NOW).await).unwrap();
        assert_eq!(places(&db, ben).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_is_muted_or_not_wanted_is_not_told() {
    on_both(async |db| {
        let (ben, _) = pair(&db).await;
        let wants = async |notify: Notify, muted_until: Option<Timestamp>| {
            let write = write!(db, conn => {
                conn.update_preferences(DIRECT, ben, notify, muted_until).await
            });
            write.unwrap();
            places(&db, ben).await.len()
        };
        assert_eq!(wants(Notify::None, None).await, 0);
        assert_eq!(wants(Notify::Mentions, None).await, 0);
        assert_eq!(wants(Notify::All, Some(Timestamp(LATER.0 + 1))).await, 0);
        assert_eq!(wants(Notify::All, Some(LATER)).await, 3);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_told_of_whom_one_blocks_or_where_one_is_no_more() {
    on_both(async |db| {
        let (ben, _) = pair(&db).await;
        let anna = UserId(Uuid::from_u128(1));
        write!(db, conn => conn.insert_block(ben, anna, NOW).await).unwrap();
        assert!(places(&db, ben).await.is_empty());
        write!(db, conn => conn.delete_block(ben, anna).await).unwrap();
        mention(&db, ben, 3).await;
        assert_eq!(places(&db, ben).await.len(), 4);
        write!(db, conn => conn.delete_members(ROOM, &[ben], false, LATER).await).unwrap();
        assert_eq!(places(&db, ben).await.len(), 3);
        write!(db, conn => conn.delete_conversation(DIRECT, LATER).await).unwrap();
        assert!(places(&db, ben).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn nothing_is_told_to_whom_the_account_or_the_address_is_not() {
    on_both(async |db| {
        let (ben, secret) = pair(&db).await;
        let disable = async |disabled: bool| {
            let change = crate::UserChange {
                disabled: Some(disabled),
                ..crate::UserChange::default()
            };
            write!(db, conn => conn.update_user(ben, &change, NOW).await).unwrap();
            places(&db, ben).await.len()
        };
        assert_eq!(disable(true).await, 0);
        assert_eq!(disable(false).await, 3);
        write!(db, conn => conn.end_email(ben, &secret).await).unwrap();
        assert!(places(&db, ben).await.is_empty());
        // What was said before it is confirmed again is not told.
        email(&db, ben, 2, Timestamp(LATER.0 + 1)).await;
        assert!(places(&db, ben).await.is_empty());
        say(&db, DIRECT, 4).await;
        assert!(places(&db, ben).await.is_empty(), "it was said before, too");
        email(&db, ben, 3, LATER).await;
        assert_eq!(places(&db, ben).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_long_text_is_cut_and_a_deleted_message_is_not_told() {
    on_both(async |db| {
        let (ben, _) = pair(&db).await;
        let mut conn = db.read().await.unwrap();
        let mut message = conn
            .find_message(DIRECT, MessageId(Uuid::from_u128(3)), ben)
            .await
            .unwrap()
            .unwrap();
        drop(conn);
        message.body = Some("ü".repeat(301));
        let long = message.clone();
        write!(db, conn => conn.update_messages(&[(&long, 3)]).await).unwrap();
        let told = untold(&db, ben, 1).await.remove(0);
        assert_eq!((told.body.chars().count(), told.is_cut), (300, true));
        (message.body, message.deleted_at) = (None, Some(LATER));
        write!(db, conn => conn.update_messages(&[(&message, 3)]).await).unwrap();
        assert_eq!(places(&db, ben).await, [(DIRECT, 1), (DIRECT, 2)]);
    })
    .await;
}
