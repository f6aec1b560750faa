//! What a mail of unread messages is made of, and whether it is time for one.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::Untold;
use models::{ConversationId, Kind, Notify, NotifyPreferences, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::mail::one_line;
use crate::quiet;

/// Messages of a conversation that are shown.
pub(crate) const EACH: u32 = 5;
/// Conversations that are shown.
const ROOMS: usize = 20;
/// Characters of a message that are shown.
const SHOWN: usize = 200;

/// Whether somebody is to be mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// There is nothing to tell, or they do not want to hear now.
    NotNow,
    /// They had no time to read it yet.
    At(Timestamp),
    /// Now.
    Now,
}

/// Whether it is time to mail somebody of what they were not told, who had `after` to read it.
pub(crate) fn time(
    untold: &[Untold],
    preferences: &NotifyPreferences,
    after: Duration,
    now: Timestamp,
) -> Time {
    let hours = preferences.quiet_hours.as_ref();
    let is_quiet = hours.is_some_and(|hours| quiet::is_quiet(hours, now));
    let Some(first) = untold.iter().map(|untold| untold.since).min() else {
        return Time::NotNow;
    };
    if preferences.notify == Notify::None || is_quiet {
        return Time::NotNow;
    }
    match first.plus(after) {
        due if due > now => Time::At(due),
        _ => Time::Now,
    }
}

/// What a mail tells of one conversation.
pub(crate) struct Room {
    pub(crate) id: ConversationId,
    pub(crate) name: String,
    /// Whether one person alone writes there.
    is_direct: bool,
    /// How many messages came before those that are shown.
    pub(crate) earlier: i64,
    pub(crate) first_seq: i64,
    last_seq: i64,
    count: i64,
    /// Who said what.
    pub(crate) said: Vec<(String, String)>,
}

/// What a mail tells.
pub(crate) struct Digest<'d> {
    pub(crate) server: &'d str,
    pub(crate) public_url: &'d str,
    /// Where the mails are ended.
    pub(crate) unsubscribe: String,
    /// Whether it says who wrote what, or only that somebody did.
    pub(crate) show_text: bool,
    pub(crate) count: i64,
    pub(crate) rooms: Vec<Room>,
    pub(crate) more_rooms: usize,
}

/// Up to which message of which conversation a mail tells.
pub(crate) type Told = Vec<(ConversationId, i64)>;

/// Of what was not told, which is in order of conversations and places, what a mail says; and up to
/// where that is.
pub(crate) fn gather(untold: Vec<Untold>) -> (Vec<Room>, Told) {
    let mut rooms: Vec<Room> = Vec::new();
    for message in untold {
        let (sender, said) = (one_line(&message.sender), said(&message));
        match rooms.last_mut() {
            Some(room) if room.id == message.conversation_id => {
                room.last_seq = message.seq;
                room.earlier -= 1;
                room.said.push((sender, said));
            }
            _ => rooms.push(Room {
                id: message.conversation_id,
                name: name(&message),
                is_direct: message.kind == Kind::Direct,
                earlier: message.count - 1,
                first_seq: message.seq,
                last_seq: message.seq,
                count: message.count,
                said: vec![(sender, said)],
            }),
        }
    }
    let told = rooms.iter().map(|room| (room.id, room.last_seq)).collect();
    (rooms, told)
}

impl<'d> Digest<'d> {
    pub(crate) fn new(
        server: &'d str,
        public_url: &'d str,
        unsubscribe: String,
        show_text: bool,
        mut rooms: Vec<Room>,
    ) -> Self {
        let count = rooms.iter().map(|room| room.count).sum();
        let more_rooms = rooms.len().saturating_sub(ROOMS);
        rooms.truncate(ROOMS);
        Self {
            server,
            public_url,
            unsubscribe,
            show_text,
            count,
            rooms,
            more_rooms,
        }
    }

    /// Who wrote first of what is shown, and whether others did.
    pub(crate) fn senders(&self) -> (Option<&str>, bool) {
        let said = self.rooms.iter().flat_map(|room| &room.said);
        let mut senders = said.map(|(sender, _)| sender.as_str());
        let first = senders.next();
        let is_known = |room: &Room| room.is_direct || room.earlier == 0;
        let is_all = self.more_rooms == 0 && self.rooms.iter().all(is_known);
        let others = !is_all || senders.any(|sender| Some(sender) != first);
        (first, others)
    }
}

/// What a mail is known by: the same for the same person and messages, so that one that is sent again
/// after a crash is recognised, and no other mail is taken for it.
pub(crate) fn id(secret: &[u8], told: &[(ConversationId, i64)]) -> String {
    let mut hash = Sha256::new();
    hash.update(secret);
    for (id, seq) in told {
        hash.update(id.0.as_bytes());
        hash.update(seq.to_be_bytes());
    }
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..24])
}

fn name(message: &Untold) -> String {
    match (message.kind, &message.title) {
        (Kind::Group | Kind::Channel, Some(title)) => one_line(title),
        _ => one_line(&message.sender),
    }
}

fn said(message: &Untold) -> String {
    let text = one_line(&message.body);
    match (message.files, text.is_empty()) {
        (0, true) => String::new(),
        (1, true) => "1 file".to_owned(),
        (files, true) => format!("{files} files"),
        (_, false) => cut(&text, message.is_cut),
    }
}

/// The first characters, with a sign that there is more.
fn cut(text: &str, has_more: bool) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None if has_more => format!("{text}…"),
        None => text.to_owned(),
    }
}
