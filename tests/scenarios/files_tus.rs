//! Uploads by tus: with the clients that everybody has, as they are, and step by step where those
//! never go.

use std::time::Duration;

use image::ImageFormat;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;
use tests::{Home, Person, TestServer, Upload, eventually, node};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::files_samples::{MIB, id, noise, picture};

/// A file that a script sends, and what it is told.
struct Sending {
    bytes: Vec<u8>,
    folder: TempDir,
}

impl Sending {
    fn new(length: usize) -> Self {
        let (bytes, folder) = (noise(length), tempfile::tempdir().expect("a folder"));
        std::fs::write(folder.path().join("file"), &bytes).expect("it can be written");
        Self { bytes, folder }
    }

    /// What a script needs to know, and more.
    fn told(&self, server: &TestServer, person: &Person, more: &Value) -> Value {
        let file = self.folder.path().join("file");
        let mut told = json!({ "url": server.url(""), "token": person.token, "file": file });
        for (name, value) in more.as_object().into_iter().flatten() {
            told[name] = value.clone();
        }
        told
    }

    /// Fails unless it came to be what was sent.
    async fn check(&self, person: &Person, said: &Value) {
        let url = said["url"].as_str();
        let upload = Upload::at(person, url.unwrap_or_else(|| panic!("it failed: {said}")));
        let given = upload.read().await;
        assert!(given.body == self.bytes, "the bytes are others: {said}");
        let view = person.read(upload.path()).await;
        assert_eq!(view["file"]["name"], "Schwäne 🦢.bin");
        assert_eq!(view["file"]["id"], json!(upload.id()));
        assert_eq!(view["offset"], json!(self.bytes.len()));
    }
}

#[tokio::test]
async fn the_official_client_uploads_in_all_its_ways() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        for (length, more) in [
            (0, json!({})),
            (12 * MIB, json!({})),
            (12 * MIB + 1, json!({ "options": { "chunkSize": MIB } })),
            (
                MIB,
                json!({ "options": { "uploadDataDuringCreation": true } }),
            ),
            (
                10 * MIB,
                json!({ "options": { "uploadDataDuringCreation": true, "chunkSize": 3 * MIB } }),
            ),
            (
                MIB,
                json!({ "options": { "overridePatchMethod": true, "chunkSize": 300_000 } }),
            ),
            (20 * MIB, json!({ "pause": true })),
            (
                20 * MIB,
                json!({ "pause": true, "options": { "chunkSize": 700_001 } }),
            ),
        ] {
            let sending = Sending::new(length);
            let told = sending.told(&home.server, &alice, &more);
            let said = node::run("tus.mjs", &told).await;
            sending.check(&alice, &said).await;
        }
    })
    .await;
}

#[tokio::test]
async fn uppy_uploads() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        for more in [json!({}), json!({ "options": { "chunkSize": MIB } })] {
            let sending = Sending::new(9 * MIB);
            let told = sending.told(&home.server, &alice, &more);
            let said = node::run("uppy.mjs", &told).await;
            sending.check(&alice, &said).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_official_client_goes_on_by_itself_after_the_server_was_killed() {
    Home::each(
        || TestServer::builder().unlimited(),
        async |home| {
            let alice = home.server.user("alice").await;
            let sending = Sending::new(24 * MIB);
            let more = json!({ "options": { "chunkSize": 200_000 } });
            let told = sending.told(&home.server, &alice, &more);
            let script = tokio::spawn(async move { node::run("tus.mjs", &told).await });
            eventually("it begins", async || {
                (!home.kept().is_empty()).then_some(())
            })
            .await;
            home.server.restart().await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert!(!script.is_finished(), "it was too quick for this");
            home.server.restart().await;
            let said = script.await.expect("the script ends well");
            sending.check(&alice, &said).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_official_client_takes_back_what_it_uploaded() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        let sending = Sending::new(9 * MIB);
        let told = sending.told(&home.server, &alice, &json!({ "terminate": true }));
        let said = node::run("tus.mjs", &told).await;
        let upload = Upload::at(&alice, said["url"].as_str().expect("it succeeded"));
        assert_eq!(upload.head().await.status, 404);
        assert_eq!(upload.read().await.status, 404);
        home.run(&["files", "gc"]);
        assert_eq!(home.kept(), [""; 0].map(Into::<std::path::PathBuf>::into));
    })
    .await;
}

#[tokio::test]
async fn the_official_client_is_told_why_it_may_not() {
    let builder = TestServer::builder().env("SNUG_FILES__MAX_SIZE_BYTES", "1000000");
    let home = Home::on_disk(builder).await;
    let alice = home.server.user("alice").await;
    for (length, more, status, code) in [
        (1_000_001, json!({}), 413, "too_large"),
        (
            1_000,
            json!({ "token": "nonsense" }),
            401,
            "unauthenticated",
        ),
        (
            1_000,
            json!({ "options": { "parallelUploads": 2 } }),
            422,
            "invalid_field",
        ),
        (
            1_000,
            json!({ "options": { "uploadLengthDeferred": true } }),
            422,
            "invalid_field",
        ),
    ] {
        let sending = Sending::new(length);
        let told = sending.told(&home.server, &alice, &more);
        let said = node::run("tus.mjs", &told).await;
        assert_eq!(said["status"], json!(status), "{said}");
        let body = said["body"].as_str().expect("it has a body");
        assert!(body.contains(code), "{body}");
    }
    eventually("nothing is kept", async || {
        home.kept().is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_changes_nothing() {
    Home::each(TestServer::builder, async |home| {
        let (alice, bob) = tokio::join!(home.server.user("alice"), home.server.user("bob"));
        let upload = alice.begin(11).await;
        assert_eq!(upload.patch(0, "hello ").await.status, 204);
        let patching = || upload.patching(6, "world");
        let strange = Upload::at(&bob, upload.path());
        let version = alice.request(Method::PATCH, upload.path());
        let version = version.header("tus-resumable", "0.2.2").body("world");
        let kind = upload.request(Method::PATCH).header("upload-offset", 6);
        for (request, status, code) in [
            (upload.patching(0, "hello"), 409, "offset_conflict"),
            (upload.patching(7, "orld"), 409, "offset_conflict"),
            (upload.patching(6, "world and more"), 413, "too_large"),
            (version, 412, "unsupported_version"),
            (kind.body("world"), 415, "unsupported_type"),
            (
                patching().header("upload-checksum", "sha1 AAAANclPz7QV2+lfQIuc6R7oRu0="),
                460,
                "checksum_mismatch",
            ),
            (
                patching().header("upload-checksum", "crc32 AAAA"),
                422,
                "invalid_field",
            ),
            (strange.patching(6, "w0rld"), 404, "not_found"),
            (strange.request(Method::DELETE), 404, "not_found"),
        ] {
            let answer = alice.ask(request).await;
            assert_eq!((answer.status, &*answer.code()), (status, code));
            assert_eq!(answer.header("tus-resumable"), "1.0.0");
            assert_eq!(upload.offset().await, 6);
        }
        assert_eq!(strange.head().await.status, 404);
        // More than was announced, by somebody who does not say so beforehand.
        let blocks = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>("x".repeat(999)));
        let endless = reqwest::Body::wrap_stream(futures_util::StreamExt::take(blocks, 50));
        let answer = alice.ask(upload.patching(6, endless)).await;
        assert_eq!((answer.status, answer.code()), (413, "too_large".into()));

        let offset = upload.offset().await;
        let rest = &b"hello world"[usize::try_from(offset).expect("it is short")..];
        assert_eq!(offset, 6, "what was too much is not half taken");
        assert_eq!(upload.patch(offset, rest).await.status, 204);
        assert_eq!(upload.read().await.body, b"hello world");
        let options = alice.ask(strange.request(Method::OPTIONS)).await;
        assert_eq!(
            (options.status, options.header("tus-version")),
            (204, "1.0.0")
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_back_takes_over_from_a_connection_that_hangs() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        let bytes = noise(10 * MIB);
        let upload = alice.begin(bytes.len()).await;
        let connection = TcpStream::connect(home.server.address()).await;
        let mut hangs = connection.expect("the server listens");
        let head = format!(
            "PATCH {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
             Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n\
             Content-Length: {}\r\n\r\n",
            upload.path(),
            alice.token,
            bytes.len()
        );
        hangs.write_all(head.as_bytes()).await.expect("it takes it");
        hangs
            .write_all(&bytes[..9 * MIB])
            .await
            .expect("it takes it");
        // Nothing was said of it yet, and the client comes back through another network.
        let offset = upload.offset().await;
        assert!(offset > 0, "what came is not lost");
        let at = usize::try_from(offset).expect("it fits");
        let answer = upload.patch(offset, bytes[at..].to_vec()).await;
        assert_eq!(answer.status, 204, "{}", answer.code());
        assert!(upload.read().await.body == bytes, "the bytes are others");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_that_all_is_there_before_the_file_is_ready() {
    Home::each(
        || TestServer::builder().unlimited(),
        async |home| {
            let alice = home.server.user("alice").await;
            // Large enough for somebody to ask while it is looked at.
            let bytes = picture(3_000, 2_000, ImageFormat::Png);
            let upload = alice.begin(bytes.len()).await;
            // Whoever asks takes the place of whoever sends, who goes on then.
            let sending = async {
                let mut offset = 0;
                while offset < bytes.len() {
                    let answer = upload.patch(offset as u64, bytes[offset..].to_vec()).await;
                    assert!([204, 409].contains(&answer.status), "{}", answer.code());
                    offset = usize::try_from(upload.offset().await).expect("it fits");
                }
            };
            let asking = async {
                loop {
                    let head = upload.head().await;
                    if head.status == 200 && head.number("upload-offset") == bytes.len() as u64 {
                        return upload.read().await.status;
                    }
                    assert!([200, 423].contains(&head.status), "{}", head.status);
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            let ((), seen) = tokio::join!(sending, asking);
            assert_eq!(seen, 200);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_nobody_goes_on_with_leaves_nothing_after_a_day() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        let (small, large) = (alice.begin(MIB).await, alice.begin(30 * MIB).await);
        assert_eq!(small.patch(0, noise(1_000)).await.status, 204);
        assert_eq!(large.patch(0, noise(20 * MIB)).await.status, 204);
        let file = alice.upload("unused", noise(1_000)).await;
        home.run(&["files", "gc"]);
        assert_eq!(small.offset().await, 1_000);
        assert_eq!(large.offset().await, 20 * MIB as u64);

        for table in ["uploads", "files"] {
            let day = 24 * 60 * 60 * 1000;
            let older = format!("UPDATE {table} SET expires_at = expires_at - {day}");
            write(&home.server, &older).await;
        }
        for gone in [&small, &large] {
            assert_eq!(gone.head().await.status, 404);
        }
        assert_eq!(alice.may_see(id(&file)).await, 404);
        home.run(&["files", "gc"]);
        assert_eq!(home.kept().len(), 0, "{:?}", home.kept());
        let usage = alice.read("/api/files/usage").await;
        assert_eq!(usage["used_bytes"], json!(0));
    })
    .await;
}

/// Changes the database behind the server's back, as time does.
async fn write(server: &TestServer, sql: &str) {
    let done = match server.postgres_url() {
        Some(url) => {
            let database = PgConnection::connect(&url).await;
            let mut database = database.expect("it takes connections");
            let query = sqlx::query(AssertSqlSafe(sql.to_owned()));
            query.execute(&mut database).await.map(drop)
        }
        None => {
            let file = server.data_dir().join("snug.db");
            let options = SqliteConnectOptions::new().filename(file);
            let database = SqliteConnection::connect_with(&options).await;
            let mut database = database.expect("others may write too");
            let query = sqlx::query(AssertSqlSafe(sql.to_owned()));
            query.execute(&mut database).await.map(drop)
        }
    };
    done.expect("it can be written");
}
