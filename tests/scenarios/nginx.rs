//! People come through a real nginx with `config/nginx.conf`, as they do in production: what they do works,
//! and what nobody outside is to see stays inside.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use reqwest::header::{COOKIE, HeaderMap, SET_COOKIE};
use reqwest::{Body, Client, Method, Version};
use serde_json::{Value, json};
use tests::{Nginx, Person, Site, TestServer, eventually, node};

use crate::files_samples::{MIB, id, noise};

async fn behind_nginx() -> (TestServer, Nginx) {
    let server = TestServer::builder().behind_nginx().start().await;
    let nginx = Nginx::start(&[&server]).await;
    (server, nginx)
}

/// Somebody outside who has not logged in.
fn visitor(site: &Site) -> Client {
    site.http().build().expect("an HTTP client needs nothing")
}

#[tokio::test]
async fn people_register_and_talk_over_http_2_and_websocket() {
    let (_server, nginx) = behind_nginx().await;
    let (alice, bob) = tokio::join!(nginx.site().user("alice"), nginx.site().user("bob"));
    let answer = alice.request(Method::GET, "/api/users/me").send().await;
    let answer = answer.expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), answer.version()),
        (200, Version::HTTP_2)
    );

    let direct = alice.direct(&bob).await;
    let (hers, mut his) = tokio::join!(alice.connect(), bob.connect());
    hers.send(direct, "Through the wall").await;
    his.expect_message("Through the wall").await;
}

#[tokio::test]
async fn the_official_client_talks_in_every_way() {
    let (_server, nginx) = behind_nginx().await;
    let (alice, bob) = tokio::join!(nginx.site().user("alice"), nginx.site().user("bob"));
    for (round, transports) in [
        json!(["websocket"]),
        json!(["polling"]),
        json!(["polling", "websocket"]),
    ]
    .iter()
    .enumerate()
    {
        let group = alice.group(&format!("Round {round}"), &[&bob]).await;
        let argument = json!({
            "url": nginx.site().url(""), "certificate": nginx.certificate(),
            "tokens": [alice.token, bob.token], "conversation": group, "transports": transports,
        });
        let talked = node::run("talk.mjs", &argument).await;
        let heard = talked["heard"].as_array().expect("it heard a list");
        assert_eq!(heard.len(), 20, "{transports}: {talked}");
        assert_eq!(bob.history(group).await.len(), 20, "{transports}");
    }
}

/// Begins a Socket.IO connection by polling and says one thing on it: whether the server knew it then.
async fn polls(site: &Site, with_cookies: bool) -> bool {
    let client = site.http().cookie_store(with_cookies).build();
    let client = client.expect("an HTTP client needs nothing");
    let url = site.url("/socket.io/?EIO=4&transport=polling");
    let open = client.get(&url).send().await.expect("an answer");
    assert_eq!(open.status(), 200);
    let open = open.text().await.expect("a packet");
    let open: Value = serde_json::from_str(&open[1..]).expect("it is JSON");
    let url = format!("{url}&sid={}", open["sid"].as_str().expect("a session"));
    let said = client
        .post(&url)
        .body("40{\"token\":\"nonsense\"}")
        .send()
        .await;
    if said.expect("an answer").status() != 200 {
        return false;
    }
    let heard = client.get(&url).send().await.expect("an answer");
    heard.status() == 200
}

#[tokio::test]
async fn whoever_polls_comes_to_the_same_server_each_time() {
    let start = || TestServer::builder().behind_nginx().unlimited().start();
    let (one, mut other) = tokio::join!(start(), start());
    let nginx = Nginx::start(&[&one, &other]).await;
    for _ in 0..20 {
        assert!(polls(nginx.site(), true).await, "its server was another");
    }
    // Without the cookie they come to any of them, which is the same three times for one of sixteen where
    // there are four.
    let mut seen = HashSet::new();
    for _ in 0..1_000 {
        seen.insert(polls(nginx.site(), false).await);
        if seen.len() == 2 {
            break;
        }
    }
    assert_eq!(seen.len(), 2, "{seen:?}");

    // What somebody made up is as good as none, and what nginx gave is not given again.
    let client = visitor(nginx.site());
    let given = async |cookie: &str| {
        let url = nginx.site().url("/socket.io/?EIO=4&transport=polling");
        let answer = client.get(url).header(COOKIE, cookie).send().await;
        let answer = answer.expect("an answer");
        answer
            .headers()
            .get(SET_COOKIE)
            .map(|set| set.to_str().expect("ASCII").to_owned())
    };
    let set = given("snug_replica=one").await.expect("a cookie");
    let (cookie, attributes) = set.split_once("; ").expect("attributes");
    assert_eq!(
        attributes,
        "Path=/socket.io/; HttpOnly; Secure; SameSite=Strict"
    );
    assert_eq!(given(cookie).await, None);

    // And when one of them is gone, nobody notices.
    other.kill();
    for _ in 0..20 {
        let answer = client.get(nginx.site().url("/api/server")).send().await;
        assert_eq!(answer.expect("an answer").status(), 200);
        assert!(polls(nginx.site(), true).await, "its server was another");
    }
}

/// Bytes of files that came to a server.
async fn taken(server: &TestServer) -> u64 {
    server.metric("snug_file_bytes_in_total").await
}

#[tokio::test]
async fn files_pass_as_they_come_and_whole() {
    let (server, nginx) = behind_nginx().await;
    let alice = nginx.site().user("alice").await;
    // Larger than anything that nginx keeps for a request.
    let bytes = noise(20 * MIB);
    let file = alice.upload("noise", bytes.clone()).await;
    let answer = alice.download(id(&file)).await;
    assert!(answer.body == bytes, "the bytes are others");
    let range = alice.request(Method::GET, &format!("/api/files/{}", id(&file)));
    let answer = alice
        .ask(range.header("range", "bytes=5000000-5000099"))
        .await;
    assert_eq!(
        (answer.status, &answer.body[..]),
        (206, &bytes[5_000_000..5_000_100])
    );

    // Of an upload that stands still, what came is where it belongs: nothing waits in nginx.
    let before = taken(&server).await;
    let bytes = noise(20 * MIB);
    let upload = alice.begin(bytes.len()).await;
    let some = [Ok::<_, std::io::Error>(bytes[..17 * MIB].to_vec())];
    let stalled = Body::wrap_stream(stream::iter(some).chain(stream::pending()));
    let sending = tokio::spawn(upload.patching(0, stalled).send());
    eventually("what came is passed on", async || {
        (taken(&server).await >= before + 16 * MIB as u64).then_some(())
    })
    .await;
    sending.abort();
    // Whichever replica had it puts it away once it notices.
    let offset = eventually("it is kept", async || {
        let offset = upload.offset().await;
        (offset >= 16 * MIB as u64).then_some(offset)
    })
    .await;
    let from = usize::try_from(offset).expect("it is small");
    assert!(from <= 17 * MIB, "{from}");
    assert_eq!(
        upload.patch(offset, bytes[from..].to_vec()).await.status,
        204
    );
    assert!(upload.read().await.body == bytes, "the bytes are others");
}

#[tokio::test]
async fn a_session_knows_the_address_that_somebody_really_comes_from() {
    let (_server, nginx) = behind_nginx().await;
    let alice = nginx.site().user("alice").await;
    let elsewhere = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 77));
    let client = nginx.site().http().local_address(elsewhere).build();
    let login = json!({ "username": "alice", "password": tests::PASSWORD });
    let request = client
        .expect("an address of this machine")
        .post(nginx.site().url("/api/auth/login"));
    // Nobody says of themselves where they come from.
    let answer = request
        .json(&login)
        .header("x-forwarded-for", "192.0.2.66")
        .send()
        .await;
    assert_eq!(answer.expect("an answer").status(), 200);
    let sessions = alice.read("/api/sessions").await;
    let sessions = sessions["sessions"].as_array().expect("a list").iter();
    let mut addresses: Vec<&str> = sessions
        .filter_map(|session| session["address"].as_str())
        .collect();
    addresses.sort_unstable();
    assert_eq!(addresses, ["127.0.0.1", "127.0.0.77"]);
}

#[tokio::test]
async fn a_reload_refuses_nobody_and_loses_nothing() {
    let server = TestServer::builder()
        .behind_nginx()
        .unlimited()
        .start()
        .await;
    // Operators give what is under way longer.
    let words = [("worker_shutdown_timeout 5m", "worker_shutdown_timeout 1s")];
    let nginx = Nginx::start_with(&[&server], &words).await;
    let (alice, bob) = tokio::join!(nginx.site().user("alice"), nginx.site().user("bob"));
    let direct = alice.direct(&bob).await;
    let mut his = bob.connect().await;
    let argument = json!({
        "url": nginx.site().url(""), "certificate": nginx.certificate(),
        "tokens": [alice.token], "conversation": direct, "transports": ["websocket"],
    });
    let script = tokio::spawn(async move { node::run("comes-back.mjs", &argument).await });
    his.expect_message("I am here").await;

    let before = nginx.workers();
    nginx.reload();
    let come_and_go = async {
        for _ in 0..100 {
            let answer = visitor(nginx.site())
                .get(nginx.site().url("/api/server"))
                .send()
                .await;
            assert_eq!(answer.expect("nobody is refused").status(), 200);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let ((), end) = tokio::join!(come_and_go, his.closed(Duration::from_secs(10)));
    assert!(
        !end.contains("goodbye"),
        "clients stay away after one: {end}"
    );
    assert_eq!(script.await.expect("the script ends well"), json!("back"));
    let told = bob.history(direct).await;
    let told: Vec<&Value> = told.iter().map(|message| &message["body"]).collect();
    assert_eq!(told, ["I am here", "I am back"]);
    eventually("the former processes are gone", async || {
        let now = nginx.workers();
        before
            .iter()
            .all(|worker| !now.contains(worker))
            .then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_whole_office_may_come_back_at_once() {
    let server = TestServer::builder()
        .behind_nginx()
        .unlimited()
        .start()
        .await;
    let nginx = Nginx::start(&[&server]).await;
    let alice = nginx.site().user("alice").await;
    let sockets = stream::iter(0..200).map(|_| alice.connect());
    let sockets: Vec<_> = sockets.buffer_unordered(50).collect().await;
    let calls = stream::iter(0..2_000).map(|_| status(&alice, "/api/conversations"));
    let refused = calls
        .buffer_unordered(100)
        .filter(|status| std::future::ready(*status != 200));
    assert_eq!(refused.collect::<Vec<u16>>().await, Vec::<u16>::new());
    assert!(sockets.iter().all(|socket| !socket.is_closed()));
}

async fn status(person: &Person, path: &str) -> u16 {
    person.get(path).await.0
}

#[tokio::test]
async fn a_flood_is_refused_in_the_words_of_the_api_and_the_app_still_loads() {
    let server = TestServer::builder()
        .behind_nginx()
        .unlimited()
        .start()
        .await;
    let words = [("rate=300r/s", "rate=1r/s"), ("burst=3000", "burst=5")];
    let nginx = Nginx::start_with(&[&server], &words).await;
    let client = visitor(nginx.site());
    let get = async |path: &str| {
        let answer = client
            .get(nginx.site().url(path))
            .send()
            .await
            .expect("an answer");
        (
            answer.status().as_u16(),
            answer.headers().clone(),
            answer.text().await.expect("a body"),
        )
    };
    let (_, _, page) = get("/").await;
    let script = page
        .split("src=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let script = script
        .filter(|path| path.starts_with("/assets/"))
        .expect("a script");
    for _ in 0..50 {
        assert_eq!(get(script).await.0, 200);
    }
    let mut refused = None;
    for _ in 0..20 {
        let (status, headers, body) = get("/api/server").await;
        if status != 200 {
            refused = Some((status, headers, body));
        }
    }
    let (status, headers, body) = refused.expect("twenty are too many");
    let problem: Value = serde_json::from_str(&body).expect("it is JSON");
    assert_eq!((status, &problem["code"]), (429, &json!("rate_limited")));
    assert_eq!(problem["retry_after_ms"], 1000);
    assert_eq!(header(&headers, "retry-after"), "1");
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().expect("ASCII"))
}

#[tokio::test]
async fn nothing_is_left_of_it() {
    let server = TestServer::builder().behind_nginx().start().await;
    let nginx = Nginx::start(&[&server]).await;
    let certificate = nginx.certificate();
    // It listens before it has any.
    let workers = eventually("nginx has workers", async || {
        Some(nginx.workers()).filter(|workers| !workers.is_empty())
    });
    let workers = workers.await;
    assert!(certificate.exists());
    drop(nginx);
    for worker in workers {
        assert!(!Path::new("/proc").join(&worker).exists(), "{worker} lives");
    }
    assert!(!certificate.parent().expect("a folder").exists());
}
