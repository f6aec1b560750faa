//! How often somebody may have done what takes something of others.

use std::time::Duration;

use models::Problem;

use crate::{Error, Notifications, Result};

impl Notifications {
    /// Counts one under each key, which may be so many within `window`.
    ///
    /// # Errors
    /// `rate_limited` where there are as many; the limiter's.
    pub(crate) async fn count(&self, limits: &[(String, u32)], window: Duration) -> Result<()> {
        let limiter = &self.inner.limiter;
        let check = async |key: &str, most| match limiter.check(key, most, window).await? {
            Some(wait) => {
                let millis = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
                Err(Error::from(Problem::rate_limited(millis)))
            }
            None => Ok(()),
        };
        for (key, most) in limits {
            check(key, *most).await?;
        }
        // Counted before it is looked at again, so that nobody has more by asking at the same time.
        for (key, most) in limits {
            limiter.count(key, window).await?;
            check(key, most + 1).await?;
        }
        Ok(())
    }
}
