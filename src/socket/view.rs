//! The lease of the conversation that a socket's person has open and visible. Events of a socket are
//! applied in any order, and after its end: so what is held follows what they look at by now, whichever of
//! them comes last.

use std::time::Duration;

use bus::{Error, Lease, Leases};
use models::{ConversationId, UserId};
use parking_lot::Mutex;
use tokio::sync::Mutex as Turn;
use uuid::Uuid;

use crate::peer::Attention;

/// For how long a view counts that is not renewed: twice the 30 seconds of the contract.
const LASTS: Duration = Duration::from_secs(60);

/// The lease of a socket's view, which one at a time changes.
#[derive(Default)]
pub(crate) struct View(Turn<Option<ConversationId>>);

impl View {
    /// Holds the lease of what they look at, and no other.
    pub(crate) async fn settle(
        &self,
        attention: &Mutex<Attention>,
        leases: &dyn Leases,
        user_id: UserId,
        holder: Uuid,
    ) -> Result<(), Error> {
        let mut held = self.0.lock().await;
        let viewing = attention.lock().viewing;
        if let Some(id) = held.filter(|_| *held != viewing) {
            let lease = Lease::Viewing(user_id, id);
            leases.release(lease, holder).await?;
        }
        // Before it is known: what was lost on the way back is held all the same.
        *held = viewing;
        if let Some(id) = viewing {
            let lease = Lease::Viewing(user_id, id);
            leases.hold(lease, holder, LASTS).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::future::BoxFuture;
    use futures_util::{FutureExt, poll};
    use models::{Clock, Timestamp};
    use tokio::sync::Semaphore;

    use super::*;

    const WHO: UserId = UserId(Uuid::from_u128(1));
    const POND: ConversationId = ConversationId(Uuid::from_u128(2));
    const SHED: ConversationId = ConversationId(Uuid::from_u128(3));

    /// Leases that nobody gets before it is said so.
    struct Slow {
        leases: Arc<dyn Leases>,
        gate: Semaphore,
    }

    impl Slow {
        fn new() -> Self {
            Self {
                leases: bus::memory::leases(Clock::manual(Timestamp(0))),
                gate: Semaphore::new(0),
            }
        }

        fn go_on(&self) {
            self.gate.add_permits(1_000);
        }

        async fn seen(&self) -> Vec<bool> {
            let asked = [POND, SHED].map(|id| Lease::Viewing(WHO, id));
            self.leases.held(asked.to_vec()).await.unwrap()
        }
    }

    impl Leases for Slow {
        fn hold(
            &self,
            lease: Lease,
            holder: Uuid,
            span: Duration,
        ) -> BoxFuture<'_, Result<bool, Error>> {
            async move {
                self.gate.acquire().await.unwrap().forget();
                self.leases.hold(lease, holder, span).await
            }
            .boxed()
        }

        fn release(&self, lease: Lease, holder: Uuid) -> BoxFuture<'_, Result<bool, Error>> {
            self.leases.release(lease, holder)
        }

        fn held(&self, leases: Vec<Lease>) -> BoxFuture<'_, Result<Vec<bool>, Error>> {
            self.leases.held(leases)
        }

        fn holders(&self, lease: Lease) -> BoxFuture<'_, Result<usize, Error>> {
            self.leases.holders(lease)
        }
    }

    #[tokio::test]
    async fn what_is_held_is_what_was_looked_at_last_whatever_is_slow() {
        for (last, expected) in [(None, [false, false]), (Some(SHED), [false, true])] {
            let (view, attention, leases) = (View::default(), Mutex::default(), Slow::new());
            let settle = || view.settle(&attention, &leases, WHO, Uuid::nil()).boxed();
            attention.lock().view(Some(POND));
            let mut first = settle();
            assert!(poll!(&mut first).is_pending());
            attention.lock().view(last);
            let mut second = settle();
            // It may be quick where the first is slow.
            let _ = poll!(&mut second);
            leases.go_on();
            first.await.unwrap();
            second.await.unwrap();
            assert_eq!(leases.seen().await, expected);
        }
    }

    #[tokio::test]
    async fn a_socket_that_is_gone_looks_at_nothing() {
        let (view, attention, leases) = (View::default(), Mutex::default(), Slow::new());
        let settle = || view.settle(&attention, &leases, WHO, Uuid::nil()).boxed();
        attention.lock().view(Some(POND));
        let mut first = settle();
        assert!(poll!(&mut first).is_pending());
        attention.lock().end();
        leases.go_on();
        let (first, second) = tokio::join!(first, settle());
        first.unwrap();
        second.unwrap();
        assert_eq!(leases.seen().await, [false, false]);
        // What it sent before is applied after it.
        attention.lock().view(Some(SHED));
        settle().await.unwrap();
        assert_eq!(leases.seen().await, [false, false]);
    }
}
