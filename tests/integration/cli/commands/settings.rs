//! A bad setting stops the start with its name, its value and what it takes.

use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

use crate::support::cli::{command, finish, jalon};

#[test]
fn a_bad_setting_ends_with_3_and_says_what_it_takes() {
    for (name, value, expected) in [
        ("BIND", "8080", "127.0.0.1:8080"),
        ("BIND", "localhost:http", "127.0.0.1:8080"),
        ("BIND", "127.0.0.1:99999", "127.0.0.1:8080"),
        ("PUBLIC_URL", "jalon.example", "https://"),
        ("PUBLIC_URL", "ftp://jalon.example", "https://"),
        ("PUBLIC_URL", "https://jalon.example/?x=1", "https://"),
        ("PUBLIC_URL", "https://jalon.example/jalon", "without path"),
        ("PUBLIC_URL", "https:///", "https://"),
        ("PUBLIC_URL", "https://user@jalon.example", "https://"),
        ("WORKERS", "many", "64"),
        ("WORKERS", "65", "64"),
        ("POOL_SIZE", "0", "1"),
        ("POOL_SIZE", "101", "100"),
        ("CACHE_MIB", "-1", "4096"),
        ("SIGNING_KEY_FILE", "nowhere.pem", "cannot be read"),
        ("SIGNING_KEY_FILE", env!("CARGO_BIN_EXE_jalon"), "cannot be read"),
    ] {
        jalon(&["serve"], &[(name, value)]).expect(3, &[name, value, expected]);
    }
}

#[test]
fn a_bad_database_url_ends_with_3_in_every_command_that_needs_one() {
    for command in [&["serve"][..], &["migrate"], &["load", "x.toml"], &[]] {
        jalon(command, &[("DATABASE_URL", "mysql://host/db")])
            .expect(3, &["DATABASE_URL", "mysql", "sqlite://", "postgres://"]);
    }
    jalon(&["migrate"], &[("DATABASE_URL", "sqlite://")]).expect(3, &["DATABASE_URL", "path"]);
    jalon(&["migrate"], &[("DATABASE_URL", "sqlite://:memory:")]).expect(3, &["DATABASE_URL", "file"]);
}

#[test]
fn a_password_is_never_shown() {
    let urls = [
        "mysql://user:s3cret@host/db",
        "user:s3cret@host/db",
        "postgres://user:s3cret@127.0.0.1:1/db",
        "postgres://user:s3@cret@127.0.0.1:1/db?password=s3cret",
        "postgres://user@127.0.0.1:1/db?password=s3cret",
        "postgres://user:s3cret@127.0.0.1:1/db?sslmode=require",
        "postgres://127.0.0.1:1/db?user=user&password=s3cret&connect_timeout=2",
    ];
    urls.iter().for_each(|url| starts_without_showing_a_password(url));
}

/// Each is a mistake that is easily made with a password that holds `/`, `?` or `%`.
#[test]
fn a_password_that_is_not_escaped_is_not_shown_either() {
    let urls = [
        "postgres://user:s3cret/s3cret@127.0.0.1:1/db",
        "postgres://user:s3cret?s3cret@127.0.0.1:1/db",
        "postgres://user:s3cret#s3cret@127.0.0.1:1/db",
        "postgres://user:s3cret%zz@127.0.0.1:1/db",
        "postgres://user@127.0.0.1:1/db?passw%6Frd=s3cret",
    ];
    let shown = |url: &&str| std::panic::catch_unwind(|| starts_without_showing_a_password(url)).is_err();
    let leaks: Vec<&str> = urls.into_iter().filter(shown).collect();
    assert!(leaks.is_empty(), "shown for {leaks:?}");
}

/// As in a file of settings that was saved in Latin-1.
#[test]
fn a_password_that_is_no_text_is_not_shown_either() {
    for name in ["DATABASE_URL", "DATABASE_REPLICA_URL"] {
        for arguments in [&["serve"][..], &["doctor"], &["doctor", "--json"]] {
            let directory = tempfile::tempdir().expect("a temporary directory");
            let mut command = command(arguments, &[], directory.path());
            command.env(name, OsStr::from_bytes(b"postgres://user:s3cret\xe9@host/db"));
            let finished = finish(command.spawn().expect("the program starts"));
            assert!(finished.said().contains(name), "{}", finished.said());
            assert!(!finished.said().contains("s3cret"), "{}", finished.said());
        }
    }
}

fn starts_without_showing_a_password(url: &str) {
    let finished = jalon(&["serve"], &[("DATABASE_URL", url), ("BIND", "127.0.0.1:0")]);
    assert!(matches!(finished.code, Some(3 | 4)), "{url}: {:?}", finished.code);
    assert!(!finished.said().contains("s3cret"), "{url}: {}", finished.said());
}

#[test]
fn tls_that_the_build_has_not_is_refused_with_the_reason() {
    let url = "postgres://user@127.0.0.1:1/db?sslmode=require";
    jalon(&["migrate"], &[("DATABASE_URL", url)]).expect(3, &["DATABASE_URL", "sslmode=require", "postgres-tls"]);
}

#[test]
fn an_empty_setting_is_the_default() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite://{}", directory.path().join("jalon.db").display());
    let settings = [("DATABASE_URL", url.as_str()), ("BIND", ""), ("POOL_SIZE", " "), ("PUBLIC_URL", "")];
    jalon(&["migrate"], &settings).expect(0, &[]);
}

#[test]
fn a_log_level_that_is_none_ends_with_3() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite://{}", directory.path().join("jalon.db").display());
    let settings = [("DATABASE_URL", url.as_str()), ("RUST_LOG", "info=loudly")];
    jalon(&["migrate"], &settings).expect(3, &["RUST_LOG", "info=loudly"]);
}
