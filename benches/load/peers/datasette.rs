//! Datasette: an SQLite file as JSON, CSV and pages.

use std::{net::SocketAddr, path::Path, process::Command};

use diesel::{Connection, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_query, sql_types::Text};

use super::Peer;
use crate::{
    process::{Process, free},
    question::Question,
    request::Request,
    rows::{Rows, TABLES},
};

/// What the operator of a Datasette would add: keys, an index on each filter, a full-text index.
const INDEXES: &str = "
    CREATE INDEX statements_axis ON statements (axis, ordinal);
    CREATE INDEX progress_level ON progress (level);
    CREATE VIRTUAL TABLE statements_fts USING fts5(text_fr, text_en, content=\"statements\");
    INSERT INTO statements_fts(statements_fts) VALUES ('rebuild');
    ANALYZE;";

/// A running Datasette.
pub struct Datasette {
    process: Process,
    address: SocketAddr,
}

impl Datasette {
    /// Writes the rows into a database file and serves it.
    pub fn start(rows: &Rows, directory: &Path) -> Self {
        let path = directory.join("rows.db");
        let mut connection = SqliteConnection::establish(&path.display().to_string()).expect("the database opens");
        for (table, _) in TABLES {
            let fields = rows.fields(table);
            let columns: Vec<String> = fields
                .iter()
                .map(|(name, number)| format!("{name} {}", if *number { "NUMERIC" } else { "TEXT" }))
                .collect();
            let key = if table == "progress" { "" } else { ", PRIMARY KEY (release, code)" };
            let values: Vec<String> = fields.iter().map(|(name, _)| format!("value ->> '$.{name}'")).collect();
            let create = format!("CREATE TABLE {table} ({}{key})", columns.join(", "));
            connection.batch_execute(&create).expect("the table is made");
            sql_query(format!("INSERT INTO {table} SELECT {} FROM json_each(?)", values.join(", ")))
                .bind::<Text, _>(serde_json::to_string(rows.table(table)).expect("rows are JSON"))
                .execute(&mut connection)
                .expect("the rows are written");
        }
        connection.batch_execute(INDEXES).expect("the indexes are made");
        Datasette::serve(&path)
    }

    /// Serves a database file.
    pub fn serve(path: &Path) -> Self {
        let address = free();
        let mut command = Command::new("datasette");
        command.arg("serve").arg(path).args(["--host", "127.0.0.1", "--port", &address.port().to_string()]);
        Datasette { process: Process::serve(&mut command, address), address }
    }
}

impl Peer for Datasette {
    fn name(&self) -> &'static str {
        "Datasette"
    }

    fn process(&self) -> &Process {
        &self.process
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    /// `_nosuggest` spares it the search for facets, which the others do not do either.
    fn request(&self, question: Question) -> Option<Request> {
        let path = match question {
            Question::Item => "/rows/objectives/2026,34.json?_shape=objects",
            Question::List => "/rows/statements.json?_shape=objects&_nosuggest=1&axis=4&release=2026&_size=20",
            Question::Records => "/rows/statements.json?_shape=objects&_nosuggest=1&axis=4&ordinal__lt={n}&_size=20",
            Question::Group => {
                "/rows.json?_shape=objects&sql=select+level,avg(value)+as+mean,count(*)+as+n+from+progress+where+value+%3C+{n}+group+by+level"
            }
            Question::Search => {
                "/rows/statements.json?_shape=objects&_nosuggest=1&_search=plateforme&ordinal__lt={n}&_size=20"
            }
            Question::NotModified => return None,
            Question::Page => "/rows/axes/2026,4",
            Question::History => "/rows/progress.csv?_stream=on&value__lt={n}",
        };
        Some(Request::get(path))
    }
}

/// How Datasette is asked for all statements as a file; it offers no Parquet.
pub fn export(database: &str) -> Request {
    Request::get(format!("/{database}/statements.csv?_stream=on"))
}
