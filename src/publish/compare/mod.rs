//! What changed between two revisions: field by field and statement by statement.
//!
//! The comparison always runs from the earlier revision to the later one and is mirrored when it is asked for the other
//! way round, so both directions tell the same changes under the same ids. Rows are put together by their code within an
//! edition and by [`Counterparts`] across editions, statements by their words or by hand.

mod counterparts;
mod fields;
mod plan;
mod rows;
mod statements;
#[cfg(test)]
mod tests;

use crate::{
    domain::{change::Change, crosswalk::Relation, dataset::Field, strategy::Level, text::Language},
    store::{changes::ChangeRow, snapshot::Snapshot, statements::StatementRow},
};

pub use counterparts::{Counterparts, Crosswalk};
pub use fields::FIELDS;
pub use rows::difference;

/// Every change from one revision to another, in the order of the plan: the release, its sources, axes, actions,
/// objectives, statements.
pub fn compare(from: &Snapshot, to: &Snapshot) -> Vec<ChangeRow> {
    let place = |snapshot: &Snapshot| (snapshot.release.id.clone(), snapshot.release.revision);
    if place(from) == place(to) {
        return Vec::new();
    }
    let mirrored = place(from) > place(to);
    let changes = if mirrored { forward(to, from) } else { forward(from, to) };
    let told = changes.into_iter().map(|change| if mirrored { change.mirrored() } else { change });
    told.enumerate().map(|(index, change)| rows::row(index, change, &from.release, &to.release)).collect()
}

/// The languages in which a release states anything itself.
pub fn languages(snapshot: &Snapshot) -> Vec<Language> {
    let release = &snapshot.release;
    let states = |language: Language| {
        let statement = |row: &StatementRow| text(language, &row.text_fr, &row.text_en).is_some();
        snapshot.statements.iter().any(statement)
            || plan::things(snapshot).any(|thing| thing.stated_by(&release.id, language))
            || text(language, &release.title_fr, &release.title_en).is_some()
    };
    Language::ALL.into_iter().filter(|language| states(*language)).collect()
}

fn forward(earlier: &Snapshot, later: &Snapshot) -> Vec<Change> {
    let counterparts = Counterparts::between(earlier, later, crosswalk(later));
    let mut changes = plan::release(&earlier.release, &later.release);
    changes.extend(plan::rows(earlier, later, &counterparts));
    changes.extend(statements::changes(earlier, later, &counterparts));
    changes
}

/// What the later release knows of how actions and objectives continue.
fn crosswalk(later: &Snapshot) -> Crosswalk {
    let mut crosswalk = Crosswalk::new();
    for row in &later.crosswalk {
        let level = Level::ALL.into_iter().find(|(_, word)| *word == row.level);
        let is_unknown = row.relations.split(Field::SEPARATOR).any(|word| word == Relation::Unknown.as_str());
        if let (Some((level, _)), Some(from), Some(to), false) = (level, &row.from_code, &row.to_code, is_unknown) {
            crosswalk.entry((level, from.clone())).or_default().push(to.clone());
        }
    }
    crosswalk
}

fn text<'a>(language: Language, fr: &'a Option<String>, en: &'a Option<String>) -> Option<&'a str> {
    match language {
        Language::Fr => fr.as_deref(),
        Language::En => en.as_deref(),
    }
}
