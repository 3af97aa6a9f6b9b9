//! How files are sent: at once, whole or visibly broken, and no longer than somebody listens.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::{Duration, Instant, SystemTime},
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    middleware::Compress,
    rt::System,
    web::{self, Data},
};
use jalon::{
    config::Config,
    domain::dataset::{FieldType, Value},
    formats::{Column, Format, Options, Table},
    http::{
        files::{self, Download, RowSink, Validity},
        frame,
        problem::{ApiError, Kind},
        state::State,
    },
    store::{Db, Store, Url},
};

use crate::support::Database;

/// How long `slow` waits before its last row.
const PAUSE: Duration = Duration::from_millis(600);

/// How long a client may read nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// Rows pushed by `endless`.
static PUSHED: AtomicUsize = AtomicUsize::new(0);
/// How many of them were taken when no more were.
static STOPPED: OnceLock<usize> = OnceLock::new();

/// The same of `unread`, whose client reads nothing, with the time that the rows took.
static UNREAD: OnceLock<Duration> = OnceLock::new();

/// What the rows of `/{scenario}/{format}` do.
fn push(scenario: &str, sink: &mut dyn RowSink) -> Result<(), ApiError> {
    let mut row = |text: &str| sink.push(None, &mut vec![Value::Text(text.to_owned())]);
    let long = "x".repeat(100);
    match scenario {
        "none" => Ok(()),
        "refused" => Err(ApiError::new(Kind::NOT_FOUND, "no such thing")),
        "few" => ["a", "b"].into_iter().try_for_each(|text| row(text).map_err(ApiError::from)),
        "slow" => {
            (0..20).try_for_each(|_| row(&long))?;
            std::thread::sleep(PAUSE);
            Ok(row("late")?)
        }
        "failing" => {
            (0..2_000).try_for_each(|_| row(&long))?;
            Err(ApiError::new(Kind::UNAVAILABLE, "the database went away"))
        }
        "panicking" => {
            (0..2_000).try_for_each(|_| row(&long))?;
            panic!("a defect")
        }
        "too-long" => Ok(row(&"x".repeat(40_000))?),
        "belated" => {
            row("first")?;
            std::thread::sleep(PATIENCE + Duration::from_secs(1));
            Ok((0..20_000).try_for_each(|_| row(&long))?)
        }
        "unread" => {
            let begun = Instant::now();
            loop {
                if let Err(stopped) = row(&long) {
                    let _ = UNREAD.set(begun.elapsed());
                    return Err(stopped.into());
                }
            }
        }
        "endless" => loop {
            if let Err(stopped) = row(&long) {
                let _ = STOPPED.set(PUSHED.load(Ordering::Relaxed));
                return Err(stopped.into());
            }
            PUSHED.fetch_add(1, Ordering::Relaxed);
        },
        other => panic!("{other} is no scenario"),
    }
}

/// What a file of one column holds.
pub fn table(name: &str, kind: FieldType) -> Table {
    let column = Column { name: name.into(), label: name.into(), kind, multivalued: false };
    Table {
        name: "demo".into(),
        title: "Demo".into(),
        language: "en".into(),
        licence: None,
        modified: None,
        vocabulary: "https://example.org/#".into(),
        columns: vec![column],
    }
}

async fn download(
    request: HttpRequest,
    state: Data<State>,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (scenario, format, gzip) = path.into_inner();
    let table = table("text", FieldType::Text);
    let format = Format::from_name(&format).expect("a format");
    let (name, options, gzip) = ("demo".to_owned(), Options::default(), gzip == "gzip");
    let (modified, cache_control) = (SystemTime::UNIX_EPOCH, "no-cache");
    let (tag, releases) = (Validity::tag(&[&scenario]), state.releases());
    let validity = Validity { tag, modified, cache_control, about: None, passing: true, releases };
    let rows = move |_: &mut Db, sink: &mut dyn RowSink| push(&scenario, sink);
    files::send(
        &request,
        &state,
        validity,
        Download { name, format, table, options, content_type: format.content_type(), gzip },
        rows,
    )
    .await
}

/// A server with the middleware of the service and one route, for as long as the tests run.
fn server() -> SocketAddr {
    static SERVER: OnceLock<SocketAddr> = OnceLock::new();
    *SERVER.get_or_init(|| {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let database = Database::sqlite();
            let mut config = Config::from_values(&Default::default()).expect("the defaults are valid");
            config.database_url = Url::parse(&database.url).expect("a valid URL");
            let store = Store::new(config.database_url.clone(), 4);
            store.migrate().expect("the schema is brought up to date");
            let state = Data::new(State::new(config, store).expect("the store is readable"));
            System::new().block_on(async move {
                let app = move || {
                    App::new()
                        .app_data(state.clone())
                        .route("/{scenario}/{format}/{gzip}", web::get().to(download))
                        .wrap(Compress::default())
                        .wrap_fn(frame::frame)
                };
                let server =
                    HttpServer::new(app).workers(1).disable_signals().bind("127.0.0.1:0").expect("a free port");
                sender.send(server.addrs()[0]).expect("the test waits");
                server.run().await.expect("the server runs");
            });
        });
        receiver.recv().expect("the server starts")
    })
}

fn open(path: &str, header: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server()).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n");
    stream.write_all(head.as_bytes()).expect("the request is sent");
    stream
}

/// Head and body as received, until the connection ends.
fn get(path: &str, header: &str) -> (String, Vec<u8>) {
    let mut received = Vec::new();
    // A connection that is broken off may end in an error; what came before it counts.
    let _ = open(path, header).read_to_end(&mut received);
    let end = received.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    (String::from_utf8_lossy(&received[..end]).to_lowercase(), received[end + 4..].to_vec())
}

/// Whether the last chunk came, which says that the body is whole.
fn is_whole(body: &[u8]) -> bool {
    body.ends_with(b"\r\n0\r\n\r\n")
}

/// The content of a body of chunks, as far as it came.
fn content(mut body: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    while let Some(end) = body.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&body[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let size = size.expect("a chunk has a size");
        let rest = &body[end + 2..];
        content.extend(&rest[..size.min(rest.len())]);
        if size == 0 || rest.len() < size + 2 {
            break;
        }
        body = &rest[size + 2..];
    }
    content
}

#[test]
fn a_file_is_whole() {
    for (format, expected) in [("csv", "text\r\na\r\nb\r\n"), ("json", "[{\"text\": \"a\"},{\"text\": \"b\"}]")] {
        let (head, body) = get(&format!("/few/{format}/plain"), "");
        assert!(head.contains(&format!("content-disposition: attachment; filename=\"demo.{format}\"")), "{head}");
        assert!(is_whole(&body), "{format}");
        assert_eq!(String::from_utf8(content(&body)).expect("UTF-8"), expected);
    }
}

#[test]
fn a_gzip_file_stays_one() {
    let (head, body) = get("/few/csv/gzip", "Accept-Encoding: gzip\r\n");
    assert!(head.contains("content-type: application/gzip") && head.contains("filename=\"demo.csv.gz\""), "{head}");
    assert!(!head.contains("content-encoding"), "{head}");
    let mut text = String::new();
    flate2::read::GzDecoder::new(content(&body).as_slice()).read_to_string(&mut text).expect("a gzip file");
    assert_eq!(text, "text\r\na\r\nb\r\n");
}

#[test]
fn text_is_compressed_for_its_way_and_parquet_is_not() {
    for (format, is_coded) in [("csv", true), ("jsonl", true), ("turtle", true), ("xlsx", false), ("parquet", false)] {
        let (head, body) = get(&format!("/few/{format}/plain"), "Accept-Encoding: gzip\r\n");
        assert_eq!(head.contains("content-encoding: gzip"), is_coded, "{head}");
        assert!(is_whole(&body) && !content(&body).is_empty(), "{format}");
    }
}

#[test]
fn a_file_without_rows_is_a_file() {
    for (format, expected) in [("csv", "text\r\n"), ("json", "[]"), ("jsonl", ""), ("turtle", "")] {
        let (head, body) = get(&format!("/none/{format}/plain"), "");
        assert!(head.starts_with("http/1.1 200") && head.contains("content-disposition:"), "{head}");
        let text = if head.contains("transfer-encoding: chunked") { content(&body) } else { body };
        assert_eq!(String::from_utf8_lossy(&text), expected, "{format}");
    }
}

#[test]
fn an_error_before_the_first_row_is_a_problem() {
    for format in Format::ALL {
        let (head, _) = get(&format!("/refused/{}/plain", format.name()), "");
        assert!(head.starts_with("http/1.1 404") && head.contains("application/problem+json"), "{head}");
        assert!(!head.contains("content-disposition:"), "{head}");
    }
}

#[test]
fn what_a_sheet_cannot_hold_is_a_problem_and_never_cut() {
    let (head, body) = get("/too-long/xlsx/plain", "");
    assert!(head.starts_with("http/1.1 400") && head.contains("application/problem+json"), "{head}");
    let problem: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!((&problem["code"], &problem["param"]), (&"invalid_parameter".into(), &"format".into()));
    let detail = problem["detail"].as_str().expect("a detail");
    assert!(detail.contains("column `text` of row 1 has 40000 characters"), "{detail}");
    let (head, body) = get("/too-long/csv/plain", "");
    assert!(head.starts_with("http/1.1 200") && is_whole(&body));
}

#[test]
fn what_fails_midway_is_broken_off() {
    for scenario in ["failing", "panicking"] {
        for format in ["csv", "jsonl", "turtle"] {
            for coding in ["", "Accept-Encoding: gzip\r\n"] {
                let (head, body) = get(&format!("/{scenario}/{format}/plain"), coding);
                assert!(head.starts_with("http/1.1 200"), "{head}");
                assert!(!body.is_empty() && !is_whole(&body), "{scenario} {format} {coding} looks whole");
            }
        }
        // Nothing of these was sent yet.
        for format in ["xlsx", "parquet"] {
            let (head, _) = get(&format!("/{scenario}/{format}/plain"), "");
            assert!(head.starts_with("http/1.1 50"), "{scenario} {format}: {head}");
        }
    }
}

#[test]
fn the_first_rows_do_not_wait_for_the_last() {
    for format in ["csv", "json", "jsonl", "turtle", "jsonld", "rdfxml"] {
        let mut stream = open(&format!("/slow/{format}/plain"), "");
        let mut received = Vec::new();
        while !received.windows(10).any(|window| window == b"xxxxxxxxxx") {
            let mut buffer = [0; 4096];
            let read = stream.read(&mut buffer).expect("the answer comes");
            assert!(read > 0, "{format} ended");
            received.extend(&buffer[..read]);
        }
        let first = Instant::now();
        stream.read_to_end(&mut received).expect("the rest comes");
        assert!(first.elapsed() > PAUSE / 2, "{format}: {:?}", first.elapsed());
        assert!(is_whole(&received) && received.windows(4).any(|window| window == b"late"), "{format}");
    }
}

#[test]
fn nobody_writes_for_a_client_that_left() {
    let mut stream = open("/endless/csv/plain", "");
    let mut buffer = [0; 4096];
    assert!(stream.read(&mut buffer).expect("the answer begins") > 0);
    drop(stream);
    let deadline = Instant::now() + Duration::from_secs(10);
    while STOPPED.get().is_none() {
        assert!(Instant::now() < deadline, "rows were still taken: {}", PUSHED.load(Ordering::Relaxed));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(STOPPED.get().is_some_and(|rows| *rows > 10));
}

/// It holds a connection to the database as long as it is waited for.
#[test]
fn a_client_that_reads_nothing_is_left() {
    let stream = open("/unread/csv/plain", "");
    let deadline = Instant::now() + PATIENCE * 2;
    while UNREAD.get().is_none() {
        assert!(Instant::now() < deadline, "rows are still taken for a client that reads nothing");
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(stream);
    let left = UNREAD.get().copied().unwrap_or_default();
    println!("a client that reads nothing of a file: left after {left:?}");
    assert!(left >= PATIENCE && left < PATIENCE + Duration::from_secs(10), "{left:?}");
}

/// Twenty thousand rows of a hundred letters and the end of a line, after the header and the first one.
#[test]
fn rows_that_are_slow_to_come_are_no_fault_of_the_client() {
    let mut stream = open("/belated/csv/plain", "");
    stream.set_read_timeout(Some(PATIENCE * 2)).expect("a timeout can be set");
    let mut received = Vec::new();
    stream.read_to_end(&mut received).expect("the file arrives");
    assert!(is_whole(&received), "the file was broken off after {} bytes", received.len());
    assert!(received.len() > 20_000 * 101, "{}", received.len());
}

#[test]
fn an_unchanged_file_is_304_before_its_bytes_are_made() {
    let (head, _) = get("/few/xlsx/plain", "");
    let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).expect("an ETag").replace("w/", "W/");
    let (head, body) = get("/few/xlsx/plain", &format!("If-None-Match: {tag}\r\n"));
    assert!(head.starts_with("http/1.1 304") && body.is_empty(), "{head}");
    let (head, _) = get("/refused/xlsx/plain", "If-None-Match: *\r\n");
    assert!(head.starts_with("http/1.1 404"), "what does not exist is not unchanged: {head}");
}
