//! What search finds by who, when and what, with words and without, against both engines.

use std::time::Duration;

use auth::request::Caller;
use db::Behind;
use db::testing::on_both;
use futures_util::FutureExt;
use models::{Code, ConversationId, Problem, Timestamp};

use crate::SearchQuery;
use crate::search_tests::{bodies, of};
use crate::testing::House;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A house in which something was said on three days, from the first on.
struct Days {
    house: House,
    ada: Caller,
    bob: Caller,
    here: ConversationId,
    there: ConversationId,
}

async fn three_days(db: db::Db) -> Days {
    let house = House::open(db).await;
    let (ada, bob) = (house.person("ada").await, house.person("bob").await);
    let here = house.group(&ada, &[&bob]).await;
    let there = house.group(&ada, &[&bob]).await;
    house
        .clock
        .set(Timestamp::of_day_or_time("2026-11-01T12:00:00Z").unwrap());
    house.say(&ada, here, "beans, day one").await;
    house.clock.advance(MINUTE);
    house
        .say(&bob, there, "beans at https://beans.example, day one")
        .await;
    house.index().await;
    house.clock.advance(DAY);
    let file = house.file(&bob, "image/png").await;
    house
        .show(&bob, here, "beans drawn, day two", &[file])
        .await
        .unwrap();
    house.clock.advance(MINUTE);
    let file = house.file(&ada, "image/png").await;
    house.show(&ada, there, "", &[file]).await.unwrap();
    house.clock.advance(DAY);
    house
        .say(&ada, here, "peas at http://peas.example, day three")
        .await;
    house.index().await;
    Days {
        house,
        ada,
        bob,
        here,
        there,
    }
}

const ONE: &str = "beans, day one";
const LINKED: &str = "beans at https://beans.example, day one";
const DRAWN: &str = "beans drawn, day two";
const PEAS: &str = "peas at http://peas.example, day three";

#[tokio::test]
async fn a_search_is_narrowed_by_time_with_words_and_without() {
    on_both(async |db| {
        let days = three_days(db).await;
        let found = async |query: &str, after: Option<&str>, before: Option<&str>| {
            let search = SearchQuery {
                after: after.map(Into::into),
                before: before.map(Into::into),
                ..of(query)
            };
            bodies(&days.house, &days.ada, search).await
        };
        assert_eq!(
            found("beans", None, Some("2026-11-02")).await,
            [LINKED, ONE]
        );
        assert_eq!(found("beans", Some("2026-11-02"), None).await, [DRAWN]);
        let noon = Some("2026-11-01T12:00:00Z");
        assert_eq!(found("beans", None, noon).await, [""; 0], "not at it");
        assert_eq!(found("beans", noon, None).await.len(), 3, "at it");
        assert_eq!(found("", Some("2026-11-03"), None).await, [PEAS]);
        let second = found("", Some("2026-11-02"), Some("2026-11-03")).await;
        assert_eq!(second, ["", DRAWN]);
        assert_eq!(
            found("beans", Some("2026-11-03"), Some("2026-11-02")).await,
            [""; 0]
        );
        days.house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_search_asks_for_files_and_links_and_for_people_without_a_word() {
    on_both(async |db| {
        let days = three_days(db).await;
        let find = async |search| bodies(&days.house, &days.bob, search).await;
        let having = |has: &str, query: &str| SearchQuery {
            has: Some(has.into()),
            ..of(query)
        };
        assert_eq!(find(having("link", "")).await, [PEAS, LINKED]);
        assert_eq!(find(having("link", "beans")).await, [LINKED]);
        assert_eq!(find(having("file", "")).await, ["", DRAWN]);
        assert_eq!(find(having("file,link", "")).await, [""; 0]);
        assert_eq!(find(having("file, file", "beans")).await, [DRAWN]);
        let of_bob = SearchQuery {
            sender_id: Some(days.bob.user_id),
            ..of("")
        };
        assert_eq!(find(of_bob).await, [DRAWN, LINKED]);
        let all_here = SearchQuery {
            conversation_id: Some(days.here),
            ..of("")
        };
        assert_eq!(find(all_here.clone()).await, [PEAS, DRAWN, ONE]);
        let all = SearchQuery {
            conversation_id: Some(days.there),
            has: Some("link".into()),
            sender_id: Some(days.bob.user_id),
            before: Some("2026-11-02".into()),
            ..of("beans")
        };
        assert_eq!(find(all).await, [LINKED]);
        let hits = days.house.chat.search(days.bob.user_id, all_here).await;
        let first = hits.unwrap().hits.remove(0);
        assert_eq!((first.excerpt.as_str(), first.highlights.len()), (PEAS, 0));
        days.house.close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_is_not_in_a_conversation_finds_nothing_there_by_time_or_link() {
    on_both(async |db| {
        let days = three_days(db).await;
        let eve = days.house.person("eve").await;
        let all = SearchQuery {
            after: Some("2026-01-01".into()),
            has: Some("link".into()),
            ..of("")
        };
        assert_eq!(bodies(&days.house, &eve, all).await, [""; 0]);
        days.house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_edited_has_a_link_or_none_as_it_is_now() {
    on_both(async |db| {
        let days = three_days(db).await;
        let (house, ada, here) = (&days.house, &days.ada, days.here);
        let id = house.say(ada, here, "at https://late.example").await;
        house.index().await;
        house.edit(ada, here, id, "at no address").await.unwrap();
        let linked = || SearchQuery {
            has: Some("link".into()),
            ..of("")
        };
        let before = bodies(house, ada, linked()).await;
        assert_eq!(before, [PEAS, LINKED], "before it is indexed, too");
        house.index().await;
        assert_eq!(bodies(house, ada, linked()).await, [PEAS, LINKED]);
        house
            .edit(ada, here, id, "at http://new.example")
            .await
            .unwrap();
        house.index().await;
        assert_eq!(
            bodies(house, ada, linked()).await,
            ["at http://new.example", PEAS, LINKED]
        );
        days.house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_an_earlier_version_indexed_is_marked_behind_the_rest() {
    on_both(async |db| {
        let days = three_days(db.clone()).await;
        let ranges = async |behind| {
            let mut conn = db.read().await.unwrap();
            conn.list_unindexed(behind, None, 9).await.unwrap()
        };
        assert_eq!(ranges(Behind::Words).await, []);
        assert_eq!(ranges(Behind::Marks).await, [], "both move together");
        let unmark =
            db.write::<_, db::Error>(|conn| async move { conn.unmark_for_tests().await }.boxed());
        unmark.await.unwrap();
        let behind = ranges(Behind::Marks).await;
        assert_eq!(behind.len(), 2);

        // What was read before something changed is not written after it.
        days.house.say(&days.ada, days.here, "newer").await;
        days.house.index().await;
        let stale = db.write::<_, db::Error>(move |conn| {
            let behind = behind.clone();
            async move { conn.move_indexed(Behind::Marks, &behind).await }.boxed()
        });
        assert_eq!(
            stale.await.unwrap().len(),
            0,
            "all of it was done meanwhile"
        );
        assert_eq!(ranges(Behind::Marks).await, []);
        let search = SearchQuery {
            has: Some("file".into()),
            ..of("")
        };
        let found = bodies(&days.house, &days.ada, search).await;
        assert_eq!(found, ["", DRAWN]);
        days.house.close().await;
    })
    .await;
}

#[tokio::test]
async fn filters_that_make_no_sense_are_refused_by_their_names() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let wrong = [
            (
                "has",
                SearchQuery {
                    has: Some("file,poem".into()),
                    ..of("word")
                },
            ),
            (
                "before",
                SearchQuery {
                    before: Some("tomorrow".into()),
                    ..of("word")
                },
            ),
            (
                "after",
                SearchQuery {
                    after: Some(String::new()),
                    ..of("word")
                },
            ),
            (
                "query",
                SearchQuery {
                    has: Some(" , ".into()),
                    ..of("")
                },
            ),
        ];
        for (field, search) in wrong {
            let problem = Problem::from(house.chat.search(ada.user_id, search).await.unwrap_err());
            assert_eq!(problem.code, Code::InvalidField);
            assert_eq!(problem.errors[0].field, field);
        }
        let no_word = SearchQuery {
            has: Some("file".into()),
            ..of("?!")
        };
        assert_eq!(bodies(&house, &ada, no_word).await, [""; 0]);
        house.close().await;
    })
    .await;
}
