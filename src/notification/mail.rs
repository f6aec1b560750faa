//! A mail as it goes over the wire (RFC 5322, MIME): headers, and the same in plain text and in HTML.
//!
//! *Invariant:* whatever people call themselves, a header stays one line, and is read as they wrote it: what
//! is no letter of one is taken out here, what looks like an encoded word is encoded, and the library
//! encodes the rest.

use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use models::{Timestamp, text};

use crate::{Error, Result};

/// Bytes of an encoded word: no line is longer than 76 with them.
const WORD: usize = 36;
/// Bytes of an address (RFC 5321, section 4.5.3.1.3).
const LONGEST: usize = 254;

/// Whose mails are: an address, with a name or without.
#[derive(Clone, Debug)]
pub struct MailAddress(Mailbox);

impl MailAddress {
    /// Reads `chat@example.org`, or `The pond <chat@example.org>`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mailbox: Mailbox = text.parse().ok()?;
        is_plain(&mailbox.email).then_some(Self(mailbox))
    }

    /// What mails of this server are from where nobody said so. `host` is its own, with or without a
    /// port.
    #[must_use]
    pub fn of_host(host: &str) -> Option<Self> {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let is_address = name.parse::<std::net::IpAddr>().is_ok() || name.starts_with('[');
        let name = if is_address { "localhost" } else { name };
        Self::parse(&format!("snug@{name}"))
    }

    /// What follows the `@`.
    pub(crate) fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

/// What goes into a mail.
pub(crate) struct Content {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// What is on a mail.
pub(crate) struct Envelope<'m> {
    pub(crate) from: &'m MailAddress,
    /// What the server is called.
    pub(crate) name: &'m str,
    pub(crate) to: &'m str,
    /// The same of a mail that is sent again.
    pub(crate) id: &'m str,
    pub(crate) at: Timestamp,
    /// Where the reader's mail program ends the mails by one click (RFC 8058).
    pub(crate) unsubscribe: Option<&'m str>,
}

/// Puts a mail together.
pub(crate) fn mail(envelope: &Envelope<'_>, content: Content) -> Result<Message> {
    let Envelope {
        from,
        name,
        to,
        id,
        at,
        unsubscribe,
    } = envelope;
    let from_name = from.0.name.as_deref().unwrap_or(name);
    let to = read_address(to).ok_or(Error::Letter)?;
    let millis = u64::try_from(at.0).unwrap_or_default();
    let (from_name, address) = (one_line(from_name), from.0.email.clone());
    let encoded = format!("{} <{address}>", encode(&from_name));
    let encoded = looks_encoded(&from_name).then_some(encoded);
    let mut builder = Message::builder()
        .from(Mailbox::new(Some(from_name), address))
        .to(Mailbox::new(None, to))
        .date(UNIX_EPOCH + Duration::from_millis(millis))
        .message_id(Some(format!("<{id}@{}>", from.domain())))
        .raw_header(words("Subject", one_line(&content.subject)))
        // So that no machine answers it (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"));
    if let Some(url) = unsubscribe {
        builder = builder.raw_header(header("List-Unsubscribe", &format!("<{url}>")));
        // A mail program may do it by itself only where nobody else can read the link.
        if url.starts_with("https://") {
            let click = header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
            builder = builder.raw_header(click);
        }
    }
    let parts = MultiPart::alternative()
        .boundary(format!("={id}"))
        .singlepart(SinglePart::plain(content.text))
        .singlepart(SinglePart::html(content.html));
    let mut mail = builder.multipart(parts).map_err(|_| Error::Letter)?;
    if let Some(encoded) = encoded {
        let name = HeaderName::new_from_ascii_str("From");
        let from = HeaderValue::dangerous_new_pre_encoded(name, encoded.clone(), encoded);
        mail.headers_mut().insert_raw(from);
    }
    Ok(mail)
}

/// An address that this server sends mails to.
pub(crate) fn read_address(text: &str) -> Option<Address> {
    let address: Address = text.parse().ok()?;
    is_plain(&address).then_some(address)
}

/// Whether every mail server takes such an address: nothing quoted, no number in the place of the
/// domain, nothing but ASCII.
fn is_plain(address: &Address) -> bool {
    let text: &str = address.as_ref();
    let is_number = address.domain().parse::<std::net::IpAddr>().is_ok();
    text.len() <= LONGEST
        && text.is_ascii()
        && !is_number
        && !text.contains(['"', '[', ']', '(', ')', '<', '>', ',', ';', ':', '\\'])
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// A text without line breaks and whatever else nobody sees.
pub(crate) fn one_line(text: &str) -> String {
    let seen = |c: char| match c {
        c if c.is_control() || c.is_whitespace() => ' ',
        c => c,
    };
    let chars = text.chars().filter(|c| !text::is_hidden(*c)).map(seen);
    let text: String = chars.collect();
    text.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A header of people's words. The library leaves ASCII as it is, and what looks like an encoded word (RFC
/// 2047) would be decoded by mail programs: into a line break, or somebody else's name.
fn words(name: &'static str, text: String) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    match looks_encoded(&text) {
        true => {
            let encoded = encode(&text);
            HeaderValue::dangerous_new_pre_encoded(name, text, encoded)
        }
        false => HeaderValue::new(name, text),
    }
}

fn looks_encoded(text: &str) -> bool {
    text.contains("=?")
}

/// A text as encoded words, each on a line of its own.
fn encode(text: &str) -> String {
    let (mut words, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(WORD));
        words.push(format!("=?utf-8?b?{}?=", STANDARD.encode(word)));
        rest = after;
    }
    words.join("\r\n ")
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
