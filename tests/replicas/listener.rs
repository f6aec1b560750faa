//! Somebody who only listens, as a real client does: it syncs when it connects, when it is told to and when
//! it sees a gap, and never otherwise. That its view becomes the truth shows that nothing told is lost.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rand::RngExt;
use tests::{Next, Person, Site, Socket, View};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};
use uuid::Uuid;

/// How long a connection may take to open.
const OPEN: Duration = Duration::from_secs(5);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(10);
/// Pauses between tries, as the web app's.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// Longer than any scenario.
const EVER: Duration = Duration::from_secs(3_600);
/// Between two looks at whether a view is the truth.
const LOOK: Duration = Duration::from_secs(1);

pub(crate) struct Listener {
    view: Arc<Mutex<View>>,
    /// Where it is connected and synced.
    place: watch::Receiver<Option<SocketAddr>>,
    task: JoinHandle<()>,
}

impl Listener {
    pub(crate) fn start(person: &Person, sites: Vec<Site>) -> Self {
        let view = Arc::new(Mutex::new(View::new(person)));
        let (told, place) = watch::channel(None);
        let task = tokio::spawn(listen(person.clone(), sites, Arc::clone(&view), told));
        Self { view, place, task }
    }

    pub(crate) fn place(&self) -> Option<SocketAddr> {
        *self.place.borrow()
    }

    /// How far it is in a conversation.
    pub(crate) async fn rev(&self, conversation: Uuid) -> u64 {
        self.view.lock().await.rev(conversation)
    }

    /// Waits until its view is the truth.
    pub(crate) async fn gets_there(&self, person: &Person, deadline: Instant) {
        loop {
            let differences = {
                let mut view = self.view.lock().await;
                view.load_pages(person).await;
                view.differences(person).await
            };
            if differences.is_empty() {
                break;
            }
            assert!(!self.task.is_finished(), "a listener has failed");
            assert!(
                Instant::now() < deadline,
                "the client of {} at {:?} does not get there:\n{}",
                person.username,
                self.place(),
                differences.join("\n")
            );
            tokio::time::sleep(LOOK).await;
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(
    person: Person,
    sites: Vec<Site>,
    view: Arc<Mutex<View>>,
    place: watch::Sender<Option<SocketAddr>>,
) {
    let mut failures = 0;
    for site in sites.iter().cycle() {
        let there = person.at_site(site);
        if let Ok(Ok(socket)) = timeout(OPEN, there.try_connect()).await {
            failures = 0;
            stay(socket, &view, || place.send_replace(Some(site.address()))).await;
            place.send_replace(None);
        }
        tokio::time::sleep(pause(failures)).await;
        failures += 1;
    }
}

/// Takes in what comes until the connection ends.
async fn stay<T>(mut socket: Socket, view: &Mutex<View>, is_synced: impl Fn() -> T) {
    let (mut due, mut failures) = (Some(Instant::now()), 0);
    loop {
        tokio::select! {
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                let synced = view.lock().await.try_sync(&socket, ANSWER).await;
                due = synced.is_err().then(|| Instant::now() + pause(failures));
                if synced.is_ok() {
                    failures = 0;
                    is_synced();
                } else {
                    failures += 1;
                }
            }
            event = socket.next_event(EVER) => {
                let Some(event) = event else { return };
                assert_ne!(event.name, "message:rejected", "what was accepted is refused: {}", event.data);
                let next = view.lock().await.apply(&event);
                if next == Next::Sync && due.is_none() {
                    due = Some(Instant::now());
                }
            }
        }
    }
}

/// Before another try: longer after each that failed, and spread by chance.
pub(crate) fn pause(failures: u32) -> Duration {
    let pause = (FIRST_PAUSE * 2_u32.pow(failures.min(8))).min(LONGEST_PAUSE);
    pause.mul_f64(rand::rng().random_range(0.5..1.0))
}
