//! A million rows more, on SQLite and on PostgreSQL.

use std::{env, path::Path};

use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};

use crate::{
    machine::POSTGRESQL,
    service::{NONE, Service, sqlite},
};

/// Rows that are added to the statements of the current release.
pub const ROWS: usize = 1_000_000;

/// Statements that add the rows; texts are of the length that the record's have.
fn more_rows(numbers: &str) -> String {
    format!(
        "INSERT INTO statements (release_seq, position, code, kind, level, axis, depth, ordinal, text_fr, absent, folded) \
         SELECT (SELECT seq FROM current_release), 1000 + n, 'bench.' || n, 'achievement', 'axis', '4', 0, n, \
         'Un énoncé de la longueur de ceux du relevé, avec « guillemets », ; et accents, numéro ' || n, \
         'text_en:not_published', '' FROM {numbers}"
    )
}

/// A database with the rows.
pub struct Million {
    pub name: &'static str,
    pub url: String,
    /// The server and the schema that go with this.
    schema: Option<(String, String)>,
}

impl Million {
    /// The SQLite database of a directory.
    pub fn sqlite(directory: &Path) -> Self {
        drop(Service::start(directory, NONE));
        let url = sqlite(directory);
        let mut connection = SqliteConnection::establish(&url).expect("the database opens");
        let numbers = format!(
            "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {ROWS}) SELECT n FROM c)"
        );
        let write = format!("{}; PRAGMA wal_checkpoint(TRUNCATE)", more_rows(&numbers));
        connection.batch_execute(&write).expect("the rows are written");
        Million { name: "SQLite", url, schema: None }
    }

    /// A schema of its own on the PostgreSQL that is named.
    pub fn postgresql(directory: &Path) -> Self {
        let server = env::var(POSTGRESQL).expect("it was looked for before");
        let schema = format!("jalon_bench_{}", std::process::id());
        let mut admin = PgConnection::establish(&server).expect("PostgreSQL answers");
        admin.batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema of its own");
        let separator = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{separator}options=-csearch_path%3D{schema}");
        let million = Million { name: "PostgreSQL", url, schema: Some((server, schema)) };
        drop(Service::on(&million.url, directory, NONE));
        let mut connection = PgConnection::establish(&million.url).expect("PostgreSQL answers");
        let numbers = format!("generate_series(1, {ROWS}) AS n");
        connection
            .batch_execute(&format!("{}; ANALYZE statements", more_rows(&numbers)))
            .expect("the rows are written");
        million
    }
}

impl Drop for Million {
    fn drop(&mut self) {
        let Some((server, schema)) = &self.schema else { return };
        let dropped = PgConnection::establish(server)
            .map(|mut admin| admin.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE")));
        if !matches!(dropped, Ok(Ok(()))) {
            eprintln!("the schema {schema} could not be dropped");
        }
    }
}
