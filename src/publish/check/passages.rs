//! Every text, figure, status, count and bound stands at its passage.

use super::{Report, texts};
use crate::{
    domain::{
        source::{Citation, Document},
        text::Language,
    },
    publish::{
        format::{BoundEntry, Cited, ObjectiveEntry},
        read::LoadedDocument,
    },
};

pub fn check(report: &mut Report) {
    let entry = report.entry();
    digests(report);
    for (row, text) in texts(entry) {
        let mut proved = Vec::new();
        for citation in &text.at.0 {
            let Some(language) = language_of(report, &row, citation) else { continue };
            proved.push(language);
            match text.get(language) {
                Some(words) => says(report, &row, citation, words),
                None => report.add(
                    &row,
                    "passage",
                    format!("{citation} is in `{}`, a language in which the row has no text", language.as_str()),
                ),
            }
        }
        for language in Language::ALL {
            if text.get(language).is_some() && !proved.contains(&language) {
                report.add(
                    &row,
                    "passage",
                    format!("the text in `{}` cites no source in that language", language.as_str()),
                );
            }
        }
    }
    let figures = (entry.axes.iter().map(|axis| (format!("axes {}", axis.number), &axis.progress)))
        .chain(entry.actions.iter().map(|action| (format!("actions {}", action.number), &action.progress)))
        .chain(
            entry.objectives.iter().map(|objective| (format!("objectives {}", objective.code()), &objective.progress)),
        );
    for (row, figure) in figures {
        let Some(figure) = figure else { continue };
        all_say(report, &format!("{row}, progress"), &figure.at, &format!("{}%", figure.value));
    }
    for objective in &entry.objectives {
        let row = format!("objectives {}", objective.code());
        if let Some(status) = &objective.status {
            let row = format!("{row}, status");
            for citation in &status.at.0 {
                if let Some(language) = language_of(report, &row, citation) {
                    says(report, &row, citation, status.value.printed_in(language));
                }
            }
        }
        list_row(report, &row, objective);
    }
    bounds(report);
    counts(report);
}

/// The bytes of each source are those that were transcribed.
fn digests(report: &mut Report) {
    for source in &report.entry().sources {
        let Some(read) = report.release.documents.get(&source.id) else { continue };
        if read.sha256 != source.sha256 {
            let message = format!(
                "{} has the SHA-256 {}, not {}: a byte of the source or the digest was changed",
                source.file, read.sha256, source.sha256
            );
            report.add(&format!("sources {}, sha256", source.id), "source_digest", message);
        }
    }
}

fn language_of(report: &mut Report, row: &str, citation: &Citation) -> Option<Language> {
    let found = report.entry().sources.iter().find(|source| source.id == citation.source);
    if found.is_none() {
        let known: Vec<&str> = report.entry().sources.iter().map(|source| source.id.as_str()).collect();
        let message = format!("`{}` is not a source of this release; expected {}", citation.source, known.join(" or "));
        report.add(row, "passage", message);
    }
    found.map(|source| source.language)
}

fn all_say(report: &mut Report, row: &str, cited: &Cited, expected: &str) {
    for citation in &cited.0 {
        if language_of(report, row, citation).is_some() {
            says(report, row, citation, expected);
        }
    }
}

/// The passage says exactly `expected`, after exactly the repairs it declares.
fn says(report: &mut Report, row: &str, citation: &Citation, expected: &str) {
    let Some(LoadedDocument { document, .. }) = report.release.documents.get(&citation.source) else { return };
    if let Some(message) = difference(document, citation, expected) {
        report.add(row, "passage", message);
    }
}

/// How a passage differs from what it is cited for, and where that stands instead.
pub fn difference(document: &Document, citation: &Citation, expected: &str) -> Option<String> {
    let words = match citation.words(document) {
        Ok(words) if words == expected => return None,
        Ok(words) => words,
        Err(error) => return Some(format!("{citation}: {error}")),
    };
    let places = document.find(expected);
    let hint = match places.as_slice() {
        [] => "; it stands nowhere in the source".to_owned(),
        places => {
            let spans = places.iter().take(4).map(|(start, end)| format!("{} {start}..{end}", citation.source));
            format!("; it stands at {}", spans.collect::<Vec<_>>().join(", "))
        }
    };
    let (expected, words) = (excerpt(expected, &words), excerpt(&words, expected));
    Some(format!("`{expected}` is not what {citation} says, which is `{words}`{hint}"))
}

/// The part of a text around its first difference from another.
fn excerpt(text: &str, other: &str) -> String {
    let same = text.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(20);
    let middle: String = text.chars().skip(from).take(60).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if from + 60 < text.chars().count() { "…" } else { "" };
    format!("{before}{middle}{after}")
}

/// The list section of the detail page shows the same title, status, achievement and next steps, run together.
fn list_row(report: &mut Report, row: &str, objective: &ObjectiveEntry) {
    let Some(cited) = &objective.list_row else { return };
    let number = objective.number.map_or_else(String::new, |number| number.to_string());
    let mut expected = format!("Objective{number}:");
    let mut append =
        |text: Option<&str>| expected.extend(text.unwrap_or_default().chars().filter(|c| !c.is_whitespace()));
    append(objective.title.en.as_deref());
    append(objective.status.as_ref().map(|status| status.value.printed_in(Language::En)));
    let mut blocks = Vec::new();
    super::walk("", &objective.achievements, &mut blocks);
    super::walk("", &objective.next_steps, &mut blocks);
    blocks.iter().for_each(|(_, statement)| append(statement.en.as_deref()));
    for citation in &cited.0 {
        let Some(read) = report.release.documents.get(&citation.source) else { continue };
        let raw = read.document.slice(citation.start, citation.end).unwrap_or_default();
        let printed: String = raw.chars().filter(|c| !c.is_whitespace() && *c != '•').collect();
        if printed != expected {
            let (expected, printed) = (excerpt(&expected, &printed), excerpt(&printed, &expected));
            let message = format!("the list section at {citation} says `{printed}` where the row says `{expected}`");
            report.add(&format!("{row}, list_row"), "list_agrees", message);
        }
    }
}

fn bounds(report: &mut Report) {
    let entry = report.entry();
    let release = [
        ("release, earliest".to_owned(), &entry.release.earliest),
        ("release, latest".to_owned(), &entry.release.latest),
    ];
    let sources = entry.sources.iter().flat_map(|source| {
        let row = |field: &str| format!("sources {}, {field}", source.id);
        [(row("earliest"), &source.earliest), (row("latest"), &source.latest)]
    });
    let all: Vec<(String, &Option<BoundEntry>)> = release.into_iter().chain(sources).collect();
    for (row, bound) in all {
        let Some(bound) = bound else { continue };
        all_say(report, &row, &bound.at, &bound.words);
    }
}

/// The numbers that the sources announce in words.
const NUMBER_WORDS: [(&str, i32); 2] = [("quatre", 4), ("four", 4)];

fn counts(report: &mut Report) {
    let announced = &report.entry().release.announced;
    let rows = [("axes", &announced.axes), ("actions", &announced.actions), ("objectives", &announced.objectives)];
    for (what, count) in rows {
        let Some(count) = count else { continue };
        let row = format!("release, announced.{what}");
        all_say(report, &row, &count.at, &count.words);
        let first = count.words.split(' ').next().unwrap_or_default();
        let printed =
            NUMBER_WORDS.iter().find(|(word, _)| *word == first).map(|(_, n)| *n).or_else(|| first.parse().ok());
        if printed != Some(count.count) {
            report.add(&row, "passage", format!("the count {} is not what `{}` says", count.count, count.words));
        }
    }
}
