//! All that mails say, and the page that ends them, in one place: in English, since an account has no
//! language.

use std::fmt::Write as _;

use crate::digest::{Digest, Room};
use crate::mail::{Content, one_line};

const WHY: &str = "You have not read these, and no browser of yours is told of them.";
const STOP: &str = "No more of these mails";

/// What a mail says that proves an address. `person` is the username of whoever says that it is theirs.
pub(crate) fn code(server: &str, person: &str, code: &str, minutes: u64, url: &str) -> Content {
    let (server, person) = (one_line(server), one_line(person));
    let text = format!(
        "{code} is the code for your address on {server}.\n\n\
         {person} wants to be mailed here. Enter the code in the settings at\n{url}\n\
         It works for {minutes} minutes.\n\n\
         If that was not you, there is nothing to do: without the code no more mails come.\n"
    );
    let html = page(
        &format!("Your code for {server}"),
        &format!(
            "<p style=\"font-size:2em\">{code}</p>\n<p>{} wants to be mailed here. Enter the code in \
             the settings at <a href=\"{url}\">{url}</a>. It works for {minutes} minutes.</p>\n\
             <p>If that was not you, there is nothing to do: without the code no more mails come.</p>\n",
            isolated(&person),
            url = escape(url),
        ),
    );
    Content {
        subject: format!("{code} is your code for {server}"),
        text,
        html,
    }
}

/// What a mail says of what somebody has not read.
pub(crate) fn digest(digest: &Digest<'_>) -> Content {
    let server = one_line(digest.server);
    let count = messages(digest.count);
    let subject = match digest.senders() {
        _ if !digest.show_text => format!("{count} on {server}"),
        (Some(sender), false) => format!("{sender}: {count}"),
        (Some(sender), true) => format!("{sender} and others: {count}"),
        (None, _) => format!("{count} on {server}"),
    };
    Content {
        subject,
        text: digest_text(digest, &server, &count),
        html: digest_html(digest, &server, &count),
    }
}

fn digest_text(digest: &Digest<'_>, server: &str, count: &str) -> String {
    let mut text = format!("{count} for you on {server}.\n\n");
    let say = |text: &mut String, words: std::fmt::Arguments<'_>| {
        // Writing to a string cannot fail.
        let _ = text.write_fmt(words);
    };
    if !digest.show_text {
        say(&mut text, format_args!("{}/\n\n", digest.public_url));
    }
    for room in digest.rooms.iter().filter(|_| digest.show_text) {
        say(&mut text, format_args!("{}\n", room.name));
        if room.earlier > 0 {
            say(
                &mut text,
                format_args!("  ({} before)\n", messages(room.earlier)),
            );
        }
        for (sender, said) in &room.said {
            say(&mut text, format_args!("  {sender}: {said}\n"));
        }
        say(&mut text, format_args!("{}\n\n", link(digest, room)));
    }
    if digest.show_text && digest.more_rooms > 0 {
        say(&mut text, format_args!("{}\n\n", more(digest.more_rooms)));
    }
    // What a mail program takes for a signature.
    say(
        &mut text,
        format_args!("-- \n{WHY}\n{STOP}: {}\n", digest.unsubscribe),
    );
    text
}

fn digest_html(digest: &Digest<'_>, server: &str, count: &str) -> String {
    let mut body = format!("<p>{count} for you on {}.</p>\n", isolated(server));
    if !digest.show_text {
        let url = escape(digest.public_url);
        body.push_str(&format!("<p><a href=\"{url}/\">{url}/</a></p>\n"));
    }
    for room in digest.rooms.iter().filter(|_| digest.show_text) {
        let (url, name) = (escape(&link(digest, room)), isolated(&room.name));
        body.push_str(&format!("<p><b><a href=\"{url}\">{name}</a></b>"));
        if room.earlier > 0 {
            body.push_str(&format!("<br>\n({} before)", messages(room.earlier)));
        }
        for (sender, said) in &room.said {
            let (sender, said) = (isolated(sender), isolated(said));
            body.push_str(&format!("<br>\n{sender}: {said}"));
        }
        body.push_str("</p>\n");
    }
    if digest.show_text && digest.more_rooms > 0 {
        body.push_str(&format!("<p>{}</p>\n", more(digest.more_rooms)));
    }
    let stop = escape(&digest.unsubscribe);
    body.push_str(&format!(
        "<hr>\n<p><small>{WHY} <a href=\"{stop}\">{STOP}</a></small></p>\n"
    ));
    page(count, &body)
}

/// Whether to end the mails: a page on which one says so. What a mail program or a scanner only looks
/// at ends nothing.
pub(crate) fn ask_to_stop() -> String {
    page(
        "No more mails?",
        &format!(
            "<p>Shall no more mails of unread messages come to you?</p>\n\
             <form method=\"post\"><button>{STOP}</button></form>\n"
        ),
    )
}

/// That the mails have ended.
pub(crate) fn stopped() -> String {
    page(
        "No more mails",
        "<p>No more of these mails come to you. You can have them again in the settings.</p>\n",
    )
}

fn messages(count: i64) -> String {
    match count {
        1 => "1 unread message".to_owned(),
        count => format!("{count} unread messages"),
    }
}

fn more(rooms: usize) -> String {
    match rooms {
        1 => "And in 1 more conversation.".to_owned(),
        rooms => format!("And in {rooms} more conversations."),
    }
}

/// Where a conversation's first message is that is told.
fn link(digest: &Digest<'_>, room: &Room) -> String {
    format!("{}/c/{}/{}", digest.public_url, room.id, room.first_seq)
}

/// The page says itself to what others its address may be told, because its form could not be sent
/// under a policy that tells nobody.
fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"referrer\" content=\"same-origin\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{}</title>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(title)
    )
}

/// A text that may be written in another direction than what is around it.
fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
