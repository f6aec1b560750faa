//! What people say of themselves for a while, where their clock is, and how far they have read.

use std::time::Duration;

use db::testing::on_both;
use models::command::MarkRead;
use models::{Code, Kind, Problem, Status, Timestamp};

use crate::people::EditStatus;
use crate::testing::House;
use crate::testing_people::with;
use crate::{EditUser, Error};

const HOUR: Duration = Duration::from_secs(60 * 60);

fn says(status: EditStatus) -> EditUser {
    EditUser {
        status: Some(Some(status)),
        ..EditUser::default()
    }
}

fn lunch(until: Option<Timestamp>) -> EditStatus {
    EditStatus {
        emoji: Some("🥪".into()),
        text: " at lunch ".into(),
        until,
    }
}

#[track_caller]
fn field(refused: Result<models::User, Error>) -> String {
    let problem = Problem::from(refused.unwrap_err());
    assert_eq!(problem.code, Code::InvalidField);
    problem.errors[0].field.to_string()
}

#[tokio::test]
async fn a_status_is_told_to_the_others_and_is_none_once_it_is_over() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let group = house.group(&ada, &[&bob]).await;
        house.heard();
        let chat = house.chat.clone();
        let until = house.clock.now().plus(HOUR);
        let user = chat.edit_me(&ada, says(lunch(Some(until)))).await.unwrap();
        let expected = Status {
            emoji: Some("🥪".into()),
            text: "at lunch".into(),
            until: Some(until),
        };
        assert_eq!(user.status.as_ref(), Some(&expected));
        let told = house.heard_of_people().remove(0);
        assert_eq!((&told.user, &told.conversation_ids), (&user, &vec![group]));
        chat.edit_me(&ada, says(lunch(Some(until)))).await.unwrap();
        assert!(house.heard().is_empty(), "nothing is new");

        // Another change leaves it.
        let renamed = EditUser {
            display_name: Some("Ada L.".into()),
            ..EditUser::default()
        };
        let user = chat.edit_me(&ada, renamed).await.unwrap();
        assert_eq!(user.status.as_ref(), Some(&expected));

        let seen = async || {
            let by_id = chat.list_users_by_id(&ada.user_id.to_string()).await;
            let found = chat.list_users("ada", None, None).await.unwrap().users;
            let members = chat.list_members(&bob, group, None, None).await.unwrap();
            let member = members
                .members
                .into_iter()
                .find(|it| it.user.id == ada.user_id);
            [
                chat.get_user(ada.user_id).await.unwrap().status,
                by_id.unwrap().users.remove(0).status,
                found.into_iter().next().unwrap().status,
                member.unwrap().user.status,
            ]
        };
        assert!(seen().await.iter().all(|it| it.as_ref() == Some(&expected)));
        house.clock.advance(HOUR);
        assert!(seen().await.iter().all(Option::is_none), "without a word");

        house.heard();
        let stays = chat.edit_me(&ada, says(lunch(None))).await.unwrap();
        house.clock.advance(24 * HOUR);
        assert_eq!(
            chat.get_user(ada.user_id).await.unwrap().status,
            stays.status
        );
        let nothing = EditUser {
            status: Some(None),
            ..EditUser::default()
        };
        assert_eq!(chat.edit_me(&ada, nothing).await.unwrap().status, None);
        assert_eq!(house.heard_of_people().len(), 2);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_no_status_is_refused_by_its_part() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let now = house.clock.now();
        for (wrong, status) in [
            ("status.text", EditStatus::default()),
            (
                "status.text",
                EditStatus {
                    text: "x".repeat(101),
                    ..lunch(None)
                },
            ),
            (
                "status.text",
                EditStatus {
                    text: "a\nb".into(),
                    ..lunch(None)
                },
            ),
            (
                "status.emoji",
                EditStatus {
                    emoji: Some("x".into()),
                    ..lunch(None)
                },
            ),
            ("status.until", lunch(Some(now))),
        ] {
            assert_eq!(field(house.chat.edit_me(&ada, says(status)).await), wrong);
        }
        let only_emoji = EditStatus {
            text: String::new(),
            ..lunch(None)
        };
        assert!(house.chat.edit_me(&ada, says(only_emoji)).await.is_ok());
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_time_zone_is_one_that_there_is() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let lives = |zone: Option<&str>| EditUser {
            time_zone: Some(zone.map(Into::into)),
            ..EditUser::default()
        };
        let edit = house.chat.edit_me(&ada, lives(Some("asia/kolkata")));
        assert_eq!(
            edit.await.unwrap().time_zone.as_deref(),
            Some("Asia/Kolkata")
        );
        let wrong = house.chat.edit_me(&ada, lives(Some("Mars/Olympus"))).await;
        assert_eq!(field(wrong), "time_zone");
        let nowhere = house.chat.edit_me(&ada, lives(None)).await.unwrap();
        assert_eq!(nowhere.time_zone, None);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn how_far_the_others_have_read_is_known_where_they_are_few() {
    on_both(async |db| {
        let house = House::open_with_helpers(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let direct = house.create(&ada, with(Kind::Direct, &[&bob])).await;
        let group = house.group(&ada, &[&bob]).await;
        let channel = house.make(&ada, Kind::Channel, &[&bob]).await;
        for id in [direct, group, channel] {
            for text in ["one", "two"] {
                house.say(&ada, id, text).await;
            }
            let read = MarkRead {
                conversation_id: id,
                seq: 1,
                unread: false,
            };
            house.chat.mark_read(bob.user_id, read).await.unwrap();
        }
        let reads = async |id| {
            let members = house.chat.list_members(&ada, id, None, None).await.unwrap();
            let of = |who| {
                let found = members.members.iter().find(|it| it.user.id == who);
                found.unwrap().read_seq
            };
            [of(ada.user_id), of(bob.user_id)]
        };
        assert_eq!(reads(direct).await, [Some(2), Some(1)]);
        assert_eq!(reads(group).await[1], Some(1));
        assert_eq!(reads(channel).await, [None, None]);
        house.close().await;
    })
    .await;
}
