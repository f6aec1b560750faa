//! Keys that the server signs with, shared by all replicas.

use models::Timestamp;

use crate::conn::on;
use crate::{Conn, Result};

/// The setting that says which key was to be the first of its purpose last.
const FIRST_KEY: &str = "first_key";

/// A secret key. The newest of its purpose that is not retired signs.
#[derive(Clone)]
pub struct Key {
    /// How a signature names its key.
    pub kid: String,
    /// What it signs.
    pub purpose: String,
    /// The key itself.
    pub secret: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it signs no more.
    pub retired_at: Option<Timestamp>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    kid: String,
    purpose: String,
    secret: Vec<u8>,
    created_at: i64,
    retired_at: Option<i64>,
}

impl From<Row> for Key {
    fn from(row: Row) -> Self {
        Self {
            kid: row.kid,
            purpose: row.purpose,
            secret: row.secret,
            created_at: Timestamp(row.created_at),
            retired_at: row.retired_at.map(Timestamp),
        }
    }
}

impl Conn {
    /// The keys of a purpose, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_keys(&mut self, purpose: &str) -> Result<Vec<Key>> {
        let rows = on!(self, c => sqlx::query_as::<_, Row>(
            "SELECT kid, purpose, secret, created_at, retired_at FROM keys WHERE purpose = $1 \
             ORDER BY created_at DESC, kid DESC",
        )
        .bind(purpose)
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(Key::from).collect())
    }

    /// Adds a key.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_key(&mut self, key: &Key) -> Result<()> {
        on!(self, c => sqlx::query(
            "INSERT INTO keys (kid, purpose, secret, created_at, retired_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&key.kid)
        .bind(&key.purpose)
        .bind(&key.secret)
        .bind(key.created_at.0)
        .bind(key.retired_at.map(|at| at.0))
        .execute(c)
        .await
        .map(drop))?;
        Ok(())
    }

    /// Adds a key unless its purpose has one that is not retired. Of two that try at the same time, as
    /// replicas that start together do, the second waits for the first, and adds none.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_first_key(&mut self, key: &Key) -> Result<()> {
        // The row is what is waited for.
        self.set_setting(FIRST_KEY, &key.kid).await?;
        on!(self, c => sqlx::query(
            "INSERT INTO keys (kid, purpose, secret, created_at, retired_at) \
             SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS \
             (SELECT 1 FROM keys WHERE purpose = $2 AND retired_at IS NULL)",
        )
        .bind(&key.kid)
        .bind(&key.purpose)
        .bind(&key.secret)
        .bind(key.created_at.0)
        .bind(key.retired_at.map(|at| at.0))
        .execute(c)
        .await
        .map(drop))?;
        Ok(())
    }

    /// Ends the signing of every key of a purpose but `kid`.
    ///
    /// # Errors
    /// The database's.
    pub async fn retire_keys(&mut self, purpose: &str, kid: &str, now: Timestamp) -> Result<()> {
        on!(self, c => sqlx::query(
            "UPDATE keys SET retired_at = $3 \
             WHERE purpose = $1 AND kid <> $2 AND retired_at IS NULL",
        )
        .bind(purpose)
        .bind(kid)
        .bind(now.0)
        .execute(c)
        .await
        .map(drop))?;
        Ok(())
    }

    /// Forgets the keys of a purpose that were retired before `before`.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_keys(&mut self, purpose: &str, before: Timestamp) -> Result<()> {
        on!(self, c => sqlx::query("DELETE FROM keys WHERE purpose = $1 AND retired_at < $2")
            .bind(purpose)
            .bind(before.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{on_both, write};

    #[tokio::test]
    async fn of_two_who_make_the_first_key_at_the_same_time_one_does() {
        on_both(async |db| {
            let make = |kid: &'static str, at| {
                let db = db.clone();
                let key = Key {
                    kid: kid.to_owned(),
                    purpose: "jwt".to_owned(),
                    secret: vec![1],
                    created_at: Timestamp(at),
                    retired_at: None,
                };
                async move { write!(db, conn => conn.insert_first_key(&key).await).unwrap() }
            };
            tokio::join!(make("a", 2), make("b", 1), make("c", 3));
            let keys = db.read().await.unwrap().list_keys("jwt").await.unwrap();
            assert_eq!(keys.len(), 1);
            let kid = keys[0].kid.clone();
            write!(db, conn => conn.retire_keys("jwt", "none", Timestamp(9)).await).unwrap();
            make("d", 4).await;
            let keys = db.read().await.unwrap().list_keys("jwt").await.unwrap();
            let seen: Vec<_> = keys.iter().map(|key| key.kid.as_str()).collect();
            assert_eq!(seen, ["d", kid.as_str()], "a retired one is none");
        })
        .await;
    }

    #[tokio::test]
    async fn a_key_is_retired_by_its_successor_and_forgotten_in_the_end() {
        on_both(async |db| {
            for (kid, purpose, at) in [("a", "jwt", 1), ("b", "jwt", 2), ("v", "vapid", 1)] {
                let key = Key {
                    kid: kid.to_owned(),
                    purpose: purpose.to_owned(),
                    secret: vec![1, 0, 255],
                    created_at: Timestamp(at),
                    retired_at: None,
                };
                write!(db, conn => conn.insert_key(&key).await).unwrap();
            }
            write!(db, conn => conn.retire_keys("jwt", "b", Timestamp(9)).await).unwrap();
            let keys = db.read().await.unwrap().list_keys("jwt").await.unwrap();
            let seen: Vec<_> = keys
                .iter()
                .map(|key| (key.kid.as_str(), key.retired_at))
                .collect();
            assert_eq!(seen, [("b", None), ("a", Some(Timestamp(9)))]);
            assert_eq!(keys[0].secret, [1, 0, 255]);
            write!(db, conn => conn.delete_keys("jwt", Timestamp(9)).await).unwrap();
            assert_eq!(
                db.read()
                    .await
                    .unwrap()
                    .list_keys("jwt")
                    .await
                    .unwrap()
                    .len(),
                2
            );
            write!(db, conn => conn.delete_keys("jwt", Timestamp(10)).await).unwrap();
            assert_eq!(
                db.read()
                    .await
                    .unwrap()
                    .list_keys("jwt")
                    .await
                    .unwrap()
                    .len(),
                1
            );
            assert_eq!(
                db.read()
                    .await
                    .unwrap()
                    .list_keys("vapid")
                    .await
                    .unwrap()
                    .len(),
                1
            );
        })
        .await;
    }
}
