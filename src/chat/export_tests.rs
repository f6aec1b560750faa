//! What somebody takes along of what they have here.

use std::time::Duration;

use db::testing::on_both;
use futures_util::{StreamExt as _, TryStreamExt as _};
use models::scheduled::ScheduleMessage;
use models::{Code, Kind, MessageId, UserId};
use serde_json::Value;

use crate::testing::House;
use crate::testing_people::{code, with};

async fn export(house: &House, user_id: UserId) -> Vec<Value> {
    let stream = house.chat.export(user_id).await.unwrap();
    let chunks: Vec<bytes::Bytes> = stream.try_collect().await.unwrap();
    let text = String::from_utf8(chunks.concat()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

fn bodies(lines: &[Value]) -> Vec<&str> {
    of(lines, "message")
        .into_iter()
        .filter_map(|line| line["body"].as_str())
        .collect()
}

#[tokio::test]
async fn everything_of_ones_own_is_in_it_and_nothing_of_others() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let direct = house.create(&ada, with(Kind::Direct, &[&bob])).await;
        let left = house.group(&bob, &[&ada]).await;
        house.say(&ada, direct, "mine").await;
        house.say(&bob, direct, "his").await;
        let gone = house.say(&ada, direct, "gone").await;
        house.delete(&ada, direct, gone).await.unwrap();
        house.say(&ada, left, "from before I left").await;
        house
            .chat
            .remove_member(&ada, left, ada.user_id)
            .await
            .unwrap();
        house.say(&bob, left, "behind her back").await;
        let file = house.file(&ada, "image/png").await;
        house.show(&ada, direct, "", &[file]).await.unwrap();
        house.file(&bob, "image/png").await;
        for (who, body) in [(&ada, "tomorrow"), (&bob, "his, too")] {
            let wanted = ScheduleMessage {
                conversation_id: direct,
                body: body.into(),
                send_at: house.clock.now().plus(Duration::from_secs(60)),
                thread_id: None,
                reply_to: None,
                attachment_ids: None,
            };
            let id = MessageId(house.id());
            house.chat.schedule(who.user_id, id, wanted).await.unwrap();
        }

        let lines = export(&house, ada.user_id).await;
        assert_eq!(lines[0]["type"], "profile");
        assert_eq!(lines[0]["username"], "ada");
        assert_eq!(lines.last().unwrap()["type"], "end");
        let mut said = bodies(&lines);
        said.sort_unstable();
        assert_eq!(said, ["", "from before I left", "mine"]);
        let later = of(&lines, "scheduled");
        assert_eq!(later.len(), 1);
        assert_eq!(later[0]["body"], "tomorrow");
        let files = of(&lines, "file");
        assert_eq!(files.len(), 1);
        assert_eq!(files[0]["id"], file.to_string());
        let url = format!("https://snug.example/api/files/{file}");
        assert_eq!(files[0]["url"], url);
        let stays = of(&lines, "conversation");
        assert_eq!(stays.len(), 2);
        let stay = |id: models::ConversationId| {
            let found = stays.iter().find(|it| it["id"] == id.to_string());
            *found.unwrap()
        };
        assert_eq!(stay(direct)["with"], "bob");
        assert!(stay(direct)["left_at"].is_null());
        assert!(stay(left)["title"].is_null() && !stay(left)["left_at"].is_null());
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_long_conversation_comes_in_pieces_and_all_of_it() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let here = house.group(&ada, &[&bob]).await;
        let saying = (0..2_100).map(|n| {
            let (by, house) = (if n % 700 == 0 { &ada } else { &bob }, &house);
            async move { house.say(by, here, &format!("{n}")).await }
        });
        futures_util::stream::iter(saying)
            .buffered(200)
            .collect::<Vec<_>>()
            .await;
        let mut said = bodies(&export(&house, ada.user_id).await)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        said.sort_unstable();
        assert_eq!(said, ["0", "1400", "700"]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn it_is_taken_three_times_an_hour() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        for _ in 0..3 {
            export(&house, ada.user_id).await;
        }
        let refused = house.chat.export(ada.user_id).await.map(drop);
        assert_eq!(code(refused), Code::RateLimited);
        house.clock.advance(Duration::from_secs(60 * 60));
        export(&house, ada.user_id).await;
        house.close().await;
    })
    .await;
}
