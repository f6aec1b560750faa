//! The Socket Service: Socket.IO over WebSocket and polling; connect, inbound commands, fan-out,
//! presence, typing.
//!
//! It must never store anything and never decide who may do what: it asks `chat`, and tells
//! whoever the newest membership names.

mod attention;
mod connect;
mod fanout;
mod frame;
mod inbound;
mod lanes;
pub mod line;
mod lost;
mod peer;
mod presence;
mod registry;
mod session;
mod slim;
mod told;
mod view;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use auth::Auth;
use bus::{Leases, Topic};
use chat::Chat;
use db::Db;
use governor::DefaultKeyedRateLimiter;
use models::limits::{FRAME_BYTES, UNANSWERED};
use models::{Clock, Event, Random, Traces};
use socketioxide::SocketIo;
use socketioxide::extract::{SocketRef, TryData};
use socketioxide::handler::ConnectHandler;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Layer;
use uuid::Uuid;

use crate::connect::Credentials;
use crate::registry::Registry;
use crate::slim::SlimLayer;

pub use registry::Most;

/// Where Socket.IO is served.
pub const PATH: &str = "/socket.io";
/// How long a client may stay silent before it is asked, and how long it has to answer.
const PING: (Duration, Duration) = (Duration::from_secs(25), Duration::from_secs(20));
/// How long a connection has to say who it is.
const CONNECT: Duration = Duration::from_secs(10);
/// Packets that may wait for a socket: the answers to all that it may have unanswered, which one
/// commit can give at once, and as many events. Room that is not used takes no memory.
const BUFFER: usize = 2 * UNANSWERED as usize;

/// What the Socket Service is made of.
pub struct Parts {
    /// The database, for memberships.
    pub db: Db,
    /// Who somebody is.
    pub auth: Auth,
    /// The rules.
    pub chat: Chat,
    /// Where hints are told.
    pub topic: Arc<dyn Topic<Event>>,
    /// Who is online, who looks at what.
    pub leases: Arc<dyn Leases>,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Tasks that the server waits for.
    pub tasks: TaskTracker,
    /// How many sockets somebody may have.
    pub most: Most,
    /// Which messages are followed on their way.
    pub traces: Traces,
}

/// The Socket Service. Cheap to clone.
#[derive(Clone)]
pub struct Sockets {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    auth: Auth,
    chat: Chat,
    topic: Arc<dyn Topic<Event>>,
    leases: Arc<dyn Leases>,
    clock: Clock,
    random: Random,
    tasks: TaskTracker,
    most: Most,
    traces: Traces,
    /// Under what this process holds its leases.
    holder: Uuid,
    registry: Registry,
    handshakes: Arc<Option<DefaultKeyedRateLimiter<IpAddr>>>,
    upgrades: Arc<slim::Upgrades>,
    leaving: presence::Leaving,
    /// Events were missed, and it was not made up for yet.
    missed: Notify,
    closing: CancellationToken,
}

impl Sockets {
    /// The handle, and the router with Socket.IO beside its routes. Nothing runs yet: the server
    /// spawns [`Sockets::fan_out`] and [`Sockets::keep`].
    pub fn serve(parts: Parts, router: axum::Router) -> (Self, axum::Router) {
        let Parts {
            db,
            auth,
            chat,
            topic,
            leases,
            clock,
            random,
            tasks,
            most,
            traces,
        } = parts;
        let holder = random.uuid(clock.now());
        let registry = Registry::new(Arc::clone(&topic));
        let sockets = Self {
            inner: Arc::new(Inner {
                db,
                auth,
                chat,
                topic,
                leases,
                clock,
                random,
                tasks,
                most,
                traces,
                holder,
                registry,
                handshakes: Arc::new(slim::handshakes(most.per_address)),
                upgrades: Arc::default(),
                leaving: presence::Leaving::default(),
                missed: Notify::new(),
                closing: CancellationToken::new(),
            }),
        };
        let (service, io) = SocketIo::builder()
            .req_path(PATH)
            .ping_interval(PING.0)
            .ping_timeout(PING.1)
            .connect_timeout(CONNECT)
            .max_buffer_size(BUFFER)
            .max_payload(FRAME_BYTES as u64)
            .ws_max_message_size(FRAME_BYTES)
            .ws_max_frame_size(FRAME_BYTES)
            .ws_read_buffer_size(1024)
            .build_svc();
        let connecting = sockets.clone();
        io.ns(
            "/",
            (async || {}).with(
                move |socket: SocketRef, credentials: TryData<Credentials>| {
                    connecting.connect(socket, credentials)
                },
            ),
        );
        let slim = SlimLayer {
            streams: Arc::default(),
            per_address: most.per_address,
            handshakes: Arc::clone(&sockets.inner.handshakes),
            upgrades: Arc::clone(&sockets.inner.upgrades),
        };
        let service = slim.layer(service);
        // A route, not a layer: axum layers a fallback anew for each request, and Socket.IO would
        // forget its sessions.
        let slash = format!("{PATH}/");
        (
            sockets,
            router
                .route_service(PATH, service.clone())
                .route_service(&slash, service),
        )
    }

    /// Renews presence, checks sessions and makes up for events that were missed, until
    /// [`Sockets::drain`].
    pub async fn keep(self) {
        tokio::join!(
            self.clone().keep_presence(),
            self.keep_sessions(),
            self.keep_up()
        );
    }

    /// How many sockets are connected.
    #[must_use]
    pub fn count(&self) -> usize {
        self.inner.registry.count()
    }
}
