//! What the command line does with accounts and keys, beside a running server or without one. A
//! running server notices within half a minute.

use std::net::{IpAddr, Ipv4Addr};

use db::{Conn, UserChange};
use models::limits::PAGE_MOST;
use models::{Code, Role, User, UserId};

use crate::{Auth, Error, Result, key, password, username};

impl Auth {
    /// Everybody who has an account, in order of username.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_accounts(&self) -> Result<Vec<User>> {
        let mut conn = self.inner.db.read().await?;
        let mut users: Vec<User> = Vec::new();
        loop {
            let after = users.last().map(|user| user.id);
            let page = conn.list_users("", after, PAGE_MOST).await?;
            if page.is_empty() {
                return Ok(users);
            }
            users.extend(page);
        }
    }

    /// Gives somebody another password; all their sessions end.
    ///
    /// # Errors
    /// `NotFound`, a field's problem, and the database's.
    pub async fn set_password(&self, name: &str, password: &str) -> Result<()> {
        password::check("password", password)?;
        let user = self.find_account(name).await?;
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let hash = self.inner.passwords.hash(password, here).await?;
        self.replace_password(user.id, None, hash, None).await
    }

    /// Gives somebody another role on the whole server.
    ///
    /// # Errors
    /// `NotFound`, `last_owner`, and the database's.
    pub async fn set_role(&self, name: &str, role: Role) -> Result<User> {
        let change = UserChange {
            role: Some(role),
            ..UserChange::default()
        };
        self.change_account(name, change).await
    }

    /// Closes somebody's account, which ends all their sessions, or opens it again.
    ///
    /// # Errors
    /// `NotFound`, `last_owner`, and the database's.
    pub async fn set_disabled(&self, name: &str, disabled: bool) -> Result<User> {
        let change = UserChange {
            disabled: Some(disabled),
            ..UserChange::default()
        };
        self.change_account(name, change).await
    }

    async fn change_account(&self, name: &str, change: UserChange) -> Result<User> {
        let id = self.find_account(name).await?.id;
        let now = self.inner.clock.now();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let before = conn.get_user(id).await?;
                let user = conn.update_user(id, &change, now).await?;
                let owns = |user: &User| user.role == Role::Owner && !user.disabled;
                if owns(&before) && !owns(&user) {
                    expect_other_owner(conn, id).await?;
                }
                let ended = match user.disabled {
                    true => conn.end_sessions(id, None, now).await?,
                    false => Vec::new(),
                };
                Ok((user, ended))
            })
        });
        let (user, ended) = write.await?;
        self.announce_ended(id, ended).await;
        Ok(user)
    }

    async fn find_account(&self, name: &str) -> Result<User> {
        let key = username::key(name);
        if key.contains('\0') {
            return Err(Error::NotFound);
        }
        let found = self.inner.db.read().await?.find_credentials(&key).await?;
        Ok(found.ok_or(Error::NotFound)?.user)
    }

    /// Makes a new key that signs access tokens; the others verify until what they signed has
    /// ended. Returns the new key's `kid`.
    ///
    /// # Errors
    /// The database's.
    pub async fn rotate_keys(&self) -> Result<String> {
        let (random, now) = (self.inner.random.clone(), self.inner.clock.now());
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { key::rotate(conn, &random, now).await })
        });
        let kid = write.await?;
        self.inner.keys.reload(&self.inner.db, now).await?;
        Ok(kid)
    }
}

/// A server without an owner could not be given one but by the command line.
async fn expect_other_owner(conn: &mut Conn, id: UserId) -> Result<()> {
    match conn.count_other_owners(id).await? {
        0 => Err(Error::Problem(Code::LastOwner.into())),
        _ => Ok(()),
    }
}
