use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_util::task::TaskTracker;

use crate::line::{Line, Sent, Stream};

const BYTES: usize = 8 * 1024;

/// A stream, and the peer's end, between which the kernel keeps little.
async fn pair() -> (Stream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket
        .set_recv_buffer_size(u32::try_from(BYTES).unwrap())
        .unwrap();
    let address = listener.local_addr().unwrap();
    let (peer, accepted) = tokio::join!(socket.connect(address), listener.accept());
    let accepted = accepted.unwrap().0;
    socket2::SockRef::from(&accepted)
        .set_send_buffer_size(BYTES)
        .unwrap();
    (Stream::new(accepted), peer.unwrap())
}

/// Text with its length before it, in place of a WebSocket's frame.
fn frame(text: &str, padding: usize) -> Bytes {
    let text = format!("{text} {}", "x".repeat(padding));
    let length = u32::try_from(text.len()).unwrap().to_be_bytes();
    [&length[..], text.as_bytes()].concat().into()
}

async fn read_frame(peer: &mut TcpStream) -> String {
    let length = peer.read_u32().await.unwrap();
    let mut text = vec![0; length as usize];
    peer.read_exact(&mut text).await.unwrap();
    String::from_utf8(text).unwrap()
}

fn send(line: &Line, frame: &Bytes, tasks: &TaskTracker) {
    match line.send(frame, usize::MAX) {
        Sent::Done => {}
        Sent::Waits(flush) => drop(tasks.spawn(flush.run())),
        Sent::Full => panic!("there is no bound here"),
    }
}

#[tokio::test]
async fn frames_go_out_whole_and_in_order_between_those_of_the_streams_own_task() {
    const COUNT: usize = 2_000;
    let (mut stream, mut peer) = pair().await;
    let (line, tasks) = (stream.line(), TaskTracker::new());
    line.dedicate((), true);
    for number in 0..10 {
        send(&line, &frame(&format!("line {number}"), 0), &tasks);
    }
    let own = tasks.spawn(async move {
        stream.write_all(&frame("hello", 0)).await.unwrap();
        let told = frame("40{\"sid\":\"x\"}", 0);
        stream.write_all(&told).await.unwrap();
        for number in 0..COUNT {
            let frame = frame(&format!("own {number}"), number * 37 % 30_000);
            stream.write_all(&frame).await.unwrap();
            stream.flush().await.unwrap();
            if number % 7 == 0 {
                tokio::task::yield_now().await;
            }
        }
        stream
    });
    let lane = tasks.spawn({
        let tasks = tasks.clone();
        async move {
            for number in 10..COUNT {
                send(
                    &line,
                    &frame(&format!("line {number}"), number * 91 % 20_000),
                    &tasks,
                );
                tokio::task::yield_now().await;
            }
        }
    });
    assert!(read_frame(&mut peer).await.starts_with("hello"));
    assert!(read_frame(&mut peer).await.starts_with("40{"));
    let mut next = [0, 0];
    while next != [COUNT, COUNT] {
        let text = read_frame(&mut peer).await;
        let mut words = text.split(' ');
        let which = usize::from(words.next() == Some("own"));
        assert_eq!(words.next().unwrap(), next[which].to_string());
        next[which] += 1;
    }
    lane.await.unwrap();
    drop(own.await.unwrap());
    tasks.close();
    tasks.wait().await;
}

#[tokio::test]
async fn what_waits_for_a_reader_is_bounded_and_ends_with_the_stream() {
    let (mut stream, peer) = pair().await;
    let (line, tasks) = (stream.line(), TaskTracker::new());
    line.dedicate((), true);
    stream
        .write_all(&frame("40{\"sid\":\"x\"}", 0))
        .await
        .unwrap();
    let large = frame("large", 1 << 20);
    let mut sent = 0;
    loop {
        match line.send(&large, 5) {
            Sent::Done => {}
            Sent::Waits(flush) => drop(tasks.spawn(flush.run())),
            Sent::Full => break,
        }
        sent += 1;
    }
    assert!((5..50).contains(&sent), "{sent}");
    // The peer goes on not reading; the stream's own task gives up.
    drop(stream);
    assert!(line.is_gone() || !tasks.is_empty());
    tasks.close();
    tokio::time::timeout(Duration::from_secs(5), tasks.wait())
        .await
        .expect("nobody waits for it any more");
    assert!(line.is_gone());
    drop(peer);
}
