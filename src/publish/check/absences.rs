//! A field is there, or its reason is: never both, never neither.

use super::Report;
use crate::{
    domain::absence::Absence,
    publish::format::{BoundEntry, Reasons},
};

pub fn check(report: &mut Report) {
    let entry = report.entry();
    let release = &entry.release;
    let fields = [
        ("title", release.title.is_some()),
        ("date", is_dated(&release.earliest, &release.latest)),
        ("promise", release.promise.is_some()),
        ("announced_axes", release.announced.axes.is_some()),
        ("announced_actions", release.announced.actions.is_some()),
        ("announced_objectives", release.announced.objectives.is_some()),
    ];
    reasons(report, "release", &release.absent, &fields);
    for source in &entry.sources {
        let fields =
            [("title", source.title.is_some()), ("date", is_dated(&source.earliest, &source.latest)), ("url", false)];
        reasons(report, &format!("sources {}", source.id), &source.absent, &fields);
    }
    for axis in &entry.axes {
        let fields = [
            ("title", axis.title.is_some()),
            ("progress", axis.progress.is_some()),
            ("achievements", !axis.achievements.is_empty()),
            ("next_steps", !axis.next_steps.is_empty()),
        ];
        reasons(report, &format!("axes {}", axis.number), &axis.absent, &fields);
    }
    for action in &entry.actions {
        let fields = [
            ("axis", action.axis.is_some()),
            ("title", action.title.is_some()),
            ("progress", action.progress.is_some()),
        ];
        reasons(report, &format!("actions {}", action.number), &action.absent, &fields);
    }
    for objective in &entry.objectives {
        let fields = [
            ("number", objective.number.is_some()),
            ("status", objective.status.is_some()),
            ("progress", objective.progress.is_some()),
            ("achievements", !objective.achievements.is_empty()),
            ("next_steps", !objective.next_steps.is_empty()),
        ];
        reasons(report, &format!("objectives {}", objective.code()), &objective.absent, &fields);
    }
    for range in &entry.unpublished_objectives {
        let fields =
            ["axis", "action", "title", "status", "progress", "achievements", "next_steps"].map(|f| (f, false));
        reasons(report, &format!("unpublished_objectives {}-{}", range.first, range.last), &range.absent, &fields);
    }
}

/// Whether the bounds of a date leave one day, which then is the date.
fn is_dated(earliest: &Option<BoundEntry>, latest: &Option<BoundEntry>) -> bool {
    earliest.as_ref().zip(latest.as_ref()).is_some_and(|(earliest, latest)| earliest.date.0 == latest.date.0)
}

fn reasons(report: &mut Report, row: &str, absent: &Reasons, fields: &[(&str, bool)]) {
    for (field, present) in fields {
        match (present, absent.contains_key(*field)) {
            (true, true) => report.add(row, "absence", format!("`{field}` is there and is called absent")),
            (false, false) => report.add(row, "absence", format!("`{field}` is missing without a reason in `absent`")),
            _ => {}
        }
    }
    for (field, reason) in absent {
        // A release file knows two reasons; what has no meaning for a row has no place in it either.
        let is_reason = *reason == Absence::NotPublished || (*reason == Absence::NotNamed && field == "title");
        if !is_reason {
            report.add(row, "absence", format!("`{field}` is {}; expected not_published", reason.as_str()));
        }
    }
    for field in absent.keys() {
        if !fields.iter().any(|(known, _)| known == field) {
            let known: Vec<&str> = fields.iter().map(|(known, _)| *known).collect();
            report.add(row, "absence", format!("`{field}` cannot be absent here; expected {}", known.join(", ")));
        }
    }
}
