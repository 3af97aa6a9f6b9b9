//! One connection type for both databases, opened by the scheme of its URL, and the pool that keeps them.

use std::time::{Duration, Instant};

use diesel::{
    Connection, MultiConnection, PgConnection, QueryResult, SqliteConnection, connection::SimpleConnection, r2d2,
};
use thiserror::Error;

use super::{errands::Backend, functions, slow::Watch};

/// A connection to SQLite or PostgreSQL; the same diesel queries run on both.
#[derive(MultiConnection)]
pub enum Db {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Where the record is kept, as `DATABASE_URL` says.
#[derive(Clone, PartialEq, Eq)]
pub enum Url {
    /// `sqlite://PATH`; the path is relative to the working directory unless it begins with `/`.
    Sqlite(String),
    /// `postgres://…`, as libpq reads it.
    Postgres(String),
}

/// What is wrong with a database URL.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum UrlError {
    #[error("expected `sqlite://PATH` or `postgres://USER@HOST/DATABASE`")]
    Scheme,
    #[error("`sqlite://` is followed by no path; expected such as `sqlite://jalon.db`")]
    NoPath,
    #[error("a database in memory is not shared between connections; expected a file, such as `sqlite://jalon.db`")]
    InMemory,
    #[error("the user or password holds a character that must be percent-encoded, such as / ? # % or @")]
    Userinfo,
    #[error("the URL asks for TLS (sslmode={0}) and this build has none; build with `--features postgres-tls`")]
    NoTls(String),
}

impl Url {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`UrlError`], which says what is expected. The URL itself is not repeated: it may hold a password.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        if let Some(path) = text.strip_prefix("sqlite://") {
            return match path {
                "" => Err(UrlError::NoPath),
                _ if path.contains(":memory:") || path.contains("mode=memory") => Err(UrlError::InMemory),
                path => Ok(Url::Sqlite(path.to_owned())),
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            if !has_plain_userinfo(text) {
                return Err(UrlError::Userinfo);
            }
            let mode = text.split(['?', '&']).find_map(|part| part.strip_prefix("sslmode="));
            return match mode {
                Some(mode @ ("require" | "verify-ca" | "verify-full")) if !cfg!(feature = "postgres-tls") => {
                    Err(UrlError::NoTls(mode.to_owned()))
                }
                _ => Ok(Url::Postgres(text.to_owned())),
            };
        }
        Err(UrlError::Scheme)
    }

    /// The URL without its password and options, for logs and messages.
    pub fn redacted(&self) -> String {
        match self {
            Url::Sqlite(path) => format!("sqlite://{path}"),
            Url::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                let place = rest.split('?').next().unwrap_or_default();
                match place.rsplit_once('@') {
                    Some((who, host)) => format!("{scheme}://{}@{host}", who.split(':').next().unwrap_or_default()),
                    None => format!("{scheme}://{place}"),
                }
            }
        }
    }

    /// Opens one connection and prepares it: WAL, foreign keys, a busy timeout and an exact `LIKE` on SQLite; a time limit on
    /// each statement, and messages in English if the role may choose, on PostgreSQL.
    pub fn open(&self) -> Result<Db, OpenError> {
        let failed = |cause: String| OpenError { url: self.redacted(), cause };
        match self {
            Url::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(path).map_err(|e| failed(e.to_string()))?;
                connection.batch_execute(SETTINGS).map_err(|e| failed(e.to_string()))?;
                write_ahead(&mut connection).map_err(|e| failed(e.to_string()))?;
                functions::register(&mut connection).map_err(|e| failed(e.to_string()))?;
                Ok(Db::Sqlite(connection))
            }
            Url::Postgres(url) => {
                let mut connection = PgConnection::establish(&patient(url)).map_err(|e| failed(e.to_string()))?;
                // A server that runs no block, since its plpgsql was taken away, undoes the settings too.
                connection
                    .batch_execute(&format!("{SESSION} {ENGLISH}"))
                    .or_else(|_| connection.batch_execute(SESSION))
                    .map_err(|e| failed(e.to_string()))?;
                Ok(Db::Postgres(connection))
            }
        }
    }
}

/// Settings of each connection to SQLite. Its `LIKE` would take `A` for `a`, and PostgreSQL's does not: texts that are looked
/// into whatever their case are folded, and codes and words of lists are compared as they are.
const SETTINGS: &str = "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
    PRAGMA case_sensitive_like = ON;";

/// Settings of each session of PostgreSQL.
const SESSION: &str = "SET client_min_messages = warning; SET statement_timeout = '30s';";

/// Messages in English, by which errors that pass are told from others ([`super::StoreError::is_passing`]). Only a superuser
/// or a role that was granted it may ask for them. A block, since a plain refusal would undo [`SESSION`], which is sent with
/// it, and write an error to the server's log for each connection.
const ENGLISH: &str = "DO $$ BEGIN SET lc_messages = 'C'; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;";

/// What libpq would wait for without end, or for minutes: a server whose address answers no more, before and after the
/// connection is made. Seconds, but for the milliseconds of `tcp_user_timeout`.
const PATIENCE: [(&str, &str); 5] = [
    ("connect_timeout", "3"),
    ("tcp_user_timeout", "5000"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
];

/// The URL with a bound for each wait, unless it gives its own.
fn patient(url: &str) -> String {
    let mut patient = url.to_owned();
    for (name, value) in PATIENCE {
        if !url.contains(&format!("{name}=")) {
            patient.push(if patient.contains('?') { '&' } else { '?' });
            patient.push_str(&format!("{name}={value}"));
        }
    }
    patient
}

/// Whether user and password are written so that every reader of the URL finds their end: what follows them would
/// otherwise be part of an error message.
fn has_plain_userinfo(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let Some((who, _)) = rest.rsplit_once('@') else { return true };
    let is_encoded = |(at, _): (usize, &str)| {
        who.get(at + 1..at + 3).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    !who.contains(['/', '?', '#', '@', ' ']) && who.match_indices('%').all(is_encoded)
}

/// Longest wait for another connection to let the journal mode be set.
const JOURNAL_WAIT: Duration = Duration::from_secs(10);

/// Sets WAL mode, which stays with the file. Unlike every other statement this one does not wait for a writer by itself.
fn write_ahead(connection: &mut SqliteConnection) -> QueryResult<()> {
    let begun = Instant::now();
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(error) if error.to_string().contains("locked") && begun.elapsed() < JOURNAL_WAIT => {
                std::thread::sleep(Duration::from_millis(20));
            }
            outcome => return outcome,
        }
    }
}

/// A database that cannot be opened.
#[derive(Debug, Error)]
#[error("cannot open the database {url}: {cause}")]
pub struct OpenError {
    pub url: String,
    pub cause: String,
}

/// A connection of a pool.
pub struct Pooled {
    pub db: Db,
    /// The process of PostgreSQL that serves it, by which its statement can be cancelled.
    pub backend: Option<Backend>,
}

/// Opens and checks the pool's connections.
pub struct Manager {
    url: Url,
    watch: Watch,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Pooled;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Pooled, r2d2::Error> {
        let refused =
            |e: OpenError| r2d2::Error::ConnectionError(diesel::ConnectionError::BadConnection(e.to_string()));
        let mut db = self.url.open().map_err(refused)?;
        let backend = Backend::of(&mut db);
        self.watch.on(&mut db);
        Ok(Pooled { db, backend })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), r2d2::Error> {
        pooled.db.batch_execute("SELECT 1").map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        r2d2::R2D2Connection::is_broken(&mut pooled.db)
    }
}

/// The bounded pool of connections.
pub type Pool = r2d2::Pool<Manager>;

/// How long a request waits for a connection before it is told that the service is busy.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_millis(500);

/// Makes a pool of at most `size` connections; they are opened when they are first needed.
pub fn pool(url: Url, size: u32, watch: Watch) -> Pool {
    r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(0))
        .connection_timeout(ACQUIRE_TIMEOUT)
        .test_on_check_out(matches!(url, Url::Postgres(_)))
        .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
        .build_unchecked(Manager { url, watch })
}

#[cfg(test)]
mod tests {
    use diesel::{RunQueryDsl, dsl::sql, sql_types::Integer};

    use super::*;

    #[test]
    fn a_url_is_read_by_its_scheme_or_refused_with_what_is_expected() {
        assert!(matches!(Url::parse("sqlite://a/b.db"), Ok(Url::Sqlite(path)) if path == "a/b.db"));
        assert!(matches!(Url::parse("postgresql://u@h/d"), Ok(Url::Postgres(_))));
        assert!(matches!(Url::parse("mysql://h/d"), Err(UrlError::Scheme)));
        assert!(matches!(Url::parse("sqlite://"), Err(UrlError::NoPath)));
        assert!(matches!(Url::parse("sqlite://:memory:"), Err(UrlError::InMemory)));
    }

    #[test]
    fn like_tells_upper_from_lower_case_on_sqlite_too() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let url = format!("sqlite://{}", directory.path().join("a.db").display());
        let mut db = Url::parse(&url).map(|url| url.open()).expect("a valid URL").expect("it opens");
        let mut like = |pattern: &str| {
            let Db::Sqlite(connection) = &mut db else { panic!("a file is SQLite's") };
            sql::<Integer>(&format!("SELECT 'vision-2023' LIKE '{pattern}'")).get_result::<i32>(connection)
        };
        assert_eq!((like("vision-%"), like("VISION-%")), (Ok(1), Ok(0)));
    }

    #[test]
    fn each_wait_has_a_bound_and_the_given_one_if_there_is_one() {
        let bounds = "tcp_user_timeout=5000&keepalives_idle=5&keepalives_interval=2&keepalives_count=3";
        assert_eq!(patient("postgres://u@h/d"), format!("postgres://u@h/d?connect_timeout=3&{bounds}"));
        let given = "postgres://u@h/d?connect_timeout=9";
        assert_eq!(patient(given), format!("{given}&{bounds}"));
    }

    #[test]
    fn a_password_never_leaves_the_url() {
        let shown = |url: &str| Url::parse(url).expect("a valid URL").redacted();
        assert_eq!(shown("postgres://u:s3cret@h:5432/d?a=b&passw%6Frd=x"), "postgres://u@h:5432/d");
        assert_eq!(shown("postgres://u:p%40ss@h/d"), "postgres://u@h/d");
        for url in ["postgres://u:p@ss@h/d", "postgres://u:p?s@h/d", "postgres://u:p/s@h/d", "postgres://u:p%zz@h/d"] {
            assert!(matches!(Url::parse(url), Err(UrlError::Userinfo)), "{url}");
        }
    }
}
