//! The columns of a filing, from which templates, readers, checks and documentation follow.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest name of a sheet or column that is looked at, in bytes.
const LONGEST_NAME: usize = 200;

/// A sheet: one level of the plan, or the release itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Release,
    Axes,
    Actions,
    Objectives,
}

impl Sheet {
    /// Every sheet, in the order of a file.
    pub const ALL: [Sheet; 4] = [Sheet::Release, Sheet::Axes, Sheet::Actions, Sheet::Objectives];

    /// The names of a sheet: in data, in French, in English. Each is understood.
    pub fn names(self) -> [&'static str; 3] {
        match self {
            Sheet::Release => ["release", "Publication", "Release"],
            Sheet::Axes => ["axes", "Axes", "Axes"],
            Sheet::Actions => ["actions", "Actions", "Actions"],
            Sheet::Objectives => ["objectives", "Objectifs", "Objectives"],
        }
    }

    /// The name in data.
    pub fn as_str(self) -> &'static str {
        self.names()[0]
    }

    /// What a row of the sheet is, in French and in English.
    pub fn row_names(self) -> [&'static str; 2] {
        match self {
            Sheet::Release => ["publication", "release"],
            Sheet::Axes => ["axe", "axis"],
            Sheet::Actions => ["action", "action"],
            Sheet::Objectives => ["objectif", "objective"],
        }
    }

    /// The sheet of a name, or of what a row of it is called.
    pub fn named(name: &str) -> Option<Self> {
        if name.len() > LONGEST_NAME {
            return None;
        }
        let name = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|sheet| {
            let names = sheet.names().into_iter().chain(sheet.row_names());
            names.map(str::to_lowercase).any(|known| known == name)
        })
    }

    /// The columns of the sheet, in the order of a file.
    pub fn columns(self) -> impl Iterator<Item = &'static Column> {
        COLUMNS.iter().filter(move |column| column.sheets.contains(&self))
    }

    /// A column of the sheet by its name in data.
    pub fn column(self, name: &str) -> Option<&'static Column> {
        self.columns().find(|column| column.name == name)
    }
}

/// What a column takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// The code of the row, which is given.
    Code,
    /// The code of the row's parent, which is given once it is known.
    Parent,
    /// One text.
    Text,
    /// Statements, one a line, nested ones behind a bullet.
    Statements,
    /// A whole percentage.
    Percentage,
    /// A word of the closed list of statuses.
    Status,
    /// A whole number from 1.
    Count,
    /// A day.
    Date,
    /// Languages of the texts.
    Languages,
    /// Why: words that may be needed, and are not asked for otherwise.
    Reason,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// The name in data, the same as in the lists of the API.
    pub name: &'static str,
    /// Labels in French and in English.
    pub labels: [&'static str; 2],
    pub takes: Takes,
    pub sheets: &'static [Sheet],
    /// What a cell takes, in French and in English.
    pub notes: [&'static str; 2],
}

impl Column {
    /// The field that the column is of: its name without the language.
    pub fn field(&self) -> &'static str {
        self.name.strip_suffix("_fr").or(self.name.strip_suffix("_en")).unwrap_or(self.name)
    }

    /// Whether a cell without a value gives a reason for that.
    pub fn needs_reason(&self) -> bool {
        !matches!(self.takes, Takes::Code | Takes::Reason | Takes::Languages)
    }

    /// Whether a name or label is that of the column, case aside.
    pub fn is_named(&self, text: &str) -> bool {
        if text.len() > LONGEST_NAME {
            return false;
        }
        let text = text.trim().to_lowercase();
        text == self.name || self.labels.iter().any(|label| label.to_lowercase() == text)
    }
}

use Sheet::{Actions, Axes, Objectives, Release};

const PLAN: &[Sheet] = &[Axes, Actions, Objectives];
const ALL: &[Sheet] = &[Release, Axes, Actions, Objectives];
const WITH_STATEMENTS: &[Sheet] = &[Axes, Objectives];

const ABSENT_FR: &str = "S’il n’y a rien : « non publié ».";
const ABSENT_EN: &str = "If there is none: \"not published\".";

macro_rules! columns {
    ($($name:literal $takes:ident $sheets:ident, $fr:literal, $en:literal, $note_fr:literal, $note_en:literal;)+) => {
        /// Every column, in the order of a file.
        pub const COLUMNS: &[Column] = &[$(Column {
            name: $name,
            labels: [$fr, $en],
            takes: Takes::$takes,
            sheets: columns!(@ $sheets),
            notes: [$note_fr, $note_en],
        }),+];
    };
    (@ Release) => { &[Release] };
    (@ Actions) => { &[Actions] };
    (@ Objectives) => { &[Objectives] };
    (@ $list:ident) => { $list };
}

columns! {
    "code" Code ALL, "Code", "Code",
        "Le code de la ligne. Il ne change pas.", "The code of the row. It does not change.";
    "languages" Languages Release, "Langues des textes", "Languages of the texts",
        "« fr », « en » ou « fr, en » : les langues dans lesquelles les textes sont écrits.",
        "\"fr\", \"en\" or \"fr, en\": the languages in which the texts are written.";
    "date" Date Release, "Date de publication", "Publication date",
        "Le jour de la publication, tel que 15/12/2026 ou 2026-12-15.",
        "The day of publication, such as 2026-12-15 or 15/12/2026.";
    "axis" Parent Actions, "Axe", "Axis",
        "Le code de l’axe de l’action. Il ne change pas une fois publié.",
        "The code of the action's axis. It does not change once published.";
    "action" Parent Objectives, "Action", "Action",
        "Le code de l’action de l’objectif. Il ne change pas une fois publié.",
        "The code of the objective's action. It does not change once published.";
    "title_fr" Text ALL, "Titre (français)", "Title (French)",
        "Le titre en français. S’il n’y en a pas : « non publié », ou « sans nom » pour ce qui est compté et non nommé.",
        "The title in French. If there is none: \"not published\", or \"not named\" for what is counted and not named.";
    "title_en" Text ALL, "Titre (anglais)", "Title (English)",
        "Le titre en anglais, de la même façon.", "The title in English, in the same way.";
    "announced_axes" Count Release, "Axes annoncés", "Axes announced",
        "Le nombre d’axes que la stratégie annonce.", "How many axes the strategy announces.";
    "announced_actions" Count Release, "Actions annoncées", "Actions announced",
        "Le nombre d’actions que la stratégie annonce.", "How many actions the strategy announces.";
    "announced_objectives" Count Release, "Objectifs annoncés", "Objectives announced",
        "Le nombre d’objectifs que la stratégie annonce.", "How many objectives the strategy announces.";
    "promise_fr" Text Release, "Engagement de mise à jour (français)", "Promise of updates (French)",
        "La phrase qui dit quand les données sont mises à jour, s’il y en a une.",
        "The sentence that says when the data is updated, if there is one.";
    "promise_en" Text Release, "Engagement de mise à jour (anglais)", "Promise of updates (English)",
        "La même en anglais.", "The same in English.";
    "status" Status Objectives, "Statut", "Status",
        "« en cours » ou « terminé ».", "\"in progress\" or \"completed\".";
    "progress" Percentage PLAN, "Avancement (%)", "Progress (%)",
        "Un nombre entier de 0 à 100 : 65, et non 0,65.", "A whole number from 0 to 100: 65, not 0.65.";
    "achievements_fr" Statements WITH_STATEMENTS, "Réalisations (français)", "Achievements (French)",
        "Une réalisation par ligne ; ce qu’une ligne introduit vient dessous, derrière « • ».",
        "One achievement a line; what a line introduces comes below it, behind \"•\".";
    "achievements_en" Statements WITH_STATEMENTS, "Réalisations (anglais)", "Achievements (English)",
        "De la même façon, en anglais.", "In the same way, in English.";
    "next_steps_fr" Statements WITH_STATEMENTS, "Prochaines étapes (français)", "Next steps (French)",
        "Une étape par ligne, de la même façon.", "One step a line, in the same way.";
    "next_steps_en" Statements WITH_STATEMENTS, "Prochaines étapes (anglais)", "Next steps (English)",
        "De la même façon, en anglais.", "In the same way, in English.";
    "reason" Reason ALL, "Motif", "Reason",
        "Pourquoi un avancement recule ou disparaît ; d’une publication, pourquoi elle saute un trimestre ou est corrigée. Sinon vide.",
        "Why progress falls back or is withdrawn; of a release, why it skips a quarter or is corrected. Else empty.";
}

/// What every note ends with where a cell may have no value.
pub const ABSENT: [&str; 2] = [ABSENT_FR, ABSENT_EN];
