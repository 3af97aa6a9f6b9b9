//! Why a value is null.
//!
//! A null without a reason does not exist in the record: each nullable field that holds nothing has an
//! [`Absence`] beside it, under the field's own name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The closed list of reasons for a null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// No source states the value.
    NotPublished,
    /// A source counts the thing and gives it no name.
    NotNamed,
    /// The value has no meaning for this row.
    NotApplicable,
}

impl Absence {
    /// Every reason with the word used for it in data, in the order of the documentation.
    pub const ALL: [(Absence, &str); 3] = [
        (Absence::NotPublished, "not_published"),
        (Absence::NotNamed, "not_named"),
        (Absence::NotApplicable, "not_applicable"),
    ];

    /// The word used in data, such as `not_published`.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(absence, _)| *absence == self).map_or("", |(_, word)| word)
    }

    /// The reason in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            Absence::NotPublished => ["non publié", "not published"],
            Absence::NotNamed => ["non nommé", "not named"],
            Absence::NotApplicable => ["sans objet", "not applicable"],
        }
    }
}

/// The reasons of one row, by field name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(transparent)]
pub struct Absences(pub BTreeMap<String, Absence>);

impl Absences {
    /// Records why `field` is null.
    pub fn insert(&mut self, field: &str, absence: Absence) {
        self.0.insert(field.to_owned(), absence);
    }

    /// Gives the reason of a column to the field that an answer makes of it, and drops those of the columns beside it.
    pub fn nest(&mut self, field: &str, reason_of: &str, columns: &[&str]) {
        let reason = self.0.remove(reason_of);
        self.0.retain(|column, _| !columns.contains(&column.as_str()));
        self.0.extend(reason.map(|reason| (field.to_owned(), reason)));
    }

    /// The flat form, `field:reason` joined by commas, as the column `absent` of tables and files holds it.
    pub fn to_flat(&self) -> String {
        let parts: Vec<String> =
            self.0.iter().map(|(field, absence)| format!("{field}:{}", absence.as_str())).collect();
        parts.join(",")
    }

    /// Reads the flat form back; parts that are not of that form are dropped, since only [`Self::to_flat`] writes it.
    pub fn from_flat(flat: &str) -> Self {
        let pair = |part: &str| {
            let (field, word) = part.split_once(':')?;
            let (absence, _) = Absence::ALL.iter().find(|(_, known)| *known == word)?;
            Some((field.to_owned(), *absence))
        };
        Absences(flat.split(',').filter_map(pair).collect())
    }
}
