//! Replies in threads: beside the conversation, unread for those who take part, and told to them.

use serde_json::{Value, json};
use tests::{TestServer, new_id};

use crate::push::Scene;

#[tokio::test]
async fn a_reply_comes_with_the_message_that_it_hangs_on() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let pond = alice.group("The pond", &[&bob]).await;
    let (at_alices, mut at_bobs) = (alice.connect().await, bob.connect().await);
    let root = at_alices.send(pond, "Where is the heron?").await;
    let reply = at_alices.reply(pond, root, "In the reeds").await;

    let event = at_bobs
        .expect_event("message:changed", |event| {
            let messages = event["messages"].as_array();
            messages.is_some_and(|all| all.iter().any(|it| it["id"] == json!(reply)))
        })
        .await;
    let [came, hangs_on] = event["messages"].as_array().expect("a list").as_slice() else {
        panic!("{event}");
    };
    assert_eq!(
        (&came["thread_id"], &came["seq"]),
        (&json!(root), &json!(2))
    );
    let thread = &hangs_on["thread"];
    assert_eq!(hangs_on["id"], json!(root));
    let at = &came["created_at"];
    let expected = json!({ "replies": 1, "user_ids": [alice.id], "last_seq": 2, "last_at": at });
    assert_eq!(*thread, expected);
    let page = bob.page(pond, &format!("thread_id={root}")).await;
    assert_eq!(page["messages"][0]["id"], json!(reply), "{page}");
    let newest = &bob.conversation(pond).await["last_message"];
    assert_eq!(
        newest["id"],
        json!(root),
        "it is the newest beside the thread"
    );
}

#[tokio::test]
async fn whoever_takes_part_knows_on_all_devices_what_they_have_not_read() {
    let server = TestServer::start().await;
    let alice = server.user("alice").await;
    let (bob, carol) = tokio::join!(server.user("bob"), server.user("carol"));
    let pond = alice.group("The pond", &[&bob, &carol]).await;
    let (mut phone, laptop) = (alice.connect().await, alice.connect().await);
    let root = laptop.send(pond, "Where is the heron?").await;
    let at_bobs = bob.connect().await;
    at_bobs.reply(pond, root, "In the reeds").await;
    at_bobs.reply(pond, root, "And there it goes").await;

    let me = &alice.conversation(pond).await["me"];
    assert_eq!(
        (&me["unread"], &me["thread_unread"]),
        (&json!(0), &json!(2))
    );
    assert_eq!(carol.conversation(pond).await["me"]["thread_unread"], 0);
    let found = alice
        .read(&format!("/api/conversations/{pond}/threads"))
        .await;
    let [thread] = found["threads"].as_array().expect("a list").as_slice() else {
        panic!("{found}");
    };
    assert_eq!(thread["message"]["id"], json!(root));
    assert_eq!(
        (&thread["unread"], &thread["read_seq"]),
        (&json!(2), &json!(1))
    );

    let read = json!({ "conversation_id": pond, "thread_id": root, "seq": 2 });
    let answer = laptop.emit_with_ack("thread:read", read).await;
    assert_eq!(answer, json!({}));
    phone
        .expect_event("conversation:me", |event| {
            event["conversation_id"] == json!(pond) && event["me"]["thread_unread"] == 1
        })
        .await;
    let path = format!("/api/conversations/{pond}/threads/{root}/read");
    let (status, _) = alice.put(&path, json!({ "seq": 3 })).await;
    assert_eq!(status, 204);
    assert_eq!(alice.conversation(pond).await["me"]["thread_unread"], 0);
    let (status, _) = server
        .user("dora")
        .await
        .put(&path, json!({ "seq": 3 }))
        .await;
    assert_eq!(status, 404, "she is not in there");
}

#[tokio::test]
async fn what_a_thread_cannot_hang_on_is_refused_by_name() {
    let server = TestServer::start().await;
    let alice = server.user("alice").await;
    let pond = alice.group("The pond", &[]).await;
    let socket = alice.connect().await;
    let root = socket.send(pond, "Where is the heron?").await;
    let reply = socket.reply(pond, root, "In the reeds").await;
    let gone = socket.send(pond, "Nothing").await;
    let delete = json!({ "conversation_id": pond, "id": gone });
    socket.emit_with_ack("message:delete", delete).await;

    let send = async |thread: Value| {
        let message = json!({
            "id": new_id(), "conversation_id": pond, "body": "x", "thread_id": thread,
        });
        socket.emit_with_ack("message:send", message).await["error"].clone()
    };
    for thread in [json!(reply), json!(new_id()), json!("x"), json!(7)] {
        let error = send(thread.clone()).await;
        assert_eq!(error["code"], "invalid_field", "{thread}: {error}");
        assert_eq!(
            error["errors"][0]["field"], "thread_id",
            "{thread}: {error}"
        );
    }
    assert_eq!(send(json!(gone)).await["code"], "gone");
    // What is sent again is the same message, also where nothing could hang there any more.
    let again = json!({
        "id": reply, "conversation_id": pond, "body": "In the reeds", "thread_id": root,
    });
    let answer = socket.emit_with_ack("message:send", again).await;
    assert_eq!(answer["id"], json!(reply), "{answer}");
    let error = alice
        .read(&format!("/api/conversations/{pond}/messages"))
        .await;
    assert_eq!(
        error["messages"].as_array().map(Vec::len),
        Some(3),
        "{error}"
    );
}

#[tokio::test]
async fn those_who_take_part_are_told_of_a_reply_and_nobody_else() {
    let scene = Scene::start().await;
    let (carol, carols) = scene.person("carol").await;
    let (dora, doras) = scene.person("dora").await;
    let (alice, bob) = (&scene.alice, &scene.bob);
    let pond = alice.group("The pond", &[bob, &carol, &dora]).await;
    let at_bobs = bob.connect().await;
    let root = at_bobs.send(pond, "Where is the heron?").await;
    scene.settle().await;
    let before = (carols.pushes().await.len(), doras.pushes().await.len());

    alice
        .connect()
        .await
        .reply(pond, root, "In the reeds, @dora")
        .await;
    let told = scene.phones.bob.told(1).await.remove(0).payload;
    assert_eq!(
        (&told["body"], &told["thread_id"]),
        (&json!("In the reeds, @dora"), &json!(root))
    );
    assert_eq!((&told["unread"], &told["high"]), (&json!(1), &json!(false)));
    let told = doras
        .told(before.1 + 1)
        .await
        .pop()
        .expect("she was told")
        .payload;
    assert_eq!(
        (&told["body"], &told["high"]),
        (&json!("In the reeds, @dora"), &json!(true))
    );
    scene.settle().await;
    assert_eq!(carols.pushes().await.len(), before.0, "she takes no part");

    // Whoever has read it before it could be told is not told.
    let path = format!("/api/conversations/{pond}/threads/{root}/read");
    let (status, _) = dora.put(&path, json!({ "seq": 2 })).await;
    assert_eq!(status, 204);
    assert_eq!(dora.conversation(pond).await["me"]["mentions"], 0);
    at_bobs.reply(pond, root, "Thank you").await;
    let told = doras
        .told(before.1 + 2)
        .await
        .pop()
        .expect("she was told")
        .payload;
    assert_eq!(
        (&told["body"], &told["high"]),
        (&json!("Thank you"), &json!(false))
    );
    assert_eq!(told["unread"], 2, "what was said before, and this");
}
