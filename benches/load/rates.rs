//! Requests per second at full load and waiting times at half load, beside the limit and the peers.

use std::{net::SocketAddr, path::Path};

use crate::{
    bare::{bare, bare_with_headers},
    pace::{Latency, pace},
    peers::{self, Peer},
    question::Question,
    report::{Aim, Report, figure},
    request::{Answer, Request},
    rows::Rows,
    service::{KEPT, NONE, Service},
    wrk::{Target, load},
};

/// The part of the limit's rate that a kept answer is to reach.
const OF_LIMIT: Aim = Aim::AtLeast(0.8);
/// How many times the limit's waiting time a kept answer's may be, at the 99th percentile.
const TIMES_P99: Aim = Aim::AtMost(3.0);

/// What one question came to.
struct Measured {
    question: Question,
    answer: Answer,
    limit: f64,
    warm: f64,
    cold: f64,
    peers: Vec<Option<f64>>,
    /// At half of the limit, of warm, of cold.
    waits: Vec<Latency>,
}

/// Measures every question on all who offer it.
pub fn measure(report: &mut Report, directory: &Path) {
    let kept = Service::start(directory, KEPT);
    let anew = Service::start(directory, NONE);
    let rows = Rows::of(&kept, directory);
    let peers = peers::start(&rows, directory);
    let measured: Vec<Measured> = Question::ALL.iter().map(|question| ask(*question, &kept, &anew, &peers)).collect();

    report.section("Requests per second");
    report.line(
        "The limit is a bare actix-web handler that returns the same bytes with no header of its own. Warm is the same \
         request again and again. Cold is another request each time or, where there is none (items, the list of one \
         release, pages), a service that keeps no answers (`CACHE_MIB=0`). Peers are asked as Jalon is when cold. wrk, 32 \
         connections, medians of nine rounds in which all take turns.\n",
    );
    rates(report, &measured, &peers);
    headers(report, &kept);

    report.section("Waiting times at half load");
    report.line(
        "Half of the requests per second that were reached above, sent at a fixed rate: the limit and warm at half of the \
         smaller of theirs, cold at half of its own. Counted from the moment when a request was due. Medians of nine rounds \
         in which all take turns.\n",
    );
    waits(report, &measured);
    report.note_memory("requests, with kept answers", kept.process.most_resident());
    report.note_memory("requests, without kept answers", anew.process.most_resident());
    let beside: Vec<String> =
        peers.iter().map(|peer| format!("{} {:.0} MB", peer.name(), peer.process().most_resident())).collect();
    report.line(format!("\nThe peers held at most: {}.", beside.join(", ")));
}

fn ask(question: Question, kept: &Service, anew: &Service, peers: &[Box<dyn Peer>]) -> Measured {
    eprintln!("{}", question.name());
    let [warm, cold] = question.jalon(kept, anew);
    let answer = warm.succeed(kept.address);
    let computing = if cold.varies() { kept } else { anew };
    question.compare("Jalon, cold,", &answer, &cold.succeed(computing.address));
    let asked: Vec<Option<(SocketAddr, Request)>> =
        peers.iter().map(|peer| peer.request(question).map(|request| (peer.address(), request))).collect();
    for (peer, (address, request)) in peers.iter().zip(&asked).filter_map(|(p, asked)| Some((p, asked.as_ref()?))) {
        question.compare(peer.name(), &answer, &request.succeed(*address));
    }
    let own: [Target; 3] = [(bare(&answer), &warm), (kept.address, &warm), (computing.address, &cold)];
    let others = asked.iter().flatten().map(|(address, request)| (*address, request));
    let rates = load(&own.into_iter().chain(others).collect::<Vec<_>>());
    // The limit and a kept answer at the same rate: a handler that does nothing would be asked more otherwise, and wait longer.
    let both = rates[0].min(rates[1]);
    let halves: Vec<(Target, f64)> = own.into_iter().zip([both, both, rates[2]].map(|rate| rate / 2.0)).collect();
    let waits = pace(&halves);
    let mut of_peers = rates[3..].iter().copied();
    let peers = asked.iter().map(|asked| asked.as_ref().and_then(|_| of_peers.next())).collect();
    Measured { question, answer, limit: rates[0], warm: rates[1], cold: rates[2], peers, waits }
}

fn rates(report: &mut Report, measured: &[Measured], peers: &[Box<dyn Peer>]) {
    let names = peers.iter().map(|peer| format!("{}, req/s", peer.name()));
    let mut header: Vec<String> =
        ["request", "bytes", "limit, req/s", "warm, req/s", "of the limit (≥ 80 %)", "cold, req/s"]
            .map(str::to_owned)
            .to_vec();
    header.extend(names);
    header.extend(["× Datasette", "× best peer"].map(str::to_owned));
    report.table(&header.iter().map(String::as_str).collect::<Vec<_>>());
    for one in measured {
        let part = one.warm / one.limit;
        let best = one.peers.iter().flatten().copied().reduce(f64::max);
        let [datasette, best_aim] = one.question.aims();
        let mut row = vec![
            one.question.name().to_owned(),
            one.answer.body.len().to_string(),
            format!("{:.0}", one.limit),
            format!("{:.0}", one.warm),
            format!("{:.0} %, {}", part * 100.0, OF_LIMIT.verdict(part)),
            format!("{:.0}", one.cold),
        ];
        row.extend(one.peers.iter().map(|rate| figure(*rate)));
        row.extend([times(one.cold, one.peers[0], datasette), times(one.cold, best, best_aim)]);
        report.row(&row);
    }
}

/// How many times another's rate a rate is, and how that stands to its aim.
fn times(rate: f64, other: Option<f64>, aim: Option<Aim>) -> String {
    let Some(other) = other else { return "–".to_owned() };
    let times = rate / other;
    let Some(aim) = aim else { return format!("{times:.1}") };
    let Aim::AtLeast(least) = aim else { return format!("{times:.1}") };
    format!("{times:.1} (≥ {least:.0}), {}", aim.verdict(times))
}

/// What the headers cost that Jalon sends and the bare handler does not.
fn headers(report: &mut Report, kept: &Service) {
    let [request, _] = Question::Item.jalon(kept, kept);
    let answer = request.succeed(kept.address);
    let (plain, full) = (bare(&answer), bare_with_headers(&answer));
    let heads = [plain, full, kept.address].map(|address| request.succeed(address).head.len());
    let rates = load(&[(plain, &request), (full, &request), (kept.address, &request)]);
    report.line(format!(
        "\nThe bare handler does not send the same headers: for the item its head has {} bytes and Jalon's {}. One that \
         writes the same headers anew for each request (a head of {} bytes) reaches {:.0} requests per second, where the \
         plain one reaches {:.0} and Jalon {:.0}.",
        heads[0], heads[2], heads[1], rates[1], rates[0], rates[2],
    ));
    report.line(
        "Peers give the flat row, where Jalon's item has its passages and how to cite it as well. Datasette's search is \
         of words, as Jalon's; ROAPI's and PocketBase's is `LIKE`, which is the nearest that they \
         have. ROAPI's CSV lacks the column `absent`, a list, which it cannot write.",
    );
}

fn waits(report: &mut Report, measured: &[Measured]) {
    report.table(&[
        "request",
        "limit, median, ms",
        "limit, p99, ms",
        "warm, median, ms",
        "warm, p99, ms",
        "× the limit's p99 (≤ 3)",
        "cold, median, ms",
        "cold, p99, ms",
    ]);
    for one in measured {
        let ms = |wait: std::time::Duration| format!("{:.2}", wait.as_secs_f64() * 1e3);
        let [limit, warm, cold] = [one.waits[0], one.waits[1], one.waits[2]];
        let times = warm.p99.as_secs_f64() / limit.p99.as_secs_f64();
        report.row(&[
            one.question.name().to_owned(),
            ms(limit.median),
            ms(limit.p99),
            ms(warm.median),
            ms(warm.p99),
            format!("{times:.1}, {}", TIMES_P99.verdict(times)),
            ms(cold.median),
            ms(cold.p99),
        ]);
    }
}
