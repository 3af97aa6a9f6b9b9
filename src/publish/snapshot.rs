//! Third stage: a release file as the complete set of rows that is stored and served.
//!
//! What a file does not state and an earlier release of the same edition does (a title in the other language) is taken
//! over with the release that stated it and its passages. What can be computed is computed here, once.

use std::collections::BTreeMap;

use super::{
    format::{
        ActionEntry, AxisEntry, BoundEntry, ObjectiveEntry, ReleaseFile, StatementEntry, TextEntry,
        UnpublishedObjectives,
    },
    read::LoadedRelease,
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        progress::{Computed, Fraction, Rule},
        source::Citation,
        strategy::{Level, ObjectiveCode, PublicationState, StatementKind},
        text::{Language, fold},
    },
    store::{
        actions::ActionRow, axes::AxisRow, citations::CitationRow, objectives::ObjectiveRow, progress::ProgressRow,
        releases::ReleaseRow, snapshot::Snapshot, sources::SourceRow, statements::StatementRow,
    },
};

/// What the rule computes from a release file, by number.
pub struct Computation {
    pub axes: BTreeMap<i32, Computed>,
    pub actions: BTreeMap<i32, Computed>,
}

/// Applies the rule of [`crate::domain::progress`] to a release file.
pub fn compute(entry: &ReleaseFile) -> Computation {
    let figure =
        |objective: &ObjectiveEntry| objective.progress.as_ref().map(|figure| Fraction::from(i64::from(figure.value)));
    let mean_of = |action: &ActionEntry| {
        let own = entry.objectives.iter().filter(|objective| objective.action == action.number);
        let mean = Computed::mean(&own.map(figure).collect::<Vec<_>>(), Rule::MeanOfObjectives);
        mean.map(|mean| (action.number, mean))
    };
    let actions: BTreeMap<i32, Computed> = entry.actions.iter().filter_map(mean_of).collect();
    let mean_of = |axis: &AxisEntry| {
        let own = entry.actions.iter().filter(|action| action.axis == Some(axis.number));
        let means: Vec<_> = own.map(|action| actions.get(&action.number).map(|mean| mean.exact)).collect();
        Computed::mean(&means, Rule::MeanOfActions).map(|mean| (axis.number, mean))
    };
    Computation { axes: entry.axes.iter().filter_map(mean_of).collect(), actions }
}

/// The snapshots of releases that follow each other, each built on the one before it.
pub fn chain(releases: &[LoadedRelease]) -> Vec<Snapshot> {
    let mut chain: Vec<Snapshot> = Vec::new();
    for release in releases {
        let snapshot = build(release, chain.last());
        chain.push(snapshot);
    }
    chain
}

/// The rows of a release, on top of the release before it. The sequence is 0 until the snapshot is stored.
pub fn build(release: &LoadedRelease, before: Option<&Snapshot>) -> Snapshot {
    let edition = &release.entry.release.edition;
    let earlier = before.filter(|before| &before.release.edition == edition);
    let mut builder =
        Builder { release, entry: &release.entry, before, earlier, snapshot: empty(&release.entry, release) };
    builder.release_row();
    builder.sources();
    let computation = compute(&release.entry);
    builder.axes(&computation);
    builder.actions(&computation);
    builder.objectives();
    for (index, statement) in release.entry.new_objectives.iter().enumerate() {
        builder.statement(&Subject::strategy(), StatementKind::NewObjective, None, index, statement);
    }
    builder.number_passages();
    builder.snapshot
}

struct Builder<'a> {
    release: &'a LoadedRelease,
    entry: &'a ReleaseFile,
    /// The release before this one, whatever its edition: sources accumulate.
    before: Option<&'a Snapshot>,
    /// The release before this one in the same edition: titles are taken over.
    earlier: Option<&'a Snapshot>,
    snapshot: Snapshot,
}

/// What a statement or figure is about.
struct Subject {
    level: Level,
    code: String,
    axis: Option<String>,
    action: Option<String>,
}

impl Subject {
    fn strategy() -> Self {
        Subject { level: Level::Strategy, code: String::new(), axis: None, action: None }
    }

    fn objective(&self) -> Option<String> {
        (self.level == Level::Objective).then(|| self.code.clone())
    }
}

/// A title as a row holds it: text and stating release for each language.
#[derive(Default)]
struct StatedTitle {
    fr: Option<(String, String)>,
    en: Option<(String, String)>,
}

fn empty(entry: &ReleaseFile, release: &LoadedRelease) -> Snapshot {
    let head = &entry.release;
    let count = |count: &Option<super::format::CountEntry>| count.as_ref().map(|count| count.count);
    let title = |language| head.title.as_ref().and_then(|title| title.get(language)).map(str::to_owned);
    let (earliest, latest) = (bound(&head.earliest), bound(&head.latest));
    Snapshot {
        release: ReleaseRow {
            seq: 0,
            id: head.id.clone(),
            revision: head.revision,
            edition: head.edition.clone(),
            title_fr: title(Language::Fr),
            title_en: title(Language::En),
            recorded_at: head.recorded_at.0,
            earliest: earliest.date,
            earliest_basis_fr: earliest.basis_fr,
            earliest_basis_en: earliest.basis_en,
            latest: latest.date,
            latest_basis_fr: latest.basis_fr,
            latest_basis_en: latest.basis_en,
            reason: head.reason.clone(),
            content_sha256: release.content_sha256.clone(),
            announced_axes: count(&head.announced.axes),
            announced_actions: count(&head.announced.actions),
            announced_objectives: count(&head.announced.objectives),
            promise_fr: head.promise.as_ref().and_then(|promise| promise.fr.clone()),
            promise_en: head.promise.as_ref().and_then(|promise| promise.en.clone()),
            absent: String::new(),
        },
        axes: Vec::new(),
        actions: Vec::new(),
        objectives: Vec::new(),
        statements: Vec::new(),
        progress: Vec::new(),
        sources: Vec::new(),
        citations: Vec::new(),
        texts: Vec::new(),
    }
}

#[derive(Default)]
struct Bound {
    date: Option<chrono::NaiveDate>,
    basis_fr: Option<String>,
    basis_en: Option<String>,
}

fn bound(entry: &Option<BoundEntry>) -> Bound {
    let filled = entry.as_ref().map(|bound| Bound {
        date: Some(bound.date.0),
        basis_fr: bound.basis.fr.clone(),
        basis_en: bound.basis.en.clone(),
    });
    filled.unwrap_or_default()
}

impl Builder<'_> {
    fn release_row(&mut self) {
        let head = &self.entry.release;
        let mut absent = Absences(head.absent.clone());
        missing_languages(&mut absent, "title", |language| {
            head.title.as_ref().is_some_and(|t| t.get(language).is_some())
        });
        missing_bounds(&mut absent, &head.earliest, &head.latest);
        if head.promise.is_some() {
            missing_languages(&mut absent, "promise", |language| {
                head.promise.as_ref().is_some_and(|p| p.get(language).is_some())
            });
        }
        if head.reason.is_none() {
            absent.insert("reason", Absence::NotApplicable);
        }
        self.snapshot.release.absent = absent.to_flat();
        self.cite_text("release", &head.id, "title", &head.title);
        self.cite_text("release", &head.id, "promise", &head.promise);
        self.cite_bounds("release", &head.id, &head.earliest, &head.latest);
        let announced = &head.announced;
        for (field, count) in [
            ("announced_axes", &announced.axes),
            ("announced_actions", &announced.actions),
            ("announced_objectives", &announced.objectives),
        ] {
            count.iter().for_each(|count| self.cite("release", &head.id, field, &count.at.0));
        }
    }

    fn sources(&mut self) {
        if let Some(before) = self.before {
            self.snapshot.sources = before.sources.clone();
            self.snapshot.texts = before.texts.clone();
            let of_sources = before.citations.iter().filter(|citation| citation.subject == "source");
            self.snapshot.citations.extend(of_sources.cloned());
        }
        for source in &self.entry.sources {
            let Some(read) = self.release.documents.get(&source.id) else { continue };
            let mut absent = Absences(source.absent.clone());
            let title = |language| source.title.as_ref().and_then(|title| title.get(language)).map(str::to_owned);
            if source.title.is_some() {
                missing_languages(&mut absent, "title", |language| title(language).is_some());
            }
            missing_bounds(&mut absent, &source.earliest, &source.latest);
            let (earliest, latest) = (bound(&source.earliest), bound(&source.latest));
            let about = |language| source.about.get(language).unwrap_or_default().to_owned();
            let row = SourceRow {
                release_seq: 0,
                position: 0,
                id: source.id.clone(),
                language: source.language.as_str().to_owned(),
                title_fr: title(Language::Fr),
                title_en: title(Language::En),
                about_fr: about(Language::Fr),
                about_en: about(Language::En),
                sha256: read.sha256.clone(),
                bytes: count(read.document.text().len()),
                characters: count(read.document.length()),
                release: self.entry.release.id.clone(),
                earliest: earliest.date,
                earliest_basis_fr: earliest.basis_fr,
                earliest_basis_en: earliest.basis_en,
                latest: latest.date,
                latest_basis_fr: latest.basis_fr,
                latest_basis_en: latest.basis_en,
                absent: absent.to_flat(),
                folded: folded(&[
                    title(Language::Fr),
                    title(Language::En),
                    Some(about(Language::Fr)),
                    Some(about(Language::En)),
                ]),
            };
            self.snapshot.sources.retain(|known| known.id != row.id);
            self.snapshot.citations.retain(|known| known.subject != "source" || known.code != row.id);
            self.snapshot.texts.retain(|(sha256, _)| *sha256 != row.sha256);
            self.snapshot.texts.push((row.sha256.clone(), read.document.text().to_owned()));
            self.snapshot.sources.push(row);
            self.cite_text("source", &source.id, "title", &source.title);
            self.cite_bounds("source", &source.id, &source.earliest, &source.latest);
        }
        for (position, source) in self.snapshot.sources.iter_mut().enumerate() {
            source.position = count(position + 1);
        }
    }

    fn axes(&mut self, computation: &Computation) {
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
                computed_value: computed.map(value),
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

    fn actions(&mut self, computation: &Computation) {
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
                computed_value: computed.map(value),
                computed_fraction: computed.map(Computed::fraction),
                computed_method: computed.map(|mean| mean.rule.as_str().to_owned()),
                absent: absent.to_flat(),
                code,
            });
        }
    }

    fn objectives(&mut self) {
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

    /// Records the published and the computed figure of a row.
    fn figures(
        &mut self,
        subject: &Subject,
        published: Option<&super::format::FigureEntry>,
        computed: Option<&Computed>,
    ) {
        let row = |position: usize| ProgressRow {
            release_seq: 0,
            position: count(position),
            level: subject.level.as_str().to_owned(),
            code: subject.code.clone(),
            axis: subject.axis.clone(),
            action: subject.action.clone(),
            objective: subject.objective(),
            method: String::new(),
            value: 0,
            fraction: None,
            rule: None,
            absent: String::new(),
        };
        let absent = |mut fields: Vec<&str>| {
            let places = [
                ("axis", subject.axis.is_none()),
                ("action", subject.action.is_none()),
                ("objective", subject.objective().is_none()),
            ];
            fields.extend(places.iter().filter(|(_, missing)| *missing).map(|(field, _)| *field));
            let mut absences = Absences::default();
            fields.iter().for_each(|field| absences.insert(field, Absence::NotApplicable));
            absences.to_flat()
        };
        if let Some(figure) = published {
            self.cite(subject.level.as_str(), &subject.code, "progress", &figure.at.0);
            self.snapshot.progress.push(ProgressRow {
                method: "published".to_owned(),
                value: figure.value,
                absent: absent(vec!["fraction", "rule"]),
                ..row(self.snapshot.progress.len() + 1)
            });
        }
        if let Some(computed) = computed {
            self.snapshot.progress.push(ProgressRow {
                method: "computed".to_owned(),
                value: value(computed),
                fraction: Some(computed.fraction()),
                rule: Some(computed.rule.as_str().to_owned()),
                absent: absent(Vec::new()),
                ..row(self.snapshot.progress.len() + 1)
            });
        }
    }

    /// Stores the statements of a row and gives them as cells, one a language.
    fn cells(
        &mut self,
        subject: &Subject,
        achievements: &[StatementEntry],
        next_steps: &[StatementEntry],
        absent: &mut Absences,
    ) -> Cells {
        for (kind, list) in [(StatementKind::Achievement, achievements), (StatementKind::NextStep, next_steps)] {
            for (index, statement) in list.iter().enumerate() {
                self.statement(subject, kind, None, index, statement);
            }
        }
        let cells = Cells { achievements: cell(achievements), next_steps: cell(next_steps) };
        for (field, cell) in [("achievements", &cells.achievements), ("next_steps", &cells.next_steps)] {
            if cell.iter().any(Option::is_some) {
                missing_languages(absent, field, |language| cell[language as usize].is_some());
            }
        }
        cells
    }

    fn statement(
        &mut self,
        subject: &Subject,
        kind: StatementKind,
        parent: Option<(&str, i32)>,
        index: usize,
        statement: &StatementEntry,
    ) {
        let ordinal = count(index + 1);
        let code = match parent {
            Some((parent, _)) => format!("{parent}.{ordinal}"),
            None if subject.level == Level::Strategy => format!("strategy.{}.{ordinal}", kind.as_str()),
            None => format!("{}-{}.{}.{ordinal}", subject.level.as_str(), subject.code, kind.as_str()),
        };
        let depth = parent.map_or(0, |(_, depth)| depth + 1);
        let mut absent = Absences::default();
        let places = [
            ("axis", subject.axis.is_none()),
            ("action", subject.action.is_none()),
            ("objective", subject.objective().is_none()),
            ("parent", parent.is_none()),
        ];
        for (field, _) in places.iter().filter(|(_, missing)| *missing) {
            // The sources give new objectives no axis; anywhere else the level itself rules the field out.
            let unknown = subject.level == Level::Strategy && *field != "parent" && *field != "objective";
            absent.insert(field, if unknown { Absence::NotPublished } else { Absence::NotApplicable });
        }
        missing_languages(&mut absent, "text", |language| statement.text().get(language).is_some());
        self.cite_text("statement", &code, "text", &Some(statement.text()));
        self.snapshot.statements.push(StatementRow {
            release_seq: 0,
            position: count(self.snapshot.statements.len() + 1),
            code: code.clone(),
            kind: kind.as_str().to_owned(),
            level: subject.level.as_str().to_owned(),
            axis: subject.axis.clone(),
            action: subject.action.clone(),
            objective: subject.objective(),
            parent: parent.map(|(parent, _)| parent.to_owned()),
            depth,
            ordinal,
            text_fr: statement.fr.clone(),
            text_en: statement.en.clone(),
            absent: absent.to_flat(),
            folded: folded(&[statement.fr.clone(), statement.en.clone()]),
        });
        for (index, item) in statement.items.iter().enumerate() {
            self.statement(subject, kind, Some((&code, depth)), index, item);
        }
    }

    /// Cites a text: each citation under the field of its source's language.
    fn cite_text(&mut self, subject: &str, code: &str, field: &str, text: &Option<TextEntry>) {
        let Some(text) = text else { return };
        for language in Language::ALL {
            let in_language = |citation: &&Citation| {
                self.entry.sources.iter().any(|source| source.id == citation.source && source.language == language)
            };
            let citations: Vec<Citation> = text.at.0.iter().filter(in_language).cloned().collect();
            self.cite(subject, code, &format!("{field}_{}", language.as_str()), &citations);
        }
    }

    fn cite_bounds(&mut self, subject: &str, code: &str, earliest: &Option<BoundEntry>, latest: &Option<BoundEntry>) {
        for (field, bound) in [("earliest", earliest), ("latest", latest)] {
            bound.iter().for_each(|bound| self.cite(subject, code, field, &bound.at.0));
        }
    }

    fn cite(&mut self, subject: &str, code: &str, field: &str, citations: &[Citation]) {
        for (rank, citation) in citations.iter().enumerate() {
            let repairs: Vec<String> = citation.repairs.iter().map(ToString::to_string).collect();
            self.snapshot.citations.push(CitationRow {
                release_seq: 0,
                subject: subject.to_owned(),
                code: code.to_owned(),
                field: field.to_owned(),
                rank: count(rank),
                source: citation.source.clone(),
                number: 0,
                start_char: count(citation.start),
                end_char: count(citation.end),
                repairs: repairs.join(" "),
            });
        }
    }

    /// Numbers the passages of each source in the order of its text.
    fn number_passages(&mut self) {
        let mut numbers: BTreeMap<(String, i32, i32), i32> = BTreeMap::new();
        for citation in &self.snapshot.citations {
            numbers.insert((citation.source.clone(), citation.start_char, citation.end_char), 0);
        }
        let (mut source, mut last) = (String::new(), 0);
        for ((of, ..), number) in &mut numbers {
            last = if *of == source { last + 1 } else { 1 };
            source.clone_from(of);
            *number = last;
        }
        for citation in &mut self.snapshot.citations {
            let key = (citation.source.clone(), citation.start_char, citation.end_char);
            citation.number = numbers.get(&key).copied().unwrap_or_default();
        }
    }
}

/// Achievements and next steps of a row as text, in the order of [`Language::ALL`].
struct Cells {
    achievements: [Option<String>; 2],
    next_steps: [Option<String>; 2],
}

/// Statements as one text a language: a line each, nested ones behind a bullet.
fn cell(statements: &[StatementEntry]) -> [Option<String>; 2] {
    fn lines(statements: &[StatementEntry], depth: usize, language: Language, into: &mut Vec<String>) {
        for statement in statements {
            if let Some(text) = statement.text().get(language) {
                let bullet = if depth == 0 { "" } else { "• " };
                into.push(format!("{bullet}{text}"));
            }
            lines(&statement.items, depth + 1, language, into);
        }
    }
    Language::ALL.map(|language| {
        let mut all = Vec::new();
        lines(statements, 0, language, &mut all);
        (!all.is_empty()).then(|| all.join("\n"))
    })
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

/// Says of each language that a field lacks that no source states it; a field absent as a whole keeps its own reason.
fn missing_languages(absent: &mut Absences, field: &str, has: impl Fn(Language) -> bool) {
    if absent.0.contains_key(field) {
        return;
    }
    for language in Language::ALL.into_iter().filter(|language| !has(*language)) {
        absent.insert(&format!("{field}_{}", language.as_str()), Absence::NotPublished);
    }
}

fn missing_bounds(absent: &mut Absences, earliest: &Option<BoundEntry>, latest: &Option<BoundEntry>) {
    for (field, bound) in [("earliest", earliest), ("latest", latest)] {
        if bound.is_none() {
            absent.insert(field, Absence::NotPublished);
        }
    }
}

fn folded(texts: &[Option<String>]) -> String {
    let texts: Vec<String> = texts.iter().flatten().map(|text| fold(text)).collect();
    texts.join("\n")
}

fn text(stated: &Option<(String, String)>) -> Option<String> {
    stated.as_ref().map(|(text, _)| text.clone())
}

fn stated_in(stated: &Option<(String, String)>) -> Option<String> {
    stated.as_ref().map(|(_, release)| release.clone())
}

fn value(computed: &Computed) -> i32 {
    i32::try_from(computed.value()).expect("a mean of percentages is a percentage")
}

fn count(number: usize) -> i32 {
    i32::try_from(number).expect("a document is far smaller than 2 GiB")
}
