//! What one Redis is told from another by: a number that whoever comes first writes, and that all who use
//! it write again for as long as they do.

use std::time::Duration;

use fred::clients::Client;
use fred::interfaces::KeysInterface;
use fred::types::{Expiration, SetOptions};

use crate::Error;

/// For how long it is there after the last who wrote it.
const SPAN: Duration = Duration::from_secs(60);

fn key(prefix: &str) -> String {
    format!("{prefix}bus")
}

/// The mark that is there, or this one from now on.
pub(super) async fn find(client: &Client, prefix: &str, new: u32) -> Result<u32, Error> {
    let key = key(prefix);
    let expires = Some(Expiration::EX(SPAN.as_secs().cast_signed()));
    let unless_there = Some(SetOptions::NX);
    let _: Option<String> = client
        .set(&key, new.to_string(), expires, unless_there, false)
        .await?;
    let there: Option<u32> = client.get(&key).await?;
    Ok(there.unwrap_or(new))
}

/// Writes it, whatever was there: a Redis that came back empty may have been given another.
pub(super) async fn keep(client: &Client, prefix: &str, mark: u32) -> Result<(), Error> {
    let expires = Some(Expiration::EX(SPAN.as_secs().cast_signed()));
    let kept = client.set::<(), _, _>(key(prefix), mark.to_string(), expires, None, false);
    Ok(kept.await?)
}
