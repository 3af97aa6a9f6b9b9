//! Requests made of nasty fragments: whatever is asked, the answer is data or a problem.

use serde_json::Value;

use crate::support::{Answer, TestApp, on_each_database};

/// Requests on each database.
const REQUESTS: usize = 2000;

/// Xorshift: the same numbers on each run, so that a failure can be met again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const PATHS: [&str; 30] = [
    "/api/v1",
    "/api/v1/releases",
    "/api/v1/releases/{id}",
    "/api/v1/axes",
    "/api/v1/axes/{code}",
    "/api/v1/axes/{code}/actions",
    "/api/v1/axes/{code}/objectives",
    "/api/v1/axes/{code}/statements",
    "/api/v1/axes/{code}/history",
    "/api/v1/actions",
    "/api/v1/actions/{code}",
    "/api/v1/actions/{code}/objectives",
    "/api/v1/actions/{code}/history",
    "/api/v1/objectives",
    "/api/v1/objectives/{code}",
    "/api/v1/objectives/{code}/statements",
    "/api/v1/objectives/{code}/history",
    "/api/v1/statements",
    "/api/v1/statements/{code}",
    "/api/v1/progress",
    "/api/v1/sources",
    "/api/v1/sources/{id}",
    "/api/v1/sources/{id}/text",
    "/api/v1/sources/{id}/passages",
    "/api/v1/sources/{id}/passages/{number}",
    "/api/v1/search",
    "/api/v1/problems",
    "/api/v1/problems/{code}",
    "/api/v1/openapi.json",
    "/api/v1/{anything}",
];

const NAMES: [&str; 22] = [
    "limit",
    "offset",
    "sort",
    "fields",
    "format",
    "profile",
    "release",
    "as_of",
    "axis",
    "action",
    "status",
    "q",
    "kind",
    "level",
    "method",
    "parent",
    "depth",
    "progress_min",
    "progress_max",
    "objective",
    "%FF",
    "",
];

const VALUES: [&str; 55] = [
    "jsonl",
    "xlsx",
    "parquet",
    "1",
    "0",
    "4",
    "-1",
    "14",
    "30",
    "32-1",
    "4.2",
    "2026",
    "2026.1",
    "2025",
    "2023.1",
    "detail-2026",
    "overview-2025",
    "axis-1.achievement.1",
    "in_progress",
    "json",
    "csv",
    "excel-fr",
    "code",
    "-progress",
    "title",
    "published",
    "axis",
    "2026-03-31",
    "99999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "2147483648",
    "%00",
    "%FF",
    "%",
    "%zz",
    "%2",
    "'",
    "%27%20OR%201=1--",
    "%22",
    "%5C",
    "%25",
    "_",
    "%3Cscript%3E",
    "%E2%80%AE",
    "%F0%9F%98%80",
    "..",
    "%2e%2e%2f",
    "%0d%0aX:1",
    "+",
    ",",
    "null",
    "NaN",
    "1e9",
    "%EF%BB%BF",
];

const ACCEPTS: [&str; 9] = [
    "*/*",
    "text/csv",
    "application/json",
    "application/xml",
    "*",
    ";;;",
    "text/*;q=x",
    "application/json;q=0",
    "application/vnd.apache.parquet, application/x-ndjson;q=0.9",
];

fn request(numbers: &mut Numbers) -> (String, &'static str) {
    let mut path = String::new();
    for segment in numbers.pick(&PATHS).split('/').skip(1) {
        path.push('/');
        path.push_str(if segment.starts_with('{') { numbers.pick(&VALUES) } else { segment });
    }
    // Half of the requests have no parameter and half accept anything: one refusal must not hide what lies behind it.
    for index in 0..numbers.below(6).saturating_sub(2) {
        path.push(if index == 0 { '?' } else { '&' });
        path.push_str(numbers.pick(&NAMES));
        for index in 0..numbers.below(3) {
            path.push_str(if index == 0 { "=" } else { "," });
            path.push_str(numbers.pick(&VALUES));
        }
    }
    let accept = if numbers.below(2) == 0 { "*/*" } else { numbers.pick(&ACCEPTS) };
    (path, accept)
}

/// What an answer must be, whatever the request.
fn is_fit(answer: &Answer) -> Result<(), String> {
    let media = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
    let json = serde_json::from_slice::<Value>(&answer.body);
    match (answer.status, media) {
        (200, "application/json") => json.map(drop).map_err(|error| error.to_string()),
        (200, "text/csv") => csv::Reader::from_reader(answer.body.as_slice())
            .records()
            .try_for_each(|row| row.map(drop))
            .map_err(|e| e.to_string()),
        (200, "application/x-ndjson") => {
            let text = String::from_utf8_lossy(&answer.body);
            text.lines().try_for_each(|line| serde_json::from_str::<Value>(line).map(drop)).map_err(|e| e.to_string())
        }
        (200, media) if media.ends_with("spreadsheetml.sheet") && answer.body.starts_with(b"PK") => Ok(()),
        (200, "application/vnd.apache.parquet") if answer.body.ends_with(b"PAR1") => Ok(()),
        (200, "text/plain") => Ok(()),
        (400..=499, "application/problem+json") => match json {
            Ok(problem) if problem["status"] == answer.status && problem["code"].is_string() => Ok(()),
            other => Err(format!("{other:?}")),
        },
        (status, media) => Err(format!("{status} as `{media}`")),
    }
}

fn bombard(app: &TestApp, seed: u64) {
    let mut numbers = Numbers(seed);
    for _ in 0..REQUESTS {
        let (path, accept) = request(&mut numbers);
        let answer = app.request("GET", &path, &[("Accept", accept)]);
        if let Err(why) = is_fit(&answer) {
            let body = String::from_utf8_lossy(&answer.body);
            panic!("GET {path} (Accept: {accept}) on {}: {why}: {body}", app.database.name());
        }
    }
    assert_eq!(app.get("/health/ready").status, 200);
}

#[test]
fn nasty_requests_are_answered_with_data_or_a_problem() {
    on_each_database(|app| bombard(app, 0x9e37_79b9_7f4a_7c15 + app.database.name().len() as u64));
}
