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
    wrk::{ROUNDS, median},
};

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
    report.table(&["file", "MB", "first byte, s", "whole, s", "beside", "aim"]);
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
    report.line("CPU time of the process in the second that begins one second after the client of an export left.\n");
    report.table(&["database", "csv, ms", "parquet, ms", "xlsx, ms", "aim: 0"]);
    for (name, used) in left {
        let cells = used.map(|used| used.as_millis().to_string());
        let most = used.iter().max().expect("formats").as_millis();
        let verdict = if most == 0 { "met".to_owned() } else { format!("**missed by {most} ms**") };
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
    let [csv, dumped, parquet] = [&turns[0], &turns[1], &turns[2]].map(|turns| seconds(turns));
    let of_dump = if roapi.is_some() { Aim::AtLeast(1.0) } else { Aim::AtLeast(0.8) };
    let (name, part) = (million.name, dumped / csv);
    let least = if roapi.is_some() { "100 %" } else { "80 %" };
    row(
        report,
        &format!("CSV, {name}"),
        &turns[0],
        &format!("{:.0} % of the dump's speed", part * 100.0),
        &format!("≥ {least}: {}", of_dump.verdict(part)),
    );
    if roapi.is_some() {
        assert_eq!(turns[0][0].lines, turns[3][0].lines, "ROAPI has other rows");
        let [peer_csv, peer_parquet] = [&turns[3], &turns[4]].map(|turns| seconds(turns));
        faster(report, &format!("CSV, {name}"), &turns[0], peer_csv / csv);
        row(report, &format!("Parquet, {name}"), &turns[2], "", "");
        faster(report, &format!("Parquet, {name}"), &turns[2], peer_parquet / parquet);
        row(report, "CSV, ROAPI", &turns[3], "", "");
        row(report, "Parquet, ROAPI", &turns[4], "", "");
    } else {
        row(report, &format!("Parquet, {name}"), &turns[2], "", "");
    }
    row(report, &dump.name(), &turns[1], "", "");
    for format in OTHERS {
        row(report, &format!("{format}, {name}"), &[read(service.address, &ask(format), all)], "", "");
    }
}

fn faster(report: &mut Report, name: &str, turns: &[Transfer], times: f64) {
    let verdict = Aim::AtLeast(1.0).verdict(times);
    row(report, name, turns, &format!("{:.0} % of ROAPI's speed", times * 100.0), &format!("> 100 %: {verdict}"));
}

fn row(report: &mut Report, name: &str, turns: &[Transfer], beside: &str, aim: &str) {
    let first = median(turns.iter().map(|turn| turn.first.as_secs_f64()).collect());
    let whole = format!("{:.2}", seconds(turns));
    let megabytes = turns[0].bytes as f64 / 1e6;
    report.row(&[
        name.to_owned(),
        format!("{megabytes:.0}"),
        format!("{first:.3}"),
        whole,
        beside.to_owned(),
        aim.to_owned(),
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
    row(report, &name, &[got], "", "");
}

fn dumped(dump: &Dump) -> Transfer {
    let begun = Instant::now();
    let mut child = dump.command().stdout(Stdio::piped()).spawn().expect("the program runs");
    let transfer = drain(&mut child.stdout.take().expect("its output"), begun, Duration::MAX);
    assert!(child.wait().expect("it ends").success(), "the dump failed");
    transfer
}

/// Reads an answer to its end on a connection of its own.
fn read(address: SocketAddr, request: &Request, patience: Duration) -> Transfer {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let begun = Instant::now();
    let text = request.clone().with("Connection", "close").text(address);
    stream.write_all(text.as_bytes()).expect("the request is sent");
    let mut status = [0; 12];
    stream.read_exact(&mut status).expect("the answer begins");
    assert_eq!(&status, b"HTTP/1.1 200", "{request:?}");
    let transfer = drain(&mut stream, begun, patience);
    assert!(transfer.is_whole || patience < Duration::MAX, "{request:?}: the file was broken off");
    transfer
}

/// Throws away what comes, until its end or that of patience. A chunked body is whole if its last chunk came.
fn drain(source: &mut dyn Read, begun: Instant, patience: Duration) -> Transfer {
    let (mut buffer, mut bytes, mut lines, mut first) = (vec![0; 1 << 17], 0, 0, None);
    while begun.elapsed() < patience {
        let read = source.read(&mut buffer).expect("the file arrives");
        if read == 0 {
            return Transfer { first: first.unwrap_or_default(), whole: begun.elapsed(), bytes, lines, is_whole: true };
        }
        first.get_or_insert_with(|| begun.elapsed());
        bytes += read;
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count();
    }
    Transfer { first: first.unwrap_or_default(), whole: begun.elapsed(), bytes, lines, is_whole: false }
}

/// CPU time of the service in the second that begins one second after the client of each export left.
fn leave(million: &Million, service: &Service) -> (&'static str, [Duration; 3]) {
    let used = ["csv", "parquet", "xlsx"].map(|format| {
        let mut stream = TcpStream::connect(service.address).expect("the service listens");
        let request = Request::get(export("bilans", format)).text(service.address);
        stream.write_all(request.as_bytes()).expect("the request is sent");
        // Far enough for the export to be at work, and not done.
        let mut buffer = vec![0; 1 << 16];
        stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a socket can be set");
        let _ = stream.read(&mut buffer);
        drop(stream);
        thread::sleep(Duration::from_secs(1));
        let before = service.process.used();
        thread::sleep(Duration::from_secs(1));
        service.process.used() - before
    });
    (million.name, used)
}
