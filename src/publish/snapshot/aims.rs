//! The rows of targets, indicators and observed figures.

use super::{
    Builder,
    annexes::{lines, several},
    count, folded,
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        aim::Operator,
        strategy::{Level, ObjectiveCode},
        text::Language,
        worded_date::{WordedDate, understand},
    },
    publish::format::annexes::{BaselineEntry, IndicatorEntry, ObservationEntry, TargetEntry, Within},
    store::{indicators::IndicatorRow, targets::TargetRow},
};

/// Codes of the axis, action and objective that an entry belongs to.
type Place = [Option<String>; 3];

impl Builder<'_> {
    pub fn target(&mut self, entry: &TargetEntry) {
        self.cite_entry("target", &entry.id, entry);
        let mut absent = Absences::default();
        let [text_fr, text_en] = self.in_language("text", &entry.words, &entry.at.0, &mut absent);
        let known = self.before.and_then(|before| before.targets.iter().find(|row| row.code == entry.id));
        let known = known.map(|row| [row.axis.clone(), row.action.clone(), row.objective.clone()]);
        let [axis, action, objective] = self.place(&entry.edition, entry.level, &entry.code, known, &mut absent);
        let deadline = date(&entry.deadline, ["deadline_words", "deadline"], &mut absent);
        if entry.deadline.is_none() {
            absent.insert("deadline_sense", Absence::NotApplicable);
        }
        numbers(entry.operator, [entry.value, entry.value_max], &entry.unit, &mut absent);
        missing(&mut absent, &[("population", entry.population.is_none())], Absence::NotPublished);
        let baseline = |of: fn(&BaselineEntry) -> Option<String>| {
            let values: Vec<String> = entry.baselines.iter().map(|baseline| of(baseline).unwrap_or_default()).collect();
            values.iter().any(|value| !value.is_empty()).then(|| several(values.iter().map(String::as_str)))
        };
        let words_of = entry.baselines.iter().map(|baseline| baseline.words.as_str());
        let baseline_words = (!entry.baselines.is_empty()).then(|| lines(words_of));
        let [baseline_values, baseline_units, baseline_dates] = [
            baseline(|baseline| baseline.value.map(|value| value.to_string())),
            baseline(|baseline| baseline.unit.clone()),
            baseline(|baseline| baseline.date.clone()),
        ];
        let baselines = [
            ("baseline_words", baseline_words.is_none()),
            ("baseline_values", baseline_values.is_none()),
            ("baseline_units", baseline_units.is_none()),
            ("baseline_dates", baseline_dates.is_none()),
        ];
        missing(&mut absent, &baselines, Absence::NotPublished);
        let note = |language| entry.note.as_ref().and_then(|note| note.get(language)).map(str::to_owned);
        let [note_fr, note_en] = Language::ALL.map(note);
        missing(&mut absent, &[("note", entry.note.is_none())], Absence::NotApplicable);
        self.snapshot.targets.push(TargetRow {
            release_seq: 0,
            position: count(self.snapshot.targets.len() + 1),
            code: entry.id.clone(),
            edition: entry.edition.clone(),
            level: entry.level.as_str().to_owned(),
            axis,
            action,
            objective,
            nature: entry.nature.as_str().to_owned(),
            source: entry.at.0[0].source.clone(),
            folded: folded(&[text_fr.clone(), text_en.clone()]),
            text_fr,
            text_en,
            operator: entry.operator.as_str().to_owned(),
            value: entry.value,
            value_max: entry.value_max,
            unit: entry.unit.clone(),
            population: words(&entry.population),
            deadline_words: words(&entry.deadline),
            deadline_kind: deadline.map(|date| date.kind.as_str().to_owned()),
            deadline_sense: deadline.map(|date| date.sense.as_str().to_owned()),
            deadline: deadline.and_then(|date| date.day),
            deadline_convention: deadline.and_then(|date| date.kind.convention()).map(|[_, en]| en.to_owned()),
            baseline_words,
            baseline_values,
            baseline_units,
            baseline_dates,
            note_fr,
            note_en,
            absent: absent.to_flat(),
        });
    }

    pub fn indicator(&mut self, entry: &IndicatorEntry) {
        self.cite_entry("indicator", &entry.id, entry);
        let mut absent = Absences::default();
        let [text_fr, text_en] = self.in_language("text", &entry.words, &entry.at.0, &mut absent);
        let known = self.placed_before(&entry.id);
        let [axis, action, objective] = self.place(&entry.edition, entry.level, &entry.code, known, &mut absent);
        for field in [
            "indicator",
            "operator",
            "value",
            "value_max",
            "total",
            "unit",
            "population",
            "survey",
            "date_words",
            "date_kind",
            "date",
            "date_convention",
        ] {
            absent.insert(field, Absence::NotApplicable);
        }
        self.snapshot.indicators.push(IndicatorRow {
            release_seq: 0,
            position: count(self.snapshot.indicators.len() + 1),
            code: entry.id.clone(),
            kind: "announced".to_owned(),
            indicator: None,
            dimension: entry.dimension.as_str().to_owned(),
            edition: entry.edition.clone(),
            level: entry.level.as_str().to_owned(),
            axis,
            action,
            objective,
            source: entry.at.0[0].source.clone(),
            folded: folded(&[text_fr.clone(), text_en.clone()]),
            text_fr,
            text_en,
            operator: None,
            value: None,
            value_max: None,
            total: None,
            unit: None,
            population: None,
            survey: None,
            date_words: None,
            date_kind: None,
            date: None,
            date_convention: None,
            absent: absent.to_flat(),
        });
    }

    pub fn observation(&mut self, entry: &ObservationEntry) {
        self.cite_entry("indicator", &entry.id, entry);
        let mut absent = Absences::default();
        let [text_fr, text_en] = self.in_language("text", &entry.words, &entry.at.0, &mut absent);
        let known = self.placed_before(&entry.id);
        let [axis, action, objective] = self.place(&entry.edition, entry.level, &entry.code, known, &mut absent);
        let observed = date(&entry.date, ["date_words", "date"], &mut absent);
        numbers(entry.operator, [entry.value, entry.value_max], &entry.unit, &mut absent);
        let unstated = [("population", entry.population.is_none()), ("survey", entry.survey.is_none())];
        missing(&mut absent, &unstated, Absence::NotPublished);
        let meaningless = [("indicator", entry.indicator.is_none()), ("total", entry.total.is_none())];
        missing(&mut absent, &meaningless, Absence::NotApplicable);
        self.snapshot.indicators.push(IndicatorRow {
            release_seq: 0,
            position: count(self.snapshot.indicators.len() + 1),
            code: entry.id.clone(),
            kind: "observed".to_owned(),
            indicator: entry.indicator.clone(),
            dimension: entry.dimension.as_str().to_owned(),
            edition: entry.edition.clone(),
            level: entry.level.as_str().to_owned(),
            axis,
            action,
            objective,
            source: entry.at.0[0].source.clone(),
            folded: folded(&[text_fr.clone(), text_en.clone(), words(&entry.population), words(&entry.survey)]),
            text_fr,
            text_en,
            operator: Some(entry.operator.as_str().to_owned()),
            value: entry.value,
            value_max: entry.value_max,
            total: entry.total,
            unit: entry.unit.clone(),
            population: words(&entry.population),
            survey: words(&entry.survey),
            date_words: words(&entry.date),
            date_kind: observed.map(|date| date.kind.as_str().to_owned()),
            date: observed.and_then(|date| date.day),
            date_convention: observed.and_then(|date| date.kind.convention()).map(|[_, en]| en.to_owned()),
            absent: absent.to_flat(),
        });
    }

    fn placed_before(&self, code: &str) -> Option<Place> {
        let row = self.before.and_then(|before| before.indicators.iter().find(|row| row.code == code));
        row.map(|row| [row.axis.clone(), row.action.clone(), row.objective.clone()])
    }

    /// The axis, action and objective of an entry. Codes of another edition are looked up where a release of it placed
    /// them, since this release does not list its plan.
    fn place(
        &self,
        edition: &str,
        level: Level,
        code: &Option<String>,
        known: Option<Place>,
        absent: &mut Absences,
    ) -> Place {
        let code = code.clone();
        let own = edition == self.entry.release.edition;
        let axis_of = |action: &Option<String>| {
            let row = self.snapshot.actions.iter().find(|row| Some(&row.code) == action.as_ref());
            row.and_then(|row| row.axis.clone())
        };
        let place = match level {
            Level::Strategy => [None, None, None],
            Level::Axis => [code, None, None],
            _ if !own => known.unwrap_or_default(),
            Level::Action => [axis_of(&code), code, None],
            Level::Objective => {
                let row = self.snapshot.objectives.iter().find(|row| Some(&row.code) == code.as_ref());
                let action = row.and_then(|row| row.action.clone()).or_else(|| action_of(&code));
                [axis_of(&action), action, code]
            }
        };
        let depth = [Level::Axis, Level::Action, Level::Objective].iter().filter(|known| **known <= level).count();
        for (index, field) in ["axis", "action", "objective"].into_iter().enumerate() {
            if place[index].is_none() {
                let reason = if index < depth { Absence::NotPublished } else { Absence::NotApplicable };
                absent.insert(field, reason);
            }
        }
        place
    }
}

/// The action that a code such as `4.2` names.
fn action_of(code: &Option<String>) -> Option<String> {
    match ObjectiveCode::parse(code.as_deref()?)? {
        ObjectiveCode::InAction(action, _) => Some(action.to_string()),
        _ => None,
    }
}

fn words(within: &Option<Within>) -> Option<String> {
    within.as_ref().map(|within| within.words().to_owned())
}

/// A date as its words say it; what is missing of it is typed under the names of its words and of its day.
fn date(within: &Option<Within>, [words, day]: [&str; 2], absent: &mut Absences) -> Option<WordedDate> {
    let date = within.as_ref().map(|within| understand(within.words()));
    let named = |suffix: &str| format!("{day}_{suffix}");
    match date {
        None => {
            absent.insert(words, Absence::NotPublished);
            absent.insert(day, Absence::NotPublished);
            [named("kind"), named("convention")].iter().for_each(|f| absent.insert(f, Absence::NotApplicable));
        }
        Some(WordedDate { day: None, .. }) => {
            absent.insert(day, Absence::NotPublished);
            absent.insert(&named("convention"), Absence::NotApplicable);
        }
        Some(_) => {}
    }
    date
}

/// Why a number is missing: the words state none, or there is nothing to count.
fn numbers(operator: Operator, [value, greater]: [Option<f64>; 2], unit: &Option<String>, absent: &mut Absences) {
    let reason = match operator {
        Operator::InWords => Absence::NotPublished,
        _ => Absence::NotApplicable,
    };
    missing(absent, &[("value", value.is_none()), ("unit", unit.is_none())], reason);
    missing(absent, &[("value_max", greater.is_none())], Absence::NotApplicable);
}

fn missing(absent: &mut Absences, fields: &[(&str, bool)], reason: Absence) {
    fields.iter().filter(|(_, missing)| *missing).for_each(|(field, _)| absent.insert(field, reason));
}
