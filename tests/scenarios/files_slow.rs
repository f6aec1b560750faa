//! Files take as long as they take, longer than any other answer may; and what stands still is let go of.

use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use reqwest::{Body, Method};
use tests::{Home, Person, TestServer};

use crate::files_samples::{MIB, id, noise};

/// Longer than an answer may take.
const LONG: u64 = 34;
/// Longer than all of this takes.
const PATIENCE: Duration = Duration::from_secs(90);

/// A byte each second, for so many seconds.
fn drops(seconds: u64) -> impl Stream<Item = Result<Vec<u8>, std::io::Error>> + Send + 'static {
    stream::iter(0..seconds).then(|_| async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(b"x".to_vec())
    })
}

async fn uploads_slowly(person: &Person) {
    let request = person.request(Method::POST, "/api/files?name=slow");
    let request = request
        .timeout(PATIENCE)
        .body(Body::wrap_stream(drops(LONG)));
    let answer = person.ask(request).await;
    assert_eq!(
        (answer.status, answer.json()["size"].as_u64()),
        (201, Some(LONG))
    );
}

async fn goes_on_slowly(person: &Person) {
    let upload = person
        .begin(usize::try_from(LONG).expect("it is small"))
        .await;
    let request = upload.patching(0, Body::wrap_stream(drops(LONG)));
    let answer = person.ask(request.timeout(PATIENCE)).await;
    assert_eq!((answer.status, answer.number("upload-offset")), (204, LONG));
}

/// Reads a bit of a file each second.
async fn downloads_slowly(person: &Person, file: &str, bytes: &[u8]) {
    let request = person.request(Method::GET, &format!("/api/files/{file}"));
    let response = request.timeout(PATIENCE).send().await;
    let mut pieces = response.expect("it answers").bytes_stream();
    let (since, mut came) = (tokio::time::Instant::now(), Vec::new());
    while let Some(piece) = pieces.next().await {
        came.extend(piece.expect("it is not cut"));
        let share = came.len() as f64 / bytes.len() as f64;
        tokio::time::sleep_until(since + Duration::from_secs(LONG).mul_f64(share)).await;
    }
    assert!(came == bytes, "the bytes are others");
    assert!(since.elapsed() >= Duration::from_secs(LONG));
}

/// Sends some bytes of an upload, and then nothing more.
async fn falls_silent(person: &Person) {
    let upload = person.begin(1_000).await;
    let some = stream::iter([Ok::<_, std::io::Error>(noise(400))]);
    let body = Body::wrap_stream(some.chain(stream::pending()));
    let answer = person.ask(upload.patching(0, body).timeout(PATIENCE)).await;
    // What came is safe, and whoever can goes on.
    assert_eq!((answer.status, answer.number("upload-offset")), (204, 400));
    assert_eq!(upload.patch(400, noise(600)).await.status, 204);
}

#[tokio::test]
async fn what_is_slow_goes_on_and_what_stands_still_ends() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        // More than the connection holds.
        let bytes = noise(40 * MIB);
        let file = alice.upload("film", bytes.clone()).await;
        tokio::join!(
            uploads_slowly(&alice),
            goes_on_slowly(&alice),
            downloads_slowly(&alice, id(&file), &bytes),
            falls_silent(&alice),
        );
        let metrics = home.server.get("/metrics").await.1;
        let metrics = metrics.as_str().expect("they are text");
        let line = "snug_upload_failures_total{reason=\"idle\"} 1";
        assert!(metrics.contains(line), "{metrics}");
    })
    .await;
}
