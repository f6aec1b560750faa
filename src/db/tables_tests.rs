use std::collections::{BTreeMap, BTreeSet};

use crate::columns::Kind;
use crate::conn::on;
use crate::tables::{LEFT, TABLES};
use crate::testing::on_both;
use crate::{Conn, Db};

/// A column as an engine knows it: its name, its type, its place in the primary key or 0.
type Column = (String, String, i64);

/// The tables of a database, each with its columns.
async fn schema(conn: &mut Conn) -> BTreeMap<String, BTreeSet<Column>> {
    let sql = conn.pick(
        "SELECT t.name, c.name, c.type, c.pk FROM pragma_table_list AS t \
         JOIN pragma_table_info(t.name) AS c \
         WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') \
         AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        "SELECT t.relname::text, c.attname::text, format_type(c.atttypid, NULL), \
         coalesce(array_position(k.indkey::int2[], c.attnum) + 1, 0)::bigint \
         FROM pg_class AS t JOIN pg_attribute AS c ON c.attrelid = t.oid AND c.attnum > 0 \
         LEFT JOIN pg_index AS k ON k.indrelid = t.oid AND k.indisprimary \
         WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace \
         AND NOT c.attisdropped",
    );
    let rows: Vec<(String, String, String, i64)> =
        on!(conn, c => sqlx::query_as(sql).fetch_all(c).await).unwrap();
    let mut tables = BTreeMap::<_, BTreeSet<Column>>::new();
    for (table, column, kind, key) in rows {
        tables.entry(table).or_default().insert((column, kind, key));
    }
    tables
}

/// Which table refers to which.
async fn references(conn: &mut Conn) -> Vec<(String, String)> {
    let sql = conn.pick(
        "SELECT t.name, k.\"table\" FROM pragma_table_list AS t \
         JOIN pragma_foreign_key_list(t.name) AS k WHERE t.schema = 'main'",
        "SELECT (SELECT relname FROM pg_class WHERE oid = conrelid)::text, \
         (SELECT relname FROM pg_class WHERE oid = confrelid)::text \
         FROM pg_constraint WHERE contype = 'f'",
    );
    on!(conn, c => sqlx::query_as(sql).fetch_all(c).await).unwrap()
}

#[tokio::test]
async fn a_move_knows_every_table_and_every_column_that_there_is() {
    on_both(async |db: Db| {
        let mut conn = db.read().await.unwrap();
        let mut there = schema(&mut conn).await;
        assert!(there.remove("_sqlx_migrations").is_some());
        for table in LEFT {
            assert!(there.remove(*table).is_some(), "there is no {table}");
        }
        let kind = |kind| match kind {
            Kind::Id => conn.pick("BLOB", "uuid"),
            Kind::Number => conn.pick("INTEGER", "bigint"),
            Kind::Text => conn.pick("TEXT", "text"),
            Kind::Bytes => conn.pick("BLOB", "bytea"),
            Kind::Flag => conn.pick("INTEGER", "boolean"),
        };
        let known = TABLES.iter().map(|table| {
            let columns = table.columns.iter().enumerate();
            let columns = columns.map(|(i, column)| {
                let key = if i < table.key { i + 1 } else { 0 };
                let (name, kind) = (column.name.to_owned(), kind(column.kind).to_owned());
                (name, kind, i64::try_from(key).unwrap())
            });
            (table.name.to_owned(), columns.collect())
        });
        let known: BTreeMap<String, BTreeSet<Column>> = known.collect();
        assert_eq!(known, there, "src/db/tables.rs is not what the schema is");
    })
    .await;
}

#[tokio::test]
async fn a_table_is_moved_after_those_that_it_refers_to() {
    on_both(async |db: Db| {
        let references = references(&mut db.read().await.unwrap()).await;
        assert!(!references.is_empty());
        let place = |name: &str| TABLES.iter().position(|table| table.name == name);
        for (table, other) in references {
            let is_left = LEFT.contains(&&*table);
            assert!(is_left || place(&other) < place(&table), "{table}, {other}");
        }
    })
    .await;
}

#[tokio::test]
async fn numbers_that_the_database_gives_out_are_known() {
    on_both(async |db: Db| {
        let mut conn = db.read().await.unwrap();
        // A key that is one number is SQLite's rowid, which it gives out.
        let sql = conn.pick(
            "SELECT t.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c \
             WHERE t.schema = 'main' AND t.type = 'table' AND NOT t.wr AND c.pk = 1 \
             AND c.type = 'INTEGER' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1",
            "SELECT relname::text FROM pg_class WHERE oid IN \
             (SELECT attrelid FROM pg_attribute WHERE attidentity <> '') ORDER BY 1",
        );
        let there: Vec<String> =
            on!(conn, c => sqlx::query_scalar(sql).fetch_all(c).await).unwrap();
        let counted = TABLES.iter().filter(|table| table.is_counted);
        let mut known: Vec<&str> = counted.map(|table| table.name).collect();
        known.sort_unstable();
        assert_eq!(known, there);
    })
    .await;
}
