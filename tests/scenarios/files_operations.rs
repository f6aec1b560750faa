//! What whoever runs a server sees and does of files.

use std::path::{Path, PathBuf};

use image::ImageFormat;
use serde_json::json;
use tests::{Builder, Home, TestServer, eventually};

use crate::files_samples::{MIB, id, noise, picture};

/// The lines of a command that found something.
fn found(home: &Home, arguments: &[&str]) -> Vec<String> {
    let output = home.server.run(arguments);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines: Vec<String> = told.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// The object of a file that is the only one of so many bytes.
fn object(home: &Home, length: u64) -> PathBuf {
    let mut kept = home.kept().into_iter();
    let found = kept.find(|path| std::fs::metadata(path).is_ok_and(|file| file.len() == length));
    found.expect("it is kept")
}

/// As it is named.
fn name(path: &Path) -> String {
    let name = path.file_name().expect("it has a name");
    name.to_string_lossy().into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verify_finds_what_is_missing_changed_or_nobodys() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        alice.upload("a", noise(1_001)).await;
        alice.upload("b", noise(1_002)).await;
        alice.upload("p", picture(600, 600, ImageFormat::Png)).await;
        // What is on its way is somebody's.
        let open = alice.begin(9 * MIB).await;
        assert_eq!(open.patch(0, noise(1_000)).await.status, 204);
        home.run(&["files", "verify"]);
        let kept = home.kept();

        let (missing, changed) = (object(home, 1_001), object(home, 1_002));
        std::fs::remove_file(&missing).expect("it is there");
        std::fs::write(&changed, noise(1_002)).expect("it can be written");
        let stray = changed.with_file_name(format!("{}{}", "0".repeat(30), &name(&changed)[30..]));
        std::fs::write(&stray, noise(77)).expect("it can be written");
        let lines = found(home, &["files", "verify"]);
        for (way, path) in [
            ("missing", &missing),
            ("wrong hash", &changed),
            ("unowned", &stray),
        ] {
            let told = |line: &&String| line.contains(way) && line.ends_with(&name(path));
            assert_eq!(lines.iter().filter(told).count(), 1, "{way}: {lines:?}");
        }

        let told = home.run(&["files", "gc", "--dry-run"]);
        assert!(told.contains("77"), "{told}");
        assert!(stray.exists(), "nothing was to be done");
        home.run(&["files", "gc"]);
        assert!(!stray.exists());
        assert_eq!(home.kept().len(), kept.len() - 1);
        assert_eq!(open.offset().await, 1_000);
    })
    .await;
}

#[tokio::test]
async fn a_server_whose_bucket_is_away_is_not_ready() {
    let mut home = Home::in_bucket(TestServer::builder()).await;
    assert_eq!(home.server.get("/readyz").await.0, 200);
    let bucket = home.bucket.as_mut().expect("files are in one");
    bucket.stop().await;
    let server = &home.server;
    eventually("it says so", async || {
        (server.get("/readyz").await.0 == 503).then_some(())
    })
    .await;
    assert_eq!(server.get("/healthz").await.0, 200);
    bucket.go_on().await;
    eventually("it says so", async || {
        (server.get("/readyz").await.0 == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_server_whose_disk_for_files_is_away_goes_on_once_it_is_back() {
    let home = Home::on_disk(TestServer::builder()).await;
    let alice = home.server.user("alice").await;
    let file = alice.upload("x", noise(10)).await;
    let (begun, fresh) = (alice.begin(10).await, alice.begin(10).await);
    assert_eq!(begun.patch(0, "0123").await.status, 204);
    let (folder, away) = (home.folder(), home.folder().with_extension("away"));
    std::fs::rename(&folder, &away).expect("it is there");
    eventually("it says so", async || {
        (home.server.get("/readyz").await.0 == 503).then_some(())
    })
    .await;
    // Nothing that a client would take for the end of its upload.
    for answer in [
        begun.patch(4, "456789").await,
        fresh.patch(0, "0123456789").await,
        alice.try_upload("x", "x").await,
        alice.download(id(&file)).await,
    ] {
        assert_eq!((answer.status, answer.code()), (503, "unavailable".into()));
    }

    std::fs::rename(&away, &folder).expect("nobody has made another");
    eventually("it says so", async || {
        (home.server.get("/readyz").await.0 == 200).then_some(())
    })
    .await;
    assert_eq!(begun.patch(4, "456789").await.status, 204);
    assert_eq!(fresh.patch(0, "0123456789").await.status, 204);
    assert_eq!(alice.may_see(id(&file)).await, 200);
}

#[tokio::test]
async fn a_configuration_of_files_that_contradicts_itself_is_named() {
    async fn refusal(settings: &[(&str, &str)]) -> String {
        let add = |builder: Builder, (key, value): &(&str, &str)| builder.env(key, *value);
        let builder = settings.iter().fold(TestServer::builder().on_disk(), add);
        let refused = builder.try_start().await;
        refused.expect_err("it must not run").line()
    }
    const S3: (&str, &str) = ("SNUG_FILES__URL", "s3://files");
    for (settings, words) in [
        (&[("SNUG_FILES__URL", "s3://")][..], "url"),
        (&[("SNUG_FILES__URL", "https://example.org")], "url"),
        (&[("SNUG_FILES__REDIRECT", "true")], "redirect"),
        (
            &[("SNUG_FILES__ENDPOINT", "http://127.0.0.1:1")],
            "endpoint",
        ),
        (
            &[S3, ("SNUG_FILES__ACCESS_KEY_ID", "key")],
            "secret_access_key",
        ),
        (
            &[S3, ("SNUG_FILES__ENDPOINT", "ftp://127.0.0.1")],
            "endpoint",
        ),
    ] {
        let line = refusal(settings).await;
        assert!(line.contains(words), "{settings:?}: {line}");
    }
}

#[tokio::test]
async fn a_bucket_that_cannot_be_reached_is_named() {
    let bucket = tests::S3::start().await;
    let wrong = TestServer::builder().bucket(&bucket);
    let wrong = wrong.env("SNUG_FILES__SECRET_ACCESS_KEY", "another");
    let refused = wrong.try_start().await.expect_err("it must not run");
    assert!(refused.line().contains("files"), "{}", refused.output);
}

#[tokio::test]
async fn what_went_in_and_out_is_counted() {
    let home = Home::on_disk(TestServer::builder()).await;
    let alice = home.server.user("alice").await;
    let file = alice.upload("x", noise(1_000)).await;
    alice.download(id(&file)).await;
    assert_eq!(alice.try_begin(200 * MIB).await.status, 413);
    let metrics = home.server.get("/metrics").await.1;
    let metrics = metrics.as_str().expect("they are text");
    for line in [
        "snug_file_bytes_in_total 1000",
        "snug_file_bytes_out_total 1000",
        "snug_uploads 0",
        "snug_upload_failures_total{reason=\"too_large\"} 1",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    let told = home.server.get("/api/server").await.1;
    assert_eq!(told["limits"]["file_bytes"], json!(100 * MIB));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_the_data_directory_has_the_files() {
    let mut home = Home::on_disk(TestServer::builder().sqlite()).await;
    let alice = home.server.user("alice").await;
    let bytes = noise(3 * MIB);
    let file = alice.upload("x", bytes.clone()).await;
    let open = alice.begin(10).await;
    assert_eq!(open.patch(0, "0123").await.status, 204);
    home.server.terminate().await;
    let copy = tempfile::tempdir().expect("a folder");
    let mut command = std::process::Command::new("cp");
    command
        .arg("-a")
        .arg(home.server.data_dir())
        .arg(copy.path().join("data"));
    assert!(command.status().expect("there is cp").success());
    drop(home);

    let builder = TestServer::builder().sqlite();
    let home = Home::on_disk(builder.data_dir(copy.path().join("data"))).await;
    let alice = home.server.login("alice").await;
    assert!(
        alice.download(id(&file)).await.body == bytes,
        "the bytes are others"
    );
    let open = tests::Upload::at(&alice, open.path());
    assert_eq!(open.patch(4, "456789").await.status, 204);
    home.run(&["files", "verify"]);
}
