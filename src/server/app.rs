//! The composition root: everything is made here, in order of dependency, and nowhere else does
//! code ask which database or which bus it stands on.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use auth::Auth;
use axum::{Extension, Router};
use chat::Chat;
use db::Db;
use file::Files;
use metrics_exporter_prometheus::PrometheusHandle;
use models::{Clock, Random, Traces};
use notification::{Notifications, PushKey};
use preview::Previews;
use socket::Sockets;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::about::About;
use crate::buses::Bus;
use crate::config::Config;
use crate::headers::Policy;
use crate::health::{Health, Reach};
use crate::listen::Ingress;
use crate::lock::Lock;
use crate::otlp::Exporter;
use crate::pace::Pace;
use crate::running::Running;
use crate::stores::{Purpose, open_database, open_storage};
use crate::{layers, metric, otlp, routes, web};

/// The services without their ingress: all that the command line needs.
pub(crate) struct Core {
    pub(crate) db: Db,
    pub(crate) auth: Auth,
    pub(crate) chat: Chat,
    bus: Bus,
    /// Which messages are followed, and who tells of it.
    traces: Traces,
    exporter: Option<Exporter>,
    clock: Clock,
    random: Random,
    /// What the services do beside answering. It may write, so it ends before the database does.
    tasks: TaskTracker,
    /// What the database does by itself.
    database_tasks: TaskTracker,
}

impl Core {
    /// Opens the database, brings its schema up to date, joins the other replicas where there is a bus,
    /// and builds the services on it.
    ///
    /// # Errors
    /// When the database or the bus cannot be used, or other replicas are joined otherwise.
    pub(crate) async fn open(config: &Config, lock: &Lock) -> Result<Self> {
        Self::open_with(config, Some(lock)).await
    }

    /// The same for a command beside a server, whose schema is not touched, and which needs no bus.
    ///
    /// # Errors
    /// When the database cannot be used, and [`db::Error::Older`].
    pub(crate) async fn open_beside(config: &Config) -> Result<Self> {
        Self::open_with(config, None).await
    }

    async fn open_with(config: &Config, lock: Option<&Lock>) -> Result<Self> {
        let (clock, random) = (Clock::system(), Random::system());
        let (tasks, database_tasks) = (TaskTracker::new(), TaskTracker::new());
        let purpose = lock.map_or(Purpose::Beside, |_| Purpose::Serve);
        let db = open_database(config, &database_tasks, purpose).await?;
        let bus = match lock.and_then(Lock::shared).zip(config.bus.urls()) {
            Some((lock, urls)) => {
                let partitions = config.bus.partitions();
                Bus::join(urls, partitions, &db, lock, &clock, &random, &tasks).await?
            }
            None => Bus::in_memory(&clock),
        };
        // Commands send no messages.
        let (traces, exporter) = match lock {
            Some(_) => otlp::start(&config.traces, &clock, &random)?,
            None => Default::default(),
        };
        let auth = Auth::new(auth::Parts {
            config: auth::Config {
                registration: config.auth.registration,
                logins_per_minute: config.limits.logins_per_minute,
                public_url: config.server.public_url().as_str(),
            },
            db: db.clone(),
            topic: Arc::clone(&bus.topic),
            limiter: Arc::clone(&bus.limiter),
            welcome: chat::general::welcome(clock.clone(), random.clone()),
            clock: clock.clone(),
            random: random.clone(),
            tasks: tasks.clone(),
        })
        .await
        .context("the keys cannot be read")?;
        let chat = Chat::new(chat::Parts {
            db: db.clone(),
            auth: auth.clone(),
            topic: Arc::clone(&bus.topic),
            queue: Arc::clone(&bus.queue),
            owed: Arc::clone(&bus.owed),
            leases: Arc::clone(&bus.leases),
            limiter: Arc::clone(&bus.limiter),
            clock: clock.clone(),
            random: random.clone(),
            tasks: tasks.clone(),
            messages_per_second: config.limits.messages_per_second,
            traces: traces.clone(),
        });
        Ok(Self {
            db,
            auth,
            chat,
            bus,
            traces,
            exporter,
            clock,
            random,
            tasks,
            database_tasks,
        })
    }

    /// The service of files, which the other commands do without. Nothing runs yet.
    ///
    /// # Errors
    /// When files cannot be kept where they are to be.
    pub(crate) async fn files(&self, config: &Config, stop: CancellationToken) -> Result<Files> {
        let storage = open_storage(config, &self.tasks).await?;
        let files = Files::new(file::Parts {
            config: file::Config {
                max_size_bytes: config.files.max_size_bytes,
                quota_bytes: config.files.quota_bytes,
                uploads_per_user: config.limits.uploads_per_user,
                redirect: config.files.redirect,
            },
            db: self.db.clone(),
            storage,
            clock: self.clock.clone(),
            random: self.random.clone(),
            tasks: self.tasks.clone(),
            stop,
        });
        files.context("no threads can be started")
    }

    /// What push services know this server by; made where there is none yet.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn push_key(&self) -> Result<PushKey> {
        let key = PushKey::load(&self.db, &self.random, self.clock.now()).await;
        key.context("the key for push services cannot be read")
    }

    /// The service of notifications. Nothing runs yet.
    async fn notifications(
        &self,
        config: &Config,
        beside: &Handle,
        stop: CancellationToken,
    ) -> Result<Notifications> {
        let push = &config.push;
        let notifications = Notifications::new(notification::Parts {
            config: notification::Config {
                subject: push.subject(&config.server.public_url()),
                allow_private_endpoints: push.allow_private_endpoints,
                max_age: Duration::from_secs(push.max_age.into()),
                subscriptions_per_user: config.limits.subscriptions_per_user,
                mail: config.mail.config(&config.server.public_url())?,
            },
            key: self.push_key().await?,
            db: self.db.clone(),
            leases: Arc::clone(&self.bus.leases),
            limiter: Arc::clone(&self.bus.limiter),
            clock: self.clock.clone(),
            random: self.random.clone(),
            tasks: self.tasks.clone(),
            beside: beside.clone(),
            stop,
        });
        notifications.context("nobody can be notified")
    }

    /// The service of previews. Nothing runs yet.
    fn previews(&self, config: &Config, stop: CancellationToken) -> Result<Previews> {
        let previews = Previews::new(preview::Parts {
            config: preview::Config {
                enabled: config.previews.enabled,
                allow_private_addresses: config.previews.allow_private_addresses,
                public_url: config.server.public_url().as_str(),
            },
            db: self.db.clone(),
            limiter: Arc::clone(&self.bus.limiter),
            clock: self.clock.clone(),
            tasks: self.tasks.clone(),
            stop,
        });
        previews.context("no page can be asked")
    }

    /// Lets everything come to its end, and closes the database after what waits to be written.
    pub(crate) async fn close(self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.bus.close().await;
        self.db.close().await;
        self.database_tasks.close();
        self.database_tasks.wait().await;
    }
}

/// The whole server, but for its address.
pub(crate) struct App {
    pub(crate) core: Core,
    files: Files,
    notifications: Notifications,
    previews: Previews,
    pub(crate) sockets: Sockets,
    pub(crate) router: Router,
    /// The way in, once somebody accepts connections on it.
    pub(crate) ingress: Ingress,
    pace: Pace,
    metrics: Option<PrometheusHandle>,
    /// Cancelled first when the server goes down: readiness fails.
    pub(crate) closing: CancellationToken,
    /// Cancelled once nobody is connected any more: what works in the background ends.
    stop: CancellationToken,
}

impl App {
    /// Builds everything on `core`. Nothing runs before [`App::run`].
    ///
    /// # Errors
    /// When files cannot be kept where they are to be.
    pub(crate) async fn new(
        core: Core,
        config: &Config,
        beside: &Handle,
        metrics: Option<PrometheusHandle>,
    ) -> Result<Self> {
        let (closing, stop) = (CancellationToken::new(), CancellationToken::new());
        // Whoever uploads is let go first of all: what has come is remembered, and they go on later.
        let files = core.files(config, closing.clone()).await?;
        let notifications = core.notifications(config, beside, stop.clone()).await?;
        let previews = core.previews(config, stop.clone())?;
        let health = Health {
            db: core.db.clone(),
            chat: core.chat.clone(),
            files: Reach::new(files.clone()),
            notifications: notifications.clone(),
            replica: core.bus.replica.clone(),
            away_since: Arc::default(),
            closing: closing.clone(),
            metrics: metrics.clone(),
        };
        let about = About {
            db: core.db.clone(),
            auth: core.auth.clone(),
            files: files.clone(),
            mails: notifications.mails(),
            previews: previews.is_enabled(),
        };
        let routes = routes::build(
            &core.auth,
            &core.chat,
            &files,
            &notifications,
            &previews,
            &about,
            &health,
        );
        let pace = Pace::new(
            core.auth.clone(),
            config.limits.requests_per_second,
            config.server.trusted_proxies.as_slice().into(),
        );
        let router = layers::inner(routes, pace.clone())
            .layer(Extension(core.auth.clone()))
            .merge(web::router());
        let (sockets, router) = Sockets::serve(
            socket::Parts {
                db: core.db.clone(),
                auth: core.auth.clone(),
                chat: core.chat.clone(),
                topic: Arc::clone(&core.bus.topic),
                leases: Arc::clone(&core.bus.leases),
                clock: core.clock.clone(),
                random: core.random.clone(),
                tasks: core.tasks.clone(),
                most: socket::Most {
                    per_user: config.limits.sockets_per_user,
                    per_address: config.limits.sockets_per_address,
                },
                traces: core.traces.clone(),
            },
            router,
        );
        let bucket = files.redirects_to().await;
        let bucket = bucket.context("no URL of the bucket can be made (files.redirect)")?;
        let is_https = config.server.public_url().is_https();
        let policy = Policy::new(is_https, bucket.as_deref())?;
        let (clock, random) = (core.clock.clone(), core.random.clone());
        let router = layers::outer(router, config, policy, clock, random);
        Ok(Self {
            core,
            files,
            notifications,
            previews,
            sockets,
            router,
            ingress: Ingress::default(),
            pace,
            metrics,
            closing,
            stop,
        })
    }

    /// Starts what works in the background.
    pub(crate) fn run(&self) -> Running {
        let Core {
            auth,
            chat,
            bus,
            exporter,
            tasks,
            ..
        } = &self.core;
        // The listener first: what is told while nobody listens is lost.
        let telling = tasks.spawn(self.sockets.clone().fan_out(bus.topic.listen()));
        let storing = tasks.spawn(chat.clone().store_all(bus.queue.consume()));
        tasks.spawn(self.sockets.clone().keep());
        tasks.spawn(auth.clone().run(self.stop.clone()));
        chat.start(&self.stop);
        let alone = bus.replica.is_none();
        self.files.start(alone);
        self.notifications.start(bus.owed.consume(), alone);
        self.previews.start();
        self.look_after(self.pace.clone().forget());
        if let Some(replica) = &bus.replica {
            let (replica, leases) = (replica.clone(), Arc::clone(&bus.leases));
            tasks.spawn(replica.keep(leases, self.closing.clone()));
        }
        if let Some(exporter) = exporter {
            tasks.spawn(exporter.clone().run(self.stop.clone()));
        }
        if let Some(metrics) = &self.metrics {
            let queue = Arc::clone(&bus.queue);
            let (sockets, ingress) = (self.sockets.clone(), self.ingress.clone());
            let notifications = self.notifications.clone();
            self.look_after(metric::keep(
                metrics.clone(),
                sockets,
                ingress,
                queue,
                notifications,
            ));
        }
        Running::of(storing, telling)
    }

    /// Runs what never ends by itself until the server goes down.
    fn look_after(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.core.tasks.spawn(async move {
            stop.run_until_cancelled(work).await;
        });
    }

    /// Takes no more changes, lets what was accepted be stored and then told, and ends.
    pub(crate) async fn drain(self, running: Running) {
        self.core.bus.queue.close();
        self.core.bus.owed.close();
        running.storing.await;
        self.core.bus.topic.close();
        running.telling.await;
        self.stop.cancel();
        self.core.close().await;
    }
}
