//! Files of messages that are sent later, against both engines.

use std::time::Duration;

use auth::request::Caller;
use db::testing::on_both;
use models::limits::ATTACHMENTS;
use models::scheduled::ScheduleMessage;
use models::{Code, ConversationId, FileId, MessageId, ScheduledMessage};

use crate::Result;
use crate::files_tests::ids;
use crate::testing::House;
use crate::testing_people::{HERE, PASSWORD, code};

/// Longer than a file that is used nowhere stays.
const HOUR: Duration = Duration::from_secs(60 * 60);

impl House {
    async fn bring_later(
        &self,
        who: &Caller,
        at: ConversationId,
        id: MessageId,
        files: &[FileId],
    ) -> Result<ScheduledMessage> {
        let wanted = ScheduleMessage {
            conversation_id: at,
            body: String::new(),
            send_at: self.clock.now().plus(HOUR),
            thread_id: None,
            reply_to: None,
            attachment_ids: Some(files.to_vec()),
        };
        self.chat.schedule(who.user_id, id, wanted).await
    }

    async fn has_all(&self, who: &Caller, files: &[FileId]) -> Vec<bool> {
        let mut found = Vec::new();
        for file in files {
            found.push(self.has(who, *file).await);
        }
        found
    }
}

#[tokio::test]
async fn files_stay_with_what_is_sent_later_and_are_sent_with_it() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let mut files = house.files(&ada, 3).await;
        files.reverse();
        let id = MessageId(house.id());
        let made = house.bring_later(&ada, room, id, &files).await.unwrap();
        assert_eq!(made.file_ids().collect::<Vec<_>>(), files);

        // Whoever says nothing of files changes none.
        let made = ScheduledMessage {
            body: "Look".into(),
            ..made
        };
        let changed = house.later(&ada, room, id, "Look").await.unwrap();
        assert_eq!(changed, made);

        house.clock.advance(HOUR);
        let waiting = house.chat.list_scheduled(ada.user_id).await.unwrap();
        assert_eq!(waiting.scheduled, [made]);
        assert_eq!(house.has_all(&ada, &files).await, [true; 3]);
        assert_eq!(house.has_all(&bob, &files).await, [false; 3]);
        assert!(house.chat.send_due().await.unwrap());
        assert_eq!(ids(&house.newest(&bob, room).await), files);
        assert_eq!(house.has_all(&bob, &files).await, [true; 3]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn files_go_with_what_is_not_sent_after_all() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.account("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let files = house.files(&ada, 3).await;
        let id = MessageId(house.id());
        house.bring_later(&ada, room, id, &files).await.unwrap();
        // Another's of the same id keeps what is theirs.
        let his = house.files(&bob, 1).await;
        house.bring_later(&bob, room, id, &his).await.unwrap();

        house
            .bring_later(&ada, room, id, &files[1..])
            .await
            .unwrap();
        assert_eq!(house.has_all(&ada, &files).await, [false, true, true]);
        house
            .show(&ada, room, "already", &files[1..2])
            .await
            .unwrap();
        house.chat.unschedule(ada.user_id, id).await.unwrap();
        assert_eq!(house.has_all(&ada, &files).await, [false, true, false]);
        house.clock.advance(HOUR / 2);
        assert_eq!(house.has_all(&bob, &his).await, [true]);

        house
            .chat
            .delete_account(&bob, PASSWORD, HERE)
            .await
            .unwrap();
        assert_eq!(house.has_all(&bob, &his).await, [false]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn only_ones_own_files_are_sent_later_each_once_and_ten_at_most() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let id = MessageId(house.id());
        let many = house.files(&ada, ATTACHMENTS + 1).await;
        let his = house.files(&bob, 1).await;
        let unknown = [FileId(house.id())];
        for files in [&many[..], &[many[0], many[0]], &his, &unknown, &[]] {
            let refused = house.bring_later(&ada, room, id, files).await;
            assert_eq!(code(refused), Code::InvalidField, "{files:?}");
        }
        let waiting = house.chat.list_scheduled(ada.user_id).await.unwrap();
        assert!(waiting.scheduled.is_empty());
        house.clock.advance(HOUR);
        assert_eq!(house.has_all(&ada, &many[..1]).await, [false]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_persons_devices_change_what_waits_at_once_and_none_is_turned_away() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        for _ in 0..40 {
            let files = house.files(&ada, 2).await;
            let id = MessageId(house.id());
            house.bring_later(&ada, room, id, &files).await.unwrap();
            let change = house.bring_later(&ada, room, id, &files[..1]);
            let take_back = house.chat.unschedule(ada.user_id, id);
            let (changed, taken_back) = tokio::join!(change, take_back);
            taken_back.unwrap();
            // Whoever came second named a file that had gone.
            if changed.is_err() {
                assert_eq!(code(changed), Code::InvalidField);
            }
            assert_eq!(house.has_all(&ada, &files).await, [false; 2]);
        }
        let waiting = house.chat.list_scheduled(ada.user_id).await.unwrap();
        assert!(waiting.scheduled.is_empty());
        house.close().await;
    })
    .await;
}
