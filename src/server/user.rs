//! `snug user`: accounts from the command line.

use anyhow::{Result, anyhow};
use auth::{Auth, NewAccount};
use models::{Code, Problem};

use crate::app::Core;
use crate::cli::{Role, User};
use crate::config::Config;
use crate::password;
use crate::say::say;

/// Does what was asked.
///
/// # Errors
/// Why it cannot be done.
pub(crate) async fn run(command: User, config: &Config) -> Result<()> {
    // Before the database is opened: people think for longer than anything should be held open.
    let password = match &command {
        User::Create { username, .. } | User::SetPassword { username } => {
            Some(password::ask(username)?)
        }
        _ => None,
    };
    let core = Core::open_beside(config).await?;
    let done = apply(command, password.unwrap_or_default(), &core.auth).await;
    core.close().await;
    done
}

async fn apply(command: User, password: String, auth: &Auth) -> Result<()> {
    match command {
        User::Create {
            username,
            display_name,
            role,
        } => {
            let account = NewAccount {
                username,
                password,
                display_name,
            };
            let user = auth
                .create_account(account, role.map(Into::into))
                .await
                .map_err(explain)?;
            say(format_args!(
                "{} can log in now, as {}.",
                user.username,
                user.role.as_str()
            ));
        }
        User::List => {
            for user in auth.list_accounts().await.map_err(explain)? {
                let state = if user.disabled { "disabled" } else { "" };
                let line = format!(
                    "{:<32}  {:<6}  {:<8}  {}",
                    user.username,
                    user.role.as_str(),
                    state,
                    user.display_name
                );
                say(line.trim_end());
            }
        }
        User::SetPassword { username } => {
            auth.set_password(&username, &password)
                .await
                .map_err(explain)?;
            say(format_args!(
                "{username} has another password; all sessions have ended."
            ));
        }
        User::SetRole { username, role } => {
            let user = auth
                .set_role(&username, role.into())
                .await
                .map_err(explain)?;
            say(format_args!(
                "{} is {} now.",
                user.username,
                user.role.as_str()
            ));
        }
        User::Disable { username, undo } => {
            let user = auth.set_disabled(&username, !undo).await.map_err(explain)?;
            let state = if undo {
                "can log in again"
            } else {
                "cannot log in any more"
            };
            say(format_args!("{} {state}.", user.username));
        }
    }
    Ok(())
}

/// In the operator's words.
fn explain(error: auth::Error) -> anyhow::Error {
    let problem = Problem::from(error);
    match problem.code {
        Code::NotFound => anyhow!("there is no such account (`snug user list` shows them)"),
        Code::LastOwner => anyhow!("this is the last owner: give somebody else that role first"),
        _ => anyhow!("{}", problem.detail),
    }
}

impl From<Role> for models::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Admin => Self::Admin,
            Role::Member => Self::Member,
        }
    }
}
