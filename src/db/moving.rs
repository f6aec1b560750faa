//! A move: everything of one database copied into an empty one, of the same or of the other engine, and
//! compared row by row.
//!
//! The destination carries a mark, written before its first row: from whom, and whether it is done. As
//! long as it is not, nobody opens the database for anything else. Rows are copied in order of their keys,
//! in transactions of a few hundred, so how far a move came is what is there.
//!
//! *Invariant:* the source is read and nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::columns::Table;
use crate::conn::{Engine, on};
use crate::rows::{Row, TOGETHER, Value};
use crate::tables::TABLES;
use crate::{Conn, Db, Error, Result};

/// The setting that is the mark.
const MARK: &str = "move";
/// What a server writes by itself before anybody has an account.
const MADE_AT_START: &[&str] = &["settings", "keys"];

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// The first person of the source: there is no other with that id anywhere.
    from: Uuid,
    is_done: bool,
}

/// How far a move had come when it was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing was there.
    Fresh,
    /// It goes on.
    Again,
    /// It is done, and somebody may have used the destination since.
    Done,
}

/// Of a table, rows that are in the destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Which.
    pub table: &'static str,
    /// So many.
    pub rows: u64,
    /// Of so many.
    pub of: u64,
}

/// Of a table, rows that were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Which.
    pub table: &'static str,
    /// Rows of the source.
    pub rows: u64,
    /// Rows that are not the same in both.
    pub differences: u64,
}

/// A row that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Of which table.
    pub table: &'static str,
    /// Its key, with a slash between two parts of it.
    pub key: String,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Missing,
    Extra,
    /// The first column that differs.
    Changed(&'static str),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, key, what } = self;
        match what {
            What::Missing => write!(f, "missing: {table} {key}"),
            What::Extra => write!(f, "not in the source: {table} {key}"),
            What::Changed(column) => write!(f, "not the same: {table} {key}, its {column}"),
        }
    }
}

/// A move that was begun.
pub struct Move {
    from: Db,
    into: Db,
    id: Uuid,
}

impl Move {
    /// Marks the destination, unless that was done before. Whoever calls this keeps servers away from
    /// both.
    ///
    /// # Errors
    /// [`Error::Nothing`], [`Error::Occupied`], [`Error::Elsewhere`], and the databases'.
    pub async fn begin(from: &Db, into: &Db) -> Result<(Self, Begun)> {
        let (begun, mark) = Self::find(from, into).await?;
        if let Some(mark) = mark {
            let begun_before = match mark.is_done {
                true => Begun::Done,
                false => Begun::Again,
            };
            return Ok((begun, begun_before));
        }
        for table in TABLES {
            let mut conn = into.read().await?;
            if !MADE_AT_START.contains(&table.name) && conn.find_last_key(table).await?.is_some() {
                return Err(Error::Occupied(table.name));
            }
        }
        let mark = Mark {
            from: begun.id,
            is_done: false,
        };
        let mark = serde_json::to_string(&mark)?;
        into.write::<_, Error>(move |conn| {
            Box::pin(async move {
                for table in MADE_AT_START {
                    conn.delete_rows(table).await?;
                }
                conn.set_setting(MARK, &mark).await
            })
        })
        .await?;
        Ok((begun, Begun::Fresh))
    }

    /// A move that was begun before, to compare both ends.
    ///
    /// # Errors
    /// [`Error::Nothing`], [`Error::NotMoved`], [`Error::Elsewhere`], and the databases'.
    pub async fn resume(from: &Db, into: &Db) -> Result<Self> {
        match Self::find(from, into).await? {
            (begun, Some(_)) => Ok(begun),
            (_, None) => Err(Error::NotMoved),
        }
    }

    async fn find(from: &Db, into: &Db) -> Result<(Self, Option<Mark>)> {
        let id = from.read().await?.find_first_user().await?;
        let id = id.ok_or(Error::Nothing)?;
        let mark = into.read().await?.find_mark().await?;
        if mark.as_ref().is_some_and(|mark| mark.from != id) {
            return Err(Error::Elsewhere);
        }
        let (from, into) = (from.clone(), into.clone());
        Ok((Self { from, into, id }, mark))
    }

    /// Copies what is not there yet, and says after each few hundred rows how far it is.
    ///
    /// # Errors
    /// The databases', with the table.
    pub async fn copy(&self, mut say: impl FnMut(Copied)) -> Result<()> {
        for table in TABLES {
            self.copy_table(table, &mut say)
                .await
                .map_err(|error| of(table, error))?;
        }
        Ok(())
    }

    async fn copy_table(&self, table: &'static Table, say: &mut impl FnMut(Copied)) -> Result<()> {
        let of = self.from.read().await?.count_rows(table).await?;
        let mut conn = self.into.read().await?;
        let mut rows = conn.count_rows(table).await?;
        let mut after = conn.find_last_key(table).await?;
        drop(conn);
        loop {
            let page = self.from.read().await?;
            let page = page_of(page, table, after.as_deref()).await?;
            let (count, name) = (page.len(), table.name);
            if let Some(last) = page.last() {
                after = Some(key_of(table, last).to_vec());
                self.into
                    .write::<_, Error>(move |conn| Box::pin(conn.insert_rows(table, page)))
                    .await?;
            }
            rows += count as u64;
            let table = name;
            say(Copied { table, rows, of });
            if count < TOGETHER {
                return Ok(());
            }
        }
    }

    /// Compares every row of both, says what differs, and gives what was looked at of each table.
    ///
    /// # Errors
    /// The databases', with the table.
    pub async fn compare(&self, mut say: impl FnMut(Difference)) -> Result<Vec<Compared>> {
        let mut compared = Vec::with_capacity(TABLES.len());
        for table in TABLES {
            let of_table = self.compare_table(table, &mut say).await;
            compared.push(of_table.map_err(|error| of(table, error))?);
        }
        Ok(compared)
    }

    async fn compare_table(
        &self,
        table: &'static Table,
        say: &mut impl FnMut(Difference),
    ) -> Result<Compared> {
        let mut compared = Compared {
            table: table.name,
            rows: 0,
            differences: 0,
        };
        let mut after: Option<Row> = None;
        loop {
            let (from, into) = tokio::try_join!(self.from.read(), self.into.read())?;
            let (mut from, mut into) = tokio::try_join!(
                page_of(from, table, after.as_deref()),
                page_of(into, table, after.as_deref()),
            )?;
            // Beyond the end of a full page nothing is known.
            let ends = [&from, &into].map(|page| match page.len() < TOGETHER {
                true => None,
                false => page.last().map(|last| key_of(table, last).to_vec()),
            });
            let end = ends.into_iter().flatten().min();
            if let Some(end) = &end {
                for page in [&mut from, &mut into] {
                    page.retain(|row| key_of(table, row) <= end.as_slice());
                }
            }
            compared.rows += from.len() as u64;
            for (key, what) in differences(table, &from, &into) {
                compared.differences += 1;
                let key: Vec<String> = key.iter().map(Value::to_string).collect();
                say(Difference {
                    table: table.name,
                    key: key.join("/"),
                    what,
                });
            }
            if end.is_none() {
                return Ok(compared);
            }
            after = end;
        }
    }

    /// Uploads of the source that are not whole, and stay there.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_unfinished_uploads(&self) -> Result<u64> {
        let mut conn = self.from.read().await?;
        let count: i64 = on!(conn, c => sqlx::query_scalar(
            "SELECT count(*) FROM uploads WHERE done_at IS NULL AND dead_at IS NULL")
            .fetch_one(c).await)?;
        Ok(count.unsigned_abs())
    }

    /// Has the destination be a database like any other.
    ///
    /// # Errors
    /// The database's.
    pub async fn finish(&self) -> Result<()> {
        let mark = Mark {
            from: self.id,
            is_done: true,
        };
        let mark = serde_json::to_string(&mark)?;
        self.into
            .write::<_, Error>(move |conn| {
                Box::pin(async move {
                    for table in TABLES {
                        conn.settle_table(table).await?;
                    }
                    conn.set_setting(MARK, &mark).await
                })
            })
            .await
    }
}

async fn page_of(mut conn: Conn, table: &Table, after: Option<&[Value]>) -> Result<Vec<Row>> {
    conn.list_rows(table, after).await
}

fn of(table: &Table, error: Error) -> Error {
    Error::Table {
        table: table.name,
        error: Box::new(error),
    }
}

fn key_of<'r>(table: &Table, row: &'r Row) -> &'r [Value] {
    row.get(..table.key).unwrap_or(row)
}

/// What is not the same in two runs of rows, both in order of their keys.
fn differences<'r>(table: &Table, from: &'r [Row], into: &'r [Row]) -> Vec<(&'r [Value], What)> {
    let mut found = Vec::new();
    let (mut from, mut into) = (from.iter().peekable(), into.iter().peekable());
    loop {
        let keys = [from.peek(), into.peek()].map(|row| row.map(|row| key_of(table, row)));
        let is_missing = match keys {
            [Some(key), Some(other)] if key == other => None,
            [Some(key), Some(other)] => Some(key < other),
            [None, None] => return found,
            [key, _] => Some(key.is_some()),
        };
        match is_missing {
            Some(true) => found.extend(from.next().map(|row| (key_of(table, row), What::Missing))),
            Some(false) => found.extend(into.next().map(|row| (key_of(table, row), What::Extra))),
            None => {
                let (Some(a), Some(b)) = (from.next(), into.next()) else {
                    return found;
                };
                let mut columns = table.columns.iter().zip(a.iter().zip(b));
                let changed = columns.find(|(_, (a, b))| a != b);
                found.extend(
                    changed.map(|(column, _)| (key_of(table, a), What::Changed(column.name))),
                );
            }
        }
    }
}

impl Conn {
    /// Whether somebody began to fill this database, and has not finished.
    pub(crate) async fn has_unfinished_move(&mut self) -> Result<bool> {
        Ok(self.find_mark().await?.is_some_and(|mark| !mark.is_done))
    }

    async fn find_mark(&mut self) -> Result<Option<Mark>> {
        let mark = self.find_setting(MARK).await?;
        Ok(mark.map(|mark| serde_json::from_str(&mark)).transpose()?)
    }

    async fn find_first_user(&mut self) -> Result<Option<Uuid>> {
        Ok(on!(self, c => sqlx::query_scalar(
            "SELECT id FROM users ORDER BY created_at, id LIMIT 1")
            .fetch_optional(c).await)?)
    }

    async fn delete_rows(&mut self, table: &str) -> Result<()> {
        let sql = format!("DELETE FROM {table}");
        on!(self, c => sqlx::query(AssertSqlSafe(sql)).execute(c).await.map(drop))?;
        Ok(())
    }

    /// What PostgreSQL does not do by itself: numbers go on after the greatest, and the planner knows
    /// how much there is.
    async fn settle_table(&mut self, table: &Table) -> Result<()> {
        let Engine::Postgres(c) = self.engine() else {
            return Ok(());
        };
        let name = table.name;
        if table.is_counted {
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"
            );
            sqlx::query(AssertSqlSafe(sql)).execute(&mut *c).await?;
        }
        sqlx::query(AssertSqlSafe(format!("ANALYZE {name}")))
            .execute(c)
            .await?;
        Ok(())
    }
}
