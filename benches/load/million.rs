//! What an export of a million rows costs: the time to its first byte and to its last, and memory.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    time::{Duration, Instant},
};

use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};

use crate::service::Service;

/// Rows that are added to the statements of the current release.
const ROWS: i64 = 1_000_000;

/// Formats in which the rows are asked for.
const FORMATS: [&str; 6] = ["csv", "jsonl", "json", "turtle", "parquet", "xlsx"];

/// Statements that add the rows; texts are of the length that the record's have.
fn more_rows(numbers: &str) -> String {
    format!(
        "INSERT INTO statements (release_seq, position, code, kind, level, axis, depth, ordinal, text_fr, absent, folded) \
         SELECT (SELECT seq FROM current_release), 1000 + n, 'bench.' || n, 'achievement', 'axis', '4', 0, n, \
         'Un énoncé de la longueur de ceux du relevé, avec « guillemets », ; et accents, numéro ' || n, \
         'text_en:not_published', '' FROM {numbers}"
    )
}

/// Exports the rows in each format, on SQLite and, with `TEST_DATABASE_URL`, on PostgreSQL.
pub fn export(directory: &Path) {
    println!("| {ROWS} rows more, export | first byte, ms | whole, s | MB | most resident, MiB |");
    println!("|---|---:|---:|---:|---:|");
    let path = directory.join("jalon.db");
    let mut connection = SqliteConnection::establish(&path.display().to_string()).expect("the database opens");
    let numbers =
        format!("(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {ROWS}) SELECT n FROM c)");
    connection.batch_execute(&more_rows(&numbers)).expect("the rows are written");
    measure("SQLite", &format!("sqlite://{}", path.display()), directory);
    let Ok(server) = std::env::var("TEST_DATABASE_URL") else { return };
    let schema = format!("jalon_bench_{}", std::process::id());
    let mut admin = PgConnection::establish(&server).expect("PostgreSQL answers");
    admin.batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema of its own");
    let separator = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{separator}options=-csearch_path%3D{schema}");
    drop(Service::on(&url, directory, "0"));
    let mut connection = PgConnection::establish(&url).expect("PostgreSQL answers");
    let numbers = format!("generate_series(1, {ROWS}) AS n");
    connection.batch_execute(&format!("{}; ANALYZE statements", more_rows(&numbers))).expect("the rows are written");
    measure("PostgreSQL", &url, directory);
    admin.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).expect("the schema goes");
}

fn measure(database: &str, url: &str, directory: &Path) {
    for format in FORMATS {
        let (service, _) = Service::on(url, directory, "16");
        let path = format!("/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/exports/{format}");
        let (first, whole, bytes) = read(service.address, &path);
        println!(
            "| {format}, {database} | {} | {:.1} | {:.0} | {:.0} |",
            first.as_millis(),
            whole.as_secs_f64(),
            bytes as f64 / 1e6,
            service.most_resident()
        );
    }
}

/// The time to the first byte of the body and to its last, and how many bytes there were.
fn read(address: SocketAddr, path: &str) -> (Duration, Duration, usize) {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    let begun = Instant::now();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("the request is sent");
    let (mut buffer, mut head, mut tail, mut bytes, mut first) = (vec![0; 1 << 16], Vec::new(), Vec::new(), 0, None);
    loop {
        let read = stream.read(&mut buffer).expect("the answer arrives");
        if read == 0 {
            break;
        }
        bytes += read;
        tail = [&tail[..], &buffer[..read]].concat().split_off((tail.len() + read).saturating_sub(5));
        if first.is_none() {
            head.extend_from_slice(&buffer[..read]);
            let end = head.windows(4).position(|window| window == b"\r\n\r\n");
            first = end.filter(|end| head.len() > end + 4).map(|_| begun.elapsed());
        }
    }
    assert!(head.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&head));
    assert_eq!(tail, b"0\r\n\r\n", "{path}: the file was broken off");
    (first.expect("a body"), begun.elapsed(), bytes)
}
