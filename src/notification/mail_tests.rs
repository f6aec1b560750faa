//! Mails on the wire, read by the library's own rules and by eye: `mailer_tests.rs` and the scenarios
//! have them read by another one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use models::Timestamp;

use crate::MailAddress;
use crate::mail::{Content, Envelope, mail, one_line, read_address};

const NOW: Timestamp = Timestamp(1_700_000_000_000);
const LINK: &str =
    "https://chat.example.org/api/notifications/email/unsubscribe/abcdefghijklmnopqrst";
/// What people may try to call themselves, a server or a conversation.
const NAMES: [&str; 9] = [
    "Anna\r\nBcc: everybody@example.org\r\n\r\nhello",
    "Anna\nX-Evil: 1",
    "Anna\rX-Evil: 1",
    "\"Anna\" <evil@example.org>, Ben",
    "Anna \\\" (a comment) ;:,<>@",
    "مريم \u{202e}gro.elpmaxe@live",
    "🪴🦢👩‍👩‍👧‍👦",
    "=?utf-8?q?=0D=0AX-Evil:_1?=",
    "\0\u{7f}\u{85}\u{2028}Anna\t\u{b}",
];

fn written(from: &str, name: &str, subject: &str) -> String {
    let envelope = Envelope {
        from: &MailAddress::parse(from).unwrap(),
        name,
        to: "ben@example.org",
        id: "an-id",
        at: NOW,
        unsubscribe: Some(LINK),
    };
    let content = Content {
        subject: subject.to_owned(),
        text: format!("{}\n.\nlast\n", one_line(subject)),
        html: format!("<p>{}</p>\n", "ü".repeat(2_000)),
    };
    let mail = mail(&envelope, content).unwrap();
    assert_eq!(mail.envelope().to().len(), 1);
    assert_eq!(mail.envelope().to()[0].to_string(), "ben@example.org");
    assert_eq!(
        mail.envelope().from().unwrap().to_string(),
        "chat@example.org"
    );
    String::from_utf8(mail.formatted()).unwrap()
}

/// The names of the headers; fails where a line of the head is none and continues none.
fn headers(mail: &str) -> Vec<&str> {
    let (head, _) = mail.split_once("\r\n\r\n").unwrap();
    let lines = head.split("\r\n").filter(|line| !line.starts_with(' '));
    lines.map(|line| line.split_once(": ").unwrap().0).collect()
}

#[test]
fn a_mail_has_the_headers_of_one_that_no_person_wrote() {
    let mail = written("chat@example.org", "The pond", "1 unread message");
    for line in [
        "From: \"The pond\" <chat@example.org>",
        "To: ben@example.org",
        "Date: Tue, 14 Nov 2023 22:13:20 +0000",
        "Message-ID: <an-id@example.org>",
        "Subject: 1 unread message",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "MIME-Version: 1.0",
    ] {
        assert!(mail.contains(&format!("{line}\r\n")), "{line} in {mail}");
    }
    let unfolded = mail.replace("\r\n ", " ");
    let list = format!("List-Unsubscribe: <{LINK}>\r\n").replace("  ", " ");
    assert!(unfolded.replace("  ", " ").contains(&list), "{mail}");
    assert!(
        mail.contains("Content-Type: multipart/alternative"),
        "{mail}"
    );
}

#[test]
fn whatever_people_call_themselves_no_header_is_added_and_nobody_else_is_written_to() {
    let plain = written("chat@example.org", "The pond", "1 unread message");
    let expected = headers(&plain);
    for name in NAMES {
        let mail = written("chat@example.org", name, name);
        assert_eq!(headers(&mail), expected, "{name:?}: {mail}");
        assert!(mail.is_ascii(), "{name:?}: {mail}");
        assert!(mail.split("\r\n").all(|line| line.len() <= 998));
        assert!(!mail.replace("\r\n", "").contains(['\r', '\n', '\0']));
    }
}

#[test]
fn a_name_in_the_configuration_goes_before_the_servers() {
    let mail = written("Chat <chat@example.org>", "The pond", "x");
    assert!(mail.contains("From: Chat <chat@example.org>\r\n"), "{mail}");
}

#[test]
fn a_line_has_nothing_in_it_that_nobody_sees() {
    for (text, line) in [
        ("a  b\r\n c\t", "a b c"),
        ("\u{202e}evil\u{2066}", "evil"),
        ("\0", ""),
        ("👩‍👧 ü", "👩‍👧 ü"),
    ] {
        assert_eq!(one_line(text), line);
    }
}

#[test]
fn only_addresses_that_every_mail_server_takes_are_taken() {
    for text in [
        "anna@example.org",
        "a.b+c@mail.example.co.uk",
        "root@localhost",
    ] {
        assert_eq!(read_address(text).unwrap().to_string(), text);
    }
    let long = format!("{}@example.org", "a".repeat(260));
    for text in [
        "",
        "anna",
        "@example.org",
        "anna@",
        "anna@example.org\r\nBcc: ben@example.org",
        "anna@example.org, ben@example.org",
        "Anna <anna@example.org>",
        "\"anna ben\"@example.org",
        "anna@[127.0.0.1]",
        "anna@127.0.0.1",
        "änna@example.org",
        "anna@exämple.org",
        "anna@example.org\0",
        &long,
    ] {
        assert!(read_address(text).is_none(), "{text}");
    }
}

#[test]
fn without_an_address_of_its_own_a_server_mails_from_its_host() {
    for (host, domain) in [
        ("chat.example.org", "chat.example.org"),
        ("chat.example.org:8443", "chat.example.org"),
        ("127.0.0.1:8080", "localhost"),
        ("[::1]:8080", "localhost"),
        ("localhost:8080", "localhost"),
    ] {
        assert_eq!(
            MailAddress::of_host(host).unwrap().domain(),
            domain,
            "{host}"
        );
    }
    assert!(MailAddress::parse("Chat <chat@example.org>").is_some());
    assert!(MailAddress::parse("chat").is_none());
}

#[test]
fn what_looks_like_an_encoded_word_is_read_as_it_was_written() {
    let name = "=?utf-8?q?The_=0D=0Aboss?= 語語語語語語語語語語語語語語語語語語語語語語";
    let mail = written("chat@example.org", name, name);
    for header in ["Subject: ", "From: "] {
        let (_, value) = mail.split_once(header).unwrap();
        let words = value.replace("\r\n ", " ");
        let words = words.split("\r\n").next().unwrap().split(' ');
        let mut said = String::new();
        for word in words.filter(|word| *word != "<chat@example.org>") {
            assert!(word.len() <= 75, "{word}");
            let word = word.strip_prefix("=?utf-8?b?").unwrap();
            let word = word.strip_suffix("?=").unwrap();
            said.push_str(std::str::from_utf8(&STANDARD.decode(word).unwrap()).unwrap());
        }
        assert_eq!(said, name);
    }
}
