//! What checks a password, and changing it. Whether it is right is not said here.

use models::{User, UserId};

use crate::conn::on;
use crate::users::{UserRow, user_columns};
use crate::{Conn, Error, Result};

/// What is needed to check a password.
#[derive(Clone)]
pub struct Credentials {
    /// Who.
    pub user: User,
    /// The username as it is compared; none of bots and deleted accounts.
    pub username_key: Option<String>,
    /// In PHC string format; none where nobody can log in.
    pub password_hash: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct CredentialsRow {
    #[sqlx(flatten)]
    user: UserRow,
    username_key: Option<String>,
    password_hash: Option<String>,
}

impl TryFrom<CredentialsRow> for Credentials {
    type Error = Error;

    fn try_from(row: CredentialsRow) -> Result<Self> {
        Ok(Self {
            user: row.user.try_into()?,
            username_key: row.username_key,
            password_hash: row.password_hash,
        })
    }
}

impl Conn {
    /// The user with a username, as it is compared, and what checks their password.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_credentials(&mut self, username_key: &str) -> Result<Option<Credentials>> {
        let row = on!(self, c => sqlx::query_as::<_, CredentialsRow>(concat!(
            "SELECT u.username_key, u.password_hash, ", user_columns!(), " FROM users u \
             WHERE u.username_key = $1",
        ))
        .bind(username_key)
        .fetch_optional(c)
        .await)?;
        row.map(Credentials::try_from).transpose()
    }

    /// What checks a user's password.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_credentials_by_id(&mut self, id: UserId) -> Result<Option<Credentials>> {
        let row = on!(self, c => sqlx::query_as::<_, CredentialsRow>(concat!(
            "SELECT u.username_key, u.password_hash, ", user_columns!(), " FROM users u \
             WHERE u.id = $1",
        ))
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
        row.map(Credentials::try_from).transpose()
    }

    /// Gives a user another password, in PHC string format; where `old` is given, only while that is
    /// the password. Whether it was.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_password(
        &mut self,
        id: UserId,
        old: Option<&str>,
        new: &str,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "UPDATE users SET password_hash = $2 WHERE id = $1 AND deleted_at IS NULL \
             AND ($3 IS NULL OR password_hash = $3)",
        )
        .bind(id.0)
        .bind(new)
        .bind(old)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }
}
