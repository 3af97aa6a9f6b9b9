//! Whether a row says all that it must, and nothing against itself.

use chrono::{Datelike, Days, NaiveDate};

use super::{
    super::{
        Cell, Row, Rule, Sheet,
        columns::{ABSENT, Column, Takes},
        in_language,
        read::RawRow,
        report::excerpt,
        words,
    },
    Checking,
};
use crate::domain::{progress::Status, release::quarters_between, strategy::ObjectiveCode, text::Language};

pub fn check(row: &Row, raw: &RawRow, languages: &[&str], checking: &mut Checking) {
    fields(row, raw, checking);
    tongues(row, raw, languages, checking);
    match row.sheet {
        Sheet::Release => release(row, raw, checking),
        Sheet::Axes => {}
        Sheet::Actions => parent(row, raw, "axis", Sheet::Axes, checking),
        Sheet::Objectives => {
            parent(row, raw, "action", Sheet::Actions, checking);
            objective(row, raw, checking);
        }
    }
}

/// Whether a cell of a field holds something that was not understood: that is told of, and nothing else follows from it.
pub fn is_refused(row: &Row, raw: &RawRow, field: &str) -> bool {
    row.sheet.columns().filter(|column| column.field() == field).any(|column| {
        let is_filled =
            raw.cell(column.name).is_some_and(|cell| cell.is_formula || !words::tidy(&cell.text).is_empty());
        is_filled && !row.cells.contains_key(column.name)
    })
}

/// Every field has a value, or says why it has none.
fn fields(row: &Row, raw: &RawRow, checking: &mut Checking) {
    let mut told: Vec<&str> = Vec::new();
    for column in row.sheet.columns().filter(|column| column.needs_reason()) {
        let field = column.field();
        if told.contains(&field) {
            continue;
        }
        told.push(field);
        let columns = || row.sheet.columns().filter(|other| other.field() == field);
        // What was there and not understood is told of already.
        let is_blank = |column: &Column| {
            raw.cell(column.name).is_none_or(|cell| words::tidy(&cell.text).is_empty() && !cell.is_formula)
        };
        if columns().all(is_blank) {
            let labels = [0, 1].map(|at| column.labels[at].split(" (").next().unwrap_or_default());
            let message = [format!("« {} » est vide", labels[0]), format!("\"{}\" is empty", labels[1])];
            let hint = [0, 1].map(|at| match column.field() {
                "title" => column.notes[at].to_owned(),
                _ => format!("{} {}", column.notes[at], ABSENT[at]),
            });
            checking.error(raw, column.name, Rule::Empty, message, hint);
        }
    }
}

/// Texts are in the languages that the file declares, and say the same number of things in each.
fn tongues(row: &Row, raw: &RawRow, languages: &[&str], checking: &mut Checking) {
    for column in row.sheet.columns().filter(|column| column.field() != column.name) {
        let language = if column.name.ends_with("_fr") { "fr" } else { "en" };
        let is_text = matches!(row.cells.get(column.name), Some(Cell::Text(_)));
        let is_declared = languages.contains(&language);
        if is_text && !is_declared {
            let message = [
                format!("le texte est en « {language} », que la publication ne déclare pas"),
                format!("the text is in \"{language}\", which the release does not declare"),
            ];
            let hint = [
                format!("ajoutez « {language} » aux langues des textes, ou effacez la cellule"),
                format!("add \"{language}\" to the languages of the texts, or clear the cell"),
            ];
            checking.error(raw, column.name, Rule::Language, message, hint);
        }
        // A language that is declared and missing beside another is looked at once more.
        let is_blank = raw.cell(column.name).is_none_or(|cell| cell.text.trim().is_empty());
        if !is_text && is_declared && is_blank && row.has(column.field()) {
            let message =
                [format!("il n’y a pas de texte en « {language} »"), format!("there is no text in \"{language}\"")];
            let hint = ["écrivez-le, ou « non publié »".to_owned(), "write it, or \"not published\"".to_owned()];
            checking.warn(raw, column.name, Rule::Language, message, hint);
        }
    }
    for column in row.sheet.columns().filter(|column| column.takes == Takes::Statements && column.name.ends_with("_fr"))
    {
        same_lines(row, raw, column, checking);
    }
}

fn same_lines(row: &Row, raw: &RawRow, column: &Column, checking: &mut Checking) {
    let of = |language| row.text_in(column.field(), language).map(words::statements);
    let (Some(fr), Some(en)) = (of(Language::Fr), of(Language::En)) else { return };
    let depths = |lines: &[(usize, String)]| lines.iter().map(|(depth, _)| *depth).collect::<Vec<_>>();
    if depths(&fr) != depths(&en) {
        let (fr, en) = (fr.len(), en.len());
        let message = [
            format!("{fr} ligne(s) en français, {en} en anglais, ou des puces différentes"),
            format!("{fr} line(s) in French, {en} in English, or different bullets"),
        ];
        let hint = [
            "les deux langues disent la même chose ligne par ligne ; sinon, une seule langue".to_owned(),
            "both languages say the same line by line; else one language alone".to_owned(),
        ];
        checking.error(raw, &in_language(column.field(), Language::En), Rule::Language, message, hint);
    }
}

/// The parent of a row is in the plan, and does not change.
fn parent(row: &Row, raw: &RawRow, column: &str, parents: Sheet, checking: &mut Checking) {
    let known = checking.known.plan.row(row.sheet, &row.code).and_then(|known| known.text(column)).map(str::to_owned);
    let given = row.text(column).map(str::to_owned);
    // An objective that is withdrawn as a whole has no action any more.
    let is_withdrawn = row.sheet == Sheet::Objectives && row.absence("title").is_some();
    let is_lost = given.is_none() && matches!(row.cells.get(column), Some(Cell::Absent(_))) && !is_withdrawn;
    if let Some(known) = known.filter(|known| is_lost || given.as_ref().is_some_and(|given| known != given)) {
        let message = [format!("c’était {known} jusqu’ici"), format!("it was {known} so far")];
        let hint = [
            format!("{known} ; la stratégie change dans une nouvelle version, pas dans une publication"),
            format!("{known}; the strategy changes in a new edition, not in a release"),
        ];
        checking.error(raw, column, Rule::Parent, message, hint);
    } else if let Some(given) = given.filter(|given| checking.known.plan.row(parents, given).is_none()) {
        let ([fr, en], given) = (parents.row_names(), excerpt(&given));
        let message = [format!("la stratégie n’a pas d’{fr} {given}"), format!("the strategy has no {en} {given}")];
        checking.error(
            raw,
            column,
            Rule::KnownCode,
            message,
            ["un code du modèle".to_owned(), "a code of the template".to_owned()],
        );
    }
}

/// A completed objective stands at 100; one that is published has a title and an action.
fn objective(row: &Row, raw: &RawRow, checking: &mut Checking) {
    let (status, progress) = (row.text("status"), row.number("progress"));
    if status == Some(Status::Completed.as_str()) && progress.is_some_and(|progress| progress != 100) {
        let progress = progress.unwrap_or_default();
        let message = [
            format!("l’objectif est terminé, et son avancement est de {progress} %"),
            format!("the objective is completed, and its progress is {progress} %"),
        ];
        let hint = ["100, ou le statut « en cours »".to_owned(), "100, or the status \"in progress\"".to_owned()];
        checking.error(raw, "progress", Rule::StatusProgress, message, hint);
    }
    let is_known = |field: &str| !is_refused(row, raw, field);
    let was_in_action = checking.known.plan.row(row.sheet, &row.code).is_some_and(|known| known.has("action"));
    // That the action of before is gone is told of already.
    if row.has("title") && !row.has("action") && is_known("action") && !was_in_action {
        let message =
            ["l’objectif a un titre et pas d’action".to_owned(), "the objective has a title and no action".to_owned()];
        let hint = ["le code de son action".to_owned(), "the code of its action".to_owned()];
        checking.error(raw, "action", Rule::Parent, message, hint);
    }
    let others = ["status", "progress", "achievements", "next_steps", "action"];
    if row.absence("title").is_none() || !is_known("title") {
        return;
    }
    if matches!(ObjectiveCode::parse(&row.code), Some(ObjectiveCode::Part(..))) {
        let message = [
            "une partie d’un objectif a un titre : sans lui, elle n’est pas comptée".to_owned(),
            "a part of an objective has a title: without one it is not counted".to_owned(),
        ];
        let hint = ["son titre, dans une langue au moins".to_owned(), "its title, in one language at least".to_owned()];
        checking.error(raw, "title_fr", Rule::Empty, message, hint);
    } else if others.iter().any(|field| row.has(field)) {
        let message = [
            "l’objectif n’a pas de titre, et d’autres valeurs".to_owned(),
            "the objective has no title, and other values".to_owned(),
        ];
        let hint = ["son titre, dans une langue au moins".to_owned(), "its title, in one language at least".to_owned()];
        checking.error(raw, "title_fr", Rule::Empty, message, hint);
    }
}

/// A quarter that is passed over stays without a release for good, so somebody says why.
fn in_turn(row: &Row, raw: &RawRow, checking: &mut Checking) {
    let last = checking.known.releases.last().map_or("", String::as_str);
    let skipped = quarters_between(last, &row.code).join(", ");
    if skipped.is_empty() || checking.known.own.is_some() {
        return;
    }
    let message = [
        format!("entre {last} et {}, rien ne serait publié pour {skipped}, et ne pourrait plus l’être", row.code),
        format!("between {last} and {} nothing would be published for {skipped}, nor could be any more", row.code),
    ];
    checking.ask(raw, "code", Rule::Release, message, row.text("reason"));
}

/// A release comes in its turn; its day is neither before the release before it nor far ahead; a correction says why it is
/// made.
fn release(row: &Row, raw: &RawRow, checking: &mut Checking) {
    in_turn(row, raw, checking);
    if raw.cell("languages").is_none_or(|cell| cell.text.trim().is_empty()) {
        let message = [
            "les langues des textes ne sont pas déclarées".to_owned(),
            "the languages of the texts are not declared".to_owned(),
        ];
        checking.error(
            raw,
            "languages",
            Rule::Language,
            message,
            ["« fr », « en » ou « fr, en »".to_owned(), "\"fr\", \"en\" or \"fr, en\"".to_owned()],
        );
    }
    if let Some(date) = row.text("date").and_then(|date| date.parse::<NaiveDate>().ok()) {
        sane(date, row, raw, checking);
    }
    let Some((revision, own)) = &checking.known.own else { return };
    let is_repeated = own.release().is_some_and(|own| own.text("reason") == row.text("reason"));
    let (revision, pinned) = (*revision, format!("{}.{revision}", row.code));
    if (row.text("reason").is_none() && !is_refused(row, raw, "reason")) || (is_repeated && revision > 1) {
        let message = [
            format!("{pinned} est déjà publiée ; ceci est une correction sans motif"),
            format!("{pinned} is published already; this is a correction without a reason"),
        ];
        let hint = [
            "dans « Motif », ce qui est corrigé et pourquoi".to_owned(),
            "in \"Reason\", what is corrected and why".to_owned(),
        ];
        checking.error(raw, "reason", Rule::Correction, message, hint);
    }
}

/// How far ahead a release may be dated.
const AHEAD: Days = Days::new(92);

fn sane(date: NaiveDate, row: &Row, raw: &RawRow, checking: &mut Checking) {
    if let Some(before) = checking.known.since.filter(|before| date < *before) {
        let message = [
            format!("{date} est avant le {before}, jour au plus tôt de la publication précédente"),
            format!("{date} is before {before}, the earliest day of the release before"),
        ];
        let hint = [format!("le {before} ou après"), format!("{before} or later")];
        checking.error(raw, "date", Rule::Date, message, hint);
        return;
    }
    if checking.known.today.checked_add_days(AHEAD).is_some_and(|last| date > last) {
        let message = [format!("{date} est à plus de trois mois"), format!("{date} is more than three months ahead")];
        let hint = ["le jour de la publication".to_owned(), "the day of publication".to_owned()];
        checking.error(raw, "date", Rule::Date, message, hint);
        return;
    }
    let year: Option<i32> = row.code.get(..4).and_then(|year| year.parse().ok());
    if year.is_some_and(|year| date.year() < year || date.year() > year + 1) {
        let message = [
            format!("{date} n’est ni de l’année de {} ni de la suivante", row.code),
            format!("{date} is neither of the year of {} nor of the next", row.code),
        ];
        let hint = ["vérifiez l’année".to_owned(), "check the year".to_owned()];
        checking.warn(raw, "date", Rule::Date, message, hint);
    }
}
