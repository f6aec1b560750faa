//! What search finds, against both engines.

use auth::request::Caller;
use db::testing::on_both;
use db::{Behind, Unindexed};
use models::{Code, ConversationId, Problem};

use crate::testing::House;
use crate::{Hits, SearchQuery};

pub(crate) fn of(query: &str) -> SearchQuery {
    SearchQuery {
        query: query.into(),
        ..SearchQuery::default()
    }
}

/// The bodies that are found, the newest first.
pub(crate) async fn bodies(house: &House, by: &Caller, search: SearchQuery) -> Vec<String> {
    let hits = house.chat.search(by.user_id, search).await.unwrap();
    assert_eq!(hits.next_cursor, None, "all of it");
    hits.hits
        .into_iter()
        .filter_map(|hit| hit.message.body)
        .collect()
}

async fn finds(house: &House, by: &Caller, query: &str) -> Vec<String> {
    bodies(house, by, of(query)).await
}

#[tokio::test]
async fn words_of_every_script_are_found() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let here = house.group(&ada, &[]).await;
        let texts = [
            "Съешь ЕЩЁ этих мягких булок",
            "我们明天去北京开会",
            "今日は東京タワーに行きました",
            "안녕하세요 여러분",
            "שלום לכולם",
            "مرحبا بالعالم",
            "สวัสดีครับ",
            "Die Straße nach Zürich, 100% done 🎉",
            "don't \"quote\" AND OR NOT * ^ : ( ' \\ -- ; DROP TABLE words",
        ];
        for text in texts {
            house.say(&ada, here, text).await;
        }
        house.index().await;
        for (query, text) in [
            ("ещё", 0),
            ("МЯГКИХ булок", 0),
            ("бул", 0),
            ("北京", 1),
            ("会", 1),
            ("明天去北京", 1),
            ("東京タワー", 2),
            ("行き", 2),
            ("안녕", 3),
            ("여러", 3),
            ("שלום", 4),
            ("بالعالم", 5),
            ("สวัสดี", 6),
            ("strasse", 7),
            ("ZÜRICH", 7),
            ("🎉", 7),
            ("quote", 8),
            ("don't", 8),
            ("drop table", 8),
            ("\"quote\" AND OR", 8),
            ("' \\ --", usize::MAX),
        ] {
            let expected: Vec<&str> = texts.get(text).copied().into_iter().collect();
            assert_eq!(finds(&house, &ada, query).await, expected, "{query}");
        }
        for query in [
            "булк",
            "京北",
            "東京都",
            "*",
            "tables",
            "dro table",
            "nearby",
        ] {
            assert_eq!(finds(&house, &ada, query).await, [""; 0], "{query}");
        }
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_edited_is_found_by_its_new_words_and_what_was_deleted_by_none() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let here = house.group(&ada, &[]).await;
        let old = house.say(&ada, here, "first words").await;
        let gone = house.say(&ada, here, "second words").await;
        house.index().await;
        house.edit(&ada, here, old, "other words").await.unwrap();
        house.delete(&ada, here, gone).await.unwrap();
        assert_eq!(
            finds(&house, &ada, "first").await,
            [""; 0],
            "before it is indexed, too"
        );
        assert_eq!(finds(&house, &ada, "second").await, [""; 0]);
        house.index().await;
        assert_eq!(finds(&house, &ada, "first").await, [""; 0]);
        assert_eq!(finds(&house, &ada, "other").await, ["other words"]);
        assert_eq!(finds(&house, &ada, "words").await, ["other words"]);
        // A message that comes after a place was given up.
        house.say(&ada, here, "third words").await;
        house.index().await;
        assert_eq!(
            finds(&house, &ada, "words").await,
            ["third words", "other words"]
        );
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn nobody_finds_what_is_not_theirs() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let both = house.group(&ada, &[&bob]).await;
        let hers = house.group(&ada, &[]).await;
        house.say(&ada, both, "secret of both").await;
        house.say(&ada, hers, "secret of hers").await;
        // Whoever writes ids finds nothing by them.
        house
            .say(&ada, hers, &format!("secret {hers} {}", hers.0.simple()))
            .await;
        house.index().await;
        assert_eq!(finds(&house, &bob, "secret").await, ["secret of both"]);
        assert_eq!(
            finds(&house, &bob, &hers.0.simple().to_string()).await,
            [""; 0]
        );
        let elsewhere = SearchQuery {
            conversation_id: Some(hers),
            ..of("secret")
        };
        let refused = house.chat.search(bob.user_id, elsewhere).await.unwrap_err();
        assert_eq!(Problem::from(refused).code, Code::NotFound);
        house
            .chat
            .remove_member(&bob, both, bob.user_id)
            .await
            .unwrap();
        assert_eq!(finds(&house, &bob, "secret").await, [""; 0]);
        house.chat.delete_conversation(&ada, hers).await.unwrap();
        assert_eq!(finds(&house, &ada, "secret").await, ["secret of both"]);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_search_is_narrowed_by_conversation_and_by_sender_and_goes_from_page_to_page() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let one = house.group(&ada, &[&bob]).await;
        let two = house.group(&ada, &[&bob]).await;
        let mut said = Vec::new();
        for n in 0..40 {
            house.clock.advance(std::time::Duration::from_millis(1));
            let (by, to) = (
                if n % 3 == 0 { &bob } else { &ada },
                if n % 2 == 0 { one } else { two },
            );
            house.say(by, to, &format!("word {n}")).await;
            if n % 16 == 0 {
                house.index().await;
            }
            said.insert(0, (by.user_id, to, format!("word {n}")));
        }
        house.index().await;
        let expected = |keep: &dyn Fn(&(models::UserId, ConversationId, String)) -> bool| {
            said.iter()
                .filter(|it| keep(it))
                .map(|it| it.2.clone())
                .collect::<Vec<_>>()
        };
        let of_one = SearchQuery {
            conversation_id: Some(one),
            ..of("word")
        };
        assert_eq!(
            bodies(&house, &ada, of_one).await,
            expected(&|it| it.1 == one)
        );
        let of_bob = SearchQuery {
            sender_id: Some(bob.user_id),
            ..of("word")
        };
        assert_eq!(
            bodies(&house, &ada, of_bob).await,
            expected(&|it| it.0 == bob.user_id)
        );
        let mut found = Vec::new();
        let mut search = SearchQuery {
            limit: Some(7),
            ..of("word")
        };
        loop {
            let Hits { hits, next_cursor } = house
                .chat
                .search(ada.user_id, search.clone())
                .await
                .unwrap();
            assert_eq!(hits.len(), if next_cursor.is_some() { 7 } else { 5 });
            found.extend(hits.into_iter().filter_map(|hit| hit.message.body));
            let Some(cursor) = next_cursor else { break };
            search.cursor = Some(cursor);
        }
        assert_eq!(found, expected(&|_| true), "the newest first, each once");
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_indexer_follows_within_a_second_and_catches_up_at_the_start() {
    on_both(async |db| {
        let house = House::open(db.clone()).await;
        let ada = house.person("ada").await;
        let here = house.group(&ada, &[]).await;
        for n in 0..250 {
            house.say(&ada, here, &format!("earlier {n}")).await;
        }
        assert_eq!(
            finds(&house, &ada, "earlier").await.len(),
            0,
            "nobody indexes yet"
        );
        house.close().await;
        let house = House::open_with_helpers(db).await;
        wait_for(&house, &ada, "earlier", 50).await;
        house.say(&ada, here, "later").await;
        let begun = std::time::Instant::now();
        wait_for(&house, &ada, "later", 1).await;
        assert!(begun.elapsed().as_millis() < 1_000, "{:?}", begun.elapsed());
        house.close().await;
    })
    .await;
}

async fn wait_for(house: &House, by: &Caller, query: &str, count: usize) {
    for _ in 0..1_000 {
        let hits = house.chat.search(by.user_id, of(query)).await.unwrap();
        if hits.hits.len() == count {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{query} was not indexed");
}

#[tokio::test]
async fn what_is_indexed_again_after_a_crash_is_found_once() {
    on_both(async |db| {
        let house = House::open(db.clone()).await;
        let ada = house.person("ada").await;
        let here = house.group(&ada, &[]).await;
        for n in 0..5 {
            house.say(&ada, here, &format!("word {n}")).await;
        }
        house.index().await;
        let rev = house
            .chat
            .get_conversation(&ada, here)
            .await
            .unwrap()
            .conversation
            .rev;
        let rewind = async |from, to| {
            let range = Unindexed {
                conversation_id: here,
                from,
                to,
                indexed: from,
            };
            let moving = db.write::<_, db::Error>(move |conn| {
                Box::pin(async move { conn.move_indexed(Behind::Words, &[range]).await })
            });
            moving.await.unwrap().len()
        };
        assert_eq!(rewind(rev - 1, 0).await, 0, "only from where it is");
        assert_eq!(rewind(rev, 2).await, 1);
        house.index().await;
        let expected: Vec<String> = (0..5).rev().map(|n| format!("word {n}")).collect();
        assert_eq!(finds(&house, &ada, "word").await, expected);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        for search in [
            of(""),
            of("   "),
            of(&"x".repeat(501)),
            SearchQuery {
                cursor: Some("x".into()),
                ..of("word")
            },
        ] {
            let problem = Problem::from(house.chat.search(ada.user_id, search).await.unwrap_err());
            assert_eq!(problem.code, Code::InvalidField);
        }
        assert_eq!(
            house.chat.search(ada.user_id, of("?!")).await.unwrap(),
            Hits::default()
        );
        house.close().await;
    })
    .await;
}
