//! The rows of statements, and statements as cells of a table.

use super::{Builder, Subject, count, folded, missing_languages};
use crate::{
    domain::{
        absence::{Absence, Absences},
        strategy::{Level, StatementKind},
        text::Language,
    },
    publish::format::StatementEntry,
    store::statements::StatementRow,
};

/// Achievements and next steps of a row as text, in the order of [`Language::ALL`].
pub struct Cells {
    pub achievements: [Option<String>; 2],
    pub next_steps: [Option<String>; 2],
}

impl Builder<'_> {
    /// Stores the statements of a row and gives them as cells, one a language.
    pub fn cells(
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

    /// Stores a statement and what it introduces.
    pub fn statement(
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
