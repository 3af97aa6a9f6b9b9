//! What the targets do with a text: it is planned or refused, within the limits, and what is refused has a place in it.
//!
//! The targets give them to libFuzzer; `tests/integration/explore/fuzz.rs` gives them the corpus, on any compiler.
//! Neither sees the database: requests go all the way in `tests/integration/explore/alike.rs`.

// A target uses one of the two.
#![allow(dead_code)]

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use jalon::{
    domain::{catalogue::DATASETS, dataset::Dataset},
    http::explore::catalogue::CATALOGUE,
    odsql::{
        MOST_COLUMNS, Refusal,
        plan::{Plan, Query, Settings, Shape, facet, plan},
    },
};

const ZONES: [Tz; 4] = [Tz::UTC, Tz::Europe__Paris, Tz::Asia__Kathmandu, Tz::Pacific__Kiritimati];
const LANGUAGES: [&str; 3] = ["fr", "en", "nl"];

/// The text as each clause in turn.
pub fn clauses(text: &str) {
    let one = || vec![text.to_owned()];
    let some = || Some(text.to_owned());
    // A long text is about limits, which are the same for all datasets: the one with the most fields is enough.
    let enough = if text.len() > 2_000 { datasets().count() - 1 } else { 0 };
    for (index, dataset) in datasets().enumerate().skip(enough) {
        let settings = settings(index, index);
        for query in [
            Query { select: some(), ..Query::default() },
            Query { conditions: one(), ..Query::default() },
            Query { group_by: some(), ..Query::default() },
            Query { order_by: some(), ..Query::default() },
            Query { refine: one(), exclude: one(), ..Query::default() },
            Query { group_by: some(), select: some(), order_by: some(), ..Query::default() },
        ] {
            judge(plan(dataset, &query, &settings), &[text]);
        }
        if let Err(refusal) = facet(dataset, text, &settings) {
            refused(&refusal, &[text]);
        }
    }
}

/// Each line `parameter: value` as a parameter of one request; `dataset` is the end of an id, and other lines are passed.
pub fn request(text: &str) {
    let (mut query, mut facets, mut texts) = (Query::default(), Vec::new(), Vec::new());
    let (mut dataset, mut zone, mut language): (&Dataset, usize, usize) = (DATASETS[0], 0, 0);
    for line in text.lines() {
        let Some((name, value)) = line.split_once(": ") else { continue };
        match name {
            "select" => query.select = Some(value.to_owned()),
            "where" => query.conditions.push(value.to_owned()),
            "group_by" => query.group_by = Some(value.to_owned()),
            "order_by" => query.order_by = Some(value.to_owned()),
            "refine" => query.refine.push(value.to_owned()),
            "exclude" => query.exclude.push(value.to_owned()),
            "facet" => facets.push(value),
            "dataset" => dataset = datasets().find(|known| known.name == value).unwrap_or(dataset),
            "timezone" => zone = value.len(),
            "lang" => language = value.len(),
            _ => continue,
        }
        texts.push(value);
    }
    let settings = settings(zone, language);
    judge(plan(dataset, &query, &settings), &texts);
    for text in facets {
        if let Err(refusal) = facet(dataset, text, &settings) {
            refused(&refusal, &texts);
        }
    }
}

fn datasets() -> impl Iterator<Item = &'static Dataset> {
    DATASETS.iter().copied().chain([&CATALOGUE])
}

fn settings(zone: usize, language: usize) -> Settings {
    let now: DateTime<Utc> = DateTime::from_timestamp(1_795_339_230, 123_456_789).expect("a time");
    let (zone, language) = (ZONES[zone % ZONES.len()], LANGUAGES[language % LANGUAGES.len()]);
    Settings { zone, language, now, reads_clock: false.into() }
}

fn judge(planned: Result<Plan, Refusal>, texts: &[&str]) {
    match planned {
        Ok(plan) => {
            // One more than the limit is seen before it is refused.
            assert!(plan.columns().len() <= 2 * MOST_COLUMNS + 1, "{} columns", plan.columns().len());
            assert!(plan.order.len() <= MOST_COLUMNS + 1, "{} keys of order", plan.order.len());
            if let Shape::Groups { aggregates, .. } = &plan.shape {
                assert!(aggregates.len() <= MOST_COLUMNS, "{} aggregates", aggregates.len());
            }
        }
        Err(refusal) => refused(&refusal, texts),
    }
}

/// A refusal has words, and a place that is in a text of the request.
fn refused(refusal: &Refusal, texts: &[&str]) {
    assert!(!refusal.to_string().is_empty());
    let (text, span) = match refusal {
        Refusal::Syntax(error) => {
            assert!(error.pointed().contains('^'));
            (&error.text, &error.span)
        }
        Refusal::Plan(error) => (&error.text, &error.span),
    };
    let length = text.chars().count();
    assert!(span.start <= span.end && span.end <= length.max(1), "{span:?} of {length} characters: {refusal}");
    assert!(text.is_empty() || texts.contains(&text.as_str()), "{text} is no text of the request");
}
