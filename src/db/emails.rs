//! The addresses that people are mailed at: one for each person, theirs once they have said the code
//! that was mailed there.
//!
//! *Invariant:* an address that is not confirmed is never due.

use models::{Timestamp, UserId};

use crate::conn::on;
use crate::{Conn, Result};

/// Somebody's address, as they see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// Where.
    pub address: String,
    /// Whether they have proven that it is theirs.
    pub is_confirmed: bool,
}

/// An address that somebody says is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEmail {
    /// Whose.
    pub user_id: UserId,
    /// Where.
    pub address: String,
    /// What the link ends with that ends the mails.
    pub secret: Vec<u8>,
    /// The hash of what proves that it is theirs.
    pub code_hash: Vec<u8>,
    /// Until when it does.
    pub code_until: Timestamp,
}

/// What became of a code that somebody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// It is the one: the address is confirmed.
    Right,
    /// It is another one.
    Wrong,
    /// There is none, or none any more.
    Ended,
}

impl Conn {
    /// Sets somebody's address, which is to be confirmed, in the place of the one before. The same one
    /// keeps its secret, so that the links of its mails go on to end them. Nothing where their account
    /// was deleted.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_email(&mut self, new: &NewEmail) -> Result<()> {
        on!(self, c => sqlx::query("DELETE FROM emails WHERE user_id = $1 AND address <> $2")
            .bind(new.user_id.0).bind(&*new.address).execute(c).await.map(drop))?;
        // Whoever does the same at the same time: the last one counts.
        on!(self, c => sqlx::query(
            "INSERT INTO emails (user_id, address, secret, code_hash, code_until) \
             SELECT id, $2, $3, $4, $5 FROM users WHERE id = $1 AND deleted_at IS NULL \
             ON CONFLICT (user_id) DO UPDATE SET \
             secret = CASE WHEN emails.address = excluded.address THEN emails.secret \
             ELSE excluded.secret END, address = excluded.address, \
             code_hash = excluded.code_hash, code_until = excluded.code_until, guesses = 0, \
             confirmed_at = NULL, due_at = NULL, claimed_until = NULL, attempts = 0, refusals = 0")
            .bind(new.user_id.0)
            .bind(&*new.address)
            .bind(&*new.secret)
            .bind(&*new.code_hash)
            .bind(new.code_until.0)
            .execute(c).await.map(drop))?;
        Ok(())
    }

    /// Somebody's address.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_email(&mut self, user_id: UserId) -> Result<Option<Email>> {
        let row: Option<(String, Option<i64>)> = on!(self, c => sqlx::query_as(
            "SELECT address, confirmed_at FROM emails WHERE user_id = $1")
            .bind(user_id.0).fetch_optional(c).await)?;
        Ok(row.map(|(address, confirmed_at)| Email {
            address,
            is_confirmed: confirmed_at.is_some(),
        }))
    }

    /// Confirms somebody's address where the hash is that of its code. A wrong one counts, and after
    /// `most` of these the code is none any more. There is something to tell from `now` on.
    ///
    /// # Errors
    /// The database's.
    pub async fn confirm_email(
        &mut self,
        user_id: UserId,
        code_hash: &[u8],
        most: u32,
        now: Timestamp,
    ) -> Result<Guess> {
        // Counted first, so that nobody has more guesses by making them at the same time.
        let kept: Option<Vec<u8>> = on!(self, c => sqlx::query_scalar(
            "UPDATE emails SET guesses = guesses + 1 WHERE user_id = $1 AND code_until > $2 \
             AND guesses < $3 AND code_hash IS NOT NULL RETURNING code_hash")
            .bind(user_id.0).bind(now.0).bind(i64::from(most)).fetch_optional(c).await)?;
        let Some(kept) = kept else {
            return Ok(Guess::Ended);
        };
        if kept != code_hash {
            return Ok(Guess::Wrong);
        }
        on!(self, c => sqlx::query(
            "UPDATE emails SET code_hash = NULL, code_until = NULL, guesses = 0, \
             confirmed_at = $2, due_at = $2 WHERE user_id = $1")
            .bind(user_id.0).bind(now.0).execute(c).await.map(drop))?;
        Ok(Guess::Right)
    }

    /// Takes somebody's address away, with all that is known of its mails; whether there was one.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_email(&mut self, user_id: UserId) -> Result<bool> {
        let rows = on!(self, c => sqlx::query("DELETE FROM emails WHERE user_id = $1")
            .bind(user_id.0).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// The same by what the link in its mails ends with.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_email_by_secret(&mut self, secret: &[u8]) -> Result<bool> {
        let rows = on!(self, c => sqlx::query("DELETE FROM emails WHERE secret = $1")
            .bind(secret).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }
}
