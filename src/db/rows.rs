//! Rows of any table of [`TABLES`](crate::tables::TABLES), a page at a time in order of the key, in the
//! same form and the same order from both engines.

use std::fmt;

use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use crate::columns::{Column, Kind, Table};
use crate::conn::on;
use crate::{Conn, Result};

/// Rows that are read, compared or written together. A row has at most 22 values, and SQLite takes
/// 32,766 in one statement.
pub(crate) const TOGETHER: usize = 500;

/// What is in a column of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Id(Option<Uuid>),
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Flag(Option<bool>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(Some(id)) => id.fmt(f),
            Self::Number(Some(number)) => number.fmt(f),
            Self::Text(Some(text)) => text.fmt(f),
            Self::Flag(Some(flag)) => flag.fmt(f),
            Self::Bytes(Some(bytes)) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
            _ => f.write_str("null"),
        }
    }
}

pub(crate) type Row = Vec<Value>;

/// `query.bind(…)` of a value, whatever the engine.
macro_rules! bind {
    ($query:expr, $value:expr) => {
        match $value {
            Value::Id(value) => $query.bind(value),
            Value::Number(value) => $query.bind(value),
            Value::Text(value) => $query.bind(value),
            Value::Bytes(value) => $query.bind(value),
            Value::Flag(value) => $query.bind(value),
        }
    };
}

/// The rows of a statement as values of these columns.
macro_rules! fetch {
    ($conn:expr, $query:expr, $columns:expr) => {{
        let found = $query.fetch_all($conn).await?;
        let rows = found.iter().map(|row| {
            let values = $columns.iter().enumerate();
            let values = values.map(|(i, column)| {
                Ok(match column.kind {
                    Kind::Id => Value::Id(row.try_get(i)?),
                    Kind::Number => Value::Number(row.try_get(i)?),
                    Kind::Text => Value::Text(row.try_get(i)?),
                    Kind::Bytes => Value::Bytes(row.try_get(i)?),
                    Kind::Flag => Value::Flag(row.try_get(i)?),
                })
            });
            values.collect::<sqlx::Result<Row>>()
        });
        rows.collect::<sqlx::Result<Vec<Row>>>()?
    }};
}

impl Conn {
    /// How many rows there are.
    pub(crate) async fn count_rows(&mut self, table: &Table) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM {} WHERE {}", table.name, table.rows);
        let count: i64 = on!(self, c => sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(c).await)?;
        Ok(count.unsigned_abs())
    }

    /// The greatest key.
    pub(crate) async fn find_last_key(&mut self, table: &Table) -> Result<Option<Row>> {
        let columns = table.key_columns();
        let (names, order) = (self.names(columns), self.order(columns, " DESC"));
        let sql = format!(
            "SELECT {names} FROM {} WHERE {} ORDER BY {order} LIMIT 1",
            table.name, table.rows
        );
        let rows = on!(self, c => fetch!(c, sqlx::query(AssertSqlSafe(sql)), columns));
        Ok(rows.into_iter().next())
    }

    /// The first [`TOGETHER`] rows, of those after a key.
    pub(crate) async fn list_rows(
        &mut self,
        table: &Table,
        after: Option<&[Value]>,
    ) -> Result<Vec<Row>> {
        let keys = table.key_columns();
        let (names, order) = (self.names(table.columns), self.order(keys, ""));
        let behind = match after {
            Some(after) => {
                let marks = self.marks(0, after.len());
                format!("({order}) > ({marks})")
            }
            None => "TRUE".to_owned(),
        };
        let sql = format!(
            "SELECT {names} FROM {} WHERE {} AND {behind} ORDER BY {order} LIMIT {TOGETHER}",
            table.name, table.rows
        );
        let after = after.unwrap_or_default();
        Ok(on!(self, c => {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for value in after {
                query = bind!(query, value.clone());
            }
            fetch!(c, query, table.columns)
        }))
    }

    /// Writes rows, none of which is there.
    pub(crate) async fn insert_rows(&mut self, table: &Table, rows: Vec<Row>) -> Result<()> {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let width = names.len();
        let places: Vec<String> = (0..rows.len())
            .map(|row| format!("({})", self.marks(row * width, width)))
            .collect();
        // Numbers that PostgreSQL gives out by itself are given here.
        let given = match table.is_counted {
            true => self.pick("", "OVERRIDING SYSTEM VALUE "),
            false => "",
        };
        let sql = format!(
            "INSERT INTO {} ({}) {given}VALUES {}",
            table.name,
            names.join(", "),
            places.join(", ")
        );
        on!(self, c => {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for value in rows.into_iter().flatten() {
                query = bind!(query, value);
            }
            query.execute(c).await.map(drop)
        })?;
        Ok(())
    }

    fn names(&self, columns: &[Column]) -> String {
        let zero = self.pick("0", "0::bigint");
        let names = columns.iter().map(|column| match column.is_anew {
            true => zero,
            false => column.name,
        });
        names.collect::<Vec<_>>().join(", ")
    }

    /// Text in the order of its bytes, as SQLite has it and PostgreSQL may not.
    fn order(&self, columns: &[Column], direction: &str) -> String {
        let by_bytes = self.pick("", " COLLATE \"C\"");
        let order = columns.iter().map(|column| match column.kind {
            Kind::Text => format!("{}{by_bytes}{direction}", column.name),
            _ => format!("{}{direction}", column.name),
        });
        order.collect::<Vec<_>>().join(", ")
    }

    /// Places of parameters. Without names on SQLite, which looks for each among all.
    fn marks(&self, from: usize, count: usize) -> String {
        let is_sqlite = self.pick("?", "").len() == 1;
        let marks = (from + 1..=from + count).map(|place| match is_sqlite {
            true => "?".to_owned(),
            false => format!("${place}"),
        });
        marks.collect::<Vec<_>>().join(", ")
    }
}
