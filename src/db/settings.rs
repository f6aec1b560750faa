//! Facts about the whole server, a name and a value each.

use crate::conn::on;
use crate::{Conn, Result};

/// Under which name it is set what the server's owner calls it.
pub const SERVER_NAME: &str = "server_name";

impl Conn {
    /// What is set under `name`.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_setting(&mut self, name: &str) -> Result<Option<String>> {
        Ok(
            on!(self, c => sqlx::query_scalar("SELECT value FROM settings WHERE name = $1")
            .bind(name)
            .fetch_optional(c)
            .await)?,
        )
    }

    /// Sets `name` to `value`, whatever was there.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<()> {
        on!(self, c => sqlx::query(
            "INSERT INTO settings (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(c)
        .await
        .map(drop))?;
        Ok(())
    }

    /// Sets `name` unless it is set; whether this call did. Two transactions that try at the same
    /// time wait for each other, and exactly one hears `true`.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_setting(&mut self, name: &str, value: &str) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .bind(value)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{on_both, write};

    #[tokio::test]
    async fn a_setting_is_set_changed_and_claimed_once() {
        on_both(async |db| {
            write!(db, conn => conn.set_setting("name", "a").await).unwrap();
            write!(db, conn => conn.set_setting("name", "b").await).unwrap();
            let found = db.read().await.unwrap().find_setting("name").await.unwrap();
            assert_eq!(found.as_deref(), Some("b"));
            assert_eq!(db.read().await.unwrap().find_setting("other").await.unwrap(), None);

            let claim = |value: &'static str| {
                let db = db.clone();
                async move { write!(db, conn => conn.insert_setting("owner", value).await).unwrap() }
            };
            let (one, two) = tokio::join!(claim("one"), claim("two"));
            assert!(one != two, "exactly one claims it");
        })
        .await;
    }
}
