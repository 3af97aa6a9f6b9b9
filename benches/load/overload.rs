//! Ten minutes of four times as many requests at a time as the service takes in: what is refused is refused at once, what is
//! kept goes on, nothing grows, and a second after the end all is as before.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    report::{Aim, Report},
    request::{FIRST, NUMBER, Request},
    service::{KEPT, Service},
};

/// How long the load lasts, and when memory is first looked at.
const LASTS: Duration = Duration::from_secs(600);
const SETTLED: Duration = Duration::from_secs(60);
/// Requests that the service takes in at a time with its default settings: 8 connections, for each of which 16 may wait, and
/// of which one is kept for keys.
const CAPACITY: usize = 7 + 8 * 16;
/// Connections of the load, each with a request on its way.
const CONNECTIONS: usize = 4 * CAPACITY;
/// A pause between two looks.
const PAUSE: Duration = Duration::from_millis(250);
/// Answers in a row that show that all is as before, and how fast each of them is.
const CALM: usize = 20;
const CALM_WAIT: Duration = Duration::from_millis(50);

/// What can only be answered by reading: another request each time.
const COLD: &str =
    "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/records?limit=100&where=ordinal+%3C+{n}";
/// What is kept, and what tells whether the service lives.
const KEPT_ITEM: &str = "/api/v1/objectives/34";
const LIVE: &str = "/health/live";

/// What a client beside the load saw of one kind of request.
#[derive(Default)]
struct Seen {
    waits: Vec<Duration>,
    failed: usize,
}

impl Seen {
    /// Only what was wanted has a waiting time: an error that comes fast is no good answer.
    fn note(&mut self, (status, wait): (u16, Duration), wanted: u16) {
        if status == wanted { self.waits.push(wait) } else { self.failed += 1 }
    }

    /// The waiting time in milliseconds that a part of the requests did not exceed.
    fn at(&mut self, part: f64) -> f64 {
        self.waits.sort_unstable();
        let place = (self.waits.len() as f64 * part) as usize;
        self.waits.get(place.min(self.waits.len().saturating_sub(1))).map_or(f64::NAN, |wait| wait.as_secs_f64() * 1e3)
    }
}

/// Loads the service and looks at it meanwhile.
pub fn measure(report: &mut Report, directory: &Path) {
    eprintln!("overload, for {} minutes", LASTS.as_secs() / 60);
    let service = Service::start(directory, KEPT);
    let before = ask(service.address, KEPT_ITEM, 0).0;
    assert_eq!(before, 200, "the service is well before");
    let mut load = start(service.address, directory);
    let (mut kept, mut live, mut refused, mut read) = (Seen::default(), Seen::default(), Seen::default(), 0);
    let (begun, mut settled, mut number) = (Instant::now(), None, FIRST * 3);
    while load.try_wait().expect("the load can be asked").is_none() {
        kept.note(ask(service.address, KEPT_ITEM, 0), 200);
        live.note(ask(service.address, LIVE, 0), 200);
        number += 1;
        match ask(service.address, COLD, number) {
            (200, _) => read += 1,
            other => refused.note(other, 503),
        }
        if settled.is_none() && begun.elapsed() >= SETTLED {
            settled = Some(service.process.resident());
        }
        thread::sleep(PAUSE);
    }
    let (ended, most) = (Instant::now(), service.process.most_resident());
    let mut calm = 0;
    let recovered = loop {
        number += 1;
        let (status, wait) = ask(service.address, COLD, number);
        calm = if status == 200 && wait < CALM_WAIT { calm + 1 } else { 0 };
        if calm == CALM {
            break ended.elapsed();
        }
        assert!(ended.elapsed() < Duration::from_secs(30), "the service does not recover: {status} after {wait:?}");
    };
    let said = String::from_utf8(load.wait_with_output().expect("wrk has ended").stdout).expect("wrk writes text");
    let counted = |what: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(what));
        line.and_then(|count| count.trim().parse::<f64>().ok()).unwrap_or_else(|| panic!("wrk says: {said}"))
    };
    let (answered, busy) = (counted("answered:"), counted("busy:"));
    let other = counted("other:") + refused.failed as f64;
    let settled = settled.expect("the load lasted long enough");

    report.section("Overload");
    report.line(format!(
        "For {} minutes {CONNECTIONS} connections ask without a pause for what has to be read anew, four times as many as are \
         taken in at a time ({CAPACITY}). They got {answered:.0} answers and {busy:.0} times a 503 with `Retry-After`, and \
         {other:.0} anything else. Beside them a client asks four times a second, each time on a connection of its own, for \
         a kept answer ({} times, {} failed), whether the service lives ({}, {} failed), and for what has to be read ({} \
         refused, {read} answered).\n",
        LASTS.as_secs() / 60,
        kept.waits.len() + kept.failed,
        kept.failed,
        live.waits.len() + live.failed,
        live.failed,
        refused.waits.len(),
    ));
    report.table(&["", "measured", "aim", ""]);
    let figures: [(&str, String, &str, Aim, f64); 6] = [
        ("kept answer, p99", format!("{:.1} ms", kept.at(0.99)), "–", Aim::AtMost(f64::INFINITY), 0.0),
        ("refusal, median", format!("{:.1} ms", refused.at(0.5)), "≤ 50 ms", Aim::AtMost(50.0), refused.at(0.5)),
        ("refusal, p99", format!("{:.1} ms", refused.at(0.99)), "≤ 50 ms", Aim::AtMost(50.0), refused.at(0.99)),
        ("anything but 200 and 503", format!("{other:.0}"), "none", Aim::AtMost(0.0), other),
        (
            "most memory, beside that after a minute",
            format!("{most:.0} MB, {settled:.0} MB"),
            "≤ 1.2 ×",
            Aim::AtMost(1.2),
            most / settled,
        ),
        (
            "all as before, after the end",
            format!("{:.0} ms", recovered.as_secs_f64() * 1e3),
            "≤ 1 s",
            Aim::AtMost(1.0),
            recovered.as_secs_f64(),
        ),
    ];
    for (name, measured, aim, bound, figure) in figures {
        let verdict = if aim == "–" { String::new() } else { bound.verdict(figure) };
        report.row(&[name.to_owned(), measured, aim.to_owned(), verdict]);
    }
    report.note_memory("overload", most);
}

/// The status of an answer and how long it took, from the connection on.
fn ask(address: SocketAddr, path: &str, number: u32) -> (u16, Duration) {
    let request = Request::get(path.replace(NUMBER, &number.to_string()));
    let begun = Instant::now();
    let status = request.send(address).status;
    (status, begun.elapsed())
}

/// wrk, whose script counts answers by their status.
fn start(address: SocketAddr, directory: &Path) -> Child {
    let (before, after) = COLD.split_once(NUMBER).expect("the request varies");
    let script = directory.join("overload.lua");
    let lua = format!(
        "local n = {FIRST}\n\
         request = function()\n  n = n + 1\n  return wrk.format('GET', '{before}' .. n .. '{after}')\nend\n\
         counts = {{0, 0, 0}}\n\
         response = function(status, headers)\n\
           local kind = 3\n\
           if status == 200 then kind = 1 elseif status == 503 and headers['retry-after'] then kind = 2 end\n\
           counts[kind] = counts[kind] + 1\nend\n\
         local threads = {{}}\n\
         setup = function(thread) table.insert(threads, thread) end\n\
         done = function(summary)\n\
           for _, thread in ipairs(threads) do\n\
             local counts = thread:get('counts')\n\
             print('answered: ' .. counts[1])\n  print('busy: ' .. counts[2])\n\
             print('other: ' .. counts[3] + summary.errors.connect + summary.errors.read + summary.errors.write + \
         summary.errors.timeout)\n\
           end\nend\n"
    );
    std::fs::write(&script, lua).expect("the script is written");
    Command::new("wrk")
        .args([format!("-d{}s", LASTS.as_secs()), format!("-c{CONNECTIONS}"), "-t1".to_owned(), "-s".to_owned()])
        .arg(&script)
        .arg(format!("http://{address}"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("wrk runs")
}
