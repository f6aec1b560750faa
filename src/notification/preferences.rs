//! What somebody wants to be told of on the whole.

use auth::request::Caller;
use models::push::MOST_TTL_SECONDS;
use models::{NotifyPreferences, Problem};

use crate::{Error, Notifications, Result, quiet};

impl Notifications {
    /// What one wants to be told of.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn preferences(&self, caller: &Caller) -> Result<NotifyPreferences> {
        let mut conn = self.inner.db.read().await?;
        Ok(conn.find_notify_preferences(caller.user_id).await?)
    }

    /// Sets what one wants to be told of. It replaces what was set before.
    ///
    /// # Errors
    /// `invalid_field`.
    pub(crate) async fn set_preferences(
        &self,
        caller: &Caller,
        preferences: NotifyPreferences,
    ) -> Result<NotifyPreferences> {
        if preferences.ttl_seconds > MOST_TTL_SECONDS {
            let detail = "at most 2,419,200 seconds (four weeks)";
            return Err(Problem::field("ttl_seconds", "too_large", detail).into());
        }
        if let Some(hours) = &preferences.quiet_hours {
            quiet::check(hours)?;
        }
        let (user_id, kept) = (caller.user_id, preferences.clone());
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.set_notify_preferences(user_id, &kept).await?) })
        });
        write.await?;
        Ok(preferences)
    }
}
