//! A change in words, in French or in English: what happened, to what, before and after.
//!
//! All comes from the row of the change; words of the record are quoted in their own language, and what a side does not
//! hold is told with its reason.

use crate::{
    domain::{
        absence::{Absence, Absences},
        catalogue,
        change::{ChangeKind, ChangeSubject, Incomparable, MatchedBy, PairRelation},
        dataset::{Dataset, Field},
        progress::Status,
        strategy::StatementKind,
        text::Language,
    },
    formats::feed::Paragraph,
    store::changes::ChangeRow,
};

pub const BEFORE: [&str; 2] = ["Avant", "Before"];
pub const AFTER: [&str; 2] = ["Après", "After"];

/// Longest value in a title, in characters; the whole of it stands in the entry.
const LONGEST_IN_TITLE: usize = 24;

/// Words with the colon that introduces others; in French a space goes before it that does not break.
pub fn introducing(words: &str, language: Language) -> String {
    match language {
        Language::Fr => format!("{words}\u{a0}:"),
        Language::En => format!("{words}:"),
    }
}

/// The change in one line: `Axe 1 · Avancement publié : non publié → 50 %`.
pub fn title(row: &ChangeRow, release: &str, language: Language) -> String {
    let label = subject(row).map_or("", |subject| subject.label()[language as usize]);
    let what = format!("{label} {}", row.code.as_deref().unwrap_or(release));
    let what = match row.field.as_deref() {
        Some(name) => format!("{what} · {}", field_label(row, name, language)),
        None => what,
    };
    let kind = ChangeKind::from_word(&row.kind);
    let happened = match kind {
        Some(ChangeKind::ValueChanged) => {
            let [before, after] = sides(row).map(|side| shortened(&side.value(row, language)));
            format!("{before} → {after}")
        }
        _ => kind.map_or("", |kind| kind.label()[language as usize]).to_owned(),
    };
    format!("{} {happened}", introducing(&what, language))
}

/// The change at length.
pub fn paragraphs(row: &ChangeRow, release: &str, base: &str, language: Language) -> Vec<Paragraph> {
    let kind = ChangeKind::from_word(&row.kind);
    let label = kind.map_or("", |kind| kind.label()[language as usize]);
    let place = match language {
        Language::Fr => format!("Publication {release}, par rapport à {base}"),
        Language::En => format!("Release {release}, since {base}"),
    };
    let mut told = vec![Paragraph::said(format!("{} {label}.", introducing(&place, language)))];
    told.extend(places(row, language));
    told.extend(sides(row).iter().flat_map(|side| side.paragraphs(row, language)));
    told.extend(difference(row, language));
    told.extend(pairing(row, language));
    let reason = row.reason.as_deref().and_then(Incomparable::from_word);
    told.extend(reason.map(|reason| {
        let words = introducing(["Non comparé", "Not compared"][language as usize], language);
        Paragraph::said(format!("{words} {}.", reason.label()[language as usize]))
    }));
    if kind == Some(ChangeKind::Removed) {
        told.push(Paragraph::said(
            [
                "Ce qui n’est plus énoncé n’est dit ni réalisé ni abandonné.",
                "What is no longer stated is said to be neither achieved nor given up.",
            ][language as usize],
        ));
    }
    told.extend(note(row, language));
    told
}

/// Where in the plan it belongs, apart from what it is about itself.
fn places(row: &ChangeRow, language: Language) -> Option<Paragraph> {
    let levels = [
        (ChangeSubject::Axis, &row.axis),
        (ChangeSubject::Action, &row.action),
        (ChangeSubject::Objective, &row.objective),
    ];
    let above = levels.into_iter().filter(|(level, _)| level.as_str() != row.subject);
    let named =
        above.filter_map(|(level, code)| Some(format!("{} {}", level.label()[language as usize], code.as_ref()?)));
    let named: Vec<String> = named.collect();
    (!named.is_empty()).then(|| Paragraph::said(named.join(" · ")))
}

/// One side of a change, by its columns.
struct Side<'a> {
    label: [&'static str; 2],
    code: &'a Option<String>,
    texts: [&'a Option<String>; 2],
    value: &'a Option<String>,
    /// What the names of its columns begin with.
    prefix: &'static str,
}

fn sides(row: &ChangeRow) -> [Side<'_>; 2] {
    [
        Side {
            label: BEFORE,
            code: &row.before_code,
            texts: [&row.before_fr, &row.before_en],
            value: &row.before_value,
            prefix: "before",
        },
        Side {
            label: AFTER,
            code: &row.after_code,
            texts: [&row.after_fr, &row.after_en],
            value: &row.after_value,
            prefix: "after",
        },
    ]
}

impl Side<'_> {
    /// The value, or why there is none.
    fn value(&self, row: &ChangeRow, language: Language) -> String {
        match self.value {
            Some(value) => shown(row, value, language),
            None if !self.is_there(row) => "absent".to_owned(),
            None => self.reason(row, language).to_owned(),
        }
    }

    /// Whether the release has the row. A release itself has no code and is on both sides.
    fn is_there(&self, row: &ChangeRow) -> bool {
        self.code.is_some() || row.code.is_none()
    }

    fn reason(&self, row: &ChangeRow, language: Language) -> &'static str {
        let absent = Absences::from_flat(&row.absent);
        let columns = ["value", "fr", "en"].map(|column| format!("{}_{column}", self.prefix));
        let could_be = columns.iter().any(|column| absent.0.get(column) == Some(&Absence::NotPublished));
        let reason = if could_be { Absence::NotPublished } else { Absence::NotApplicable };
        reason.label()[language as usize]
    }

    fn paragraphs(&self, row: &ChangeRow, language: Language) -> Vec<Paragraph> {
        if !self.is_there(row) {
            return Vec::new();
        }
        let texts: Vec<(Language, &String)> = Language::ALL
            .into_iter()
            .filter_map(|spoken| Some((spoken, self.texts[spoken as usize].as_ref()?)))
            .collect();
        if texts.is_empty() {
            return vec![Paragraph::quoting(self.introduction(row, None, language), self.value(row, language), None)];
        }
        let word = self.value.as_ref().map(|value| shown(row, value, language));
        let said = self.introduction(row, word, language);
        texts.into_iter().map(|(spoken, text)| Paragraph::quoting(said.clone(), text, Some(spoken))).collect()
    }

    /// `Avant (axis-3.next_step.3, prochaine étape) :`, without what the title tells already.
    fn introduction(&self, row: &ChangeRow, word: Option<String>, language: Language) -> String {
        let code = self.code.clone().filter(|_| *self.code != row.code);
        let details: Vec<String> = code.into_iter().chain(word).collect();
        let label = self.label[language as usize];
        match details.is_empty() {
            true => introducing(label, language),
            false => introducing(&format!("{label} ({})", details.join(", ")), language),
        }
    }
}

/// The words that left and came, if the texts are in one language.
fn difference(row: &ChangeRow, language: Language) -> Option<Paragraph> {
    let said = ["Mots retirés [-ainsi-] et ajoutés {+ainsi+}", "Words that left [-so-] and came {+so+}"];
    let has_both = |spoken: &Language| sides(row).iter().all(|side| side.texts[*spoken as usize].is_some());
    let spoken = Language::ALL.into_iter().find(has_both);
    let diff = row.diff.as_ref()?;
    Some(Paragraph::quoting(introducing(said[language as usize], language), diff, spoken))
}

/// What the sides were put together by, unless it is their code, as for most rows.
fn pairing(row: &ChangeRow, language: Language) -> Option<Paragraph> {
    let basis = row.basis.as_deref().and_then(MatchedBy::from_word).filter(|basis| *basis != MatchedBy::Code)?;
    if sides(row).iter().any(|side| !side.is_there(row)) {
        let alone = [
            "Une personne a lu les deux publications et n’a rien trouvé qui y corresponde.",
            "A person read both releases and found no counterpart.",
        ];
        return Some(Paragraph::said(alone[language as usize]));
    }
    let similarity = row.similarity.map(|similarity| percentage(&similarity.to_string(), language));
    let relation = row.relation.as_deref().and_then(PairRelation::from_word);
    let relation = relation.map(|relation| relation.label()[language as usize].to_owned());
    let told: Vec<String> =
        [Some(basis.label()[language as usize].to_owned()), similarity, relation].into_iter().flatten().collect();
    let words = introducing(["Rapprochement", "Put together by"][language as usize], language);
    Some(Paragraph::said(format!("{words} {}.", told.join(", "))))
}

/// What a person says of it, in the language of the feed or else in the other.
fn note(row: &ChangeRow, language: Language) -> Option<Paragraph> {
    let notes = [(Language::Fr, &row.note_fr), (Language::En, &row.note_en)];
    let own = notes.iter().find(|(spoken, note)| *spoken == language && note.is_some());
    let (spoken, note) = own.or_else(|| notes.iter().find(|(_, note)| note.is_some()))?;
    Some(Paragraph::quoting(introducing("Note", language), note.as_ref()?, Some(*spoken)))
}

fn subject(row: &ChangeRow) -> Option<ChangeSubject> {
    ChangeSubject::from_word(&row.subject)
}

/// The dataset whose rows are of the subject.
fn dataset(subject: ChangeSubject) -> &'static Dataset {
    match subject {
        ChangeSubject::Release => &catalogue::VERSIONS,
        ChangeSubject::Source => &catalogue::SOURCES,
        ChangeSubject::Axis => &catalogue::AXES,
        ChangeSubject::Action => &catalogue::ACTIONS,
        ChangeSubject::Objective => &catalogue::OBJECTIVES,
        ChangeSubject::Statement => &catalogue::STATEMENTS,
    }
}

fn field(row: &ChangeRow, name: &str) -> Option<&'static Field> {
    dataset(subject(row)?).fields.iter().find(|field| field.name == name)
}

/// The label of a field; that of a text as a whole is that of its columns without the language.
fn field_label(row: &ChangeRow, name: &str, language: Language) -> String {
    let label = |name: &str| field(row, name).map(|field| field.label[language as usize]);
    let whole = || label(&format!("{name}_fr")).and_then(|label| label.split(" (").next());
    label(name).or_else(whole).unwrap_or(name).to_owned()
}

/// A value as readers see it: words of closed lists by their labels, figures with their unit.
fn shown(row: &ChangeRow, value: &str, language: Language) -> String {
    let kinds = StatementKind::ALL.into_iter().map(|(kind, word)| (word, kind.label()));
    let statuses = Status::ALL.into_iter().map(|(_, word, printed)| (word, printed));
    let truths = [("true", ["oui", "yes"]), ("false", ["non", "no"])];
    if let Some((_, label)) = kinds.chain(statuses).chain(truths).find(|(word, _)| *word == value) {
        return label[language as usize].to_owned();
    }
    let unit = row.field.as_deref().and_then(|name| field(row, name)).and_then(|field| field.unit);
    if unit == Some("%") { percentage(value, language) } else { value.to_owned() }
}

fn percentage(number: &str, language: Language) -> String {
    match language {
        Language::Fr => format!("{number}\u{a0}%"),
        Language::En => format!("{number}%"),
    }
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(LONGEST_IN_TITLE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
