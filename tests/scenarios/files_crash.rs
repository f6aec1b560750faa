//! The process is killed at random moments while a file goes up, again and again. Whoever goes on from
//! where the server says it is has the file in the end, whole, and nothing else is left.

use std::time::Duration;

use futures_util::stream;
use image::ImageFormat;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::Body;
use tests::{Home, TestServer, Upload};

use crate::files_samples::{MIB, noise, picture};

const CRASHES: usize = 24;
/// How often a file is looked at as it becomes one.
const LOOKS: u32 = 8;
const MOST_LOOKS: u32 = 80;

/// How one try to go on ended.
#[derive(PartialEq, Eq)]
enum Went {
    /// All is there, as the server says.
    Whole,
    /// The connection ended, or there is more to send.
    On,
}

/// Goes on as clients do: asks where it is, and sends some of what is missing, or all of it.
async fn go_on(upload: &Upload, bytes: &[u8], most: usize, breath: Duration) -> Went {
    let Ok(head) = upload.request(reqwest::Method::HEAD).send().await else {
        return Went::On;
    };
    assert_eq!(head.status(), 200, "{}", upload.path());
    let offset = &head.headers()["upload-offset"];
    let offset: usize = offset
        .to_str()
        .ok()
        .and_then(|offset| offset.parse().ok())
        .expect("it says where it is");
    if offset == bytes.len() {
        return Went::Whole;
    }
    let end = bytes.len().min(offset + most);
    let blocks: Vec<_> = bytes[offset..end]
        .chunks(200_000)
        .map(<[u8]>::to_vec)
        .collect();
    // Not as fast as it can, so that there are moments to be killed at.
    let slowly = stream::unfold(blocks.into_iter(), move |mut blocks| async move {
        tokio::time::sleep(breath).await;
        let block = blocks.next()?;
        Some((Ok::<_, std::io::Error>(block), blocks))
    });
    let request = upload.patching(offset as u64, Body::wrap_stream(slowly));
    if let Ok(answer) = request.send().await {
        let status = answer.status().as_u16();
        assert!([204, 503].contains(&status), "{status}");
    }
    Went::On
}

/// How many are kept of files that are whole.
fn objects(home: &Home) -> usize {
    let folder = home.folder().join("objects");
    let kept = home.kept();
    kept.iter().filter(|path| path.starts_with(&folder)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_whole_however_often_the_process_is_killed_while_it_is_sent() {
    let seed = tests::seed();
    Home::each(
        || TestServer::builder().unlimited(),
        async |home| {
            let mut rng = StdRng::seed_from_u64(seed);
            let alice = home.server.user("alice").await;
            let mut uploads: Vec<(Upload, Vec<u8>)> = Vec::new();
            let mut crashes = 0;
            while crashes < CRASHES {
                // Below and above what a bucket takes as one part.
                let bytes = noise(rng.random_range(MIB..30 * MIB));
                let upload = alice.begin(bytes.len()).await;
                uploads.push((upload.clone(), bytes.clone()));
                loop {
                    let most = match rng.random_bool(0.5) {
                        true => usize::MAX / 2,
                        false => rng.random_range(MIB..10 * MIB),
                    };
                    let breath = Duration::from_micros(rng.random_range(0..3_000));
                    let life = Duration::from_millis(rng.random_range(20..500));
                    let went = tokio::time::timeout(life, go_on(&upload, &bytes, most, breath));
                    match went.await {
                        Ok(Went::Whole) => break,
                        Ok(Went::On) => {}
                        Err(_) if crashes < CRASHES => {
                            home.restart().await;
                            crashes += 1;
                        }
                        // The client alone gave up.
                        Err(_) => {}
                    }
                }
            }
            for (upload, bytes) in &uploads {
                assert!(upload.read().await.body == *bytes, "the bytes are others");
            }
            home.run(&["files", "verify"]);
            home.run(&["files", "gc"]);
            // Where it was killed with a file just whole, what it came in goes with the upload.
            assert_eq!(objects(home), uploads.len(), "{:?}", home.kept());
            for (upload, _) in &uploads {
                assert_eq!(upload.delete().await.status, 204);
            }
            home.run(&["files", "gc"]);
            assert_eq!(home.kept().len(), 0, "{:?}", home.kept());
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_when_all_is_there_finishes_when_it_is_asked() {
    Home::each(
        || TestServer::builder().unlimited(),
        async |home| {
            let alice = home.server.user("alice").await;
            // It is looked at for a while: between becoming an object and becoming a file. On a busy machine
            // it takes more than a few times to come in between.
            let mut finished_late = 0;
            let mut number = 0;
            while number < LOOKS || finished_late == 0 {
                assert!(number < MOST_LOOKS, "it was never killed in between");
                number += 1;
                let bytes = picture(2_500 + number, 2_000, ImageFormat::Png);
                let upload = alice.begin(bytes.len()).await;
                let before = objects(home);
                let sending = upload.patching(0, bytes.clone()).send();
                let is_object = async {
                    while objects(home) <= before {
                        tokio::time::sleep(Duration::from_micros(200)).await;
                    }
                };
                let is_answered = tokio::select! {
                    answer = sending => answer.is_ok(),
                    () = is_object => false,
                };
                home.restart().await;
                let view = alice.read(upload.path()).await;
                assert_eq!(view["offset"], bytes.len(), "{view}");
                assert!(upload.read().await.body == bytes, "the bytes are others");
                assert_eq!(upload.offset().await, bytes.len() as u64);
                finished_late += usize::from(!is_answered);
                home.run(&["files", "verify"]);
                assert_eq!(upload.delete().await.status, 204);
                home.run(&["files", "gc"]);
                assert_eq!(home.kept().len(), 0, "{:?}", home.kept());
            }
        },
    )
    .await;
}
