//! Mails people what they have not read, where no browser of theirs is told: looks after whoever is due,
//! a few at a time, and hands the mails to the mail server.
//!
//! *Invariant:* what a mail has told is written once the mail server has taken it. A mail that was
//! taken and not yet noted when the process died is sent again, and is known to be the same by its
//! `Message-ID`.
//!
//! *Invariant:* a server that stops leaves no claim behind: whom it has not mailed is anybody's again.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Later, Reader, SERVER_NAME};
use futures_util::{StreamExt as _, stream};
use models::Timestamp;
use parking_lot::Mutex;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::config::MailConfig;
use crate::digest::{self, Digest, EACH, Time, Told};
use crate::mail::{Envelope, mail};
use crate::smtp::{Failure, Smtp};
use crate::verdict::backoff;
use crate::{Error, Notifications, Result, mail_words, work};

/// What a server is called before its owner says otherwise.
pub(crate) const NAME: &str = "Snug";
/// Where the link in a mail leads, without what it ends with.
pub(crate) const UNSUBSCRIBE: &str = "/api/notifications/email/unsubscribe/";
/// Mails that are sent at a time, and codes beside them.
const AT_A_TIME: usize = 4;
/// People who are claimed together, and for how long: all are looked after by then, however slowly.
const TOGETHER: u32 = 32;
const CLAIM: Duration = Duration::from_secs(600);
/// How soon somebody is looked after again who had nothing to be told.
const SOONEST: Duration = Duration::from_secs(1);
const LATEST: Duration = Duration::from_secs(300);
/// Without anybody being due.
const SWEEP: Duration = Duration::from_secs(60);
const RETRY: Duration = Duration::from_secs(1);
/// How long a server that stops waits for the mail server: a mail that was taken and not noted is sent twice.
const LAST_MAILS: Duration = Duration::from_secs(3);
/// How long an address is left alone that the mail server has refused, and how often it is tried.
const REFUSED_FOR: Duration = Duration::from_secs(24 * 60 * 60);
const REFUSALS: u32 = 3;

/// The mail server that takes nothing at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailPause {
    /// Until when it is left alone.
    pub until: Timestamp,
    /// What it said.
    pub said: String,
}

/// What there is to tell somebody.
enum Written {
    /// This, which is up to there.
    Mail(Box<lettre::Message>, Told),
    /// Nothing yet: it is looked at again then.
    Later(Timestamp),
}

/// What mails are sent with.
pub(crate) struct Mailer {
    pub(crate) config: MailConfig,
    pub(crate) smtp: Smtp,
    /// How many codes may be mailed now.
    pub(crate) codes: Semaphore,
    /// How often in a row the mail server took nothing, and how long it is left alone.
    trouble: Mutex<(u32, Option<MailPause>)>,
}

impl Mailer {
    pub(crate) fn new(config: MailConfig, tasks: TaskTracker) -> Result<Self> {
        let smtp = Smtp::new(config.server.clone(), config.from.domain(), tasks)?;
        Ok(Self {
            smtp,
            config,
            codes: Semaphore::new(AT_A_TIME),
            trouble: Mutex::default(),
        })
    }

    pub(crate) fn paused(&self, now: Timestamp) -> Option<MailPause> {
        let pause = self.trouble.lock().1.clone();
        pause.filter(|pause| pause.until > now)
    }

    /// One alone is asked first, where the mail server took nothing before.
    fn room(&self) -> u32 {
        match self.trouble.lock().0 {
            0 => TOGETHER,
            _ => 1,
        }
    }

    /// How long somebody who had nothing to be told is let be.
    fn look(&self) -> Duration {
        (self.config.after / 4).clamp(SOONEST, LATEST)
    }
}

impl Notifications {
    /// Mails people as long as the server runs. `alone` says that no other server has this database.
    pub(crate) async fn keep_mailing(self, alone: bool) {
        let Some(mailer) = &self.inner.mailer else {
            return;
        };
        if alone && let Err(error) = self.release_readers().await {
            work::complain(
                &error,
                "people whom a killed server was mailing wait for it",
            );
        }
        let stop = &self.inner.stop;
        while !stop.is_cancelled() {
            let pause = match self.mail_due(mailer).await {
                Ok(pause) => pause,
                Err(error) => {
                    work::complain(&error, "mails wait to be sent");
                    RETRY
                }
            };
            stop.run_until_cancelled(tokio::time::sleep(pause)).await;
        }
    }

    pub(crate) async fn release_readers(&self) -> Result<()> {
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.release_readers().await?) })
        });
        write.await.map(drop)
    }

    /// Looks after all who are due, until the server stops; how long nobody is.
    pub(crate) async fn mail_due(&self, mailer: &Mailer) -> Result<Duration> {
        loop {
            if self.inner.stop.is_cancelled() {
                return Ok(SWEEP);
            }
            let now = self.inner.clock.now();
            if let Some(pause) = mailer.paused(now) {
                return Ok(pause.until.since(now).clamp(SOONEST, SWEEP));
            }
            let (until, room) = (now.plus(CLAIM), mailer.room());
            let claim = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.claim_readers(now, until, room).await?) })
            });
            let readers = claim.await?;
            if readers.is_empty() {
                let next = self.inner.db.read().await?.next_reader().await?;
                let wait = next.map_or(SWEEP, |next| next.since(now));
                return Ok(wait.clamp(SOONEST, SWEEP.min(mailer.look())));
            }
            let later: Vec<Option<Later>> = stream::iter(readers)
                .map(async |reader| {
                    if self.inner.stop.is_cancelled() {
                        return Some(later(&reader, now));
                    }
                    let looked = self.look_after(mailer, &reader);
                    let looked = self.inner.until_stopped(LAST_MAILS, looked).await;
                    looked.unwrap_or_else(|| Some(later(&reader, now)))
                })
                .buffer_unordered(AT_A_TIME)
                .collect()
                .await;
            let later: Vec<Later> = later.into_iter().flatten().collect();
            let write = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.put_off_readers(&later).await?) })
            });
            write.await?;
        }
    }

    /// Mails somebody, if there is something to tell; when to look again, where that is not noted yet.
    async fn look_after(&self, mailer: &Mailer, reader: &Reader) -> Option<Later> {
        match self.tell(mailer, reader).await {
            Ok(later) => later,
            Err(error) => {
                // The claim ends by itself.
                work::complain(&error, "somebody waits to be mailed");
                None
            }
        }
    }

    async fn tell(&self, mailer: &Mailer, reader: &Reader) -> Result<Option<Later>> {
        let now = self.inner.clock.now();
        if let Some(pause) = mailer.paused(now) {
            return Ok(Some(later(reader, pause.until)));
        }
        let written = match self.write(mailer, reader).await? {
            Written::Later(due) => return Ok(Some(later(reader, due))),
            Written::Mail(mail, _) => mail,
        };
        let told = Mutex::new(None);
        let write = async {
            match self.write(mailer, reader).await {
                Ok(Written::Mail(mail, what)) => {
                    *told.lock() = Some(what);
                    Some(mail.formatted())
                }
                Ok(Written::Later(_)) => None,
                Err(error) => {
                    work::complain(&error, "somebody waits to be mailed");
                    None
                }
            }
        };
        let sent = mailer.smtp.send(written.envelope(), Box::pin(write)).await;
        let told = told.into_inner().unwrap_or_default();
        self.note_mail(mailer, reader, sent, told).await
    }

    /// Puts together what there is to tell somebody now, if it is time.
    async fn write(&self, mailer: &Mailer, reader: &Reader) -> Result<Written> {
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.read().await?;
        if !conn.is_reader(reader.user_id, &reader.secret).await? {
            return Ok(Written::Later(now.plus(mailer.look())));
        }
        let untold = conn.list_untold(reader.user_id, now, EACH).await?;
        let preferences = conn.find_notify_preferences(reader.user_id).await?;
        let name = conn.find_setting(SERVER_NAME).await?;
        drop(conn);
        let config = &mailer.config;
        match digest::time(&untold, &preferences, config.after, now) {
            Time::NotNow => {
                let look = mailer.look();
                let spread = u64::try_from(look.as_millis() / 4).unwrap_or(u64::MAX);
                let spread = Duration::from_millis(self.inner.random.jitter_ms(spread));
                return Ok(Written::Later(now.plus(look + spread)));
            }
            Time::At(due) => return Ok(Written::Later(due)),
            Time::Now => {}
        }
        let name = name.as_deref().unwrap_or(NAME);
        let (rooms, told) = digest::gather(untold);
        let url = format!("{}{UNSUBSCRIBE}{}", config.public_url, secret(reader));
        let envelope = Envelope {
            from: &config.from,
            name,
            to: &reader.address,
            id: &digest::id(&reader.secret, &told),
            at: now,
            unsubscribe: Some(&url),
        };
        let (show_text, url) = (preferences.show_text, url.clone());
        let digest = Digest::new(name, &config.public_url, url, show_text, rooms);
        let mail = mail(&envelope, mail_words::digest(&digest))?;
        Ok(Written::Mail(Box::new(mail), told))
    }

    /// Notes what became of a mail, or says when to look again.
    async fn note_mail(
        &self,
        mailer: &Mailer,
        reader: &Reader,
        sent: Result<bool, Failure>,
        told: Told,
    ) -> Result<Option<Later>> {
        let now = self.inner.clock.now();
        let later = later(reader, now);
        let count = |outcome| {
            metrics::counter!("snug_mails_total", "outcome" => outcome).increment(1);
        };
        if !matches!(sent, Err(Failure::Server(_) | Failure::Stuck(_))) {
            *mailer.trouble.lock() = (0, None);
        }
        match sent {
            // There was nothing to be told any more.
            Ok(false) => Ok(Some(Later {
                due: now.plus(SOONEST),
                ..later
            })),
            Ok(true) => {
                count("sent");
                let later = Later {
                    due: now.plus(mailer.config.every),
                    attempts: 0,
                    refusals: 0,
                    ..later
                };
                self.finish_mail(later, told).await?;
                Ok(None)
            }
            Err(Failure::Server(said)) => {
                count("failed");
                let due = self.leave_alone(mailer, said, now);
                Ok(Some(Later { due, ..later }))
            }
            // This one waits longer than the others each time, which may be in order.
            Err(Failure::Stuck(said)) => {
                count("failed");
                let until = self.leave_alone(mailer, said, now);
                let attempts = later.attempts.saturating_add(1);
                let due = until.plus(backoff(attempts, &self.inner.random));
                Ok(Some(Later {
                    due,
                    attempts,
                    ..later
                }))
            }
            Err(Failure::Later(said)) => {
                count("failed");
                tracing::debug!(user = %reader.user_id, said, "a mail waits");
                let attempts = later.attempts.saturating_add(1);
                let due = now.plus(backoff(attempts, &self.inner.random));
                Ok(Some(Later {
                    due,
                    attempts,
                    ..later
                }))
            }
            Err(Failure::Refused(said)) => self.refuse(reader, &said, now).await,
        }
    }

    async fn finish_mail(&self, later: Later, told: Told) -> Result<()> {
        let noted = Arc::new((later, told));
        let write = || {
            let noted = Arc::clone(&noted);
            self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.finish_mail(&noted.0, &noted.1).await?) })
            })
        };
        self.insist(CLAIM, "a mail that was sent waits to be noted", write)
            .await
    }

    /// Leaves the mail server alone for a while, longer each time; until when.
    fn leave_alone(&self, mailer: &Mailer, said: String, now: Timestamp) -> Timestamp {
        let mut trouble = mailer.trouble.lock();
        // Others who spoke with it at the same time count once.
        if let Some(pause) = trouble.1.as_ref().filter(|pause| pause.until > now) {
            return pause.until;
        }
        let failures = trouble.0.saturating_add(1);
        let until = now.plus(backoff(failures, &self.inner.random));
        tracing::warn!(said, %until, "the mail server takes nothing: mails wait until then");
        *trouble = (failures, Some(MailPause { until, said }));
        until
    }

    /// The mail server does not take mail for an address. It is tried once more on each of the next
    /// days, and then left alone.
    async fn refuse(&self, reader: &Reader, said: &str, now: Timestamp) -> Result<Option<Later>> {
        let refusals = reader.refusals.saturating_add(1);
        let is_last = refusals >= REFUSALS;
        let outcome = if is_last { "ended" } else { "refused" };
        metrics::counter!("snug_mails_total", "outcome" => outcome).increment(1);
        let user = reader.user_id;
        if !is_last {
            tracing::warn!(%user, said, refusals, "the mail server refuses somebody's address");
            return Ok(Some(Later {
                refusals,
                ..later(reader, now.plus(REFUSED_FOR))
            }));
        }
        tracing::warn!(%user, said, "an address is left alone: the mail server has refused it for days");
        let secret = reader.secret.clone();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.end_email(user, &secret).await?) })
        });
        write.await?;
        Ok(None)
    }
}

/// When somebody is looked after again of whom nothing else is new.
fn later(reader: &Reader, due: Timestamp) -> Later {
    Later {
        user_id: reader.user_id,
        secret: reader.secret.clone(),
        due,
        attempts: reader.attempts,
        refusals: reader.refusals,
    }
}

fn secret(reader: &Reader) -> String {
    URL_SAFE_NO_PAD.encode(&reader.secret)
}
