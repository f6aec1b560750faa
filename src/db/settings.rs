//! Facts about the whole server, a name and a value each.

use crate::conn::on;
use crate::{Conn, Result};

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
