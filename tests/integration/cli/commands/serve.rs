//! `jalon serve`: it says where it listens, and ends when it is asked to.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use crate::support::{
    Database,
    cli::{Served, jalon},
    databases,
};

fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer arrives");
    answer
}

#[test]
fn port_0_is_a_free_one_that_the_log_names() {
    for database in databases() {
        let served = Served::start(&[("DATABASE_URL", &database.url)]);
        assert_ne!(served.address.port(), 0, "{}", served.log);
        let answer = get(served.address, "/api/v1/axes/4");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("jalon-release: 2026.1"), "{answer}");
    }
}

#[test]
fn the_log_tells_the_settings_without_secrets() {
    let Some(database) = databases().into_iter().find(|database| database.name() == "PostgreSQL") else { return };
    let url = format!("{}&password=s3cret", database.url);
    let served = Served::start(&[("DATABASE_URL", &url), ("POOL_SIZE", "3")]);
    assert!(served.log.contains("pool 3") && served.log.contains("postgres://"), "{}", served.log);
    assert!(!served.log.contains("s3cret"), "{}", served.log);
}

#[test]
fn sigterm_ends_the_service_with_0() {
    for database in databases() {
        let mut served = Served::start(&[("DATABASE_URL", &database.url)]);
        assert!(get(served.address, "/health/live").starts_with("HTTP/1.1 200"));
        let (code, took) = served.terminate();
        assert_eq!(code, Some(0), "{}", database.name());
        assert!(took < Duration::from_secs(10), "{took:?}");
        assert!(TcpStream::connect(served.address).is_err(), "nothing listens");
    }
}

#[test]
fn an_idle_connection_does_not_keep_the_service_from_ending() {
    let database = Database::sqlite();
    let mut served = Served::start(&[("DATABASE_URL", &database.url)]);
    let mut idle = TcpStream::connect(served.address).expect("the service listens");
    idle.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("the request is sent");
    assert!(idle.read(&mut [0; 4096]).is_ok_and(|length| length > 0));
    let (code, took) = served.terminate();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn an_address_in_use_ends_with_5() {
    let database = Database::sqlite();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    jalon(&["serve"], &[("DATABASE_URL", &database.url), ("BIND", &address)]).expect(5, &[&address, "in use"]);
}

#[test]
fn an_address_of_another_machine_ends_with_5() {
    let database = Database::sqlite();
    let settings = [("DATABASE_URL", database.url.as_str()), ("BIND", "192.0.2.1:8080")];
    jalon(&["serve"], &settings).expect(5, &["192.0.2.1:8080"]);
}

#[test]
fn two_instances_serve_one_database() {
    for database in databases() {
        let settings = [("DATABASE_URL", database.url.as_str())];
        let (one, two) = (Served::start(&settings), Served::start(&settings));
        let body = |answer: String| answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
        let path = "/api/v1/objectives?format=csv";
        assert_eq!(body(get(one.address, path)), body(get(two.address, path)), "{}", database.name());
    }
}
