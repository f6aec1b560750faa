//! A thousand clients stop reading. The server's memory stays bounded, they are cut, the others
//! notice nothing, and when they come back they catch up.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use serde_json::json;
use tests::wire::Options;
use tests::{Person, Socket, TestServer};

const SLOW: usize = 1000;
/// A frame each: more than a socket's buffer of 512 and the kernel hold together.
const MESSAGES: usize = 1200;
const BODY_CHARS: usize = 2000;
/// The unread messages would be 2.4 GB if they were kept for everybody, here or in the kernel.
const MEMORY_BYTES: u64 = 256 << 20;
const KERNEL_BYTES: u64 = 512 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_clients_that_stop_reading_are_cut_and_catch_up() {
    let server = TestServer::builder().unlimited().start().await;
    let people: Vec<Person> = stream::iter(0..10)
        .map(|number| {
            let server = &server;
            async move { server.user(&format!("person{number}")).await }
        })
        .buffered(2)
        .collect()
        .await;
    let others: Vec<&Person> = people[1..].iter().collect();
    let group = people[0].group("The pond", &others).await;
    let head = people[0].conversation(group).await["rev"]
        .as_u64()
        .expect("it has a revision");

    let mut slow = connect_all(people.iter().cycle().take(SLOW).map(lazy)).await;
    for socket in &slow {
        socket.stop_reading();
    }
    let mut healthy = people[1].connect().await;
    let sender = people[0].connect().await;
    let (before, kernel_before) = (server.rss_bytes(), kernel_bytes());

    let body = "x".repeat(BODY_CHARS);
    let (mut peak, mut kernel_peak) = (before, kernel_before);
    for number in 0..MESSAGES {
        let text = format!("{number:04} {body}");
        sender.send(group, &text).await;
        // One message is one frame only if the one before it has gone out.
        healthy.expect_message(&text).await;
        if number % 20 == 19 {
            peak = peak.max(server.rss_bytes());
            kernel_peak = kernel_peak.max(kernel_bytes());
        }
    }
    let grown = peak.saturating_sub(before);
    assert!(
        grown < MEMORY_BYTES,
        "it grew by {} MiB for those who don't read",
        grown >> 20
    );

    let grown = kernel_peak.saturating_sub(kernel_before);
    assert!(
        grown < KERNEL_BYTES,
        "the kernel keeps {} MiB for them",
        grown >> 20
    );

    for socket in &slow {
        socket.resume_reading();
    }
    for socket in &mut slow {
        socket.closed(Duration::from_secs(60)).await;
    }
    drop(slow);

    let last = people[0].conversation(group).await["rev"].clone();
    let back = connect_all(people.iter().cycle().take(SLOW).map(Person::options)).await;
    for socket in &back {
        let answer = socket.sync(None, &json!({ group.to_string(): head })).await;
        let entries = answer["conversations"]
            .as_array()
            .expect("conversations are a list");
        let entry = entries
            .iter()
            .find(|entry| entry["conversation"]["id"] == json!(group));
        let entry = entry.expect("the conversation they missed so much of");
        assert_eq!(entry["rev"], last, "{entry}");
        assert_eq!(
            entry["reset"], true,
            "more than 100 messages behind: {entry}"
        );
    }
}

#[tokio::test]
async fn one_client_that_stops_reading_delays_nobody() {
    let server = TestServer::builder().unlimited().start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let mut slow = Socket::open(&lazy(&bob)).await.expect("bob connects");
    slow.stop_reading();
    let (hers, mut his) = tokio::join!(alice.connect(), bob.connect());

    // More frames than a socket's buffer holds, and more bytes than the kernel keeps.
    let body = "x".repeat(BODY_CHARS);
    for number in 0..MESSAGES {
        let text = format!("{number:04} {body}");
        hers.send(direct, &text).await;
        his.expect_message(&text).await;
    }
    slow.resume_reading();
    slow.closed(Duration::from_secs(60)).await;
    hers.send(direct, "still here").await;
    his.expect_message("still here").await;
}

/// A client for which the kernel keeps little, so that what it does not read stays with the server.
fn lazy(person: &Person) -> Options {
    Options {
        receive_buffer: Some(4096),
        ..person.options()
    }
}

/// What the kernel holds in the buffers of all TCP connections, this server's and others'.
fn kernel_bytes() -> u64 {
    let counts = std::fs::read_to_string("/proc/net/sockstat").unwrap_or_default();
    let tcp = counts.lines().find(|line| line.starts_with("TCP:"));
    let pages = tcp.and_then(|line| line.split_whitespace().last()?.parse::<u64>().ok());
    pages.unwrap_or_default() * 4096
}

async fn connect_all(options: impl Iterator<Item = Options>) -> Vec<Socket> {
    let connecting = stream::iter(options).map(|options| async move {
        Socket::open(&options)
            .await
            .expect("there is room for everybody")
    });
    connecting.buffer_unordered(32).collect().await
}
