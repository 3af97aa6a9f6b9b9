//! The words that cells hold beside texts and numbers, in French, in English and as data has them.

use crate::domain::{absence::Absence, progress::Status, text::fold};

/// Why there is no value: the words written by a template first.
const ABSENCES: [(Absence, [&str; 3]); 2] = [
    (Absence::NotPublished, ["non publié", "not published", "not_published"]),
    (Absence::NotNamed, ["sans nom", "not named", "not_named"]),
];

/// The statuses: the words written by a template first.
const STATUSES: [(Status, [&str; 3]); 2] = [
    (Status::InProgress, ["en cours", "in progress", "in_progress"]),
    (Status::Completed, ["terminé", "completed", "completed"]),
];

fn meaning<T: Copy>(list: &[(T, [&str; 3])], text: &str) -> Option<T> {
    let text = fold(text.trim());
    list.iter().find(|(_, words)| words.iter().any(|word| fold(word) == text)).map(|(meaning, _)| *meaning)
}

/// The reason that a cell gives for having no value.
pub fn absence(text: &str) -> Option<Absence> {
    meaning(&ABSENCES, text)
}

/// The status that a cell names.
pub fn status(text: &str) -> Option<Status> {
    meaning(&STATUSES, text)
}

/// A reason as a template writes it.
pub fn of_absence(absence: Absence) -> &'static str {
    ABSENCES.iter().find(|(known, _)| *known == absence).map_or(ABSENCES[0].1[0], |(_, words)| words[0])
}

/// A status as a template writes it.
pub fn of_status(status: Status) -> &'static str {
    STATUSES.iter().find(|(known, _)| *known == status).map_or("", |(_, words)| words[0])
}

/// The statuses and the absence that a drop-down offers.
pub fn offered_statuses() -> [&'static str; 3] {
    [STATUSES[0].1[0], STATUSES[1].1[0], ABSENCES[0].1[0]]
}

/// A text as it is kept: no-break spaces are spaces, and none stands at an end or beside another.
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The bullet of a nested statement.
pub const BULLET: &str = "•";

/// Statements as they are kept: a line each, with its depth told by bullets.
pub fn statements(text: &str) -> Vec<(usize, String)> {
    let line = |line: &str| {
        let (mut depth, mut rest) = (0, line.trim());
        while let Some(after) = rest.strip_prefix(BULLET) {
            (depth, rest) = (depth + 1, after.trim_start());
        }
        (depth, tidy(rest))
    };
    text.lines().map(line).filter(|(_, text)| !text.is_empty()).collect()
}

/// The reverse of [`statements`].
pub fn joined(statements: &[(usize, String)]) -> String {
    let lines = statements.iter().map(|(depth, text)| format!("{}{text}", format!("{BULLET} ").repeat(*depth)));
    lines.collect::<Vec<_>>().join("\n")
}
