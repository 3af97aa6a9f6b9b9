//! What is worth a second look in a filing: progress that falls back or is withdrawn, an objective that is reopened, figures
//! that the rule does not give.

use std::collections::BTreeMap;

use super::{
    Cell, Filing, Row, Rule, Sheet,
    read::Places,
    report::{Remark, Report, Severity},
    words,
};
use crate::domain::{
    absence::Absence,
    progress::{Computed, Fraction, Rule as Mean, Status},
};

/// Adds warnings to the report of a filing.
pub fn compare(filing: &Filing, before: &Filing, places: &Places, report: &mut Report) {
    let mut add = |remark: Remark, row: &Row| report.add(places.locate(remark, row.sheet, &row.code));
    for row in filing.rows.iter().filter(|row| row.sheet != Sheet::Release) {
        let Some(known) = before.row(row.sheet, &row.code) else { continue };
        for remark in [fallen(row, known), reopened(row, known), withdrawn(row, known)].into_iter().flatten() {
            add(remark.needing(row.text("reason")), row);
        }
    }
    for (row, remark) in computed(filing, before) {
        add(remark, row);
    }
    report.sort();
}

/// What would be right where a warning needs a reason.
pub(super) fn needs_reason() -> [String; 2] {
    ["si c’est voulu, dites pourquoi dans « Motif »".to_owned(), "if it is meant, say why in \"Reason\"".to_owned()]
}

fn fallen(row: &Row, known: &Row) -> Option<Remark> {
    let (now, then) = (row.number("progress")?, known.number("progress")?);
    (now < then).then(|| {
        let message = [
            format!("l’avancement recule de {then} % à {now} %"),
            format!("progress falls back from {then} % to {now} %"),
        ];
        Remark::new(Severity::Warning, Rule::FallsBack, message, needs_reason()).in_column(
            "progress",
            "progress",
            &now.to_string(),
        )
    })
}

fn reopened(row: &Row, known: &Row) -> Option<Remark> {
    let is_reopened = known.text("status") == Some(Status::Completed.as_str())
        && row.text("status") == Some(Status::InProgress.as_str());
    is_reopened.then(|| {
        let message = [
            "l’objectif était terminé et ne l’est plus".to_owned(),
            "the objective was completed and is no more".to_owned(),
        ];
        let status = words::of_status(Status::InProgress);
        Remark::new(Severity::Warning, Rule::Reopened, message, needs_reason()).in_column("status", "status", status)
    })
}

fn withdrawn(row: &Row, known: &Row) -> Option<Remark> {
    // A cell that is empty or not understood withdraws nothing; it is told of by itself.
    let is_absent = matches!(row.cells.get("progress"), Some(Cell::Absent(_)));
    let then = known.number("progress").filter(|_| is_absent)?;
    let message = [
        format!("l’avancement, {then} % jusqu’ici, n’est plus publié"),
        format!("progress, {then} % so far, is not published any more"),
    ];
    Some(Remark::new(Severity::Warning, Rule::Withdrawn, message, needs_reason()).in_column(
        "progress",
        "progress",
        words::of_absence(Absence::NotPublished),
    ))
}

/// The figures that the rule of the record does not give, each with the sum that it gives.
fn computed<'a>(filing: &'a Filing, before: &Filing) -> Vec<(&'a Row, Remark)> {
    let mut remarks = Vec::new();
    let mut means: BTreeMap<&str, Computed> = BTreeMap::new();
    for action in filing.of(Sheet::Actions) {
        let children = children(filing, before, Sheet::Objectives, "action", &action.code);
        let figures =
            children.iter().map(|(_, row)| Some(Fraction::from(i64::from(row.as_ref()?.number("progress")?))));
        let mean = Computed::mean(&figures.collect::<Vec<_>>(), Mean::MeanOfObjectives);
        let term = |(code, row): &Child| Some((code.clone(), row.as_ref()?.number("progress")?.to_string()));
        let terms: Vec<_> = children.iter().filter_map(term).collect();
        remarks.extend(differs(action, mean.as_ref(), &terms).map(|remark| (action, remark)));
        means.extend(mean.map(|mean| (action.code.as_str(), mean)));
    }
    for axis in filing.of(Sheet::Axes) {
        let children = children(filing, before, Sheet::Actions, "axis", &axis.code);
        let exact = children.iter().map(|(code, _)| means.get(code.as_str()).map(|mean| mean.exact));
        let mean = Computed::mean(&exact.collect::<Vec<_>>(), Mean::MeanOfActions);
        let term = |(code, _): &Child| Some((code.clone(), means.get(code.as_str())?.fraction()));
        let terms: Vec<_> = children.iter().filter_map(term).collect();
        remarks.extend(differs(axis, mean.as_ref(), &terms).map(|remark| (axis, remark)));
    }
    remarks
}

/// A row below another one: its code, and what is filed for it; none if its row is left out.
type Child<'a> = (String, Option<&'a Row>);

/// The rows below another one, in the order of the plan. One that is left out, or whose parent was not understood, is still
/// below the parent of before: without it the mean would be that of fewer.
fn children<'a>(filing: &'a Filing, before: &Filing, sheet: Sheet, column: &str, parent: &str) -> Vec<Child<'a>> {
    let child = |known: &Row| {
        let own = filing.row(sheet, &known.code);
        let above = own.and_then(|row| row.text(column)).or(known.text(column));
        (above == Some(parent)).then(|| (known.code.clone(), own))
    };
    before.of(sheet).filter_map(child).collect()
}

fn differs(row: &Row, mean: Option<&Computed>, terms: &[(String, String)]) -> Option<Remark> {
    let (published, mean) = (row.number("progress")?, mean?);
    (i64::from(published) != mean.value()).then(|| {
        let sum: Vec<String> = terms.iter().map(|(code, value)| format!("{code}: {value}")).collect();
        let (sum, fraction, value) = (sum.join(", "), mean.fraction(), mean.value());
        let message = [
            format!("{published} % est publié ; la moyenne de ({sum}) est {fraction}, soit {value} %"),
            format!("{published} % is published; the mean of ({sum}) is {fraction}, which is {value} %"),
        ];
        let hint = [
            format!("{value}, ou vérifiez les chiffres dont il est la moyenne ; les deux seront publiés"),
            format!("{value}, or check the figures that it is the mean of; both will be published"),
        ];
        Remark::new(Severity::Warning, Rule::Computed, message, hint).in_column(
            "progress",
            "progress",
            &published.to_string(),
        )
    })
}
