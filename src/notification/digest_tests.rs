use std::time::Duration;

use db::Untold;
use models::{ConversationId, Kind, Notify, NotifyPreferences, QuietHours, Timestamp};
use uuid::Uuid;

use crate::digest::{Digest, Time, gather, id, time};
use crate::mail::Content;
use crate::mail_words;

const NOON: Timestamp = Timestamp(12 * 60 * 60 * 1_000);
const AFTER: Duration = Duration::from_secs(900);
const URL: &str = "https://chat.example.org";

fn room(number: u128) -> ConversationId {
    ConversationId(Uuid::from_u128(number))
}

fn untold(conversation: u128, seq: i64, body: &str) -> Untold {
    Untold {
        conversation_id: room(conversation),
        kind: Kind::Direct,
        title: None,
        seq,
        sender: "Anna Berg".to_owned(),
        body: body.to_owned(),
        is_cut: false,
        files: 0,
        count: 1,
        since: NOON.minus(AFTER),
    }
}

fn content(untold: Vec<Untold>, show_text: bool) -> Content {
    let (rooms, _) = gather(untold);
    let stop = format!("{URL}/stop");
    mail_words::digest(&Digest::new("The pond", URL, stop, show_text, rooms))
}

#[test]
fn it_is_time_once_the_oldest_had_its_time_to_be_read() {
    let preferences = NotifyPreferences::default();
    let told = |untold: &[Untold]| time(untold, &preferences, AFTER, NOON);
    assert_eq!(told(&[]), Time::NotNow);
    let mut fresh = untold(1, 1, "x");
    fresh.since = NOON.minus(Duration::from_secs(60));
    assert_eq!(
        told(std::slice::from_ref(&fresh)),
        Time::At(fresh.since.plus(AFTER))
    );
    assert_eq!(told(&[fresh, untold(2, 1, "y")]), Time::Now);
}

#[test]
fn nothing_is_told_to_whom_it_does_not_suit() {
    let told =
        |preferences: &NotifyPreferences| time(&[untold(1, 1, "x")], preferences, AFTER, NOON);
    for (notify, expected) in [
        (Notify::All, Time::Now),
        (Notify::Mentions, Time::Now),
        (Notify::None, Time::NotNow),
    ] {
        let preferences = NotifyPreferences {
            notify,
            ..NotifyPreferences::default()
        };
        assert_eq!(told(&preferences), expected);
    }
    let mut preferences = NotifyPreferences {
        quiet_hours: Some(QuietHours {
            from: "11:00".to_owned(),
            to: "12:01".to_owned(),
            time_zone: "UTC".to_owned(),
        }),
        ..NotifyPreferences::default()
    };
    assert_eq!(told(&preferences), Time::NotNow);
    preferences.quiet_hours.as_mut().unwrap().to = "12:00".to_owned();
    assert_eq!(told(&preferences), Time::Now);
}

#[test]
fn a_mail_says_who_said_what_and_where() {
    let mut first = untold(1, 7, "The beans\nwant <water>.");
    first.count = 4;
    let mut second = untold(1, 9, "");
    (second.files, second.count) = (2, 4);
    let mut group = untold(2, 3, &"x".repeat(250));
    (group.kind, group.title) = (Kind::Group, Some("Garden & shed".to_owned()));
    group.sender = "Ben".to_owned();
    let content = content(vec![first, second, group], true);
    assert_eq!(content.subject, "Anna Berg and others: 5 unread messages");
    let expected = format!(
        "5 unread messages for you on The pond.\n\n\
         Anna Berg\n  (2 unread messages before)\n  Anna Berg: The beans want <water>.\n  \
         Anna Berg: 2 files\n{URL}/c/{}/7\n\n\
         Garden & shed\n  Ben: {}…\n{URL}/c/{}/3\n\n\
         -- \nYou have not read these, and no browser of yours is told of them.\n\
         No more of these mails: {URL}/stop\n",
        room(1),
        "x".repeat(200),
        room(2)
    );
    assert_eq!(content.text, expected);
    let html = content.html;
    assert!(
        html.contains("<bdi>The beans want &lt;water&gt;.</bdi>"),
        "{html}"
    );
    assert!(html.contains("<bdi>Garden &amp; shed</bdi>"), "{html}");
    assert!(
        html.contains(&format!("<a href=\"{URL}/c/{}/7\">", room(1))),
        "{html}"
    );
    assert!(html.contains(&format!("<a href=\"{URL}/stop\">")), "{html}");
}

#[test]
fn a_mail_of_one_person_says_whose_it_is() {
    let subject = |untold| content(untold, true).subject;
    assert_eq!(
        subject(vec![untold(1, 7, "hello")]),
        "Anna Berg: 1 unread message"
    );
    let mut many = untold(1, 9, "hello");
    many.count = 9;
    assert_eq!(subject(vec![many.clone()]), "Anna Berg: 9 unread messages");
    many.kind = Kind::Group;
    let in_group = subject(vec![many]);
    assert_eq!(in_group, "Anna Berg and others: 9 unread messages");
    let mut other = untold(2, 1, "me too");
    other.sender = "Ben".to_owned();
    let two = subject(vec![untold(1, 7, "hello"), other]);
    assert_eq!(two, "Anna Berg and others: 2 unread messages");
}

#[test]
fn without_texts_a_mail_names_nobody_and_no_conversation() {
    let content = content(
        vec![untold(1, 7, "a secret"), untold(2, 1, "another")],
        false,
    );
    assert_eq!(content.subject, "2 unread messages on The pond");
    for text in [content.text, content.html] {
        assert!(text.contains("2 unread messages for you on"), "{text}");
        assert!(text.contains(&format!("{URL}/")), "{text}");
        for secret in ["secret", "Anna", "/c/", &room(1).to_string()] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn of_many_conversations_the_first_are_shown_and_all_are_told() {
    let all: Vec<_> = (1..=25).map(|number| untold(number, 1, "x")).collect();
    let (_, told) = gather(all.clone());
    assert_eq!(told.len(), 25);
    let content = content(all, true);
    assert!(
        content.text.contains("And in 5 more conversations."),
        "{}",
        content.text
    );
    assert!(
        content.subject.ends_with("25 unread messages"),
        "{}",
        content.subject
    );
}

#[test]
fn nothing_that_people_say_is_markup() {
    let mut evil = untold(1, 1, "<script>alert(1)</script>\" onload='x'");
    evil.sender = "<img src=x>".to_owned();
    let html = content(vec![evil], true).html;
    assert!(
        !html.contains("<script") && !html.contains("<img"),
        "{html}"
    );
    assert!(html.contains("&quot; onload=&#39;x&#39;"), "{html}");
}

#[test]
fn a_mail_is_known_by_whom_it_is_for_and_up_to_where_it_tells() {
    let told = vec![(room(1), 7), (room(2), 3)];
    let other = vec![(room(1), 8), (room(2), 3)];
    assert_eq!(id(b"a", &told), id(b"a", &told));
    assert_ne!(id(b"a", &told), id(b"b", &told));
    assert_ne!(id(b"a", &told), id(b"a", &other));
    assert_eq!(id(b"a", &told).len(), 32);
}
