//! Files that are sent in one request: whole or not at all, whoever and whatever comes between.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use reqwest::{Body, Method};
use serde_json::json;
use tests::{Home, Person, SmallDisk, TestServer, eventually};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::files_samples::{MIB, id, noise, sha256};

#[tokio::test]
async fn a_file_comes_back_byte_for_byte_whatever_its_size() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        let words = "the same words again and again "
            .repeat(10_000)
            .into_bytes();
        for bytes in [vec![], vec![7], words, noise(MIB), noise(20 * MIB + 1)] {
            let file = alice.upload("a.bin", bytes.clone()).await;
            assert_eq!(file["size"], json!(bytes.len()));
            assert_eq!(file["sha256"], json!(sha256(&bytes)));
            let path = format!("/api/files/{}", id(&file));
            // Nothing is compressed: a browser could not ask for a part of it.
            let get = alice
                .request(Method::GET, &path)
                .header("accept-encoding", "br, gzip");
            let answer = alice.ask(get).await;
            assert_eq!(answer.number("content-length"), bytes.len() as u64);
            assert!(answer.body == bytes, "{} bytes are others", bytes.len());
            let head = alice.ask(alice.request(Method::HEAD, &path)).await;
            assert_eq!(head.number("content-length"), bytes.len() as u64);
        }
    })
    .await;
}

/// The head of an upload of so many bytes.
fn head_of(server: &TestServer, person: &Person, length: u64) -> String {
    let (host, token) = (server.address(), &person.token);
    format!(
        "POST /api/files?name=x HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_body_that_ends_before_its_end_leaves_nothing() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        for (announced, sent) in [(10, 3), (20 * MIB, 19 * MIB)] {
            let head = head_of(&home.server, &alice, announced as u64);
            let connection = TcpStream::connect(home.server.address()).await;
            let mut connection = connection.expect("the server listens");
            let all = [head.as_bytes(), &noise(sent)].concat();
            connection.write_all(&all).await.expect("it takes this");
            eventually("something is kept meanwhile", async || {
                (!home.kept().is_empty() || sent < MIB).then_some(())
            })
            .await;
            drop(connection);
            eventually("nothing is kept of it", async || {
                home.kept().is_empty().then_some(())
            })
            .await;
        }
        let usage = alice.read("/api/files/usage").await;
        assert_eq!(usage, json!({ "used_bytes": 0, "quota_bytes": null }));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_before_it_is_sent() {
    let builder = || TestServer::builder().env("SNUG_FILES__MAX_SIZE_BYTES", "1000000");
    let home = Home::on_disk(builder()).await;
    let alice = home.server.user("alice").await;
    let connection = TcpStream::connect(home.server.address()).await;
    let mut connection = connection.expect("the server listens");
    let head = head_of(&home.server, &alice, 1_000_001);
    let sent = connection.write_all(head.as_bytes()).await;
    sent.expect("it takes this");
    let mut answer = vec![0; 4096];
    let length = tokio::time::timeout(tests::PATIENCE, connection.read(&mut answer)).await;
    let length = length.expect("it answers").expect("it answers");
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("too_large"), "{answer}");

    let begun = alice.try_begin(1_000_001).await;
    assert_eq!((begun.status, begun.code()), (413, "too_large".into()));
    // What nobody announced is cut off where it becomes too much.
    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(vec![0; 10_000]));
    let request = alice.request(Method::POST, "/api/files?name=x");
    let request = request.body(Body::wrap_stream(endless));
    // The answer may be overtaken by the end of the connection that nobody reads from any more.
    if let Ok(answer) = request.send().await {
        assert_eq!(answer.status(), 413);
    }
    eventually("nothing is kept of it", async || {
        home.kept().is_empty().then_some(())
    })
    .await;
    alice.upload("x", vec![1; 1_000_000]).await;
}

#[tokio::test]
async fn a_name_is_a_name_and_nothing_else() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        let long = "a".repeat(4_996);
        for (sent, name) in [
            ("..%2F..%2F..%2Fetc%2Fpasswd", "passwd"),
            ("..%5C..%5Cboot.ini", "boot.ini"),
            ("%2E%2E", "file"),
            ("", "file"),
            ("a%00b%0D%0ASet-Cookie:x.txt", "abSet-Cookie:x.txt"),
            ("photo%E2%80%AEgpj.exe", "photogpj.exe"),
            ("%F0%9F%A6%A2%20%22swan%22.png", "🦢 \"swan\".png"),
            (&format!("{long}.pdf"), &format!("{}.pdf", &long[..251])),
        ] {
            let file = alice.upload(sent, noise(10)).await;
            assert_eq!(file["name"], json!(name));
            let answer = alice.download(id(&file)).await;
            let disposition = answer.header("content-disposition");
            assert!(
                disposition.starts_with("attachment; filename="),
                "{disposition}"
            );
            assert_eq!(answer.body.len(), 10);
        }
        let odd = home.kept().into_iter().find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.len() != 32 || !name.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        assert_eq!(odd, None, "no name is part of a path");
    })
    .await;
}

#[tokio::test]
async fn the_same_contents_are_kept_once_and_count_once_for_each_person() {
    let builder = || TestServer::builder().env("SNUG_FILES__QUOTA_BYTES", "2500000");
    Home::each(builder, async |home| {
        let (alice, bob) = tokio::join!(home.server.user("alice"), home.server.user("bob"));
        let bytes = noise(1_000_000);
        let first = alice.upload("a", bytes.clone()).await;
        let again = alice.upload("b", bytes.clone()).await;
        let other = bob.upload("c", bytes.clone()).await;
        assert_eq!(first["sha256"], other["sha256"]);
        assert_ne!(first["id"], again["id"]);
        eventually("it is kept once", async || {
            (home.kept().len() == 1).then_some(())
        })
        .await;
        for person in [&alice, &bob] {
            let usage = person.read("/api/files/usage").await;
            let expected = json!({ "used_bytes": 1_000_000, "quota_bytes": 2_500_000 });
            assert_eq!(usage, expected);
        }

        let refused = alice.try_upload("d", noise(1_500_001)).await;
        assert_eq!(
            (refused.status, refused.code()),
            (507, "quota_exceeded".into())
        );
        let begun = alice.try_begin(1_500_001).await;
        assert_eq!((begun.status, begun.code()), (507, "quota_exceeded".into()));
        // What is on its way counts, until it is given up.
        let open = alice.begin(1_000_000).await;
        assert_eq!(
            alice.try_upload("d", noise(600_000)).await.code(),
            "quota_exceeded"
        );
        assert_eq!(open.delete().await.status, 204);
        alice.upload("d", noise(1_500_000)).await;
        assert_eq!(bob.may_see(id(&other)).await, 200);
    })
    .await;
}

#[tokio::test]
async fn twenty_uploads_at_a_time_are_enough_for_one_person() {
    let home = Home::on_disk(TestServer::builder()).await;
    let (alice, bob) = tokio::join!(home.server.user("alice"), home.server.user("bob"));
    let mut open = Vec::new();
    for _ in 0..20 {
        open.push(alice.begin(10).await);
    }
    for answer in [alice.try_begin(10).await, alice.try_upload("x", "x").await] {
        assert_eq!((answer.status, answer.code()), (429, "too_many".into()));
    }
    bob.begin(10).await;
    assert_eq!(open[7].delete().await.status, 204);
    assert_eq!(open[3].patch(0, "0123456789").await.status, 204);
    alice.begin(10).await;
    alice.upload("x", "x").await;
}

#[tokio::test]
async fn an_upload_that_met_a_full_disk_goes_on_once_there_is_room() {
    let disk = Arc::new(SmallDisk::new(64 * MIB as u64));
    let server = TestServer::builder().disk(&disk).start().await;
    let alice = server.user("alice").await;
    let bytes = noise(40 * MIB);
    let upload = alice.begin(bytes.len()).await;
    assert_eq!(upload.patch(0, bytes[..MIB].to_vec()).await.status, 204);
    disk.fill(8 * MIB as u64);
    // Little more than there is room for: of a long rest the connection may end before the answer is read.
    let some = bytes[MIB..11 * MIB].to_vec();
    let refused = upload.patch(MIB as u64, some).await;
    assert_eq!(
        (refused.status, refused.code()),
        (507, "storage_full".into())
    );
    let refused = alice.try_upload("x", noise(10 * MIB)).await;
    assert_eq!(
        (refused.status, refused.code()),
        (507, "storage_full".into())
    );
    assert_eq!(server.get("/healthz").await.0, 200);

    disk.make_room();
    let offset = upload.offset().await;
    assert!(offset >= MIB as u64 && offset < bytes.len() as u64);
    let at = usize::try_from(offset).expect("it fits");
    let answer = upload.patch(offset, bytes[at..].to_vec()).await;
    assert_eq!(answer.status, 204, "{}", answer.code());
    assert!(upload.read().await.body == bytes, "the bytes are others");
}

#[tokio::test]
async fn an_upload_whose_bucket_went_away_goes_on_once_it_is_back() {
    let mut home = Home::in_bucket(TestServer::builder()).await;
    let alice = home.server.user("alice").await;
    let bytes = noise(30 * MIB);
    let upload = alice.begin(bytes.len()).await;
    let first = upload.patch(0, bytes[..9 * MIB].to_vec()).await;
    assert_eq!(first.status, 204, "{}", first.code());
    let bucket = home.bucket.as_mut().expect("files are in one");
    bucket.stop().await;
    let refused = upload
        .patch(9 * MIB as u64, bytes[9 * MIB..].to_vec())
        .await;
    assert_eq!(
        (refused.status, refused.code()),
        (503, "unavailable".into())
    );
    let refused = alice.try_upload("x", noise(10)).await;
    assert_eq!(
        (refused.status, refused.code()),
        (503, "unavailable".into())
    );

    bucket.go_on().await;
    let offset = upload.offset().await;
    let at = usize::try_from(offset).expect("it fits");
    assert!(at < bytes.len());
    let answer = upload.patch(offset, bytes[at..].to_vec()).await;
    assert_eq!(answer.status, 204, "{}", answer.code());
    assert!(upload.read().await.body == bytes, "the bytes are others");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_does_not_grow_with_a_file() {
    const BLOCK: usize = 256 * 1024;
    const LENGTH: usize = 192 * MIB;
    let builder = || TestServer::builder().env("SNUG_FILES__MAX_SIZE_BYTES", "1000000000");
    Home::each(builder, async |home| {
        let alice = home.server.user("alice").await;
        alice.upload("small", noise(MIB)).await;
        // In a bucket one part fills while the one before goes up.
        let room = if home.bucket.is_some() { 48 } else { 32 };
        let bound = home.server.rss_bytes() + room * MIB as u64;
        let blocks = stream::iter((0..LENGTH / BLOCK).map(|number| {
            // Each its own, so that nothing is the same twice.
            let byte = u8::try_from(number % 256).unwrap_or_default();
            Ok::<_, std::io::Error>(vec![byte; BLOCK])
        }));
        let sending = alice.upload("large", Body::wrap_stream(blocks));
        let most = async {
            let mut most = 0;
            loop {
                most = most.max(home.server.rss_bytes());
                assert!(most < bound, "{most} bytes, where it may have {bound}");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let file = tokio::select! {
            file = sending => file,
            () = most => unreachable!("it looks for ever"),
        };
        assert_eq!(file["size"], json!(LENGTH));
    })
    .await;
}
