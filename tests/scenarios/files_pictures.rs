//! Pictures are shown as pictures, without what they tell about whoever took them; and what only
//! looks like one does no harm.

use image::ImageFormat;
use serde_json::json;
use tests::{Home, TestServer, eventually};

use crate::files_samples::{MIB, PLACE, has, id, noise, photograph, picture, sha256};

#[tokio::test]
async fn a_photograph_is_shown_upright_and_does_not_tell_where_it_was_taken() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        let sent = photograph(4_000, 3_000);
        assert!(has(&sent, &PLACE));
        let file = alice.upload("holiday.jpg", sent.clone()).await;
        assert_eq!(file["content_type"], "image/jpeg");
        assert_eq!(
            (&file["width"], &file["height"]),
            (&json!(3_000), &json!(4_000))
        );
        assert!(file["thumbhash"].is_string(), "{file}");

        let given = alice.download(id(&file)).await;
        assert_eq!(
            given.header("content-disposition"),
            "inline; filename=\"holiday.jpg\""
        );
        assert_eq!(file["size"], json!(given.body.len()));
        assert_eq!(file["sha256"], json!(sha256(&given.body)));
        assert!(!has(&given.body, &PLACE), "it says where it was taken");
        let whole = image::load_from_memory(&given.body);
        assert_eq!(whole.expect("it is a picture").width(), 4_000);

        for size in [480, 1280] {
            let path = format!("{}/thumbnail?size={size}", id(&file));
            let thumbnail = alice.download(&path).await;
            assert_eq!(thumbnail.header("content-type"), "image/webp");
            let small = image::load_from_memory(&thumbnail.body);
            let small = small.expect("it is a picture").to_rgb8();
            assert_eq!(small.dimensions(), (size * 3 / 4, size));
            // Its left upper quarter has become the right upper one.
            let [red, .., blue] = small.get_pixel(size * 3 / 4 - 10, 10).0;
            assert!(red > 180 && blue < 80, "{red} {blue}");
        }
        // Nothing is kept of what said where.
        eventually("it is gone", async || {
            (home.kept().len() == 3).then_some(())
        })
        .await;
        for path in home.kept() {
            let bytes = std::fs::read(&path).expect("it is there");
            assert!(!has(&bytes, &PLACE), "{}", path.display());
        }
        // The same photograph once more is the same file to whoever keeps it.
        let again = alice.upload("again.jpg", sent).await;
        assert_eq!(again["sha256"], file["sha256"]);
        eventually("it is kept once", async || {
            (home.kept().len() == 3).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_picture_that_tells_nothing_comes_back_as_it_was() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        for (format, kind) in [
            (ImageFormat::Png, "image/png"),
            (ImageFormat::Jpeg, "image/jpeg"),
            (ImageFormat::Gif, "image/gif"),
            (ImageFormat::WebP, "image/webp"),
        ] {
            let sent = picture(100, 70, format);
            let file = alice.upload("x", sent.clone()).await;
            assert_eq!(file["content_type"], kind);
            assert_eq!((&file["width"], &file["height"]), (&json!(100), &json!(70)));
            assert!(alice.download(id(&file)).await.body == sent, "{kind}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_that_would_fill_the_memory_is_refused_and_costs_nothing() {
    Home::each(TestServer::builder, async |home| {
        let alice = home.server.user("alice").await;
        alice
            .upload("x.png", picture(900, 900, ImageFormat::Png))
            .await;
        let (memory, kept) = (home.server.rss_bytes(), home.kept());
        let mut bomb = picture(1, 1, ImageFormat::Png);
        for at in [16, 20] {
            bomb[at..at + 4].copy_from_slice(&60_000_u32.to_be_bytes());
        }
        let refused = alice.try_upload("bomb.png", bomb.clone()).await;
        assert_eq!(
            (refused.status, refused.code()),
            (415, "unsupported_type".into())
        );
        let upload = alice.begin(bomb.len()).await;
        let refused = upload.patch(0, bomb).await;
        assert_eq!(
            (refused.status, refused.code()),
            (415, "unsupported_type".into())
        );
        assert_eq!(upload.head().await.status, 404);
        let grown = home.server.rss_bytes().saturating_sub(memory);
        assert!(grown < 16 * MIB as u64, "{} MiB", grown / MIB as u64);
        home.run(&["files", "gc"]);
        assert_eq!(home.kept(), kept);
    })
    .await;
}

#[tokio::test]
async fn what_only_looks_like_a_picture_is_never_shown_in_a_page() {
    let home = Home::on_disk(TestServer::builder()).await;
    let alice = home.server.user("alice").await;
    let zip = [&b"PK\x03\x04\x14\0\0\0\x08\0"[..], &noise(500)].concat();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let html = b"<!DOCTYPE html><script>alert(1)</script>";
    let cut = picture(300, 300, ImageFormat::Png)[..60].to_vec();
    for (bytes, kind) in [
        (zip, "application/zip"),
        (svg.to_vec(), "text/plain; charset=utf-8"),
        (html.to_vec(), "text/plain; charset=utf-8"),
        (b"%PDF-1.7\n".to_vec(), "application/pdf"),
        (cut, "image/png"),
    ] {
        let request = alice.request(reqwest::Method::POST, "/api/files?name=x.png");
        // What a client says of it is not believed.
        let request = request.header("content-type", "image/png").body(bytes);
        let file = alice.ask(request).await.json();
        assert!(file.get("width").is_none(), "{file}");
        let given = alice.download(id(&file)).await;
        assert_eq!(given.header("content-type"), kind);
        assert_eq!(
            given.header("content-disposition"),
            "attachment; filename=\"x.png\""
        );
        assert_eq!(given.header("x-content-type-options"), "nosniff");
        let policy = given.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(policy.ends_with("sandbox"), "{policy}");
        let thumbnail = format!("{}/thumbnail?size=480", id(&file));
        assert_eq!(alice.may_see(&thumbnail).await, 404);
    }
}
