//! Exports of a million rows: beside the database's own dump and the peers, and what one costs whose client has left.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::{
    dump::Dump,
    million::{Million, ROWS},
    peers::{Datasette, Peer, Roapi, datasette_export, roapi_export},
    report::{Aim, Report},
    request::Request,
    service::{KEPT, Service, export},
    wrk::median,
};

/// Rounds in which CSV, Parquet and those beside them take turns.
const ROUNDS: u32 = 3;
/// Formats in which the rows are asked for once, besides CSV and Parquet.
const OTHERS: [&str; 4] = ["jsonl", "json", "turtle", "xlsx"];
/// How long Datasette may take for the rows.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file that was read to its end, or until patience ended.
#[derive(Clone, Copy)]
struct Transfer {
    first: Duration,
    whole: Duration,
    bytes: usize,
    lines: usize,
    is_whole: bool,
}

/// Measures the exports and what is left of them.
pub fn measure(report: &mut Report, directory: &Path) {
    report.section("A million rows");
    report.line(
        "The statements of all releases with a million rows more, read from a socket or a pipe and thrown away; medians \
         of three rounds in which all take turns, the formats below the first two once. The dumps are `sqlite3 -csv` and \
         `psql \\copy … csv` of the same columns in the same order.\n",
    );
    report.table(&["file", "MB", "first byte, s", "whole, s", "aim"]);
    let mut left = Vec::new();
    let sqlite = Million::sqlite(directory);
    let service = Service::on(&sqlite.url, directory, KEPT);
    let parquet = directory.join("million.parquet");
    std::fs::write(&parquet, service.get(&export("bilans", "parquet")).body).expect("the file is written");
    let roapi = Roapi::serve([("statements", parquet.as_path())].into_iter());
    database(report, &sqlite, &service, Some(&roapi));
    datasette(report, directory);
    let held = roapi.process().most_resident();
    drop(roapi);
    left.push(leave(&sqlite, &service));
    report.note_memory("exports of a million rows, SQLite", service.process.most_resident());
    drop(service);

    let postgresql = Million::postgresql(directory);
    let service = Service::on(&postgresql.url, directory, KEPT);
    database(report, &postgresql, &service, None);
    left.push(leave(&postgresql, &service));
    report.note_memory("exports of a million rows, PostgreSQL", service.process.most_resident());
    report.line(format!("\nROAPI holds the rows in memory: at most {held:.0} MB. It and PocketBase, which offers no files, were not asked on PostgreSQL."));

    report.section("A client that leaves");
    report.line(
        "CPU time of the process in the second that begins a tenth of one after the client of an export left, beside that of \
         the whole export; in that second the service looks twice for new releases, and Linux counts in ticks of 10 ms.\n",
    );
    report.table(&["database", "csv, ms", "parquet, ms", "xlsx, ms", "aim: a tick at most"]);
    for (name, used) in left {
        let cells = used.map(|[whole, left]| format!("{} of {}", left.as_millis(), whole.as_millis()));
        let most = used.iter().map(|[_, left]| left.as_millis()).max().expect("formats");
        let verdict = Aim::AtMost(10.0).verdict(most as f64);
        report.row(&[vec![name.to_owned()], cells.to_vec(), vec![verdict]].concat());
    }
}

/// CSV and Parquet in turns with the dump and, on SQLite, with ROAPI; the other formats once.
fn database(report: &mut Report, million: &Million, service: &Service, roapi: Option<&Roapi>) {
    let dump = Dump::of(million);
    let ask = |format: &str| Request::get(export("bilans", format));
    let all = Duration::MAX;
    let mut turns: [Vec<Transfer>; 5] = Default::default();
    for _ in 0..ROUNDS {
        turns[0].push(read(service.address, &ask("csv"), all));
        turns[1].push(dumped(&dump));
        turns[2].push(read(service.address, &ask("parquet"), all));
        if let Some(roapi) = roapi {
            turns[3].push(read(roapi.address(), &roapi_export("csv"), all));
            turns[4].push(read(roapi.address(), &roapi_export("parquet"), all));
        }
    }
    assert_eq!(turns[0][0].lines, turns[1][0].lines, "the dump has other rows");
    assert!(turns[0][0].lines > ROWS, "the export has {} lines", turns[0][0].lines);
    let [csv, dumped] = [&turns[0], &turns[1]].map(|turns| seconds(turns));
    let aim = if roapi.is_some() { 1.0 } else { 0.8 };
    let mut aims = vec![(dump.name(), dumped / csv, aim)];
    if roapi.is_some() {
        assert_eq!(turns[0][0].lines, turns[3][0].lines, "ROAPI has other rows");
        aims.push(("ROAPI".to_owned(), seconds(&turns[3]) / csv, 1.0));
    }
    row(report, &format!("CSV, {}", million.name), &turns[0], &aims);
    let of_roapi = roapi.map(|_| ("ROAPI".to_owned(), seconds(&turns[4]) / seconds(&turns[2]), 1.0));
    row(report, &format!("Parquet, {}", million.name), &turns[2], of_roapi.as_slice());
    if roapi.is_some() {
        row(report, "CSV, ROAPI", &turns[3], &[]);
        row(report, "Parquet, ROAPI", &turns[4], &[]);
    }
    row(report, &format!("CSV, {}", dump.name()), &turns[1], &[]);
    for format in OTHERS {
        row(report, &format!("{format}, {}", million.name), &[read(service.address, &ask(format), all)], &[]);
    }
}

/// Writes a file's row; an aim is whose speed it is held against, what part of it is reached, and what part is aimed at.
fn row(report: &mut Report, name: &str, turns: &[Transfer], aims: &[(String, f64, f64)]) {
    let first = median(turns.iter().map(|turn| turn.first.as_secs_f64()).collect());
    let told = aims.iter().map(|(whose, part, aim)| {
        let verdict = Aim::AtLeast(*aim).verdict(*part);
        format!("{:.0} % of the speed of {whose} (≥ {:.0} %), {verdict}", part * 100.0, aim * 100.0)
    });
    report.row(&[
        name.to_owned(),
        format!("{:.0}", turns[0].bytes as f64 / 1e6),
        format!("{first:.3}"),
        format!("{:.2}", seconds(turns)),
        told.collect::<Vec<_>>().join("; "),
    ]);
}

fn seconds(turns: &[Transfer]) -> f64 {
    median(turns.iter().map(|turn| turn.whole.as_secs_f64()).collect())
}

/// Datasette on the service's own database, for as long as patience lasts.
fn datasette(report: &mut Report, directory: &Path) {
    let datasette = Datasette::serve(&directory.join("jalon.db"));
    let got = read(datasette.address(), &datasette_export("jalon"), PATIENCE);
    let name = match got.is_whole {
        true => "CSV, Datasette".to_owned(),
        false => format!("CSV, Datasette, stopped after {} s with {} rows", PATIENCE.as_secs(), got.lines),
    };
    row(report, &name, &[got], &[]);
}

fn dumped(dump: &Dump) -> Transfer {
    let begun = Instant::now();
    let mut child = dump.command().stdout(Stdio::piped()).spawn().expect("the program runs");
    let transfer = drain(&mut child.stdout.take().expect("its output"), None, begun, Duration::MAX);
    assert!(child.wait().expect("it ends").success(), "the dump failed");
    transfer
}

/// Reads an answer to its end on a connection of its own.
fn read(address: SocketAddr, request: &Request, patience: Duration) -> Transfer {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let begun = Instant::now();
    let text = request.clone().with("Connection", "close").text(address);
    stream.write_all(text.as_bytes()).expect("the request is sent");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("the answer begins");
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{request:?}: {head}");
    let is_chunked = head.contains("transfer-encoding: chunked");
    let transfer = drain(&mut stream, is_chunked.then(Chunks::default), begun, patience);
    assert!(transfer.is_whole || patience < Duration::MAX, "{request:?}: the file was broken off");
    transfer
}

/// Throws away what comes, until its end or that of patience.
fn drain(source: &mut dyn Read, mut chunks: Option<Chunks>, begun: Instant, patience: Duration) -> Transfer {
    let (mut buffer, mut bytes, mut lines, mut first, mut is_whole) = (vec![0; 1 << 17], 0, 0, None, false);
    while begun.elapsed() < patience {
        let read = source.read(&mut buffer).expect("the file arrives");
        if read == 0 {
            // What is chunked is whole if its last chunk came.
            is_whole = chunks.as_ref().is_none_or(|chunks| chunks.ended);
            break;
        }
        first.get_or_insert_with(|| begun.elapsed());
        let mut count = |data: &[u8]| {
            bytes += data.len();
            lines += data.iter().filter(|byte| **byte == b'\n').count();
        };
        match &mut chunks {
            Some(chunks) => chunks.take(&buffer[..read], &mut count),
            None => count(&buffer[..read]),
        }
    }
    Transfer { first: first.unwrap_or_default(), whole: begun.elapsed(), bytes, lines, is_whole }
}

/// A body in chunks, as it arrives.
#[derive(Default)]
struct Chunks {
    /// Bytes of the chunk that are still to come.
    left: usize,
    /// The line that tells the size of the next one, as far as it is there, with the end of the one before.
    size: Vec<u8>,
    ended: bool,
}

impl Chunks {
    /// Gives what stands in chunks to `count`.
    fn take(&mut self, mut bytes: &[u8], count: &mut dyn FnMut(&[u8])) {
        while let [first, rest @ ..] = bytes {
            if self.left > 0 {
                let (data, rest) = bytes.split_at(self.left.min(bytes.len()));
                count(data);
                self.left -= data.len();
                bytes = rest;
                continue;
            }
            self.size.push(*first);
            bytes = rest;
            if self.size.len() > 2 && self.size.ends_with(b"\r\n") {
                let text = std::str::from_utf8(&self.size).expect("a size is text").trim();
                self.left = usize::from_str_radix(text, 16).expect("a size");
                self.ended = self.left == 0;
                self.size.clear();
            }
        }
    }
}

/// CPU time of the service for each whole export, and in the second that begins a tenth of one after its client left.
fn leave(million: &Million, service: &Service) -> (&'static str, [[Duration; 2]; 3]) {
    let used = ["csv", "parquet", "xlsx"].map(|format| {
        let request = Request::get(export("bilans", format));
        let begun = service.process.used();
        read(service.address, &request, Duration::MAX);
        let whole = service.process.used() - begun;
        let mut stream = TcpStream::connect(service.address).expect("the service listens");
        stream.write_all(request.text(service.address).as_bytes()).expect("the request is sent");
        // Far enough for the export to be at work, and not done.
        let mut buffer = vec![0; 1 << 16];
        stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a socket can be set");
        let _ = stream.read(&mut buffer);
        drop(stream);
        thread::sleep(Duration::from_millis(100));
        let before = service.process.used();
        thread::sleep(Duration::from_secs(1));
        [whole, service.process.used() - before]
    });
    (million.name, used)
}
