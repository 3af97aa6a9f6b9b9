//! The format of `data/releases/*.toml`; that of the files beside them is in [`annexes`].
//!
//! The JSON Schemas beside the files are generated from these types, and their documentation is its text.

pub mod annexes;

mod pairs;

pub use pairs::{PairEntry, PairsFile};

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::{NaiveDate, NaiveDateTime};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::domain::{
    absence::Absence,
    progress::Status,
    source::Citation,
    text::{Language, Texts},
};

/// One release of the record: what its sources say, each text and figure with its passage.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseFile {
    pub release: ReleaseEntry,
    /// The documents that this release is taken from.
    pub sources: Vec<SourceEntry>,
    pub axes: Vec<AxisEntry>,
    pub actions: Vec<ActionEntry>,
    /// The objectives that the sources publish, in the order of the plan.
    #[serde(default)]
    pub objectives: Vec<ObjectiveEntry>,
    /// Objectives that the sources count and do not publish.
    #[serde(default)]
    pub unpublished_objectives: Vec<UnpublishedObjectives>,
    /// Objectives that a source calls new, without number and axis.
    #[serde(default)]
    pub new_objectives: Vec<StatementEntry>,
}

/// What the release is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseEntry {
    /// A year, or a year and a quarter: `2026`, `2026-Q4`.
    pub id: String,
    /// 1, then one more for each correction.
    pub revision: i32,
    /// Why a revision after the first was made.
    pub reason: Option<String>,
    /// The version of the plan whose numbering the release follows.
    pub edition: String,
    /// When the transcription was recorded, UTC.
    pub recorded_at: Instant,
    /// The title that the release's documents print.
    pub title: Option<TextEntry>,
    /// The documents were published on or after this day.
    pub earliest: Option<BoundEntry>,
    /// The documents were published on or before this day.
    pub latest: Option<BoundEntry>,
    /// How many axes, actions and objectives the sources announce.
    #[serde(default)]
    pub announced: Announced,
    /// What the sources promise about updates.
    pub promise: Option<TextEntry>,
    /// Why a field above is missing.
    #[serde(default)]
    pub absent: Reasons,
}

/// The announced counts.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Announced {
    pub axes: Option<CountEntry>,
    pub actions: Option<CountEntry>,
    pub objectives: Option<CountEntry>,
}

/// A document.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// The name by which passages cite the document.
    pub id: String,
    /// The document's text, as a path relative to the release file.
    pub file: String,
    pub language: Language,
    /// SHA-256 of the file's bytes, in hexadecimal digits.
    pub sha256: String,
    /// The title that the document prints.
    pub title: Option<TextEntry>,
    /// What the document is, in the words of the record.
    pub about: Texts,
    pub earliest: Option<BoundEntry>,
    pub latest: Option<BoundEntry>,
    #[serde(default)]
    pub absent: Reasons,
}

/// An axis of the plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AxisEntry {
    pub number: i32,
    pub title: Option<TextEntry>,
    pub progress: Option<FigureEntry>,
    #[serde(default)]
    pub achievements: Vec<StatementEntry>,
    #[serde(default)]
    pub next_steps: Vec<StatementEntry>,
    #[serde(default)]
    pub absent: Reasons,
}

/// An action of the plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionEntry {
    pub number: i32,
    pub axis: Option<i32>,
    pub title: Option<TextEntry>,
    /// The label of the box that lists the action's objectives, as printed in the edition of 2023.
    pub box_label: Option<TextEntry>,
    pub progress: Option<FigureEntry>,
    #[serde(default)]
    pub absent: Reasons,
}

/// An objective, or one part of an objective that is published in parts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveEntry {
    /// The printed number.
    pub number: Option<i32>,
    /// Which part of the numbered objective the row is.
    pub part: Option<i32>,
    pub action: i32,
    /// The place in the action's box, for an objective without a number.
    pub ordinal: Option<i32>,
    pub title: TextEntry,
    pub status: Option<StatusEntry>,
    pub progress: Option<FigureEntry>,
    /// The same row in the list section of the detail page; title, status, achievement and next steps agree with it.
    pub list_row: Option<Cited>,
    /// Why it is doubtful that the row is an objective.
    pub ambiguous: Option<Texts>,
    #[serde(default)]
    pub achievements: Vec<StatementEntry>,
    #[serde(default)]
    pub next_steps: Vec<StatementEntry>,
    #[serde(default)]
    pub absent: Reasons,
}

/// A run of numbers whose objectives are announced and not published.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnpublishedObjectives {
    pub first: i32,
    pub last: i32,
    pub absent: Reasons,
}

/// A text as its sources print it, after the repairs that each citation declares.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextEntry {
    pub fr: Option<String>,
    pub en: Option<String>,
    /// Where the text stands: first where it was taken from, then where it is repeated. A citation proves the text in
    /// the language of its source.
    pub at: Cited,
}

/// An achievement, a next step or a new objective; a block that introduces others is their parent.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementEntry {
    pub fr: Option<String>,
    pub en: Option<String>,
    pub at: Cited,
    /// What the statement introduces, in order.
    #[serde(default)]
    pub items: Vec<StatementEntry>,
}

/// A published percentage; its passage holds the number and the percent sign.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureEntry {
    /// A whole percentage from 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    pub value: i32,
    pub at: Cited,
}

/// A published status.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusEntry {
    pub value: Status,
    pub at: Cited,
}

/// An announced count, with the words that announce it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountEntry {
    pub count: i32,
    pub words: String,
    pub at: Cited,
}

/// A bound of an unprinted publication date, with the words it rests on and why they bound it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundEntry {
    pub date: Day,
    pub basis: Texts,
    pub words: String,
    pub at: Cited,
}

/// Why fields are missing: field name to reason.
pub type Reasons = BTreeMap<String, Absence>;

impl TextEntry {
    /// The text in one language.
    pub fn get(&self, language: Language) -> Option<&str> {
        match language {
            Language::Fr => self.fr.as_deref(),
            Language::En => self.en.as_deref(),
        }
    }
}

impl StatementEntry {
    /// The statement's own text, without its items.
    pub fn text(&self) -> TextEntry {
        TextEntry { fr: self.fr.clone(), en: self.en.clone(), at: self.at.clone() }
    }
}

/// One or more citations, each written `source start..end` and the repairs.
#[derive(Clone, Debug)]
pub struct Cited(pub Vec<Citation>);

impl<'de> Deserialize<'de> for Cited {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;
        impl<'de> de::Visitor<'de> for OneOrMore {
            type Value = Cited;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a citation such as `detail-2026 739..772`, or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Cited, E> {
                Ok(Cited(vec![Citation::from_str(text).map_err(E::custom)?]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut texts: A) -> Result<Cited, A::Error> {
                let mut citations = Vec::new();
                while let Some(text) = texts.next_element::<String>()? {
                    citations.push(Citation::from_str(&text).map_err(de::Error::custom)?);
                }
                match citations.is_empty() {
                    true => Err(de::Error::invalid_length(0, &self)),
                    false => Ok(Cited(citations)),
                }
            }
        }
        deserializer.deserialize_any(OneOrMore)
    }
}

impl Serialize for Cited {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

impl JsonSchema for Cited {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Cited".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let citation = json_schema!({
            "type": "string",
            "pattern": r"^\S+ \d+\.\.\d+( (line_wrap|no_break_space|repeated_space|hyphen_break|(footnote_mark|page_number)=\d+))*$",
            "examples": ["detail-2026 739..772", "vision-2023 31504..31570 line_wrap"]
        });
        json_schema!({
            "description": "Where a value stands: `source start..end` in characters, end excluded, then the repairs between the raw words and the value. The first citation is where the value was taken from.",
            "oneOf": [citation, {"type": "array", "minItems": 1, "items": citation}]
        })
    }
}

/// A TOML local date.
#[derive(Clone, Copy, Debug)]
pub struct Day(pub NaiveDate);

/// A TOML offset date-time in UTC.
#[derive(Clone, Copy, Debug)]
pub struct Instant(pub NaiveDateTime);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = toml::value::Datetime::deserialize(deserializer)?.to_string();
        text.parse().map(Day).map_err(|_| de::Error::custom(format!("`{text}` is not a date such as 2026-11-22")))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = toml::value::Datetime::deserialize(deserializer)?.to_string();
        let utc = chrono::DateTime::parse_from_rfc3339(&text).ok().filter(|_| text.ends_with('Z'));
        let utc = utc.map(|instant| Instant(instant.naive_utc()));
        utc.ok_or_else(|| de::Error::custom(format!("`{text}` is not a UTC time such as 2026-11-22T14:00:00Z")))
    }
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date", "description": "A day, written without quotes in TOML."})
    }
}

impl JsonSchema for Instant {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time", "description": "A UTC time, written without quotes in TOML."})
    }
}

/// The kinds of file of a record, by the names of their schemas: `data/NAME.schema.json`.
pub const KINDS: [&str; 7] = ["release", "targets", "findings", "glossary", "indicators", "crosswalk", "pairs"];

/// The JSON Schema of a kind of file, as committed beside it; none of an unknown kind.
pub fn schema(kind: &str) -> Option<String> {
    let schema = match kind {
        "release" => schemars::schema_for!(ReleaseFile),
        "targets" => schemars::schema_for!(annexes::TargetsFile),
        "findings" => schemars::schema_for!(annexes::FindingsFile),
        "glossary" => schemars::schema_for!(annexes::GlossaryFile),
        "indicators" => schemars::schema_for!(annexes::IndicatorsFile),
        "crosswalk" => schemars::schema_for!(annexes::CrosswalkFile),
        "pairs" => schemars::schema_for!(PairsFile),
        _ => return None,
    };
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    Some(text)
}
