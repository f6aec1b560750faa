//! The browsers that want to be told: each belongs to a session, and ends with it.

use std::time::Duration;

use auth::request::Caller;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::Subscription;
use models::{Code, Problem, SessionId, SubscriptionId, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::client::{Handling, Repute};
use crate::email::only_a_device;
use crate::endpoint::Endpoint;
use crate::payload;
use crate::seal::{Keys, is_usable};
use crate::verdict::{Verdict, verdict};
use crate::{Error, Notifications, Result};

/// How often somebody may try their devices.
const TESTS: u32 = 20;
const TESTS_WITHIN: Duration = Duration::from_secs(60);
/// How long somebody waits for their turn, where many do that; and whoever had none is to wait.
const TURN_WITHIN: Duration = Duration::from_secs(5);
const RETRY_MS: u64 = 5_000;

/// What a browser's `PushSubscription.toJSON()` gives.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct NewSubscription {
    /// Where its push service takes pushes for it: an https URL.
    endpoint: String,
    keys: NewKeys,
}

/// What is encrypted with.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = SubscriptionKeys)]
struct NewKeys {
    /// The browser's public key: 65 bytes in Base64url, an uncompressed point of P-256.
    p256dh: String,
    /// The browser's secret: 16 bytes in Base64url.
    auth: String,
}

/// What was made.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Subscribed {
    /// Which.
    pub(crate) id: SubscriptionId,
}

/// A browser that is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Device {
    /// Which.
    id: SubscriptionId,
    /// The origin of its push service.
    service: String,
    /// Since when.
    created_at: Timestamp,
    /// Whether it is of the session that asks.
    current: bool,
    /// What its browser said of itself.
    #[schema(required)]
    user_agent: Option<String>,
    /// What its push service said last; null where it was never called.
    #[schema(required)]
    last: Option<Last>,
}

/// What a push service said last.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct Last {
    /// When.
    at: Timestamp,
    /// The status of its answer; null where there was none.
    #[schema(required)]
    status: Option<u16>,
}

/// One's browsers that are told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Devices {
    pub(crate) subscriptions: Vec<Device>,
}

/// What a push service said to a push that was sent to try it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Tried {
    /// Whether it took it. Whether the device shows it is seen there.
    accepted: bool,
    /// The status of its answer; null where there was none.
    #[schema(required)]
    status: Option<u16>,
    /// What it said, or what went wrong.
    detail: String,
}

impl Notifications {
    /// Tells a browser from now on. One that is known already moves to the caller.
    ///
    /// # Errors
    /// `invalid_field`, and `too_many` where one has as many as one may.
    pub(crate) async fn subscribe(
        &self,
        caller: &Caller,
        new: NewSubscription,
    ) -> Result<Subscribed> {
        let config = &self.inner.config;
        let endpoint = Endpoint::read(&new.endpoint, config.allow_private_endpoints)?;
        let keys = read_keys(&new.keys)?;
        let now = self.inner.clock.now();
        let subscription = Subscription {
            id: SubscriptionId(self.inner.random.uuid(now)),
            user_id: caller.user_id,
            session_id: caller.session_id,
            endpoint: endpoint.url,
            service: endpoint.service,
            p256dh: keys.p256dh,
            auth: keys.auth,
            created_at: now,
            told_at: None,
            said: None,
        };
        let most = config.subscriptions_per_user;
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.upsert_subscription(&subscription, most, now).await?) })
        });
        let too_many = || {
            let detail =
                format!("You have {most} devices already. Remove one that you no longer use.");
            Problem::new(Code::TooMany, detail)
        };
        let id = write.await?.ok_or_else(too_many)?;
        Ok(Subscribed { id })
    }

    /// One's browsers.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn devices(&self, caller: &Caller) -> Result<Devices> {
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.read().await?;
        let devices = conn.list_subscriptions(caller.user_id, now).await?;
        let show = |device| show(device, caller.session_id);
        Ok(Devices {
            subscriptions: devices.into_iter().map(show).collect(),
        })
    }

    /// Tells a browser nothing any more. Only a device may: a token must not silence its person's
    /// browsers.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub(crate) async fn unsubscribe(&self, caller: &Caller, id: SubscriptionId) -> Result<()> {
        only_a_device(caller)?;
        let user_id = caller.user_id;
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.delete_subscription(id, user_id).await?) })
        });
        match write.await? {
            true => Ok(()),
            false => Err(Code::NotFound.into()),
        }
    }

    /// Sends a push to one browser, now, and tells what its push service said.
    ///
    /// # Errors
    /// `not_found`, and `rate_limited` where it is tried too often.
    pub(crate) async fn try_out(&self, caller: &Caller, id: SubscriptionId) -> Result<Tried> {
        let key = format!("push-test:{}", caller.user_id);
        self.count(&[(key, TESTS)], TESTS_WITHIN).await?;
        let Ok(_call) = timeout(TURN_WITHIN, self.inner.calls.take_trial()).await else {
            return Err(Problem::rate_limited(RETRY_MS).into());
        };
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.read().await?;
        let found = conn.find_subscription(id, caller.user_id, now).await?;
        drop(conn);
        let found = found.ok_or(Code::NotFound)?;
        let keys = Keys {
            p256dh: found.p256dh,
            auth: found.auth,
        };
        let sealer = &self.inner.sealer;
        let sealed = sealer.seal(&found.service, &keys, &payload::test())?;
        let handling = Handling {
            ttl_seconds: 60,
            is_high: true,
            topic: None,
        };
        let client = &self.inner.client;
        let answer = client
            .send(&found.endpoint, sealed, &handling, Repute::Strange)
            .await;
        let now = self.inner.clock.now();
        let verdict = verdict(&answer, now);
        let status = answer.status.unwrap_or_default();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                if verdict == Verdict::Ended {
                    return Ok(conn.end_subscriptions(&[id]).await?);
                }
                Ok(conn.update_told(&[(id, now, status)]).await?)
            })
        });
        write.await?;
        Ok(Tried {
            accepted: verdict == Verdict::Done,
            status: answer.status,
            detail: answer.detail,
        })
    }
}

fn show(device: db::Device, asks: SessionId) -> Device {
    let db::Device {
        subscription,
        user_agent,
    } = device;
    Device {
        id: subscription.id,
        service: subscription.service,
        created_at: subscription.created_at,
        current: subscription.session_id == asks,
        user_agent,
        last: subscription.told_at.map(|at| Last {
            at,
            status: subscription.said.filter(|status| *status > 0),
        }),
    }
}

fn read_keys(keys: &NewKeys) -> Result<Keys, Problem> {
    // Browsers write Base64url without padding; some libraries write it otherwise.
    let read = |text: &str| {
        let text = text
            .trim_end_matches('=')
            .replace('+', "-")
            .replace('/', "_");
        URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
    };
    let keys = Keys {
        p256dh: read(&keys.p256dh),
        auth: read(&keys.auth),
    };
    if keys.auth.len() != 16 {
        return Err(Problem::field(
            "keys.auth",
            "invalid",
            "16 bytes in Base64url",
        ));
    }
    if !is_usable(&keys) {
        let detail = "a point of P-256: 65 bytes in Base64url";
        return Err(Problem::field("keys.p256dh", "invalid", detail));
    }
    Ok(keys)
}
