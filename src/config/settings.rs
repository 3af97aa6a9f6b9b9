//! The table of settings: names, defaults, and what they do.

/// A setting: its variable, its default as the README writes it, and what it does.
pub struct Setting {
    pub name: &'static str,
    pub default: &'static str,
    pub meaning: &'static str,
}

/// All settings, in the order of the README. `RUST_LOG` is read by env_logger.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "DATABASE_URL",
        default: "sqlite://jalon.db",
        meaning: "where the record is kept: sqlite://PATH or postgres://USER@HOST/DATABASE",
    },
    Setting {
        name: "DATABASE_REPLICA_URL",
        default: "",
        meaning: "read replicas of a PostgreSQL, which public answers are read from: one postgres:// URL or several with commas; none if empty",
    },
    Setting {
        name: "BIND",
        default: "127.0.0.1:8080",
        meaning: "address and port to listen on; port 0 picks a free one, which the log names",
    },
    Setting {
        name: "PUBLIC_URL",
        default: "",
        meaning: "address that links begin with, such as https://jalon.example; if empty, that of the request",
    },
    Setting {
        name: "CONTACT_NAME",
        default: "",
        meaning: "who answers questions about the data, as the catalogue names them; nobody if empty",
    },
    Setting { name: "CONTACT_EMAIL", default: "", meaning: "their address, such as data@jalon.example; none if empty" },
    Setting { name: "WORKERS", default: "0", meaning: "threads that answer requests, 0 to 64; 0 takes one a core" },
    Setting { name: "POOL_SIZE", default: "8", meaning: "most database connections at a time, 1 to 100" },
    Setting { name: "CACHE_MIB", default: "32", meaning: "memory for kept answers in MiB, 0 to 4096; 0 keeps none" },
    Setting {
        name: "EXPLORE_QUOTA",
        default: "10000000",
        meaning: "requests a client address may make in a day under /api/explore, 1 to 1000000000",
    },
    Setting {
        name: "RATE_LIMIT",
        default: "6000",
        meaning: "requests a client may make in a minute, 0 to 1000000; 0 sets no limit",
    },
    Setting {
        name: "CLIENT_CONNECTIONS",
        default: "256",
        meaning: "connections a client may have open at a time, 0 to 100000; 0 sets no limit",
    },
    Setting {
        name: "MAX_CONNECTIONS",
        default: "10000",
        meaning: "connections that are open at a time in all, 64 to 1000000; others wait to be accepted",
    },
    Setting {
        name: "TRUSTED_PROXIES",
        default: "",
        meaning: "addresses and networks of proxies, such as 10.0.0.0/8,::1, whose X-Forwarded-For tells the client; none if empty",
    },
    Setting {
        name: "FOUR_EYES",
        default: "true",
        meaning: "true or false: whether a draft is approved by another key than the one that made it; if not, the release says so",
    },
    Setting {
        name: "SIGNING_KEY_FILE",
        default: "",
        meaning: "file of the Ed25519 key that signs releases (PKCS#8 PEM); if empty, one is made and kept in the database",
    },
    Setting {
        name: "WEBHOOKS_PRIVATE",
        default: "false",
        meaning: "true or false: whether webhooks may lead to private addresses, and to http; for a network of one's own",
    },
    Setting {
        name: "METRICS_BIND",
        default: "",
        meaning: "address and port of `/metrics` for Prometheus, apart from that of readers, such as 127.0.0.1:9464; if empty, it is served nowhere",
    },
    Setting {
        name: "SLOW_QUERY_MS",
        default: "500",
        meaning: "statements that take longer are told in the log, target `slow_query`, without their values: milliseconds, 0 to 600000; 0 tells of none",
    },
    Setting {
        name: "LOG_FORMAT",
        default: "text",
        meaning: "form of the log: `text`, or `json` with an object a line, in which each request has its ids and `traceparent` is followed",
    },
    Setting {
        name: "RUST_LOG",
        default: "info,actix_server=warn",
        meaning: "what is logged, as env_logger reads it; `info,access=off` leaves out the line a request",
    },
];
