//! People and bots.

use models::{FileId, Role, Status, Timestamp, User, UserId};
use uuid::Uuid;

use crate::conn::{ids, on};
use crate::{Conn, Error, Result, Use};

/// What is shown in place of the name of a deleted account.
const DELETED_PERSON: &str = "Deleted person";
/// What is left of its username.
const DELETED_USERNAME: &str = "deleted";

/// An account that is to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Who.
    pub id: UserId,
    /// As it is shown.
    pub username: String,
    /// As it is compared. A bot has none: its name is nobody's, and nobody can mention it.
    pub username_key: Option<String>,
    /// What the others read.
    pub display_name: String,
    /// On the whole server.
    pub role: Role,
    /// A bot has none.
    pub password_hash: Option<String>,
}

/// A change of a user's public object; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// Another name.
    pub display_name: Option<String>,
    /// Another picture, or none any more.
    pub avatar: Option<Option<FileId>>,
    /// Another role.
    pub role: Option<Role>,
    /// Whether they can log in.
    pub disabled: Option<bool>,
    /// What they say of themselves, or nothing any more.
    pub status: Option<Option<Status>>,
    /// Another time zone, or none any more.
    pub time_zone: Option<Option<String>>,
}

#[derive(sqlx_macros::FromRow)]
pub(crate) struct UserRow {
    id: Uuid,
    username: String,
    display_name: String,
    avatar: Option<Uuid>,
    role: String,
    disabled: bool,
    updated_at: i64,
    deleted_at: Option<i64>,
    status_emoji: Option<String>,
    status_text: Option<String>,
    status_until: Option<i64>,
    time_zone: Option<String>,
}

impl TryFrom<UserRow> for User {
    type Error = Error;

    fn try_from(row: UserRow) -> Result<Self> {
        let deleted = row.deleted_at.is_some();
        let (emoji, until) = (row.status_emoji, row.status_until.map(Timestamp));
        let status = row.status_text.map(|text| Status { emoji, text, until });
        Ok(Self {
            id: UserId(row.id),
            username: row.username,
            display_name: if deleted {
                DELETED_PERSON.to_owned()
            } else {
                row.display_name
            },
            avatar: row.avatar.map(FileId),
            role: row.role.parse()?,
            disabled: row.disabled || deleted,
            status,
            time_zone: row.time_zone,
            updated_at: Timestamp(row.updated_at),
        })
    }
}

#[derive(sqlx_macros::FromRow)]
struct KeyedRow {
    username_key: String,
    #[sqlx(flatten)]
    user: UserRow,
}

/// The columns of a [`UserRow`], for `concat!`; the table goes by the name `u`.
macro_rules! user_columns {
    () => {
        "u.id, u.username, u.display_name, u.avatar, u.role, u.disabled, u.updated_at, \
         u.deleted_at, u.status_emoji, u.status_text, u.status_until, u.time_zone"
    };
}
pub(crate) use user_columns;

/// The same, of the row that a statement has just written.
macro_rules! returning_user {
    () => {
        " RETURNING id, username, display_name, avatar, role, disabled, updated_at, deleted_at, \
         status_emoji, status_text, status_until, time_zone"
    };
}

fn users(rows: Vec<UserRow>) -> Result<Vec<User>> {
    rows.into_iter().map(User::try_from).collect()
}

/// What a query is looked for in.
fn search_key(username: &str, display_name: &str) -> String {
    format!(
        "{}\n{}",
        username.to_lowercase(),
        display_name.to_lowercase()
    )
}

/// A pattern of `LIKE … ESCAPE '\'` that finds `query` anywhere.
pub(crate) fn anywhere(query: &str) -> String {
    let mut pattern = String::with_capacity(query.len() + 2);
    pattern.push('%');
    for c in query.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl Conn {
    /// Adds an account.
    ///
    /// # Errors
    /// [`Error::Exists`] where somebody has the `username_key`, and the database's.
    pub async fn insert_user(&mut self, user: &NewUser, now: Timestamp) -> Result<User> {
        let row = on!(self, c => sqlx::query_as::<_, UserRow>(concat!(
            "INSERT INTO users (id, username, username_key, display_name, search_key, role, \
             password_hash, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)", returning_user!(),
        ))
        .bind(user.id.0)
        .bind(&user.username)
        .bind(user.username_key.as_deref())
        .bind(&user.display_name)
        .bind(search_key(&user.username, &user.display_name))
        .bind(user.role.as_str())
        .bind(user.password_hash.as_deref())
        .bind(now.0)
        .fetch_one(c)
        .await)?;
        row.try_into()
    }

    /// A user, also a deleted one.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_user(&mut self, id: UserId) -> Result<Option<User>> {
        let row = on!(self, c => sqlx::query_as::<_, UserRow>(
            concat!("SELECT ", user_columns!(), " FROM users u WHERE u.id = $1"),
        )
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
        row.map(User::try_from).transpose()
    }

    /// As [`Conn::find_user`].
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none, and the database's.
    pub async fn get_user(&mut self, id: UserId) -> Result<User> {
        self.find_user(id).await?.ok_or(Error::Missing)
    }

    /// The users of `user_ids` that exist, also deleted ones, in no order.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_users_by_id(&mut self, user_ids: &[UserId]) -> Result<Vec<User>> {
        let sql = self.pick(
            concat!(
                "SELECT ",
                user_columns!(),
                " FROM users u \
                 WHERE u.id IN (SELECT unhex(value) FROM json_each($1))",
            ),
            concat!(
                "SELECT ",
                user_columns!(),
                " FROM users u \
                 WHERE u.id IN (SELECT value::uuid FROM json_array_elements_text($1::json))",
            ),
        );
        users(on!(self, c => sqlx::query_as::<_, UserRow>(sql)
            .bind(ids(user_ids))
            .fetch_all(c)
            .await)?)
    }

    /// Users who were not deleted, whose username or display name holds `query` without regard to
    /// case, in order of username: up to `limit` of those after the user `after`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_users(
        &mut self,
        query: &str,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<User>> {
        // PostgreSQL takes no U+0000, and no name holds one.
        if query.contains('\0') {
            return Ok(Vec::new());
        }
        users(on!(self, c => sqlx::query_as::<_, UserRow>(concat!(
            "SELECT ", user_columns!(), " FROM users u \
             WHERE u.deleted_at IS NULL AND u.search_key LIKE $1 ESCAPE '\\' \
             AND ($2 IS NULL \
               OR (u.username, u.id) > (SELECT a.username, a.id FROM users a WHERE a.id = $2)) \
             ORDER BY u.username, u.id LIMIT $3",
        ))
        .bind(anywhere(query))
        .bind(after.map(|id| id.0))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await)?)
    }

    /// The people with these usernames, as they are compared, each with the key that found them.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_users_by_username_keys(
        &mut self,
        keys: &[String],
    ) -> Result<Vec<(String, User)>> {
        let sql = self.pick(
            concat!(
                "SELECT u.username_key, ",
                user_columns!(),
                " FROM users u \
                 WHERE u.username_key IN (SELECT value FROM json_each($1))",
            ),
            concat!(
                "SELECT u.username_key, ",
                user_columns!(),
                " FROM users u \
                 WHERE u.username_key IN (SELECT value FROM json_array_elements_text($1::json))",
            ),
        );
        let rows = on!(self, c => sqlx::query_as::<_, KeyedRow>(sql)
            .bind(serde_json::to_string(keys)?)
            .fetch_all(c)
            .await)?;
        rows.into_iter()
            .map(|row| Ok((row.username_key, row.user.try_into()?)))
            .collect()
    }

    /// Whether any account was ever made.
    ///
    /// # Errors
    /// The database's.
    pub async fn has_users(&mut self) -> Result<bool> {
        let found = on!(self, c => sqlx::query_scalar::<_, i64>(
            "SELECT CAST(1 AS BIGINT) FROM users LIMIT 1",
        )
        .fetch_optional(c)
        .await)?;
        Ok(found.is_some())
    }

    /// Locks people and all owners of the server until the commit, in order of their ids: whoever
    /// counts owners then, and makes one less of them, does it alone.
    ///
    /// # Errors
    /// The database's.
    pub async fn lock_with_owners(&mut self, who: &[UserId]) -> Result<()> {
        let owners: Vec<Uuid> = on!(self, c => sqlx::query_scalar(
            "SELECT id FROM users WHERE role = 'owner' AND NOT disabled AND deleted_at IS NULL",
        )
        .fetch_all(c)
        .await)?;
        let owners = owners.into_iter().map(UserId);
        let all: Vec<UserId> = who.iter().copied().chain(owners).collect();
        self.lock_people(&all).await
    }

    /// Changes a user's public object; the user afterwards. What the change does not name is not
    /// written: somebody else may be about to change it.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none or it was deleted, and the database's.
    pub async fn update_user(
        &mut self,
        id: UserId,
        change: &UserChange,
        now: Timestamp,
    ) -> Result<User> {
        if change.role.is_some() || change.disabled.is_some() {
            self.lock_with_owners(&[id]).await?;
        }
        // A username stays what it is.
        let search_key = match &change.display_name {
            Some(name) => Some(search_key(&self.get_user(id).await?.username, name)),
            None => None,
        };
        let status = change.status.as_ref().and_then(Option::as_ref);
        let row = on!(self, c => sqlx::query_as::<_, UserRow>(concat!(
            "UPDATE users SET display_name = COALESCE($2, display_name), \
             search_key = COALESCE($3, search_key), \
             avatar = CASE WHEN $4 THEN $5 ELSE avatar END, role = COALESCE($6, role), \
             disabled = COALESCE($7, disabled), updated_at = $8, \
             status_emoji = CASE WHEN $9 THEN $10 ELSE status_emoji END, \
             status_text = CASE WHEN $9 THEN $11 ELSE status_text END, \
             status_until = CASE WHEN $9 THEN $12 ELSE status_until END, \
             time_zone = CASE WHEN $13 THEN $14 ELSE time_zone END \
             WHERE id = $1 AND deleted_at IS NULL", returning_user!(),
        ))
        .bind(id.0)
        .bind(change.display_name.as_deref())
        .bind(search_key.as_deref())
        .bind(change.avatar.is_some())
        .bind(change.avatar.flatten().map(|id| id.0))
        .bind(change.role.map(Role::as_str))
        .bind(change.disabled)
        .bind(now.0)
        .bind(change.status.is_some())
        .bind(status.and_then(|it| it.emoji.as_deref()))
        .bind(status.map(|it| it.text.as_str()))
        .bind(status.and_then(|it| it.until).map(|at| at.0))
        .bind(change.time_zone.is_some())
        .bind(change.time_zone.as_ref().and_then(Option::as_deref))
        .fetch_optional(c)
        .await)?;
        row.ok_or(Error::Missing)?.try_into()
    }

    /// Deletes an account: its name is free again, its picture and its subscriptions go, and what it
    /// wrote stays under *Deleted person*.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none or it was deleted before, and the database's.
    pub async fn delete_user(&mut self, id: UserId, now: Timestamp) -> Result<User> {
        let row = on!(self, c => sqlx::query_as::<_, UserRow>(concat!(
            "UPDATE users SET username = $2, username_key = NULL, display_name = $3, \
             search_key = '', avatar = NULL, role = $4, disabled = TRUE, password_hash = NULL, \
             status_emoji = NULL, status_text = NULL, status_until = NULL, time_zone = NULL, \
             updated_at = $5, deleted_at = $5 \
             WHERE id = $1 AND deleted_at IS NULL", returning_user!(),
        ))
        .bind(id.0)
        .bind(DELETED_USERNAME)
        .bind(DELETED_PERSON)
        .bind(Role::Member.as_str())
        .bind(now.0)
        .fetch_optional(c)
        .await)?;
        let user = row.ok_or(Error::Missing)?.try_into()?;
        self.replace_use(Use::Avatar(id), None, now).await?;
        self.delete_notifications(id).await?;
        Ok(user)
    }

    /// How many owners of the server can log in, besides `except`.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_other_owners(&mut self, except: UserId) -> Result<i64> {
        Ok(on!(self, c => sqlx::query_scalar::<_, i64>(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM users \
             WHERE role = 'owner' AND NOT disabled AND deleted_at IS NULL AND id <> $1",
        )
        .bind(except.0)
        .fetch_one(c)
        .await)?)
    }
}

#[cfg(test)]
#[path = "users_tests.rs"]
mod tests;
