//! What is wrong with a filing, cell by cell, for programs and for people.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Rule, Sheet, read::Place};
use crate::{
    domain::{
        closed::closed,
        text::{Language, Texts},
    },
    publish::read::Finding,
};

closed! {
    /// How much a remark weighs.
    Severity {
        /// The filing cannot be published as it is.
        Error = "error",
        /// The filing can be published; somebody looks at it first.
        Warning = "warning",
    }
}

/// A remark on one cell, row or file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "severity": "warning", "rule": "falls_back", "sheet": "Objectifs", "line": 34, "column": "F", "row": "objectives 31",
    "field": "progress", "value": "45",
    "message": {"fr": "l’avancement recule de 50 % à 45 %", "en": "progress falls back from 50 % to 45 %"},
    "hint": {"fr": "si c’est voulu, dites pourquoi dans « Motif »", "en": "if it is meant, say why in \"Reason\""},
    "acknowledged": null, "needs_reason": true
}))]
pub struct Remark {
    pub severity: Severity,
    /// The name of the rule.
    pub rule: String,
    /// The sheet as the file names it; null in a file without sheets.
    pub sheet: Option<String>,
    /// The line in the file or sheet, from 1; null for what is not there.
    pub line: Option<usize>,
    /// The column: its letter in a sheet, its name elsewhere.
    pub column: Option<String>,
    /// The row in the plan, such as `objectives 34`.
    pub row: Option<String>,
    /// The field in data, such as `progress`.
    pub field: Option<String>,
    /// What the cell holds.
    pub value: Option<String>,
    /// What is wrong, in French and in English.
    pub message: Texts,
    /// What would be right.
    pub hint: Texts,
    /// For a warning that needs one: the reason that the filing gives.
    pub acknowledged: Option<String>,
    /// A warning of this kind is approved with a reason only.
    pub needs_reason: bool,
}

impl Remark {
    /// A remark without a place.
    pub fn new(severity: Severity, rule: Rule, message: [String; 2], hint: [String; 2]) -> Self {
        Remark::of_rule(severity, rule.as_str(), message, hint)
    }

    /// A remark of a rule that is none of filings: one of the record, which no rule of filings foresaw.
    pub fn of_rule(severity: Severity, rule: &str, message: [String; 2], hint: [String; 2]) -> Self {
        let texts = |[fr, en]: [String; 2]| Texts { fr: Some(fr), en: Some(en) };
        Remark {
            severity,
            rule: rule.to_owned(),
            sheet: None,
            line: None,
            column: None,
            row: None,
            field: None,
            value: None,
            message: texts(message),
            hint: texts(hint),
            acknowledged: None,
            needs_reason: false,
        }
    }

    /// The same at a place of the file.
    pub fn at(mut self, place: &Place) -> Self {
        self.sheet = place.sheet.clone();
        self.line = Some(place.line);
        self
    }

    /// The same about a row of the plan.
    pub fn of(mut self, sheet: Sheet, code: &str) -> Self {
        self.row = Some(format!("{} {}", sheet.as_str(), excerpt(code)));
        self
    }

    /// The same about a column and what it holds.
    pub fn in_column(mut self, column: &str, field: &str, value: &str) -> Self {
        self.column = Some(excerpt(column));
        self.field = (!field.is_empty()).then(|| field.to_owned());
        self.value = (!value.is_empty()).then(|| excerpt(value));
        self
    }

    /// The same, where it is approved with a reason only.
    pub fn needing(mut self, reason: Option<&str>) -> Self {
        self.needs_reason = true;
        self.acknowledged = reason.map(str::to_owned);
        self
    }

    /// Whether it stands in the way of approval.
    pub fn is_open(&self) -> bool {
        self.severity == Severity::Error || (self.needs_reason && self.acknowledged.is_none())
    }
}

impl From<&Finding> for Remark {
    /// A finding of `jalon check`: what no rule of filings foresaw.
    fn from(finding: &Finding) -> Self {
        let message = format!("{}: {}", finding.row, finding.message);
        let hint = ["voyez « jalon check »".to_owned(), "see `jalon check`".to_owned()];
        Remark::of_rule(Severity::Error, finding.rule, [message.clone(), message], hint)
    }
}

/// Longest excerpt of a cell in a remark, in characters.
const LONGEST_EXCERPT: usize = 120;

/// What a file holds as a remark quotes it: a cell may be longer than the whole report.
pub fn excerpt(text: &str) -> String {
    match text.char_indices().nth(LONGEST_EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Most remarks of a report: more than the cells of a template, so that only what is no filing has more.
pub const MOST_REMARKS: usize = 2_000;

/// Every remark on a filing, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    pub remarks: Vec<Remark>,
}

impl Report {
    /// Adds a remark; the last one tells that there are more.
    pub fn add(&mut self, remark: Remark) {
        match self.remarks.len() {
            MOST_REMARKS.. => {}
            len if len + 1 == MOST_REMARKS => self.remarks.push(Remark::new(
                Severity::Error,
                Rule::File,
                [
                    format!("le fichier a {MOST_REMARKS} fautes ou plus ; les autres ne sont pas dites"),
                    format!("the file has {MOST_REMARKS} mistakes or more; the others are not told"),
                ],
                ["partez du modèle".to_owned(), "start from the template".to_owned()],
            )),
            _ => self.remarks.push(remark),
        }
    }

    /// Whether no more remarks are told.
    pub fn is_full(&self) -> bool {
        self.remarks.len() >= MOST_REMARKS
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.remarks.iter().filter(|remark| remark.severity == severity).count()
    }

    /// What stands in the way of publication.
    pub fn errors(&self) -> impl Iterator<Item = &Remark> {
        self.remarks.iter().filter(|remark| remark.severity == Severity::Error)
    }

    /// Whether the filing can become a draft.
    pub fn holds(&self) -> bool {
        self.errors().next().is_none()
    }

    /// Those that stand in the way of approval.
    pub fn open(&self) -> Vec<&Remark> {
        self.remarks.iter().filter(|remark| remark.is_open()).collect()
    }

    /// What concerns the file as a whole comes first, then by sheet, if the file has any, and line; what is not there last.
    pub fn sort(&mut self) {
        let order = |remark: &Remark| {
            let sheet = remark.sheet.as_deref().and_then(Sheet::named);
            (remark.rule != Rule::File.as_str(), remark.line.is_none(), sheet, remark.line)
        };
        self.remarks.sort_by_key(order);
    }

    /// The report for a terminal: a line for each remark, its hint below it, and the counts.
    pub fn told(&self, language: Language) -> String {
        let mut text = String::new();
        for remark in &self.remarks {
            // Writing to a string does not fail.
            let _ = write_remark(&mut text, remark, language);
        }
        // What a file holds moves no cursor and changes no colour of a terminal.
        text =
            text.chars().map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c }).collect();
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        let _ = match language {
            Language::Fr => writeln!(text, "{errors} erreur(s), {warnings} avertissement(s)"),
            Language::En => writeln!(text, "{errors} error(s), {warnings} warning(s)"),
        };
        text
    }
}

/// A text of several lines on one.
fn on_one_line(text: &str) -> String {
    text.replace('\n', " ⏎ ")
}

fn write_remark(text: &mut String, remark: &Remark, language: Language) -> std::fmt::Result {
    let severity = match (remark.severity, language) {
        (Severity::Error, Language::Fr) => "ERREUR",
        (Severity::Error, Language::En) => "ERROR",
        (Severity::Warning, Language::Fr) => "avertissement",
        (Severity::Warning, Language::En) => "warning",
    };
    let (line, column) = match language {
        Language::Fr => ("ligne", "colonne"),
        Language::En => ("line", "column"),
    };
    write!(text, "{severity} [{}]", remark.rule)?;
    remark.sheet.iter().try_for_each(|sheet| write!(text, " {}", on_one_line(sheet)))?;
    remark.line.iter().try_for_each(|number| write!(text, " {line} {number}"))?;
    remark.column.iter().try_for_each(|name| write!(text, ", {column} {}", on_one_line(name)))?;
    remark.row.iter().try_for_each(|row| write!(text, " ({row})"))?;
    remark.value.iter().try_for_each(|value| write!(text, " « {} »", on_one_line(value)))?;
    writeln!(text, ": {}", remark.message.get(language).unwrap_or_default())?;
    let hint = remark.hint.get(language).unwrap_or_default();
    if !hint.is_empty() {
        writeln!(text, "    → {hint}")?;
    }
    if let Some(reason) = &remark.acknowledged {
        writeln!(text, "    ✓ {reason}")?;
    }
    Ok(())
}
