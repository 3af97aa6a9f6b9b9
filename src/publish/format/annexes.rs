//! The format of what stands beside the releases: `data/{targets,findings,glossary,indicators,crosswalk}.toml`.
//!
//! An entry belongs to each release that rests on all the documents it cites.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Cited;
use crate::domain::{
    aim::{Nature, Operator},
    crosswalk::{Basis, Confidence, Relation},
    editorial::{Dimension, FindingClass, FindingState},
    source::Citation,
    strategy::Level,
    text::Texts,
};

/// Words of a document and where they stand.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// As the document prints them, after the repairs that the citation declares.
    pub words: String,
    pub at: Cited,
}

/// Words that stand in the words of their entry, or at a place of their own.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Within {
    /// A part of the entry's own words.
    Part(String),
    /// Elsewhere.
    Elsewhere(Quote),
}

impl Within {
    /// The words.
    pub fn words(&self) -> &str {
        match self {
            Within::Part(words) => words,
            Within::Elsewhere(quote) => &quote.words,
        }
    }
}

/// A quantified or dated aim.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetEntry {
    /// `T` and a number that is never used again.
    pub id: String,
    /// The version of the plan in whose numbering `code` is.
    pub edition: String,
    /// What the aim belongs to.
    pub level: Level,
    /// Code of the axis, action or objective.
    pub code: Option<String>,
    pub nature: Nature,
    pub words: String,
    pub at: Cited,
    pub operator: Operator,
    /// The number that the words print; none is made of words such as "parité".
    pub value: Option<f64>,
    /// The greater of two numbers.
    pub value_max: Option<f64>,
    /// An English noun in snake case; `percent` for `%`.
    pub unit: Option<String>,
    /// Of whom or of what, in the words of the document.
    pub population: Option<Within>,
    /// The words of the date; the sortable date follows from them by a convention.
    pub deadline: Option<Within>,
    #[serde(default)]
    pub baselines: Vec<BaselineEntry>,
    pub note: Option<Texts>,
}

/// What an aim starts from.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaselineEntry {
    pub words: String,
    pub at: Cited,
    pub value: Option<f64>,
    pub unit: Option<String>,
    /// The words of its date, a part of the baseline's words.
    pub date: Option<String>,
}

/// A contradiction or gap of the sources.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingEntry {
    /// `F` and a number that is never used again.
    pub id: String,
    pub class: FindingClass,
    /// One line, in the words of the record.
    pub title: Texts,
    /// What each place says and what follows, in the words of the record.
    pub wording: Texts,
    /// What it is about: `axis 4`, `objective 32-1`, `2023 action 4`, `source vision-2023` or `strategy`.
    pub subjects: Vec<String>,
    pub quotes: Vec<Quote>,
    pub state: FindingState,
    /// What the publisher answered; replies are added and never changed.
    #[serde(default)]
    pub replies: Vec<ReplyEntry>,
}

/// The publisher's reply to a finding.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyEntry {
    /// ISO 8601.
    pub date: String,
    /// Who answered.
    pub by: String,
    pub text: Texts,
}

/// A term that the documents define.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermEntry {
    /// Its name in addresses.
    pub id: String,
    pub term: Quote,
    pub definitions: Vec<Quote>,
}

/// Something that the documents say is or will be measured.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorEntry {
    /// `I` and a number that is never used again.
    pub id: String,
    pub dimension: Dimension,
    pub words: String,
    pub at: Cited,
    pub level: Level,
    pub code: Option<String>,
    pub edition: String,
}

/// A figure that the documents state of what was observed.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObservationEntry {
    /// `O` and a number that is never used again.
    pub id: String,
    /// The indicator that it is an observation of.
    pub indicator: Option<String>,
    pub dimension: Dimension,
    pub words: String,
    pub at: Cited,
    pub operator: Operator,
    pub value: Option<f64>,
    pub value_max: Option<f64>,
    /// The whole of which the value is a part, as in "9 out of 22".
    pub total: Option<f64>,
    pub unit: Option<String>,
    pub population: Option<Within>,
    /// The survey or the body that observed.
    pub survey: Option<Within>,
    /// The words of its date.
    pub date: Option<Within>,
    pub level: Level,
    pub code: Option<String>,
    pub edition: String,
}

/// How an action or objective of one edition relates to the other edition.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrosswalkEntry {
    /// Code in edition 2023.
    pub from: Option<String>,
    /// Code in edition 2025.
    pub to: Option<String>,
    pub relations: Vec<Relation>,
    pub basis: Basis,
    pub confidence: Confidence,
    pub note: Texts,
    pub quotes: Vec<Quote>,
}

/// `data/targets.toml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetsFile {
    pub targets: Vec<TargetEntry>,
}

/// `data/findings.toml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingsFile {
    pub findings: Vec<FindingEntry>,
}

/// `data/glossary.toml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlossaryFile {
    pub terms: Vec<TermEntry>,
}

/// `data/indicators.toml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorsFile {
    pub indicators: Vec<IndicatorEntry>,
    pub observations: Vec<ObservationEntry>,
}

/// `data/crosswalk.toml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrosswalkFile {
    pub actions: Vec<CrosswalkEntry>,
    pub objectives: Vec<CrosswalkEntry>,
}

/// An entry that cites documents.
pub trait Citing {
    /// Words and where they stand, each under the name of its field.
    fn quotes(&self) -> Vec<(String, &str, &[Citation])>;

    /// Whether all the documents that it cites are among these.
    fn rests_on(&self, has: impl Fn(&str) -> bool) -> bool {
        self.quotes().iter().flat_map(|(_, _, at)| at.iter()).all(|citation| has(&citation.source))
    }
}

type Place<'a> = (String, &'a str, &'a [Citation]);

fn place<'a>(field: &str, words: &'a str, at: &'a Cited) -> Place<'a> {
    (field.to_owned(), words, &at.0)
}

fn elsewhere<'a>(field: &str, within: &'a Option<Within>, places: &mut Vec<Place<'a>>) {
    if let Some(Within::Elsewhere(quote)) = within {
        places.push(place(field, &quote.words, &quote.at));
    }
}

fn numbered<'a>(name: &str, quotes: &'a [Quote]) -> Vec<Place<'a>> {
    let named = quotes.iter().zip(1..).map(|(quote, n)| place(&format!("{name}_{n}"), &quote.words, &quote.at));
    named.collect()
}

impl Citing for TargetEntry {
    fn quotes(&self) -> Vec<(String, &str, &[Citation])> {
        let mut places = vec![place("text", &self.words, &self.at)];
        elsewhere("population", &self.population, &mut places);
        elsewhere("deadline_words", &self.deadline, &mut places);
        let baselines = self.baselines.iter().zip(1..);
        places.extend(baselines.map(|(baseline, n)| place(&format!("baseline_{n}"), &baseline.words, &baseline.at)));
        places
    }
}

impl Citing for FindingEntry {
    fn quotes(&self) -> Vec<(String, &str, &[Citation])> {
        numbered("quote", &self.quotes)
    }
}

impl Citing for TermEntry {
    fn quotes(&self) -> Vec<(String, &str, &[Citation])> {
        let mut places = vec![place("term", &self.term.words, &self.term.at)];
        places.extend(numbered("definition", &self.definitions));
        places
    }
}

impl Citing for IndicatorEntry {
    fn quotes(&self) -> Vec<(String, &str, &[Citation])> {
        vec![place("text", &self.words, &self.at)]
    }
}

impl Citing for ObservationEntry {
    fn quotes(&self) -> Vec<(String, &str, &[Citation])> {
        let mut places = vec![place("text", &self.words, &self.at)];
        elsewhere("population", &self.population, &mut places);
        elsewhere("survey", &self.survey, &mut places);
        elsewhere("date_words", &self.date, &mut places);
        places
    }
}

impl Citing for CrosswalkEntry {
    fn quotes(&self) -> Vec<(String, &str, &[Citation])> {
        numbered("quote", &self.quotes)
    }
}
