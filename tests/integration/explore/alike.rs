//! Many requests of many kinds: none is a failure, none is slow, and both databases give the same bytes.
//!
//! `ALIKE_SEED` and `ALIKE_REQUESTS` choose another run.

use std::time::{Duration, Instant};

use super::{generated::Generator, keys, records, rows};
use crate::support::{Answer, TestApp, databases, on_each_database, random::setting};

/// Far above what any of them takes, so that a busy machine fails no test.
const LONGEST: Duration = Duration::from_secs(5);
/// Of a hundred requests so many must be answered, or the test asks nothing.
const LEAST_ANSWERED: usize = 50;

#[test]
fn both_databases_give_the_same_bytes() {
    let (seed, count) = (setting("ALIKE_SEED", 20_261_122), setting("ALIKE_REQUESTS", 400));
    let base = "http://jalon.test".to_owned();
    let apps: Vec<TestApp> = databases()
        .into_iter()
        .map(|database| TestApp::with(database, |config| config.public_url = Some(base.clone())))
        .collect();
    let (mut generator, mut answered, mut failures) = (Generator::new(seed), 0, Vec::new());
    for _ in 0..count {
        let path = generator.request();
        let answers: Vec<Answer> = apps.iter().map(|app| asked(app, &path, &mut failures)).collect();
        answered += usize::from(answers[0].status == 200);
        if answers.iter().any(|answer| seen(answer) != seen(&answers[0])) {
            let bodies: Vec<String> = answers.iter().map(|a| format!("{} {}", a.status, short(&a.text()))).collect();
            failures.push(format!("{path}\n  {}", bodies.join("\n  ")));
        }
    }
    let total = usize::try_from(count).expect("a number of requests");
    println!("seed {seed}: {answered} of {total} were answered on {} databases", apps.len());
    assert!(failures.is_empty(), "seed {seed}: {} of {total}:\n{}", failures.len(), failures.join("\n"));
    assert!(answered * 100 >= total * LEAST_ANSWERED, "seed {seed}: only {answered} of {total} were answered");
}

/// The answer to a request, which is none of a failed service.
fn asked(app: &TestApp, path: &str, failures: &mut Vec<String>) -> Answer {
    let started = Instant::now();
    let answer = app.get(path);
    let took = started.elapsed();
    let is_told = || {
        let body = answer.json();
        (400..500).contains(&answer.status) && keys(&body) == ["error_code", "message"]
    };
    if took > LONGEST || (answer.status != 200 && !is_told()) {
        failures.push(format!(
            "{path}\n  {}: {took:?} {} {}",
            app.database.name(),
            answer.status,
            short(&answer.text())
        ));
    }
    answer
}

fn seen(answer: &Answer) -> (u16, Option<&str>, &[u8]) {
    (answer.status, answer.header("content-type"), &answer.body)
}

fn short(text: &str) -> String {
    text.chars().take(600).collect()
}

/// Requests that were answered with a failure, or by one database only.
#[test]
fn requests_at_the_limits_are_refused_or_answered() {
    let nested = format!("{}progress{} as x", "(".repeat(20), format!("{})", "+1".repeat(90)).repeat(20));
    let aggregates: Vec<String> = (0..1_000).map(|number| format!("max({number})")).collect();
    let keys: Vec<String> = (0..70).map(|key| format!("absent as a{key}")).collect();
    on_each_database(|app| {
        for (dataset, parameter, clause) in [
            ("actions", "select", nested.as_str()),
            ("actions", "select", &format!("progress{} as x", "+1".repeat(140))),
            ("actions", "select", &format!("{}title_fr{} as x", "lower(".repeat(49), ")".repeat(49))),
            ("actions", "select", &format!("{}progress{} as x", "ifnull(".repeat(49), ",0)".repeat(49))),
            ("actions", "where", &format!("{}current", "not ".repeat(49))),
            ("actions", "where", &vec!["current"; 1_200].join(" and ")),
            ("actions", "where", &format!("\"{}\"", "mot ".repeat(1_500))),
            ("actions", "where", &format!("title_fr like \"{}\"", "a* ".repeat(1_500))),
            ("actions", "where", &format!("title_fr like \"*{}*\"", "\u{3300}".repeat(4_500))),
            ("actions", "where", &format!("search(\"{}\")", "motdesept ".repeat(50))),
            ("actions", "where", &format!("startswith({}\"x\")", "code,".repeat(1_500))),
            ("actions", "where", "code = \"\\u0000\""),
            ("sources", "select", &format!("date_format(earliest, \"{}\") as x", "d-".repeat(1_500))),
            ("sources", "select", &format!("date_format(earliest, \"{}\") as x", "d-".repeat(50))),
            ("actions", "select", &aggregates.join("+")),
            ("actions", "select", &aggregates[..150].join("+")),
            ("actions", "group_by", &keys.join(",")),
            ("versions", "where", "recorded_at > now(year=-262143, month=1, day=1, weekday=0)"),
            ("versions", "where", "recorded_at < now(days=-9223372036854775807, mondays=9223372036854775807)"),
            ("versions", "where", "recorded_at <= date'9999-12-31T23:59:59.999999999-23:59'"),
            ("actions", "group_by", "range(progress, 0.000001)"),
            ("actions", "group_by", "range(progress, 1000000000000000)"),
            ("sources", "group_by", "range(earliest, 1 ms)"),
            ("sources", "group_by", "range(earliest, 11574074 days)"),
        ] {
            let mut failures = Vec::new();
            asked(app, &super::address(dataset, "/records", &[(parameter, clause), ("limit", "1")]), &mut failures);
            assert!(failures.is_empty(), "{}", failures.join("\n"));
        }
        assert_eq!(records(app, "actions", &[("limit", "0")])["total_count"], 50, "the service is still there");
        let zero = app.get(&super::address("actions", "/records", &[("select", "-(0.5 - 0.5) as x"), ("limit", "1")]));
        assert!(zero.text().contains("\"x\":0.0"), "{}", zero.text());
    });
}

/// The letters of Unicode up to version 15: databases come to know later ones at different times.
#[test]
fn letters_of_all_scripts_have_the_cases_of_unicode() {
    const LETTERS: [&str; 16] = [
        "ABCxyz ÀÉÎÕÜ àéîõü Œœ Ææ Ŧŧ Ÿÿ Žž",
        "İI ıi ß ẞ ŉ ſ ƒ Ɓɓ Ǆ ǅ ǆ Ǉǈǉ Ǳ ǲ ǳ",
        "ﬀ ﬁ ﬂ ﬃ ﬅ ﬆ",
        "ΑΒΓ αβγ ΟΔΥΣΣΕΥΣ Σ ΑΣ ΑΣ.Β ς ΐ ΰ ά Ώ ϴ ϐ",
        "Ἀ ἀ ᾀ ᾈ ᾳ ᾼ ᾷ ῷ ῼ Ὧ",
        "АБВ абв ЀѐЍѝ Ѡѡ Ԁԁ Ӏӏ ᲀᲁᲂ",
        "ԱԲ աբ և",
        "Ⴀⴀ აბგ ᲐᲑᲒ",
        "ᎠᎡ ꭰꭱ Ᏸᏸ",
        "Ⰰⰰ Ⲁⲁ 𐐀𐐨 𐒰𐓘 𐲀𐳀 𞤀𞤢 𑢠𑣀 𖹀𖹠",
        "Ａａ Ⓐⓐ Ⅷⅷ K Å Ω",
        "e\u{301} E\u{301} i\u{307} I\u{307} J\u{30c}",
        "אבג العربية हिन्दी ไทย",
        "漢字 かな 한글 𠮷",
        "👩\u{200d}👩\u{200d}👧 🇫🇷",
        "ɐɒ Ɐɑ Ɽɽ Ꝺꝺ Ᵹᵹ Ꞌꞌ Ɪɪ ꟴ Ɜɜ",
    ];
    on_each_database(|app| {
        for letters in LETTERS {
            let select = format!("lower(\"{letters}\") as l, upper(\"{letters}\") as u, length(\"{letters}\") as n");
            let row = &rows(app, "actions", &[("select", &select), ("limit", "1")])[0];
            let expected = (letters.to_lowercase(), letters.to_uppercase(), letters.chars().count());
            assert_eq!(row["l"], expected.0, "{}", app.database.name());
            assert_eq!(row["u"], expected.1, "{}", app.database.name());
            assert_eq!(row["n"], expected.2, "{}", app.database.name());
        }
    });
}
