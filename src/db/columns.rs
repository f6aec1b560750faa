//! How [`TABLES`](crate::tables::TABLES) says what a table and its columns are.

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

pub(crate) const fn table(name: &'static str, key: usize, columns: &'static [Column]) -> Table {
    Table {
        name,
        key,
        columns,
        is_counted: false,
        rows: "TRUE",
    }
}

pub(crate) const fn counted(table: Table) -> Table {
    Table {
        is_counted: true,
        ..table
    }
}

pub(crate) const fn only(rows: &'static str, table: Table) -> Table {
    Table { rows, ..table }
}

pub(crate) const fn column(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        is_anew: false,
    }
}

pub(crate) const fn id(name: &'static str) -> Column {
    column(name, Kind::Id)
}

pub(crate) const fn number(name: &'static str) -> Column {
    column(name, Kind::Number)
}

pub(crate) const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

pub(crate) const fn bytes(name: &'static str) -> Column {
    column(name, Kind::Bytes)
}

pub(crate) const fn flag(name: &'static str) -> Column {
    column(name, Kind::Flag)
}

pub(crate) const fn anew(name: &'static str) -> Column {
    Column {
        is_anew: true,
        ..number(name)
    }
}
