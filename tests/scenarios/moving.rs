//! A server is moved from SQLite and a disk into PostgreSQL and a bucket, and back. Whoever uses it
//! notices nothing but the pause.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use image::ImageFormat;
use rand::SeedableRng;
use rand::rngs::StdRng;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Builder, Home, Person, PushService, S3, TestServer, Upload, View, eventually, new_id};
use uuid::Uuid;

use crate::files_samples::{MIB, id, noise, photograph, picture};
use crate::random_walk::Walk;

/// A server that may be moved from and into.
pub(crate) fn builder() -> Builder {
    TestServer::builder()
        .unlimited()
        .pushing()
        // What opens the bucket that files go to.
        .env("AWS_ACCESS_KEY_ID", S3::KEY)
        .env("AWS_SECRET_ACCESS_KEY", S3::SECRET)
}

pub(crate) async fn one() -> Home {
    Home::on_disk(builder().sqlite()).await
}

/// A server on PostgreSQL and a bucket, which somebody started once too early.
pub(crate) async fn many() -> Home {
    let mut home = Home::in_bucket(builder().postgres()).await;
    home.server.terminate().await;
    home
}

/// What is asked to move into a server on PostgreSQL and a bucket.
pub(crate) fn into(many: &Home) -> Vec<String> {
    let url = many.server.postgres_url().expect("it is on PostgreSQL");
    let bucket = many.bucket.as_ref().expect("its files are in one");
    let place = format!("s3://{}/{}", S3::BUCKET, S3::PREFIX);
    let words = ["move", "--to", &url, "--files", &place];
    let endpoint = bucket.endpoint();
    let more = [
        "--files-endpoint",
        &endpoint,
        "--files-region",
        "eu-central-1",
    ];
    words.into_iter().chain(more).map(str::to_owned).collect()
}

pub(crate) fn run(server: &TestServer, command: &[String]) -> Output {
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    server.run(&words)
}

#[track_caller]
pub(crate) fn must(server: &TestServer, command: &[String]) -> String {
    let output = run(server, command);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}{complaint}");
    told
}

/// The line with which it is refused.
#[track_caller]
pub(crate) fn refusal(server: &TestServer, command: &[String]) -> String {
    let output = run(server, command);
    let line = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{line}");
    assert!(
        line.starts_with("snug: ") && line.lines().count() == 1,
        "{line}"
    );
    line
}

/// Everything below a folder but the lock, by its place.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("it is there").flatten() {
        let (path, name) = (
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        );
        if path.is_dir() {
            let below = contents(&path).into_iter();
            found.extend(below.map(|(place, bytes)| (format!("{name}/{place}"), bytes)));
        } else if name != "snug.lock" {
            found.insert(name, std::fs::read(path).expect("it can be read"));
        }
    }
    found
}

/// All that somebody can find out over HTTP.
async fn seen(person: &Person) -> BTreeMap<String, Value> {
    let mut seen = BTreeMap::new();
    for path in [
        "/api/users/me",
        "/api/users",
        "/api/conversations",
        "/api/channels",
        "/api/tokens",
        "/api/files/usage",
        "/api/push/key",
        "/api/push/subscriptions",
        "/api/notifications/preferences",
        "/.well-known/jwks.json",
    ] {
        seen.insert(path.to_owned(), person.read(path).await);
    }
    let mine = person.conversations().await;
    for conversation in mine["conversations"].as_array().expect("they are a list") {
        let path = format!("/api/conversations/{}", id(conversation));
        let key: Uuid = id(conversation).parse().expect("it is an id");
        let history = person.history(key).await;
        for file in history
            .iter()
            .filter_map(|it| it["attachments"].as_array())
            .flatten()
        {
            for part in ["", "/thumbnail?size=480", "/thumbnail?size=1280"] {
                let part = format!("{}{part}", id(file));
                let answer = person.download(&part).await;
                let told = json!([answer.status, answer.header("etag"), answer.body]);
                seen.insert(part, told);
            }
        }
        seen.insert(format!("{path}/messages"), Value::from(history));
        for more in ["members", "hooks", "changes?after=0&limit=200"] {
            let path = format!("{path}/{more}");
            let (_, answer) = person.get(&path).await;
            seen.insert(path, answer);
        }
    }
    seen
}

#[track_caller]
fn assert_same(before: &BTreeMap<String, Value>, after: &BTreeMap<String, Value>) {
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    for (path, before) in before {
        assert!(
            before == &after[path],
            "{path}: {before} before, {} now",
            after[path]
        );
    }
}

/// Waits until a search finds as many messages.
async fn finds(person: &Person, word: &str, count: usize) {
    let path = format!("/api/search?query={word}");
    eventually(&format!("{count} hits of {word}"), async || {
        let hits = person.read(&path).await;
        (hits["hits"].as_array()?.len() == count).then_some(())
    })
    .await;
}

/// A client that was there before, and comes back to another server.
pub(crate) struct Client {
    person: Person,
    view: View,
    seen: BTreeMap<String, Value>,
}

impl Client {
    pub(crate) async fn new(person: &Person) -> Self {
        let mut view = View::new(person);
        view.sync(&person.connect().await, person).await;
        Self {
            person: person.clone(),
            view,
            seen: seen(person).await,
        }
    }

    /// It comes with the token and the revisions that it has, and misses nothing.
    pub(crate) async fn come_back(&mut self, server: &TestServer) {
        self.person = self.person.at(server);
        let person = &self.person;
        let now = seen(person).await;
        assert_same(&self.seen, &now);
        let socket = person.connect().await;
        let head = self.view.differences(person).await;
        assert!(head.is_empty(), "what it knew is not so any more: {head:?}");
        self.view.sync(&socket, person).await;
        let head = self.view.differences(person).await;
        assert!(head.is_empty(), "{head:?}");
        self.person.refresh().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_uses_a_server_notices_nothing_of_its_move_but_the_pause() {
    let mut one = one().await;
    let service = PushService::start().await;
    let server = &one.server;
    let (ann, ben) = tokio::join!(server.user("ann"), server.user("ben"));
    let (cleo, dan) = tokio::join!(server.user("cleo"), server.user("dan"));
    let people = [ann, ben, cleo, dan];
    let mut walk = Walk::start(&people, StdRng::seed_from_u64(tests::seed())).await;
    for _ in 0..150 {
        walk.step().await;
    }
    walk.settle().await;
    drop(walk);

    let [ann, ben, cleo, _] = &people;
    let group = ann.group("Fuchsbau", &[ben, cleo]).await;
    let talk = format!("/api/conversations/{group}");
    for number in 0..3 {
        ann.send(group, &format!("Zaunkönig number {number}")).await;
    }
    let gone = ann.send(group, "Zaunkönig that goes").await;
    ann.must(Method::DELETE, &format!("{talk}/messages/{gone}"), None)
        .await;
    let large = ann.upload("large.bin", noise(9 * MIB)).await;
    let photograph = ann.upload("photo.jpg", photograph(1_600, 1_200)).await;
    let drawing = ann
        .upload("p.png", picture(600, 500, ImageFormat::Png))
        .await;
    let files = [id(&large), id(&photograph), id(&drawing)];
    let message = json!({ "id": new_id(), "body": "Look", "attachment_ids": files });
    ann.must(Method::POST, &format!("{talk}/messages"), Some(&message))
        .await;
    let open = ben.begin(10).await;
    assert_eq!(open.patch(0, "0123").await.status, 204);
    ann.must(
        Method::POST,
        &format!("{talk}/hooks"),
        Some(&json!({ "name": "Deploys" })),
    )
    .await;
    let token = json!({ "name": "script" });
    let token = ben.must(Method::POST, "/api/tokens", Some(&token)).await;
    ben.must(Method::PUT, &format!("/api/users/{}/block", cleo.id), None)
        .await;
    let quiet = json!({ "notify": "mentions", "muted_until": null });
    cleo.must(Method::PUT, &format!("{talk}/preferences"), Some(&quiet))
        .await;
    let phone = service.phone(ben).await;
    finds(ben, "zaunkönig", 3).await;
    let mut clients = Vec::new();
    for person in &people {
        clients.push(Client::new(person).await);
    }
    one.server.terminate().await;
    let before = contents(one.server.data_dir());

    let mut many = many().await;
    let told = must(&one.server, &into(&many));
    assert!(told.contains("1 uploads were not whole"), "{told}");
    assert!(told.contains("is the same"), "{told}");
    assert!(
        before == contents(one.server.data_dir()),
        "the source was changed"
    );
    // Once more is harmless.
    must(&one.server, &into(&many));
    many.server.restart().await;
    for client in &mut clients {
        client.come_back(&many.server).await;
    }
    let open = Upload::at(&clients[1].person, open.path());
    assert_eq!(open.head().await.status, 404);
    many.run(&["files", "verify"]);
    finds(&clients[1].person, "zaunkönig", 3).await;
    clients[0]
        .person
        .send(group, "Zaunkönig in the bucket")
        .await;
    let last = clients[0]
        .person
        .history(group)
        .await
        .pop()
        .expect("it was said");
    let seq = last["seq"].as_u64().expect("it has one");
    phone.told_of(group, seq).await;
    finds(&clients[1].person, "zaunkönig", 4).await;

    // And back, to another folder.
    for client in &mut clients {
        client
            .view
            .sync(&client.person.connect().await, &client.person)
            .await;
        client.seen = seen(&client.person).await;
    }
    many.server.terminate().await;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let back = [
        "move",
        "--to",
        &format!("sqlite://{}", data.display()),
        "--files",
    ];
    let place = format!("file://{}", data.join("files").display());
    let back: Vec<String> = back
        .into_iter()
        .chain([&*place])
        .map(str::to_owned)
        .collect();
    must(&many.server, &back);
    let builder = builder().sqlite().data_dir(&data);
    let home = Home::on_disk(builder).await;
    for client in &mut clients {
        client.come_back(&home.server).await;
    }
    home.run(&["files", "verify"]);
    finds(&clients[1].person, "zaunkönig", 4).await;
    clients[0].person.send(group, "Zaunkönig at home").await;
    let mut script = clients[1].person.clone();
    script.token = text(&token, "token");
    script.read("/api/users/me").await;
    finds(&clients[1].person, "zaunkönig", 5).await;
}

fn text(object: &Value, field: &str) -> String {
    object[field].as_str().expect("it is there").to_owned()
}
