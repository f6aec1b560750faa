//! One connection, of either engine, and the two macros that let SQL be written once.

use models::ConversationId;
use serde::{Serialize, Serializer};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use uuid::Uuid;

/// A connection. What it can read and write is in the file of each noun.
pub struct Conn(pub(crate) Inner);

pub(crate) enum Inner {
    Sqlite(PoolConnection<Sqlite>),
    Snapshot(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    Transaction(Transaction<'static, Postgres>),
}

pub(crate) enum Engine<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn {
    pub(crate) fn engine(&mut self) -> Engine<'_> {
        match &mut self.0 {
            Inner::Sqlite(conn) => Engine::Sqlite(conn),
            Inner::Snapshot(conn) => Engine::Sqlite(conn),
            Inner::Postgres(conn) => Engine::Postgres(conn),
            Inner::Transaction(conn) => Engine::Postgres(conn),
        }
    }

    /// The text for this engine, where the dialects differ.
    pub(crate) fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.0 {
            Inner::Sqlite(_) | Inner::Snapshot(_) => sqlite,
            Inner::Postgres(_) | Inner::Transaction(_) => postgres,
        }
    }
}

/// `on!(self, c => sqlx::query("…").bind(…).execute(c).await)`: the same statement on whichever
/// engine this is. Both dialects know `$1`.
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn.engine() {
            $crate::conn::Engine::Sqlite($c) => $body,
            $crate::conn::Engine::Postgres($c) => $body,
        }
    };
}
pub(crate) use on;

/// `in_ids!(self, "SELECT … WHERE id IN ", "$1", " ORDER BY …")`: the statement with a list of ids
/// that is bound as one parameter, made by [`ids`].
macro_rules! in_ids {
    ($conn:expr, $before:expr, $param:literal, $after:literal) => {
        $conn.pick(
            concat!(
                $before,
                "(SELECT unhex(value) FROM json_each(",
                $param,
                "))",
                $after
            ),
            concat!(
                $before,
                "(SELECT value::uuid FROM json_array_elements_text(",
                $param,
                "::json))",
                $after
            ),
        )
    };
}
pub(crate) use in_ids;

/// A list of ids as the one parameter that [`in_ids`] wants: JSON of hexadecimal digits.
pub(crate) fn ids<I: Copy + Into<Uuid>>(ids: &[I]) -> String {
    let mut json = String::with_capacity(2 + ids.len() * 35);
    json.push('[');
    for (i, id) in ids.iter().enumerate() {
        json.push_str(if i == 0 { "\"" } else { ",\"" });
        json.push_str(
            (*id)
                .into()
                .simple()
                .encode_lower(&mut Uuid::encode_buffer()),
        );
        json.push('"');
    }
    json.push(']');
    json
}

/// An id within a JSON parameter: 32 hexadecimal digits, which both engines read back.
pub(crate) struct Hex(pub(crate) Uuid);

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.simple().encode_lower(&mut Uuid::encode_buffer()))
    }
}

/// Rows as one JSON parameter. Tuples, which are read back by `value->>0` and so on.
pub(crate) fn rows<T: Serialize>(rows: impl Iterator<Item = T>) -> crate::Result<String> {
    Ok(serde_json::to_string(&rows.collect::<Vec<_>>())?)
}

/// Pairs of a conversation and another id as one JSON parameter.
pub(crate) fn pairs<I: Copy + Into<Uuid>>(pairs: &[(ConversationId, I)]) -> crate::Result<String> {
    rows(pairs.iter().map(|(c, i)| (Hex(c.0), Hex((*i).into()))))
}

/// Pairs of a conversation and a number in it as one JSON parameter.
pub(crate) fn places(places: &[(ConversationId, i64)]) -> crate::Result<String> {
    rows(places.iter().map(|(id, number)| (Hex(id.0), number)))
}
