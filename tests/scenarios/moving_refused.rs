//! What is not moved, and what is told of it.

use reqwest::Method;
use serde_json::json;
use tests::new_id;

use crate::files_samples::{id, noise};
use crate::moving::{builder, into, many, must, one, refusal, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_runs_is_neither_moved_nor_moved_into() {
    let (mut one, mut many) = tokio::join!(one(), many());
    one.server.user("ann").await;
    let line = refusal(&one.server, &into(&many));
    assert!(
        line.contains("source") && line.contains("already running"),
        "{line}"
    );
    one.server.terminate().await;
    many.server.restart().await;
    let line = refusal(&one.server, &into(&many));
    assert!(
        line.contains("destination") && line.contains("already running"),
        "{line}"
    );
    many.server.terminate().await;
    must(&one.server, &into(&many));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_moved_into_what_somebody_uses_and_what_changed_is_named() {
    let (mut one, mut many) = tokio::join!(one(), many());
    let ann = one.server.user("ann").await;
    let file = ann.upload("x", noise(1_000)).await;
    let notes = ann.group("Notes", &[]).await;
    let message = json!({ "id": new_id(), "body": "Look", "attachment_ids": [id(&file)] });
    let path = format!("/api/conversations/{notes}/messages");
    ann.must(Method::POST, &path, Some(&message)).await;
    one.server.terminate().await;
    many.server.restart().await;
    let mallory = many.server.user("mallory").await;
    many.server.terminate().await;
    let line = refusal(&one.server, &into(&many));
    assert!(
        line.contains("not empty") && line.contains("`users`"),
        "{line}"
    );
    many.server.restart().await;
    mallory.read("/api/users/me").await;

    let mut many = crate::moving::many().await;
    let verify: Vec<String> = into(&many)
        .into_iter()
        .chain(["--verify".to_owned()])
        .collect();
    let line = refusal(&one.server, &verify);
    assert!(line.contains("nothing was moved"), "{line}");
    must(&one.server, &into(&many));
    must(&one.server, &verify);
    // An object is lost, and somebody goes on at the new place.
    let object = many.kept().into_iter().next().expect("there is one");
    std::fs::remove_file(object).expect("it can be removed");
    many.server.restart().await;
    let ann = ann.at(&many.server);
    ann.send(notes, "Here I am").await;
    many.server.terminate().await;
    for command in [into(&many), verify] {
        let output = run(&one.server, &command);
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        for found in [
            "missing: objects/".to_owned(),
            format!("not in the source: messages {notes}/"),
            format!("not the same: conversations {notes}, its last_seq"),
        ] {
            assert!(told.contains(&found), "{found}: {told}");
        }
    }
    // It is a server like any other all the same.
    many.server.restart().await;
    assert!(
        ann.history(notes)
            .await
            .iter()
            .any(|it| it["body"] == "Here I am")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_may_stay_where_they_are() {
    let mut one = one().await;
    let ann = one.server.user("ann").await;
    let file = ann.upload("x", noise(1_000)).await;
    one.server.terminate().await;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").display().to_string();
    let told = must(&one.server, &["move".into(), "--to".into(), data.clone()]);
    let files = one.folder().display().to_string();
    assert!(told.contains(&files), "{told}");
    let builder = builder().sqlite().data_dir(&data);
    let server = builder
        .env("SNUG_FILES__URL", files)
        .on_disk()
        .start()
        .await;
    assert_eq!(ann.at(&server).may_see(id(&file)).await, 200);
}
