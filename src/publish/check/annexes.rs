//! What stands beside the releases: every entry's words stand at their passage, and say what its fields say.

use std::collections::{BTreeMap, BTreeSet};

use super::{numbers, passages::difference};
use crate::{
    domain::{
        aim::Operator,
        editorial::{FindingClass, FindingState},
        source::Document,
        strategy::Level,
        text::{Language, Texts, fold},
        worded_date::understand,
    },
    odsql::plan::PRINTED_BOUND,
    publish::{
        annexes::Annexes,
        format::annexes::{Citing, ObservationEntry, TargetEntry, Within},
        read::Finding,
    },
};

/// The documents that entries may cite, by id.
pub type Documents<'a> = BTreeMap<&'a str, &'a Document>;

/// Words that judge; the record never says them of the plan.
const JUDGING: [&str; 5] = ["late", "failed", "en retard", "echec", "echoue"];

/// Checks every entry against the documents that it cites.
pub fn check(annexes: &Annexes, documents: &Documents) -> Vec<Finding> {
    let mut report = Report { documents, root: &annexes.root, file: "", findings: Vec::new() };
    targets(&mut report, annexes);
    ledger(&mut report, annexes);
    report.file = "glossary.toml";
    for entry in &annexes.terms {
        report.quotes(&format!("terms {}", entry.id), entry);
    }
    report.unique(annexes.terms.iter().map(|entry| entry.id.as_str()), "terms");
    indicators(&mut report, annexes);
    crosswalk(&mut report, annexes);
    report.findings
}

fn targets(report: &mut Report, annexes: &Annexes) {
    report.file = "targets.toml";
    report.unique(annexes.targets.iter().map(|entry| entry.id.as_str()), "targets");
    for entry in &annexes.targets {
        let row = format!("targets {}", entry.id);
        report.named(&row, &entry.id, 'T');
        report.quotes(&row, entry);
        report.part(&row, "population", &entry.words, &entry.population);
        report.part(&row, "deadline", &entry.words, &entry.deadline);
        report.subject(&row, entry.level, &entry.code);
        quantity(report, &row, entry);
        for baseline in &entry.baselines {
            let (words, value) = (&baseline.words, baseline.value);
            report.printed(&row, "baselines", words, value);
            report.part(&row, "baselines", words, &baseline.date.clone().map(Within::Part));
        }
        report.texts(&row, &entry.note);
    }
}

/// The number, its greater bound and its unit are there exactly when the operator means one.
fn quantity(report: &mut Report, row: &str, entry: &TargetEntry) {
    operator(report, row, entry.operator, [entry.value, entry.value_max], &entry.unit);
    report.printed(row, "value", &entry.words, entry.value);
    report.printed(row, "value_max", &entry.words, entry.value_max);
    if entry.operator == Operator::Done && entry.deadline.is_none() {
        report.add(row, "quantity", "is to be done by no date; expected a deadline or another operator");
    }
}

fn operator(report: &mut Report, row: &str, operator: Operator, values: [Option<f64>; 2], unit: &Option<String>) {
    let wordless = matches!(operator, Operator::InWords | Operator::All | Operator::None | Operator::Done);
    let expected = [!wordless, operator == Operator::Between];
    for ((value, expected), field) in values.iter().zip(expected).zip(["value", "value_max"]) {
        match (value.is_some(), expected) {
            (true, false) => {
                report.add(row, "quantity", &format!("`{field}` beside the operator {}", operator.as_str()))
            }
            (false, true) => {
                report.add(row, "quantity", &format!("no `{field}` beside the operator {}", operator.as_str()))
            }
            _ => {}
        }
    }
    if values[0].is_some() && unit.is_none() {
        report.add(row, "quantity", "a value without a unit");
    }
}

fn ledger(report: &mut Report, annexes: &Annexes) {
    report.file = "findings.toml";
    report.unique(annexes.findings.iter().map(|entry| entry.id.as_str()), "findings");
    for entry in &annexes.findings {
        let row = format!("findings {}", entry.id);
        report.named(&row, &entry.id, 'F');
        report.quotes(&row, entry);
        report.texts(&row, &Some(entry.title.clone()));
        report.texts(&row, &Some(entry.wording.clone()));
        let least = if entry.class == FindingClass::Contradiction { 2 } else { 1 };
        if entry.quotes.len() < least {
            report.add(&row, "finding", &format!("{} quote(s); expected {least} or more", entry.quotes.len()));
        }
        if entry.subjects.is_empty() {
            report.add(&row, "finding", "is about nothing; expected a subject such as `axis 4`, or `strategy`");
        }
        if (entry.state == FindingState::Answered) == entry.replies.is_empty() {
            report.add(&row, "finding", "the state and the replies disagree");
        }
        for reply in &entry.replies {
            if reply.date.parse::<chrono::NaiveDate>().is_err() {
                report.add(&row, "finding", &format!("`{}` is no date such as 2026-11-22", reply.date));
            }
        }
    }
}

fn indicators(report: &mut Report, annexes: &Annexes) {
    report.file = "indicators.toml";
    let ids: BTreeSet<&str> = annexes.indicators.iter().map(|entry| entry.id.as_str()).collect();
    report.unique(annexes.indicators.iter().map(|entry| entry.id.as_str()), "indicators");
    report.unique(annexes.observations.iter().map(|entry| entry.id.as_str()), "observations");
    for entry in &annexes.indicators {
        let row = format!("indicators {}", entry.id);
        report.named(&row, &entry.id, 'I');
        report.quotes(&row, entry);
        report.subject(&row, entry.level, &entry.code);
    }
    for entry in &annexes.observations {
        let row = format!("observations {}", entry.id);
        report.named(&row, &entry.id, 'O');
        report.quotes(&row, entry);
        report.subject(&row, entry.level, &entry.code);
        if let Some(indicator) = entry.indicator.as_deref().filter(|id| !ids.contains(id)) {
            report.add(&row, "structure", &format!("`{indicator}` is no indicator"));
        }
        observation(report, &row, entry);
    }
}

fn observation(report: &mut Report, row: &str, entry: &ObservationEntry) {
    operator(report, row, entry.operator, [entry.value, entry.value_max], &entry.unit);
    for (field, value) in [("value", entry.value), ("value_max", entry.value_max), ("total", entry.total)] {
        report.printed(row, field, &entry.words, value);
    }
    for (field, within) in [("population", &entry.population), ("survey", &entry.survey), ("date", &entry.date)] {
        report.part(row, field, &entry.words, within);
    }
}

fn crosswalk(report: &mut Report, annexes: &Annexes) {
    report.file = "crosswalk.toml";
    for (level, entry) in &annexes.crosswalk {
        let side = |code: &Option<String>| code.clone().unwrap_or_else(|| "none".to_owned());
        let row = format!("{}s {} to {}", level.as_str(), side(&entry.from), side(&entry.to));
        report.quotes(&row, entry);
        report.texts(&row, &Some(entry.note.clone()));
        if entry.from.is_none() && entry.to.is_none() {
            report.add(&row, "crosswalk", "relates nothing");
        }
        if entry.relations.is_empty() || !entry.relations.is_sorted_by(|a, b| a < b) {
            report.add(&row, "crosswalk", "the relations are not one or more, each once, in the order of the list");
        }
    }
    let rows = annexes.crosswalk.iter().map(|(level, entry)| (level, &entry.from, &entry.to));
    let distinct: BTreeSet<_> = rows.collect();
    if distinct.len() < annexes.crosswalk.len() {
        report.add("crosswalk", "structure", "relates two codes twice");
    }
}

struct Report<'a> {
    documents: &'a Documents<'a>,
    root: &'a str,
    file: &'static str,
    findings: Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, row: &str, rule: &'static str, message: &str) {
        let file = format!("{}{}", self.root, self.file);
        self.findings.push(Finding { file, row: row.to_owned(), rule, message: message.to_owned() });
    }

    /// Each quote of an entry stands where it says.
    fn quotes(&mut self, row: &str, entry: &impl Citing) {
        for (field, words, at) in entry.quotes() {
            for citation in at {
                let wrong = match self.documents.get(citation.source.as_str()) {
                    Some(document) => difference(document, citation, words),
                    None => Some(format!("`{}` is no document of the record", citation.source)),
                };
                wrong.iter().for_each(|message| self.add(&format!("{row}, {field}"), "passage", message));
            }
        }
    }

    /// A part of an entry's words stands in them; a date is one that can be understood.
    fn part(&mut self, row: &str, field: &str, words: &str, within: &Option<Within>) {
        let Some(within) = within else { return };
        if let Within::Part(part) = within
            && !words.contains(part.as_str())
        {
            self.add(&format!("{row}, {field}"), "passage", &format!("`{part}` does not stand in the entry's words"));
        }
        let digits = within.words().chars().any(|c| c.is_ascii_digit());
        if field == "deadline" && digits && understand(within.words()).day.is_none() {
            self.add(&format!("{row}, {field}"), "deadline", &format!("`{}` names no day", within.words()));
        }
    }

    /// A number is printed in the words it was taken from, and kept as it is printed.
    fn printed(&mut self, row: &str, field: &str, words: &str, value: Option<f64>) {
        let Some(value) = value else { return };
        let row = format!("{row}, {field}");
        if !numbers::is_kept(value) {
            let message = format!(
                "{value} is beyond what double precision holds exactly; expected a number below {PRINTED_BOUND} (2^53), \
                 such as one of a greater unit"
            );
            self.add(&row, "printed_number", &message);
        } else if !numbers::is_printed(value, words) {
            self.add(&row, "printed_number", &format!("{value} is not printed in `{words}`"));
        }
    }

    /// A code goes with every level but that of the strategy.
    fn subject(&mut self, row: &str, level: Level, code: &Option<String>) {
        if (level == Level::Strategy) == code.is_some() {
            self.add(row, "structure", &format!("the level {} and the code disagree", level.as_str()));
        }
    }

    /// The record's own texts are in both languages, tidy, and judge nothing.
    fn texts(&mut self, row: &str, texts: &Option<Texts>) {
        let Some(texts) = texts else { return };
        for language in Language::ALL {
            let text = texts.get(language).unwrap_or_default();
            if text.is_empty() || text.trim() != text || text.contains("  ") {
                let message = format!("the text in `{}` is empty or has loose white space", language.as_str());
                self.add(row, "text", &message);
            }
            let words: Vec<String> = fold(text)
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect();
            let sentence = format!(" {} ", words.join(" "));
            let judges = |word: &&&str| sentence.contains(&format!(" {word} "));
            if let Some(word) = JUDGING.iter().find(judges) {
                self.add(row, "text", &format!("`{word}` judges; expected neutral words"));
            }
        }
    }

    /// An id is its letter and a number.
    fn named(&mut self, row: &str, id: &str, letter: char) {
        let number = id.strip_prefix(letter).and_then(|digits| digits.parse::<u32>().ok());
        if number.is_none_or(|number| format!("{letter}{number}") != id) {
            self.add(row, "structure", &format!("`{id}` is no id; expected {letter} and a number"));
        }
    }

    fn unique<'i>(&mut self, ids: impl Iterator<Item = &'i str>, list: &str) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id) {
                self.add(&format!("{list} {id}"), "structure", "the id is used twice");
            }
        }
    }
}
