//! Every setting of the service: one environment variable each, read once, with a default.

pub mod proxies;
mod settings;

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use thiserror::Error;

use proxies::Proxies;
pub use settings::{SETTINGS, Setting};

use crate::{
    domain::{
        catalogue::Contact,
        deprecation::{DEPRECATIONS, Deprecation},
        signature::PrivateKey,
    },
    store::{Url, UrlError},
};

/// Longest name of a contact, in characters.
const LONGEST_NAME: usize = 200;

/// The setting that names databases besides `DATABASE_URL`.
const REPLICAS: &str = "DATABASE_REPLICA_URL";

/// The effective settings.
#[derive(Clone)]
pub struct Config {
    pub database_url: Url,
    /// `DATABASE_URL` is set: the database is no default.
    pub is_database_named: bool,
    /// Read replicas of the database.
    pub replica_urls: Vec<Url>,
    pub bind: SocketAddr,
    /// Without a slash at the end; the request's own address if absent.
    pub public_url: Option<String>,
    /// Whom the catalogue names for questions.
    pub contact: Contact,
    pub workers: usize,
    pub pool_size: u32,
    pub cache_bytes: u64,
    /// Requests a client may make in a day on the Explore surface.
    pub explore_quota: u64,
    /// Requests a client may make in a minute; 0 for no limit.
    pub rate_limit: u32,
    /// Connections a client may have open at a time; 0 for no limit.
    pub client_connections: usize,
    /// Connections that are open at a time.
    pub max_connections: usize,
    /// Who tells the address of the client.
    pub trusted_proxies: Proxies,
    /// A draft is approved by another key than the one that made it.
    pub four_eyes: bool,
    /// The key that signs releases; that of the database if absent.
    pub signing_key: Option<PrivateKey>,
    /// Webhooks may lead to private addresses, and to http.
    pub webhooks_private: bool,
    /// Operations that will go. No setting: the program brings them.
    pub deprecations: &'static [Deprecation],
    /// Where the metrics are served; nowhere if absent.
    pub metrics_bind: Option<SocketAddr>,
    /// Statements that take longer are told in the log; zero tells of none.
    pub slow_query: Duration,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A line a message, for people.
    Text,
    /// A JSON object a line.
    Json,
}

impl LogFormat {
    /// Reads the setting.
    ///
    /// # Errors
    /// Another word.
    pub fn read(given: &str) -> Result<Self, ConfigError> {
        match given.trim() {
            "" | "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(ConfigError {
                name: "LOG_FORMAT",
                value: given.to_owned(),
                expected: "expected `text` or `json`".to_owned(),
            }),
        }
    }
}

/// A setting whose value cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the setting {name} is `{value}`; {expected}")]
pub struct ConfigError {
    pub name: &'static str,
    /// The value as given; hidden where it may hold a password.
    pub value: String,
    pub expected: String,
}

impl Config {
    /// Reads the settings from the environment.
    ///
    /// # Errors
    /// The first setting whose value cannot be used, with what it takes.
    pub fn from_env() -> Result<Self, ConfigError> {
        let mut unreadable = None;
        let values = Self::values(&mut |error| {
            unreadable.get_or_insert(error);
        });
        unreadable.map_or_else(|| Self::from_values(&values), Err)
    }

    /// The values of the environment; those that are not text are told and left out.
    pub fn values(unreadable: &mut dyn FnMut(ConfigError)) -> BTreeMap<&'static str, String> {
        let mut values = BTreeMap::new();
        for setting in SETTINGS {
            match std::env::var(setting.name) {
                Ok(value) => drop(values.insert(setting.name, value)),
                Err(std::env::VarError::NotPresent) => {}
                Err(std::env::VarError::NotUnicode(value)) => {
                    let (name, value) = (setting.name, value.to_string_lossy());
                    let holds_password = name == "DATABASE_URL" || name == REPLICAS;
                    let value = if holds_password { scheme_of(&value) } else { value.into_owned() };
                    unreadable(ConfigError { name, value, expected: "expected UTF-8 text".to_owned() });
                }
            }
        }
        values
    }

    /// Reads the settings from given values; a variable that is missing or empty has its default.
    ///
    /// # Errors
    /// As [`Self::from_env`].
    pub fn from_values(values: &BTreeMap<&'static str, String>) -> Result<Self, ConfigError> {
        let of = |name: &'static str| {
            let given = values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
            let default = SETTINGS.iter().find(|setting| setting.name == name).map_or("", |setting| setting.default);
            given.unwrap_or(default).to_owned()
        };
        let database = of("DATABASE_URL");
        let database_url = database_url("DATABASE_URL", &database)?;
        let replica_urls = replica_urls(&of(REPLICAS), &database_url)?;
        // The log is started before the settings are read, and has it then.
        LogFormat::read(&of("LOG_FORMAT"))?;
        Ok(Config {
            database_url,
            is_database_named: values.get("DATABASE_URL").is_some_and(|value| !value.trim().is_empty()),
            replica_urls,
            bind: address("BIND", &of("BIND"))?,
            public_url: public_url(of("PUBLIC_URL"))?,
            contact: Contact { name: contact_name(of("CONTACT_NAME"))?, email: contact_email(of("CONTACT_EMAIL"))? },
            workers: number("WORKERS", &of("WORKERS"), 0, 64)? as usize,
            pool_size: number("POOL_SIZE", &of("POOL_SIZE"), 1, 100)? as u32,
            cache_bytes: number("CACHE_MIB", &of("CACHE_MIB"), 0, 4096)? * 1024 * 1024,
            explore_quota: number("EXPLORE_QUOTA", &of("EXPLORE_QUOTA"), 1, 1_000_000_000)?,
            rate_limit: number("RATE_LIMIT", &of("RATE_LIMIT"), 0, 1_000_000)? as u32,
            client_connections: number("CLIENT_CONNECTIONS", &of("CLIENT_CONNECTIONS"), 0, 100_000)? as usize,
            max_connections: number("MAX_CONNECTIONS", &of("MAX_CONNECTIONS"), 64, 1_000_000)? as usize,
            trusted_proxies: proxies(of("TRUSTED_PROXIES"))?,
            four_eyes: truth("FOUR_EYES", &of("FOUR_EYES"))?,
            signing_key: signing_key(of("SIGNING_KEY_FILE"))?,
            webhooks_private: truth("WEBHOOKS_PRIVATE", &of("WEBHOOKS_PRIVATE"))?,
            deprecations: DEPRECATIONS,
            metrics_bind: match of("METRICS_BIND") {
                value if value.is_empty() => None,
                value => Some(address("METRICS_BIND", &value)?),
            },
            slow_query: Duration::from_millis(number("SLOW_QUERY_MS", &of("SLOW_QUERY_MS"), 0, 600_000)?),
        })
    }

    /// The settings as a start-up message tells them, without secrets.
    pub fn describe(&self) -> String {
        let replicas = match self.replica_urls.iter().map(Url::redacted).collect::<Vec<_>>().join(" ") {
            none if none.is_empty() => "none".to_owned(),
            some => some,
        };
        format!("database {}, replicas {replicas}, {}", self.database_url.redacted(), self.describe_service())
    }

    /// As [`Self::describe`], without where the record is kept.
    pub fn describe_service(&self) -> String {
        format!(
            "bind {}, public URL {}, workers {}, pool {}, cache {} MiB, signing key {}",
            self.bind,
            self.public_url.as_deref().unwrap_or("that of the request"),
            self.workers,
            self.pool_size,
            self.cache_bytes / (1024 * 1024),
            self.signing_key.as_ref().map_or("that of the database".to_owned(), |key| key.public().fingerprint())
        )
    }
}

/// A database URL. What is refused is not repeated, since it may hold a password.
fn database_url(name: &'static str, given: &str) -> Result<Url, ConfigError> {
    let refused = |error: UrlError| ConfigError { name, value: scheme_of(given), expected: error.to_string() };
    Url::parse(given).map_err(refused)
}

fn scheme_of(url: &str) -> String {
    url.split_once("://").map_or("…".to_owned(), |(scheme, _)| format!("{scheme}://…"))
}

fn replica_urls(given: &str, primary: &Url) -> Result<Vec<Url>, ConfigError> {
    let words = given.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
    let refused = |given: &str, expected: &str| {
        Err(ConfigError { name: REPLICAS, value: scheme_of(given), expected: expected.to_owned() })
    };
    words
        .map(|word| match (database_url(REPLICAS, word)?, primary) {
            (Url::Sqlite(_), _) => refused(word, "expected `postgres://USER@HOST/DATABASE`"),
            (_, Url::Sqlite(_)) => {
                refused(word, "a database in a file has no replicas; expected nothing, or another DATABASE_URL")
            }
            (url, Url::Postgres(_)) => Ok(url),
        })
        .collect()
}

fn address(name: &'static str, given: &str) -> Result<SocketAddr, ConfigError> {
    given.parse().map_err(|_| ConfigError {
        name,
        value: given.to_owned(),
        expected: "expected an address and a port, such as `127.0.0.1:8080` or `[::]:8080`".to_owned(),
    })
}

fn truth(name: &'static str, given: &str) -> Result<bool, ConfigError> {
    given.parse().map_err(|_| ConfigError {
        name,
        value: given.to_owned(),
        expected: "expected `true` or `false`".to_owned(),
    })
}

fn proxies(value: String) -> Result<Proxies, ConfigError> {
    Proxies::parse(&value).map_err(|wrong| ConfigError {
        name: "TRUSTED_PROXIES",
        value,
        expected: format!("`{wrong}` is no address or network; expected such as `10.0.0.0/8,::1`"),
    })
}

/// The key in a file. What the file holds is not repeated, since it may be a secret.
fn signing_key(path: String) -> Result<Option<PrivateKey>, ConfigError> {
    if path.is_empty() {
        return Ok(None);
    }
    let read = std::fs::read_to_string(&path).map_err(|error| format!("it cannot be read: {error}"));
    let key = read.and_then(|pem| PrivateKey::from_pem(&pem).map_err(|error| error.to_string()));
    key.map(Some).map_err(|expected| ConfigError { name: "SIGNING_KEY_FILE", value: path, expected })
}

fn number(name: &'static str, value: &str, min: u64, max: u64) -> Result<u64, ConfigError> {
    let parsed = value.parse().ok().filter(|number| (min..=max).contains(number));
    let expected = format!("expected a whole number from {min} to {max}");
    parsed.ok_or_else(|| ConfigError { name, value: value.to_owned(), expected })
}

fn public_url(value: String) -> Result<Option<String>, ConfigError> {
    if value.is_empty() {
        return Ok(None);
    }
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    let plain =
        |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_graphic() && !"/?#@\"<>\\^`{|}".contains(c));
    match rest.map(|rest| rest.trim_end_matches('/')) {
        Some(rest) if plain(rest) => Ok(Some(value.trim_end_matches('/').to_owned())),
        _ => Err(ConfigError {
            name: "PUBLIC_URL",
            value,
            // Pages lead to one another from the root of their host.
            expected: "expected an address such as `https://jalon.example`, without path and query".to_owned(),
        }),
    }
}

fn contact_name(value: String) -> Result<Option<String>, ConfigError> {
    let is_line = value.chars().count() <= LONGEST_NAME && !value.chars().any(char::is_control);
    let expected = format!("expected one line of at most {LONGEST_NAME} characters");
    match is_line {
        true => Ok(Some(value).filter(|name| !name.is_empty())),
        false => Err(ConfigError { name: "CONTACT_NAME", value, expected }),
    }
}

/// An address that can stand in a `mailto:` IRI as it is: no mailbox of a team needs other characters.
fn contact_email(value: String) -> Result<Option<String>, ConfigError> {
    let plain = |part: &str, others: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
    };
    let is_address = |(user, host): (&str, &str)| plain(user, "._+-") && plain(host, ".-") && host.contains('.');
    match value.split_once('@') {
        None if value.is_empty() => Ok(None),
        Some(parts) if is_address(parts) => Ok(Some(value)),
        _ => Err(ConfigError {
            name: "CONTACT_EMAIL",
            value,
            expected: "expected an address such as `data@jalon.example`, of letters, digits and . _ + -".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &'static str, value: &str) -> Result<Config, ConfigError> {
        Config::from_values(&BTreeMap::from([(name, value.to_owned())]))
    }

    #[test]
    fn a_bad_value_is_refused_with_its_name_and_what_it_takes() {
        for (name, value, part) in [
            ("BIND", "8080", "an address and a port"),
            ("WORKERS", "many", "a whole number from 0 to 64"),
            ("POOL_SIZE", "0", "a whole number from 1 to 100"),
            ("PUBLIC_URL", "jalon.example", "https://jalon.example"),
            ("PUBLIC_URL", "https://a b", "https://jalon.example"),
            ("DATABASE_URL", "jalon.db", "sqlite://PATH"),
            ("DATABASE_REPLICA_URL", "postgres://h/d", "a database in a file has no replicas"),
            ("DATABASE_REPLICA_URL", "sqlite://copy.db", "postgres://USER@HOST/DATABASE"),
            ("DATABASE_REPLICA_URL", "copy.db", "postgres://USER@HOST/DATABASE"),
            ("CONTACT_NAME", "Data\nTeam", "one line"),
            ("CONTACT_EMAIL", "data", "data@jalon.example"),
            ("CONTACT_EMAIL", "data@jalon", "data@jalon.example"),
            ("CONTACT_EMAIL", "a b@jalon.example", "data@jalon.example"),
            ("CONTACT_EMAIL", "mailto:data@jalon.example", "data@jalon.example"),
            ("SIGNING_KEY_FILE", "/nowhere/key.pem", "cannot be read"),
            ("SIGNING_KEY_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), "BEGIN PRIVATE KEY"),
        ] {
            let error = read(name, value).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.contains(name) && error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_password_is_not_repeated_in_a_refusal() {
        let error = read("DATABASE_URL", "pg://u:s3cret@h/d").err().map(|e| e.to_string()).unwrap_or_default();
        assert!(!error.contains("s3cret"), "{error}");
    }

    #[test]
    fn replicas_are_read_with_commas_or_spaces_and_none_is_shown_with_its_password() {
        let values = |replicas: &str| {
            BTreeMap::from([
                ("DATABASE_URL", "postgres://u@h/d".to_owned()),
                ("DATABASE_REPLICA_URL", replicas.to_owned()),
            ])
        };
        let config = Config::from_values(&values("postgres://u:s3cret@a/d, postgres://u@b/d postgres://u@c/d"));
        let told = config.map(|config| config.describe()).unwrap_or_default();
        assert!(told.contains("replicas postgres://u@a/d postgres://u@b/d postgres://u@c/d,"), "{told}");
        let error = Config::from_values(&values("postgres://u@a/d,pg://u:s3cret@b/d")).err();
        assert_eq!(error.map(|error| error.value), Some("pg://…".to_owned()));
    }

    #[test]
    fn a_contact_is_named_as_given_and_nobody_by_default() {
        let contact = |name, value| read(name, value).map(|config| config.contact).unwrap_or_default();
        assert!(contact("BIND", "").is_empty());
        assert_eq!(contact("CONTACT_NAME", "Équipe données").name.as_deref(), Some("Équipe données"));
        assert_eq!(contact("CONTACT_EMAIL", "data+x@jalon.example").email.as_deref(), Some("data+x@jalon.example"));
    }

    #[test]
    fn an_empty_value_is_the_default() {
        assert_eq!(read("BIND", " ").map(|config| config.bind.to_string()), Ok("127.0.0.1:8080".to_owned()));
    }
}
