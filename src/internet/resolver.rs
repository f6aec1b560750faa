//! Looks names up as the system does, and gives back public addresses alone. The client
//! connects to what it is given: so what is checked is what is called.
//!
//! *Invariant:* a name takes one thread, however many wait for it and however long its name server takes:
//! the system's way to look up cannot be broken off.

use std::collections::HashMap;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use parking_lot::Mutex;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use crate::address::is_public;

/// Names that are looked up at a time: more than the calls that strangers can make together, so that their names
/// leave room for others. One that takes longer than its call keeps its place until it is done.
const LOOKUPS: usize = 96;

/// All addresses of a name are private ones.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("it has no address of the public internet")]
pub struct NotPublic;

/// A name has no address, or none that anybody could find.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the name cannot be looked up")]
struct NotFound;

type Lookup = Shared<BoxFuture<'static, Result<Arc<[SocketAddr]>, NotFound>>>;

/// Gives a client public addresses alone.
pub struct PublicResolver {
    lookups: Arc<Semaphore>,
    under_way: Arc<Mutex<HashMap<String, Lookup>>>,
}

impl Default for PublicResolver {
    fn default() -> Self {
        Self {
            lookups: Arc::new(Semaphore::new(LOOKUPS)),
            under_way: Arc::default(),
        }
    }
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookups, under_way) = (Arc::clone(&self.lookups), Arc::clone(&self.under_way));
        Box::pin(async move {
            let name = name.as_str();
            let known = under_way.lock().get(name).cloned();
            let lookup = match known {
                Some(lookup) => lookup,
                None => {
                    let turn = lookups.acquire_owned().await?;
                    look_up(name, &under_way, turn)
                }
            };
            let found = lookup.await?;
            let found = found.iter().copied();
            let public: Vec<_> = found.filter(|at| is_public(at.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Looks a name up, which is under way until that is done; as somebody does already, where they do.
fn look_up<T: Send + 'static>(
    name: &str,
    under_way: &Arc<Mutex<HashMap<String, Lookup>>>,
    turn: T,
) -> Lookup {
    let mut all = under_way.lock();
    if let Some(lookup) = all.get(name) {
        return lookup.clone();
    }
    let (asked, done) = (name.to_owned(), Arc::clone(under_way));
    let look = tokio::task::spawn_blocking(move || {
        let found = (asked.as_str(), 0).to_socket_addrs();
        let found = found.map(Iterator::collect).map_err(|_| NotFound);
        done.lock().remove(&asked);
        drop(turn);
        found
    });
    let lookup = async move { look.await.unwrap_or(Err(NotFound)) };
    let lookup = lookup.boxed().shared();
    all.insert(name.to_owned(), lookup.clone());
    lookup
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_many_wait_for_takes_one_thread_and_is_forgotten_then() {
        let resolver = PublicResolver::default();
        let held = resolver.lookups.clone();
        let held = held
            .acquire_many_owned(u32::try_from(LOOKUPS).unwrap() - 1)
            .await
            .unwrap();
        let ask = || resolver.resolve("localhost".parse().unwrap());
        let all = futures_util::future::join_all((0..100).map(|_| ask())).await;
        for answer in all {
            let error = answer.err().unwrap();
            assert!(error.downcast_ref::<NotPublic>().is_some(), "{error}");
        }
        drop(held);
        assert!(resolver.under_way.lock().is_empty());
        assert_eq!(resolver.lookups.available_permits(), LOOKUPS);
    }

    #[tokio::test]
    async fn a_lookup_that_nobody_waits_for_any_more_keeps_its_one_place_until_it_is_done() {
        let resolver = PublicResolver::default();
        let (sender, receiver) = std::sync::mpsc::channel::<()>();
        // A turn that ends when this is dropped; the thread has it for as long as it looks.
        let lookup = look_up("localhost", &resolver.under_way, receiver);
        drop(lookup);
        while sender.send(()).is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        assert!(resolver.under_way.lock().is_empty());
    }
}
