//! Files come back as they were sent, to those who may have them, and can do nothing to them.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use image::ImageFormat;

use crate::Config;
use crate::samples::{SECONDS, encoded, exif, jpeg_with_exif};
use crate::testing::{Answer, CONFIG, House, on_both};

fn at(answer: &Answer) -> String {
    format!("/api/files/{}", answer.file().id)
}

#[tokio::test]
async fn a_file_comes_back_byte_for_byte_to_whoever_sent_it_and_to_nobody_else() {
    on_both(CONFIG, async |house| {
        for bytes in [vec![], vec![7], (0..=255).cycle().take(3_000_000).collect()] {
            let bytes = Bytes::from(bytes);
            let sent = house.post(1, "a.bin", bytes.clone()).await;
            assert_eq!(sent.status, StatusCode::CREATED);
            assert_eq!(sent.file().size, bytes.len() as u64);
            let got = house.get(1, &at(&sent), &[]).await;
            assert_eq!((got.status, got.body), (StatusCode::OK, bytes.clone()));
            assert_eq!(got.headers["content-length"], bytes.len().to_string());
            let head = house
                .ask(1, Method::HEAD, &at(&sent), &[], Body::empty())
                .await;
            assert_eq!(head.headers["content-length"], bytes.len().to_string());
            assert!(head.body.is_empty());
            assert_eq!(house.get(2, &at(&sent), &[]).await.code(), "not_found");
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_that_ends_too_early_or_too_late_leaves_nothing() {
    let config = Config {
        max_size_bytes: 1_000,
        ..CONFIG
    };
    on_both(config, async |house| {
        let broken = stream::iter([
            Ok(Bytes::from_static(b"half")),
            Err(std::io::Error::other("gone")),
        ]);
        let path = "/api/files?name=x";
        let body = Body::from_stream(broken);
        let answer = house.ask(1, Method::POST, path, &[], body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let long = stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![0; 100])));
        let answer = house
            .ask(1, Method::POST, path, &[], Body::from_stream(long))
            .await;
        assert_eq!(answer.code(), "too_large");
        let answer = house.post(1, "x", vec![0; 1_001]).await;
        assert_eq!(answer.code(), "too_large");
        assert_eq!(house.kept(), [""; 0]);
        // Of what nobody announced, what came is all.
        let all = stream::iter((0..10).map(|_| Ok::<_, std::io::Error>(vec![0; 100])));
        let answer = house
            .ask(1, Method::POST, path, &[], Body::from_stream(all))
            .await;
        assert_eq!(answer.file().size, 1_000);
    })
    .await;
}

#[tokio::test]
async fn whoever_sends_a_file_to_a_server_that_goes_down_may_try_again() {
    on_both(CONFIG, async |house| {
        let stop = house.stop.clone();
        let begun = stream::once(async move {
            stop.cancel();
            Ok::<_, std::io::Error>(Bytes::from_static(b"half"))
        });
        let body = Body::from_stream(begun.chain(stream::pending()));
        let answer = house
            .ask(1, Method::POST, "/api/files?name=x", &[], body)
            .await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(house.kept(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn the_same_contents_are_one_object_and_count_once_for_each() {
    let config = Config {
        quota_bytes: Some(2_500),
        ..CONFIG
    };
    on_both(config, async |house| {
        let usage = async |who| {
            let answer = house.get(who, "/api/files/usage", &[]).await;
            String::from_utf8(answer.body.to_vec()).unwrap()
        };
        let first = house.post(1, "a", vec![1; 1_000]).await.file();
        let again = house.post(1, "b", vec![1; 1_000]).await.file();
        let other = house.post(2, "c", vec![1; 1_000]).await.file();
        assert_eq!(first.sha256, again.sha256);
        assert!(first.id != again.id && again.id != other.id);
        assert_eq!(house.kept().len(), 1);
        for who in [1, 2] {
            assert_eq!(
                usage(who).await,
                r#"{"used_bytes":1000,"quota_bytes":2500}"#
            );
        }
        assert_eq!(
            house.post(1, "d", vec![2; 1_501]).await.code(),
            "quota_exceeded"
        );
        assert_eq!(
            house.post(1, "d", vec![2; 1_500]).await.status,
            StatusCode::CREATED
        );
        assert_eq!(usage(1).await, r#"{"used_bytes":2500,"quota_bytes":2500}"#);
    })
    .await;
}

#[tokio::test]
async fn what_is_used_nowhere_goes_after_a_day_with_its_object() {
    on_both(CONFIG, async |house| {
        let (first, second) = (
            house.post(1, "a", "same").await,
            house.post(2, "b", "same").await,
        );
        house.pass(23 * 60 * 60);
        house.files.collect().await.unwrap();
        let third = house.post(1, "c", "same").await;
        house.pass(2 * 60 * 60);
        assert_eq!(house.get(1, &at(&first), &[]).await.code(), "not_found");
        house.files.collect().await.unwrap();
        assert_eq!(house.kept().len(), 1);
        assert_eq!(house.get(1, &at(&third), &[]).await.body, "same");
        assert_eq!(house.get(2, &at(&second), &[]).await.code(), "not_found");
        house.pass(24 * 60 * 60);
        house.files.collect().await.unwrap();
        assert_eq!(house.kept(), [""; 0]);
        // The same again is stored again.
        let again = house.post(1, "d", "same").await;
        assert_eq!(house.get(1, &at(&again), &[]).await.body, "same");
    })
    .await;
}

#[tokio::test]
async fn a_picture_has_its_size_and_thumbnails_and_loses_where_it_was_taken() {
    on_both(CONFIG, async |house| {
        let jpeg = jpeg_with_exif(&encoded(1_400, 700, ImageFormat::Jpeg), &exif(6, true));
        let sent = house.post(1, "p.jpg", jpeg.clone()).await;
        let file = sent.file();
        assert_eq!(file.content_type, "image/jpeg");
        assert_eq!((file.width, file.height), (Some(700), Some(1_400)));
        assert!(file.thumbhash.is_some() && file.size < jpeg.len() as u64);
        let got = house.get(1, &at(&sent), &[]).await;
        assert_eq!(got.body.len() as u64, file.size);
        assert!(memchr::memmem::find(&got.body, &SECONDS).is_none());
        assert_eq!(got.headers["etag"], format!("\"{}\"", file.sha256));
        for (size, length) in [(480, 480), (1280, 1280)] {
            let path = format!("{}/thumbnail?size={size}", at(&sent));
            let thumb = house.get(1, &path, &[]).await;
            assert_eq!(thumb.headers["content-type"], "image/webp");
            let image = image::load_from_memory(&thumb.body).unwrap();
            assert_eq!(image.height(), length);
            assert_eq!(house.get(2, &path, &[]).await.code(), "not_found");
        }
        let path = format!("{}/thumbnail?size=481", at(&sent));
        assert_eq!(house.get(1, &path, &[]).await.code(), "invalid_field");
        // The very same photograph once more: what it is without its place is there already.
        let again = house.post(1, "p.jpg", jpeg).await.file();
        assert_eq!(again.sha256, file.sha256);
        // What was sent says where it was taken, and is not kept.
        assert_eq!(house.kept().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_and_nothing_is_left_of_it() {
    on_both(CONFIG, async |house| {
        let mut bomb = encoded(1, 1, ImageFormat::Png);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let refused = house.post(1, "bomb.png", bomb).await;
        assert_eq!(refused.code(), "unsupported_type");
        house.files.collect().await.unwrap();
        assert_eq!(house.kept(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn what_a_browser_would_run_is_an_attachment() {
    let house = House::new(CONFIG, None).await;
    let zip = b"PK\x03\x04\x14\0\0\0\x08\0";
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let png = encoded(3, 3, ImageFormat::Png);
    for (bytes, kind, way) in [
        (&zip[..], "application/zip", "attachment"),
        (svg, "text/plain; charset=utf-8", "attachment"),
        (
            b"<!DOCTYPE html><script>1</script>",
            "text/plain; charset=utf-8",
            "attachment",
        ),
        (b"%PDF-1.7 ", "application/pdf", "attachment"),
        // Nobody could decode it.
        (&png[..40], "image/png", "attachment"),
        (&png, "image/png", "inline"),
    ] {
        let sent = house.post(1, "..%2Fx.png", bytes.to_vec()).await;
        assert_eq!(sent.file().name, "x.png");
        let got = house.get(1, &at(&sent), &[]).await;
        assert_eq!(got.header("content-type"), kind);
        assert!(got.header("content-disposition").starts_with(way), "{kind}");
        assert!(got.header("content-security-policy").ends_with("sandbox"));
        assert!(got.header("cache-control").contains("private"));
    }
}

#[tokio::test]
async fn ranges_and_conditions_are_as_browsers_expect_them() {
    on_both(CONFIG, async |house| {
        let sent = house.post(1, "a", "0123456789").await;
        let path = at(&sent);
        let etag = format!("\"{}\"", sent.file().sha256);
        let get = async |headers: &[(&str, &str)]| house.get(1, &path, headers).await;
        let part = get(&[("range", "bytes=2-4")]).await;
        assert_eq!(
            (part.status, &*part.body),
            (StatusCode::PARTIAL_CONTENT, &b"234"[..])
        );
        assert_eq!(part.header("content-range"), "bytes 2-4/10");
        assert_eq!(get(&[("range", "bytes=-3")]).await.body, "789");
        let beyond = get(&[("range", "bytes=10-")]).await;
        assert_eq!(beyond.code(), "range_not_satisfiable");
        assert_eq!(beyond.header("content-range"), "bytes */10");
        for tag in [&*etag, "*", &format!("\"x\", W/{etag}")] {
            let known = get(&[("if-none-match", tag)]).await;
            assert_eq!(
                (known.status, known.body.len()),
                (StatusCode::NOT_MODIFIED, 0)
            );
            assert_eq!(known.header("etag"), etag);
        }
        assert_eq!(
            get(&[("if-none-match", "\"x\"")]).await.status,
            StatusCode::OK
        );
        let same = get(&[("range", "bytes=0-0"), ("if-range", &etag)]).await;
        assert_eq!(same.body, "0");
        let other = get(&[("range", "bytes=0-0"), ("if-range", "\"x\"")]).await;
        assert_eq!((other.status, other.body.len()), (StatusCode::OK, 10));
        // Whoever may not see it learns nothing from what they guess.
        let stranger = house.get(2, &path, &[("if-none-match", &etag)]).await;
        assert_eq!(stranger.code(), "not_found");
    })
    .await;
}

#[tokio::test]
async fn a_bucket_gives_files_by_itself_where_it_may() {
    let server = tests::S3::start().await;
    let config = Config {
        redirect: true,
        ..CONFIG
    };
    let house = House::new(config, Some(server)).await;
    let sent = house.post(1, "ä.txt", "words").await;
    let answer = house.get(1, &at(&sent), &[]).await;
    assert_eq!(answer.status, StatusCode::FOUND);
    let url = answer.header("location");
    assert!(
        url.contains("response-content-disposition=attachment"),
        "{url}"
    );
    assert!(url.contains("response-content-type=text%2Fplain"), "{url}");
    assert!(answer.header("cache-control").contains("max-age=240"));
    assert_eq!(house.get(2, &at(&sent), &[]).await.code(), "not_found");
}

#[tokio::test]
async fn a_bucket_that_is_away_is_unavailable_and_so_is_what_is_in_it() {
    let mut house = House::new(CONFIG, Some(tests::S3::start().await)).await;
    let sent = house.post(1, "a", "words").await;
    house.files.reachable().await.unwrap();
    house.bucket.as_mut().unwrap().stop().await;
    assert!(house.files.reachable().await.is_err());
    assert_eq!(house.get(1, &at(&sent), &[]).await.code(), "unavailable");
    house.bucket.as_mut().unwrap().go_on().await;
    house.files.reachable().await.unwrap();
    assert_eq!(house.get(1, &at(&sent), &[]).await.body, "words");
}
