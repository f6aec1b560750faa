//! For the tests here: an [`Auth`] on a real database, with a clock that stands still.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use bus::{Heard, Listener};
use db::{Config as DbConfig, Db};
use models::event::Address;
use models::{Clock, Event, Random, Role, Timestamp, User, UserId};
use parking_lot::Mutex;
use tempfile::TempDir;
use tokio_util::task::TaskTracker;

use crate::{
    Auth, Config, Device, Grant, NewAccount, Newcomer, Parts, Registration, Result, Welcome,
};

pub(crate) const PASSWORD: &str = "correct horse";

pub(crate) struct World {
    pub(crate) auth: Auth,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    /// Whoever came, in order.
    pub(crate) newcomers: Arc<Mutex<Vec<Newcomer>>>,
    listener: Box<dyn Listener<Event>>,
    _dir: Option<TempDir>,
}

pub(crate) fn config(registration: Registration) -> Config {
    Config {
        registration,
        logins_per_minute: 3,
        public_url: "http://127.0.0.1:8080".to_owned(),
    }
}

pub(crate) fn device() -> Device {
    device_at(Ipv4Addr::new(192, 0, 2, 1).into())
}

pub(crate) fn device_at(address: IpAddr) -> Device {
    Device {
        address,
        user_agent: Some("test".to_owned()),
    }
}

pub(crate) fn account(username: &str) -> NewAccount {
    NewAccount {
        username: username.to_owned(),
        password: PASSWORD.to_owned(),
        display_name: None,
    }
}

impl World {
    /// On SQLite.
    pub(crate) async fn new() -> Self {
        Self::with(config(Registration::Open)).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = DbConfig::Sqlite(dir.path().join("snug.db"));
        let db = Db::open(&path, &TaskTracker::new()).await.unwrap();
        Self {
            _dir: Some(dir),
            ..Self::on(db, config).await
        }
    }

    pub(crate) async fn on(db: Db, config: Config) -> Self {
        let clock = Clock::manual(Timestamp(1_700_000_000_000));
        let newcomers = Arc::new(Mutex::new(Vec::new()));
        let topic = bus::memory::topic(1_024);
        let listener = topic.listen();
        let seen = newcomers.clone();
        let welcome: Welcome = Arc::new(move |_conn, newcomer| {
            let seen = seen.clone();
            Box::pin(async move {
                seen.lock().push(newcomer);
                Ok(Vec::new())
            })
        });
        let auth = Auth::new(Parts {
            config,
            db: db.clone(),
            topic,
            limiter: bus::memory::limiter(clock.clone()),
            welcome,
            clock: clock.clone(),
            random: Random::system(),
            tasks: TaskTracker::new(),
        });
        let auth = auth.await.unwrap();
        Self {
            auth,
            db,
            clock,
            newcomers,
            listener,
            _dir: None,
        }
    }

    /// Another process on the same database: the command line, or a replica.
    pub(crate) async fn other(&self) -> Self {
        let mut other = Self::on(self.db.clone(), self.auth.config().clone()).await;
        let inner = &self.auth.inner;
        other.auth = Auth::new(Parts {
            config: inner.config.clone(),
            db: self.db.clone(),
            topic: other.auth.inner.topic.clone(),
            limiter: other.auth.inner.limiter.clone(),
            welcome: inner.welcome.clone(),
            clock: self.clock.clone(),
            random: Random::system(),
            tasks: TaskTracker::new(),
        })
        .await
        .unwrap();
        other
    }

    pub(crate) async fn register(&self, username: &str) -> Result<Grant> {
        self.auth.register(account(username), None, device()).await
    }

    pub(crate) async fn login(&self, username: &str, password: &str) -> Result<Grant> {
        self.auth.login(username, password, device()).await
    }

    pub(crate) async fn user(&self, id: UserId) -> User {
        self.db.read().await.unwrap().get_user(id).await.unwrap()
    }

    pub(crate) async fn owners(&self) -> usize {
        let users = self.auth.list_accounts().await.unwrap();
        users.iter().filter(|user| user.role == Role::Owner).count()
    }

    pub(crate) fn pass(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }

    /// What was announced since the last time.
    pub(crate) async fn heard(&mut self) -> Vec<(Address, Event)> {
        let mut heard = Vec::new();
        while let Ok(Some(Heard::Event(address, event))) =
            tokio::time::timeout(Duration::from_millis(20), self.listener.next()).await
        {
            heard.push((address, Event::clone(&event)));
        }
        heard
    }
}
