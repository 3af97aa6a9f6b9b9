//! What is worth a second look in a filing: progress that falls back, figures that the rule does not give.

use num_rational::Ratio;

use super::{
    Filing, Row, Sheet,
    read::Place,
    report::{Remark, Report, Severity},
    words,
};
use crate::domain::progress::{Computed, Fraction, Rule, Status};

/// Adds warnings to the report of a filing. `place` tells where a row stands in the file.
pub fn compare(filing: &Filing, before: &Filing, report: &mut Report, place: impl Fn(&Row) -> Option<Place>) {
    for row in filing.rows.iter().filter(|row| row.sheet != Sheet::Release) {
        let Some(known) = before.row(row.sheet, &row.code) else { continue };
        for remark in [fallen(row, known), reopened(row, known), withdrawn(row, known)].into_iter().flatten() {
            add(report, remark.needing(row.text("reason")), row, place(row));
        }
    }
    for remark in computed(filing) {
        let (row, remark) = remark;
        add(report, remark, row, place(row));
    }
    report.sort();
}

fn add(report: &mut Report, remark: Remark, row: &Row, place: Option<Place>) {
    let remark = remark.of(row.sheet, &row.code);
    report.add(match place {
        Some(place) => remark.at(&place),
        None => remark,
    });
}

fn needs_reason() -> [String; 2] {
    ["si c’est voulu, dites pourquoi dans « Motif »".to_owned(), "if it is meant, say why in \"Reason\"".to_owned()]
}

fn fallen(row: &Row, known: &Row) -> Option<Remark> {
    let (now, then) = (row.number("progress")?, known.number("progress")?);
    (now < then).then(|| {
        let message = [
            format!("l’avancement recule de {then} % à {now} %"),
            format!("progress falls back from {then} % to {now} %"),
        ];
        Remark::new(Severity::Warning, "falls_back", message, needs_reason()).in_column(
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
        Remark::new(Severity::Warning, "reopened", message, needs_reason()).in_column("status", "status", status)
    })
}

fn withdrawn(row: &Row, known: &Row) -> Option<Remark> {
    let then = known.number("progress").filter(|_| row.number("progress").is_none())?;
    let message = [
        format!("l’avancement, {then} % jusqu’ici, n’est plus publié"),
        format!("progress, {then} % so far, is not published any more"),
    ];
    Some(Remark::new(Severity::Warning, "withdrawn", message, needs_reason()).in_column("progress", "progress", ""))
}

/// The figures that the rule of the record does not give, each with the sum that it gives.
fn computed(filing: &Filing) -> Vec<(&Row, Remark)> {
    let mut remarks = Vec::new();
    let mut means: Vec<(&Row, Option<Computed>)> = Vec::new();
    for action in filing.of(Sheet::Actions) {
        let children: Vec<&Row> =
            filing.of(Sheet::Objectives).filter(|row| row.text("action") == Some(&action.code)).collect();
        let figures = children.iter().map(|row| row.number("progress").map(|value| Fraction::from(i64::from(value))));
        let mean = Computed::mean(&figures.collect::<Vec<_>>(), Rule::MeanOfObjectives);
        let terms = children.iter().filter_map(|row| Some((row.code.clone(), row.number("progress")?.to_string())));
        remarks.extend(differs(action, mean.as_ref(), &terms.collect::<Vec<_>>()).map(|remark| (action, remark)));
        means.push((action, mean));
    }
    for axis in filing.of(Sheet::Axes) {
        let own = means.iter().filter(|(action, _)| action.text("axis") == Some(&axis.code));
        let exact: Vec<Option<Ratio<i64>>> =
            own.clone().map(|(_, mean)| mean.as_ref().map(|mean| mean.exact)).collect();
        let mean = Computed::mean(&exact, Rule::MeanOfActions);
        let terms = own.filter_map(|(action, mean)| Some((action.code.clone(), mean.as_ref()?.fraction())));
        remarks.extend(differs(axis, mean.as_ref(), &terms.collect::<Vec<_>>()).map(|remark| (axis, remark)));
    }
    remarks
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
        Remark::new(Severity::Warning, "computed", message, hint).in_column(
            "progress",
            "progress",
            &published.to_string(),
        )
    })
}
