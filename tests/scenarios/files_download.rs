//! Who may have a file back, and how: those who can see where it is used, and nobody else.

use futures_util::future::join_all;
use image::ImageFormat;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Home, Person, TestServer, new_id};
use uuid::Uuid;

use crate::files_samples::{id, noise, picture};

/// Sends a message with a file.
async fn show(person: &Person, conversation: Uuid, file: &Value) -> Value {
    let path = format!("/api/conversations/{conversation}/messages");
    let message = json!({ "id": new_id(), "body": "Look", "attachment_ids": [file["id"]] });
    person.must(Method::POST, &path, Some(&message)).await
}

#[tokio::test]
async fn a_file_is_for_its_owner_and_for_members_of_where_it_is_shown() {
    Home::each(TestServer::builder, async |home| {
        let server = &home.server;
        let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
        let (carol, mallory) = tokio::join!(server.user("carol"), server.user("mallory"));
        let group = bob.group("Photographs", &[&alice, &carol]).await;
        let file = alice
            .upload("p.png", picture(600, 300, ImageFormat::Png))
            .await;
        let thumbnail = format!("{}/thumbnail?size=480", id(&file));
        let seen = async |person: &Person| {
            let whole = person.may_see(id(&file)).await;
            assert_eq!(person.may_see(&thumbnail).await, whole, "its thumbnail");
            whole
        };
        assert_eq!((seen(&alice).await, seen(&bob).await), (200, 404));
        show(&alice, group, &file).await;
        assert_eq!((seen(&bob).await, seen(&carol).await), (200, 200));
        let refused = mallory.download(id(&file)).await;
        assert_eq!((refused.status, refused.code()), (404, "not_found".into()));
        let nobody = server.get(&format!("/api/files/{}", id(&file))).await;
        assert_eq!(
            (nobody.0, &nobody.1["code"]),
            (401, &json!("unauthenticated"))
        );

        bob.remove(group, &carol).await;
        assert_eq!((seen(&bob).await, seen(&carol).await), (200, 404));
        alice.remove(group, &alice).await;
        assert_eq!((seen(&alice).await, seen(&bob).await), (200, 200));
        // A second conversation, in which one of them is.
        let direct = alice.direct(&mallory).await;
        show(&alice, direct, &file).await;
        assert_eq!(seen(&mallory).await, 200);
    })
    .await;
}

#[tokio::test]
async fn faces_are_for_everybody_and_pictures_for_whoever_may_see_the_title() {
    Home::each(TestServer::builder, async |home| {
        let server = &home.server;
        let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
        let draw = async |width| {
            let png = picture(width, 40, ImageFormat::Png);
            alice.upload("p.png", png).await
        };
        let (face, other) = (draw(40).await, draw(41).await);
        alice
            .patch("/api/users/me", json!({ "avatar": face["id"] }))
            .await;
        let seen = bob.read(&format!("/api/users/{}", alice.id)).await;
        assert_eq!(seen["avatar"], face["id"]);
        assert_eq!(bob.may_see(id(&face)).await, 200);
        // A small picture is its own thumbnail.
        let thumbnail = bob
            .download(&format!("{}/thumbnail?size=480", id(&face)))
            .await;
        assert_eq!(thumbnail.header("content-type"), "image/png");
        alice
            .patch("/api/users/me", json!({ "avatar": other["id"] }))
            .await;
        assert_eq!(bob.may_see(id(&face)).await, 404);

        for (kind, status) in [("public", 200), ("private", 404)] {
            let channel = alice.channel(kind, kind).await;
            let hung = draw(50 + status).await;
            let path = format!("/api/conversations/{channel}");
            let (answered, seen) = alice.patch(&path, json!({ "picture": hung["id"] })).await;
            assert_eq!((answered, &seen["picture"]), (200, &hung["id"]), "{seen}");
            assert_eq!(u32::from(bob.may_see(id(&hung)).await), status, "{kind}");
            alice.add(channel, &[&bob]).await;
            assert_eq!(bob.may_see(id(&hung)).await, 200);
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_shows_pictures_by_its_cookie_as_long_as_the_session_lasts() {
    let home = Home::on_disk(TestServer::builder()).await;
    let alice = home.server.user("alice").await;
    let file = alice
        .upload("p.png", picture(30, 30, ImageFormat::Png))
        .await;
    let path = format!("/api/files/{}", id(&file));
    let look = async || alice.ask(alice.glance(Method::GET, &path)).await;
    let shown = look().await;
    assert_eq!(shown.status, 200);
    assert_eq!(
        shown.header("content-disposition"),
        "inline; filename=\"p.png\""
    );
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    // It lets nobody do more than look.
    let written = alice.glance(Method::POST, "/api/files?name=x").body("x");
    assert_eq!(alice.ask(written).await.status, 401);
    let elsewhere = alice.glance(Method::GET, "/api/users/me");
    assert_eq!(alice.ask(elsewhere).await.status, 401);

    let sessions = alice.read("/api/sessions").await;
    let session = sessions["sessions"][0]["id"].as_str().expect("she has one");
    let other = home.server.login("alice").await;
    other.delete(&format!("/api/sessions/{session}")).await;
    if home.server.replica_count() > 1 {
        // The others hear of it in a moment.
        tests::eventually("nothing is shown any more", async || {
            (look().await.status == 401).then_some(())
        })
        .await;
    }
    assert_eq!(look().await.status, 401);
    assert_eq!(other.may_see(id(&file)).await, 200);
}

#[tokio::test]
async fn a_page_of_pictures_is_not_too_much_to_ask() {
    let home = Home::on_disk(TestServer::builder()).await;
    let alice = home.server.user("alice").await;
    let file = alice
        .upload("p.png", picture(600, 300, ImageFormat::Png))
        .await;
    let path = format!("/api/files/{}/thumbnail?size=480", id(&file));
    // More than anybody may ask of anything else.
    let looks = (0..400).map(|_| alice.ask(alice.glance(Method::GET, &path)));
    let statuses: Vec<u16> = join_all(looks)
        .await
        .iter()
        .map(|look| look.status)
        .collect();
    assert_eq!(statuses, [200; 400]);
}

#[tokio::test]
async fn parts_and_conditions_are_understood() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        let bytes = noise(1_000_000);
        let file = alice.upload("film", bytes.clone()).await;
        let path = format!("/api/files/{}", id(&file));
        let get = async |headers: &[(&str, &str)]| {
            let mut request = alice.request(Method::GET, &path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            alice.ask(request).await
        };
        for (range, part) in [
            ("bytes=0-99", 0..100),
            ("bytes=500000-", 500_000..1_000_000),
            ("bytes=-7", 999_993..1_000_000),
            ("bytes=999999-2000000", 999_999..1_000_000),
        ] {
            let answer = get(&[("range", range)]).await;
            assert_eq!(answer.status, 206, "{range}");
            let told = format!("bytes {}-{}/1000000", part.start, part.end - 1);
            assert_eq!(answer.header("content-range"), told);
            assert!(answer.body == bytes[part], "{range}");
        }
        let beyond = get(&[("range", "bytes=1000000-")]).await;
        assert_eq!(
            (beyond.status, beyond.header("content-range")),
            (416, "bytes */1000000")
        );

        let whole = get(&[]).await;
        let etag = whole.header("etag").to_owned();
        assert_eq!(whole.header("accept-ranges"), "bytes");
        let cache = "private, max-age=31536000, immutable";
        assert_eq!(whole.header("cache-control"), cache);
        let known = get(&[("if-none-match", &etag)]).await;
        assert_eq!((known.status, known.body.len()), (304, 0));
        let same = get(&[("range", "bytes=0-0"), ("if-range", &etag)]).await;
        let other = get(&[("range", "bytes=0-0"), ("if-range", "\"other\"")]).await;
        assert_eq!((same.status, other.status), (206, 200));
    })
    .await;
}

#[tokio::test]
async fn a_bucket_gives_files_by_itself_where_it_is_told_to() {
    let builder = TestServer::builder().env("SNUG_FILES__REDIRECT", "true");
    let home = Home::in_bucket(builder).await;
    let (alice, mallory) = tokio::join!(home.server.user("alice"), home.server.user("mallory"));
    let bytes = noise(100_000);
    let file = alice.upload("ä.txt", bytes.clone()).await;
    let path = format!("/api/files/{}", id(&file));
    let plain = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let plain = plain.build().expect("an HTTP client needs nothing");
    let answer = plain.get(home.server.url(&path)).bearer_auth(&alice.token);
    let answer = alice.ask(answer).await;
    assert_eq!(answer.status, 302);
    assert_eq!(answer.header("cache-control"), "private, max-age=240");
    let url = answer.header("location");
    let bucket = home.bucket.as_ref().expect("files are in one");
    assert!(url.starts_with(&bucket.endpoint()), "{url}");
    assert!(
        url.contains("response-content-disposition=attachment"),
        "{url}"
    );
    let given = alice.ask(plain.get(url)).await;
    assert!(
        given.status == 200 && given.body == bytes,
        "{}",
        given.status
    );
    // For five minutes, as it stands or not at all.
    let (place, _) = url.split_once('?').expect("it is signed");
    let another = place.rfind(|digit| digit != '0').expect("it has a name");
    let another = format!("{}0{}", &url[..another], &url[another + 1..]);
    for forged in [
        url.replace("X-Amz-Expires=300", "X-Amz-Expires=9999"),
        url.replace("disposition=attachment", "disposition=inline"),
        another,
    ] {
        assert_ne!(forged, url);
        assert_eq!(alice.ask(plain.get(&forged)).await.status, 403, "{forged}");
    }
    assert_eq!(mallory.may_see(id(&file)).await, 404);
    let policy = home.server.http().get(home.server.url("/"));
    let policy = alice.ask(policy).await;
    let policy = policy.header("content-security-policy");
    assert!(policy.contains(&bucket.endpoint()), "{policy}");
}
