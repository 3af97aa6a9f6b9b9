//! The shipped record, read and checked once in a process and copied into the databases of all later tests.
//!
//! A copy is kept in memory, so that nothing is left behind when the process ends: of SQLite the bytes of the file, of
//! PostgreSQL statements that insert the rows into a schema which the migrations have made.

use std::sync::OnceLock;

use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text};
use jalon::{
    publish::switch,
    store::{Db, Store, Url},
};

static SQLITE: OnceLock<Vec<u8>> = OnceLock::new();
static POSTGRES: OnceLock<String> = OnceLock::new();

/// Fills an empty database with the shipped record.
pub fn fill(url: &Url) {
    match url {
        Url::Sqlite(path) => {
            let mut loaded = false;
            let bytes = SQLITE.get_or_init(|| {
                loaded = true;
                load(url);
                // What the log of the database still holds goes into its file.
                execute(url, "PRAGMA wal_checkpoint(TRUNCATE)");
                std::fs::read(path).expect("the database can be read")
            });
            if !loaded {
                std::fs::write(path, bytes).expect("the database can be written");
            }
        }
        Url::Postgres(_) => {
            let mut loaded = false;
            let statements = POSTGRES.get_or_init(|| {
                loaded = true;
                load(url);
                dump(url)
            });
            if !loaded {
                Store::new(url.clone(), 1).migrate().expect("the schema is brought up to date");
                execute(url, statements);
            }
        }
    }
}

fn load(url: &Url) {
    let store = Store::new(url.clone(), 1);
    store.migrate().expect("the schema is brought up to date");
    switch::load_shipped_record(&store).expect("the shipped record is loaded");
}

fn execute(url: &Url, sql: &str) {
    let mut db = url.open().expect("the test database opens");
    db.batch_execute(sql).expect("the statements run");
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The tables of the schema in which the connection is, those that refer to others last.
const TABLES: &str = "SELECT relname::text AS line FROM pg_class c
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname NOT LIKE '\\_\\_diesel%'
    ORDER BY (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f'), relname";

/// Statements that insert every row of a schema into another one with the same tables.
fn dump(url: &Url) -> String {
    let Ok(Db::Postgres(mut connection)) = url.open() else { panic!("the test database opens") };
    let mut lines = |sql: &str| sql_query(sql).load::<Line>(&mut connection).expect("the rows can be read");
    let statements = lines(TABLES).into_iter().map(|table| {
        let table = table.line;
        let insert = format!(
            "SELECT format('INSERT INTO %I SELECT * FROM json_populate_recordset(NULL::%I, %L);', '{table}', '{table}', \
             coalesce(json_agg(t), '[]')) AS line FROM {table} t"
        );
        lines(&insert).remove(0).line
    });
    statements.collect()
}
