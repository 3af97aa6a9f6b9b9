//! A filing as documents, one a language, and as the release that is taken from them.
//!
//! A release of the record cites documents; what the team files is printed as such, cell by cell, so that each of its
//! values has a passage like any other, and readers can see what was filed.

mod paper;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Filing, Row, Sheet, words};
use crate::{
    domain::{
        progress::Status,
        release::Approval,
        source::{Document, hexadecimal},
        strategy::ObjectiveCode,
        text::{Language, Texts},
    },
    publish::{
        format::{
            ActionEntry, Announced, AxisEntry, BoundEntry, Cited, CountEntry, Day, FigureEntry, Instant,
            ObjectiveEntry, Reasons, ReleaseEntry, ReleaseFile, StatementEntry, StatusEntry, TextEntry,
            UnpublishedObjectives,
        },
        read::{LoadedDocument, LoadedRelease},
    },
};
use paper::Paper;
pub use paper::is_filing;

/// What a release has beside what is filed.
#[derive(Clone, Debug)]
pub struct Head {
    pub revision: i32,
    /// The version of the plan.
    pub edition: String,
    pub recorded_at: chrono::NaiveDateTime,
    pub approval: Approval,
}

/// Prints a filing and takes the release from it.
pub fn release(filing: &Filing, head: &Head) -> LoadedRelease {
    let id = filing.release().map_or("", |row| row.code.as_str());
    let pinned = format!("{id}.{}", head.revision);
    let papers = filing.languages().into_iter().map(|language| Paper::new(&pinned, language)).collect();
    let mut printing = Printing { filing, papers };
    let entry = printing.entry(head);
    let mut documents = BTreeMap::new();
    for paper in printing.papers {
        let sha256 = hexadecimal(&Sha256::digest(paper.text.as_bytes()));
        documents.insert(paper.id, LoadedDocument { document: Document::new(paper.text), sha256 });
    }
    let mut content = Sha256::new();
    content.update(pinned.as_bytes());
    documents.values().for_each(|read| content.update(read.document.text().as_bytes()));
    let content_sha256 = hexadecimal(&content.finalize());
    LoadedRelease { file: pinned, entry, documents, content_sha256, approval: head.approval }
}

struct Printing<'a> {
    filing: &'a Filing,
    papers: Vec<Paper>,
}

impl Printing<'_> {
    fn print(&mut self, words: [&'static str; 2]) {
        self.papers.iter_mut().for_each(|paper| paper.print(paper.words(words)));
    }

    /// Prints the same text in every document, behind words, and cites it in all of them.
    fn cite(&mut self, before: [&'static str; 2], text: [String; 2], after: &str) -> Cited {
        let cite = |paper: &mut Paper| {
            paper.print(paper.words(before));
            let citation = paper.cite(&text[paper.language as usize]);
            paper.print(after);
            citation
        };
        Cited(self.papers.iter_mut().map(cite).collect())
    }

    /// Prints a field that has a text in one language or both, each in its document.
    fn text(&mut self, row: &Row, field: &str, before: [&'static str; 2], after: &str) -> Option<TextEntry> {
        let mut entry = TextEntry { fr: None, en: None, at: Cited(Vec::new()) };
        for paper in &mut self.papers {
            let Some(text) = row.text_in(field, paper.language) else { continue };
            paper.print(paper.words(before));
            entry.at.0.push(paper.cite(text));
            paper.print(after);
            match paper.language {
                Language::Fr => entry.fr = Some(text.to_owned()),
                Language::En => entry.en = Some(text.to_owned()),
            }
        }
        (!entry.at.0.is_empty()).then_some(entry)
    }

    fn entry(&mut self, head: &Head) -> ReleaseFile {
        let empty = Row::new(Sheet::Release, "");
        let row = self.filing.release().unwrap_or(&empty);
        let release = self.head(row, head);
        let date = release.earliest.clone();
        let (mut axes, mut actions) = (Vec::new(), Vec::new());
        for row in self.filing.of(Sheet::Axes) {
            axes.push(self.axis(row));
        }
        for row in self.filing.of(Sheet::Actions) {
            actions.push(self.action(row));
        }
        let (objectives, unpublished_objectives) = self.objectives();
        let sources = self.papers.iter().map(|paper| paper.source(&date)).collect();
        let new_objectives = Vec::new();
        ReleaseFile { release, sources, axes, actions, objectives, unpublished_objectives, new_objectives }
    }

    fn head(&mut self, row: &Row, head: &Head) -> ReleaseEntry {
        let id = row.code.clone();
        self.cite(["Publication ", "Release "], [id.clone(), id.clone()], "\n");
        let revision = head.revision.to_string();
        if head.revision > 1 {
            self.cite(["Révision ", "Revision "], [revision.clone(), revision], "\n");
        }
        if let Some(reason) = row.text("reason") {
            self.cite(["Motif : ", "Reason: "], [reason.to_owned(), reason.to_owned()], "\n");
        }
        let date = row.text("date").and_then(|date| date.parse().ok()).map(|date: chrono::NaiveDate| {
            let words = date.to_string();
            let at = self.cite(["Date de publication : ", "Publication date: "], [words.clone(), words.clone()], "\n");
            let basis = Texts {
                fr: Some("le fichier de publication porte cette date".to_owned()),
                en: Some("the release file gives this date".to_owned()),
            };
            BoundEntry { date: Day(date), basis, words, at }
        });
        let title = self.text(row, "title", ["Titre : ", "Title: "], "\n");
        let mut count = |column: &str, before: [&'static str; 2]| {
            row.number(column).map(|count| {
                let words = count.to_string();
                CountEntry { count, at: self.cite(before, [words.clone(), words.clone()], "\n"), words }
            })
        };
        let announced = Announced {
            axes: count("announced_axes", ["Axes annoncés : ", "Axes announced: "]),
            actions: count("announced_actions", ["Actions annoncées : ", "Actions announced: "]),
            objectives: count("announced_objectives", ["Objectifs annoncés : ", "Objectives announced: "]),
        };
        let promise = self.text(row, "promise", ["", ""], "\n");
        let fields = ["date", "title", "announced_axes", "announced_actions", "announced_objectives", "promise"];
        ReleaseEntry {
            id,
            revision: head.revision,
            reason: (head.revision > 1).then(|| row.text("reason").unwrap_or_default().to_owned()),
            edition: head.edition.clone(),
            recorded_at: Instant(head.recorded_at),
            title,
            earliest: date.clone(),
            latest: date,
            announced,
            promise,
            absent: reasons(row, &fields),
        }
    }

    fn heading(&mut self, row: &Row, before: [&'static str; 2]) -> Option<TextEntry> {
        self.print(["\n", "\n"]);
        self.cite(before, [row.code.clone(), row.code.clone()], "");
        let title = self.text(row, "title", [" : ", ": "], "");
        self.print(["\n", "\n"]);
        if let Some(reason) = row.text("reason") {
            self.cite(["Motif : ", "Reason: "], [reason.to_owned(), reason.to_owned()], "\n");
        }
        title
    }

    fn figure(&mut self, row: &Row) -> Option<FigureEntry> {
        let value = row.number("progress")?;
        let text = format!("{value}%");
        let at = self.cite(["Avancement : ", "Progress: "], [text.clone(), text], "\n");
        Some(FigureEntry { value, at })
    }

    fn axis(&mut self, row: &Row) -> AxisEntry {
        let title = self.heading(row, ["Axe ", "Axis "]);
        AxisEntry {
            number: row.code.parse().unwrap_or_default(),
            title,
            progress: self.figure(row),
            achievements: self.statements(row, "achievements"),
            next_steps: self.statements(row, "next_steps"),
            absent: reasons(row, &["title", "progress", "achievements", "next_steps"]),
        }
    }

    fn action(&mut self, row: &Row) -> ActionEntry {
        let title = self.heading(row, ["Action ", "Action "]);
        let axis = row.text("axis");
        if let Some(axis) = axis {
            self.cite(["Axe ", "Axis "], [axis.to_owned(), axis.to_owned()], "\n");
        }
        ActionEntry {
            number: row.code.parse().unwrap_or_default(),
            axis: axis.and_then(|axis| axis.parse().ok()),
            title,
            box_label: None,
            progress: self.figure(row),
            absent: reasons(row, &["axis", "title", "progress"]),
        }
    }

    /// The objectives that are published, and runs of those that are only counted.
    fn objectives(&mut self) -> (Vec<ObjectiveEntry>, Vec<UnpublishedObjectives>) {
        let (mut published, mut runs): (Vec<ObjectiveEntry>, Vec<UnpublishedObjectives>) = (Vec::new(), Vec::new());
        for row in self.filing.of(Sheet::Objectives) {
            if row.has("title") {
                published.extend(self.objective(row));
                continue;
            }
            let Ok(number) = row.code.parse() else { continue };
            let mut absent = reasons(row, &["action", "title", "status", "progress", "achievements", "next_steps"]);
            absent.extend(row.absence("action").map(|reason| ("axis".to_owned(), reason)));
            match runs.last_mut().filter(|run| run.last + 1 == number && run.absent == absent) {
                Some(run) => run.last = number,
                None => runs.push(UnpublishedObjectives { first: number, last: number, absent }),
            }
        }
        (published, runs)
    }

    fn objective(&mut self, row: &Row) -> Option<ObjectiveEntry> {
        let (number, part) = match ObjectiveCode::parse(&row.code)? {
            ObjectiveCode::Number(number) => (number, None),
            ObjectiveCode::Part(number, part) => (number, Some(part)),
            ObjectiveCode::InAction(..) => return None,
        };
        let title = self.heading(row, ["Objectif ", "Objective "])?;
        let action = row.text("action")?;
        self.cite(["Action ", "Action "], [action.to_owned(), action.to_owned()], "\n");
        let status = row.text("status").and_then(Status::from_word).map(|value| {
            let printed = Language::ALL.map(|language| value.printed_in(language).to_owned());
            StatusEntry { value, at: self.cite(["Statut : ", "Status: "], printed, "\n") }
        });
        Some(ObjectiveEntry {
            number: Some(number),
            part,
            action: action.parse().ok()?,
            ordinal: None,
            title,
            status,
            progress: self.figure(row),
            list_row: None,
            ambiguous: None,
            achievements: self.statements(row, "achievements"),
            next_steps: self.statements(row, "next_steps"),
            absent: reasons(row, &["status", "progress", "achievements", "next_steps"]),
        })
    }

    /// Prints statements under their heading; a line is one statement in each of its languages.
    fn statements(&mut self, row: &Row, field: &str) -> Vec<StatementEntry> {
        let mut flat: Vec<(usize, StatementEntry)> = Vec::new();
        let heading = match field {
            "achievements" => ["Réalisations\n", "Achievements\n"],
            _ => ["Prochaines étapes\n", "Next steps\n"],
        };
        for paper in &mut self.papers {
            let Some(text) = row.text_in(field, paper.language) else { continue };
            paper.print(paper.words(heading));
            for (index, (depth, text)) in words::statements(text).into_iter().enumerate() {
                paper.print(&format!("{}- ", "  ".repeat(depth)));
                let citation = paper.cite(&text);
                paper.print("\n");
                if index == flat.len() {
                    flat.push((depth, StatementEntry { fr: None, en: None, at: Cited(Vec::new()), items: Vec::new() }));
                }
                let (_, entry) = &mut flat[index];
                entry.at.0.push(citation);
                match paper.language {
                    Language::Fr => entry.fr = Some(text),
                    Language::En => entry.en = Some(text),
                }
            }
        }
        nested(flat)
    }
}

/// Statements as a tree, from a list that tells the depth of each.
fn nested(flat: Vec<(usize, StatementEntry)>) -> Vec<StatementEntry> {
    let mut roots: Vec<StatementEntry> = Vec::new();
    flat.into_iter().for_each(|(depth, statement)| hang(&mut roots, depth, statement));
    roots
}

/// Hangs a statement below the last one of each level above it.
fn hang(list: &mut Vec<StatementEntry>, depth: usize, statement: StatementEntry) {
    match list.last_mut().filter(|_| depth > 0) {
        Some(parent) => hang(&mut parent.items, depth - 1, statement),
        None => list.push(statement),
    }
}

fn reasons(row: &Row, fields: &[&str]) -> Reasons {
    fields.iter().filter_map(|field| Some(((*field).to_owned(), row.absence(field)?))).collect()
}
