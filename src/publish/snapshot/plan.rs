//! The rows of axes, actions and objectives, with their titles.

use super::{Builder, Computation, Subject, count, folded, missing_languages};
use crate::{
    domain::{
        absence::{Absence, Absences},
        progress::Computed,
        strategy::{Level, ObjectiveCode, PublicationState},
        text::Language,
    },
    publish::format::{ObjectiveEntry, TextEntry, UnpublishedObjectives},
    store::{actions::ActionRow, axes::AxisRow, objectives::ObjectiveRow, snapshot::Snapshot},
};

/// A title as a row holds it: text and stating release for each language.
#[derive(Default)]
struct StatedTitle {
    fr: Option<(String, String)>,
    en: Option<(String, String)>,
}

impl Builder<'_> {
    pub fn axes(&mut self, computation: &Computation) {
        for axis in &self.entry.axes {
            let code = axis.number.to_string();
            let subject = Subject { level: Level::Axis, code: code.clone(), axis: Some(code.clone()), action: None };
            let mut absent = Absences(axis.absent.clone());
            let title = self.title("axis", &code, &axis.title, &mut absent);
            let computed = computation.axes.get(&axis.number);
            let cells = self.cells(&subject, &axis.achievements, &axis.next_steps, &mut absent);
            if computed.is_none() {
                absent.insert("computed", Absence::NotPublished);
            }
            self.figures(&subject, axis.progress.as_ref(), computed);
            self.snapshot.axes.push(AxisRow {
                release_seq: 0,
                position: count(self.snapshot.axes.len() + 1),
                folded: folded(&[text(&title.fr), text(&title.en)]),
                number: axis.number,
                title_fr: text(&title.fr),
                title_fr_release: stated_in(&title.fr),
                title_en: text(&title.en),
                title_en_release: stated_in(&title.en),
                progress: axis.progress.as_ref().map(|figure| figure.value),
                computed_value: computed.map(Computed::whole),
                computed_fraction: computed.map(Computed::fraction),
                computed_method: computed.map(|mean| mean.rule.as_str().to_owned()),
                achievements_fr: cells.achievements[0].clone(),
                achievements_en: cells.achievements[1].clone(),
                next_steps_fr: cells.next_steps[0].clone(),
                next_steps_en: cells.next_steps[1].clone(),
                absent: absent.to_flat(),
                code,
            });
        }
    }

    pub fn actions(&mut self, computation: &Computation) {
        for action in &self.entry.actions {
            let code = action.number.to_string();
            let axis = action.axis.map(|axis| axis.to_string());
            let mut absent = Absences(action.absent.clone());
            let title = self.title("action", &code, &action.title, &mut absent);
            let computed = computation.actions.get(&action.number);
            if computed.is_none() {
                absent.insert("computed", Absence::NotPublished);
            }
            let subject =
                Subject { level: Level::Action, code: code.clone(), axis: axis.clone(), action: Some(code.clone()) };
            self.figures(&subject, action.progress.as_ref(), computed);
            self.snapshot.actions.push(ActionRow {
                release_seq: 0,
                position: count(self.snapshot.actions.len() + 1),
                folded: folded(&[text(&title.fr), text(&title.en)]),
                number: action.number,
                axis,
                title_fr: text(&title.fr),
                title_fr_release: stated_in(&title.fr),
                title_en: text(&title.en),
                title_en_release: stated_in(&title.en),
                progress: action.progress.as_ref().map(|figure| figure.value),
                computed_value: computed.map(Computed::whole),
                computed_fraction: computed.map(Computed::fraction),
                computed_method: computed.map(|mean| mean.rule.as_str().to_owned()),
                absent: absent.to_flat(),
                code,
            });
        }
    }

    pub fn objectives(&mut self) {
        let unpublished = self.entry.unpublished_objectives.iter();
        let mut rows: Vec<(ObjectiveCode, Option<&ObjectiveEntry>, Option<&UnpublishedObjectives>)> = unpublished
            .flat_map(|range| (range.first..=range.last).map(move |n| (ObjectiveCode::Number(n), None, Some(range))))
            .collect();
        rows.extend(self.entry.objectives.iter().map(|objective| (objective.code(), Some(objective), None)));
        // Numbered objectives in the order of their numbers; the others already are in the order of their actions.
        rows.sort_by_key(|(code, ..)| match code {
            ObjectiveCode::Number(number) => (*number, 0),
            ObjectiveCode::Part(number, part) => (*number, *part),
            ObjectiveCode::InAction(action, ordinal) => (*action, *ordinal),
        });
        for (code, published, range) in rows {
            match (published, range) {
                (Some(objective), _) => self.objective(code, objective),
                (None, Some(range)) => self.unpublished(code, range),
                (None, None) => {}
            }
        }
    }

    fn objective(&mut self, code: ObjectiveCode, objective: &ObjectiveEntry) {
        let name = code.to_string();
        let action = objective.action.to_string();
        let axis = self.snapshot.actions.iter().find(|row| row.code == action).and_then(|row| row.axis.clone());
        let subject =
            Subject { level: Level::Objective, code: name.clone(), axis: axis.clone(), action: Some(action.clone()) };
        let mut absent = Absences(objective.absent.clone());
        let title = self.title("objective", &name, &Some(objective.title.clone()), &mut absent);
        let cells = self.cells(&subject, &objective.achievements, &objective.next_steps, &mut absent);
        for (field, present) in [
            ("part", objective.part.is_some()),
            ("ordinal", objective.ordinal.is_some()),
            ("note", objective.ambiguous.is_some()),
        ] {
            if !present {
                absent.insert(field, Absence::NotApplicable);
            }
        }
        if let Some(status) = &objective.status {
            self.cite("objective", &name, "status", &status.at.0);
        }
        self.figures(&subject, objective.progress.as_ref(), None);
        let note = |language| objective.ambiguous.as_ref().and_then(|note| note.get(language)).map(str::to_owned);
        self.snapshot.objectives.push(ObjectiveRow {
            release_seq: 0,
            position: count(self.snapshot.objectives.len() + 1),
            folded: folded(&[text(&title.fr), text(&title.en)]),
            code: name,
            number: objective.number,
            part: objective.part,
            ordinal: objective.ordinal,
            axis,
            action: Some(action),
            title_fr: text(&title.fr),
            title_fr_release: stated_in(&title.fr),
            title_en: text(&title.en),
            title_en_release: stated_in(&title.en),
            publication_state: PublicationState::Published.as_str().to_owned(),
            status: objective.status.as_ref().map(|status| status.value.as_str().to_owned()),
            progress: objective.progress.as_ref().map(|figure| figure.value),
            achievements_fr: cells.achievements[0].clone(),
            achievements_en: cells.achievements[1].clone(),
            next_steps_fr: cells.next_steps[0].clone(),
            next_steps_en: cells.next_steps[1].clone(),
            ambiguous: objective.ambiguous.is_some(),
            note_fr: note(Language::Fr),
            note_en: note(Language::En),
            absent: absent.to_flat(),
        });
    }

    fn unpublished(&mut self, code: ObjectiveCode, range: &UnpublishedObjectives) {
        let mut absent = Absences(range.absent.clone());
        for field in ["part", "ordinal", "note"] {
            absent.insert(field, Absence::NotApplicable);
        }
        let number = match code {
            ObjectiveCode::Number(number) | ObjectiveCode::Part(number, _) => Some(number),
            ObjectiveCode::InAction(..) => None,
        };
        self.snapshot.objectives.push(ObjectiveRow {
            release_seq: 0,
            position: count(self.snapshot.objectives.len() + 1),
            code: code.to_string(),
            number,
            part: None,
            ordinal: None,
            axis: None,
            action: None,
            title_fr: None,
            title_fr_release: None,
            title_en: None,
            title_en_release: None,
            publication_state: PublicationState::NotPublished.as_str().to_owned(),
            status: None,
            progress: None,
            achievements_fr: None,
            achievements_en: None,
            next_steps_fr: None,
            next_steps_en: None,
            ambiguous: false,
            note_fr: None,
            note_en: None,
            absent: absent.to_flat(),
            folded: String::new(),
        });
    }

    /// The newest statement of a title in each language: this file's, or the one that an earlier release made.
    fn title(&mut self, level: &str, code: &str, entry: &Option<TextEntry>, absent: &mut Absences) -> StatedTitle {
        let own = |language| entry.as_ref().and_then(|title| title.get(language));
        let mut stated = StatedTitle::default();
        for language in Language::ALL {
            let slot = match language {
                Language::Fr => &mut stated.fr,
                Language::En => &mut stated.en,
            };
            let field = format!("title_{}", language.as_str());
            if let Some(title) = own(language) {
                *slot = Some((title.to_owned(), self.entry.release.id.clone()));
            } else if let Some(earlier) = self.earlier {
                *slot = earlier_title(earlier, level, code, language);
                let cited =
                    earlier.citations.iter().filter(|c| c.subject == level && c.code == code && c.field == field);
                self.snapshot.citations.extend(cited.cloned());
            }
        }
        self.cite_text(level, code, "title", entry);
        if stated.fr.is_some() || stated.en.is_some() {
            absent.0.remove("title");
            missing_languages(absent, "title", |language| match language {
                Language::Fr => stated.fr.is_some(),
                Language::En => stated.en.is_some(),
            });
        }
        stated
    }
}

fn earlier_title(earlier: &Snapshot, level: &str, code: &str, language: Language) -> Option<(String, String)> {
    let of_axis = earlier.axes.iter().filter(|row| level == "axis" && row.code == code);
    let of_action = earlier.actions.iter().filter(|row| level == "action" && row.code == code);
    let of_objective = earlier.objectives.iter().filter(|row| level == "objective" && row.code == code);
    let titles = (of_axis.map(|r| [(&r.title_fr, &r.title_fr_release), (&r.title_en, &r.title_en_release)]))
        .chain(of_action.map(|r| [(&r.title_fr, &r.title_fr_release), (&r.title_en, &r.title_en_release)]))
        .chain(of_objective.map(|r| [(&r.title_fr, &r.title_fr_release), (&r.title_en, &r.title_en_release)]));
    let (title, release) = titles.map(|both| both[language as usize]).next()?;
    Some((title.clone()?, release.clone()?))
}

fn text(stated: &Option<(String, String)>) -> Option<String> {
    stated.as_ref().map(|(text, _)| text.clone())
}

fn stated_in(stated: &Option<(String, String)>) -> Option<String> {
    stated.as_ref().map(|(_, release)| release.clone())
}
