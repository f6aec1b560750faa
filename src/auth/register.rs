//! Making accounts: by registering, and from the command line.

use std::net::{IpAddr, Ipv4Addr};

use db::{Conn, NewUser, Session};
use models::event::Address;
use models::{ConversationId, Event, Role, Timestamp, User, UserId, text};

use crate::device::{Device, Grant};
use crate::{Auth, Error, Newcomer, Registration, Result, invite, password, username};

/// Set, to whose it is, with the first account. Whoever sets it is the owner: of two who try at
/// the same time, one.
const FIRST_ACCOUNT: &str = "first_account";

/// An account that somebody wants.
#[derive(Clone)]
pub struct NewAccount {
    /// As it will be shown.
    pub username: String,
    /// 8 to 256 characters.
    pub password: String,
    /// The username, where none is given.
    pub display_name: Option<String>,
}

/// An account that was made.
struct Made {
    user: User,
    session: Option<Session>,
    events: Vec<(Address, Event)>,
}

/// Whether an account may be made, as it is asked inside the transaction.
enum Admission {
    /// By `auth.registration`, with this invite.
    Register(Registration, Option<String>),
    /// The command line may, with this role.
    CommandLine(Role),
}

impl Auth {
    /// Who may make an account: as configured, but anybody the first one.
    #[must_use]
    pub fn registration(&self, is_first: bool) -> Registration {
        if is_first {
            Registration::Open
        } else {
            self.inner.config.registration
        }
    }

    /// Makes an account and logs it in. The first one is the owner.
    ///
    /// # Errors
    /// `RegistrationClosed`, `InviteEnded`, `UsernameTaken`, a field's problem, `Throttled`, `Busy`,
    /// and the database's.
    pub async fn register(
        &self,
        account: NewAccount,
        invite: Option<String>,
        device: Device,
    ) -> Result<Grant> {
        let (mut user, password) = self.new_user(account)?;
        // Whoever cannot have an account is told before a password is hashed for them. What counts
        // is asked again in the transaction.
        self.expect_admission(&user, invite.as_deref()).await?;
        self.count_registration(device.address).await?;
        user.password_hash = Some(self.inner.passwords.hash(&password, device.address).await?);
        let session = self.new_session(user.id, &device);
        let admission = Admission::Register(self.inner.config.registration, invite);
        let made = self.make(user, admission, Some(session)).await?;
        let session = made.session.ok_or(Error::Internal("no session was made"))?;
        self.grant(&session, made.user, session.created_at)
    }

    /// Makes an account, whatever `auth.registration` says, with a role, a member's where none is
    /// given. The first account is the owner's all the same.
    ///
    /// # Errors
    /// `UsernameTaken`, a field's problem, and the database's.
    pub async fn create_account(&self, account: NewAccount, role: Option<Role>) -> Result<User> {
        let (mut user, password) = self.new_user(account)?;
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        user.password_hash = Some(self.inner.passwords.hash(&password, here).await?);
        let admission = Admission::CommandLine(role.unwrap_or(Role::Member));
        Ok(self.make(user, admission, None).await?.user)
    }

    /// What is stored of an account, but for its password, which comes beside it.
    fn new_user(&self, account: NewAccount) -> Result<(NewUser, String)> {
        let username = username::parse(&account.username)?;
        let display_name = match account.display_name {
            Some(name) => text::name("display_name", &name)?,
            None => username.clone(),
        };
        password::check("password", &account.password)?;
        let user = NewUser {
            id: UserId(self.inner.random.uuid(self.inner.clock.now())),
            username_key: Some(username::key(&username)),
            username,
            display_name,
            role: Role::Member,
            password_hash: None,
        };
        Ok((user, account.password))
    }

    async fn expect_admission(&self, user: &NewUser, invite: Option<&str>) -> Result<()> {
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.read().await?;
        if conn.has_users().await? {
            let found = match invite.filter(|code| invite::is_code(code)) {
                Some(code) => conn.find_invite(code).await?,
                None => None,
            };
            admit(
                self.inner.config.registration,
                invite,
                found.map(|found| found.usable(now)),
            )?;
        }
        let key = user.username_key.as_deref().unwrap_or_default();
        match conn.find_credentials(key).await? {
            Some(_) => Err(Error::UsernameTaken),
            None => Ok(()),
        }
    }

    async fn make(
        &self,
        user: NewUser,
        admission: Admission,
        session: Option<Session>,
    ) -> Result<Made> {
        let (now, welcome) = (self.inner.clock.now(), self.inner.welcome.clone());
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let mut user = user;
                let first = conn
                    .insert_setting(FIRST_ACCOUNT, &user.id.to_string())
                    .await?;
                let mut invited_to = None;
                match admission {
                    _ if first => user.role = Role::Owner,
                    Admission::CommandLine(role) => user.role = role,
                    Admission::Register(registration, code) => {
                        invited_to = enter(conn, registration, code.as_deref(), now).await?;
                    }
                }
                let user = conn
                    .insert_user(&user, now)
                    .await
                    .map_err(|error| match error {
                        db::Error::Exists => Error::UsernameTaken,
                        error => error.into(),
                    })?;
                if let Some(session) = &session {
                    conn.insert_session(session).await?;
                }
                let newcomer = Newcomer {
                    user_id: user.id,
                    first,
                    invited_to,
                };
                let events = welcome(conn, newcomer).await?;
                Ok(Made {
                    user,
                    session,
                    events,
                })
            })
        });
        let mut made = write.await?;
        for (address, event) in made.events.drain(..) {
            if let Err(error) = self.inner.topic.publish(address, event).await {
                tracing::warn!(%error, "a newcomer could not be announced");
            }
        }
        Ok(made)
    }
}

/// Uses the invite that was given, or needs none; the conversation it leads to.
async fn enter(
    conn: &mut Conn,
    registration: Registration,
    code: Option<&str>,
    now: Timestamp,
) -> Result<Option<ConversationId>> {
    let known = match code.filter(|code| invite::is_code(code)) {
        Some(code) => conn.find_invite(code).await?,
        None => None,
    };
    admit(
        registration,
        code,
        known.as_ref().map(|known| known.usable(now)),
    )?;
    let Some(code) = code else { return Ok(None) };
    let used = conn
        .use_invite(code, now)
        .await?
        .ok_or(Error::InviteEnded)?;
    invite::destination(conn, &used).await
}

/// Whether somebody comes in with an invite that is unknown, or of which is known whether it is
/// `usable`.
fn admit(registration: Registration, code: Option<&str>, usable: Option<bool>) -> Result<()> {
    match (registration, code, usable) {
        (Registration::Closed, ..) => Err(Error::RegistrationClosed),
        (_, Some(_), Some(true)) | (Registration::Open, None, _) => Ok(()),
        (_, Some(_), Some(false)) => Err(Error::InviteEnded),
        // A code that was never given out is no invite.
        (_, Some(_), None) | (Registration::Invite, None, _) => Err(Error::RegistrationClosed),
    }
}
