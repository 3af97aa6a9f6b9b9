//! The shipped record, read and checked once in a process and copied into the databases of all later tests.
//!
//! Nothing is left behind when the process ends: the copy of SQLite is the bytes of a file, in memory; that of PostgreSQL is
//! temporary tables of one session, which end with it.

use std::sync::{Mutex, OnceLock, PoisonError};

use diesel::{PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text};
use jalon::{
    publish::switch,
    store::{Db, Store, Url},
};

static SQLITE: OnceLock<Vec<u8>> = OnceLock::new();
/// Those that no test is using; there come to be as many as tests that run at a time.
static POSTGRES: Mutex<Vec<Template>> = Mutex::new(Vec::new());

/// The session that holds the tables of the record, and their names, those that refer to others last.
struct Template {
    session: PgConnection,
    tables: Vec<String>,
}

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
            let kept = POSTGRES.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let template = match kept {
                None => {
                    load(url);
                    Template::of(url)
                }
                Some(mut template) => {
                    Store::new(url.clone(), 1).migrate().expect("the schema is brought up to date");
                    template.copy_to(url);
                    template
                }
            };
            POSTGRES.lock().unwrap_or_else(PoisonError::into_inner).push(template);
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

impl Template {
    fn of(url: &Url) -> Self {
        let mut session = session(url);
        let tables = lines(&mut session, TABLES);
        // Rows that come in the order of their key are written several times faster.
        let copies = tables
            .iter()
            .map(|table| format!("CREATE TEMP TABLE template_{table} AS SELECT * FROM {table} t ORDER BY t;"));
        let copies: String = copies.collect();
        session.batch_execute(&copies).expect("the tables are copied");
        Template { session, tables }
    }

    fn copy_to(&mut self, url: &Url) {
        let schema = lines(&mut session(url), "SELECT current_schema()::text AS line").remove(0);
        let copies =
            self.tables.iter().map(|table| format!("INSERT INTO {schema}.{table} SELECT * FROM template_{table};"));
        let copies: String = copies.collect();
        // Nearly all rows are words. They are written without a log, and their key is made when all are there.
        let words = format!("{schema}.words");
        let copying = format!(
            "SET synchronous_commit = off; ALTER TABLE {words} DROP CONSTRAINT words_pkey; ALTER TABLE {words} SET UNLOGGED;
             {copies}
             ALTER TABLE {words} ADD PRIMARY KEY (dataset, word, field, release_seq, position, element)"
        );
        self.session.batch_execute(&copying).expect("the rows are copied");
    }
}

fn session(url: &Url) -> PgConnection {
    match url.open() {
        Ok(Db::Postgres(connection)) => connection,
        _ => panic!("the test database opens"),
    }
}

fn lines(session: &mut PgConnection, sql: &str) -> Vec<String> {
    let lines = sql_query(sql).load::<Line>(session).expect("the rows can be read");
    lines.into_iter().map(|line| line.line).collect()
}
