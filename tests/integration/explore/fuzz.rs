//! The bodies of the fuzz targets over their corpus, and for a while over mutations of it.
//!
//! `ODSQL_FUZZ_SEED` and `ODSQL_FUZZ_SECONDS` choose another run. A text that overflows the stack ends the whole process.

use std::{
    panic::catch_unwind,
    time::{Duration, Instant},
};

use crate::support::{
    corpus,
    random::{Random, setting},
};

#[path = "../../../fuzz/odsql.rs"]
mod odsql;

/// Three quarters of what a thread of the service has.
const STACK: usize = 1536 * 1024;
/// Far above what any text takes, so that a busy machine fails no test.
const LONGEST: Duration = Duration::from_secs(10);

/// Pieces that the language and its enemies are made of.
const PIECES: [&str; 56] = [
    " and ",
    " or ",
    "not ",
    "(",
    ")",
    "[",
    "]",
    "..",
    ",",
    "*",
    "/",
    "+",
    "-",
    "=",
    ":",
    "!=",
    "<",
    ">=",
    " is null",
    " is not true",
    " in ",
    " like ",
    "\"",
    "'",
    "`",
    "\\",
    "\\u0000",
    "\\ud800",
    "date'",
    "date'9999-12-31'",
    "geom'",
    "now(years=-1)",
    "now(weekday=0)",
    "progress",
    "title_fr",
    "earliest",
    "recorded_at",
    "absent",
    "count(*)",
    "sum(progress)",
    "range(progress, 10)",
    "range(earliest, 1 month)",
    "random(1)",
    "date_format(earliest, 'E')",
    "ifnull(progress, 0)",
    "9223372036854775807",
    "0.1",
    " as ",
    " desc",
    "\0",
    "\u{202e}",
    "e\u{301}",
    "\u{3300}",
    "𝔘",
    "\u{2028}",
    "\u{feff}",
];

#[test]
fn no_text_is_more_than_refused_as_a_clause() {
    run("odsql_clauses", odsql::clauses);
}

#[test]
fn no_text_is_more_than_refused_as_a_request() {
    run("odsql_request", odsql::request);
}

fn run(target: &str, body: fn(&str)) {
    let corpus = corpus::texts(target, 40);
    let (seed, seconds) = (setting("ODSQL_FUZZ_SEED", 20_261_122), setting("ODSQL_FUZZ_SECONDS", 2));
    let work = move || {
        for text in &corpus {
            judge(text, body, seed);
        }
        let (mut random, end) = (Random::new(seed), Instant::now() + Duration::from_secs(seconds));
        while Instant::now() < end {
            let text = mutated(&corpus, &mut random);
            judge(&text, body, seed);
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn judge(text: &str, body: fn(&str), seed: u64) {
    let started = Instant::now();
    if let Err(panic) = catch_unwind(|| body(text)) {
        eprintln!("seed {seed}: {text:?}");
        std::panic::resume_unwind(panic);
    }
    assert!(started.elapsed() < LONGEST, "seed {seed}: {:?} for {text:?}", started.elapsed());
}

/// A text of the corpus after a few changes.
fn mutated(corpus: &[String], random: &mut Random) -> String {
    let mut text: Vec<char> = corpus[random.below(corpus.len())].chars().take(3_000).collect();
    for _ in 0..=random.below(4) {
        let (a, b) = (random.below(text.len() + 1), random.below(text.len() + 1));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 40));
        match random.below(6) {
            0 => drop(text.drain(from..to)),
            1 => {
                let piece = PIECES[random.below(PIECES.len())];
                text.splice(from..to, piece.chars());
            }
            2 => {
                let piece = PIECES[random.below(PIECES.len())];
                text.splice(from..from, piece.chars());
            }
            3 => {
                let copy: Vec<char> = text[from..to].to_vec();
                let times = if random.chance(10) { 300 } else { 3 };
                text.splice(to..to, copy.repeat(random.below(times)));
            }
            4 => {
                let other = &corpus[random.below(corpus.len())];
                let skipped = random.below(other.chars().count());
                text.splice(from.., other.chars().skip(skipped).take(500));
            }
            _ if from < text.len() => text[from] = char::from_u32(random.below(0x11_0000) as u32).unwrap_or('\u{fffd}'),
            _ => {}
        }
    }
    text.into_iter().collect()
}
