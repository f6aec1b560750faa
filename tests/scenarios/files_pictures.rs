//! Pictures are shown as pictures, without what they tell about whoever took them; and what only
//! looks like one does no harm.

use std::io::Write as _;

use image::ImageFormat;
use serde_json::json;
use tests::{Home, TestServer, eventually, process};

use crate::files_samples::{AVIF, MIB, PLACE, has, id, noise, photograph, picture, sha256};

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
        let drawn = |format| picture(96, 64, format);
        for (sent, kind) in [
            (drawn(ImageFormat::Png), "image/png"),
            (drawn(ImageFormat::Jpeg), "image/jpeg"),
            (drawn(ImageFormat::Gif), "image/gif"),
            (drawn(ImageFormat::WebP), "image/webp"),
            // As libaom makes it, which we read the size of and no more.
            (AVIF.to_vec(), "image/avif"),
        ] {
            let file = alice.upload("x", sent.clone()).await;
            assert_eq!(file["content_type"], kind);
            assert_eq!((&file["width"], &file["height"]), (&json!(96), &json!(64)));
            let given = alice.download(id(&file)).await;
            assert!(given.body == sent, "{kind}");
            assert!(given.header("content-disposition").starts_with("inline"));
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

/// A JPEG whose EXIF has thousands of entries, each of which claims the same thousands of bytes.
fn greedy_jpeg() -> Vec<u8> {
    const ENTRIES: u16 = 2_700;
    let end = 8 + 2 + 12 * u32::from(ENTRIES) + 4;
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    exif.extend(ENTRIES.to_le_bytes());
    for entry in 0..ENTRIES {
        exif.extend((0x9a00 + entry).to_le_bytes());
        exif.extend([2, 0]);
        exif.extend(32_000_u32.to_le_bytes());
        exif.extend(end.to_le_bytes());
    }
    exif.extend([0; 4 + 32_000]);
    let length = u16::try_from(exif.len() + 2).expect("it fits");
    [&[0xff, 0xd8, 0xff, 0xe1][..], &length.to_be_bytes(), &exif].concat()
}

/// A PNG whose colours are described in 128 MiB of nothing, packed.
fn colourful_png(png: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..128 {
        let written = packed.write_all(&vec![0; MIB]);
        written.expect("a vector takes everything");
    }
    let packed = packed.finish().expect("a vector takes everything");
    let chunk = [&b"iCCPx\0\0"[..], &packed].concat();
    let mut sum = flate2::Crc::new();
    sum.update(&chunk);
    let length = u32::try_from(chunk.len() - 4).expect("it is short");
    [
        &png[..33],
        &length.to_be_bytes(),
        &chunk,
        &sum.sum().to_be_bytes(),
        &png[33..],
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_takes_no_more_memory_than_it_has_bytes_whatever_it_says() {
    let home = Home::on_disk(TestServer::builder()).await;
    let alice = home.server.user("alice").await;
    let (jpeg, png) = (
        picture(900, 900, ImageFormat::Jpeg),
        picture(900, 900, ImageFormat::Png),
    );
    alice.upload("x.png", png.clone()).await;
    // Millions of parts, none of which says anything.
    let restarts = [&jpeg[..2], &b"\xff\xd0".repeat(8 * MIB), &jpeg[2..]].concat();
    let chunks = [&png[..33], &b"\0\0\0\0teST....".repeat(MIB), &png[33..]].concat();
    for (bytes, name) in [
        (colourful_png(&png), "colours"),
        (greedy_jpeg(), "exif"),
        (restarts, "markers"),
        (chunks, "chunks"),
    ] {
        process::forget_peak(home.server.pid()).expect("it is a child");
        let (before, length) = (home.server.rss_bytes(), bytes.len() as u64);
        alice.upload(name, bytes).await;
        let grown = process::peak_rss_bytes(home.server.pid()).saturating_sub(before);
        let most = 4 * length + 48 * MIB as u64;
        assert!(grown < most, "{name}: {} MiB", grown / MIB as u64);
    }
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
