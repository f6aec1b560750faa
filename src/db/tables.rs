//! Every table that a move takes along, with its columns, as both dialects have them. A migration that
//! adds a table or a column adds it here: a test compares this list with the schema of each engine.
//!
//! *Invariant:* a table comes after those that it refers to, and its key comes first in it.

/// What a column holds, whatever the dialect calls that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Number,
    Text,
    Bytes,
    Flag,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// A number that says what is done behind the rest, and begins anew at 0.
    pub(crate) is_anew: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// How many of the columns, from the first on, are the primary key.
    pub(crate) key: usize,
    pub(crate) columns: &'static [Column],
    /// Whether the key is a number that the database gives out.
    pub(crate) is_counted: bool,
    /// Which rows are meant.
    pub(crate) rows: &'static str,
}

impl Table {
    pub(crate) fn key_columns(&self) -> &'static [Column] {
        self.columns.get(..self.key).unwrap_or(self.columns)
    }
}

const fn table(name: &'static str, key: usize, columns: &'static [Column]) -> Table {
    Table {
        name,
        key,
        columns,
        is_counted: false,
        rows: "TRUE",
    }
}

const fn counted(table: Table) -> Table {
    Table {
        is_counted: true,
        ..table
    }
}

const fn only(rows: &'static str, table: Table) -> Table {
    Table { rows, ..table }
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        is_anew: false,
    }
}

const fn id(name: &'static str) -> Column {
    column(name, Kind::Id)
}

const fn number(name: &'static str) -> Column {
    column(name, Kind::Number)
}

const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

const fn bytes(name: &'static str) -> Column {
    column(name, Kind::Bytes)
}

const fn flag(name: &'static str) -> Column {
    column(name, Kind::Flag)
}

const fn anew(name: &'static str) -> Column {
    Column {
        is_anew: true,
        ..number(name)
    }
}

/// What stays behind: uploads that are not whole, which their clients begin again, and the words of
/// messages, which the server makes anew (and puts to the places that `word_places` keeps).
#[cfg(test)]
pub(crate) const LEFT: &[&str] = &["uploads", "words"];

pub(crate) const TABLES: &[Table] = &[
    // Without the mark of a move, which is each database's own.
    only(
        "name <> 'move'",
        table("settings", 1, &[text("name"), text("value")]),
    ),
    table(
        "keys",
        1,
        &[
            text("kid"),
            text("purpose"),
            bytes("secret"),
            number("created_at"),
            number("retired_at"),
        ],
    ),
    table(
        "users",
        1,
        &[
            id("id"),
            text("username"),
            text("username_key"),
            text("display_name"),
            text("search_key"),
            id("avatar"),
            text("role"),
            flag("disabled"),
            text("password_hash"),
            number("me_rev"),
            number("created_at"),
            number("updated_at"),
            number("deleted_at"),
        ],
    ),
    table(
        "sessions",
        1,
        &[
            id("id"),
            id("user_id"),
            text("kind"),
            text("name"),
            bytes("secret"),
            number("generation"),
            number("refreshed_at"),
            text("user_agent"),
            text("address"),
            number("created_at"),
            number("last_seen_at"),
            number("expires_at"),
            number("revoked_at"),
        ],
    ),
    table(
        "invites",
        1,
        &[
            text("code"),
            id("created_by"),
            id("conversation_id"),
            number("uses"),
            number("max_uses"),
            number("created_at"),
            number("expires_at"),
            number("revoked_at"),
        ],
    ),
    table(
        "blocks",
        2,
        &[id("user_id"), id("blocked_id"), number("created_at")],
    ),
    table(
        "conversations",
        1,
        &[
            id("id"),
            text("kind"),
            text("visibility"),
            text("title"),
            text("topic"),
            text("search_key"),
            id("picture"),
            id("created_by"),
            number("created_at"),
            text("direct_key"),
            number("last_seq"),
            number("rev"),
            number("text_count"),
            number("members_count"),
            number("members_rev"),
            anew("indexed_rev"),
            number("deleted_at"),
            number("purged_at"),
        ],
    ),
    table(
        "members",
        2,
        &[
            id("conversation_id"),
            id("user_id"),
            text("role"),
            number("joined_at"),
            number("left_at"),
            flag("removed"),
            number("read_seq"),
            number("read_count"),
            text("notify"),
            number("muted_until"),
            number("me_rev"),
        ],
    ),
    table(
        "messages",
        2,
        &[
            id("conversation_id"),
            number("seq"),
            id("id"),
            number("rev"),
            id("sender_id"),
            text("kind"),
            text("body"),
            text("event"),
            id("reply_to"),
            text("attachments"),
            text("mentions"),
            flag("mentions_everyone"),
            id("thread_id"),
            number("text_count"),
            number("created_at"),
            number("edited_at"),
            number("deleted_at"),
            text("reactions"),
        ],
    ),
    table(
        "reactions",
        4,
        &[
            id("conversation_id"),
            number("seq"),
            text("emoji"),
            id("user_id"),
            number("rev"),
        ],
    ),
    table(
        "mentions",
        3,
        &[id("user_id"), id("conversation_id"), number("seq")],
    ),
    table(
        "changes",
        2,
        &[id("conversation_id"), id("change_id"), number("at")],
    ),
    table(
        "hooks",
        1,
        &[
            id("id"),
            id("conversation_id"),
            id("user_id"),
            text("name"),
            bytes("secret_hash"),
            id("created_by"),
            number("created_at"),
        ],
    ),
    // Where each message stands in a search: the words come back to the same places.
    counted(table(
        "word_places",
        1,
        &[number("id"), id("conversation_id"), number("seq")],
    )),
    table("word_runs", 2, &[id("conversation_id"), number("run")]),
    table(
        "blobs",
        1,
        &[
            id("id"),
            bytes("sha256"),
            number("size"),
            text("content_type"),
            number("width"),
            number("height"),
            bytes("thumbhash"),
            flag("cleaned"),
            number("thumb_480"),
            number("thumb_1280"),
            number("created_at"),
            number("dead_at"),
        ],
    ),
    table(
        "files",
        1,
        &[
            id("id"),
            id("owner_id"),
            id("blob_id"),
            number("size"),
            text("name"),
            number("created_at"),
            number("expires_at"),
        ],
    ),
    table(
        "file_uses",
        4,
        &[id("file_id"), text("kind"), id("place_id"), number("seq")],
    ),
    table(
        "subscriptions",
        1,
        &[
            id("id"),
            id("user_id"),
            id("session_id"),
            text("endpoint"),
            text("service"),
            bytes("p256dh"),
            bytes("auth"),
            number("created_at"),
            number("told_at"),
            number("said"),
        ],
    ),
    table("notify_preferences", 1, &[id("user_id"), text("value")]),
    counted(table(
        "owed",
        1,
        &[
            number("id"),
            id("conversation_id"),
            number("from_seq"),
            number("to_seq"),
            number("at"),
            id("after_user"),
        ],
    )),
    table(
        "pushes",
        2,
        &[
            id("subscription_id"),
            id("conversation_id"),
            id("user_id"),
            text("service"),
            number("seq"),
            flag("is_high"),
            number("at"),
            number("attempts"),
            number("due_at"),
            number("claimed_until"),
        ],
    ),
    table(
        "emails",
        1,
        &[
            id("user_id"),
            text("address"),
            bytes("secret"),
            bytes("code_hash"),
            number("code_until"),
            number("guesses"),
            number("confirmed_at"),
            number("due_at"),
            number("claimed_until"),
            number("attempts"),
            number("refusals"),
        ],
    ),
    table(
        "mailed",
        2,
        &[id("user_id"), id("conversation_id"), number("seq")],
    ),
];
