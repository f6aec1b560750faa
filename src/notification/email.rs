//! The address that somebody is mailed at where no browser of theirs is told: theirs once they have
//! said the code that was mailed there.
//!
//! *Invariant:* nothing but a code goes to an address that is not confirmed, and codes are few for each
//! person and for each address.

use std::time::Duration;

use auth::SessionKind;
use auth::request::Caller;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Guess, NewEmail, SERVER_NAME};
use models::{Code, Problem, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::mail::{Envelope, mail, read_address};
use crate::mailer::{Mailer, NAME};
use crate::smtp::Failure;
use crate::{Error, Notifications, Result, mail_words};

/// For how long a code works.
const CODE_FOR: Duration = Duration::from_secs(15 * 60);
/// How often it may be said wrongly.
const GUESSES: u32 = 5;
/// How many codes one person, and one address, is mailed.
const PER_PERSON: u32 = 5;
const PER_ADDRESS: u32 = 3;
const WITHIN: Duration = Duration::from_secs(60 * 60);
/// Random bytes in the link that ends the mails.
const SECRET_BYTES: usize = 24;

/// Where one is mailed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = EmailAddress)]
pub(crate) struct Email {
    /// Where; null where one is not.
    #[schema(required, example = "anna@example.org")]
    address: Option<String>,
    /// Whether one has said the code that was mailed there. Before that nothing else is.
    confirmed: bool,
}

/// Where one wants to be mailed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewEmailAddress)]
pub(crate) struct NewAddress {
    /// At most 254 characters of ASCII.
    #[schema(example = "anna@example.org")]
    address: String,
}

/// The code that was mailed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = EmailCode)]
pub(crate) struct MailedCode {
    /// Six digits.
    #[schema(example = "123456")]
    code: String,
}

impl Notifications {
    /// Where one is mailed.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn email(&self, caller: &Caller) -> Result<Email> {
        let mut conn = self.inner.db.read().await?;
        let found = conn.find_email(caller.user_id).await?;
        Ok(Email {
            confirmed: found.as_ref().is_some_and(|email| email.is_confirmed),
            address: found.map(|email| email.address),
        })
    }

    /// Mails a code to an address, which is one's own once one has said it. The address before it is
    /// forgotten as soon as the mail server has the code.
    ///
    /// Only a device may: a token that has leaked must not go on reading by mail after its end.
    ///
    /// # Errors
    /// `forbidden`, `invalid_field`, `rate_limited`, and `unavailable` where no mail can be sent.
    pub(crate) async fn set_email(&self, caller: &Caller, new: &NewAddress) -> Result<Email> {
        only_a_device(caller)?;
        let off = || Problem::new(Code::Unavailable, "This server sends no mails.");
        let mailer = self.inner.mailer.as_ref().ok_or_else(off)?;
        let address = new.address.trim();
        if read_address(address).is_none() {
            return Err(Problem::field("address", "invalid", "no address of a mailbox").into());
        }
        let user_id = caller.user_id;
        let limits = [
            (format!("mail-code:{user_id}"), PER_PERSON),
            (format!("mail-code:{}", mailbox(address)), PER_ADDRESS),
        ];
        self.count(&limits, WITHIN).await?;
        let number = u64::from_le_bytes(self.inner.random.bytes()) % 1_000_000;
        let code = format!("{number:06}");
        self.mail_code(mailer, user_id, address, &code).await?;
        let now = self.inner.clock.now();
        let new = NewEmail {
            user_id,
            address: address.to_owned(),
            secret: self.inner.random.bytes::<SECRET_BYTES>().to_vec(),
            code_hash: hash(user_id, &code),
            code_until: now.plus(CODE_FOR),
        };
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.set_email(&new).await?) })
        });
        write.await?;
        Ok(Email {
            address: Some(address.to_owned()),
            confirmed: false,
        })
    }

    /// Makes an address one's own. Only a device may, as with setting it.
    ///
    /// # Errors
    /// `forbidden`, `invalid_field` where it is another code, `gone` where there is none any more.
    pub(crate) async fn confirm_email(&self, caller: &Caller, said: &MailedCode) -> Result<()> {
        only_a_device(caller)?;
        let user_id = caller.user_id;
        let hash = hash(user_id, said.code.trim());
        let now = self.inner.clock.now();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.confirm_email(user_id, &hash, GUESSES, now).await?) })
        });
        match write.await? {
            Guess::Right => Ok(()),
            Guess::Wrong => {
                Err(Problem::field("code", "invalid", "not the code that was mailed").into())
            }
            Guess::Ended => {
                let detail = "There is no code, or it works no more. Have another one mailed.";
                Err(Problem::new(Code::Gone, detail).into())
            }
        }
    }

    /// Mails one nothing any more; again is harmless.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn remove_email(&self, caller: &Caller) -> Result<()> {
        let user_id = caller.user_id;
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.delete_email(user_id).await?) })
        });
        write.await.map(drop)
    }

    /// The same for whoever has the link of a mail, which may have ended.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn stop_mails(&self, secret: &str) -> Result<()> {
        let Ok(secret) = URL_SAFE_NO_PAD.decode(secret) else {
            return Ok(());
        };
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.delete_email_by_secret(&secret).await?) })
        });
        write.await.map(drop)
    }

    async fn mail_code(
        &self,
        mailer: &Mailer,
        user_id: UserId,
        address: &str,
        code: &str,
    ) -> Result<()> {
        // Whoever waits for a mail server that hangs keeps others from waiting with them.
        let _turn = mailer.codes.try_acquire().map_err(|_| Problem::busy())?;
        let mut conn = self.inner.db.read().await?;
        let name = conn.find_setting(SERVER_NAME).await?;
        let name = name.as_deref().unwrap_or(NAME);
        // Not the name that they chose for show: a stranger may read it.
        let person = conn.get_user(user_id).await?.username;
        drop(conn);
        let url = format!("{}/", mailer.config.public_url);
        let minutes = CODE_FOR.as_secs() / 60;
        let content = mail_words::code(name, &person, code, minutes, &url);
        let envelope = Envelope {
            from: &mailer.config.from,
            name,
            to: address,
            id: &URL_SAFE_NO_PAD.encode(self.inner.random.bytes::<24>()),
            at: self.inner.clock.now(),
            unsubscribe: None,
        };
        let mail = mail(&envelope, content)?;
        let written = std::future::ready(Some(mail.formatted()));
        let sent = mailer.smtp.send(mail.envelope(), Box::pin(written)).await;
        let (outcome, said) = match &sent {
            Ok(_) => ("sent", ""),
            Err(Failure::Refused(said)) => ("refused", said.as_str()),
            Err(Failure::Server(said) | Failure::Stuck(said) | Failure::Later(said)) => {
                ("failed", said.as_str())
            }
        };
        metrics::counter!("snug_mails_total", "outcome" => outcome).increment(1);
        if sent.is_err() {
            tracing::warn!(said, "a code was not mailed");
        }
        match sent {
            Ok(_) => Ok(()),
            Err(Failure::Refused(_)) => {
                let detail = "the mail server does not take mail for this address";
                Err(Problem::field("address", "refused", detail).into())
            }
            Err(Failure::Server(_) | Failure::Stuck(_) | Failure::Later(_)) => {
                let detail = "The mail server does not take mail at the moment. Try again later.";
                Err(Problem::new(Code::Unavailable, detail).into())
            }
        }
    }
}

/// A token that has leaked must not change where its person is told of things.
pub(crate) fn only_a_device(caller: &Caller) -> Result<()> {
    match caller.kind {
        SessionKind::Device => Ok(()),
        _ => Err(Code::Forbidden.into()),
    }
}

/// Whose an address is, as far as this server can know: most mail servers hand all of `name+anything`
/// to `name`.
fn mailbox(address: &str) -> String {
    let address = address.to_lowercase();
    let Some((name, domain)) = address.rsplit_once('@') else {
        return address;
    };
    let name = name.split_once('+').map_or(name, |(name, _)| name);
    format!("{name}@{domain}")
}

/// What is kept of a code. It is short, so that it can be typed: what keeps it is that it soon ends,
/// and that it can be said wrongly but a few times.
fn hash(user_id: UserId, code: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(user_id.0.as_bytes());
    hash.update(code.as_bytes());
    hash.finalize().to_vec()
}
