//! Bytes over HTTP, in either direction, as fast as the other end takes or gives them: a plain socket
//! on a thread of its own, the same for every server.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// Bytes that are written or read together.
const BLOCK: usize = 1 << 20;

/// Where a request goes.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// Lines, each with its end.
    pub(crate) headers: String,
}

/// What came of one.
#[derive(Debug)]
pub(crate) struct Moved {
    /// From before the connection to the last byte of the answer.
    pub(crate) took: Duration,
    /// The answer's body: all of it after sending, its length after fetching.
    pub(crate) body: Vec<u8>,
    pub(crate) bytes: u64,
}

/// Sends a body of so many bytes, like none before it, and waits for the answer.
pub(crate) async fn send(target: Target, bytes: u64) -> Result<Moved> {
    tokio::task::spawn_blocking(move || send_now(&target, bytes)).await?
}

/// Asks for something, and reads it to its end.
pub(crate) async fn fetch(target: Target) -> Result<Moved> {
    tokio::task::spawn_blocking(move || fetch_now(&target)).await?
}

fn send_now(target: &Target, bytes: u64) -> Result<Moved> {
    let stamp = uuid::Uuid::new_v4();
    let mut block: Vec<u8> = (0..BLOCK).map(|at| (at * 31 % 251) as u8).collect();
    block[..16].copy_from_slice(stamp.as_bytes());
    let since = Instant::now();
    let mut stream = open(target, &format!("Content-Length: {bytes}\r\n"))?;
    let mut left = bytes;
    while left > 0 {
        let length = left.min(BLOCK as u64);
        block[16..24].copy_from_slice(&left.to_le_bytes());
        stream.write_all(&block[..usize::try_from(length)?])?;
        left -= length;
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let took = since.elapsed();
    let head = end_of_head(&answer)?;
    let body = answer.split_off(head);
    let bytes = body.len() as u64;
    Ok(Moved { took, body, bytes })
}

fn fetch_now(target: &Target) -> Result<Moved> {
    let mut block = vec![0; BLOCK];
    let since = Instant::now();
    let mut stream = open(target, "")?;
    let mut first = stream.read(&mut block)?;
    while memchr::memmem::find(&block[..first], b"\r\n\r\n").is_none() {
        let more = stream.read(&mut block[first..])?;
        ensure!(more > 0, "the answer ends before it begins");
        first += more;
    }
    let mut bytes = (first - end_of_head(&block[..first])?) as u64;
    loop {
        match stream.read(&mut block)? {
            0 => break,
            more => bytes += more as u64,
        }
    }
    Ok(Moved {
        took: since.elapsed(),
        body: Vec::new(),
        bytes,
    })
}

fn open(target: &Target, more: &str) -> Result<TcpStream> {
    let Target {
        address,
        method,
        path,
        headers,
    } = target;
    let mut stream = TcpStream::connect(address)?;
    let head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    stream.write_all(format!("{head}{headers}{more}\r\n").as_bytes())?;
    Ok(stream)
}

/// Where the body begins, of an answer that says yes.
fn end_of_head(answer: &[u8]) -> Result<usize> {
    let end = memchr::memmem::find(answer, b"\r\n\r\n").context("an answer without an end")?;
    let head = String::from_utf8_lossy(&answer[..end]);
    ensure!(head.starts_with("HTTP/1.1 2"), "it was refused: {head}");
    Ok(end + 4)
}
