//! Full load: as many requests as wrk gets answered, targets taking turns.

use std::{
    net::SocketAddr,
    process::{Command, Stdio},
};

use crate::request::{FIRST, NUMBER, Request};

/// Seconds of load on a target in a round.
const SECONDS: u32 = 1;
/// Rounds in which targets take turns, so that what else the machine does meets all of them. Many, since where the kernel puts
/// client and server on few cores is worth a third of a rate.
const ROUNDS: u32 = 9;
/// Numbers of requests that a round has at most.
const NUMBERS: u32 = FIRST / 10;
/// Connections that are kept open.
pub const CONNECTIONS: usize = 32;

/// Who is asked, and what.
pub type Target<'a> = (SocketAddr, &'a Request);

/// Requests per second that each target reaches: the median of the rounds.
pub fn load(targets: &[Target]) -> Vec<f64> {
    let mut rates = vec![Vec::new(); targets.len()];
    for round in 0..ROUNDS {
        for (rates, (address, request)) in rates.iter_mut().zip(targets) {
            rates.push(once(*address, request, round));
        }
    }
    rates.into_iter().map(median).collect()
}

/// The middle of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// wrk composes a request once if all are the same; else its script puts the number in.
fn once(address: SocketAddr, request: &Request, round: u32) -> f64 {
    let text = request.text(address);
    let quoted = |part: &str| format!("[==[\n{part}]==]");
    let lua = match text.split_once(NUMBER) {
        // In a long string of Lua, CRLF would become LF.
        Some((before, after)) => format!(
            "local n = {}\nlocal a, b = ({}):gsub('\\n', '\\r\\n'), ({}):gsub('\\n', '\\r\\n')\n\
             request = function()\n  n = n + 1\n  return a .. n .. b\nend\n",
            FIRST + round * NUMBERS,
            quoted(&before.replace('\r', "")),
            quoted(&after.replace('\r', "")),
        ),
        None => format!(
            "local text = ({}):gsub('\\n', '\\r\\n')\nrequest = function() return text end\n",
            quoted(&text.replace('\r', ""))
        ),
    };
    let script = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(script.path(), lua).expect("the script is written");
    let output = Command::new("wrk")
        .args([format!("-d{SECONDS}s"), format!("-c{CONNECTIONS}"), "-t1".to_owned(), "-s".to_owned()])
        .arg(script.path())
        .arg(format!("http://{address}"))
        .stderr(Stdio::inherit())
        .output()
        .expect("wrk runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!said.contains("Non-2xx"), "{request:?}: not every answer was a success\n{said}");
    let line = said.lines().find(|line| line.starts_with("Requests/sec:"));
    let rate = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    rate.unwrap_or_else(|| panic!("{request:?}: wrk says: {said}"))
}
