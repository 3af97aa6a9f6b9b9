//! A database of its own for each test: a file, or a schema of the PostgreSQL that `TEST_DATABASE_URL` names.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use jalon::store::Url;
use tempfile::TempDir;

/// An empty database, removed when it is dropped.
pub struct Database {
    pub url: String,
    kind: Kind,
}

enum Kind {
    Sqlite {
        _directory: TempDir,
    },
    Postgres {
        server: String,
        schema: String,
    },
    /// On a server that a test started, with the shipped record in it.
    Own,
}

/// The databases to test on. With `CI=true` a missing PostgreSQL is a failure.
pub fn databases() -> Vec<Database> {
    let mut databases = vec![Database::sqlite()];
    match std::env::var("TEST_DATABASE_URL") {
        Ok(server) => databases.push(Database::postgres(&server)),
        Err(_) => assert!(std::env::var("CI").as_deref() != Ok("true"), "CI=true and TEST_DATABASE_URL is not set"),
    }
    databases
}

impl Database {
    /// A file in a directory of its own.
    pub fn sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let url = format!("sqlite://{}", directory.path().join("jalon.db").display());
        Database { url, kind: Kind::Sqlite { _directory: directory } }
    }

    fn postgres(server: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let schema = format!("jalon_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        execute(server, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"));
        let separator = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{separator}options=-csearch_path%3D{schema}");
        Database { url, kind: Kind::Postgres { server: server.to_owned(), schema } }
    }

    /// That of a server that the test started, which holds the shipped record.
    pub fn own(url: String) -> Self {
        Database { url, kind: Kind::Own }
    }

    /// The same with the shipped record in it.
    pub fn with_record(self) -> Self {
        if self.is_empty() {
            super::template::fill(&Url::parse(&self.url).expect("a valid URL"));
        }
        self
    }

    /// Whether the shipped record has to be put into it.
    pub fn is_empty(&self) -> bool {
        !matches!(self.kind, Kind::Own)
    }

    /// `SQLite` or `PostgreSQL`.
    pub fn name(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite { .. } => "SQLite",
            Kind::Postgres { .. } | Kind::Own => "PostgreSQL",
        }
    }

    /// Fills the empty database with the shipped record.
    pub fn fill(&self) {
        super::template::fill(&Url::parse(&self.url).expect("a valid URL"));
    }

    /// Runs statements on the database, past the service.
    pub fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }
}

fn execute(url: &str, sql: &str) {
    let mut db = Url::parse(url).expect("a valid URL").open().expect("the test database opens");
    db.batch_execute(sql).expect("the statements run");
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Kind::Postgres { server, schema } = &self.kind {
            execute(server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}
