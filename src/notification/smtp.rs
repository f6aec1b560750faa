//! Hands mails to the mail server by SMTP (RFC 5321): a connection for each, which takes no longer
//! than [`TAKES_WITHIN`], whatever the mail server does.
//!
//! It must never say an address or a password to anybody but the mail server: what it tells of a
//! failure is the step and the reply's numbers.

use std::error::Error as _;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use tokio::net::TcpStream;
use tokio_util::task::TaskTracker;

use crate::bounded::Bounded;
use crate::{Error, Result};

const CONNECTS_WITHIN: Duration = Duration::from_secs(10);
/// All of it, from looking up the name to the word that the mail is taken.
const TAKES_WITHIN: Duration = Duration::from_secs(20);
/// For the goodbye, once the mail is taken.
const PARTS_WITHIN: Duration = Duration::from_secs(2);
/// The one reply that means the whole server, whatever it answers (RFC 5321, section 3.8).
const GOING_DOWN: &str = "421";

/// How a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Security {
    /// Not at all.
    Open,
    /// By STARTTLS where the mail server offers it.
    Offered,
    /// By STARTTLS, or nothing is sent.
    Required,
    /// From its first byte.
    Wrapped,
}

/// A mail server, and how to speak with it.
#[derive(Clone)]
pub struct MailServer {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<(String, String)>,
    /// How this server introduces itself.
    hello: Option<String>,
}

/// Without the password.
impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl MailServer {
    /// Reads `smtps://name:password@host:465`, or `smtp://` with `?tls=required` or
    /// `?tls=opportunistic` for STARTTLS, or with neither. A path is the name to say in EHLO.
    ///
    /// # Errors
    /// What is wrong with it, which repeats nothing of it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "is no URL")?;
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or("names no host")?;
        let tls: Vec<_> = url.query_pairs().collect();
        let tls: Vec<(&str, &str)> = tls.iter().map(|(k, v)| (&**k, &**v)).collect();
        let (security, port) = match (url.scheme(), tls.as_slice()) {
            ("smtps", []) => (Security::Wrapped, 465),
            ("smtp", []) => (Security::Open, 25),
            ("smtp", [("tls", "required")]) => (Security::Required, 587),
            ("smtp", [("tls", "opportunistic")]) => (Security::Offered, 587),
            ("smtp" | "smtps", _) => {
                return Err("may end with ?tls=required or ?tls=opportunistic, if it is smtp://");
            }
            _ => return Err("must begin with smtp:// or smtps://"),
        };
        let decode = |text| percent_decode_str(text).decode_utf8().map(String::from);
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (name, Some(password)) if !name.is_empty() => {
                let pair = decode(name).and_then(|name| Ok((name, decode(password)?)));
                Some(pair.map_err(|_| "has a name or a password that is not UTF-8")?)
            }
            _ => return Err("has a name without a password, or a password without a name"),
        };
        let hello = url.path().trim_matches('/');
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-.[]:".contains(c);
        if !hello.chars().all(is_name) {
            return Err("has a path, which must be a name to say in EHLO");
        }
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            security,
            credentials,
            hello: (!hello.is_empty()).then(|| hello.to_owned()),
        })
    }

    /// Whether a password goes over the network as it is.
    #[must_use]
    pub fn exposes_password(&self) -> bool {
        let is_here = matches!(&*self.host, "localhost" | "127.0.0.1" | "::1");
        let may_be_open = matches!(self.security, Security::Open | Security::Offered);
        self.credentials.is_some() && may_be_open && !is_here
    }
}

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nothing can be sent now: the mail server is away, or does not want this server.
    Server(String),
    /// The same, but it was this mail that it hung or broke off at.
    Stuck(String),
    /// Not this mail, not now.
    Later(String),
    /// Not this mail, and not later either.
    Refused(String),
}

/// Speaks with the mail server.
pub(crate) struct Smtp {
    server: MailServer,
    tls: Option<TlsParameters>,
    hello: ClientId,
    tasks: TaskTracker,
}

impl Smtp {
    /// `host` is what this server is called, where nothing else is to be said in EHLO.
    pub(crate) fn new(server: MailServer, host: &str, tasks: TaskTracker) -> Result<Self> {
        let tls = match server.security {
            Security::Open => None,
            _ => Some(TlsParameters::new(server.host.clone()).map_err(Error::Mail)?),
        };
        let hello = match &server.hello {
            Some(name) => ClientId::Domain(name.clone()),
            None if host.contains('.') && host.parse::<std::net::IpAddr>().is_err() => {
                ClientId::Domain(host.to_owned())
            }
            None => ClientId::Ipv4(std::net::Ipv4Addr::LOCALHOST),
        };
        Ok(Self {
            server,
            tls,
            hello,
            tasks,
        })
    }

    /// Has a mail sent, which is written when the mail server is about to take it: it says what is so
    /// then. Whether there was one. Once this returns without a failure the mail server answers for it.
    pub(crate) async fn send(
        &self,
        envelope: &Envelope,
        write: BoxFuture<'_, Option<Vec<u8>>>,
    ) -> Result<bool, Failure> {
        let is_wanted = AtomicBool::new(false);
        let taken = self.hand_over(envelope, write, &is_wanted);
        let taken = tokio::time::timeout(TAKES_WITHIN, taken).await;
        let (mut conn, was_sent) = taken.unwrap_or_else(|_| {
            let said = "it takes too long".to_owned();
            Err(match is_wanted.load(Ordering::Relaxed) {
                true => Failure::Stuck(said),
                false => Failure::Server(said),
            })
        })?;
        // Whatever comes of it, and beside it: the mail is theirs, which is to be noted at once.
        self.tasks.spawn(async move {
            let _ = tokio::time::timeout(PARTS_WITHIN, conn.quit()).await;
        });
        Ok(was_sent)
    }

    /// `is_wanted` becomes true once the mail server would take a mail of this server's.
    async fn hand_over(
        &self,
        envelope: &Envelope,
        write: BoxFuture<'_, Option<Vec<u8>>>,
        is_wanted: &AtomicBool,
    ) -> Result<(AsyncSmtpConnection, bool), Failure> {
        let mut conn = self.connect().await?;
        let command = Mail::new(envelope.from().cloned(), Vec::new());
        let done = conn.command(command).await;
        done.map_err(|error| of_server("MAIL", &error))?;
        is_wanted.store(true, Ordering::Relaxed);
        for to in envelope.to() {
            let done = conn.command(Rcpt::new(to.clone(), Vec::new())).await;
            done.map_err(|error| of_mail("RCPT", &error))?;
        }
        let Some(mail) = write.await else {
            return Ok((conn, false));
        };
        let done = conn.command(Data).await;
        done.map_err(|error| of_mail("DATA", &error))?;
        let done = conn.message(&mail).await;
        done.map_err(|error| of_mail("the mail", &error))?;
        Ok((conn, true))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let MailServer {
            host,
            port,
            security,
            credentials,
            ..
        } = &self.server;
        let (to, hello) = ((host.as_str(), *port), &self.hello);
        let conn = match (security, self.tls.clone()) {
            // Nobody but the mail server itself, which proves to be it, says anything here.
            (Security::Wrapped, tls @ Some(_)) => {
                let within = Some(CONNECTS_WITHIN);
                AsyncSmtpConnection::connect_tokio1(to, within, hello, tls, None).await
            }
            _ => {
                let away = |why: String| Failure::Server(format!("connecting: {why}"));
                let stream = tokio::time::timeout(CONNECTS_WITHIN, TcpStream::connect(to)).await;
                let stream = stream.map_err(|_| away("it takes too long".to_owned()))?;
                let stream = stream.map_err(|error| away(error.to_string()))?;
                let stream = Box::new(Bounded::new(stream));
                AsyncSmtpConnection::connect_with_transport(stream, hello).await
            }
        };
        let mut conn = conn.map_err(|error| of_server("connecting", &error))?;
        let wants_tls = match security {
            Security::Open | Security::Wrapped => false,
            Security::Offered => conn.can_starttls(),
            Security::Required => true,
        };
        if let Some(tls) = self.tls.clone().filter(|_| wants_tls) {
            let done = conn.starttls(tls, &self.hello).await;
            done.map_err(|error| of_server("STARTTLS", &error))?;
        }
        if let Some((name, password)) = credentials {
            let credentials = Credentials::new(name.clone(), password.clone());
            let ways = [Mechanism::Plain, Mechanism::Login];
            let done = conn.auth(&ways, &credentials).await;
            done.map_err(|error| of_server("AUTH", &error))?;
        }
        Ok(conn)
    }
}

fn of_server(step: &str, error: &SmtpError) -> Failure {
    Failure::Server(explain(step, error))
}

fn of_mail(step: &str, error: &SmtpError) -> Failure {
    let said = explain(step, error);
    let goes_down = error
        .status()
        .is_some_and(|code| code.to_string() == GOING_DOWN);
    if error.is_permanent() {
        Failure::Refused(said)
    } else if error.is_transient() && !goes_down {
        Failure::Later(said)
    } else {
        Failure::Stuck(said)
    }
}

/// The step and the reply's numbers (RFC 5321, section 4.2, and RFC 3463), since its words may repeat
/// an address; or what went wrong with the connection.
fn explain(step: &str, error: &SmtpError) -> String {
    let Some(code) = error.status() else {
        return match error.is_response() {
            true => format!("{step}: no answer of a mail server"),
            false => format!("{step}: {error}"),
        };
    };
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let first = words.split_whitespace().next().unwrap_or_default();
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    match first.split('.').count() == 3 && first.split('.').all(is_number) {
        true => format!("{step}: {code} {first}"),
        false => format!("{step}: {code}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_servers_url_says_where_it_is_and_how_to_speak_with_it() {
        let read = |text| {
            let server = MailServer::parse(text).unwrap();
            (server.host.clone(), server.port, server.security)
        };
        let host = "mail.example.org".to_owned();
        for (text, port, security) in [
            ("smtp://mail.example.org", 25, Security::Open),
            ("smtp://mail.example.org:2525", 2525, Security::Open),
            (
                "smtp://mail.example.org?tls=required",
                587,
                Security::Required,
            ),
            (
                "smtp://mail.example.org?tls=opportunistic",
                587,
                Security::Offered,
            ),
            ("smtps://mail.example.org", 465, Security::Wrapped),
        ] {
            assert_eq!(read(text), (host.clone(), port, security), "{text}");
        }
        assert_eq!(read("smtp://[::1]:25").0, "::1");
        let server = MailServer::parse("smtps://a%40b:p%2Fw@mail.example.org/me.example.org");
        let server = server.unwrap();
        assert_eq!(server.credentials, Some(("a@b".into(), "p/w".into())));
        assert_eq!(server.hello.as_deref(), Some("me.example.org"));
        assert_eq!(format!("{server:?}"), "mail.example.org:465");
    }

    #[test]
    fn what_is_no_mail_servers_url_is_refused_without_being_repeated() {
        for text in [
            "",
            "mail.example.org",
            "https://secret.example.org",
            "smtp://",
            "smtp://secret@mail.example.org",
            "smtp://:secret@mail.example.org",
            "smtp://mail.example.org?tls=secret",
            "smtps://mail.example.org?tls=required",
            "smtp://mail.example.org?secret=1",
            "smtp://a:secret%ff@mail.example.org",
            "smtp://mail.example.org/a%0d%0aRSET",
        ] {
            let wrong = MailServer::parse(text).unwrap_err();
            assert!(!wrong.contains("secret"), "{wrong}");
        }
    }

    #[test]
    fn a_password_in_the_open_is_noticed() {
        let exposes = |text| MailServer::parse(text).unwrap().exposes_password();
        assert!(exposes("smtp://a:b@mail.example.org"));
        assert!(exposes("smtp://a:b@mail.example.org?tls=opportunistic"));
        assert!(!exposes("smtp://a:b@mail.example.org?tls=required"));
        assert!(!exposes("smtps://a:b@mail.example.org"));
        assert!(!exposes("smtp://a:b@localhost"));
        assert!(!exposes("smtp://mail.example.org"));
    }
}
